import { listed } from "../../chains/words.ts"
import { resourceText } from "../../collect/resources.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, isHarmless } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { type Entry, entriesAt, entryAt, type Node, scalarAt } from "../../model/tree.ts"
import { carrierOf } from "../carriers.ts"
import { type Context, rule } from "../rule.ts"

export const imagepullsecretCommitted = rule({
  id: "imagepullsecret-committed",
  family: "kubernetes",
  level: "error",
  summary: "Credentials of a registry are committed",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Good practices for Kubernetes Secrets, Avoid sharing Secret manifests",
      says: "A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    },
    {
      document: "Docker documentation",
      section: "docker login, Credential stores",
      says: "Without a credential store, the auth of config.json is the user and password in base64.",
      url: "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    },
  ],
  why: "Everyone who can read the repository, or any of its forks and backups, can pull from the registry, and often push.",
  fix: "Revoke the credentials, and have an ExternalSecret, a SealedSecret or SOPS bring the new ones.",
  controls: ["NIST SP 800-190, 4.1.4"],

  on: "docker-config",
  *check(document, context) {
    const { root, carrier, path } = document
    const committed = registriesOf(root).filter(({ value }) => hasCredentials(value))
    const [first] = committed
    if (first === undefined) return
    const hosts = [...new Set(committed.map(({ key }) => hostOf(key.value) ?? key.value))]
    const where = carrier?.resource === undefined ? path : resourceText(carrier.resource)
    yield {
      message: `${where} holds the credentials of ${listed(hosts)} in plain text, so everyone who can read the repository can use them.`,
      help: [
        {
          do: "Revoke the credentials: they stay in the history. Then keep the new ones out of it, for example:",
          copy: yaml(
            "apiVersion: external-secrets.io/v1",
            "kind: ExternalSecret",
            "spec:",
            "  target: {template: {type: kubernetes.io/dockerconfigjson}}",
          ),
          verify: `git log -p -- ${path} shows only credentials that no longer work.`,
        },
      ],
      at: carrierKey(document, context) ?? first.key,
      level: hosts.every((host) => isHarmless(host)) ? "notice" : "error",
      identity: [...hosts].sort().join(" "),
      sensitive: true,
    }
  },
})

/** The registries of `{auths: {host: …}}`, or of the older `.dockercfg`, which is that mapping alone. */
function registriesOf(root: Node): readonly Entry[] {
  const modern = entryAt(root, "auths")
  if (modern !== undefined) return entriesAt(modern.value)
  return entriesAt(root).filter(({ value }) => scalarAt(value, "auth") !== undefined)
}

/** A password that is a placeholder says that the `auth` beside it, which repeats it in base64, is one as well. */
function hasCredentials(registry: Node): boolean {
  const password = scalarAt(registry, "password")?.secret
  if (password !== undefined && password !== "literal") return false
  return secrets.some((key) => scalarAt(registry, key)?.secret === "literal")
}

/** The key of the Secret that carries the document: in base64, or on lines of its own, the host is no place to point at. */
function carrierKey(document: DocumentFact, { inventory }: Context): Span | undefined {
  const root = carrierOf(document, inventory)?.root
  const key = document.carrier?.key ?? ""
  return ["data", "stringData", "binaryData"].map((section) => entryAt(root, section, key)?.key).find(Boolean)
}

const secrets = ["auth", "password", "identitytoken", "registrytoken"]

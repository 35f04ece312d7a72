import { posix } from "node:path"
import { called, placeOf } from "../../chains/words.ts"
import { ancestors } from "../../distribution/images.ts"
import { distributionOf } from "../../distribution/index.ts"
import { contentOf } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import type { Location } from "../../model/place.ts"
import { at, entriesAt, itemsAt, textAt } from "../../model/tree.ts"
import { fileAt } from "../../workloads/mounted-files.ts"
import { type Container, mountedAt } from "../../workloads/workloads.ts"
import { type Problem, rule } from "../rule.ts"
import { trustReferences } from "./references.shared.ts"
import { trustVariables } from "./trust-variables.shared.ts"

export const envCaReplacesPublicRoots = rule({
  id: "env-ca-replaces-public-roots",
  family: "ca",
  level: "notice",
  summary: "A variable that takes the place of the public roots names a bundle of private CAs only",
  citations: [
    {
      document: "Requests documentation, SSL Cert Verification",
      says: "REQUESTS_CA_BUNDLE names the bundle that is used in place of the one that comes with it.",
      url: "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
    },
    {
      document: "cert-manager, trust-manager",
      says: "A Bundle with useDefaultCAs puts the public CAs beside one's own.",
      url: "https://cert-manager.io/docs/trust/trust-manager/",
    },
  ],
  why: "Calls to servers with public certificates (package indexes, cloud APIs, GitHub) fail from the moment on that the variable is set.",
  fix: "Name a bundle with the public roots and the private CA.",

  on: ["kubernetes", "helm-values", "compose", "repository"],
  *check(subject, { inventory, trust }) {
    const found = "files" in subject ? inImages(subject) : inContainers(subject, inventory)
    for (const { name, path, bundles, at: place, container } of found) {
      const certificates = bundles.flatMap((bundle) => inventory.certificates(bundle))
      const [first] = certificates
      if (first === undefined || certificates.length > 20 || certificates.some((certificate) => trust.has(certificate)))
        continue
      const target = container === undefined ? undefined : publicHost(container)
      const problem: Problem = {
        message: `${name} makes ${path} the only roots of ${trustVariables.get(name)?.reader}, and it holds no public CA but ${certificates.length === 1 ? `"${called(first)}"` : `${certificates.length} private certificates`}: ${target === undefined ? "calls to servers with public certificates fail" : `calls to ${target} fail`}.`,
        help: [
          {
            do: "Name a bundle with both: let trust-manager make it (useDefaultCAs: true), or put them together in the image:",
            copy: sh("cat /etc/ssl/certs/ca-certificates.crt corp-ca.crt > bundle.crt"),
          },
          {
            do: "Where nothing public is called this is as it should be.",
            verify: `curl --cacert bundle.crt -sSI https://${target ?? "pypi.org"}`,
          },
        ],
        at: place,
        level: target === undefined ? "notice" : "warning",
        identity: name,
        related: [{ message: placeOf(bundles[0]!), at: bundles[0]!.location }],
        ...(container?.resource && { resource: container.resource }),
      }
      yield problem
    }
  },
})

interface Replaced {
  readonly name: string
  readonly path: string
  readonly bundles: readonly BundleFact[]
  readonly at: Location
  readonly container?: Container
}

function* inContainers(document: Parameters<typeof trustReferences>[0], inventory: Inventory): Iterable<Replaced> {
  for (const { container, name, path, at: place } of trustReferences(document, inventory)) {
    if (!general.has(name)) continue
    const file = fileAt(container, path, inventory)?.bundle
    yield {
      name,
      path,
      bundles: file === undefined ? mountedFrom(container, path, inventory) : [file],
      at: place,
      container,
    }
  }
}

/** The file of the repository that a compose file mounts. */
function mountedFrom(container: Container, path: string, inventory: Inventory): readonly BundleFact[] {
  const mounted = mountedAt(container, path)
  const host = mounted?.mount.volume?.hostPath
  if (mounted === undefined || host === undefined || !/^\.{1,2}\//.test(host)) return []
  const file = posix.normalize(posix.join(posix.dirname(container.document.path), host, mounted.rest))
  return inventory.files.get(file)?.bundles ?? []
}

function* inImages(inventory: Inventory): Iterable<Replaced> {
  for (const stage of distributionOf(inventory).dockerfiles.flat()) {
    const document = inventory
      .documents("dockerfile")
      .find(({ path, inner }) => path === stage.path && inner.length === stage.inner.length)
    for (const instruction of itemsAt(at(document?.root, "stages", stage.index), "instructions")) {
      if (textAt(instruction, "op") !== "ENV") continue
      for (const { key, value } of entriesAt(instruction, "entries")) {
        if (!general.has(key.value) || value.kind !== "scalar" || value.type === "template") continue
        const bundles = [stage, ...ancestors(stage)].flatMap((unit) =>
          unit.steps.flatMap((step) =>
            step.does === "place" && step.target === value.value ? contentOf(unit, step, inventory) : [],
          ),
        )
        yield { name: key.value, path: value.value, bundles, at: inventory.locate(stage.path, value, stage.inner) }
      }
    }
  }
}

/** A host with a public certificate that the container is told to call. */
function publicHost({ environment, arguments: flags }: Container): string | undefined {
  const texts = [...environment.map(({ value }) => value?.value), ...flags.map(({ value }) => value)]
  for (const text of texts) {
    const host = /https:\/\/([\w.-]+)/.exec(text ?? "")?.[1]
    if (host !== undefined && publicServices.test(host)) return host
  }
  return undefined
}

// Those of programs that call all kinds of servers; Vault's or PostgreSQL's are for one server, whose CA is meant.
const general: ReadonlySet<string> = new Set([
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "AWS_CA_BUNDLE",
  "PIP_CERT",
  "GIT_SSL_CAINFO",
  "NIX_SSL_CERT_FILE",
  "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
  "CARGO_HTTP_CAINFO",
])

const publicServices =
  /(^|\.)(github\.com|githubusercontent\.com|gitlab\.com|bitbucket\.org|amazonaws\.com|googleapis\.com|google\.com|azure\.com|windows\.net|microsoft\.com|microsoftonline\.com|pypi\.org|npmjs\.org|docker\.io|quay\.io|ghcr\.io|slack\.com|letsencrypt\.org|cloudflare\.com|datadoghq\.(com|eu)|sentry\.io|pagerduty\.com|openai\.com|anthropic\.com|huggingface\.co|okta\.com|auth0\.com|atlassian\.net|digitalocean\.com|hetzner\.cloud|stripe\.com)$/

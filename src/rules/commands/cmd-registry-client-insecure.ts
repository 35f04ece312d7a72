import type { CommandFact, ScriptFact, Word } from "../../model/facts.ts"
import { hostOf, registryOf } from "../../model/hosts.ts"
import { rule } from "../rule.ts"
import {
  called,
  calls,
  levelFor,
  operands,
  optionOf,
  placed,
  type Target,
  targetOf,
  turnedOff,
  turnedOn,
  without,
} from "./flags.shared.ts"

export const cmdRegistryClientInsecure = rule({
  id: "cmd-registry-client-insecure",
  family: "commands",
  level: "error",
  summary: "A registry client is told not to verify the registry, or to use plain HTTP",
  citations: [
    {
      document: "skopeo-copy(1)",
      section: "--src-tls-verify, --dest-tls-verify",
      says: "With false the registry's certificate is not verified, and HTTP is tried as well.",
      url: "https://github.com/containers/skopeo/blob/main/docs/skopeo-copy.1.md",
    },
    {
      document: "google/go-containerregistry",
      section: "cmd/crane/cmd/root.go, --insecure",
      says: "--insecure allows references to be fetched without TLS, and turns off the verification of certificates.",
      url: "https://github.com/google/go-containerregistry/blob/main/cmd/crane/cmd/root.go",
    },
    {
      document: "Helm",
      section: "helm pull --insecure-skip-tls-verify, --plain-http",
      says: "Skips the checks of the chart's server certificate, or uses HTTP without TLS.",
      url: "https://helm.sh/docs/helm/helm_pull/",
    },
    {
      document: "containerd/nerdctl",
      section: "docs/registry.md, --insecure-registry",
      says: "Skips the verification of certificates and falls back to plain HTTP.",
      url: "https://github.com/containerd/nerdctl/blob/main/docs/registry.md",
    },
  ],
  why: "Images and charts are code that the cluster runs with its credentials. Whoever can answer in the registry's name decides what is deployed, and gets the password or token of the login.",
  fix: "Give the client the registry's CA instead: --cert-dir, --ca-file, or /etc/docker/certs.d/<host>/ca.crt.",

  on: "command",
  *check({ command, script }) {
    const client = clients.find(({ tool }) => tool.test(command.tool))
    const flag = client?.flag(command.words)
    if (client === undefined || flag === undefined) return
    const target = registryOfCommand(command, flag, script)
    const plain = /http$/.test(flag.value) || /disabled/.test(optionOf(command.words, /^--tls$/)?.value ?? "")
    const how = plain ? `over plain HTTP (${flag.value})` : `without verifying its certificate (${flag.value})`
    yield {
      message: `${command.tool} talks to ${target.host === undefined ? "the registry" : called(target)}${placed(script)} ${how}: whoever answers in its name decides what is pulled, and reads the credentials.`,
      help: [{ do: client.secure(target.host ?? "<registry>") }, { do: `Then: ${without(command, flag)}` }],
      at: flag,
      level: levelFor("error", target),
      identity: `${command.tool} ${flag.value} ${target.host ?? ""}`,
    }
  },
})

interface Client {
  readonly tool: RegExp
  readonly flag: (words: readonly Word[]) => Word | undefined
  readonly secure: (host: string) => string
}

/** The registry that a flag is about: the one written to, where a command names several. */
function registryOfCommand({ tool, words }: CommandFact, flag: Word, script: ScriptFact): Target {
  if (tool === "helm") return hostOfHelm(words, script)
  const images = operands(words).filter(
    ({ value }) =>
      /\//.test(value) &&
      !/^([./~]|(dir|oci-archive|oci|docker-archive|docker-daemon|containers-storage):(?!\/\/))/.test(value),
  )
  const copies = /^(skopeo|crane|regctl)$/.test(tool) && !/^--src-/.test(flag.value)
  const image = copies ? images.at(-1) : images[0]
  if (image === undefined) return targetOf(words)
  const host = registryOf(image.value)
  return { host, open: host === undefined, written: image.value }
}

/** Whom helm talks to: `--repo`, the URL of `repo add`, an `oci://` reference, or the repository that `NAME/chart` was added as. */
function hostOfHelm(words: readonly Word[], script: ScriptFact): Target {
  const named =
    optionOf(words, /^--repo$/) ??
    operands(words).find(({ value }) => /^(https?|oci):\/\//.test(value)) ??
    aliased(words, script)
  const host = named && hostOf(named.value.replace(/^oci:/, "https:"))
  if (named !== undefined) return { host, open: host === undefined, written: named.value }
  if (!calls(words, "registry")) return { host: undefined, open: false, written: undefined }
  const registry = operands(words)[2]
  return { host: registry && hostOf(registry.value), open: false, written: registry?.value }
}

/** The URL that the same script added a repository with. */
function aliased(words: readonly Word[], { commands }: ScriptFact): Word | undefined {
  const names = operands(words).flatMap(({ value }) => /^([\w.-]+)\/[\w.-]+$/.exec(value)?.[1] ?? [])
  for (const command of commands) {
    if (command.tool !== "helm" || !calls(command.words, "repo", "add")) continue
    const [, , name, url] = operands(command.words)
    if (name !== undefined && names.includes(name.value)) return url
  }
  return undefined
}

/** The options of `podman run` itself. */
function beforeImage(words: readonly Word[]): readonly Word[] {
  if (!calls(words, /^(run|create)$/)) return words
  const image = words.findIndex(
    ({ value }, index) =>
      /^[\w.-]+(:\d+)?(\/[\w.-]+)+([:@]\S+)?$/.test(value) &&
      !/^-(?!-(rm|init|privileged|detach|interactive|tty|replace|read-only|tls-verify\b.*)$|[dit]+$)/.test(
        words[index - 1]?.value ?? "",
      ),
  )
  return image === -1 ? words : words.slice(0, image)
}

const certsDirectory = (host: string): string =>
  `Put the CA of the registry at /etc/containers/certs.d/${host}/ca.crt (or pass --cert-dir).`
const dockerDirectory = (host: string): string => `Put the CA of the registry at /etc/docker/certs.d/${host}/ca.crt.`
const caFile = (host: string): string => `Pass the CA that issued the certificate of ${host}: --ca-file ca.crt`
const systemStore = (host: string): string =>
  `Add the CA of ${host} to the system's trust store, or point SSL_CERT_FILE at a bundle that has it.`

/** The clients, with the flags that turn their verification off. */
const clients: readonly Client[] = [
  {
    tool: /^(podman|buildah|skopeo)$/,
    // What follows the image of `podman run` is for the program in it.
    flag: (words) => turnedOff(beforeImage(words), /^--(src-|dest-)?tls-verify$/),
    secure: certsDirectory,
  },
  {
    tool: /^(crane|gcrane|krane|ko)$/,
    flag: (words) => turnedOn(words, /^--insecure(-registry)?$/),
    secure: systemStore,
  },
  { tool: /^oras$/, flag: (words) => turnedOn(words, /^--((from-|to-)?(insecure|plain-http))$/), secure: caFile },
  {
    tool: /^helm$/,
    flag: (words) =>
      turnedOn(
        words,
        calls(words, "registry") ? /^--(insecure|plain-http)$/ : /^--(insecure-skip-tls-verify|plain-http)$/,
      ),
    secure: caFile,
  },
  {
    tool: /^docker$/,
    flag: (words) => (calls(words, "manifest") ? turnedOn(words, /^--insecure$/) : undefined),
    secure: dockerDirectory,
  },
  {
    tool: /^nerdctl$/,
    flag: (words) => turnedOn(words, /^--insecure-registry$/),
    secure: (host) => `Put the CA into /etc/containerd/certs.d/${host}/hosts.toml: ca = "/path/ca.crt"`,
  },
  {
    tool: /^ctr$/,
    flag: (words) =>
      words.some(({ value }) => /^(images?|i|content|c)$/.test(value))
        ? turnedOn(words, /^(-k|--skip-verify|--plain-http)$/)
        : undefined,
    secure: (host) =>
      `Pass --hosts-dir /etc/containerd/certs.d with a hosts.toml for ${host} that has: ca = "/path/ca.crt"`,
  },
  {
    tool: /^cosign$/,
    flag: (words) => turnedOn(words, /^--allow-(insecure|http)-registry$/),
    secure: (host) => `Pass the CA of ${host}: --registry-cacert ca.crt`,
  },
  {
    tool: /^regctl$/,
    flag: (words) =>
      /^(disabled|insecure)$/.test(optionOf(words, /^--tls$/)?.value ?? "")
        ? words.find(({ value }) => /^--tls(=|$)/.test(value))
        : undefined,
    secure: (host) => `Give regctl the CA: regctl registry set --cacert "$(cat ca.crt)" ${host}`,
  },
  { tool: /^trivy$/, flag: (words) => turnedOn(words, /^--insecure$/), secure: systemStore },
  { tool: /^timoni$/, flag: (words) => turnedOn(words, /^--registry-insecure$/), secure: systemStore },
  { tool: /^(notation|flux)$/, flag: (words) => turnedOn(words, /^--insecure-registry$/), secure: systemStore },
  {
    tool: /^(imgpkg|kbld|kp)$/,
    flag: (words) => turnedOff(words, /^--registry-verify-certs$/) ?? turnedOn(words, /^--registry-insecure$/),
    secure: (host) => `Pass the CA of ${host}: --registry-ca-cert-path ca.crt`,
  },
]

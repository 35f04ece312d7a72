import type { DocumentKind } from "../model/facts.ts"
import type { Language, Source } from "../model/source.ts"
import { at, entriesAt, itemsAt, type Mapping, type Node, textAt } from "../model/tree.ts"
import { languageOfContent } from "./contents.ts"
import { commandFile, isKickstart, jenkinsfile, makefile } from "./scripts/build-files.ts"

/** What a text is written in; `guessed` where nothing but its content says so, so that a reader's fault may be ours. */
export interface Recognised {
  readonly language: Language
  readonly guessed: boolean
}

/**
 * What a text is written in, by its name and, where that says nothing, by its content; undefined where nothing that we
 * read can be meant. Template endings (`.tmpl`, `.j2`) are taken off first.
 */
export function recognise({
  name,
  text,
  language,
  guessed = false,
}: Pick<Source, "name" | "text" | "language" | "guessed">): Recognised | undefined {
  if (language !== undefined) return { language, guessed }
  const path = bare(name)
  for (const [pattern, byName] of names) {
    if (!pattern.test(path)) continue
    // Some call YAML `registries.conf`, and everybody calls everything `.conf`.
    if (byName === "text") return byContent(text, settings) ?? { language: byName, guessed }
    if (byName === "toml" && !/\.toml$/i.test(path) && languageOfContent(text) === "yaml")
      return { language: "yaml", guessed: true }
    return { language: byName, guessed }
  }
  const file = path.slice(path.lastIndexOf("/") + 1)
  if (prose.test(file) || sources.test(file)) return undefined
  // A suffix that somebody added (`daemon.json.sample`, `nginx.conf.bak`) hides the real one; the first bytes tell it.
  for (const [pattern, byOpening] of openings)
    if (pattern.test(text.slice(0, 2000))) return { language: byOpening, guessed: byOpening === "json" }
  return byContent(text, []) ?? { language: "text", guessed }
}

/** What a text is by what it says: by words that only one language has, else by the look of its lines. */
function byContent(text: string, tells: readonly (readonly [RegExp, Language])[]): Recognised | undefined {
  const head = text.slice(0, 20_000)
  if (isKickstart(head)) return { language: "shell", guessed: false }
  const told = [...tells, ...servers].find(([pattern]) => pattern.test(head))?.[1]
  if (told !== undefined) return { language: told, guessed: false }
  const language = languageOfContent(text)
  return language && { language, guessed: true }
}

/** What is not read at all: documentation shows certificates, and distributes none. */
export function isLeftOut(path: string): boolean {
  return prose.test(path.slice(path.lastIndexOf("/") + 1))
}

/** Texts that are only looked through for certificates: source code, XML, dumps. */
export function isLookedThrough(path: string): boolean {
  return sources.test(path.slice(path.lastIndexOf("/") + 1)) && !literalNames.test(path)
}

function bare(name: string): string {
  // Names of carried texts may be of any length.
  let path = name.slice(-1000)
  for (let previous = ""; previous !== path; ) {
    previous = path
    path = path.replace(/\.(tmpl|tpl|gotmpl|j2|jinja2?|template|in|dist|example|sample|default|erb|orig)$/i, "")
  }
  return path
}

/** What a document is. The specific stands before the general; the last resort is `plain`. */
export function kindOf(
  root: Node,
  language: Language,
  source: Pick<Source, "name" | "text" | "carrier">,
): DocumentKind {
  const path = bare(source.name)
  switch (language) {
    case "toml":
      return tomlKind(root, path)
    case "yaml":
    case "json":
    case "code":
      return treeKind(root, path, source.text)
    case "ini":
      return iniKinds.find(([pattern]) => pattern.test(path))?.[1] ?? "plain"
    case "hcl":
      return "terraform"
    case "dockerfile":
    case "shell":
    case "env":
    case "haproxy":
    case "nginx":
    case "keepalived":
    case "caddy":
    case "apache":
    case "systemd":
      return language
    default:
      return "plain"
  }
}

function tomlKind(root: Node, path: string): DocumentKind {
  const keys = new Set(entriesAt(root).map(({ key }) => key.value))
  if (/(^|\/)hosts\.toml$/.test(path) && (/(^|\/)certs\.d\//.test(path) || hostsLike(root, keys)))
    return "containerd-hosts"
  if (/(^|\/)registries\.conf$|(^|\/)registries\.conf\.d\//.test(path)) return "containers-registries"
  if (/(^|\/)crio\.conf$|(^|\/)crio\.conf\.d\//.test(path) || keys.has("crio")) return "crio"
  if (/(^|\/)nerdctl\.toml$/.test(path)) return "nerdctl"
  if (/(^|\/)buildkitd[^/]*\.toml$/.test(path)) return "buildkitd"
  if (hasContainerdPlugin(root)) return "containerd-config"
  if (/(^|\/)containerd\/(config\.toml|conf\.d\/[^/]+)$|(^|\/)config-v3\.toml$/.test(path)) return "containerd-config"
  if (itemsAt(root, "runners").length > 0) return "gitlab-runner"
  if (itemsAt(root, "registry").length > 0 || keys.has("unqualified-search-registries")) return "containers-registries"
  if (entriesAt(root, "registries").some(({ key }) => /^(search|insecure|block)$/.test(key.value)))
    return "containers-registries"
  if (entriesAt(root, "registry").some(({ value }) => value.kind === "mapping")) return "buildkitd"
  if (keys.has("host") && entriesAt(root, "host").length > 0 && hostsKeys(root)) return "containerd-hosts"
  if (keys.has("server") && (keys.has("skip_verify") || keys.has("capabilities") || keys.has("ca")))
    return "containerd-hosts"
  if (
    ["entryPoints", "entrypoints", "serversTransport", "providers", "tls", "http"].some((key) => keys.has(key)) &&
    traefikLike(root)
  )
    return "traefik"
  return "plain"
}

/** Inventories of Ansible and lists of machines are called hosts.toml as well. */
function hostsLike(root: Node, keys: ReadonlySet<string>): boolean {
  if (["server", "capabilities", "skip_verify", "host"].some((key) => keys.has(key))) return true
  return entriesAt(root, "hosts").some(({ key }) => /:\/\//.test(key.value))
}

function hostsKeys(root: Node): boolean {
  return entriesAt(root, "host").some(({ key }) => /:\/\//.test(key.value))
}

function hasContainerdPlugin(root: Node): boolean {
  return entriesAt(root, "plugins").some(({ key }) => /^(io\.containerd\.|cri$)/.test(key.value))
}

function traefikLike(root: Node): boolean {
  return (
    ["entryPoints", "entrypoints", "serversTransport", "certificatesResolvers", "api", "providers"].some(
      (key) => at(root, key) !== undefined,
    ) ||
    entriesAt(root, "http").some(({ key }) => /^(routers|services|middlewares|serversTransports)$/.test(key.value)) ||
    itemsAt(root, "tls", "certificates").length > 0
  )
}

function treeKind(root: Node, path: string, text: string): DocumentKind {
  if (/\.tf\.json$/.test(path)) return "terraform"
  const named = treeNames.find(([pattern]) => pattern.test(path))?.[1]
  // What a role copies to machines is no part of it.
  const byName = named === "ansible" && /(^|\/)(files|templates)\//.test(path) ? undefined : named
  if (root.kind === "sequence") return byName ?? (isAnsible(root) ? "ansible" : "plain")
  if (root.kind !== "mapping") return "plain"
  const apiVersion = textAt(root, "apiVersion")
  const kind = textAt(root, "kind")
  if (apiVersion !== undefined && kind !== undefined) return kindOfObject(root)
  if (kind !== undefined && kind === "Config" && at(root, "clusters") !== undefined) return "kubeconfig"
  if (at(root, "kind") !== undefined && at(root, "apiVersion") !== undefined && at(root, "metadata") !== undefined)
    return "kubernetes"
  if (/^\s*#cloud-config\b/.test(text)) return "cloud-init"
  if (textAt(root, "ignition", "version") !== undefined || isButane(root)) return "ignition"
  if (at(root, "machine")?.kind === "mapping" && (at(root, "cluster") !== undefined || talosMachine(root)))
    return "talos"
  if (at(root, "clusters")?.kind === "sequence" && at(root, "contexts") !== undefined) return "kubeconfig"
  if (byName !== undefined) return byName
  return shapes.find(([fits]) => fits(root))?.[1] ?? "plain"
}

/** What Butane makes Ignition of: the same, with texts in the place of data URLs. */
function isButane(root: Node): boolean {
  return /^(fcos|flatcar|openshift|r4e|fiot)$/.test(textAt(root, "variant") ?? "") && at(root, "version") !== undefined
}

function talosMachine(root: Node): boolean {
  return ["registries", "install", "kubelet", "network", "files"].some((key) => at(root, "machine", key) !== undefined)
}

/** What a mapping with an `apiVersion` and a `kind` is. */
export function kindOfObject(root: Mapping): DocumentKind {
  const apiVersion = textAt(root, "apiVersion") ?? ""
  const kind = textAt(root, "kind") ?? ""
  if (apiVersion === "v1" && kind === "Config" && at(root, "clusters") !== undefined) return "kubeconfig"
  if (apiVersion === "v1alpha1" && /^(Registry(TLS|Mirror|Auth)Config|TrustedRootsConfig)$/.test(kind)) return "talos"
  if (/^kustomize\.config\.k8s\.io\//.test(apiVersion)) return "kustomization"
  return "kubernetes"
}

function isAnsible(root: Node): boolean {
  const items = root.kind === "sequence" ? root.items : []
  return items.some(
    (item) =>
      item.kind === "mapping" &&
      item.entries.some(
        ({ key, value }) =>
          /^(hosts|tasks|roles|handlers|import_tasks|include_tasks|import_playbook|become|notify|block|when|register)$/.test(
            key.value,
          ) ||
          /^(ansible|community|kubernetes|containers)\.\w+(\.\w+)?$/.test(key.value) ||
          (/^(copy|template|command|shell|uri|get_url|file|lineinfile|apt|yum|dnf|package|service|systemd)$/.test(
            key.value,
          ) &&
            (value.kind === "mapping" || at(item, "name") !== undefined)),
      ),
  )
}

/** Shapes that tell a mapping without a telling name. */
const shapes: readonly (readonly [fits: (root: Mapping) => boolean, kind: DocumentKind])[] = [
  [onlyKeys(["mirrors", "configs", "auths"]), "k3s-registries"],
  [
    (root) =>
      has(root, "services") &&
      entriesAt(root, "services").some(
        ({ value }) => at(value, "image") !== undefined || at(value, "build") !== undefined,
      ),
    "compose",
  ],
  [(root) => has(root, "jobs") && (has(root, "on") || has(root, "true")), "github-workflow"],
  [(root) => has(root, "runs") && textAt(root, "runs", "using") !== undefined, "github-action"],
  [(root) => has(root, "insecure-registries") || has(root, "registry-mirrors"), "docker-daemon"],
  [(root) => entriesAt(root, "auths").length > 0 && !has(root, "mirrors"), "docker-config"],
  [
    (root) =>
      itemsAt(root, "default").some((item) =>
        /^(insecureAcceptAnything|reject|signedBy|sigstoreSigned)$/.test(textAt(item, "type") ?? ""),
      ),
    "containers-policy",
  ],
  [
    (root) =>
      has(root, "releases") &&
      (has(root, "repositories") ||
        has(root, "helmDefaults") ||
        itemsAt(root, "releases").some((release) => at(release, "chart") !== undefined)),
    "helmfile",
  ],
  [(root) => has(root, "scrape_configs") || has(root, "remote_write"), "prometheus"],
  [traefikLike, "traefik"],
  [
    (root) =>
      root.entries.length > 0 &&
      root.entries.every(({ value }) => at(value, "images") !== undefined || at(value, "tls-verify") !== undefined),
    "skopeo-sync",
  ],
  [
    (root) => ["ca_certs", "ca-certs", "write_files", "runcmd"].filter((key) => has(root, key)).length > 1,
    "cloud-init",
  ],
]

function has(root: Mapping, key: string): boolean {
  return at(root, key) !== undefined
}

function onlyKeys(keys: readonly string[]): (root: Mapping) => boolean {
  return ({ entries }) =>
    entries.length > 0 &&
    entries.every(({ key }) => keys.includes(key.value)) &&
    entries.some(({ key }) => key.value !== "auths")
}

/** Names of YAML and JSON files that decide the kind of a document without `apiVersion` and `kind`. */
const treeNames: readonly (readonly [RegExp, DocumentKind])[] = [
  [/(^|\/)(k3s|rke2)\/registries\.yaml$|(^|\/)[^/]*registries[^/]*\.ya?ml$/, "k3s-registries"],
  [/(^|\/)[^/]*daemon[^/]*\.json$/, "docker-daemon"],
  [/(^|\/)\.docker\/config\.json$|(^|\/)\.dockercfg$|\.dockerconfigjson$|\.dockercfg$/, "docker-config"],
  [/(^|\/)containers\/policy\.json$/, "containers-policy"],
  [/(^|\/)kubeconfig[^/]*$|(^|\/)\.kube\/config$|\.kubeconfig$/, "kubeconfig"],
  [/(^|\/)(kustomization\.ya?ml|Kustomization)$/, "kustomization"],
  [/(^|\/)Chart\.ya?ml$|(^|\/)requirements\.ya?ml$/, "helm-chart"],
  [/(^|\/)helmfile[^/]*\.ya?ml$|(^|\/)helmfile\.d\/[^/]+\.ya?ml$/, "helmfile"],
  [/(^|\/)(docker-)?compose[^/]*\.ya?ml$/, "compose"],
  [/(^|\/)\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/, "github-workflow"],
  [/(^|\/)action\.ya?ml$/, "github-action"],
  [/(^|\/)\.gitlab-ci\.ya?ml$|(^|\/)[^/]*\.gitlab-ci\.ya?ml$|(^|\/)\.gitlab\/[^/]+\.ya?ml$/, "gitlab-ci"],
  [/(^|\/)\.yarnrc\.ya?ml$/, "yarnrc"],
  [/(^|\/)\.?condarc(\.ya?ml)?$/, "condarc"],
  [/(^|\/)prometheus[^/]*\.ya?ml$/, "prometheus"],
  [/(^|\/)[^/]*values[^/]*\.(ya?ml|json)$|(^|\/)values\/[^/]+\.ya?ml$/, "helm-values"],
  [/(^|\/)(tasks|handlers|playbooks|roles)\/.*\.ya?ml$|(^|\/)(playbook|site)[^/]*\.ya?ml$/, "ansible"],
  [/(^|\/)(user-?data|cloud-?init|cloud-?config)[^/]*$/, "cloud-init"],
]

const iniKinds: readonly (readonly [RegExp, DocumentKind])[] = [
  [/(^|\/)\.?npmrc$/, "npmrc"],
  [/(^|\/)\.yarnrc$/, "yarnrc"],
  [/(^|\/)pip\.(conf|ini)$/, "pip-conf"],
  [/(^|\/)\.?gitconfig$|(^|\/)\.git\/config$/, "gitconfig"],
  [/(^|\/)\.?curlrc$/, "curlrc"],
  [/(^|\/)\.?wgetrc$/, "wgetrc"],
  [/(^|\/)apt\.conf$|(^|\/)apt\.conf\.d\//, "apt-conf"],
  [/\.repo$|(^|\/)(yum|dnf)(\.conf|\/[^/]*\.conf)$/, "yum-repo"],
]

/** Programs and files of blocks of which the literals are read. */
const literalNames =
  /\.(jsonnet|libsonnet|cue|k|nix|bicep|bicepparam|alloy|river)$|(^|\/)gitlab\.rb$|(^|\/)(config|settings)\/[^/]+\.php$|(^|\/)[^/]*config[^/]*\.php$|(^|\/)(nats[^/]*|swanctl|application|logstash[^/]*)\.conf$|(^|\/)logstash\/(.*\/)?[^/]+\.conf$/

/** Names that decide the language. The first that matches wins. */
const names: readonly (readonly [RegExp, Language])[] = [
  [
    /\.(pem|crt|cer|cert|ca-bundle|key|csr|crl|chain|fullchain|pub|p7b|p7c|p7s|der|p12|pfx|jks|jceks|keystore|truststore)$/i,
    "pem",
  ],
  [
    /(^|\/)registries\.conf$|(^|\/)registries\.conf\.d\/[^/]+$|(^|\/)crio\.conf$|(^|\/)crio\.conf\.d\/[^/]+$|\.toml$/i,
    "toml",
  ],
  [
    /(^|\/)\.?(npmrc|yarnrc|curlrc|wgetrc|gitconfig|pip\.conf|pip\.ini|apt\.conf)$|(^|\/)apt\.conf\.d\/[^/]+$|\.repo$|(^|\/)\.git\/config$/,
    "ini",
  ],
  [
    /(^|\/)\.?condarc$|(^|\/)Kustomization$|(^|\/)\.kube\/config$|(^|\/)kubeconfig[^/]*$|\.kubeconfig$|\.(ya?ml|bu|fcc|sls)$/i,
    "yaml",
  ],
  [/(^|\/)(Dockerfile|Containerfile)([.-][^/]*)?$|\.(dockerfile|containerfile)$/i, "dockerfile"],
  [/\.(json|json5|jsonc|ign|dockerconfigjson|dockercfg)$|(^|\/)\.dockercfg$/i, "json"],
  [/\.(tf|tofu|tfvars|hcl|nomad)$/i, "hcl"],
  [literalNames, "code"],
  [/(^|\/)mongo[ds]\.conf$/, "yaml"],
  [/(^|\/)telegraf[^/]*\.conf$/, "toml"],
  [/(^|\/)(sssd|stunnel|my|smb|krb5)\.conf$|\.cnf$/, "ini"],
  [
    /\.properties$|\.ovpn$|(^|\/)\.?msmtprc$|(^|\/)sshd?_config$|(^|\/)(redis|sentinel|mosquitto|ldap|postgresql|rabbitmq|keycloak|chrony|squid|openvpn|valkey|keydb)[^/]*\.conf$|(^|\/)(openvpn|mosquitto|redis)\/(.*\/)?[^/]+\.conf$/,
    "settings",
  ],
  [makefile, "shell"],
  [jenkinsfile, "shell"],
  [commandFile, "shell"],
  [/\.(sh|bash|zsh|ksh|ash)$|(^|\/)\.?(bashrc|profile|bash_profile|zshrc|envrc)$/i, "shell"],
  [/(^|\/)haproxy[^/]*\.cfg$|(^|\/)haproxy\/(.*\/)?[^/]*\.cfg$/i, "haproxy"],
  [/(^|\/)Caddyfile([.-][^/]*)?$|\.caddyfile$/i, "caddy"],
  [/\.(service|socket|timer|mount|path|target)$|\.service\.d\/[^/]+\.conf$/i, "systemd"],
  [/(^|\/)\.env(\.[^/]*)?$|\.env$|(^|\/)(default|sysconfig)\/[^/.]+$|(^|\/)etc\/environment$/i, "env"],
  [/\.(ini|cfg|cnf|properties|conf)$/i, "text"],
]

/** Documentation, data and media: never read, however large a part of a repository they are. */
const prose =
  /\.(md|mdx|markdown|rst|adoc|asciidoc|html?|xhtml|tex|po|pot|srt|css|scss|less|svg|parquet|png|jpe?g|gif|webp|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|odt|woff2?|ttf|otf|eot|mp[34]|mov|avi|webm|ogg|wav|flac|zip|tar|tgz|bz2|xz|zst|7z|rar|jar|war|exe|dll|so|dylib|a|o|class|pyc|bin|img|iso|deb|rpm|apk|ipynb|wasm|map|lock|sum|mod|work|drawio|excalidraw|bib)$/i

/** What programs are made of, and what they are told in languages that are not read here. */
const sources =
  /\.(xml|xsd|xsl|plist|go|py|pyi|js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|rs|java|kt|kts|scala|groovy|c|h|cc|cpp|cxx|hpp|hh|m|mm|swift|cs|fs|vb|php|rb|erb|lua|pl|pm|r|jl|dart|ex|exs|erl|hrl|hs|ml|mli|clj|cljs|elm|nim|zig|sql|proto|graphql|gql|thrift|avsc|patch|diff|csv|tsv|golden|snap)$/i

/** What is called `.conf` or `.cfg`: the tables of registries.conf and crio.conf, and balancers. */
const settings: readonly (readonly [RegExp, Language])[] = [
  [
    /^[ \t]*(\[\[registry(\.mirror)?\]\]|\[registries\.(search|insecure|block)\]|\[crio\.image\]|unqualified-search-registries[ \t]*=)/m,
    "toml",
  ],
  [/^[ \t]*upstream[ \t]+[\w.-]{1,100}[ \t\r\n]*\{/m, "nginx"],
  [/^[ \t]*virtual_server[ \t]+\S/m, "keepalived"],
  [/^(frontend|backend|listen)[ \t]+[\w.-]+[ \t\r]*$/m, "haproxy"],
  // Of redis, PostgreSQL (and its pg_hba.conf), librdkafka and Kafka.
  [
    /^[ \t]*(?:tls-(?:port|cert-file|ca-cert-file)|ssl_cert_file|hostssl|bootstrap\.servers|metadata\.broker\.list|security\.protocol|ssl\.(?:ca|keystore|truststore)\.location)[ \t=:]/m,
    "settings",
  ],
]

/** Directives that name certificates. */
const servers: readonly (readonly [RegExp, Language])[] = [
  [/^[ \t]*(?:\w{1,20}_)?ssl_(?:client_|trusted_)?certificate(?:_key)?[ \t]/m, "nginx"],
  [
    /^[ \t]*(?:ssl_protocols|(?:proxy|grpc|uwsgi)_ssl_verify)[ \t]+[^=\n]{1,200};|\b(?:proxy|grpc|uwsgi)_pass[ \t]+(?:https|grpcs|suwsgi):\/\//m,
    "nginx",
  ],
  [/^[ \t]*SSL(?:Certificate(?:Key|Chain)?|(?:Proxy)?CACertificate|ProxyMachineCertificate)File[ \t]/im, "apache"],
  [/^[ \t]*SSL(?:ProxyEngine|ProxyVerify|ProxyCheckPeer\w{2,6}|Protocol)[ \t]/m, "apache"],
]

const openings: readonly (readonly [RegExp, Language])[] = [
  [/^\uFEFF?#!.*\b(ba|z|k|da|a)?sh\b/, "shell"],
  [/^\uFEFF?#cloud-config\b/, "yaml"],
  [/^\s*(-----BEGIN |Certificate:\s)/, "pem"],
  [/^\s*\{\s*("|\}|\n)/, "json"],
  [/^(?:[^\S\n]*(?:#[^\n]*)?\n|---[^\n]*\n)*(apiVersion|kind|machine|mirrors|configs|clusters)\s*:/, "yaml"],
  [/^[ \t]*upstream[ \t]+[\w.-]{1,100}[ \t\r\n]*\{/m, "nginx"],
  ...servers,
  [/^\s*(frontend|backend|listen)\s+\S+/m, "haproxy"],
]

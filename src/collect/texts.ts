import type { DocumentKind } from "../model/facts.ts"
import type { Carrier, Language, ResourceRef } from "../model/source.ts"
import type { Mapping, Node, Scalar } from "../model/tree.ts"
import type { Embedded } from "./embedded.ts"
import { mayMatter } from "./relevance.ts"

/** What a tree is, and what of it is read in another way. */
export interface TextTree {
  readonly kind: DocumentKind
  readonly resource: ResourceRef | undefined
  readonly known: readonly Node[]
}

/**
 * The texts in a tree that are files, whatever their keys are called: what charts, operators, pipelines and machines are
 * given as whole configurations. What each is written in is decided by its name where that says it, else by its content.
 */
export function textsIn(root: Node, tree: TextTree): Embedded[] {
  const { kind, resource } = tree
  if (silent.has(kind) || /^(CustomResourceDefinition|ConfigMap|Secret|SealedSecret)$/.test(resource?.kind ?? ""))
    return []
  const search = new Search(tree)
  search.below(root, [], [])
  return search.found
}

class Search {
  readonly found: Embedded[] = []
  readonly #carrier: Carrier["kind"]
  readonly #kind: DocumentKind
  readonly #resource: ResourceRef | undefined
  /** What is known, and what was here: aliases make a tree a graph. */
  readonly #seen: Set<Node>

  constructor({ kind, resource, known }: TextTree) {
    this.#kind = kind
    this.#resource = resource
    this.#seen = new Set(known)
    this.#carrier = carriers[kind] ?? "values"
  }

  below(node: Node, way: string[], above: Mapping[]): void {
    if (node.kind === "scalar") {
      if (mayBeFile(node) && !this.#seen.has(node)) this.#text(node, way, above)
      return
    }
    if (way.length > deepest || this.#seen.size > most || this.#seen.has(node)) return
    this.#seen.add(node)
    if (node.kind === "sequence") {
      // Salt: a list of mappings with a key each is what others write as one.
      const parts = node.items.flatMap((item) =>
        item.kind === "mapping" && item.entries.length === 1 ? item.entries : [],
      )
      if (parts.length > 1) above.push({ ...node, kind: "mapping", entries: parts })
      for (const [index, item] of node.items.entries()) this.#step(item, `${index}`, way, above)
      if (parts.length > 1) above.pop()
      return
    }
    above.push(node)
    for (const { key, value } of node.entries) if (!prose.test(key.value)) this.#step(value, key.value, way, above)
    above.pop()
  }

  #step(node: Node, step: string, way: string[], above: Mapping[]): void {
    way.push(step)
    this.below(node, way, above)
    way.pop()
  }

  #text(scalar: Scalar, way: readonly string[], above: readonly Mapping[]): void {
    const key = way.findLast((step) => !/^\d+$|\(\)$/.test(step)) ?? ""
    if (this.#kind === "github-workflow" || this.#kind === "github-action") if (way.at(-2) !== "with") return
    const known = knownTexts.find(([pattern]) => pattern.test(key))
    const file = known?.[1] ?? fileNear(key, way, above) ?? (fileName.test(key) ? key : undefined)
    const name = file ?? key
    // Certificates are found where they stand; a file of them has a place to go to.
    if (file === undefined && /^\s*-----BEGIN /.test(scalar.value)) return
    if (known === undefined && !mayMatter(scalar.value, name)) return
    // What is run is read as a script of its container or its job.
    if (commands.test(key) && (known === undefined || /^\s*#!/.test(scalar.value))) return
    const isEncoded = /^[A-Za-z0-9+/\s]{40,}={0,2}\s*$/.test(scalar.value)
    if (isEncoded && !userData.test(key)) return
    this.found.push({
      scalar,
      name,
      encoding: isEncoded ? "base64" : "text",
      carrier: { kind: this.#carrier, key: name, ...(this.#resource && { resource: this.#resource }) },
      ...(known?.[2] !== undefined && { language: known[2] }),
      pointer: [...way],
    })
  }
}

/** A text of several lines, a block of one, or one that JSON or base64 has put on one. */
function mayBeFile({ value, type, style }: Scalar): boolean {
  if (value.length < 16 || (type !== "string" && type !== "template")) return false
  if (value.includes("\n") || style === "literal") return true
  return (type === "string" && /^\s*(\{["\w\s]|\[[{["])/.test(value)) || /^[A-Za-z0-9+/]{60,}={0,2}$/.test(value)
}

/** The file that a text becomes, as what stands beside or around it says: `{path, content}`, `{path, contents: {inline}}`. */
function fileNear(key: string, way: readonly string[], above: readonly Mapping[]): string | undefined {
  if (!contentKeys.test(key)) return undefined
  for (const mapping of above.slice(-2).reverse())
    for (const { key: sibling, value } of mapping.entries) {
      if (value.kind !== "scalar" || value.type !== "string" || !pathKeys.test(sibling.value)) continue
      if (sibling.value !== "name" || /[./]/.test(value.value)) return value.value
    }
  return way.findLast((step) => fileName.test(step) || /^\/[\w.-]+\//.test(step))
}

const fileName =
  /\.(toml|ya?ml|json|conf|cfg|ini|sh|pem|crt|cer|key|env|properties|cnf|hcl)$|^(haproxy\.cfg|registries\.conf|daemon\.json|kubeconfig)$/
const contentKeys =
  /^(contents?|inline|data|text|value|body|source|template|raw|stringData|config|file_content|filecontent|block|line)$/i
const pathKeys = /^(path|filename|file|dest|destination|target|targetPath|mountPath|name|key)$/

/** Keys whose texts are one kind of file, by what that is called where it is used. */
const knownTexts: readonly (readonly [key: RegExp, name: string, language?: Language])[] = [
  [/^(valuesContent|valuesTemplate|valuesInline|valuesYaml)$/, "values.yaml", "yaml"],
  [/^(buildkitd-config-inline|config-inline|buildkitdToml|buildkitd\.toml)$/, "buildkitd.toml", "toml"],
  [/^(daemon-config|daemon\.json|daemonJson|dockerDaemonConfig)$/i, "daemon.json", "json"],
  [
    /^([\w./-]*(configuration|server|location|http|main|stream|auth|root|modsecurity)-snippets?|configurationSnippet|serverSnippet)$/,
    "snippet.conf",
    "nginx",
  ],
  [/^(containerd[-_]?config|containerdConfig|containerd\.toml)$/i, "containerd/config.toml", "toml"],
]

const userData = /^(bootstrap|custom)?_?user_?-?data(_base64)?$|^custom_?data$/i

/** What is for people, and what repeats an object. */
const prose =
  /^(description|summary|notes?|readme|message|help|usage|docs?|documentation|markdown|comments?|changelog|title|about|instructions|prompt|licen[sc]e|longDescription|details|alm-examples|examples?|motd|banner|.*last-applied-configuration|openAPIV3Schema|schema|\$schema|encryptedData|sops)$/i

const commands =
  /^(command|args|script|scripts|run|exec|entrypoint|cmds?|commands|shell|raw|before_script|after_script|runcmd|bootcmd|sh|bash|lifecycle|preStop|postStart|local-exec|test)$|Commands$/

/** What is a script, a list of directives, or has readers of its own for all that it carries. */
const silent = new Set<DocumentKind>([
  "dockerfile",
  "shell",
  "env",
  "haproxy",
  "nginx",
  "keepalived",
  "caddy",
  "apache",
  "systemd",
  "helm-chart",
  "kubeconfig",
  "docker-config",
  "gitlab-ci",
  "kustomization",
])

const carriers: Readonly<Partial<Record<DocumentKind, Carrier["kind"]>>> = {
  terraform: "terraform",
  ansible: "ansible",
  talos: "machine-files",
  "cloud-init": "write-files",
  "github-workflow": "step",
  "github-action": "step",
}

const deepest = 100
const most = 200_000

import { withoutCredentials } from "../formats/redact.ts"
import type { DocumentKind } from "../model/facts.ts"
import type { Entry, Node, Scalar, SecretState } from "../model/tree.ts"

/**
 * The same tree without what is, or may be, a secret: facts are cached, written to files and merged, and no password is
 * among them. What stands in its place says only whether a literal, a placeholder or nothing was there.
 */
export function withoutSecrets(root: Node, kind: DocumentKind, resourceKind = ""): Node {
  const dropData = kind === "kubernetes" && /^(Secret|ConfigMap)$/.test(resourceKind)
  return strip(root, { dropData, secret: resourceKind === "Secret", own: ownKeys[kind] }, "", 0)
}

interface Way {
  /** The values below `data`, `stringData` and `binaryData` are files: they have facts of their own. */
  readonly dropData: boolean
  readonly secret: boolean
  /** What else names a secret in a document of this kind. */
  readonly own: RegExp | undefined
}

function strip(node: Node, way: Way, key: string, depth: number): Node {
  if (depth > 200) return node
  if (node.kind === "sequence") {
    const items = changed(node.items, (item, before) =>
      item.kind === "scalar" && before?.kind === "scalar" && isOption(before.value, way)
        ? hidden(item)
        : strip(item, way, key, depth + 1),
    )
    return items === node.items ? node : { ...node, items }
  }
  if (node.kind === "mapping") {
    const entries = changed(node.entries, (entry) => entryWithout(entry, node.entries, way, depth))
    return entries === node.entries ? node : { ...node, entries }
  }
  if (isSecretKey(key) || way.own?.test(key) || isKeyMaterial(node.value))
    return hidden(key === "auth" ? passwordOf(node) : node)
  return plain(node)
}

/** A scalar that is no secret, without the credentials within it. */
function plain(node: Scalar): Scalar {
  const value = withoutCredentials(node.value.length > longest ? node.value.slice(0, longest) : node.value)
  return value === node.value ? node : { ...node, value }
}

/** The word before a secret in a list of words: an option of a command, a keyword of HAProxy. */
function isOption(word: string, { own }: Way): boolean {
  return (
    /^--?[\w-]*(password|passwd|passphrase|token|secret|creds|storepass|keypass)$/i.test(word) ||
    own?.test(word) === true
  )
}

function entryWithout(entry: Entry, siblings: readonly Entry[], way: Way, depth: number): Entry {
  const { key, value } = entry
  if (depth === 0 && way.dropData && /^(data|stringData|binaryData)$/.test(key.value))
    return { key, value: dropped(value, way.secret) }
  // `{name: X_PASSWORD, value: …}`: the name of an environment variable says what its value is.
  if (key.value === "value") {
    const name = siblings.find((sibling) => sibling.key.value === "name")?.value
    if (name?.kind === "scalar" && isSecretKey(name.value))
      return { key, value: value.kind === "scalar" ? hidden(value) : value }
  }
  const stripped = strip(value, way, key.value, depth + 1)
  const name = plain(key)
  return stripped === value && name === key ? entry : { key: name, value: stripped }
}

/** The list itself where nothing changes: most trees hold no secret and need no copy. */
function changed<T>(list: readonly T[], change: (item: T, before: T | undefined) => T): readonly T[] {
  let copy: T[] | undefined
  for (const [index, item] of list.entries()) {
    const other = change(item, list[index - 1])
    if (other !== item) copy ??= list.slice(0, index)
    copy?.push(other)
  }
  return copy ?? list
}

/** Short values that are settings (`"true"`, a URL, a host) stay in ConfigMaps and Secrets; nothing else does. */
function dropped(node: Node, secret: boolean): Node {
  if (node.kind !== "mapping") return node
  return {
    ...node,
    entries: node.entries.map(({ key, value }) => {
      if (value.kind !== "scalar") return { key, value }
      const isPlain = secret
        ? (settings.test(value.value) && !isSecretKey(key.value)) || chartFile.test(value.value)
        : value.value.length <= 400 && !isSecretKey(key.value) && !isKeyMaterial(value.value)
      return { key, value: isPlain ? plain(value) : hidden(value) }
    }),
  }
}

/** `auth` of a Docker configuration is `user:password` in base64: the password says whether it is a placeholder. */
function passwordOf(node: Scalar): Scalar {
  const decoded = /^[\w+/=-]+$/.test(node.value) ? Buffer.from(node.value, "base64").toString("latin1") : ""
  const [, password] = /^[^:\s]+:([ -~]*)$/.exec(decoded) ?? []
  return password === undefined ? node : { ...node, value: password }
}

function hidden(node: Scalar): Scalar {
  return { ...node, value: "", secret: stateOf(node) }
}

/** What can be said of a secret value without saying it. */
export function stateOf({ value, type }: Pick<Scalar, "value" | "type">): SecretState {
  if (type === "template" || /\{\{|\$\{|\$\(|<%|%\(|^\$[A-Za-z_]|^(%%|@@?|__)[A-Z][A-Z0-9_]+\1$/.test(value))
    return "template"
  if (type === "null" || value.trim() === "") return "empty"
  if (/^ENC\[|^!vault|^\$ANSIBLE_VAULT|^AgB|^vault:|^ref\+|^op:\/\/|^age1|^sops:/.test(value)) return "encrypted"
  return placeholder.test(value.trim()) ? "placeholder" : "literal"
}

/** Whether a key of a document names a secret. */
export function isSecretKey(key: string): boolean {
  return secretKeys.test(key) && !publicKeys.test(key)
}

/** Whether a value is a private key, in PEM or in base64 of it. */
export function isKeyMaterial(value: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----|LS0tLS1CRUdJTi(BQUklWQVRF|BSU0EgUFJJ|BFQyBQUklW|BFTkNSWVBU)/.test(value)
}

/** As much of a long text as any rule looks at; longer ones are files, and have facts of their own. */
const longest = 4096

const ownKeys: Readonly<Partial<Record<DocumentKind, RegExp>>> = {
  talos: /^secret$/,
  curlrc: /^(user|proxy-user|oauth2-bearer|header)$/,
  haproxy: /^((insecure-)?password|auth)$/,
}

const secretKeys =
  /pass(word|wd|phrase)?$|^_?auth$|_auth$|token$|secret$|secret[-_]?key$|access[-_]?key$|api[-_]?key$|private[-_]?key$|credential|client[-_]?key[-_]?data$|^(proxy-)?authorization$|^(set-)?cookie$|identity_?token|bearer|^pwd$|^\.?dockerconfigjson$|^\.?dockercfg$/i
const publicKeys =
  /(name|ref|file|path|url|key|type|id|policy|enabled|mount|namespace|fs)$|^automount|^secret$|^[\w.-]+\.[a-z]+\/[\w.-]+-secret$/i
const settings =
  /^(true|false|yes|no|on|off|\d{1,5}|dHJ1ZQ==|ZmFsc2U=|(https?|oci|ssh|git):\/\/[^@\s]{1,200}|[a-z0-9]([a-z0-9.-]{0,100}[a-z0-9])?\.[a-z]{2,}(:\d+)?)$/
/** A file of a chart, by its name. */
const chartFile =
  /^\{\{-?\s*\(?\s*\$?\.Files\.Get\s+["`][\w./-]{1,200}["`]\s*\)?(?:\s*\|\s*[a-z0-9]+(?:\s+\d+)?){0,4}\s*-?\}\}$/
const placeholder =
  /^(<.*>|\[.*\]|x{3,}|\*+|\.{3}|your[-_ ].*|my[-_ ]?(password|secret|token)|change[-_ ]?(me|it|this)!*|replace[-_ ]?(me|this)?.*|todo|fixme|example.*|placeholder|redacted|dummy|password|passw0rd|secret|token|user(name)?|admin|test|foo(bar)?|none|null|(data|secret|token)\+omitted|insert.*|enter.*|base64.*|.*(goes|here)$)$/i

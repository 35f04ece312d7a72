import type { DocumentKind } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { Entry, Node, Scalar, SecretState } from "../../model/tree.ts"
import { holdsKey, isKey } from "./keys.ts"
import { isSecret, literalPart, surenessOf } from "./names.ts"
import { placeOfPart } from "./places.ts"
import { apart, masked, mayHoldSecret, secretsInText } from "./text.ts"
import { CommandWords } from "./words.ts"

/**
 * The same tree without what is, or may be, a secret: facts are cached, written to files and merged, and no password is
 * among them. A scalar that is one as a whole is empty, and says only whether a literal, a placeholder or nothing was
 * there; within another, `***` stands in its place. Where they were is added to `found`.
 */
export function treeWithoutSecrets(root: Node, kind: DocumentKind, resourceKind: string, found: Span[]): Node {
  const dropData = kind === "kubernetes" && /^(Secret|ConfigMap)$/.test(resourceKind)
  return new Strip({ dropData, secret: resourceKind === "Secret", own: ownKeys[kind] }, found).node(root, "", 0)
}

/** A scalar under a name, alike. */
export function scalarWithoutSecrets(name: string, scalar: Scalar, found: Span[]): Scalar {
  return new Strip({ dropData: false, secret: false, own: undefined }, found).scalar(scalar, name)
}

interface Way {
  /** The values below `data`, `stringData` and `binaryData` are files: they have facts of their own. */
  readonly dropData: boolean
  readonly secret: boolean
  /** What else names a secret in a document of this kind. */
  readonly own: RegExp | undefined
}

class Strip {
  readonly #way: Way
  readonly #found: Span[]
  /** Aliases make a tree a graph: what is named twice is stripped once. */
  readonly #known = new Map<Node, Node>()

  constructor(way: Way, found: Span[]) {
    this.#way = way
    this.#found = found
  }

  node(node: Node, key: string, depth: number): Node {
    if (depth > 200) return this.#hidden({ ...node, kind: "scalar", value: "", type: "string", style: "plain" })
    if (node.kind === "scalar") return this.scalar(node, key)
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const stripped = node.kind === "sequence" ? this.#sequence(node, key, depth) : this.#mapping(node, depth)
    this.#known.set(node, stripped)
    return stripped
  }

  scalar(node: Scalar, key: string): Scalar {
    if (isSecretScalar(key, node) || this.#way.own?.test(key) || isKey(node.value))
      return this.#hidden(key === "auth" ? passwordOf(node) : node)
    return this.#plain(node)
  }

  /** A list may be a command: the words before one say what it is. */
  #sequence(node: Node & { kind: "sequence" }, key: string, depth: number): Node {
    let reader: CommandWords | undefined
    let isNext = false
    const items = changed(node.items, (item) => {
      if (item.kind !== "scalar") return this.node(item, key, depth + 1)
      const hide = isNext
      isNext = this.#way.own?.test(item.value) === true
      if (hide) return this.#hidden(item)
      reader ??= new CommandWords(item.value)
      const span = reader.next(item.value)
      if (span === undefined) return this.scalar(item, key)
      if (span.start === 0 && span.end === item.value.length) return this.#hidden(item)
      return this.#partly(item, [span])
    })
    return items === node.items ? node : { ...node, items }
  }

  #mapping(node: Node & { kind: "mapping" }, depth: number): Node {
    const entries = changed(node.entries, (entry) => this.#entry(entry, node.entries, depth))
    return entries === node.entries ? node : { ...node, entries }
  }

  #entry(entry: Entry, siblings: readonly Entry[], depth: number): Entry {
    const { key, value } = entry
    if (depth === 0 && this.#way.dropData && /^(data|stringData|binaryData)$/.test(key.value))
      return { key, value: this.#dropped(value) }
    // `{name: X_PASSWORD, value: …}`: the name of an environment variable says what its value is.
    if (key.value === "value" && value.kind === "scalar") {
      const name = siblings.find((sibling) => /^(name|key)$/.test(sibling.key.value))?.value
      if (name?.kind === "scalar" && isSecretScalar(name.value, value)) return { key, value: this.#hidden(value) }
    }
    const stripped = this.node(value, key.value, depth + 1)
    const name = this.#plain(key)
    return stripped === value && name === key ? entry : { key: name, value: stripped }
  }

  /** Short values that are settings (`"true"`, a URL, a host) stay in ConfigMaps and Secrets; nothing else does. */
  #dropped(node: Node): Node {
    if (node.kind !== "mapping") return node
    return {
      ...node,
      entries: node.entries.map(({ key, value }) => {
        if (value.kind !== "scalar") return { key, value }
        if (isOpen(value, key.value, this.#way.secret)) return { key, value: this.#plain(value) }
        if (this.#way.secret && value.value.length >= shortest && !isPublic(key.value, value.value))
          return { key, value: this.#hidden(value) }
        return { key, value: this.#emptied(value) }
      }),
    }
  }

  /** A scalar that is no secret, without those within it. */
  #plain(node: Scalar): Scalar {
    const value = node.value.length > longest ? node.value.slice(0, longest) : node.value
    if (mayHoldSecret(value)) return this.#partly(value === node.value ? node : { ...node, value }, [])
    return value === node.value ? node : { ...node, value }
  }

  #partly(node: Scalar, spans: readonly Span[]): Scalar {
    const all = [...spans, ...secretsInText(node.value)]
    if (all.length === 0) return node
    const parts = apart(all)
    this.#found.push(...parts.map((part) => placeOfPart(node, node.value, part)))
    return { ...node, value: masked(node.value, parts) }
  }

  #hidden(node: Scalar): Scalar {
    if (node.value !== "" && !isUnknown(node)) this.#found.push({ start: node.start, end: node.end })
    return { ...node, value: "", secret: stateOf(node) }
  }

  /** A file of a ConfigMap, or a certificate in a Secret: it has facts of its own. */
  #emptied(node: Scalar): Scalar {
    if (holdsKey(node.value)) return this.#hidden(node)
    return { ...node, value: "", secret: stateOf(node) }
  }
}

function isSecretScalar(key: string, { value, type }: Scalar): boolean {
  if (type === "boolean" || fileCall.test(value)) return false
  return value === "" || type === "null" ? surenessOf(key) !== undefined : isSecret(key, value)
}

function isOpen(value: Scalar, key: string, secret: boolean): boolean {
  if (secret) return (settings.test(value.value) && surenessOf(key) === undefined) || chartFile.test(value.value)
  return value.value.length <= 400 && !isSecret(key, value.value) && !holdsKey(value.value)
}

/** A certificate, a list of them, or what stands where one should. */
function isPublic(key: string, value: string): boolean {
  if (
    /^(tls|ca|ca-bundle|cert|server|client|root-cert|cacert)\.(crt|pem|cer|cert)$|^(ca|cert|cacert|ca-certificates)$/.test(
      key,
    )
  )
    return !holdsKey(value)
  return /^\s*-----BEGIN (?:TRUSTED |X509 )?(?:CERTIFICATE|CRL)|^LS0tLS1CRUdJTiBDRV/.test(value) && !holdsKey(value)
}

/** The list itself where nothing changes: most trees hold no secret and need no copy. */
function changed<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let copy: T[] | undefined
  for (const [index, item] of list.entries()) {
    const other = change(item)
    if (other !== item) copy ??= list.slice(0, index)
    copy?.push(other)
  }
  return copy ?? list
}

/** `auth` of a Docker configuration is `user:password` in base64: the password says whether it is a placeholder. */
function passwordOf(node: Scalar): Scalar {
  const decoded = /^[\w+/=-]+$/.test(node.value) ? Buffer.from(node.value, "base64").toString("latin1") : ""
  const [, password] = /^[^:\s]+:([ -~]*)$/.exec(decoded) ?? []
  return password === undefined ? node : { ...node, value: password }
}

/** What can be said of a secret value without saying it. */
export function stateOf({ value, type }: Pick<Scalar, "value" | "type">): SecretState {
  const isTemplate =
    type === "template" || /\{\{|\$\{|\$\(|<%|%\(|^\$[A-Za-z_]|^(%%|@@?|__)[A-Z][A-Z0-9_]+\1$/.test(value)
  if (isTemplate) return "template"
  if (type === "null" || value.trim() === "") return "empty"
  if (/^ENC\[|^!vault|^\$ANSIBLE_VAULT|^AgB|^vault:|^ref\+|^op:\/\/|^age1|^sops:/.test(value)) return "encrypted"
  return placeholder.test(value.trim()) ? "placeholder" : "literal"
}

/** Whether a value is only known at run time as a whole, with nothing literal to fall back to. */
function isUnknown(node: Pick<Scalar, "value" | "type">): boolean {
  return stateOf(node) === "template" && literalPart(node.value) === undefined
}

/** What is shorter protects nothing. */
const shortest = 4

/** As much of a long text as any rule looks at; longer ones are files, and have facts of their own. */
const longest = 4096

const ownKeys: Readonly<Partial<Record<DocumentKind, RegExp>>> = {
  talos: /^secret$/,
  "cloud-init": /^(list|passwd|hashed_passwd)$/,
  curlrc: /^(user|proxy-user|oauth2-bearer|header|pass|proxy-pass|cookie)$/,
  haproxy: /^((insecure-)?password|auth)$/,
}

const settings =
  /^(true|false|yes|no|on|off|\d{1,5}|dHJ1ZQ==|ZmFsc2U=|(https?|oci|ssh|git):\/\/[^@\s]{1,200}|[a-z0-9]([a-z0-9.-]{0,100}[a-z0-9])?\.[a-z]{2,}(:\d+)?)$/
/** A file of a chart, by its name. */
const chartFile =
  /^\{\{-?\s*\(?\s*\$?\.Files\.Get\s+["`][\w./-]{1,200}["`]\s*\)?(?:\s*\|\s*[a-z0-9]+(?:\s+\d+)?){0,4}\s*-?\}\}$/
/** A file of Terraform, by its name. */
const fileCall = /^(?:[a-z0-9]+\(\s*)?file(?:base64)?\(\s*"[\w./${}-]{1,200}"\s*\)(?:\s*\))?$/
const placeholder =
  /^(<.*>|\[.*\]|x{3,}|\*+|\.{3}|your[-_ ].*|my[-_ ]?(password|secret|token)|change[-_ ]?(me|it|this)!*|replace[-_ ]?(me|this)?.*|todo|fixme|example.*|placeholder|redacted|dummy|password|passw0rd|secret|token|user(name)?|admin|test|foo(bar)?|none|null|(data|secret|token)\+omitted|insert.*|enter.*|base64.*|.*(goes|here)$)$/i

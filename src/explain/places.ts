import type { Entities } from "./entities.ts"
import type { MessageClass } from "./message.ts"

/** A line of the repository that a message may be about. `column` counts UTF-16 code units from 1. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly column: number
  /** What of the message stands there. */
  readonly names: string
  readonly weight: number
}

export interface RepositoryText {
  readonly path: string
  readonly text: string
}

/** How many lines of a file one name is looked for on. */
const linesAtMost = 50

/** The lines that name what a message names, the likeliest first. Linear in the texts for each name. */
export function placesIn(files: Iterable<RepositoryText>, entities: Entities, kind: MessageClass): Place[] {
  const read = [...files].filter(({ text, path }) => concerns(`${path}\n${text}`.toLowerCase(), entities))
  const secrets = aboutContent.has(kind) ? secretsOf(read, entities.objects) : []
  const places = read.flatMap((file) => placesOf(file, entities, kind, secrets))
  return places.sort((a, b) => b.weight - a.weight || compare(a.path, b.path) || a.line - b.line)
}

/** Whether a text names anything of what a message names. Objects may refer to others, so that they are followed from there. */
function concerns(text: string, { hosts, paths, objects: named, subjects }: Entities): boolean {
  const names = [
    ...hosts.flatMap((host) => [host, ...(serviceOf(host) ?? "").split("/").slice(1)]),
    ...paths.map((path) => path.split("/").at(-1) ?? path),
    ...[...named, ...subjects].map((name) => name.split("/").at(-1) ?? name),
  ]
  return named.length > 0
    ? /\bkind["']?:/.test(text) || names.some((name) => text.includes(name.toLowerCase()))
    : names.some((name) => text.includes(name.toLowerCase()))
}

/** Classes that are about what a Secret holds, not about who refers to it. */
const aboutContent: ReadonlySet<MessageClass> = new Set([
  ...(["purpose", "key-mismatch", "malformed-pem", "expired", "not-yet-valid", "no-san", "weak-crypto"] as const),
])

/** The Secrets that the definitions of objects name. */
function secretsOf(files: readonly RepositoryText[], named: readonly string[]): string[] {
  const found = new Set<string>()
  for (const object of named.slice(0, 3)) {
    const [name = "", namespace] = object.toLowerCase().split("/").reverse()
    for (const { text } of files) {
      for (const document of text.split(/^---/m)) {
        if (!isDefinition(document.toLowerCase(), name)) continue
        for (const [, secret] of document.matchAll(
          /\b(?:secretName|secretRef|certSecretRef)\b["']?:\s*(?:\{\s*name:\s*)?["']?([a-z0-9][a-z0-9.-]{0,250})/g,
        )) {
          found.add(namespace === undefined ? `${secret}` : `${namespace}/${secret}`)
        }
      }
    }
  }
  return [...found].slice(0, 5)
}

function placesOf(file: RepositoryText, entities: Entities, kind: MessageClass, secrets: readonly string[]): Place[] {
  const lines = new Map<number, Place>()
  const starts: number[] = []
  const add = (offset: number, names: string, weight: number) => {
    if (starts.length === 0) starts.push(...lineStarts(file.text))
    const line = lineOf(starts, offset)
    const start = starts[line - 1] ?? 0
    const before = lines.get(line)
    if (before !== undefined && before.names === names) return
    lines.set(line, {
      path: file.path,
      line,
      column: offset - start + 1,
      names: before === undefined || before.weight < weight ? names : before.names,
      weight: before === undefined ? weight : Math.max(before.weight, weight) + Math.min(before.weight, weight) / 4,
    })
  }
  const lower = file.text.toLowerCase()
  const text = lower.length === file.text.length ? lower : file.text
  for (const [rank, path] of entities.paths.entries()) {
    for (const [needle, weight] of needlesOf(path)) mention(text, needle, weight - rank, add, path)
    const part = commonTail(file.path, path)
    if (part > 0) ownFile(file, path, 40 + 12 * Math.min(part, 5) - rank, entities, kind, add)
  }
  for (const [rank, host] of entities.hosts.entries()) {
    mention(text, host.toLowerCase(), 80 - 4 * rank, add, host)
    if (isFolderOf(file.path, host)) vocabularyOf(file.text, kind, 86 - 4 * rank, add, host)
    const service = serviceOf(host)
    if (service !== undefined) objects(file.text, text, service, 50 - rank, kind, add)
  }
  for (const [rank, object] of entities.objects.entries()) objects(file.text, text, object, 70 - 8 * rank, kind, add)
  for (const secret of secrets) objects(file.text, text, secret, 100, kind, add, true)
  for (const [rank, subject] of entities.subjects.entries()) {
    mention(text, subject.replace(/^CN ?= ?/i, "").toLowerCase(), 30 - rank, add, subject)
  }
  return [...lines.values()]
}

type Add = (offset: number, names: string, weight: number) => void

/** What a path may be called in a repository: whole, or without the folder that a mount gives it. */
function* needlesOf(path: string): Generator<[string, number]> {
  const segments = path
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "")
  yield [path.toLowerCase(), 100]
  if (segments.length > 2) yield [segments.slice(-2).join("/"), 66]
  const name = segments.at(-1) ?? ""
  if (segments.length > 1 && name.length > 4)
    yield [name, /^(?:ca|tls|cert|key|server|client|config|hosts)\.\w+$/.test(name) ? 22 : 46]
}

function mention(text: string, needle: string, weight: number, add: Add, names: string): void {
  if (needle.length < 3) return
  let count = 0
  for (let at = text.indexOf(needle); at !== -1 && count < linesAtMost; at = text.indexOf(needle, at + needle.length)) {
    if (
      /[\w-]/.test(text[at - 1] ?? "") ||
      /^(?:[\w-]|\.[a-z0-9])/i.test(text.slice(at + needle.length, at + needle.length + 2))
    )
      continue
    // `*.example.com` and `a.example.com` are other names.
    if (text[at - 1] === "." && !needle.startsWith("/")) continue
    add(at, names, weight - (isComment(text, at) ? 40 : 0))
    count++
  }
}

function isComment(text: string, at: number): boolean {
  return /^\s*(?:#|\/\/|;)/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))
}

/** How many folders and names two paths have in common, counted from the end; none unless one of them ends with the other, or two agree. */
function commonTail(a: string, b: string): number {
  const left = a
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "")
  const right = b
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "")
  let count = 0
  while (count < left.length && count < right.length && left.at(-1 - count) === right.at(-1 - count)) count++
  return count === left.length || count === right.length || count >= 2 ? count : 0
}

/** The file itself: the line that the message gives, else where what it is about stands, else its beginning. */
function ownFile(
  { text }: RepositoryText,
  path: string,
  weight: number,
  { line }: Entities,
  kind: MessageClass,
  add: Add,
): void {
  const starts = lineStarts(text)
  if (line !== undefined && line <= starts.length && starts[line - 1] !== text.length) {
    const start = starts[line - 1] ?? 0
    add(start, path, weight + 10)
    return
  }
  const certificate = text.indexOf("-----BEGIN ")
  if (certificate !== -1) {
    add(certificate, path, weight)
    return
  }
  const before = vocabularyOf(text, kind, weight, add, path)
  if (!before) add(/\S/.exec(text)?.index ?? 0, path, weight)
}

/** `certs.d/HOST/` and the like, with the port as each program writes it. */
function isFolderOf(path: string, host: string): boolean {
  return path
    .toLowerCase()
    .split("/")
    .slice(0, -1)
    .some((segment) => segment.replace(/(?::|_|%3a)\d+_?$/, "") === host.toLowerCase())
}

const trust =
  /\b(?:ca|cafile|ca_file|ca-file|cacert|cainfo|certificate-authority(?:-data)?|cabundle|ca_bundle|sslrootcert|truststore|trusted_certificate)\b\s*[=:]/i

const content =
  /\b(?:tls\.crt|ca\.crt|tls\.key|inline|cabundle|ca|cert|certs|[\w-]+-data|ca_?file|ca_?cert|trusted_certificate)\b["']?\s*[=:]/i

const vocabulary: Partial<Record<MessageClass, RegExp>> = {
  "unknown-authority": trust,
  "missing-intermediate": trust,
  "image-pull": trust,
  "unreadable-file": trust,
  "malformed-pem": content,
  purpose: content,
  "key-mismatch": content,
  "no-san": content,
  "not-yet-valid": content,
  "weak-crypto": content,
  "config-refused": content,
  webhook: trust,
  expired: content,
  "plaintext-vs-tls": /\bhttps?:\/\//i,
  "client-certificate": /\b(?:client|cert|key)\b\s*[=:]/i,
}

/** The lines of a file that hold the settings that a class of messages is about. Tells whether there are any. */
function vocabularyOf(text: string, kind: MessageClass, weight: number, add: Add, names: string): boolean {
  const pattern = vocabulary[kind]
  if (pattern === undefined) return false
  let count = 0
  let offset = 0
  for (const line of text.split("\n")) {
    const at = pattern.exec(line)
    if (at !== null && !/^\s*#/.test(line) && count++ < linesAtMost) add(offset + at.index, names, weight)
    offset += line.length + 1
  }
  return count > 0
}

/** `policy.ops.svc` is the Service `policy` of `ops`. */
function serviceOf(host: string): string | undefined {
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(host) ?? []
  return name === undefined ? undefined : `${namespace}/${name}`
}

/**
 * An object by its name: where it is defined (there, the settings that the class is about), then where it is named, and surer where its
 * namespace stands beside.
 */
function objects(
  source: string,
  text: string,
  object: string,
  weight: number,
  kind: MessageClass,
  add: Add,
  onlyDefined = false,
): void {
  const [name = "", namespace] = object.toLowerCase().split("/").reverse()
  if (name.length < 3 || !text.includes(name)) return
  if (namespace !== undefined && !onlyDefined) mention(text, `${namespace}/${name}`, weight + 26, add, object)
  let offset = 0
  for (const document of source.split(/^---/m)) {
    const lower = document.toLowerCase()
    const from = offset
    const inside: Add = (at, names, own) => add(from + at, names, own)
    const beside = namespace !== undefined && isNamespace(lower, namespace) ? 4 : 0
    const defines = isDefinition(lower, name)
    if (defines) vocabularyOf(document, kind, weight + beside + 8, inside, object)
    if (defines || !onlyDefined) mention(lower, name, weight + beside + (defines ? 6 : 0), inside, object)
    offset += document.length + 3
  }
}

function isNamespace(document: string, namespace: string): boolean {
  return new RegExp(`namespace:\\s*["']?${escaped(namespace)}\\b`).test(document)
}

/** Whether a document, in lower case, is the object of that name. */
function isDefinition(document: string, name: string): boolean {
  const metadata = /^\s*metadata:/m.exec(document.slice(0, 4000))
  if (metadata === null) return false
  const own = document.slice(metadata.index, metadata.index + 1000)
  return new RegExp(`\\bname:\\s*["']?${escaped(name)}["']?\\s*(?:$|[,}])`, "m").test(
    own.split(/^\s*(?:spec|data|stringdata|webhooks):/m)[0] ?? "",
  )
}

function escaped(text: string): string {
  return text.replace(/[^\w-]/g, "\\$&")
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return starts
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

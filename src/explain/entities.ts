import type { Hit, Named } from "./match.ts"

/** What a message names, each at most a few, the surest first. */
export interface Entities {
  /** Without port. */
  readonly hosts: readonly string[]
  readonly paths: readonly string[]
  /** `namespace/name`, or a name alone. */
  readonly objects: readonly string[]
  readonly subjects: readonly string[]
  readonly fields: readonly string[]
  /** The line of a file that the message itself gives. */
  readonly line?: number
}

const most = 8
const hostForm = /^(?=.{1,253}$)(?:[a-z0-9_*](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
const addressForm = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** Pages that messages send people to. */
const documentation =
  /^(?:curl\.(?:se|haxx\.se)|(?:www\.)?(?:openssl|rfc-editor|nodejs|postgresql)\.org|.*\.readthedocs\.io|aka\.ms|go\.dev|golang\.org|github\.com|docs\..*|letsencrypt\.org)$/i

/** A name whose last label is that of a file or of a class, not of a zone. */
const notHost =
  /\.(?:go|py|js|ts|c|cc|cpp|h|rs|java|pem|crt|cert|key|p12|pfx|jks|conf|cfg|toml|ya?ml|json|sh|log|lua|rb|php|exe|io\.IOException|crypto|x509|tls|ssl)$/i

/** What the lines around the hits name, and what stood for the placeholders of the messages, which comes first. */
export function entitiesOf(text: string, hits: readonly Hit[]): Entities {
  const named = hits.flatMap((hit) => hit.named)
  const of = (kind: Named["kind"]) => named.filter((one) => one.kind === kind).map(({ value }) => value)
  const around = contextOf(text, hits)
  const hosts = [
    ...of("host").map(bare).filter(isHost),
    ...urlsIn(around),
    ...imagesIn(around),
    ...of("object").flatMap((value) => imageHost(value)),
    ...wordsIn(around),
  ]
  const line = of("line").map(Number)[0] ?? lineIn(around)
  return {
    hosts: few(hosts.filter((host) => !documentation.test(host))),
    paths: few([...of("path").filter((path) => /[./]/.test(path)), ...pathsIn(around)]),
    objects: few([
      ...of("object")
        .map(withoutGroup)
        .filter((one) => !/:|\..*\//.test(one)),
      ...objectsIn(around),
    ]),
    subjects: few([...of("subject"), ...subjectsIn(around)]),
    fields: few(fieldsIn(around)),
    ...(line !== undefined && { line }),
  }
}

/** `ClusterIssuer.cert-manager.io/corp` is called `corp`. */
function withoutGroup(object: string): string {
  return object.replace(/^[A-Za-z]+\.[a-z0-9.-]+\//, "")
}

/** The lines of the hits with two lines to either side, at most 20,000 characters. */
function contextOf(text: string, hits: readonly Hit[]): string {
  const pieces: string[] = []
  let budget = 20_000
  for (const { start, end } of hits.slice(0, 40)) {
    if (budget <= 0) break
    const from = back(text, start, 3)
    const to = forth(text, end, 3)
    const piece = text.slice(Math.max(from, start - 2000), Math.min(to, end + 2000))
    pieces.push(piece.slice(0, budget))
    budget -= piece.length
  }
  return [...new Set(pieces)].join("\n")
}

function back(text: string, from: number, lines: number): number {
  let at = from
  for (let count = 0; count < lines && at > 0; count++) at = text.lastIndexOf("\n", at - 1)
  return at <= 0 ? 0 : at + 1
}

function forth(text: string, from: number, lines: number): number {
  let at = from
  for (let count = 0; count < lines; count++) {
    const next = text.indexOf("\n", at)
    if (next === -1) return text.length
    at = next + 1
  }
  return at
}

function urlsIn(text: string): string[] {
  return found(
    text,
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"']{1,200}@)?([a-z0-9_.-]{1,253}|\[[0-9a-f:]{2,45}\])/gi,
  ).filter(isHost)
}

function imagesIn(text: string): string[] {
  return found(
    text,
    /\b(?:image|reference|for|docker:\/\/) ?["']?([a-z0-9.-]{1,253}(?::\d{1,5})?\/[a-z0-9._/-]{1,200})/gi,
  ).flatMap(imageHost)
}

/** The registry of an image's reference, where one is named. */
function imageHost(reference: string): string[] {
  const [first = "", ...rest] = reference.replace(/^docker:\/\//, "").split("/")
  return rest.length > 0 && isHost(bare(first)) ? [bare(first)] : []
}

/** Names and addresses that stand alone; where a peer connected from is not what is asked for. */
function wordsIn(text: string): string[] {
  const known = text.replace(/\b(?:from|raddr=|addr=|remote-addr":"|client: ?)\d{1,3}(?:\.\d{1,3}){3}:\d+/gi, " ")
  return found(
    known,
    /(?<![\w./@-])((?:[a-z0-9*](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61})(?![\w(/-])/gi,
  ).filter((word) => isHost(word) && !notHost.test(word) && !/^[\d.]+$/.test(word))
}

function pathsIn(text: string): string[] {
  return [
    ...found(text, /(?<![\w.:/-])((?:\/[\w.@+-]{1,128}){2,20})/g),
    ...found(
      text,
      /(?<![\w./-])((?:[\w.@+-]{1,64}\/){0,10}[\w.@+-]{1,64}\.(?:pem|crt|cert|cer|key|p12|pfx|jks|der|p7b|toml|ya?ml|conf|cfg|cnf|properties))\b/g,
    ),
  ].filter((path) => !/^\/(?:v2|healthz?|api|apis|metrics)\//.test(path))
}

function objectsIn(text: string): string[] {
  const kinds =
    "secrets?|configmaps?|certificates?|issuers?|clusterissuers?|ingress(?:es)?|gateways?|httpproxy|bundles?|helmrepository|gitrepository|ocirepository|challenge|order|certificaterequest|validatingwebhookconfiguration|apiservice|service"
  return [
    ...found(
      text,
      new RegExp(`\\b(?:${kinds})[ :=/]{1,2}["']?([a-z0-9][a-z0-9.-]{0,250}(?:/[a-z0-9][a-z0-9.-]{0,250})?)`, "gi"),
    ),
    ...found(text, /\bkubernetes:\/\/([a-z0-9][a-z0-9./-]{0,250})/gi),
    ...found(text, /\b(?:ingress|namespace|secret|resource_name|name)=["']?([a-z0-9][a-z0-9.-]{0,250})/gi),
  ].filter(
    (name) =>
      !/^(?:is|was|does|not|for|of|to|in|and|the|has|could|cannot|as|with|from|that|contains|ref|authority|resource|request|policy|chain|verification|verify|problem|subject|data|signed|required|validation|specifies|has|should|must)$/i.test(
        name,
      ),
  )
}

function subjectsIn(text: string): string[] {
  return found(text, /\bCN ?= ?([^,/"'\n]{1,128})/g)
}

function fieldsIn(text: string): string[] {
  return found(
    text,
    /\b((?:data\[[\w.-]{1,64}\]|(?:spec|data|stringData|metadata)(?:\.[\w[\]-]{1,64}){1,8}|notAfter|notBefore|subjectAltName|caBundle|tls\.crt|tls\.key|ca\.crt))/g,
  )
}

function lineIn(text: string): number | undefined {
  const found = /\bline (\d{1,7})\b|\((\d{1,7}), \d{1,5}\)|\.(?:cfg|conf|toml|ya?ml|json|cnf):(\d{1,7})\b/i.exec(text)
  const digits = found?.[1] ?? found?.[2] ?? found?.[3]
  return digits === undefined ? undefined : Number(digits)
}

function found(text: string, pattern: RegExp): string[] {
  const words: string[] = []
  for (const [, word = ""] of text.matchAll(pattern)) {
    words.push(word.replace(/[.,;:]+$/, ""))
    if (words.length >= 100) break
  }
  return words
}

function bare(host: string): string {
  return host
    .replace(/^[a-z+]+:\/\//i, "")
    .replace(/[/].*$/, "")
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "")
}

function isHost(word: string): boolean {
  return (hostForm.test(word) && !notHost.test(word)) || addressForm.test(word)
}

function few(words: readonly string[]): string[] {
  return [...new Set(words)].slice(0, most)
}

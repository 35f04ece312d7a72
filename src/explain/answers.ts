import type { Finding, Report } from "../model/report.ts"
import { classWords } from "./classes.table.ts"
import { type Entities, entitiesOf } from "./entities.ts"
import { type Hit, hitsIn, readable } from "./match.ts"
import type { MessageClass } from "./message.ts"
import { placesIn, type RepositoryText } from "./places.ts"

/** What one kind of trouble in a pasted text means, and where in the repository it comes from. */
export interface Answer {
  readonly class: MessageClass
  /** The program that prints it, as far as the text tells. */
  readonly program: string
  readonly entities: Entities
  readonly meaning: string
  /** What to look at on the live system, and what shows that the repair worked. */
  readonly check: string
  readonly confirm: string
  /** Lines of the repository, the likeliest first. */
  readonly findings: readonly Source[]
  /** The rules about its causes, the likeliest first. */
  readonly rules: readonly string[]
}

export interface Source {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where a rule speaks there. */
  readonly rule?: string
  readonly level?: Finding["level"]
  readonly message: string
}

/** What `questionsIn` found: a class of messages, before the repository has been asked. */
export interface Question {
  readonly class: MessageClass
  readonly hits: readonly Hit[]
  readonly entities: Entities
}

const sourcesAtMost = 10

/**
 * The kinds of trouble that a text tells of, the likeliest first: what names a cause before what only says that something failed on the
 * way; of causes the one told most exactly.
 */
export function questionsIn(pasted: string): Question[] {
  const text = readable(pasted)
  const hits = hitsIn(text)
  const causes = hits.filter(({ message }) => message.wrapper !== true)
  const told = causes.length > 0 ? causes : hits
  const byClass = new Map<MessageClass, Hit[]>()
  for (const hit of [...told].sort((a, b) => b.weight - a.weight || b.start - a.start)) {
    byClass.set(hit.message.class, [...(byClass.get(hit.message.class) ?? []), hit])
  }
  return [...byClass].map(([kind, own]) => {
    const near = hits.filter(
      ({ message, start }) => message.wrapper === true && own.some((one) => Math.abs(one.start - start) < 2000),
    )
    return { class: kind, hits: own, entities: entitiesOf(text, [...own, ...near]) }
  })
}

/** The answer to a question, from the findings of a scan and the texts of the files. */
export function answerOf(
  { class: kind, hits, entities }: Question,
  report: Pick<Report, "findings" | "certificates">,
  files: Iterable<RepositoryText>,
): Answer {
  const words = classWords[kind]
  const [first] = hits
  return {
    class: kind,
    program: first?.message.program ?? "",
    entities,
    meaning: first?.message.meaning ?? words.meaning,
    check: words.check,
    confirm: words.confirm,
    findings: sourcesOf(kind, entities, report, files),
    rules: words.rules,
  }
}

interface Weighed extends Source {
  readonly weight: number
}

function sourcesOf(
  kind: MessageClass,
  entities: Entities,
  report: Pick<Report, "findings" | "certificates">,
  files: Iterable<RepositoryText>,
): Source[] {
  const best = new Map<string, Weighed>()
  const add = (source: Weighed) => {
    const key = `${source.file}\0${source.line}`
    const before = best.get(key)
    if (before === undefined) best.set(key, source)
    else {
      const told = before.rule === undefined ? source : before
      best.set(key, { ...told, weight: Math.max(before.weight, source.weight) + 10 })
    }
  }
  for (const finding of report.findings) {
    const weight = weightOf(finding, kind, entities, report)
    if (finding.suppressed !== undefined || weight <= 0) continue
    const { location, rule, level, message } = finding
    add({ file: location.path, line: location.line, column: location.column, rule, level, message, weight })
  }
  for (const { path, line, column, names, weight } of placesIn(files, entities, kind)) {
    add({ file: path, line, column, message: `names ${names}`, weight })
  }
  for (const certificate of report.certificates) {
    if (!aboutCertificates.has(kind)) break
    const names = [...certificate.dnsNames, commonName(certificate.subject)]
    const asked = [...entities.hosts, ...entities.subjects.map((subject) => subject.replace(/^CN ?= ?/, ""))]
    const rank = asked.findIndex((host) => names.some((name) => covers(name, host)))
    if (rank === -1) continue
    const { path, line, column } = certificate.location
    add({ file: path, line, column, message: `holds the certificate of ${asked[rank]}`, weight: 56 - rank })
  }
  return [...best.values()]
    .sort((a, b) => b.weight - a.weight || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .slice(0, sourcesAtMost)
    .map(({ weight: _, ...source }) => source)
}

const aboutCertificates: ReadonlySet<MessageClass> = new Set([
  ...([
    "name-mismatch",
    "no-san",
    "expired",
    "not-yet-valid",
    "purpose",
    "weak-crypto",
    "missing-intermediate",
    "other",
  ] as const),
])

function commonName(subject: string): string {
  return /CN=([^,]+)/.exec(subject)?.[1] ?? ""
}

/** How surely a finding is the cause: its rule is about such messages, and it is about what the message names. */
function weightOf(
  finding: Finding,
  kind: MessageClass,
  { hosts, paths, objects, subjects }: Entities,
  { certificates }: Pick<Report, "certificates">,
): number {
  const rank = classWords[kind].rules.indexOf(finding.rule)
  if (rank === -1) return 0
  const names = certificateNames(finding, certificates)
  const said = `${finding.message}\n${finding.location.path}`
  const about = [
    ...hosts.map(
      (host, index) => (said.includes(host) ? 62 : names.some((name) => covers(name, host)) ? 64 : 0) - 4 * index,
    ),
    ...paths.map((path) => (said.includes(path.split("/").at(-1) ?? path) ? 40 : 0)),
    ...objects.map((object) => (isAbout(finding, object) ? 60 : 0)),
    ...subjects.map((subject) => (said.includes(subject.replace(/^CN ?= ?/, "")) || names.includes(subject) ? 30 : 0)),
  ]
  const level = { error: 6, warning: 3, notice: 0 }[finding.level]
  const specific = Math.max(0, ...about)
  // Where the message names something, a finding about something else is worth less than a line that names it.
  return 40 - Math.min(rank, 20) + level + specific
}

function isAbout({ resource, message }: Finding, object: string): boolean {
  const [name = "", namespace] = object.split("/").reverse()
  if (resource?.name === name) return namespace === undefined || (resource.namespace ?? namespace) === namespace
  return message.includes(object)
}

function certificateNames({ certificate }: Finding, certificates: Report["certificates"]): readonly string[] {
  if (certificate === undefined) return []
  const own = certificates.find(({ sha256 }) => sha256 === certificate.sha256)
  return [...(own?.dnsNames ?? []), commonName(certificate.subject)]
}

/** RFC 9525, section 6.3: a wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  const [presented, asked] = [name.toLowerCase(), host.toLowerCase()]
  return (
    presented === asked || (presented.startsWith("*.") && asked.slice(asked.indexOf(".") + 1) === presented.slice(2))
  )
}

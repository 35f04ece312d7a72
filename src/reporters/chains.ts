import type { CertificateEntry, Finding, Report } from "../model/report.ts"
import { ranked, resourceName } from "./findings.ts"
import { commonName, daysLeft } from "./words.ts"

/** One certificate of a picture, from the top: a root, or the name of what is not there. */
export interface Link {
  readonly state: "good" | "soon" | "expired" | "elsewhere" | "missing"
  readonly name: string
  /** "until 2027-01-29", "EXPIRED 2026-11-20", "not at hand". */
  readonly validity: string
  /** "line 31", "from certs/ca.pem:1". */
  readonly place: string
}

/** A chain that something is wrong with, as far as it can be followed by names. */
export interface Picture {
  readonly title: string
  readonly finding: Finding
  readonly links: readonly Link[]
}

/** A picture for each broken chain outside fixtures, one for each certificate that a chain begins with. */
export function brokenChains(report: Report): Picture[] {
  const byPath = groupBy(report.certificates, (entry) => entry.location.path)
  const bySubject = groupBy(report.certificates, (entry) => entry.subject)
  const drawn = new Set<string>()
  return ranked(report.findings).flatMap((finding) => {
    if (finding.fixture || finding.level === "notice" || !families.has(finding.family)) return []
    const bundle = byPath.get(finding.location.path) ?? []
    const start = startOf(finding, bundle)
    const key = `${finding.location.path}\n${start?.sha256}`
    if (start === undefined || drawn.has(key)) return []
    drawn.add(key)
    const links = climb(start, bundle, bySubject, report.evaluatedAt).reverse()
    return [{ title: resourceName(finding) ?? finding.location.path, finding, links }]
  })
}

/** The certificate that the finding names, else the first one within its lines; then down to the one it serves. */
function startOf(finding: Finding, bundle: readonly CertificateEntry[]): CertificateEntry | undefined {
  const { line, endLine } = finding.location
  const named = bundle.find((entry) => entry.sha256 === finding.certificate?.sha256)
  const start = named ?? bundle.find(({ location }) => location.line >= line && location.line <= endLine)
  if (start === undefined || start.role === "end-entity") return start
  const served = bundle.filter((entry) => entry.role === "end-entity" && entry.issuer === start.subject)
  return served.find(({ location }) => location.line >= line) ?? served[0] ?? start
}

function climb(
  start: CertificateEntry,
  bundle: readonly CertificateEntry[],
  bySubject: ReadonlyMap<string, readonly CertificateEntry[]>,
  evaluatedAt: string,
): Link[] {
  const links: Link[] = []
  const seen = new Set<string>()
  for (let entry: CertificateEntry = start; links.length < deepest; ) {
    seen.add(entry.sha256)
    links.push(linkOf(entry, bundle, evaluatedAt))
    if (entry.issuer === entry.subject) break
    const { issuer } = entry
    const here = bundle.find((other) => other.subject === issuer && !seen.has(other.sha256))
    const next = here ?? bySubject.get(issuer)?.find((other) => !seen.has(other.sha256))
    if (next === undefined) {
      links.push({
        state: "missing",
        name: commonName({ subject: issuer }),
        validity: "not in this repository",
        place: "",
      })
      break
    }
    entry = next
  }
  return links
}

function linkOf(entry: CertificateEntry, bundle: readonly CertificateEntry[], evaluatedAt: string): Link {
  const days = daysLeft(evaluatedAt, entry.notAfter)
  const day = entry.notAfter.slice(0, 10)
  const own = bundle.includes(entry)
  const root = entry.issuer === entry.subject
  const where = `${entry.location.path}:${entry.location.line}`
  // A server need not send the root; any other issuer that is only elsewhere is what the chain lacks.
  const state = days < 0 ? "expired" : !own && !root ? "elsewhere" : days < 30 ? "soon" : "good"
  return {
    state,
    name: commonName(entry),
    validity: days < 0 ? `EXPIRED ${day}` : `until ${day}`,
    place: own ? `line ${entry.location.line}` : root ? `from ${where}` : `not here, but in ${where}`,
  }
}

function groupBy(entries: readonly CertificateEntry[], key: (entry: CertificateEntry) => string) {
  const groups = new Map<string, CertificateEntry[]>()
  for (const entry of entries) {
    const group = groups.get(key(entry))
    if (group === undefined) groups.set(key(entry), [entry])
    else group.push(entry)
  }
  return groups
}

/** Only what is about a chain has a chain to show. */
const families: ReadonlySet<string> = new Set(["chain", "certificate"])

/** Chains in use have four links at most; cross-signed circles have no end. */
const deepest = 8

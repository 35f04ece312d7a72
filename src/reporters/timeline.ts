import type { CertificateEntry, Report } from "../model/report.ts"
import { commonName, count, daysLeft, shortDays } from "./words.ts"

/** A certificate on the line of time, seen from the instant of the evaluation. */
export interface Expiry {
  readonly certificate: CertificateEntry
  readonly days: number
}

/** Every distinct certificate outside fixtures by the day it expires, the first one first. */
export function expiries(report: Report): Expiry[] {
  const distinct = new Map<string, CertificateEntry>()
  for (const certificate of report.certificates)
    if (certificate.fixture !== true && !distinct.has(certificate.sha256)) distinct.set(certificate.sha256, certificate)
  return [...distinct.values()]
    .map((certificate) => ({ certificate, days: daysLeft(report.evaluatedAt, certificate.notAfter) }))
    .filter(({ days }) => !Number.isNaN(days))
    .sort((a, b) => compare(a.certificate, b.certificate))
}

/** The next certificate to expire, of those that have not. */
export function nextExpiry(report: Report): Expiry | undefined {
  return expiries(report).find(({ certificate }) => Date.parse(certificate.notAfter) >= Date.parse(report.evaluatedAt))
}

function compare(a: CertificateEntry, b: CertificateEntry): number {
  const difference = Date.parse(a.notAfter) - Date.parse(b.notAfter)
  return difference !== 0 ? difference : a.sha256 < b.sha256 ? -1 : 1
}

/** One row of a chart of expiries. */
export interface Row {
  readonly label: string
  readonly days: number
  /** "expired 2 d", "6 d", "91 d – 9 y". */
  readonly value: string
  readonly kind: "expired" | "soon" | "later" | "more"
}

/** The rows of a chart that fits a page: the first to expire, and one row for all the others. */
export function rows(report: Report, most: number): Row[] {
  const all = expiries(report)
  const shown = all.length > most ? all.slice(0, most - 1) : all
  const rest = all.slice(shown.length)
  const named = shown.map(({ certificate, days }): Row => {
    const kind = days < 0 ? "expired" : days < horizon ? "soon" : "later"
    return {
      label: commonName(certificate),
      days,
      value: days < 0 ? `expired ${shortDays(-days)} ago` : shortDays(days),
      kind,
    }
  })
  const [first, last] = [rest[0], rest.at(-1)]
  if (first === undefined || last === undefined) return named
  const value = first.days === last.days ? shortDays(first.days) : `${shortDays(first.days)} – ${shortDays(last.days)}`
  return [...named, { label: count(rest.length, "more certificate"), days: first.days, value, kind: "more" }]
}

/** The default of `--expiry-warning`. */
const horizon = 30

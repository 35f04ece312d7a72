import { type Copy, languages, type Step } from "../model/help.ts"
import type { Location } from "../model/place.ts"
import type { CertificateEntry, Family, Finding, Level, Report, Suppression } from "../model/report.ts"

/**
 * A JSON report that somebody else's run wrote, as a `Report`: for the workflow that comments on pull requests from forks.
 * Nothing in it is trusted: what is not of the shape of a report, or too large for one, gives none, and reporters escape
 * the rest as they do with all that files say.
 */
export function readReport(text: string): Report | { readonly wrong: string } {
  if (text.length > longest) return { wrong: "the report is too large" }
  try {
    return reportOf(JSON.parse(text))
  } catch (error) {
    return { wrong: error instanceof Mismatch ? error.message : "the report is not JSON" }
  }
}

class Mismatch extends Error {}

function reportOf(value: unknown): Report {
  const report = object(value, "the report")
  if (report.get("schema") !== "tlsgate/report/v1") throw new Mismatch("the report is not of schema tlsgate/report/v1")
  const stats = object(report.get("stats"), "stats")
  const files = object(stats.get("files"), "stats.files")
  const base = optional(report.get("base"), (found) => object(found, "base"))
  return {
    version: string(object(report.get("tool"), "tool").get("version"), "tool.version"),
    evaluatedAt: instant(report.get("evaluatedAt"), "evaluatedAt"),
    verdict: choice(report.get("verdict"), ["pass", "fail"], "verdict"),
    // A report does not say; it only matters for words in footers.
    failOn: "error",
    findings: list(report.get("findings"), "findings").map(findingOf),
    certificates: list(report.get("certificates"), "certificates").map(certificateOf),
    ...(base && {
      base: {
        ...optionally("commit", base.get("commit"), "base"),
        notes: list(base.get("notes"), "base.notes").map((note, index) => string(note, `base.notes[${index}]`)),
        gone: list(base.get("gone"), "base.gone").map(findingOf),
      },
    }),
    stats: {
      files: {
        discovered: count(files.get("discovered"), "stats.files.discovered"),
        read: count(files.get("read"), "stats.files.read"),
        skipped: count(files.get("skipped"), "stats.files.skipped"),
      },
      bytes: count(stats.get("bytes"), "stats.bytes"),
      documents: count(stats.get("documents"), "stats.documents"),
      certificates: count(stats.get("certificates"), "stats.certificates"),
      uniqueCertificates: count(stats.get("uniqueCertificates"), "stats.uniqueCertificates"),
      templates: count(stats.get("templates") ?? 0, "stats.templates"),
    },
  }
}

function findingOf(value: unknown, index: number): Finding {
  const at = `findings[${index}]`
  const finding = object(value, at)
  const rule = string(finding.get("rule"), `${at}.rule`)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule)) throw new Mismatch(`${at}.rule is no name of a rule`)
  const resource = optional(finding.get("resource"), (found) => object(found, `${at}.resource`))
  const certificate = optional(finding.get("certificate"), (found) => object(found, `${at}.certificate`))
  const suppressed = optional(finding.get("suppressed"), (found) => suppressionOf(found, `${at}.suppressed`))
  const pending = optional(finding.get("pending"), (found) => suppressionOf(found, `${at}.pending`))
  const isNew = finding.get("new")
  return {
    rule,
    family: choice(finding.get("family"), families, `${at}.family`),
    level: choice(finding.get("level"), levels, `${at}.level`),
    because: list(finding.get("because") ?? [], `${at}.because`).map((text) => string(text, `${at}.because`)),
    message: string(finding.get("message"), `${at}.message`),
    help: string(finding.get("help"), `${at}.help`),
    steps: list(finding.get("steps") ?? [{ do: finding.get("help") }], `${at}.steps`).map((step, place) =>
      stepOf(step, `${at}.steps[${place}]`),
    ),
    location: locationOf(finding, at),
    ...(resource && {
      resource: {
        apiVersion: string(resource.get("apiVersion"), `${at}.resource.apiVersion`),
        kind: string(resource.get("kind"), `${at}.resource.kind`),
        name: string(resource.get("name"), `${at}.resource.name`),
        ...optionally("namespace", resource.get("namespace"), `${at}.resource`),
        ...optionally("path", resource.get("path"), `${at}.resource`),
      },
    }),
    ...(certificate && { certificate: summaryOf(certificate, `${at}.certificate`) }),
    related: list(finding.get("related"), `${at}.related`).map((related, place) => {
      const where = `${at}.related[${place}]`
      return {
        location: locationOf(object(related, where), where),
        message: string(object(related, where).get("message"), where),
      }
    }),
    // Changes are offsets into files that are not at hand here.
    edits: [],
    fingerprint: string(finding.get("fingerprint"), `${at}.fingerprint`),
    ...(suppressed && { suppressed }),
    ...(pending && { pending }),
    ...(typeof isNew === "boolean" && { new: isNew }),
    sensitive: true,
    fixture: false,
  }
}

function stepOf(value: unknown, at: string): Step {
  const step = object(value, at)
  const copy = optional(step.get("copy"), (found) => copyOf(object(found, `${at}.copy`), `${at}.copy`))
  return {
    do: string(step.get("do"), `${at}.do`),
    ...(copy && { copy }),
    ...optionally("verify", step.get("verify"), at),
  }
}

function copyOf(copy: Fields, at: string): Copy {
  const line = optional(copy.get("line"), (found) => count(found, `${at}.line`))
  return {
    language: choice(copy.get("language"), languages, `${at}.language`),
    text: string(copy.get("text"), `${at}.text`),
    ...optionally("file", copy.get("file"), at),
    ...(line !== undefined && { line }),
  }
}

function suppressionOf(value: unknown, at: string): Suppression {
  const suppressed = object(value, at)
  return {
    by: choice(suppressed.get("by"), ["inline", "config", "baseline"], `${at}.by`),
    ...optionally("reason", suppressed.get("reason"), at),
    ...optionally("until", suppressed.get("until"), at),
  }
}

function certificateOf(value: unknown, index: number): CertificateEntry {
  const at = `certificates[${index}]`
  const entry = object(value, at)
  const texts = (name: string) => list(entry.get(name), `${at}.${name}`).map((text) => string(text, `${at}.${name}`))
  return {
    ...summaryOf(entry, at),
    location: locationOf(entry, at),
    form: choice(entry.get("form"), ["pem", "base64-pem", "der", "base64-der", "pkcs7", "pkcs12", "jks"], `${at}.form`),
    role: choice(entry.get("role"), ["end-entity", "intermediate", "root"], `${at}.role`),
    serialNumber: string(entry.get("serialNumber"), `${at}.serialNumber`),
    dnsNames: texts("dnsNames"),
    usedBy: texts("usedBy"),
  }
}

function summaryOf(entry: Fields, at: string) {
  return {
    sha256: string(entry.get("sha256"), `${at}.sha256`),
    subject: string(entry.get("subject"), `${at}.subject`),
    issuer: string(entry.get("issuer"), `${at}.issuer`),
    notBefore: instant(entry.get("notBefore"), `${at}.notBefore`),
    notAfter: instant(entry.get("notAfter"), `${at}.notAfter`),
  }
}

function locationOf(place: Fields, at: string): Location {
  const line = position(place.get("line"), `${at}.line`)
  const column = position(place.get("column") ?? 1, `${at}.column`)
  return {
    path: string(place.get("file"), `${at}.file`),
    start: 0,
    end: 0,
    line,
    column,
    endLine: position(place.get("endLine") ?? line, `${at}.endLine`),
    endColumn: position(place.get("endColumn") ?? column, `${at}.endColumn`),
  }
}

type Fields = ReadonlyMap<string, unknown>

function object(value: unknown, at: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Mismatch(`${at} is no object`)
  return new Map(Object.entries(value))
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Mismatch(`${at} is no list`)
  return value
}

function string(value: unknown, at: string): string {
  if (typeof value !== "string") throw new Mismatch(`${at} is no text`)
  return value
}

function count(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Mismatch(`${at} is no number`)
  return value
}

function position(value: unknown, at: string): number {
  const number = count(value, at)
  if (number < 1) throw new Mismatch(`${at} is no position`)
  return number
}

function instant(value: unknown, at: string): string {
  const text = string(value, at)
  if (!/^[\d-]{10,13}T[\d:.]{8,12}Z$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Mismatch(`${at} is no instant`)
  return text
}

function choice<const T extends string>(value: unknown, choices: readonly T[], at: string): T {
  const found = choices.find((candidate) => candidate === value)
  if (found === undefined) throw new Mismatch(`${at} is none of ${choices.join(", ")}`)
  return found
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value)
}

function optionally<const K extends string>(name: K, value: unknown, at: string): { readonly [key in K]?: string } {
  if (value === undefined) return {}
  return { [name]: string(value, `${at}.${name}`) } as { readonly [key in K]: string }
}

const levels: readonly Level[] = ["error", "warning", "notice"]
const families: readonly Family[] = [
  "containerd",
  "k3s",
  "docker",
  "containers",
  "connection",
  "platform",
  "gitops",
  "kubernetes",
  "commands",
  "ca",
  "chain",
  "certificate",
  "acme",
  "input",
  "ignore",
]

/** Some 20,000 findings. */
const longest = 16 * 1024 * 1024

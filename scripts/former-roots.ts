/**
 * Writes src/x509/former-roots.data.ts from a list of dates (JSON: date, kind, what, sha256, spkiSha256):
 *
 *     node scripts/former-roots.ts DATES.json
 */
import { readFileSync, writeFileSync } from "node:fs"

interface Dated {
  readonly date: string
  readonly kind: string
  readonly what: string
  readonly match: string
  readonly sha256?: string
  readonly spkiSha256?: string
}

const dates: readonly Dated[] = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))

/** The common name of a name as text, else its organisational unit or organisation. */
function nameIn(what: string): string {
  const name = what.slice(what.indexOf(": ") + 2)
  const part = (key: string) => new RegExp(`(?:^|,)${key}=((?:\\\\,|[^,])*)`).exec(name)?.[1]?.replaceAll("\\,", ",")
  return (part("CN") ?? part("OU") ?? part("O") ?? name).replace(/ \(expired [^)]*\)$/, "")
}

function organisationIn(what: string): string {
  return (/(?:^|[,: ])O=((?:\\,|[^,])*)/.exec(what)?.[1] ?? "")
    .replaceAll("\\,", ",")
    .replace(/ \(expired [^)]*\)$/, "")
}

const line = ({ date, what, sha256 }: Dated) =>
  `  ["${sha256}", "${date}", ${JSON.stringify(nameIn(what))}, ${JSON.stringify(organisationIn(what))}],`
const removed = dates.filter(({ kind, sha256 }) => kind === "root-removed" && sha256 !== undefined)
const planned = dates.filter(({ kind, sha256 }) => kind === "root-planned" && sha256 !== undefined)
const keys = dates.filter(({ kind, spkiSha256 }) => kind === "key-compromised" && spkiSha256 !== undefined)

writeFileSync(
  new URL("../src/x509/former-roots.data.ts", import.meta.url),
  `/** Roots that left Mozilla's set or will: SHA-256, day, common name, organisation. Written by scripts/former-roots.ts: do not edit. */
export const removedRoots: readonly (readonly [sha256: string, date: string, name: string, organisation: string])[] = [
${removed.map(line).join("\n")}
]

export const leavingRoots: readonly (readonly [sha256: string, date: string, name: string, organisation: string])[] = [
${planned.map(line).join("\n")}
]

/** SHA-256 of the SubjectPublicKeyInfo of keys whose private half is public, with the name of the CA. */
export const publishedKeys: readonly (readonly [spkiSha256: string, date: string, name: string])[] = [
${keys.map(({ date, what, spkiSha256 }) => `  ["${spkiSha256}", "${date}", ${JSON.stringify(what.slice(what.indexOf(": ") + 2))}],`).join("\n")}
]
`,
)

import { summaryOf } from "../chains/entries.ts"
import { isAuthority, type Role, roleOf } from "../chains/roles.ts"
import { called, days, instant, iso, issuerCalled, placeOf } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, CertificateFact, KeyFact } from "../model/facts.ts"
import { type Paint, painter } from "../reporters/color.ts"
import { log, visible } from "../reporters/escape.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { signed } from "../x509/certifies.ts"
import { nameText } from "../x509/name.ts"
import { bundlesIn, givenFiles } from "./certificate-files.ts"
import { generalNameText, keyText, purposeText } from "./certificate-words.ts"
import { settingsOf } from "./config-of.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Terminal } from "./main.ts"
import type { Invocation } from "./options.ts"

/** Shows what is inside files: certificates, which belongs to which, and of keys only whose they are. */
export async function runInspect(
  { files, options }: Extract<Invocation, { command: "inspect" }>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const settings = settingsOf({ ...options, config: false }, terminal)
  const { paths, inventory } = await givenFiles(files, settings.maxFileSize, terminal)
  const found = paths.map((path) => ({
    path,
    bundles: bundlesIn(path, inventory).map((bundle) =>
      inspected(bundle, inventory, roleOf(bundle, inventory, settings.check)),
    ),
  }))
  const text =
    settings.format === "json"
      ? `${JSON.stringify({ schema: "tlsgate/inspect/v1", evaluatedAt: iso(settings.at), files: found.map(fileJson) }, null, 2)}\n`
      : log(`${found.map((file) => fileText(file, settings.at, painter(settings.color))).join("\n\n")}\n`)
  await terminal.out(text)
  return found.every(({ bundles }) => bundles.length > 0) ? exitStatus.passed : exitStatus.failed
}

interface InspectedFile {
  readonly path: string
  readonly bundles: readonly Inspected[]
}

interface Inspected {
  readonly bundle: BundleFact
  readonly role: Role
  readonly members: readonly Member[]
  readonly keys: readonly { readonly key: KeyFact; readonly of: Certificate | undefined }[]
}

interface Member {
  readonly fact: CertificateFact
  /** Undefined where it does not decode, and for a CRL. */
  readonly certificate: Certificate | undefined
  /** The one that certifies it, among all that were given. */
  readonly issuer: Certificate | undefined
}

function inspected(bundle: BundleFact, inventory: Inventory, role: Role): Inspected {
  const all = inventory.bundles.flatMap((one) => inventory.certificates(one))
  const members = bundle.certificates.map((fact): Member => {
    const result = fact.list ? undefined : inventory.certificate(fact.sha256)
    const certificate = result?.ok ? result.value : undefined
    const issuer = certificate && all.find((one) => signed(one, certificate))
    return { fact, certificate, issuer }
  })
  const keys = bundle.keys.map((key) => ({
    key,
    of: all.find(({ subjectPublicKeyInfo }) => subjectPublicKeyInfo.spkiSha256 === key.publicKey),
  }))
  return { bundle, role, members, keys }
}

function fileText({ path, bundles }: InspectedFile, at: number, paint: Paint): string {
  if (bundles.length === 0) return `${paint.bold(visible(path))}\n  there is neither certificate nor key in it`
  return bundles.map((bundle) => bundleText(bundle, at, paint)).join("\n\n")
}

function bundleText({ bundle, role, members, keys }: Inspected, at: number, paint: Paint): string {
  const { path, line } = bundle.location
  const place = placeOf(bundle)
  const what = [place === path ? undefined : place, roles[role], bundle.container].filter((part) => part !== undefined)
  return [
    `${paint.bold(visible(`${path}:${line}`))} ${paint.dim(visible(what.join(" · ")))}`,
    ...members.flatMap((member) => memberLines(member, at, paint)),
    ...pictures(members).map((picture) => `  ${paint.frame("chain:")} ${visible(picture)}`),
    ...keys.map(({ key, of }) => `  ${keyLine(key, of)}`),
    ...(bundle.requests > 0 ? [`  ${bundle.requests} certificate request${bundle.requests === 1 ? "" : "s"}`] : []),
    ...bundle.defects.map(
      ({ location, detail }) => `  ${paint.level("error", "defect:")} line ${location.line}: ${visible(detail)}`,
    ),
  ].join("\n")
}

/** `shop.corp ← Issuing CA ← Root CA`, from each certificate that issued none of the others, as far as issuers are here. */
function pictures(members: readonly Member[]): string[] {
  const issuers = new Map(members.map(({ certificate, issuer }) => [certificate, issuer]))
  const issuing = new Set(members.flatMap(({ certificate, issuer }) => (issuer === certificate ? [] : issuer)))
  return members.flatMap(({ certificate }) => {
    if (certificate === undefined || issuing.has(certificate) || isSelfIssued(certificate)) return []
    const names: string[] = []
    let last = certificate
    for (let next: Certificate | undefined = certificate; next !== undefined && names.length < most; ) {
      names.push(called(next))
      last = next
      next = isSelfIssued(next) ? undefined : issuers.get(next)
    }
    return [[...names, ...(isSelfIssued(last) ? [] : [`${issuerCalled(last)} (not here)`])].join(" ← ")]
  })
}

function memberLines({ fact, certificate, issuer }: Member, at: number, paint: Paint): string[] {
  if (certificate === undefined)
    return [
      `  ${fact.list ? "certificate revocation list" : paint.level("error", "a certificate that does not decode")} (line ${fact.location.line})`,
    ]
  const { notBefore, notAfter, subjectPublicKeyInfo: key, keyUsage, extendedKeyUsage, subjectAltName } = certificate
  const validity =
    at > notAfter + 999
      ? paint.level("error", `expired ${days(at, notAfter)} ago`)
      : at < notBefore
        ? paint.level("error", "not yet valid")
        : `${days(at, notAfter)} left`
  const rows: (readonly [string, string | undefined])[] = [
    ["subject", visible(nameText(certificate.subject))],
    ["issuer", `${visible(nameText(certificate.issuer))}${issuerText(certificate, issuer)}`],
    ["names", subjectAltName && visible(subjectAltName.map(generalNameText).join(", "))],
    ["validity", `${instant(notBefore)} to ${instant(notAfter)} (${validity})`],
    ["key", `${keyText(key)}, sha256 ${key.spkiSha256}`],
    ["signature", certificate.signatureAlgorithm.name ?? certificate.signatureAlgorithm.oid],
    ["use", [...(keyUsage ?? []), ...(extendedKeyUsage ?? []).map(purposeText)].join(", ") || undefined],
    ["serial", certificate.serialNumber],
    ["sha256", certificate.sha256],
  ]
  return [
    `  ${paint.bold(visible(called(certificate)))} ${paint.dim(`${kindOf(certificate)}, line ${fact.location.line}`)}`,
    ...rows.flatMap(([name, text]) => (text === undefined || text === "" ? [] : [`    ${name.padEnd(9)} ${text}`])),
  ]
}

function issuerText(certificate: Certificate, issuer: Certificate | undefined): string {
  if (isSelfIssued(certificate)) return " (itself)"
  return issuer === undefined ? " (not here)" : ` (here, sha256 ${issuer.sha256.slice(0, 16)}…)`
}

function keyLine(key: KeyFact, of: Certificate | undefined): string {
  const whose = of === undefined ? "of none of these certificates" : `of "${visible(called(of))}"`
  const state = { plain: whose, encrypted: "encrypted", malformed: "malformed", placeholder: "a placeholder" }[
    key.state
  ]
  return `private key (line ${key.location.line}): ${state}`
}

function kindOf(certificate: Certificate): "end-entity" | "intermediate" | "root" {
  if (!isAuthority(certificate)) return "end-entity"
  return isSelfIssued(certificate) ? "root" : "intermediate"
}

function fileJson({ path, bundles }: InspectedFile) {
  return {
    file: path,
    bundles: bundles.map(({ bundle, role, members, keys }) => ({
      line: bundle.location.line,
      column: bundle.location.column,
      name: bundle.name,
      container: bundle.container,
      role,
      certificates: members.map(({ fact, certificate, issuer }) => ({
        line: fact.location.line,
        column: fact.location.column,
        form: fact.form,
        sha256: fact.sha256,
        ...(certificate !== undefined && certificateJson(certificate)),
        ...(issuer !== undefined && { issuedBy: issuer.sha256 }),
      })),
      keys: keys.map(({ key, of }) => ({
        line: key.location.line,
        state: key.state,
        ...(key.publicKey !== undefined && { publicKeySha256: key.publicKey }),
        ...(of !== undefined && { certificate: of.sha256 }),
      })),
      defects: bundle.defects.map(({ reason, location, detail }) => ({ reason, line: location.line, detail })),
    })),
  }
}

function certificateJson(certificate: Certificate) {
  const { subjectPublicKeyInfo: key } = certificate
  return {
    ...summaryOf(certificate),
    role: kindOf(certificate),
    version: certificate.version,
    serialNumber: certificate.serialNumber,
    names: (certificate.subjectAltName ?? []).map(generalNameText),
    key: { algorithm: key.algorithm, bits: key.bits, curve: key.curve, sha256: key.spkiSha256 },
    signatureAlgorithm: certificate.signatureAlgorithm.name ?? certificate.signatureAlgorithm.oid,
    keyUsage: [...(certificate.keyUsage ?? [])],
    extendedKeyUsage: (certificate.extendedKeyUsage ?? []).map(purposeText),
    subjectKeyIdentifier: certificate.subjectKeyIdentifier,
    authorityKeyIdentifier: certificate.authorityKeyIdentifier?.keyIdentifier,
  }
}

/** Longer chains than that are a mistake of some kind. */
const most = 16

const roles: Readonly<Record<Role, string | undefined>> = {
  server: "a server's chain",
  full: "a server's chain with its root",
  trust: "trust anchors",
  client: "a client's chain",
  loose: undefined,
  none: undefined,
}

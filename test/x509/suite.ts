/** How a case of C2SP/x509-limbo's schema is put to the engine. */
import {
  anchorsFrom,
  type Certificate,
  type CertificateList,
  decodeCertificate,
  decodeCertificateList,
  matchesName,
  nameText,
  type PathOptions,
  type PeerName,
  type Profile,
  type Purpose,
  pemBlocks,
  type Rejection,
  validatePath,
} from "../../src/x509/index.ts"

export interface Testcase {
  readonly id: string
  readonly validation_kind: "SERVER" | "CLIENT"
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly extended_key_usage: readonly string[]
  readonly expected_result: "SUCCESS" | "FAILURE"
  readonly expected_peer_name: SuiteName | null
  readonly expected_peer_names: readonly SuiteName[]
  readonly max_chain_depth: number | null
  readonly crls?: readonly string[]
  readonly revocation?: "require" | "when-a-crl-is-given"
}

export interface Suite {
  readonly testcases: readonly Testcase[]
}

export type SuiteProfile = "namespace" | "gate"

interface SuiteName {
  readonly kind: "DNS" | "IP" | "RFC822"
  readonly value: string
}

export interface Outcome {
  readonly actual: "SUCCESS" | "FAILURE" | "SKIPPED"
  readonly reason: string
  readonly warnings?: readonly string[]
}

/** Cases without a time are for "now"; their certificates are made to be valid for centuries, or for none. */
const now = Date.UTC(2026, 10, 22)

export function runCase(testcase: Testcase, suiteProfile: SuiteProfile): Outcome {
  const [target, ...moreTargets] = certificatesOf([testcase.peer_certificate])
  if (target === undefined || moreTargets.length > 0)
    return { actual: "FAILURE", reason: "the certificate is malformed" }
  const profile = suiteProfile === "gate" ? "gate" : profileOf(testcase.id)
  const { validation_time: time, max_chain_depth: depth, expected_peer_name: name } = testcase
  const options: PathOptions = {
    candidates: certificatesOf(testcase.untrusted_intermediates),
    anchors: anchorsFrom(certificatesOf(testcase.trusted_certs)),
    at: time === null ? now : Date.parse(time),
    purpose: purposeOf(testcase),
    profile,
    ...(name !== null && { name: peerName(name) }),
    ...(depth !== null && { maxIntermediates: depth }),
    certificateLists: listsOf(testcase.crls ?? []),
    revocation: testcase.revocation === "require" ? "required" : "when-given",
  }
  const absent = testcase.expected_peer_names.find((expected) => !matchesName(target, peerName(expected)))
  if (absent !== undefined) return { actual: "FAILURE", reason: `not a name of the certificate: ${absent.value}` }
  const result = validatePath(target, options)
  if (result.kind === "invalid") return { actual: "FAILURE", reason: describe(result.reason) }
  const names = result.path.map(shortName)
  return {
    actual: "SUCCESS",
    reason: names.join(" <- "),
    warnings: result.warnings.map(({ reason }) => (reason.kind === "nonconforming" ? reason.rule : reason.kind)),
  }
}

/** PKITS is RFC 5280 too, but of its §6 alone: some of its valid paths have CAs that break §4.2.1.9 or §4.2.1.11. */
function profileOf(id: string): Profile {
  if (id.startsWith("pkits::")) return "validation"
  return id.startsWith("webpki::") ? "webpki" : "rfc5280"
}

function describe({ reason, certificate }: Rejection): string {
  const what = reason.kind === "nonconforming" ? reason.rule : reason.kind
  const detail =
    reason.kind === "malformed-extension"
      ? ` ${reason.oid} ${reason.defect.reason}`
      : reason.kind === "revocation-unknown"
        ? ` ${reason.because.join("; ")}`
        : ""
  return `${what}${detail}: ${shortName(certificate)}`
}

/** Some cases have thousands of attributes. */
function shortName({ subject }: Certificate): string {
  const text = nameText(subject)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text || "(no name)"
}

/** Those that decode: what a client cannot read is not there for it. */
function certificatesOf(pems: readonly string[]): readonly Certificate[] {
  return pems
    .flatMap((pem) => pemBlocks(pem, "CERTIFICATE"))
    .map((der) => decodeCertificate(der))
    .flatMap((decoded) => (decoded.ok ? decoded.value : []))
}

function listsOf(pems: readonly string[]): readonly CertificateList[] {
  return pems
    .flatMap((pem) => pemBlocks(pem, "X509 CRL"))
    .map(decodeCertificateList)
    .flatMap((decoded) => (decoded.ok ? decoded.value : []))
}

function purposeOf({ validation_kind: kind, extended_key_usage: usages }: Testcase): Purpose {
  if (usages.includes("emailProtection")) return "email"
  if (usages.includes("clientAuth")) return "client"
  return kind === "CLIENT" ? "client" : "server"
}

function peerName({ kind, value }: SuiteName): PeerName {
  return { kind: kind === "DNS" ? "dns" : kind === "IP" ? "ip" : "email", value }
}

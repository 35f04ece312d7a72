import { certificatesOf } from "./anchors.ts"
import { validatePath } from "./build-path.ts"
import type { Certificate } from "./certificate.ts"
import type { CertificateList, RevokedCertificate } from "./certificate-list.ts"
import {
  allReasons,
  covers,
  directoryNames,
  distributionPoints,
  listDefect,
  numberBreach,
  reasonsOf,
  updates,
} from "./crl-scope.ts"
import { inheritsParameters, workingPublicKey } from "./dsa-parameters.ts"
import { sameName } from "./name.ts"
import { sameBytes } from "./primitives.ts"
import type { PublicKeyInfo } from "./public-key.ts"
import type { Finding, Reason } from "./reason.ts"
import { verifySignature } from "./signature.ts"
import type { Path, PathOptions } from "./validate-path.ts"

/** RFC 5280 §6.3 for every certificate of the path but the anchor. */
export function checkRevocation(path: Path, options: PathOptions): readonly Finding[] {
  const lists = options.certificateLists ?? []
  if (lists.length === 0 && options.revocation !== "required") return []
  return path.slice(0, -1).flatMap((certificate, i) => {
    const reason = check(certificate, path.slice(i + 1), options)
    return reason === undefined
      ? warningsOf(certificate, options)
      : { level: "error" as const, certificate, reason, extension: "crlDistributionPoints" as const }
  })
}

/** What issuers of lists should have done otherwise, and clients let pass. */
function warningsOf(
  certificate: Certificate,
  { certificateLists = [], profile = "gate" }: PathOptions,
): readonly Finding[] {
  const isBroken = (list: CertificateList) =>
    sameName(list.issuer, certificate.issuer) && numberBreach(list) !== undefined
  if (profile !== "gate" || !certificateLists.some(isBroken)) return []
  const says = "a list has a number, which is not critical"
  return [
    {
      level: "warning",
      certificate,
      reason: { kind: "nonconforming", rule: "crl-number", clause: "RFC 5280 §5.2.3", says },
    },
  ]
}

/** `issuers` are the certificates of the path above this one. */
function check(certificate: Certificate, issuers: readonly Certificate[], options: PathOptions): Reason | undefined {
  const lists = options.certificateLists ?? []
  const points = distributionPoints(certificate)
  const sources = [certificate.issuer, ...points.flatMap(({ crlIssuer }) => directoryNames(crlIssuer))]
  const relevant = lists.filter((list) => sources.some((name) => sameName(name, list.issuer)))
  if (relevant.length === 0) {
    return options.revocation === "required"
      ? { kind: "revocation-unknown", because: ["there is no list of its issuer"] }
      : undefined
  }
  const because = new Set<string>()
  const checked = new Set<number>()
  const usable = relevant.filter((list) => {
    const defect =
      listDefect(list, options.at, options.profile ?? "gate") ??
      (isSigned(list, issuers, options) ? undefined : "no certificate that may sign lists has signed it")
    if (defect !== undefined) because.add(defect)
    return defect === undefined
  })
  for (const point of points) {
    for (const list of usable) {
      if (list.deltaBase !== undefined || !covers(list, point, certificate)) continue
      const reasons = reasonsOf(list, point)
      if (![...reasons].some((reason) => !checked.has(reason))) continue
      const entry = status(certificate, list, usable)
      if (entry !== undefined) return { kind: "revoked", at: entry.revocationDate, reason: entry.reason }
      for (const reason of reasons) checked.add(reason)
    }
  }
  if (checked.size === allReasons.size) return undefined
  if (because.size === 0) because.add(checked.size > 0 ? "the lists cover only some reasons" : "no list covers it")
  return { kind: "revocation-unknown", because: [...because] }
}

/** RFC 5280 §6.3.3 (i) to (k): the delta CRL goes before the complete one, and can take an entry back. */
function status(
  certificate: Certificate,
  complete: CertificateList,
  lists: readonly CertificateList[],
): RevokedCertificate | undefined {
  const deltas = lists.filter((delta) => updates(delta, complete))
  const entry = [...deltas, complete].map((list) => entryFor(certificate, list)).find((found) => found !== undefined)
  return entry?.reason === "removeFromCRL" ? undefined : entry
}

function entryFor({ serialNumber, issuer }: Certificate, list: CertificateList): RevokedCertificate | undefined {
  return list.revoked
    .get(serialNumber)
    ?.findLast(({ certificateIssuer }) => sameName(certificateIssuer ?? list.issuer, issuer))
}

/** A CA has a key for lists, the one before it, and the one after; PKITS has two. Each costs a signature and a path. */
const maxSigners = 8

function namesakes(list: CertificateList, { candidates, anchors }: PathOptions): readonly Certificate[] {
  return [...certificatesOf(list.issuer, candidates), ...anchors.find(list.issuer)]
}

/** Lists whose signer we are looking for: the path of a signer may need the very list that it signed. */
const inQuestion = new Set<CertificateList>()

/**
 * RFC 5280 §6.3.3 (f), (g): signed with the key of a certificate of the list's issuer that may sign lists, and that
 * has a path of its own to the anchor of this path.
 */
function isSigned(list: CertificateList, issuers: readonly Certificate[], options: PathOptions): boolean {
  const anchor = issuers[issuers.length - 1] as Certificate
  const maySign = (signer: Certificate, key: PublicKeyInfo | undefined = signer.subjectPublicKeyInfo) =>
    sameName(signer.subject, list.issuer) &&
    signer.keyUsage?.has("cRLSign") !== false &&
    key !== undefined &&
    verifySignature(list, key) === "valid"
  const ownKey = (i: number) =>
    inheritsParameters((issuers[i] as Certificate).subjectPublicKeyInfo)
      ? workingPublicKey(issuers.slice(i))
      : undefined
  if (issuers.some((signer, i) => maySign(signer, ownKey(i)))) return true
  const others = namesakes(list, options)
    .slice(0, maxSigners)
    .filter((signer) => maySign(signer))
  if (others.length === 0) return false
  if (inQuestion.has(list)) return true
  inQuestion.add(list)
  try {
    return others.some((signer) => {
      const { name: _, policies: __, ...rest } = options
      const result = validatePath(signer, { ...rest, purpose: "any", revocation: "when-given" })
      return result.kind === "valid" && sameBytes((result.path.at(-1) as Certificate).der, anchor.der)
    })
  } finally {
    inQuestion.delete(list)
  }
}

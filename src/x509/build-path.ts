import { certificatesOf } from "./anchors.ts"
import { type Certificate, isSelfIssued } from "./certificate.ts"
import { keyIdentifiersAgree, knownSignature, signatureBetween } from "./certifies.ts"
import { inheritsParameters, workingPublicKey } from "./dsa-parameters.ts"
import { sameName } from "./name.ts"
import { maxNameComparisons } from "./name-constraint-check.ts"
import { sameBytes } from "./primitives.ts"
import { type Finding, type Reason, type Rejection, ranked } from "./reason.ts"
import { isSelfSigned, verifySignature } from "./signature.ts"
import { checkIssuer, checkPath, checkTarget, type Path, type PathOptions } from "./validate-path.ts"

/** The number that Go (`maxChainSignatureChecks`) and webpki allow; an honest path needs three to five. */
const maxSignatures = 100
/** Steps without a signature. bettertls, which tangles CAs on purpose, takes fewer than a hundred; this many take milliseconds. */
const maxSteps = 10_000
/** GnuTLS's limit of 16 certificates. Public paths have up to five, PKITS up to nine, and webpki allows six intermediates. */
const maxIntermediates = 14
/** Rejections are for people to read, and nobody reads more. */
const maxRejections = 100

export type PathResult =
  | {
      readonly kind: "valid"
      readonly path: Path
      readonly warnings: readonly Finding[]
      readonly policies: readonly string[] | "any"
    }
  | { readonly kind: "invalid"; readonly reason: Rejection; readonly rejections: readonly Rejection[] }

/** Looks for a path from the target to a trust anchor (RFC 4158) that is valid (RFC 5280 §6), or says why there is none. */
export function validatePath(target: Certificate, options: PathOptions): PathResult {
  const search = new Search(options)
  const found = search.from([target])
  if (found !== undefined) return found
  const { rejections } = search
  // What is wrong with the target itself holds for every path, so it is told even if none was complete.
  const ofTarget = checkTarget(target, options)
  for (const finding of ofTarget) {
    if (!rejections.some(({ certificate, reason }) => certificate === target && reason.kind === finding.reason.kind)) {
      rejections.push({ ...finding, path: [target] })
    }
  }
  const all = ranked(rejections)
  return { kind: "invalid", reason: all[0] as Rejection, rejections: all }
}

class Search {
  readonly rejections: Rejection[] = []
  readonly #options: PathOptions
  readonly #names = { comparisons: maxNameComparisons }
  #signatures = maxSignatures
  #steps = maxSteps

  constructor(options: PathOptions) {
    this.#options = options
  }

  /** Depth first, anchors before candidates: the shortest path of those that begin alike comes first. */
  from(path: Path): PathResult | undefined {
    const { anchors, candidates, maxIntermediates: limit } = this.#options
    const last = path[path.length - 1] as Certificate
    if (path.length === 1 && anchors.has(last)) {
      const found = this.#complete(path)
      if (found !== undefined) return found
    }
    const trusted = anchors.find(last.issuer).filter((anchor) => !sameBytes(anchor.der, last.der))
    const others = certificatesOf(last.issuer, candidates).filter(
      (candidate) => !path.some((certificate) => isSameEntity(certificate, candidate)) && !trusted.includes(candidate),
    )
    for (const issuer of ordered(trusted, last)) {
      if (!this.#mayIssue(issuer, path)) continue
      const found = this.#complete([...path, issuer])
      if (found !== undefined) return found
    }
    for (const issuer of ordered(others, last)) {
      if (path.length > maxIntermediates) {
        this.#reject(path, issuer, { kind: "budget-exhausted", budget: "intermediates", limit: maxIntermediates })
        break
      }
      if (limit !== undefined && intermediatesWith(issuer, path) > limit) {
        this.#reject(path, issuer, { kind: "budget-exhausted", budget: "intermediates", limit })
        continue
      }
      if (this.#signatures < 0) return undefined
      if (--this.#steps < 0) {
        // Told once; after that, every step of the way back comes by here.
        if (this.#steps === -1) this.#reject(path, last, { kind: "budget-exhausted", budget: "steps", limit: maxSteps })
        return undefined
      }
      if (!this.#mayIssue(issuer, path)) continue
      const found = this.from([...path, issuer])
      if (found !== undefined) return found
    }
    // Those of the right name and another key are somebody else, or the same CA before or after a change of key.
    if (![...trusted, ...others].some((issuer) => keyIdentifiersAgree(issuer, last))) {
      this.#reject(path, last, this.#missing(last))
    }
    return undefined
  }

  #missing(last: Certificate): Reason {
    // One that is self-issued and names another key is what the CA had signed after or before a change of its key.
    if (isSelfIssued(last) && (keyIdentifiersAgree(last, last) || isSelfSigned(last))) return { kind: "root-untrusted" }
    return { kind: "issuer-not-found", issuer: last.issuer, keyIdentifier: last.authorityKeyIdentifier?.keyIdentifier }
  }

  /** Whether `issuer` did issue the last certificate and may have; the signature, which costs most, comes last. */
  #mayIssue(issuer: Certificate, path: Path): boolean {
    const last = path[path.length - 1] as Certificate
    const unfit = checkIssuer(issuer, path, this.#options)
    if (unfit !== undefined) {
      this.#add({ ...unfit, path: [...path, issuer] })
      return false
    }
    if (knownSignature(issuer, last) === undefined && --this.#signatures < 0) {
      this.#reject(path, last, { kind: "budget-exhausted", budget: "signatures", limit: maxSignatures })
      return false
    }
    // Its parameters come from above, so the signature has to wait until the path is complete.
    if (inheritsParameters(issuer.subjectPublicKeyInfo)) return true
    const signature = signatureBetween(issuer, last)
    if (signature === "valid") return true
    const algorithm = last.signatureAlgorithm.name ?? last.signatureAlgorithm.oid
    const reason: Reason =
      signature === "invalid"
        ? { kind: "signature-invalid", issuer }
        : { kind: "signature-unsupported", issuer, algorithm }
    this.#reject(path, last, reason)
    return false
  }

  #complete(path: Path): PathResult | undefined {
    for (let i = 1; i < path.length; i++) {
      const subject = path[i - 1] as Certificate
      if (!inheritsParameters((path[i] as Certificate).subjectPublicKeyInfo)) continue
      const working = workingPublicKey(path.slice(i))
      if (working !== undefined && verifySignature(subject, working) === "valid") continue
      this.#reject(path, subject, { kind: "signature-invalid", issuer: path[i] as Certificate })
      return undefined
    }
    const { findings, policies } = checkPath(path, this.#options, this.#names)
    const errors = findings.filter(({ level }) => level === "error")
    if (errors.length === 0) return { kind: "valid", path, warnings: findings, policies }
    for (const error of errors) this.#add({ ...error, path })
    return undefined
  }

  #reject(path: Path, certificate: Certificate, reason: Reason): void {
    this.#add({ level: "error", certificate, reason, path })
  }

  #add(rejection: Rejection): void {
    if (this.rejections.length < maxRejections) this.rejections.push(rejection)
    // That the search was given up must be told, or the others would pass for all that there is.
    else if (rejection.reason.kind === "budget-exhausted") this.rejections[maxRejections - 1] = rejection
  }
}

/** As path lengths are counted (RFC 5280 §4.2.1.9): self-issued ones are the same CA again. */
function intermediatesWith(issuer: Certificate, path: Path): number {
  return [...path.slice(1), issuer].filter((certificate) => !isSelfIssued(certificate)).length
}

/** RFC 4158 §5.2: a path goes through a name with a key once; else two CAs that cross-sign would go round for ever. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return (
    a === b || (sameBytes(a.subjectPublicKeyInfo.der, b.subjectPublicKeyInfo.der) && sameName(a.subject, b.subject))
  )
}

/**
 * RFC 4158 §3.5.12: those whose key identifier is the one that the subject names, then those without, then the
 * rest, which nearly never signed it; of equals, the one that is valid for longest.
 */
function ordered(issuers: readonly Certificate[], subject: Certificate): readonly Certificate[] {
  if (issuers.length < 2) return issuers
  const authority = subject.authorityKeyIdentifier?.keyIdentifier
  const distance = (issuer: Certificate) =>
    !keyIdentifiersAgree(issuer, subject)
      ? 2
      : authority !== undefined && issuer.subjectKeyIdentifier === authority
        ? 0
        : 1
  return [...issuers].sort((a, b) => distance(a) - distance(b) || b.notAfter - a.notAfter)
}

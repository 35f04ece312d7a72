import { type Certificate, isSelfIssued } from "./certificate.ts"
import { keyIdentifiersAgree, signatureBetween, signed } from "./certifies.ts"
import { dateFault, faultOfPath, issuerFault } from "./client-faults.ts"
import type { Fault, PathAnswer, PathQuestion } from "./client-rules.ts"
import { type Attribute, attributeTypes, type Name, nameText, sameName } from "./name.ts"
import { sameBytes } from "./primitives.ts"

/** Whether a client with these rules accepts what a peer sends, or why it does not. */
export function clientPath(question: PathQuestion): PathAnswer {
  return question.rules.search === "greedy" ? greedyPath(question) : completePath(question)
}

/** The number of signatures that Go tries (`maxChainSignatureChecks`). */
const mostSignatures = 100
const mostCertificates = 20

/**
 * `build_chain` of OpenSSL 3 with trusted certificates first: at each step the first issuer of the store that fits and is
 * valid, else the first that the peer sent. There is no way back.
 */
function greedyPath(question: PathQuestion): PathAnswer {
  const { target, candidates, anchors, rules, at } = question
  const path: Certificate[] = [target]
  const unused = new Set(candidates.filter((one) => !isSame(one, target)))
  const self = anchors.find((anchor) => isSame(anchor, target))
  if (self !== undefined && isRoot(target)) return checked(path, question)
  let untrusted = 1
  for (let last = target; path.length <= mostCertificates; last = path.at(-1)!) {
    // `max_depth` leaves out the leaf and the anchor, wherever the rest comes from.
    if (rules.depth !== undefined && path.length > rules.depth + 1) return tooDeep(path, rules.depth)
    if (isRoot(last)) {
      const trusted = anchors.some((anchor) => isSame(anchor, last))
      return trusted ? checked(path, question) : (pinned(question) ?? unknown(last, question))
    }
    const issuer = bestIssuer(anchors, last, at)
    if (issuer !== undefined) {
      path.push(issuer)
      if (rules.anchor === "any" || isRoot(issuer)) return checked(path, question)
      continue
    }
    if (path.length > untrusted) return unknown(last, question)
    const sent = bestIssuer([...unused], last, at)
    if (sent === undefined) return pinned(question) ?? unknown(last, question)
    unused.delete(sent)
    path.push(sent)
    untrusted++
  }
  return unknown(path.at(-1)!, question)
}

function checked(path: readonly Certificate[], question: PathQuestion): PathAnswer {
  const broken = path.find((one, index) => index > 0 && signatureBetween(one, path[index - 1]!) !== "valid")
  if (broken !== undefined) {
    const says = "has the name of the issuer and another key"
    return { ok: false, fault: { kind: "unknown-authority", certificate: broken, says } }
  }
  const fault = faultOfPath(path, question)
  return fault === undefined ? { ok: true, path } : { ok: false, fault }
}

/** A leaf that is trusted as it stands, by clients that take partial chains. */
function pinned(question: PathQuestion): PathAnswer | undefined {
  const { target, anchors, rules } = question
  if (rules.anchor !== "any" || !anchors.some((anchor) => isSame(anchor, target))) return undefined
  return checked([target], question)
}

/** Names and key identifiers decide, and of several the first that is valid at the time. */
function bestIssuer(issuers: readonly Certificate[], subject: Certificate, at: number): Certificate | undefined {
  const fitting = issuers.filter(
    (issuer) =>
      sameName(issuer.subject, subject.issuer) &&
      keyIdentifiersAgree(issuer, subject) &&
      issuer.keyUsage?.has("keyCertSign") !== false,
  )
  const valid = fitting.find((issuer) => dateFault(issuer, at) === undefined)
  return valid ?? [...fitting].sort((a, b) => b.notAfter - a.notAfter)[0]
}

/** Depth first over all issuers whose signature is right, those in the store before those that were sent. */
function completePath(question: PathQuestion): PathAnswer {
  const { target, candidates, anchors, rules, at } = question
  const faults: Fault[] = []
  let signatures = mostSignatures
  const search = (path: readonly Certificate[]): readonly Certificate[] | undefined => {
    const last = path.at(-1)!
    if (path.length === 1 && anchors.some((anchor) => isSame(anchor, last))) {
      const fault = faultOfPath(path, question)
      if (fault === undefined) return path
      faults.push(fault)
    }
    const fits = (issuer: Certificate): boolean => {
      if (!sameName(issuer.subject, last.issuer) || path.some((one) => isSameEntity(one, issuer))) return false
      if (--signatures < 0) return false
      return signatureBetween(issuer, last) === "valid"
    }
    for (const anchor of anchors.filter(fits)) {
      const whole = [...path, anchor]
      const fault = faultOfPath(whole, question)
      if (fault === undefined) return whole
      faults.push(fault)
    }
    if (path.length > mostCertificates) return undefined
    for (const issuer of candidates.filter(fits)) {
      const fault = issuerFault(issuer, path) ?? dateFault(issuer, at)
      if (fault !== undefined) {
        faults.push(fault)
        continue
      }
      if (rules.depth !== undefined && path.length > rules.depth) continue
      const found = search([...path, issuer])
      if (found !== undefined) return found
    }
    return undefined
  }
  const path = search([target])
  if (path !== undefined) return { ok: true, path }
  const [fault] = faults.sort((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind))
  const own = dateFault(target, at)
  return fault === undefined && own === undefined ? unknown(target, question) : { ok: false, fault: fault ?? own! }
}

const ranks: readonly Fault["kind"][] = ["expired", "not-yet-valid", "purpose", "constraint", "weak", "nonconforming"]

function tooDeep(path: readonly Certificate[], depth: number): PathAnswer {
  const says = `stands above more CAs than the ${depth} that are allowed`
  return { ok: false, fault: { kind: "constraint", certificate: path.at(-1)!, says } }
}

/** Nobody issued the last certificate of the path: a link is missing, or the authority is another. */
function unknown(last: Certificate, { target, candidates, anchors, rules }: PathQuestion): PathAnswer {
  const end = furthest(target, candidates)
  const answer = (kind: Fault["kind"], says: string): PathAnswer => ({
    ok: false,
    fault: { kind, certificate: end, says },
  })
  const partial = anchors.some((anchor) => !isRoot(anchor) && (signed(anchor, end) || isSame(anchor, end)))
  if (rules.anchor === "root" && partial)
    return answer(
      "unknown-authority",
      `ends at an intermediate that is trusted, and its issuer ${nameText(last.issuer)} is not there`,
    )
  if (!isSelfIssued(end) && anchors.some((anchor) => !signed(anchor, end) && isSameHouse(anchor.subject, end.issuer)))
    return answer(
      "missing-intermediate",
      `is issued by ${nameText(end.issuer)}, which neither the server sends nor the client has`,
    )
  return answer("unknown-authority", `is issued by ${nameText(end.issuer)}, which is not trusted`)
}

/** As far up as what was sent leads. */
function furthest(target: Certificate, candidates: readonly Certificate[]): Certificate {
  let last = target
  for (let steps = 0; steps < mostCertificates; steps++) {
    const next = candidates.find((one) => one !== last && !isSame(one, last) && signed(one, last))
    if (next === undefined || isSelfIssued(last)) return last
    last = next
  }
  return last
}

/** Two names that differ in their common name only: CAs of one house. */
function isSameHouse(a: Name, b: Name): boolean {
  if (sameName(a, b)) return false
  const left = houseOf(a)
  return left !== "" && left === houseOf(b)
}

function houseOf({ rdns }: Name): string {
  const attributes = rdns.flat().filter((one: Attribute) => one.type !== attributeTypes.commonName)
  return attributes.map(({ type, value }) => `${type}=${value}`).join("/")
}

function isRoot(certificate: Certificate): boolean {
  return isSelfIssued(certificate) && keyIdentifiersAgree(certificate, certificate)
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a === b || sameBytes(a.der, b.der)
}

function isSameEntity(a: Certificate, b: Certificate): boolean {
  return (
    isSame(a, b) ||
    (sameBytes(a.subjectPublicKeyInfo.der, b.subjectPublicKeyInfo.der) && sameName(a.subject, b.subject))
  )
}

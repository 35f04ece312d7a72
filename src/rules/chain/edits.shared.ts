import type { PresentedChain } from "../../chains/chains.ts"
import { issuersOf, type KnownIssuer } from "../../chains/known-issuers.ts"
import type { Link } from "../../chains/links.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Edit } from "../../model/report.ts"
import { at } from "../../model/tree.ts"
import { type Certificate, isSelfIssued } from "../../x509/certificate.ts"
import { signed } from "../../x509/certifies.ts"
import { armourLength, base64LineCount, pemLines } from "../../x509/pem.ts"
import type { Context } from "../rule.ts"

/**
 * The edits that make a bundle hold the certificates that are wanted, in that order. None where its text has more to it
 * than certificates (comments between them, keys, lines of another length): nobody's words are moved or lost.
 */
export function rewritten(
  { bundle, links }: PresentedChain,
  wanted: readonly Certificate[],
  inventory: Inventory,
): readonly Edit[] {
  const isWhole = links.length > 0 && links.length === bundle.certificates.length
  if (!isWhole || bundle.commented || bundle.defects.length > 0) return []
  const form = bundle.certificates[0]?.form
  return form === "base64-pem" ? encoded(bundle, links, wanted, inventory) : written(bundle, links, wanted, inventory)
}

/** The certificates of a chain in the order of issue, each once; what does not belong to it stays behind. */
export function inOrder({ path, links }: PresentedChain, added: readonly Certificate[] = []): Certificate[] {
  const all = [...path.map(({ certificate }) => certificate), ...added, ...links.map(({ certificate }) => certificate)]
  return all.filter(({ sha256 }, index) => all.findIndex((other) => other.sha256 === sha256) === index)
}

/** The edits that add the issuers which are missing after a link, where the repository holds them. */
export function completed(chain: PresentedChain, after: Link, { inventory, at: now }: Context): readonly Edit[] {
  const added = missingIssuers(after.certificate, chain, inventory, now).map(({ certificate }) => certificate)
  const [next] = chain.strangers
  const last = added.at(-1)
  // What follows must go on where the missing ones end.
  const isJoined = next === undefined || (last !== undefined && signed(next.certificate, last))
  return last !== undefined && isJoined ? rewritten(chain, inOrder(chain, added), inventory) : []
}

/** The issuers above a certificate that the repository holds and that are valid: up to a root, which only `full` includes. */
export function missingIssuers(
  certificate: Certificate,
  { bundle, mode, links }: PresentedChain,
  inventory: Inventory,
  now: number,
): KnownIssuer[] {
  const found: KnownIssuer[] = []
  for (let current = certificate; found.length < longest; ) {
    const [known] = issuersOf(current, bundle, inventory)
      .filter(({ certificate: { notBefore, notAfter } }) => notBefore <= now && now <= notAfter + 999)
      .sort((a, b) => b.certificate.notAfter - a.certificate.notAfter)
    const next = known?.certificate
    if (known === undefined || next === undefined || (mode !== "full" && isSelfIssued(next))) break
    if ([...found, ...links].some((other) => other.certificate.sha256 === next.sha256)) break
    found.push(known)
    if (isSelfIssued(next)) break
    current = next
  }
  return found
}

/** Blocks of PEM that stand in a text as they are: each line on its own, or all on one with their line breaks escaped. */
function written(
  bundle: BundleFact,
  links: readonly Link[],
  wanted: readonly Certificate[],
  inventory: Inventory,
): readonly Edit[] {
  const lineBreak = lineBreakOf(bundle, links, inventory)
  if (lineBreak === undefined) return []
  const places = links.map(({ fact }) => fact.location)
  const present = links.map(({ certificate }) => certificate)
  const isSame = (a: number, b: number) => present[a]?.sha256 === wanted[b]?.sha256
  let first = 0
  while (first < Math.min(present.length, wanted.length) && isSame(first, first)) first++
  let last = present.length
  let end = wanted.length
  while (last > first && end > first && isSame(last - 1, end - 1)) {
    last--
    end--
  }
  const text = wanted.slice(first, end).map((certificate) => pemLines(certificate.der).join(lineBreak))
  // What goes or comes as a whole takes the line break before it along.
  const from = first > 0 ? first - 1 : 0
  for (let index = from + 1; index < last; index++) {
    if (places[index]!.start - places[index - 1]!.end > lineBreak.length) return []
  }
  const { path } = places[0]!
  if ((first === last && end === first) || (first === 0 && !isFirst(bundle, inventory))) return []
  if (first === last && first > 0)
    return [
      { path, start: places[from]!.end, end: places[from]!.end, text: text.map((one) => lineBreak + one).join("") },
    ]
  if (end === first && first > 0) return [{ path, start: places[from]!.end, end: places[last - 1]!.end, text: "" }]
  if (first === last || end === first) return []
  return [{ path, start: places[first]!.start, end: places[last - 1]!.end, text: text.join(lineBreak) }]
}

/**
 * What separates the lines of all blocks, indentation included; undefined where they are not lines of 64 characters with
 * nothing between them. A certificate says how long its PEM is, so no text is needed to know.
 */
function lineBreakOf(bundle: BundleFact, links: readonly Link[], inventory: Inventory): string | undefined {
  const breaks = links.map(({ certificate, fact }) => {
    const { start, end, line, endLine, column, endColumn } = fact.location
    if (fact.form !== "pem" || fact.label !== "CERTIFICATE") return undefined
    const count = base64LineCount(certificate.der) + 1
    const length = (end - start - armourLength(certificate.der)) / count
    if (line === endLine) return length === 2 && isQuoted(bundle, inventory) ? "\\n" : undefined
    const indentation = column - 1
    if (endLine - line !== count || endColumn - 1 - endBoundary !== indentation) return undefined
    const breaking = lineBreaks[length - indentation]
    return breaking === undefined ? undefined : breaking + " ".repeat(indentation)
  })
  return breaks.every((one) => one === breaks[0]) ? breaks[0] : undefined
}

/** Whether nothing stands before the certificates that speaks of the first of them. */
function isFirst(bundle: BundleFact, inventory: Inventory): boolean {
  const { path, start, line } = bundle.location
  const scalar = scalarOf(bundle, inventory)
  if (scalar === undefined) return bundle.owner === undefined && start === 0
  return scalar.style === "quoted" ? start === scalar.start + 1 : line === inventory.locate(path, scalar).line + 1
}

function isQuoted(bundle: BundleFact, inventory: Inventory): boolean {
  const scalar = scalarOf(bundle, inventory)
  return scalar?.style === "quoted"
}

/** One line of base64 around the PEM of all certificates, and nothing else in it. */
function encoded(
  bundle: BundleFact,
  links: readonly Link[],
  wanted: readonly Certificate[],
  inventory: Inventory,
): readonly Edit[] {
  const scalar = scalarOf(bundle, inventory)
  const { path, start, line, endLine } = bundle.location
  if (scalar === undefined || line !== endLine || !/^(plain|quoted)$/.test(scalar.style)) return []
  const quote = scalar.style === "quoted" ? 1 : 0
  const end = scalar.end - quote
  if (scalar.start + quote !== start || links.some(({ fact }) => fact.form !== "base64-pem")) return []
  const whole = pemOf(links.map(({ certificate }) => certificate))
  const isThatLong = (text: string) => Math.ceil(text.length / 3) * 4 === end - start
  const ending = isThatLong(whole) ? "\n" : ""
  if (ending === "" && !isThatLong(whole.trimEnd())) return []
  return [{ path, start, end, text: Buffer.from(pemOf(wanted).trimEnd() + ending).toString("base64") }]
}

function pemOf(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => `${pemLines(der).join("\n")}\n`).join("")
}

function scalarOf(bundle: BundleFact, inventory: Inventory) {
  const node = at(inventory.ownerOf(bundle)?.root, ...(bundle.owner?.pointer ?? []))
  return node?.kind === "scalar" && bundle.owner !== undefined ? node : undefined
}

/** Of a repository; RFC 5280 knows no limit, and real chains have four certificates. */
const longest = 8
const endBoundary = "-----END CERTIFICATE-----".length
const lineBreaks: Readonly<Record<number, string>> = { 1: "\n", 2: "\r\n" }

import { type Diagnosis, type PresentedChain, presentedChains } from "../../chains/chains.ts"
import type { KnownIssuer } from "../../chains/known-issuers.ts"
import type { Link } from "../../chains/links.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { keyIdentifierText, quoted } from "../../chains/words.ts"
import type { BundleFact } from "../../model/facts.ts"
import { type Step, sh } from "../../model/help.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { accessMethods } from "../../x509/extensions.ts"
import { nameText } from "../../x509/name.ts"
import type { Context } from "../rule.ts"
import { missingIssuers } from "./edits.shared.ts"

/** The chains with one kind of fault, with the fault. */
export function diagnosed<K extends Diagnosis["kind"]>(
  context: Context,
  kind: K,
): { chain: PresentedChain; diagnosis: Extract<Diagnosis, { kind: K }> }[] {
  return presentedChains(context).flatMap((chain) => {
    const { diagnosis } = chain
    return isOf(diagnosis, kind) ? [{ chain, diagnosis }] : []
  })
}

function isOf<K extends Diagnosis["kind"]>(
  diagnosis: Diagnosis | undefined,
  kind: K,
): diagnosis is Extract<Diagnosis, { kind: K }> {
  return diagnosis?.kind === kind
}

/** Where the repository holds an issuer, as a sentence and as remarks. */
export function heldBy(known: readonly KnownIssuer[]) {
  const [first] = known
  if (first === undefined) return { sentence: "", related: [] }
  return {
    sentence: ` \`${first.bundle.location.path}\` in this repository is the missing issuer.`,
    related: known.slice(0, 3).map(({ fact }) => ({ at: fact.location, message: "the missing issuer" })),
  }
}

/** What tells a missing issuer from others of its name, and where it is to be had. */
export function missingIssuer(certificate: Certificate, known: readonly KnownIssuer[]): string {
  const identifier = certificate.authorityKeyIdentifier?.keyIdentifier
  const key = identifier === undefined ? "" : `, key identifier ${keyIdentifierText(identifier)}`
  const url = issuerUrl(certificate)
  return [
    `The missing issuer: subject "${nameText(certificate.issuer)}"${key}.`,
    `To tell whether FILE holds it: openssl x509 -noout -subject -ext subjectKeyIdentifier -in FILE`,
    ...(known.length > 0 ? [] : ["No file of this repository holds it."]),
    ...(known.length > 0 || url === undefined ? [] : [`The certificate says where to fetch it: ${url}`]),
  ].join("\n")
}

/** The URL of the issuer's certificate; certificates are not ours, so only what is plainly a URL is repeated. */
function issuerUrl({ authorityInfoAccess }: Certificate): string | undefined {
  for (const { method, location } of authorityInfoAccess ?? []) {
    const isUrl = location.kind === "uri" && /^https?:\/\/[\w.:/%~-]{1,200}$/.test(location.value)
    if (method === accessMethods.caIssuers && isUrl) return location.value
  }
  return undefined
}

/** The commands that put the certificates of a chain and its missing issuers in order, and the one that proves it. */
export function concatenation(chain: PresentedChain, after: Link, context: Context): Pick<Step, "copy" | "verify"> {
  const { bundle, links, path, mode } = chain
  const own = bundle.carrier === undefined && bundle.owner === undefined ? bundle.location.path : "server.crt"
  const added = missingIssuers(after.certificate, chain, context.inventory, context.at)
  const files = added.length === 0 ? ["issuer.pem"] : added.map(({ bundle: held }) => nameFor(held, added.length))
  // What stands below the gap stays where it is; what follows it may go, or comes again behind the issuers.
  const isWhole = links.length <= path.length
  const root = mode === "full" && !isWhole ? ["root.pem"] : []
  return {
    copy: sh(
      ...(isWhole ? [] : [`openssl x509 -in ${quoted(own)} -out leaf.crt`]),
      `cat ${[isWhole ? quoted(own) : "leaf.crt", ...files, ...root].join(" ")} > fullchain.crt`,
    ),
    verify: verifyCommand("fullchain.crt", path[0]!.certificate, context, mode === "full" ? "--chain full" : ""),
  }
}

/** A file of certificates by its path; what stands in a document has to be taken out of it first. */
function nameFor({ carrier, owner, location }: BundleFact, count: number): string {
  if (carrier === undefined && owner === undefined) return quoted(location.path)
  return count === 1
    ? "issuer.pem"
    : `${location.path.slice(location.path.lastIndexOf("/") + 1).replace(/\.\w+$/, "")}.pem`
}

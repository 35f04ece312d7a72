import { type Diagnosis, type PresentedChain, presentedChains } from "../../chains/chains.ts"
import type { KnownIssuer } from "../../chains/known-issuers.ts"
import { keyIdentifierText, quoted } from "../../chains/words.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { accessMethods } from "../../x509/extensions.ts"
import { nameText } from "../../x509/name.ts"
import type { Context } from "../rule.ts"

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

/** The command that puts files in order, and the one that proves it. */
export function concatenation(chain: PresentedChain, known: readonly KnownIssuer[]): string {
  const first = known[0]?.bundle.location.path ?? "issuer.pem"
  const own =
    chain.bundle.carrier === undefined && chain.bundle.owner === undefined ? chain.bundle.location.path : "server.crt"
  return `cat ${quoted(own)} ${quoted(first)} > fullchain.crt`
}

import { type Diagnosis, type PresentedChain, presentedChains } from "../../evaluate/chains.ts"
import type { KnownIssuer } from "../../evaluate/known-issuers.ts"
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

/** The command that puts files in order, and the one that proves it. */
export function concatenation(chain: PresentedChain, known: readonly KnownIssuer[]): string {
  const first = known[0]?.bundle.location.path ?? "issuer.pem"
  const own =
    chain.bundle.carrier === undefined && chain.bundle.owner === undefined ? chain.bundle.location.path : "server.crt"
  return `cat ${quoted(own)} ${quoted(first)} > fullchain.crt`
}

function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

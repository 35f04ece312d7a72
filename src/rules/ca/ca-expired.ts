import { presentedChains } from "../../chains/chains.ts"
import { type Dated, horizonsOf, stateOf } from "../../chains/validity.ts"
import { called, days, instant, issuerCalled, listed, placeOf, resourceOf } from "../../chains/words.ts"
import type { Level } from "../../model/report.ts"
import { isSelfIssued } from "../../x509/certificate.ts"
import { signed } from "../../x509/certifies.ts"
import { type Context, rule } from "../rule.ts"
import { causeOf, largeBundle, trustBundles } from "./trust-bundles.shared.ts"

export const caExpired = rule({
  id: "ca-expired",
  family: "ca",
  level: "error",
  summary: "A CA that is distributed as a trust anchor has expired",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.3 (a)(2)",
      says: "Path validation fails when the current time is outside the validity of any certificate of the path.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3",
    },
  ],
  why: "Go, OpenSSL and browsers look at the dates of roots as well: whoever has only this CA trusts nothing that it issued, however fresh.",
  fix: "Distribute the successor of the CA in time, both side by side until the last certificate of the old one is replaced.",

  on: "repository",
  *check(_, context) {
    for (const { bundle, members } of trustBundles(context)) {
      const expired = members.filter(({ state }) => state.kind === "expired")
      const [first, ...others] = expired
      if (first === undefined) continue
      const valid = members.filter(({ state }) => state.kind === "valid" || state.kind === "expiring")
      const dependant = valid.length === 0 ? undefined : dependantOn(expired, valid, context)
      const level: Level =
        valid.length === 0 || dependant !== undefined ? "error" : members.length >= largeBundle ? "notice" : "warning"
      const names = listed([...new Set(expired.map(({ certificate }) => `"${called(certificate)}"`))], 3)
      const consequence =
        valid.length === 0
          ? "nothing valid is left in it, and whoever reads it trusts nothing"
          : dependant !== undefined
            ? `the chain in ${dependant} depends on it and fails`
            : "what it issued is not trusted any more"
      const since = first.state.kind === "expired" ? days(0, first.state.since) : ""
      yield {
        message: `${names} in ${placeOf(bundle)} expired${others.length === 0 ? ` ${since} ago, at ${instant(first.certificate.notAfter)}` : ""}: ${consequence}.`,
        help: [
          {
            do:
              valid.length === 0
                ? `Distribute the successor of "${called(first.certificate)}"${isSelfIssued(first.certificate) ? "" : `; "${issuerCalled(first.certificate)}" issues it`}.`
                : "Take the expired ones out; add their successors where something still needs them.",
            verify: `tlsgate inspect ${bundle.location.path}`,
          },
        ],
        at: first.fact.location,
        level,
        certificate: first.fact.sha256,
        cause: `${causeOf(expired)} ${valid.length === 0}`,
        identity: causeOf(expired),
        related: others.slice(0, 10).map(({ fact, certificate }) => ({
          at: fact.location,
          message: `"${called(certificate)}" expired at ${instant(certificate.notAfter)}`,
        })),
        ...resourceOf(bundle),
      }
    }
  },
})

/** Where a chain stands that is valid itself and ends at an expired CA, with no valid one of its name and key beside it. */
function dependantOn(expired: readonly Dated[], valid: readonly Dated[], context: Context): string | undefined {
  for (const chain of presentedChains(context)) {
    const last = chain.path.at(-1)!.certificate
    const target = chain.path[0]!.certificate
    const now = stateOf(target, context.at, horizonsOf(chain.bundle, context.options)).kind
    if (now === "expired" || chain.bundle === expired[0]?.bundle) continue
    const issues = ({ certificate }: Dated) => certificate.sha256 === last.sha256 || signed(certificate, last)
    if (expired.some(issues) && !valid.some(issues)) return placeOf(chain.bundle)
  }
  return undefined
}

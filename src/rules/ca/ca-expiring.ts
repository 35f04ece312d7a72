import { called, days, instant, placeOf, resourceOf } from "../../chains/words.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { causeOf, largeBundle, trustBundles } from "./trust-bundles.shared.ts"

export const caExpiring = rule({
  id: "ca-expiring",
  family: "ca",
  level: "warning",
  summary: "A CA that is distributed as a trust anchor expires soon",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.5",
      says: "The validity period ends at notAfter, inclusive.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
    },
  ],
  why: "A trust anchor has to reach every client before the old one ends, which takes longer than renewing a certificate.",
  fix: "Distribute the successor of the CA now, beside the old one.",

  on: "repository",
  *check(_, context) {
    for (const { bundle, members } of trustBundles(context)) {
      const expiring = members.filter(({ state }) => state.kind === "expiring")
      const [first] = [...expiring].sort((a, b) => a.certificate.notAfter - b.certificate.notAfter)
      if (first?.state.kind !== "expiring") continue
      const isLast = members.every(({ state }) => state.kind !== "valid")
      const level: Level = isLast ? first.state.level : members.length >= largeBundle ? "notice" : "warning"
      const others = expiring.length - 1
      yield {
        message: `"${called(first.certificate)}" in ${placeOf(bundle)} expires in ${days(0, first.state.left)}, at ${instant(first.certificate.notAfter)}${others > 0 ? `, and ${others} more follow` : ""}: ${isLast ? "then whoever reads it trusts nothing" : "then what it issued is not trusted any more"}.`,
        help: [
          {
            do: `Add the successor of "${called(first.certificate)}" beside it now, and take the old one out once nothing depends on it.`,
            verify: `tlsgate --at ${instant(first.certificate.notAfter + 86_400_000).slice(0, 10)} ${bundle.location.path}`,
          },
        ],
        at: first.fact.location,
        level,
        certificate: first.fact.sha256,
        cause: causeOf(expiring),
        identity: causeOf(expiring),
        ...resourceOf(bundle),
      }
    }
  },
})

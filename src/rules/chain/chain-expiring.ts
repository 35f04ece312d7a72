import { isNeeded } from "../../chains/needed.ts"
import { dated } from "../../chains/validity.ts"
import { called, days, instant, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { renewal } from "./renewal.shared.ts"

export const chainExpiring = rule({
  id: "chain-expiring",
  family: "chain",
  level: "warning",
  summary: "A certificate that is presented expires soon",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.5",
      says: "The validity period ends at notAfter, inclusive.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
    },
  ],
  why: "Nobody deploys on the day a certificate ends. What goes out now must last until the next deploy.",
  fix: "Renew the certificate now, or move it to cert-manager so that it renews itself.",

  on: "repository",
  *check(_, context) {
    for (const { certificate, fact, bundle, role, state } of dated(context)) {
      if (state.kind !== "expiring" || role === "trust") continue
      yield {
        message: `"${called(certificate)}" in ${placeOf(bundle)} expires in ${days(0, state.left)}, at ${instant(certificate.notAfter)}: under the horizon of ${state.horizon} days${shortLived(certificate)}.`,
        help: renewal(bundle, certificate, context),
        at: fact.location,
        level: role === "loose" || !isNeeded({ bundle, certificate }, context) ? "notice" : state.level,
        certificate: fact.sha256,
        cause: fact.sha256,
        ...resourceOf(bundle),
      }
    }
  },
})

function shortLived({ notBefore, notAfter }: { notBefore: number; notAfter: number }): string {
  const lifetime = Math.round((notAfter - notBefore) / 86_400_000)
  return lifetime < 90 ? ` (or its share of a lifetime of ${lifetime} days)` : ""
}

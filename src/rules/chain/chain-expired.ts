import { dated } from "../../chains/validity.ts"
import { called, days, instant, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { renewal } from "./renewal.shared.ts"

export const chainExpired = rule({
  id: "chain-expired",
  family: "chain",
  level: "error",
  summary: "A certificate that is presented has expired",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.3 (a)(2)",
      says: "Path validation fails when the current time is outside the validity of any certificate of the path.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3",
    },
  ],
  why: "Every client refuses the connection from the second after notAfter on. An intermediate that has expired does so for all certificates below it.",
  fix: "Renew the certificate and commit the new one, or let cert-manager or a secret store deliver it.",
  controls: ["PCI DSS 4.0 4.2.1"],

  on: "repository",
  *check(_, context) {
    for (const { certificate, fact, bundle, role, state } of dated(context)) {
      if (state.kind !== "expired" || role === "trust") continue
      yield {
        message: `"${called(certificate)}" in ${placeOf(bundle)} expired ${days(0, state.since)} ago, at ${instant(certificate.notAfter)}: clients refuse every connection that presents it.`,
        help: renewal(bundle, certificate),
        at: fact.location,
        // Certificates whose use nothing shows may be kept on purpose: archives, samples.
        level: role === "loose" ? "warning" : "error",
        certificate: fact.sha256,
        cause: fact.sha256,
        ...resourceOf(bundle),
      }
    }
  },
})

import { isNeeded } from "../../chains/needed.ts"
import { isAuthority, isForOthers, type Role } from "../../chains/roles.ts"
import { dated } from "../../chains/validity.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { called, days, instant, placeOf, resourceOf } from "../../chains/words.ts"
import type { DocumentKind } from "../../model/facts.ts"
import type { Level } from "../../model/report.ts"
import type { Certificate } from "../../x509/certificate.ts"
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
      // One that ends before it begins never was valid: that is certificate-validity-inverted.
      if (certificate.notAfter < certificate.notBefore) continue
      const needed = isNeeded({ bundle, certificate }, context)
      yield {
        message: `"${called(certificate)}" in ${placeOf(bundle)} expired ${days(0, state.since)} ago, at ${instant(certificate.notAfter)}: ${needed ? consequence(role, context.inventory.ownerOf(bundle)?.kind) : "it is sent for nothing, as clients have a path to a root without it"}.`,
        help: needed
          ? renewal(bundle, certificate, context)
          : [
              {
                do: `Take the block of "${called(certificate)}" out of ${bundle.location.path}.`,
                verify: verifyCommand(bundle.location.path, certificate, context),
              },
            ],
        at: fact.location,
        level: !needed ? "notice" : role === "loose" ? levelOf(certificate) : "error",
        certificate: fact.sha256,
        cause: fact.sha256,
        ...resourceOf(bundle),
      }
    }
  },
})

/** Certificates whose use nothing shows may be kept on purpose: archives, samples, CAs of firmware, signers of mail. */
function levelOf(certificate: Certificate): Level {
  return isForOthers(certificate) || isAuthority(certificate) ? "notice" : "warning"
}

function consequence(role: Role, kind: DocumentKind | undefined): string {
  if (kind === "kubeconfig") return "the API server refuses whoever presents it"
  if (role === "client") return "servers refuse whoever presents it"
  return role === "loose" ? "whoever is shown it refuses it" : "clients refuse every connection that presents it"
}

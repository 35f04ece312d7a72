import { isAnchored } from "../../chains/chains.ts"
import { linksOf } from "../../chains/links.ts"
import { isPublicIntermediateName } from "../../chains/public-intermediates.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, issuerCalled, resourceOf } from "../../chains/words.ts"
import { sh } from "../../model/help.ts"
import { isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { trustLocations } from "./trust-locations.shared.ts"

export const caStorePublicIntermediate = rule({
  id: "ca-store-public-intermediate",
  family: "ca",
  level: "warning",
  summary: "An intermediate certificate of a public CA is distributed as a trust anchor",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "The server sends its certificate followed by those that certify it; only the trust anchor may be left out.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
    {
      document: "Mozilla, CA/Intermediate Certificates",
      says: "Public CAs replace their intermediate certificates without notice; they are not to be pinned.",
      url: "https://wiki.mozilla.org/CA/Intermediate_Certificates",
    },
  ],
  why: "Its root is trusted by every system already. That it is needed means that the server does not send its chain, which stays broken for every other client, and breaks here again when the CA changes the intermediate.",
  fix: "Mend the chain of the server, and take the certificate out of the store.",

  on: "repository",
  *check(inventory, { trust }) {
    for (const { bundle, kind, where, put } of trustLocations(inventory)) {
      if (kind === "object") continue
      for (const { certificate, fact } of linksOf(bundle, inventory)) {
        if (!isAuthority(certificate) || isSelfIssued(certificate) || trust.has(certificate)) continue
        if (!isAnchored(certificate, trust) && !isPublicIntermediateName(certificate.subject)) continue
        yield {
          message: `"${called(certificate)}", an intermediate certificate of a public CA, is put into ${where}: its root is trusted already, so what is broken is the chain that the server sends.`,
          help: [
            {
              do: `Let the server send the certificate of "${called(certificate)}" after its own:`,
              copy: sh("cat server.crt issuing.crt > fullchain.crt"),
            },
            {
              do: `Then remove it here; systems know "${issuerCalled(certificate)}", unless their ca-certificates package is old.`,
            },
            {
              do: "See what a client without it says.",
              verify: "openssl s_client -connect HOST:443 -servername HOST </dev/null | grep 'Verify return code'",
            },
          ],
          at: fact.location,
          certificate: fact.sha256,
          cause: fact.sha256,
          identity: fact.sha256,
          ...(put && { related: [{ message: "put there by this", at: put }] }),
          ...resourceOf(bundle),
        }
      }
    }
  },
})

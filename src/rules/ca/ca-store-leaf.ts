import { linksOf } from "../../chains/links.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, issuerCalled, resourceOf } from "../../chains/words.ts"
import type { Level } from "../../model/report.ts"
import { isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { fieldLocations, trustLocations } from "./trust-locations.shared.ts"

export const caStoreLeaf = rule({
  id: "ca-store-leaf",
  family: "ca",
  level: "error",
  summary: "The certificate of a server is put where trust anchors belong",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.9",
      says: "Only a certificate whose basic constraints say cA may be used to verify the signatures of other certificates.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9",
    },
    {
      document: "openssl-verification-options(1)",
      section: "Trust anchors",
      says: "Without -partial_chain, a certificate that is not self-signed is no trust anchor.",
      url: "https://docs.openssl.org/3.0/man1/openssl-verification-options/",
    },
    {
      document: "Go crypto/x509, Certificate.Verify",
      says: "A certificate that is itself in the pool of roots is accepted as it stands.",
      url: "https://pkg.go.dev/crypto/x509#Certificate.Verify",
    },
  ],
  why: "OpenSSL, curl and Python do not accept it as a trust anchor at all. Go does, for exactly this certificate: on the day it is renewed every client fails.",
  fix: "Put the root certificate there that issued it, obtained from the CA and not from the server.",

  on: "repository",
  *check(inventory) {
    const ofFields = fieldLocations(inventory)
    const fields = new Set(ofFields.map(({ bundle }) => bundle))
    const elsewhere = trustLocations(inventory).filter(({ bundle }) => !fields.has(bundle))
    for (const { bundle, kind, where, put } of [...elsewhere, ...ofFields]) {
      const certificates = inventory.certificates(bundle)
      const hasRoot = certificates.some((certificate) => isAuthority(certificate) && isSelfIssued(certificate))
      for (const { certificate, fact } of linksOf(bundle, inventory)) {
        if (isAuthority(certificate)) continue
        const selfSigned = isSelfIssued(certificate)
        // A server that signs itself is pinned on purpose where only its clients read the file.
        if (selfSigned && kind !== "store") continue
        const level: Level = selfSigned || hasRoot || fields.has(bundle) ? "warning" : "error"
        yield {
          message: selfSigned
            ? `"${called(certificate)}", which signs itself and is no CA, is put into ${where}: it is trusted until it is renewed, and each renewal has to be distributed again.`
            : fields.has(bundle)
              ? `"${called(certificate)}" is the certificate of a server and no CA, but is put into ${where}: it is trusted until it is renewed, and clients that use OpenSSL do not accept it as a trust anchor at all.`
              : `"${called(certificate)}" is the certificate of a server and no CA, but is put into ${where}: OpenSSL does not accept it as a trust anchor, and Go only until it is renewed${hasRoot ? "; the root beside it is what counts" : ""}.`,
          help: [
            {
              do: hasRoot
                ? "Delete it: the root beside it is enough."
                : `Put the root of "${issuerCalled(certificate)}" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.`,
              verify: "openssl verify -CAfile root.crt server.crt",
            },
          ],
          at: fact.location,
          level,
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

import { isPublicIntermediateName } from "../../chains/public-intermediates.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, issuerCalled, resourceOf } from "../../chains/words.ts"
import type { BundleFact } from "../../model/facts.ts"
import { isSelfIssued } from "../../x509/certificate.ts"
import { sameName } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { trustLocations } from "./trust-locations.shared.ts"

export const caStoreIntermediateOnly = rule({
  id: "ca-store-intermediate-only",
  family: "ca",
  level: "warning",
  summary: "A trust store gets an intermediate certificate without its root",
  citations: [
    {
      document: "openssl-verification-options(1)",
      section: "-partial_chain",
      says: "Only with this option may a chain end at a trusted certificate that is not self-signed.",
      url: "https://docs.openssl.org/3.0/man1/openssl-verification-options/",
    },
  ],
  why: "Go accepts it as a trust anchor, but OpenSSL and all that is built on it asks for the root: the same server is trusted by some programs and refused by others.",
  fix: "Put the root there; the server sends the intermediate.",

  on: "repository",
  *check(inventory, { trust }) {
    for (const { bundle, kind, where, put, beside } of trustLocations(inventory)) {
      // containerd, k3s, BuildKit and Talos are written in Go, which accepts it.
      if (kind === "registry" || kind === "field" || isIstioAuthority(bundle)) continue
      const certificates = inventory.certificates(bundle)
      const [first] = certificates
      if (
        first === undefined ||
        !certificates.every((certificate) => isAuthority(certificate) && !isSelfIssued(certificate))
      )
        continue
      const roots = beside.flatMap((other) => inventory.certificates(other)).filter(isSelfIssued)
      const lone = certificates.find(
        (certificate) =>
          !isPublicIntermediateName(certificate.subject) &&
          trust.find(certificate.issuer).length === 0 &&
          !certificates.some((other) => other !== certificate && sameName(other.subject, certificate.issuer)) &&
          !roots.some((root) => sameName(root.subject, certificate.issuer)),
      )
      if (lone === undefined) continue
      const fact = bundle.certificates.find(({ sha256 }) => sha256 === lone.sha256) ?? bundle.certificates[0]!
      yield {
        message: `"${called(lone)}" is put into ${where} without its root "${issuerCalled(lone)}": Go trusts it, but OpenSSL and the programs on it do not accept an intermediate certificate as a trust anchor.`,
        help: [
          {
            do: `Add the certificate of "${issuerCalled(lone)}", and let the servers send the intermediate one.`,
            verify: "openssl verify -CAfile root.crt -untrusted issuing.crt server.crt",
          },
        ],
        at: fact.location,
        level: kind === "store" ? "warning" : "notice",
        certificate: fact.sha256,
        cause: fact.sha256,
        identity: fact.sha256,
        ...(put && { related: [{ message: "put there by this", at: put }] }),
        ...resourceOf(bundle),
      }
    }
  },
})

/** Istio's own CA is an intermediate by design; what its clients trust stands beside it in root-cert.pem. */
function isIstioAuthority({ carrier }: BundleFact): boolean {
  return carrier?.resource?.name === "cacerts" && carrier.key !== "root-cert.pem"
}

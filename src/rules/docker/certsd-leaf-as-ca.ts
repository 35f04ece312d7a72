import { isAuthority } from "../../chains/roles.ts"
import { called, placeOf } from "../../chains/words.ts"
import { isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { certsdCitations } from "./certsd.shared.ts"

export const certsdLeafAsCa = rule({
  id: "certsd-leaf-as-ca",
  family: "docker",
  level: "warning",
  summary: "The CA file of a registry holds the registry's own certificate",
  citations: [
    certsdCitations[0],
    {
      document: "Go documentation",
      section: "crypto/x509, VerifyOptions.Roots",
      says: "Roots is the set of trusted root certificates the leaf needs to chain up to; a certificate in it is one itself.",
      url: "https://pkg.go.dev/crypto/x509#VerifyOptions",
    },
  ],
  why: "Go trusts it as long as the registry presents just that one; at its next renewal every node stops pulling.",
  fix: "Put the certificate of the CA that issued it there: it stays when the registry's own is renewed.",

  on: "bundle",
  *check(bundle, { inventory }) {
    const [, host] = /(?:^|\/)certs\.d\/([^/]+)\/[^/]+\.crt$/.exec(bundle.name) ?? []
    if (host === undefined || bundle.commented) return
    // Beside a hosts.toml only the files that it names are read: ca-store-leaf speaks about those.
    const ruled = `${bundle.name.replace(/(?<![^/])[^/]*$/, "")}hosts.toml`
    if (inventory.documents("containerd-hosts").some(({ name }) => name === ruled)) return
    const certificates = inventory.certificates(bundle)
    const [first] = certificates
    if (first === undefined || certificates.some((certificate) => isAuthority(certificate))) return
    const own = isSelfIssued(first)
    yield {
      message: `${placeOf(bundle)} holds ${called(first)}, which is no CA, so every node that trusts ${host} through it stops pulling when that certificate is renewed.`,
      help: own
        ? [
            {
              do: `Make a CA, issue the certificate of ${host} from it, and distribute the CA.`,
              verify: "openssl x509 -in ca.crt -noout -ext basicConstraints says CA:TRUE.",
            },
          ]
        : [
            {
              do: "Replace it by the certificate of its issuer.",
              verify: "openssl x509 -in ca.crt -noout -ext basicConstraints says CA:TRUE.",
            },
          ],
      at: bundle.certificates[0]?.location ?? bundle.location,
      level: own ? "notice" : "warning",
      certificate: first.sha256,
      identity: host,
    }
  },
})

import { brokenDigest, weaknessOf } from "../../chains/key-strength.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, placeOf, resourceOf } from "../../chains/words.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { largeBundle, trustBundles } from "./trust-bundles.shared.ts"

export const caWeak = rule({
  id: "ca-weak",
  family: "ca",
  level: "warning",
  summary: "A CA that is distributed as a trust anchor is too weak, or malformed in a way that clients mind",
  citations: [
    {
      document: "NIST SP 800-131A Rev. 2",
      section: "3",
      says: "RSA and DSA keys of less than 2048 bits are disallowed for making signatures.",
      url: "https://doi.org/10.6028/NIST.SP.800-131Ar2",
    },
    {
      document: "RFC 5280",
      section: "4.2.1.3",
      says: "keyCertSign is asserted when the key verifies signatures on certificates.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3",
    },
    {
      document: "Go release notes",
      section: "Go 1.23, crypto/x509",
      says: "ParseCertificate rejects serial numbers that are negative.",
      url: "https://go.dev/doc/go1.23#cryptox509pkgcryptox509",
    },
  ],
  why: "Whoever breaks the key of a CA can issue for every host that its clients talk to. Clients that know that refuse such a CA, the others should not have it.",
  fix: "Replace the CA by one with a key on P-256 or of 2048 bits of RSA or more, that is of version 3 and may sign certificates.",

  on: "repository",
  *check(_, context) {
    for (const { bundle, members } of trustBundles(context)) {
      const weak = members.flatMap(({ certificate, fact }) => {
        const why = whyWeak(certificate)
        return why === undefined ? [] : [{ certificate, fact, why }]
      })
      const [first, ...others] = weak
      if (first === undefined) continue
      // In a collection, which somebody else has put together, they are one thing to look at.
      const shown = members.length >= collection ? [first] : weak
      const more = members.length >= collection ? others : []
      for (const { certificate, fact, why } of shown)
        yield {
          message: `"${called(certificate)}" in ${placeOf(bundle)} is trusted as a CA, but ${why}${more.length > 0 ? `; ${more.length} more are as weak` : ""}.`,
          help: [
            {
              do: "Replace it by a CA with a strong key, and take it out of the bundle once nothing depends on it.",
              verify: `tlsgate inspect ${bundle.location.path}`,
            },
          ],
          at: fact.location,
          level: members.length >= largeBundle ? "notice" : "warning",
          certificate: fact.sha256,
          cause: more.length > 0 ? more.map((other) => other.fact.sha256).join() : fact.sha256,
          identity: fact.sha256,
          related: more.slice(0, 10).map((other) => ({
            at: other.fact.location,
            message: `"${called(other.certificate)}" ${other.why}`,
          })),
          ...resourceOf(bundle),
        }
    }
  },
})

function whyWeak(certificate: Certificate): string | undefined {
  const { subjectPublicKeyInfo: key, keyUsage, serialNumber, version } = certificate
  const weakness = weaknessOf(key)
  if (weakness !== undefined) return `has ${weakness}, which can be broken and which clients refuse`
  if (key.algorithm === "EC" && key.bits !== undefined && key.bits < 256) return `has an EC key of ${key.bits} bits`
  const digest = brokenDigest(certificate)
  if (digest !== undefined) return `is signed with ${digest}, which clients refuse`
  if (/^[89a-f]/.test(serialNumber))
    return "has a negative serial number: programs in Go 1.23 and later cannot parse it"
  if (!isAuthority(certificate)) return undefined
  if (keyUsage !== undefined && !keyUsage.has("keyCertSign"))
    return "its keyUsage does not allow keyCertSign: clients refuse what it issued"
  return version < 3 ? `is of version ${version}, so that nothing limits what it may sign` : undefined
}

/** Nobody who runs CAs of their own distributes more than a handful. */
const collection = 5

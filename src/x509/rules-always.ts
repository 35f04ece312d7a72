import { isSelfIssued } from "./certificate.ts"
import { keyIdentifiersAgree } from "./certifies.ts"
import { baseDefect } from "./constrained-names.ts"
import { sameBytes } from "./primitives.ts"
import { always, type Rule } from "./profile.ts"
import { keyPurposes } from "./purpose.ts"
import { digestOf, hasConsistentAlgorithm } from "./signature.ts"

/** What clients refuse. */
export const rulesAlways: readonly Rule[] = [
  {
    name: "signature-algorithm-mismatch",
    clause: "RFC 5280 §4.1.1.2",
    says: "the two signature algorithm fields contain the same algorithm",
    levels: always,
    broken: ({ certificate }) => !hasConsistentAlgorithm(certificate),
  },
  {
    name: "extensions-before-v3",
    clause: "RFC 5280 §4.1.2.9",
    says: "extensions appear only in version 3",
    levels: always,
    broken: ({ certificate }) => certificate.version < 3 && certificate.extensions.length > 0,
  },
  {
    name: "public-key-malformed",
    clause: "RFC 5280 §4.1.2.7",
    says: "the public key is encoded as its algorithm asks",
    levels: always,
    broken: ({ certificate }) => certificate.subjectPublicKeyInfo.defect !== undefined,
  },
  {
    name: "explicit-curve",
    clause: "RFC 5480 §2.1.1",
    says: "an elliptic curve is named, not spelt out (Go and rustls refuse such a certificate)",
    levels: always,
    broken: ({ certificate }) => certificate.subjectPublicKeyInfo.curve === "explicit",
  },
  {
    name: "digest-broken",
    clause: "RFC 6151 §2",
    says: "MD2, MD4 and MD5 are not used in signatures",
    roles: ["target", "intermediate"],
    levels: always,
    broken: ({ certificate, issuer }) =>
      issuer !== undefined && /^md[245]With/.test(certificate.signatureAlgorithm.name ?? ""),
  },
  {
    name: "digest-sha1",
    clause: "RFC 9155 §1",
    says: "SHA-1 is not used in signatures (Go, rustls, and OpenSSL at its usual security level refuse them)",
    roles: ["target", "intermediate"],
    levels: { validation: "off", rfc5280: "error", webpki: "error", gate: "error" },
    broken: ({ certificate, issuer }) =>
      // Nobody verifies the signature of a certificate that is trusted as it stands.
      issuer !== undefined && digestOf(certificate) === "sha1",
  },
  {
    name: "signature-dsa",
    clause: "FIPS 186-5 §1",
    says: "DSA is not used in signatures (Go and rustls do not verify it)",
    roles: ["target", "intermediate"],
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate, issuer }) => issuer !== undefined && /^dsa/.test(certificate.signatureAlgorithm.name ?? ""),
  },
  {
    name: "ca-curve-uncommon",
    clause: "RFC 8446 §4.2.7",
    says: "the key of a CA is on P-256, P-384 or P-521 (Go and rustls verify with no other curve)",
    roles: ["intermediate", "anchor"],
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.algorithm === "EC" && !commonCurves.includes(key.curve ?? ""),
  },
  {
    name: "rsa-key-very-weak",
    clause: "NIST SP 800-131A §3",
    says: "an RSA key has 1024 bits at the very least (Go and OpenSSL refuse smaller ones)",
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.algorithm.startsWith("RSA") && key.bits !== undefined && key.bits < 1024,
  },
  {
    name: "rsa-parameters-missing",
    clause: "RFC 3279 §2.3.1",
    says: "the parameters of an RSA key are NULL (Go refuses to parse a key without)",
    levels: { validation: "off", rfc5280: "error", webpki: "error", gate: "error" },
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.algorithm === "RSA" && key.identifier.parameters?.[0] !== 0x05,
  },
  {
    name: "rsa-exponent",
    clause: "RFC 8017 §3.1",
    says: "the public exponent of an RSA key is odd, at least 3, and has at most 31 bits (Go refuses larger ones)",
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.exponent !== undefined && (key.exponent < 3n || key.exponent % 2n === 0n || key.exponent >= 2n ** 31n),
  },
  {
    name: "name-attribute-no-string",
    clause: "RFC 5280 §4.1.2.4",
    says: "the attributes of a name are strings (Go refuses to parse any other, and UniversalString)",
    levels: { validation: "off", rfc5280: "off", webpki: "off", gate: "error" },
    broken: ({ certificate: { subject, issuer } }) =>
      [subject, issuer].some((name) =>
        name.rdns.some((rdn) =>
          rdn.some(
            ({ encoding }) => encoding === "other" || encoding === "UniversalString" || encoding === "VisibleString",
          ),
        ),
      ),
  },
  {
    name: "access-information-critical",
    clause: "RFC 5280 §4.2.2.1",
    says: "authorityInfoAccess is not critical (no client processes it, so all refuse it)",
    extension: "authorityInfoAccess",
    levels: always,
    broken: ({ certificate }) => certificate.extension("authorityInfoAccess")?.critical === true,
  },
  ...(["authorityKeyIdentifier", "subjectKeyIdentifier"] as const).flatMap((extension): Rule[] => {
    const rule = {
      clause: extension === "authorityKeyIdentifier" ? "RFC 5280 §4.2.1.1" : "RFC 5280 §4.2.1.2",
      says: `${extension} is not critical (Go refuses to parse such a certificate)`,
      extension,
      broken: ({ certificate }: Parameters<Rule["broken"]>[0]) => certificate.extension(extension)?.critical === true,
    }
    const name =
      extension === "authorityKeyIdentifier" ? "authority-key-identifier-critical" : "subject-key-identifier-critical"
    return [
      { ...rule, name, roles: ["target", "intermediate"], levels: always },
      // OpenSSL and rustls take such an anchor.
      {
        ...rule,
        name,
        roles: ["anchor"],
        levels: { validation: "off", rfc5280: "error", webpki: "error", gate: "warning" },
      },
    ]
  }),
  {
    name: "name-constraint-malformed",
    clause: "RFC 5280 §4.2.1.10",
    says: "the subtrees of a name constraint have the form of their kind of name",
    extension: "nameConstraints",
    levels: always,
    broken: ({ certificate: { nameConstraints } }) =>
      nameConstraints !== undefined &&
      [...nameConstraints.permitted, ...nameConstraints.excluded].some((base) => baseDefect(base) === "malformed"),
  },
  {
    name: "policy-repeated",
    clause: "RFC 5280 §4.2.1.4",
    says: "a policy appears once (Go refuses to parse such a certificate)",
    extension: "certificatePolicies",
    levels: always,
    broken: ({ certificate: { certificatePolicies } }) =>
      certificatePolicies !== undefined && new Set(certificatePolicies).size < certificatePolicies.length,
  },
  {
    name: "any-purpose-only",
    clause: "RFC 5280 §4.2.1.12",
    says: "the purpose is named, not only implied by anyExtendedKeyUsage (OpenSSL and rustls want it named)",
    extension: "extendedKeyUsage",
    roles: ["target"],
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate: { extendedKeyUsage }, purpose }) =>
      (purpose === "server" || purpose === "client") &&
      extendedKeyUsage !== undefined &&
      extendedKeyUsage.includes(keyPurposes.any) &&
      !extendedKeyUsage.includes(purpose === "server" ? keyPurposes.serverAuth : keyPurposes.clientAuth),
  },
  {
    name: "key-identifier-mismatch",
    clause: "RFC 5280 §4.2.1.1",
    says: "authorityKeyIdentifier names the key of the issuer (OpenSSL does not take an issuer with another)",
    extension: "authorityKeyIdentifier",
    roles: ["target", "intermediate"],
    levels: { validation: "off", rfc5280: "off", webpki: "off", gate: "error" },
    broken: ({ certificate, issuer }) => issuer !== undefined && !keyIdentifiersAgree(issuer, certificate),
  },
  {
    name: "issuer-name-encoded-otherwise",
    clause: "RFC 5280 §4.1.2.4",
    says: "the issuer's name is encoded as in the issuer's certificate (Go and rustls compare octets)",
    roles: ["target", "intermediate"],
    levels: { validation: "off", rfc5280: "off", webpki: "error", gate: "error" },
    broken: ({ certificate, issuer }) =>
      issuer !== undefined && !isSelfIssued(certificate) && !sameBytes(certificate.issuer.der, issuer.subject.der),
  },
]

/** P-224 is there for Go, which still has it. */
const commonCurves: readonly string[] = ["secp224r1", "prime256v1", "secp384r1", "secp521r1"]

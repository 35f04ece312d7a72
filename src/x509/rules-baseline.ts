import type { Certificate } from "./certificate.ts"
import { isSelfIssued } from "./certificate.ts"
import { ipText } from "./ip.ts"
import { attributeTypes, attributeValues } from "./name.ts"
import { baseline, type Rule } from "./profile.ts"
import { coversPublicSuffix } from "./public-suffixes.ts"
import { keyPurposes } from "./purpose.ts"

const forbiddenPurposes: readonly string[] = [
  keyPurposes.any,
  keyPurposes.codeSigning,
  keyPurposes.emailProtection,
  keyPurposes.timeStamping,
  keyPurposes.ocspSigning,
  keyPurposes.precertificateSigning,
]

/** Baseline Requirements for TLS server certificates (CA/Browser Forum), 2.1. */
export const rulesBaseline: readonly Rule[] = [
  {
    name: "version-not-3",
    clause: "BR §7.1.1",
    says: "certificates are version 3",
    levels: baseline,
    broken: ({ certificate }) => certificate.version !== 3,
  },
  {
    name: "extended-key-usage-missing",
    clause: "BR §7.1.2.7.6",
    says: "a server certificate has extendedKeyUsage",
    extension: "extendedKeyUsage",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.extension("extendedKeyUsage") === undefined,
  },
  {
    name: "extended-key-usage-critical",
    clause: "BR §7.1.2.7.6",
    says: "extendedKeyUsage of a server certificate is not critical",
    extension: "extendedKeyUsage",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.extension("extendedKeyUsage")?.critical === true,
  },
  {
    name: "extended-key-usage-mixed",
    clause: "BR §7.1.2.7.10",
    says: "a server certificate has no purposes beside those of TLS",
    extension: "extendedKeyUsage",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.extendedKeyUsage?.some((oid) => forbiddenPurposes.includes(oid)) === true,
  },
  {
    name: "extended-key-usage-of-root",
    clause: "BR §7.1.2.1.2",
    says: "a root has no extendedKeyUsage",
    extension: "extendedKeyUsage",
    roles: ["anchor"],
    levels: baseline,
    broken: ({ certificate }) => isSelfIssued(certificate) && certificate.extension("extendedKeyUsage") !== undefined,
  },
  {
    name: "server-is-ca",
    clause: "BR §7.1.2.7.8",
    says: "a server certificate is no CA",
    extension: "basicConstraints",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.isCa,
  },
  {
    name: "server-may-sign-certificates",
    clause: "BR §7.1.2.7.11",
    says: "a server certificate asserts neither keyCertSign nor cRLSign",
    extension: "keyUsage",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate: { keyUsage } }) =>
      keyUsage?.has("keyCertSign") === true || keyUsage?.has("cRLSign") === true,
  },
  {
    name: "subject-alt-name-missing",
    clause: "BR §7.1.2.7.12",
    says: "a server certificate has subjectAltName",
    extension: "subjectAltName",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.extension("subjectAltName") === undefined,
  },
  {
    name: "subject-alt-name-critical",
    clause: "BR §7.1.2.7.12",
    says: "subjectAltName is critical only where the subject is empty",
    extension: "subjectAltName",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) =>
      !certificate.subject.isEmpty && certificate.extension("subjectAltName")?.critical === true,
  },
  {
    name: "wildcard-of-public-suffix",
    clause: "BR §3.2.2.6",
    says: "a wildcard does not cover a whole public suffix",
    extension: "subjectAltName",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) => certificate.dnsNames.some((name) => coversPublicSuffix(name, "companies")),
  },
  {
    name: "common-name-not-among-names",
    clause: "BR §7.1.4.3",
    says: "the common name is, character for character, one of the subject alternative names",
    roles: ["target"],
    levels: baseline,
    broken: ({ certificate }) =>
      attributeValues(certificate.subject, attributeTypes.commonName).some(
        (value) => !isAmongNames(value, certificate),
      ),
  },
  {
    name: "root-key-identifier",
    clause: "BR §7.1.2.1.3",
    says: "authorityKeyIdentifier of a root is its subjectKeyIdentifier and nothing else",
    extension: "authorityKeyIdentifier",
    roles: ["anchor"],
    levels: baseline,
    broken: ({ certificate: root }) => {
      const authority = root.authorityKeyIdentifier
      if (authority === undefined || !isSelfIssued(root)) return false
      const { keyIdentifier, issuer, serialNumber } = authority
      return issuer !== undefined || serialNumber !== undefined || keyIdentifier !== root.subjectKeyIdentifier
    },
  },
  {
    name: "key-algorithm-not-allowed",
    clause: "BR §6.1.5",
    says: "keys are RSA, or EC on P-256, P-384 or P-521",
    levels: baseline,
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.algorithm !== "RSA" && !(key.algorithm === "EC" && allowedCurves.includes(key.curve ?? "")),
  },
  {
    name: "rsa-key-size",
    clause: "BR §6.1.5",
    says: "an RSA key has at least 2048 bits, a multiple of eight",
    levels: baseline,
    broken: ({ certificate: { subjectPublicKeyInfo: key } }) =>
      key.algorithm === "RSA" && key.bits !== undefined && (key.bits < 2048 || key.bits % 8 !== 0),
  },
  {
    name: "signature-algorithm-not-allowed",
    clause: "BR §7.1.3.2",
    says: "signatures are RSA or ECDSA",
    levels: baseline,
    broken: ({ certificate }) => !/^(sha\d+WithRSA|rsassaPss|ecdsa)/.test(certificate.signatureAlgorithm.name ?? ""),
  },
]

const allowedCurves = ["prime256v1", "secp384r1", "secp521r1"]

/**
 * The clause has a form for each kind of value, and each kind is held against its own: an address against the
 * addresses, in their one text form; a domain name against the domain names, of which a wildcard's base is a part. A
 * domain name beside addresses alone has nothing that it could be a copy of.
 */
function isAmongNames(value: string, { dnsNames, ipAddresses }: Certificate): boolean {
  if (isAddress(value)) return ipAddresses.some((address) => ipText(address) === value)
  if (dnsNames.length === 0) return ipAddresses.length > 0
  return dnsNames.some((name) => name === value || name === `*.${value}`)
}

/** Whether a host parser takes it for an address, in whatever form: the WHATWG URL standard's "ends in a number". */
function isAddress(value: string): boolean {
  return value.includes(":") || /(^|\.)(\d+|0x[0-9a-f]*)\.?$/i.test(value)
}

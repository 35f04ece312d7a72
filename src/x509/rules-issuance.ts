import { baseDefect } from "./constrained-names.ts"
import { parseIp } from "./ip.ts"
import { isPreferredDnsName } from "./peer-name.ts"
import { issuance, type Rule } from "./profile.ts"
import { isSelfSigned } from "./signature.ts"
import type { TimeEncoding } from "./time.ts"

/** What RFC 5280 §4 asks of those who issue. */
export const rulesIssuance: readonly Rule[] = [
  {
    name: "serial-number-not-positive",
    clause: "RFC 5280 §4.1.2.2",
    says: "the serial number is a positive integer",
    // Public roots have the serial number zero; nobody looks a root up by it.
    roles: ["target", "intermediate"],
    levels: issuance,
    broken: ({ certificate: { serialNumber } }) => /^00$|^[89a-f]/.test(serialNumber),
  },
  {
    name: "serial-number-too-long",
    clause: "RFC 5280 §4.1.2.2",
    says: "the serial number has at most 20 octets",
    roles: ["target", "intermediate"],
    levels: issuance,
    broken: ({ certificate: { serialNumber } }) => serialNumber.length > 40,
  },
  {
    name: "time-encoding",
    clause: "RFC 5280 §4.1.2.5",
    says: "dates through the year 2049 are encoded as UTCTime",
    levels: issuance,
    broken: ({ certificate: { notBefore, notBeforeEncoding, notAfter, notAfterEncoding } }) =>
      isLongForNothing(notBefore, notBeforeEncoding) || isLongForNothing(notAfter, notAfterEncoding),
  },
  {
    name: "issuer-empty",
    clause: "RFC 5280 §4.1.2.4",
    says: "the issuer has a name",
    levels: issuance,
    broken: ({ certificate }) => certificate.issuer.isEmpty,
  },
  {
    name: "ca-subject-empty",
    clause: "RFC 5280 §4.1.2.6",
    says: "a CA has a name",
    levels: issuance,
    broken: ({ certificate, role }) => certificate.subject.isEmpty && (role !== "target" || certificate.isCa),
  },
  {
    name: "subject-empty-without-critical-names",
    clause: "RFC 5280 §4.1.2.6",
    says: "a certificate without subject has a critical subjectAltName",
    extension: "subjectAltName",
    levels: issuance,
    broken: ({ certificate }) => certificate.subject.isEmpty && !certificate.extension("subjectAltName")?.critical,
  },
  {
    name: "authority-key-identifier-missing",
    clause: "RFC 5280 §4.2.1.1",
    says: "a certificate that is not self-signed has the key identifier of its issuer",
    extension: "authorityKeyIdentifier",
    levels: issuance,
    broken: ({ certificate }) =>
      certificate.authorityKeyIdentifier?.keyIdentifier === undefined && !isSelfSigned(certificate),
  },
  {
    name: "subject-key-identifier-missing",
    clause: "RFC 5280 §4.2.1.2",
    says: "a CA certificate has a key identifier",
    extension: "subjectKeyIdentifier",
    levels: issuance,
    broken: ({ certificate }) => certificate.isCa && certificate.subjectKeyIdentifier === undefined,
  },
  {
    name: "basic-constraints-not-critical",
    clause: "RFC 5280 §4.2.1.9",
    says: "basicConstraints of a CA is critical",
    extension: "basicConstraints",
    levels: issuance,
    broken: ({ certificate }) => certificate.isCa && !certificate.extension("basicConstraints")?.critical,
  },
  {
    name: "path-length-without-ca",
    clause: "RFC 5280 §4.2.1.9",
    says: "a path length stands only where cA and keyCertSign are asserted",
    extension: "basicConstraints",
    levels: issuance,
    broken: ({ certificate: { basicConstraints, keyUsage } }) =>
      basicConstraints?.pathLength !== undefined && (!basicConstraints.ca || keyUsage?.has("keyCertSign") === false),
  },
  {
    name: "key-cert-sign-without-ca",
    clause: "RFC 5280 §4.2.1.9",
    says: "keyCertSign is asserted only where cA is",
    extension: "keyUsage",
    levels: issuance,
    broken: ({ certificate }) => certificate.keyUsage?.has("keyCertSign") === true && !certificate.isCa,
  },
  {
    name: "key-usage-empty",
    clause: "RFC 5280 §4.2.1.3",
    says: "keyUsage asserts something",
    extension: "keyUsage",
    levels: issuance,
    broken: ({ certificate: { keyUsage } }) => keyUsage?.size === 0,
  },
  {
    name: "key-usage-impossible",
    clause: "RFC 9881 §5",
    says: "a key that can only sign is not meant for encryption or key agreement",
    extension: "keyUsage",
    levels: issuance,
    broken: ({ certificate: { keyUsage, subjectPublicKeyInfo } }) =>
      /^(ML|SLH)-DSA|^Ed/.test(subjectPublicKeyInfo.algorithm) &&
      (["keyEncipherment", "dataEncipherment", "keyAgreement", "encipherOnly", "decipherOnly"] as const).some((usage) =>
        keyUsage?.has(usage),
      ),
  },
  {
    name: "name-constraints-not-critical",
    clause: "RFC 5280 §4.2.1.10",
    says: "nameConstraints is critical",
    extension: "nameConstraints",
    // Baseline Requirements §7.1.2.5.2 except themselves from this.
    levels: { validation: "off", rfc5280: "error", webpki: "off", gate: "warning" },
    broken: ({ certificate }) => certificate.extension("nameConstraints")?.critical === false,
  },
  {
    name: "name-constraints-without-ca",
    clause: "RFC 5280 §4.2.1.10",
    says: "nameConstraints stands only in CA certificates",
    extension: "nameConstraints",
    levels: issuance,
    broken: ({ certificate }) => certificate.extension("nameConstraints") !== undefined && !certificate.isCa,
  },
  {
    name: "name-constraint-with-leading-period",
    clause: "RFC 5280 §4.2.1.10",
    says: "a dNSName constraint has no leading period",
    extension: "nameConstraints",
    levels: issuance,
    broken: ({ certificate: { nameConstraints } }) =>
      nameConstraints !== undefined &&
      [...nameConstraints.permitted, ...nameConstraints.excluded].some((base) => baseDefect(base) === "leading-period"),
  },
  {
    name: "policy-constraints-not-critical",
    clause: "RFC 5280 §4.2.1.11",
    says: "policyConstraints is critical",
    extension: "policyConstraints",
    levels: issuance,
    broken: ({ certificate }) => certificate.extension("policyConstraints")?.critical === false,
  },
  {
    name: "inhibit-any-policy-not-critical",
    clause: "RFC 5280 §4.2.1.14",
    says: "inhibitAnyPolicy is critical",
    extension: "inhibitAnyPolicy",
    levels: issuance,
    broken: ({ certificate }) => certificate.extension("inhibitAnyPolicy")?.critical === false,
  },
  {
    name: "dns-name-syntax",
    clause: "RFC 5280 §4.2.1.6",
    says: "a dNSName is in the preferred name syntax: letters, digits and hyphens",
    extension: "subjectAltName",
    levels: issuance,
    broken: ({ certificate }) =>
      certificate.dnsNames.some((name) => !isPreferredDnsName(name) || parseIp(name) !== undefined),
  },
]

/** Whether a GeneralizedTime says what a UTCTime can: the years 1950 to 2049. */
export function isLongForNothing(instant: number, encoding: TimeEncoding): boolean {
  return encoding === "GeneralizedTime" && instant >= Date.UTC(1950, 0, 1) && instant < Date.UTC(2050, 0, 1)
}

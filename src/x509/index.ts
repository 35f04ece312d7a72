/** X.509: decoding, path building and path validation (RFC 5280, RFC 4158), on `node:crypto` alone. */
export type { AlgorithmIdentifier } from "./algorithm.ts"
export { anchorsFrom, anchorsOfAll, noAnchors, type TrustAnchors } from "./anchors.ts"
export { type PathResult, validatePath } from "./build-path.ts"
export { type Certificate, decodeCertificate, isSelfIssued, type MalformedExtension } from "./certificate.ts"
export { type CertificateList, decodeCertificateList, type RevokedCertificate } from "./certificate-list.ts"
export { type Certifies, certifies } from "./certifies.ts"
export { conformance } from "./conformance.ts"
export type { Decoded, Defect, DefectReason } from "./der.ts"
export {
  type AccessDescription,
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type DistributionPoint,
  type Extension,
  type ExtensionName,
  extensionOids,
  type KeyUsage,
  type KnownExtensions,
  type PolicyConstraints,
  type PolicyMapping,
} from "./extensions.ts"
export { type FormerRoot, leavingRootOf, publishedKeyOf, removedRootNamed, removedRootOf } from "./former-roots.ts"
export type { GeneralName } from "./general-name.ts"
export { ipText, parseIp } from "./ip.ts"
export { isMozillaName, mozillaAnchors, mozillaSet } from "./mozilla-anchors.ts"
export { type Attribute, attributeTypes, attributeValues, type Name, nameText, sameName } from "./name.ts"
export type { NameConstraints } from "./name-constraints.ts"
export {
  asciiHost,
  isDnsName,
  isPreferredDnsName,
  matchesHost,
  matchesName,
  type PeerName,
  peerNameOf,
} from "./peer-name.ts"
export { eachPemBlock, pemBlocks } from "./pem.ts"
export type { PolicyInputs } from "./policy.ts"
export { matchesKey, type PrivateKeyFacts, publicKeyOf } from "./private-key.ts"
export type { Profile, Role, Subject } from "./profile.ts"
export type { KeyAlgorithm, PublicKeyInfo } from "./public-key.ts"
export { keyPurposes, type Purpose } from "./purpose.ts"
export type { Finding, Reason, Rejection } from "./reason.ts"
export {
  hasConsistentAlgorithm,
  isSelfSigned,
  type SignatureResult,
  type Signed,
  verifySignature,
} from "./signature.ts"
export type { Path, PathOptions } from "./validate-path.ts"

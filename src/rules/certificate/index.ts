// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { certificateAccessInformationCritical } from "./certificate-access-information-critical.ts"
import { certificateBasicConstraintsNonconforming } from "./certificate-basic-constraints-nonconforming.ts"
import { certificateCaKeyUsageMissing } from "./certificate-ca-key-usage-missing.ts"
import { certificateCommonNameNotInSan } from "./certificate-common-name-not-in-san.ts"
import { certificateCommonNamePresent } from "./certificate-common-name-present.ts"
import { certificateDuplicateExtension } from "./certificate-duplicate-extension.ts"
import { certificateDuplicateName } from "./certificate-duplicate-name.ts"
import { certificateExtendedKeyUsageCritical } from "./certificate-extended-key-usage-critical.ts"
import { certificateExtensionMalformed } from "./certificate-extension-malformed.ts"
import { certificateInternalName } from "./certificate-internal-name.ts"
import { certificateIssuerUrlMissing } from "./certificate-issuer-url-missing.ts"
import { certificateKeyCertSignWithoutCa } from "./certificate-key-cert-sign-without-ca.ts"
import { certificateKeyIdentifierMissing } from "./certificate-key-identifier-missing.ts"
import { certificateKeyUsageNotCritical } from "./certificate-key-usage-not-critical.ts"
import { certificateKeyUsageUnfit } from "./certificate-key-usage-unfit.ts"
import { certificateNameConstraintsNonconforming } from "./certificate-name-constraints-nonconforming.ts"
import { certificateNameMalformed } from "./certificate-name-malformed.ts"
import { certificatePoliciesMissing } from "./certificate-policies-missing.ts"
import { certificateRejectedByClients } from "./certificate-rejected-by-clients.ts"
import { certificateRevocationInformationMissing } from "./certificate-revocation-information-missing.ts"
import { certificateSerialNumberInvalid } from "./certificate-serial-number-invalid.ts"
import { certificateServerAuthMissing } from "./certificate-server-auth-missing.ts"
import { certificateSignatureAlgorithmMismatch } from "./certificate-signature-algorithm-mismatch.ts"
import { certificateSubjectEmpty } from "./certificate-subject-empty.ts"
import { certificateTimeEncoding } from "./certificate-time-encoding.ts"
import { certificateUncommonCurve } from "./certificate-uncommon-curve.ts"
import { certificateUniqueIdentifier } from "./certificate-unique-identifier.ts"
import { certificateUriName } from "./certificate-uri-name.ts"
import { certificateValidityInverted } from "./certificate-validity-inverted.ts"
import { certificateValidityTooLong } from "./certificate-validity-too-long.ts"
import { certificateVersionOutdated } from "./certificate-version-outdated.ts"
import { certificateWeakKey } from "./certificate-weak-key.ts"
import { certificateWeakSignature } from "./certificate-weak-signature.ts"
import { certificateWildcardPublicSuffix } from "./certificate-wildcard-public-suffix.ts"
import { clientCertificatePurpose } from "./client-certificate-purpose.ts"
import { leafHostMismatch } from "./leaf-host-mismatch.ts"
import { leafWithoutSan } from "./leaf-without-san.ts"
import { tlsPrivateKeyCommitted } from "./tls-private-key-committed.ts"

export const certificate: readonly Rule[] = [
  certificateAccessInformationCritical,
  certificateBasicConstraintsNonconforming,
  certificateCaKeyUsageMissing,
  certificateCommonNameNotInSan,
  certificateCommonNamePresent,
  certificateDuplicateExtension,
  certificateDuplicateName,
  certificateExtendedKeyUsageCritical,
  certificateExtensionMalformed,
  certificateInternalName,
  certificateIssuerUrlMissing,
  certificateKeyCertSignWithoutCa,
  certificateKeyIdentifierMissing,
  certificateKeyUsageNotCritical,
  certificateKeyUsageUnfit,
  certificateNameConstraintsNonconforming,
  certificateNameMalformed,
  certificatePoliciesMissing,
  certificateRejectedByClients,
  certificateRevocationInformationMissing,
  certificateSerialNumberInvalid,
  certificateServerAuthMissing,
  certificateSignatureAlgorithmMismatch,
  certificateSubjectEmpty,
  certificateTimeEncoding,
  certificateUncommonCurve,
  certificateUniqueIdentifier,
  certificateUriName,
  certificateValidityInverted,
  certificateValidityTooLong,
  certificateVersionOutdated,
  certificateWeakKey,
  certificateWeakSignature,
  certificateWildcardPublicSuffix,
  clientCertificatePurpose,
  leafHostMismatch,
  leafWithoutSan,
  tlsPrivateKeyCommitted,
]

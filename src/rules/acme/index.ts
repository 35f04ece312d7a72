// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { acmeAccountKeyShared } from "./acme-account-key-shared.ts"
import { acmeOrderRefused } from "./acme-order-refused.ts"
import { acmeStagingInProduction } from "./acme-staging-in-production.ts"
import { certManagerAnnotationTypo } from "./cert-manager-annotation-typo.ts"
import { certificateRefs } from "./certificate-refs.ts"
import { certificateRotationPolicy } from "./certificate-rotation-policy.ts"
import { certificateSpecTimes } from "./certificate-spec-times.ts"
import { haproxySharedAcmeBackend } from "./haproxy-shared-acme-backend.ts"
import { hostServedByTwoControllers } from "./host-served-by-two-controllers.ts"
import { http01BlockedPath } from "./http01-blocked-path.ts"
import { http01ClassConflict } from "./http01-class-conflict.ts"
import { http01ClassMismatch } from "./http01-class-mismatch.ts"
import { http01EditInPlaceConflict } from "./http01-edit-in-place-conflict.ts"
import { http01GatewayIncomplete } from "./http01-gateway-incomplete.ts"
import { http01HostCollision } from "./http01-host-collision.ts"
import { http01NoClassMultiController } from "./http01-no-class-multi-controller.ts"
import { http01SelfCheckSkipped } from "./http01-self-check-skipped.ts"
import { http01UnknownClass } from "./http01-unknown-class.ts"
import { http01UnreachableName } from "./http01-unreachable-name.ts"
import { http01Wildcard } from "./http01-wildcard.ts"
import { ingressClassBothForms } from "./ingress-class-both-forms.ts"
import { ingressclassMultipleDefaults } from "./ingressclass-multiple-defaults.ts"
import { lbSharedControllersGeneric } from "./lb-shared-controllers-generic.ts"
import { mustStapleRefused } from "./must-staple-refused.ts"
import { requestMissesHost } from "./request-misses-host.ts"
import { shimBlockSkipped } from "./shim-block-skipped.ts"

export const acme: readonly Rule[] = [
  acmeAccountKeyShared,
  acmeOrderRefused,
  acmeStagingInProduction,
  certManagerAnnotationTypo,
  certificateRefs,
  certificateRotationPolicy,
  certificateSpecTimes,
  haproxySharedAcmeBackend,
  hostServedByTwoControllers,
  http01BlockedPath,
  http01ClassConflict,
  http01ClassMismatch,
  http01EditInPlaceConflict,
  http01GatewayIncomplete,
  http01HostCollision,
  http01NoClassMultiController,
  http01SelfCheckSkipped,
  http01UnknownClass,
  http01UnreachableName,
  http01Wildcard,
  ingressClassBothForms,
  ingressclassMultipleDefaults,
  lbSharedControllersGeneric,
  mustStapleRefused,
  requestMissesHost,
  shimBlockSkipped,
]

import type { Rule } from "../rule.ts"
import { hostServedByTwoControllers } from "./host-served-by-two-controllers.ts"
import { http01ClassConflict } from "./http01-class-conflict.ts"
import { http01ClassMismatch } from "./http01-class-mismatch.ts"
import { http01NoClassMultiController } from "./http01-no-class-multi-controller.ts"
import { http01UnknownClass } from "./http01-unknown-class.ts"
import { http01Wildcard } from "./http01-wildcard.ts"
import { ingressClassBothForms } from "./ingress-class-both-forms.ts"
import { ingressclassMultipleDefaults } from "./ingressclass-multiple-defaults.ts"

export const acme: readonly Rule[] = [
  hostServedByTwoControllers,
  http01ClassConflict,
  http01ClassMismatch,
  http01NoClassMultiController,
  http01UnknownClass,
  http01Wildcard,
  ingressClassBothForms,
  ingressclassMultipleDefaults,
]

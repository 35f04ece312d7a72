import { sh } from "../../model/help.ts"
import { entryAt } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, issuerIn, objectText, verifyChallenge } from "./issuers.shared.ts"

export const http01SelfCheckSkipped = rule({
  id: "http01-self-check-skipped",
  family: "acme",
  level: "warning",
  summary: "cert-manager's self-check of challenges is skipped",
  citations: [
    certManagerCode(
      "pkg/apis/acme/v1/types_issuer.go",
      "waitInsteadOfSelfCheck",
      "cert-manager skips its self-check, waits, and then asks the ACME server to validate.",
    ),
    certManagerCode(
      "internal/apis/certmanager/validation/issuer.go",
      "ValidateACMEIssuerChallengeSolverConfig",
      "waitInsteadOfSelfCheck must not be negative.",
    ),
  ],
  why: "It hides that a part of the traffic does not reach the challenge: the ACME server then fails, and each failure counts against its rate limits.",
  fix: "Delete it, unless the cluster cannot reach its own names (split-horizon DNS): then ignore this with that reason.",

  on: "kubernetes",
  *check(document) {
    for (const { node, index } of issuerIn(document)?.solvers ?? []) {
      const entry = entryAt(node, "waitInsteadOfSelfCheck")
      if (entry?.value.kind !== "scalar" || entry.value.type === "null") continue
      const negative = entry.value.value.startsWith("-")
      yield {
        message: negative
          ? `${objectText(document)} waits ${entry.value.value} instead of a self-check; cert-manager's webhook rejects a negative time.`
          : `Solver ${index + 1} of ${objectText(document)} skips the self-check, so a challenge that only a part of the traffic reaches fails at the ACME server and counts against its rate limits.`,
        help: [
          {
            do: "Delete waitInsteadOfSelfCheck, and see whether the challenge is reachable five times in a row:",
            copy: sh(
              "for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://NAME/.well-known/acme-challenge/TOKEN; done",
            ),
            verify: verifyChallenge,
          },
        ],
        at: entry.value,
        level: weigh(negative ? "error" : "warning", document.template && "template"),
        ...about(document),
        identity: `solver ${index}`,
      }
    }
  },
})

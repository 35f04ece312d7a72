import type { DocumentFact } from "../../model/facts.ts"
import { weigh } from "../../model/weight.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { type Refusal, refusals } from "./refusals.table.ts"

export const objectRefused = rule({
  id: "object-refused",
  family: "kubernetes",
  level: "error",
  summary: "An object about certificates or trust is refused by the API server, a webhook or its controller",
  citations: [
    {
      document: "kubernetes/kubernetes",
      section: "pkg/apis/core/validation/validation.go, ValidateSecret",
      says: "A Secret of the type kubernetes.io/tls must have the keys tls.crt and tls.key; they may be empty.",
      url: "https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go",
    },
    {
      document: "Gateway API",
      section: "apis/v1/gateway_types.go, Listener",
      says: "Rules of the schema bind the protocol, the mode of TLS and the certificates of a listener to one another.",
      url: "https://github.com/kubernetes-sigs/gateway-api/blob/main/apis/v1/gateway_types.go",
    },
    {
      document: "Istio",
      section: "pkg/config/validation/validation.go",
      says: "The TLS settings of a DestinationRule may not contradict one another.",
      url: "https://github.com/istio/istio/blob/master/pkg/config/validation/validation.go",
    },
    {
      document: "cert-manager",
      section: "internal/apis/certmanager/validation",
      says: "Certificates and issuers are validated by cert-manager's webhook.",
      url: "https://github.com/cert-manager/cert-manager/tree/master/internal/apis/certmanager/validation",
    },
  ],
  why: "The apply, the sync or the whole release stops at this object, at the moment of the deploy.",
  fix: "Write what the one who refuses it asks for.",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (isPart(document) || inventory.overlays.applied.has(document)) return
    for (const row of refusals) {
      if (!row.of(document)) continue
      for (const { at, fault, instead } of row.check(document.root)) {
        yield {
          message: `${objectText(document)} ${fault}, so ${row.who} refuses it${saying(row)}.`,
          help: [{ do: instead, verify: `kubectl apply --dry-run=server -f ${document.path}` }],
          at,
          level: weigh("error", document.template && "template"),
          identity: fault,
        }
      }
    }
  },
})

function saying({ words }: Refusal): string {
  return words === undefined ? "" : `: “${words}”`
}

/** A patch need not be whole, nor what a template leaves open. */
function isPart({ carrier }: DocumentFact): boolean {
  return carrier?.kind === "patch"
}

import { yaml } from "../../model/help.ts"
import { isInjected } from "../../usage/injected.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { authorityFault } from "./authorities.shared.ts"
import { calledBy } from "./webhooks.shared.ts"

export const webhookCabundleInvalid = rule({
  id: "webhook-cabundle-invalid",
  family: "kubernetes",
  level: "error",
  summary: "The caBundle of a webhook or an APIService is none that the API server can verify it with",
  citations: [
    {
      document: "Kubernetes API reference",
      section: "WebhookClientConfig, caBundle",
      says: "A PEM encoded CA bundle which will be used to validate the webhook's server certificate.",
      url: "https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/",
    },
    {
      document: "cert-manager documentation",
      section: "CA Injector",
      says: "cert-manager.io/inject-ca-from makes cainjector fill in the caBundle from a Certificate.",
      url: "https://cert-manager.io/docs/concepts/ca-injector/",
    },
  ],
  why: "The API server cannot call the webhook: with failurePolicy Fail every change that it is about is refused.",
  fix: "Put the base64 of the CA's PEM there, or let cert-manager inject it: cert-manager.io/inject-ca-from.",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (isInjected(document.root)) return
    for (const { caBundle: bundle } of calledBy(document)) {
      const found = authorityFault(bundle, document.path, inventory)
      if (found === undefined) continue
      yield {
        message: `The caBundle of ${objectText(document)} ${found.fault}, so the API server ${found.level === "notice" ? "fails to call it then" : "cannot verify what it calls"}.`,
        help: [
          {
            do: "Put the CA of the webhook there (base64 -w0 ca.crt prints the value):",
            copy: yaml("caBundle: BASE64-OF-CA.CRT"),
          },
          {
            do: "Or, with cert-manager, the annotation cert-manager.io/inject-ca-from: <namespace>/<Certificate>.",
            verify: "kubectl apply --dry-run=server of an object that the webhook is about.",
          },
        ],
        at: bundle,
        level: found.level,
      }
    }
  },
})

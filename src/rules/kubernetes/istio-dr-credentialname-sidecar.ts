import { at, scalarAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { clientTlsOf } from "./istio.shared.ts"

export const istioDrCredentialnameSidecar = rule({
  id: "istio-dr-credentialname-sidecar",
  family: "kubernetes",
  level: "warning",
  summary: "A DestinationRule gives sidecars a credentialName that only gateways read",
  citations: [
    {
      document: "Istio API reference",
      section: "Destination Rule, ClientTLSSettings, credentialName",
      says: "The field is applicable at sidecars only if the DestinationRule has a workloadSelector specified.",
      url: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings",
    },
  ],
  why: "Sidecars use neither the client certificate nor the CA of the Secret, and fail or trust other CAs.",
  fix: "Add a workloadSelector, or mount the files and name them in caCertificates.",

  on: "kubernetes",
  *check(document) {
    if (at(document.root, "spec", "workloadSelector") !== undefined) return
    for (const tls of clientTlsOf(document)) {
      const credential = scalarAt(tls, "credentialName")
      if (credential === undefined || credential.value === "") continue
      yield {
        message: `${objectText(document)} names the Secret ${credential.value} for TLS, which only gateways read without a workloadSelector, so sidecars go without it.`,
        help: [
          {
            do: "Add spec.workloadSelector.matchLabels with the labels of the clients.",
            verify: "istioctl proxy-config secret <pod> lists the credential.",
          },
        ],
        at: credential,
      }
    }
  },
})

import { at, isTrue, scalarAt, textAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { clientTlsOf, destinationOf, isService } from "./istio.shared.ts"

export const istioDrSimpleNoCa = rule({
  id: "istio-dr-simple-no-ca",
  family: "kubernetes",
  level: "notice",
  summary: "A DestinationRule originates TLS without naming a CA",
  citations: [
    {
      document: "Istio API reference",
      section: "Destination Rule, ClientTLSSettings, caCertificates",
      says: "If omitted, the proxy verifies the server's certificate with the operating system's CA certificates.",
      url: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings",
    },
    {
      document: "Istio documentation",
      section: "Analysis messages, NoServerCertificateVerificationDestinationLevel (IST0128)",
      says: "Without caCertificates, releases that do not use the operating system's CAs verify nothing.",
      url: "https://istio.io/latest/docs/reference/config/analysis/ist0128/",
    },
  ],
  why: "Older proxies verify nothing then; newer ones use public CAs, which no private certificate comes from.",
  fix: "Name the CA: caCertificates: <file in the proxy>, or credentialName for gateways.",

  on: "kubernetes",
  *check(document) {
    for (const tls of clientTlsOf(document)) {
      const mode = scalarAt(tls, "mode")
      if (mode === undefined || !/^(SIMPLE|MUTUAL)$/.test(mode.value) || isTrue(at(tls, "insecureSkipVerify"))) continue
      if (textAt(tls, "caCertificates") || textAt(tls, "credentialName")) continue
      const destination = destinationOf(document)
      const inside = destination !== "" && isService(destination)
      yield {
        message: inside
          ? `${objectText(document)} names no CA for ${destination}, whose certificate no public CA has signed, so proxies refuse it or, in older releases, verify nothing.`
          : `${objectText(document)} names no CA for ${destination || "its host"}, so it is verified with the public CAs of the proxy's image, and not at all by older releases.`,
        help: [
          {
            do: "Add caCertificates: /etc/istio/ca/ca.crt beside mode.",
            verify: "istioctl analyze reports neither IST0128 nor IST0129.",
          },
        ],
        at: mode,
        level: inside ? "warning" : "notice",
      }
    }
  },
})

import { type Help, yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, scalarAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { clientTlsOf, destinationOf, isService } from "./istio.shared.ts"

export const istioDrInsecureSkipVerify = rule({
  id: "istio-dr-insecure-skip-verify",
  family: "kubernetes",
  level: "error",
  summary: "A DestinationRule does not verify its host, or speaks to an external one in plain text",
  citations: [
    {
      document: "Istio API reference",
      section: "Destination Rule, ClientTLSSettings, insecureSkipVerify",
      says: "The proxy skips verifying the CA signature and SAN for the server certificate of the host.",
      url: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings",
    },
  ],
  why: "Every proxy that the rule applies to believes whoever answers for the host, with all that is sent there.",
  fix: "Name the CA in caCertificates or credentialName, and remove insecureSkipVerify.",

  on: "kubernetes",
  *check(document) {
    for (const tls of clientTlsOf(document)) {
      const destination = destinationOf(document)
      const host = hostOf(destination)
      const skip = at(tls, "insecureSkipVerify")
      const mode = scalarAt(tls, "mode")
      if (isTrue(skip))
        yield {
          message: `${objectText(document)} makes proxies accept any certificate from ${destination || "its host"}, so whoever answers in its name reads and changes the traffic.`,
          help: help("caCertificates: /etc/istio/ca/ca.crt"),
          at: skip,
          level: destination !== "" && isService(destination) ? "warning" : lowered("error", host),
        }
      else if (mode?.value === "DISABLE" && host !== undefined && !isService(destination) && destination.includes("."))
        yield {
          message: `${objectText(document)} makes proxies speak to ${destination}, outside the mesh, in plain text.`,
          help: help("mode: SIMPLE"),
          at: mode,
          level: lowered("warning", host),
        }
    }
  },
})

function help(line: string): Help {
  return [
    {
      do: "Have the proxies verify the server:",
      copy: yaml("trafficPolicy:", "  tls:", "    mode: SIMPLE", ...(line.startsWith("mode") ? [] : [`    ${line}`])),
      verify: "istioctl analyze, and a request through the proxy still succeeds.",
    },
  ]
}

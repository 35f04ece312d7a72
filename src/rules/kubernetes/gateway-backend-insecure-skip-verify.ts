import { yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, itemsAt, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const gatewayBackendInsecureSkipVerify = rule({
  id: "gateway-backend-insecure-skip-verify",
  family: "kubernetes",
  level: "error",
  summary: "A gateway does not verify a backend",
  citations: [
    {
      document: "Envoy Gateway API reference",
      section: "BackendTLSSettings, insecureSkipVerify",
      says: "It indicates whether the upstream's certificate verification should be skipped.",
      url: "https://gateway.envoyproxy.io/docs/api/extension_types/#backendtlssettings",
    },
  ],
  why: "The traffic looks encrypted to the end, but whatever answers for the backend can read and change it.",
  fix: "Remove insecureSkipVerify, and name the CA in caCertificateRefs.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "gateway.envoyproxy.io", "Backend")) return
    const { root } = document
    const skip = at(root, "spec", "tls", "insecureSkipVerify")
    if (!isTrue(skip)) return
    const [endpoint] = itemsAt(root, "spec", "endpoints")
    const host = hostOf(textAt(endpoint, "fqdn", "hostname") ?? textAt(endpoint, "ip", "address") ?? "")
    yield {
      message: `${objectText(document)} makes the gateway accept any certificate from ${host ?? "its endpoints"}, so whatever answers there can read and change the traffic.`,
      help: [
        {
          do: "Name the CA:",
          copy: yaml("tls:", '  caCertificateRefs: [{group: "", kind: ConfigMap, name: CONFIGMAP}]'),
          verify: `openssl s_client -connect ${host ?? "<host>"}:443 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,
        },
      ],
      at: skip,
      level: lowered("error", host),
      ...(host !== undefined && { identity: host }),
    }
  },
})

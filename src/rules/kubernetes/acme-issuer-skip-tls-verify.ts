import { yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const acmeIssuerSkipTlsVerify = rule({
  id: "acme-issuer-skip-tls-verify",
  family: "kubernetes",
  level: "error",
  summary: "cert-manager does not verify its ACME server",
  citations: [
    {
      document: "cert-manager API reference",
      section: "ACMEIssuer, skipTLSVerify",
      says: "Requests to the ACME server will not have the TLS certificate chain validated; mutually exclusive with caBundle.",
      url: "https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer",
    },
  ],
  why: "Whoever answers for the ACME server decides which certificates the cluster serves and trusts.",
  fix: "Remove skipTLSVerify and put the CA of the ACME server in caBundle.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "cert-manager.io", "Issuer", "ClusterIssuer")) return
    const acme = at(document.root, "spec", "acme")
    const skip = at(acme, "skipTLSVerify")
    if (!isTrue(skip)) return
    const host = hostOf(textAt(acme, "server") ?? "")
    const whom = host ?? "its ACME server"
    yield {
      message: textAt(acme, "caBundle")
        ? `${objectText(document)} has both skipTLSVerify and caBundle, so cert-manager's webhook rejects it.`
        : `${objectText(document)} does not verify the certificate of ${whom}, so whoever answers in its name decides what is issued.`,
      help: [
        {
          do: "Remove skipTLSVerify, and set the CA of the ACME server:",
          copy: yaml("caBundle: BASE64-OF-CA.CRT"),
          verify: `curl --cacert ca.crt https://${host ?? "<server>"}/directory`,
        },
      ],
      at: skip,
      level: lowered("error", host),
      ...(host !== undefined && { identity: host }),
    }
  },
})

import { annotationsOf, objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { nginx } from "./ingress-nginx.shared.ts"

export const ingressAuthTlsWeak = rule({
  id: "ingress-auth-tls-weak",
  family: "kubernetes",
  level: "warning",
  summary: "An Ingress names a CA for client certificates and accepts clients without a valid one",
  citations: [
    {
      document: "ingress-nginx documentation",
      section: "Annotations, Client Certificate Authentication",
      says: "off requests no client certificate; optional_no_ca does not fail if the certificate is not signed by the CA.",
      url: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#client-certificate-authentication",
    },
  ],
  why: "The application is exposed to clients that have no certificate, or one that they made themselves.",
  fix: 'Set auth-tls-verify-client: "on", or remove auth-tls-secret if clients need no certificate.',

  on: ["kubernetes", "helm-values"],
  *check(document) {
    for (const annotations of annotationsOf(document)) {
      const verify = annotations.at(`${nginx}/auth-tls-verify-client`)
      if (verify === undefined || annotations.at(`${nginx}/auth-tls-secret`) === undefined) continue
      if (!/^(off|optional_no_ca)$/.test(verify.value)) continue
      const effect =
        verify.value === "off"
          ? "asks clients for no certificate"
          : "accepts client certificates that the CA did not sign, and none at all"
      yield {
        message: `${objectText(document)} names a CA for client certificates but ${effect}, so whoever reaches it gets in unless the application looks itself.`,
        help: [
          {
            do: `Set ${nginx}/auth-tls-verify-client: "on".`,
            verify: "curl https://<host>/ without a certificate answers 400.",
          },
        ],
        at: verify,
      }
    }
  },
})

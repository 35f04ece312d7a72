import { yaml } from "../../model/help.ts"
import { entryAt, itemsAt, textAt } from "../../model/tree.ts"
import { annotationsOf, isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { nginx } from "./ingress-nginx.shared.ts"

export const ingressAuthTlsWithoutTls = rule({
  id: "ingress-auth-tls-without-tls",
  family: "kubernetes",
  level: "warning",
  summary: "An Ingress asks for client certificates and has no TLS",
  citations: [
    {
      document: "ingress-nginx",
      section: "Client Certificate Authentication; Server-side HTTPS enforcement through redirect",
      says: "Client certificates need TLS for the host; the redirect from port 80 is made only where TLS is enabled for the Ingress.",
      url: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#client-certificate-authentication",
    },
  ],
  why: "The host is served on port 80 without a redirect, where there are no client certificates: everybody gets in.",
  fix: "Add spec.tls with the host.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "networking.k8s.io", "Ingress") || itemsAt(document.root, "spec", "tls").length > 0) return
    if (entryAt(document.root, "spec", "tls") !== undefined) return
    const [annotations] = annotationsOf(document)
    const secret = annotations?.at(`${nginx}/auth-tls-secret`)
    const verify = annotations?.text(`${nginx}/auth-tls-verify-client`)
    if (annotations === undefined || secret === undefined || verify === "off" || verify === "optional_no_ca") return
    if (annotations.text(`${nginx}/force-ssl-redirect`) === "true") return
    const name = textAt(document.root, "spec", "ingressClassName")
    if (name !== undefined && !/nginx/.test(name)) return
    yield {
      message: `${objectText(document)} asks for client certificates but has no tls: the host is served on port 80 without a redirect, and nobody is asked.`,
      help: [
        {
          do: "Add to spec:",
          copy: yaml("tls:", "  - hosts: [api.corp.example.com]", "    secretName: api-tls"),
          verify: "curl http://<host>/ is redirected, and https without a certificate answers 400",
        },
      ],
      at: secret,
    }
  },
})

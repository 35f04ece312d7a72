import { annotationsOf, firstBackend, objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { isPassedThrough, nginx, upstreamAdvice } from "./ingress-nginx.shared.ts"

export const ingressNginxUpstreamUnverified = rule({
  id: "ingress-nginx-upstream-unverified",
  family: "kubernetes",
  level: "warning",
  summary: "ingress-nginx does not verify the HTTPS backend of an Ingress",
  citations: [
    {
      document: "ingress-nginx documentation",
      section: "Annotations, Backend Certificate Authentication",
      says: "proxy-ssl-verify enables or disables verification of the proxied HTTPS server certificate (default: off).",
      url: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-certificate-authentication",
    },
  ],
  why: "The traffic looks encrypted to the end, but any pod or machine that answers for the backend can read and change it.",
  fix: 'Set proxy-ssl-secret: <namespace>/<Secret with ca.crt> and proxy-ssl-verify: "on".',

  on: ["kubernetes", "helm-values"],
  *check(document) {
    for (const annotations of annotationsOf(document)) {
      const protocol = annotations.at(`${nginx}/backend-protocol`)
      const secure = annotations.at(`${nginx}/secure-backends`)
      const place = /^(https|grpcs)$/i.test(protocol?.value ?? "")
        ? protocol
        : secure?.value === "true"
          ? secure
          : undefined
      if (place === undefined || isPassedThrough(annotations)) continue
      // What is wrong with a verification that somebody asked for is ingress-nginx-proxy-ssl-verify-ignored's matter.
      const asked = annotations.at(`${nginx}/proxy-ssl-verify`)
      if (asked !== undefined && asked.value !== "off") continue
      const backend = firstBackend(document)
      yield {
        message: `${objectText(document)} proxies to ${backend === undefined ? "its backend" : `Service ${backend}`} over TLS without verifying its certificate, so whatever answers there can read and change the traffic.`,
        help: upstreamAdvice(document),
        at: place,
      }
    }
  },
})

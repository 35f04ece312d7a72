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
  examples: {
    bad: [
      {
        "ingress.yaml": `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: «HTTPS»
spec:
  rules:
    - host: shop.corp
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 443}}}}
`.trimStart(),
      },
      { "values.yaml": `ingress:\n  annotations:\n    nginx.ingress.kubernetes.io/backend-protocol: «"GRPCS"»\n` },
    ],
    good: [
      {
        "ingress.yaml": `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
    nginx.ingress.kubernetes.io/proxy-ssl-name: shop.web.svc
`.trimStart(),
      },
      {
        "ingress.yaml": `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/ssl-passthrough: "true"
`.trimStart(),
      },
      {
        "ingress.yaml": `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTP
`.trimStart(),
      },
    ],
  },

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

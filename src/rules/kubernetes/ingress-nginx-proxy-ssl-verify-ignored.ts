import { annotationsOf, objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"
import { nginx, upstreamAdvice } from "./ingress-nginx.shared.ts"

export const ingressNginxProxySslVerifyIgnored = rule({
  id: "ingress-nginx-proxy-ssl-verify-ignored",
  family: "kubernetes",
  level: "error",
  summary: "ingress-nginx ignores the verification that an Ingress asks for",
  citations: [
    {
      document: "kubernetes/ingress-nginx",
      section: "internal/ingress/annotations/proxyssl/main.go, Parse",
      says: "Without proxy-ssl-secret no other proxy-ssl annotation is read; a verify that is not on or off counts as off.",
      url: "https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/annotations/proxyssl/main.go",
    },
  ],
  why: "The Ingress reads as if backends were verified, and they are not; or its paths answer nothing but 503.",
  fix: 'Write proxy-ssl-verify: "on" with proxy-ssl-secret: <namespace of the Ingress>/<Secret>.',

  on: ["kubernetes", "helm-values"],
  *check(document): Iterable<Problem> {
    for (const annotations of annotationsOf(document)) {
      const verify = annotations.at(`${nginx}/proxy-ssl-verify`)
      const secret = annotations.at(`${nginx}/proxy-ssl-secret`)
      const object = objectText(document)
      const help = upstreamAdvice(document)
      if (verify !== undefined && verify.type !== "template" && verify.value !== "on" && verify.value !== "off")
        yield {
          message: `proxy-ssl-verify of ${object} is "${verify.value}", which ingress-nginx takes for off, so the backend is not verified.`,
          help,
          at: verify,
          ...(document.inner.length === 0 &&
            verify.style !== "plain" &&
            /^(true|yes|enabled?|1)$/i.test(verify.value) && {
              edits: [{ path: document.path, start: verify.start, end: verify.end, text: '"on"' }],
            }),
        }
      else if (verify?.value === "on" && secret === undefined)
        yield {
          message: `proxy-ssl-verify of ${object} is not read, because it has no proxy-ssl-secret, so the backend is not verified.`,
          help,
          at: verify,
        }
      if (secret === undefined || secret.type === "template") continue
      const [namespace, name, ...rest] = secret.value.split("/")
      const own = document.resource?.namespace
      const whole =
        namespace !== undefined && namespace !== "" && name !== undefined && name !== "" && rest.length === 0
      if (whole && (own === undefined || own === namespace)) continue
      yield {
        message: whole
          ? `proxy-ssl-secret of ${object} is in namespace ${namespace}, not its own ${own}, so ingress-nginx denies its locations and they answer 503.`
          : `proxy-ssl-secret of ${object} is "${secret.value}", which is no <namespace>/<name>, so ingress-nginx denies its locations and they answer 503.`,
        help,
        at: secret,
      }
    }
  },
})

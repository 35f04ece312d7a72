import type { DocumentFact } from "../../model/facts.ts"
import { type Help, yaml } from "../../model/help.ts"
import { type Annotations, firstBackend } from "../objects.ts"

/** The prefix of ingress-nginx's annotations. */
export const nginx = "nginx.ingress.kubernetes.io"

/** Whether the connection goes to the backend as it is, so that nothing is proxied. */
export function isPassedThrough(annotations: Annotations): boolean {
  return annotations.text(`${nginx}/ssl-passthrough`) === "true" || annotations.isTemplate(`${nginx}/ssl-passthrough`)
}

/** The annotations that make ingress-nginx verify a backend, and how to see that it does. */
export function upstreamAdvice(document: DocumentFact): Help {
  const namespace = document.resource?.namespace ?? "NAMESPACE"
  const backend = firstBackend(document) ?? "SERVICE"
  return [
    {
      do: "Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:",
      copy: yaml(
        `${nginx}/proxy-ssl-secret: ${namespace}/${backend}-ca`,
        `${nginx}/proxy-ssl-verify: "on"`,
        `${nginx}/proxy-ssl-name: ${backend}.${namespace}.svc`,
        `${nginx}/proxy-ssl-server-name: "on"`,
      ),
      verify: "kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf",
    },
  ]
}

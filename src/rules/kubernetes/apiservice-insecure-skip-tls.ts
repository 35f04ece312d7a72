import { nameIn } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import { at, isTrue, textAt } from "../../model/tree.ts"
import { isObject } from "../objects.ts"
import { rule } from "../rule.ts"

export const apiserviceInsecureSkipTls = rule({
  id: "apiservice-insecure-skip-tls",
  family: "kubernetes",
  level: "error",
  summary: "The API server does not verify an extension API server",
  citations: [
    {
      document: "Kubernetes API reference",
      section: "APIService v1, spec.insecureSkipTLSVerify",
      says: "Disables TLS certificate verification when communicating with this server. This is strongly discouraged.",
      url: "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/",
    },
  ],
  why: "Whoever answers for the Service sees what every client asks of this API, with its identity, and answers for it.",
  fix: "Set caBundle, or let cert-manager inject it: cert-manager.io/inject-ca-from: <namespace>/<Certificate>.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "apiregistration.k8s.io", "APIService")) return
    const { root, resource } = document
    const skip = at(root, "spec", "insecureSkipTLSVerify")
    // With a caBundle, or without a Service, the object is refused: apiservice-insecure-with-cabundle says so.
    const service = textAt(root, "spec", "service", "name")
    if (!isTrue(skip) || textAt(root, "spec", "caBundle") || at(root, "spec", "service") === undefined) return
    const namespace = textAt(root, "spec", "service", "namespace")
    const target = `${namespace === undefined ? "" : `${namespace}/`}${service ?? "(unnamed)"}`
    yield {
      message: `The API server does not verify Service ${target}, so whoever answers for it serves ${nameIn({ resource })} and sees every request to it.`,
      help: [
        {
          do: "Remove insecureSkipTLSVerify, and set caBundle, or with cert-manager:",
          copy: yaml(
            "metadata:",
            "  annotations:",
            `    cert-manager.io/inject-ca-from: ${namespace ?? "NAMESPACE"}/CERTIFICATE`,
          ),
          verify: `kubectl get apiservice ${nameIn({ resource })} shows AVAILABLE True.`,
        },
      ],
      at: skip,
    }
  },
})

import { nameIn } from "../../chains/words.ts"
import { at, isTrue, textAt } from "../../model/tree.ts"
import { isObject } from "../objects.ts"
import { rule } from "../rule.ts"

export const apiserviceInsecureWithCabundle = rule({
  id: "apiservice-insecure-with-cabundle",
  family: "kubernetes",
  level: "error",
  summary: "An APIService skips verification where it may not",
  citations: [
    {
      document: "kubernetes/kube-aggregator",
      section: "pkg/apis/apiregistration/validation/validation.go",
      says: "insecureSkipTLSVerify may not be true if caBundle is present, nor on an APIService without a service.",
      url: "https://github.com/kubernetes/kube-aggregator/blob/master/pkg/apis/apiregistration/validation/validation.go",
    },
  ],
  why: "The API server rejects the object, so the API that it registers does not appear and the deployment stops.",
  fix: "Remove insecureSkipTLSVerify and keep caBundle.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "apiregistration.k8s.io", "APIService") || document.carrier?.kind === "patch") return
    const { root, resource } = document
    const skip = at(root, "spec", "insecureSkipTLSVerify")
    if (!isTrue(skip)) return
    const bundled = Boolean(textAt(root, "spec", "caBundle"))
    // A patch says neither group nor version; the Service may stand in what it patches.
    const local = at(root, "spec", "service") === undefined && textAt(root, "spec", "group") !== undefined
    if (!bundled && !local) return
    yield {
      message: bundled
        ? `The API server rejects ${nameIn({ resource })}, because it skips verification and has a caBundle.`
        : `The API server rejects ${nameIn({ resource })}, because it skips verification of a Service that it does not have.`,
      help: [{ do: "Remove insecureSkipTLSVerify.", verify: `kubectl apply --dry-run=server -f ${document.path}` }],
      at: skip,
    }
  },
})

import { scalarAt, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const openshiftRouteInsecureEdge = rule({
  id: "openshift-route-insecure-edge",
  family: "kubernetes",
  level: "warning",
  summary: "A Route with TLS serves the same over plain HTTP",
  citations: [
    {
      document: "OpenShift API reference",
      section: "Route, spec.tls.insecureEdgeTerminationPolicy",
      says: "Allow: traffic is sent to the server on the insecure port; Redirect sends clients to the secure port.",
      url: "https://docs.okd.io/latest/rest_api/network_apis/route-route-openshift-io-v1.html",
    },
  ],
  why: "Whoever types the name without https://, or follows an old link, sends cookies and passwords in plain text.",
  fix: "Set insecureEdgeTerminationPolicy: Redirect, or None.",

  on: "kubernetes",
  *check(document) {
    if (!isObject(document, "route.openshift.io", "Route") && !isObject(document, "", "Route")) return
    const policy = scalarAt(document.root, "spec", "tls", "insecureEdgeTerminationPolicy")
    if (policy?.value !== "Allow") return
    const host = textAt(document.root, "spec", "host")
    yield {
      message: `${objectText(document)} serves ${host ?? "its host"} over plain HTTP as well as HTTPS, so passwords and cookies can travel in plain text.`,
      help: [
        {
          do: "Set insecureEdgeTerminationPolicy: Redirect.",
          verify: `curl -sI http://${host ?? "<host>"}/ answers 302 with an https:// Location.`,
        },
      ],
      at: policy,
    }
  },
})

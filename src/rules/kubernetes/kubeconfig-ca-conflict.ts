import { at, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const kubeconfigCaConflict = rule({
  id: "kubeconfig-ca-conflict",
  family: "kubernetes",
  level: "error",
  summary: "A kubeconfig has both a CA and the order not to verify",
  citations: [
    {
      document: "kubernetes/client-go",
      section: "transport/transport.go, TLSConfigFor",
      says: "Specifying a root certificates file with the insecure flag is not allowed.",
      url: "https://github.com/kubernetes/client-go/blob/master/transport/transport.go",
    },
  ],
  why: "client-go refuses the file: every kubectl, helm and operator that uses it fails before it connects.",
  fix: "Remove insecure-skip-tls-verify and keep the CA.",

  on: "kubeconfig",
  *check({ root, path }, { inventory }) {
    for (const item of itemsAt(root, "clusters")) {
      const cluster = at(item, "cluster")
      const skip = at(cluster, "insecure-skip-tls-verify")
      const authority = scalarAt(cluster, "certificate-authority-data") ?? scalarAt(cluster, "certificate-authority")
      if (!isTrue(skip) || authority === undefined || authority.value === "" || authority.type === "template") continue
      const name = textAt(item, "name") ?? "(unnamed)"
      yield {
        message: `Cluster ${name} has both a CA and insecure-skip-tls-verify, which client-go refuses, so nothing can connect with this file.`,
        help: [
          {
            do: "Remove the line insecure-skip-tls-verify.",
            verify: `kubectl --kubeconfig ${path} --cluster ${name} get --raw /readyz`,
          },
        ],
        at: skip,
        related: [{ message: "the CA", at: inventory.locate(path, authority) }],
        identity: name,
      }
    }
  },
})

import { yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const kubeconfigInsecureSkipTls = rule({
  id: "kubeconfig-insecure-skip-tls",
  family: "kubernetes",
  level: "error",
  summary: "A kubeconfig does not verify the API server",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "kubeconfig (v1), Cluster",
      says: "InsecureSkipTLSVerify skips the validity check for the server's certificate. This will make your HTTPS connections insecure.",
      url: "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
    },
  ],
  why: "Whoever answers in the name of the API server gets the token or password, and with it the cluster.",
  fix: "Remove the line and put the CA of the cluster in certificate-authority-data.",

  on: "kubeconfig",
  *check({ root }) {
    for (const item of itemsAt(root, "clusters")) {
      const cluster = at(item, "cluster")
      const skip = at(cluster, "insecure-skip-tls-verify")
      // With a CA beside it the file is refused as a whole: kubeconfig-ca-conflict says so.
      const hasAuthority = ["certificate-authority", "certificate-authority-data"].some((key) => textAt(cluster, key))
      if (!isTrue(skip) || hasAuthority) continue
      // The port may be a variable of the script that writes the file, and the host known all the same.
      const host = hostOf(scalarAt(cluster, "server")?.value ?? "")
      const name = textAt(item, "name") ?? "(unnamed)"
      yield {
        message: `Clients of cluster ${name} do not verify the certificate of its API server${host === undefined ? "" : ` ${host}`}, so whoever answers in its name gets their credentials.`,
        help: [
          {
            do: "Remove insecure-skip-tls-verify, and set the CA of the cluster:",
            copy: yaml("certificate-authority-data: BASE64-OF-CA.CRT"),
            verify: `kubectl --kubeconfig <this file> --cluster ${name} get --raw /readyz`,
          },
        ],
        at: skip,
        level: lowered("error", host),
        identity: host ?? name,
      }
    }
  },
})

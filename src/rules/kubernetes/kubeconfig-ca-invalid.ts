import { yaml } from "../../model/help.ts"
import { hostOf, isLocalHost } from "../../model/hosts.ts"
import { itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { authorityFault } from "./authorities.shared.ts"

export const kubeconfigCaInvalid = rule({
  id: "kubeconfig-ca-invalid",
  family: "kubernetes",
  level: "error",
  summary: "The CA of a kubeconfig is none that its clients can verify the API server with",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "kubeconfig (v1), Cluster, certificate-authority-data",
      says: "It contains PEM-encoded certificate authority certificates; as bytes in YAML, they are written in base64.",
      url: "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
    },
  ],
  why: "kubectl and everything else that uses the file fails, with an unknown authority or before it connects.",
  fix: "Put the base64 of the CA's PEM there: base64 -w0 ca.crt",

  on: "kubeconfig",
  *check({ root, path }, { inventory }): Iterable<Problem> {
    for (const item of itemsAt(root, "clusters")) {
      const name = textAt(item, "name") ?? "(unnamed)"
      const authority = scalarAt(item, "cluster", "certificate-authority-data")
      const found = authority && authorityFault(authority, path, inventory)
      if (authority !== undefined && found !== undefined)
        yield {
          message: isLeaf(found.fault)
            ? `The CA of cluster ${name} ${found.fault}; kubectl and other programs in Go accept that until it is renewed, those built on OpenSSL never do.`
            : `The CA of cluster ${name} ${found.fault}, so clients that use this file ${found.level === "notice" ? "fail then" : "cannot verify its API server"}.`,
          help: [
            {
              do: "Put the CA of the cluster there (base64 -w0 ca.crt prints the value):",
              copy: yaml("certificate-authority-data: BASE64-OF-CA.CRT"),
              verify: `kubectl --kubeconfig ${path} --cluster ${name} get --raw /readyz`,
            },
          ],
          at: authority,
          // Go takes any certificate for an anchor, so a server's own works until the day it changes.
          level: isLeaf(found.fault) ? "warning" : found.level,
          identity: name,
        }
      const server = scalarAt(item, "cluster", "server")
      const host = server?.type === "string" ? hostOf(server.value) : undefined
      if (server !== undefined && host !== undefined && /^http:/.test(server.value) && !isLocalHost(host))
        yield {
          message: `Clients speak to the API server ${host} of cluster ${name} over plain HTTP, so anyone on the way can read and change what they send.`,
          help: [
            {
              do: "Use the https:// port of the API server, with its CA.",
              verify: `kubectl --cluster ${name} get --raw /readyz`,
            },
          ],
          at: server,
          level: "notice",
          identity: host,
        }
    }
  },
})

function isLeaf(fault: string): boolean {
  return /no CA, and is trusted only/.test(fault)
}

import { hostOf, isClusterLocal, lowered } from "../../model/hosts.ts"
import { at, isTrue, textAt, walk } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const jenkinsTlsOff = rule({
  id: "jenkins-tls-off",
  family: "gitops",
  level: "error",
  summary: "Jenkins does not verify the API server that it runs its agents on",
  citations: [
    {
      document: "Jenkins Kubernetes plugin",
      section: "KubernetesCloud, skipTlsVerify",
      says: "Disable https certificate check.",
      url: "https://plugins.jenkins.io/kubernetes/",
    },
  ],
  why: "Whoever answers for the API server gets Jenkins's credentials for it, and decides what builds run.",
  fix: "Remove skipTlsVerify, and put the CA of the cluster in serverCertificate.",

  on: "plain",
  *check({ root }) {
    if (at(root, "jenkins", "clouds") === undefined) return
    for (const { node, path } of walk(root)) {
      if (node.kind !== "mapping" || path.at(-1) !== "kubernetes") continue
      const skip = at(node, "skipTlsVerify")
      if (!isTrue(skip)) continue
      const host = hostOf(textAt(node, "serverUrl") ?? "")
      const name = textAt(node, "name") ?? "kubernetes"
      yield {
        message: `Jenkins does not verify the API server${host === undefined ? "" : ` ${host}`} of cloud ${name}, so whoever answers in its name gets its credentials and runs the builds.`,
        help: [
          {
            do: "Remove skipTlsVerify, and set serverCertificate to the PEM of the CA (readFile reads it from a file).",
            verify: "Manage Jenkins > Clouds > Test Connection.",
          },
        ],
        at: skip,
        level: host !== undefined && isClusterLocal(host) ? "warning" : lowered("error", host),
        identity: name,
      }
    }
  },
})

import type { DocumentFact, Word } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import { isTrue, walk } from "../../model/tree.ts"
import { wordStarts } from "../../workloads/invocations.ts"
import { type Problem, rule } from "../rule.ts"

export const metricsServerKubeletInsecure = rule({
  id: "metrics-server-kubelet-insecure",
  family: "kubernetes",
  level: "error",
  summary: "metrics-server does not verify the kubelets that it asks",
  citations: [
    {
      document: "kubernetes-sigs/metrics-server",
      section: "README, Configuration, --kubelet-insecure-tls",
      says: "Do not verify the CA of serving certificates presented by Kubelets. For testing purposes only.",
      url: "https://github.com/kubernetes-sigs/metrics-server#configuration",
    },
    {
      document: "Kubernetes documentation",
      section: "Certificate Management with kubeadm, Enabling signed kubelet serving certificates",
      says: "serverTLSBootstrap makes kubelets request their certificate from the cluster's CA; somebody must approve it.",
      url: "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs",
    },
  ],
  why: "Whoever answers for a node gets metrics-server's token, and feeds the autoscalers whatever figures it likes.",
  fix: "Set serverTLSBootstrap: true in the KubeletConfiguration, approve the requests, and remove the flag.",

  on: ["command", "helm-values", "plain"],
  *check(subject, { inventory }) {
    if ("command" in subject) {
      const { tool, words, redirects, pipedTo } = subject.command
      if (only.test(tool) && redirects.length === 0 && pipedTo.length === 0) return
      for (const word of words) if (flag.test(word.value)) yield problem(within(word), subject.script.path)
      return
    }
    const known = wordStarts(subject.path, inventory)
    for (const place of inTree(subject)) if (!known.has(place.start)) yield problem(place, subject.path)
  },
})

/** The flag in a word that holds more, such as a patch in quotes. */
function within(word: Word): Span {
  const match = flag.exec(word.value)
  const quotes = word.end - word.start - word.value.length
  if (match === null || match[0] === word.value || !/["\s]/.test(word.value) || (quotes !== 0 && quotes !== 2))
    return word
  const start = word.start + quotes / 2 + match.index
  return { start, end: start + match[0].length }
}

/** The flag as an item of any list of arguments, the value of a patch, or a key of `extraArgs`. */
function* inTree({ root }: DocumentFact): Generator<Span> {
  for (const { node, key, path } of walk(root)) {
    if (node.kind !== "scalar" || path.includes("description")) continue
    if (/^--kubelet-insecure-tls(=true)?$/.test(node.value)) yield node
    else if (key?.value === "kubelet-insecure-tls" && (node.value === "true" || isTrue(node))) yield key
  }
}

function problem(at: Span, path: string): Problem {
  return {
    message:
      "metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.",
    help: [
      {
        do: "Let the cluster's CA sign the kubelets' certificates, and remove the flag:",
        copy: yaml(
          "apiVersion: kubelet.config.k8s.io/v1beta1",
          "kind: KubeletConfiguration",
          "serverTLSBootstrap: true",
        ),
      },
      {
        do: "with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).",
        verify: "kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.",
      },
    ],
    at,
    // Development clusters have nobody who signs the certificates of their kubelets.
    level: /(^|[/_.-])(kind|k3d|minikube|local|dev|development|e2e)([/_.-]|$)/.test(path) ? "warning" : "error",
  }
}

/** Programs that only talk about the flag, or look for it. */
const only = /^(echo|printf|e?grep|rg|\w*(log|info|warn|error|debug|die|fail|msg|step|say)\w*)$/
const flag = /--kubelet-insecure-tls(?!=(false|0|f)\b|[\w-])/

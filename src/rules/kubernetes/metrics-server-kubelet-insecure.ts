import type { DocumentFact } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import { isTrue, walk } from "../../model/tree.ts"
import { wordStarts } from "../invocations.ts"
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
  examples: {
    bad: [
      {
        "metrics-server.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics-server
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args:
            - --secure-port=10250
            - «--kubelet-insecure-tls»
`.trimStart(),
      },
      {
        "release.yaml": `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: metrics-server
spec:
  values:
    args:
      - «--kubelet-insecure-tls»
`.trimStart(),
      },
      {
        "install.sh":
          "#!/bin/sh\nhelm install ms metrics-server/metrics-server --set «args={--kubelet-insecure-tls}»\n",
      },
      {
        "patch.yaml": "- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: «--kubelet-insecure-tls»\n",
      },
      {
        "base/kustomization.yaml": "resources: [metrics-server.yaml]\n",
        "base/metrics-server.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: metrics-server}\nspec:\n  template:\n    spec:\n      containers:\n        - name: metrics-server\n          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2\n          args: [--secure-port=10250]\n",
        "prod/kustomization.yaml":
          "resources: [../base]\npatches:\n  - path: patch.yaml\n    target: {kind: Deployment, name: metrics-server}\n",
        "prod/patch.yaml":
          "- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: «--kubelet-insecure-tls»\n",
      },
    ],
    good: [
      {
        "metrics-server.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics-server
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args:
            - --kubelet-insecure-tls=false
            - --kubelet-certificate-authority=/ca/ca.crt
`.trimStart(),
      },
      { "values.yaml": "args: []\n# - --kubelet-insecure-tls\n" },
    ],
  },

  on: ["command", "helm-values", "plain"],
  *check(subject, { inventory }) {
    if ("command" in subject) {
      const { path } = subject.script
      for (const word of subject.command.words) if (flag.test(word.value)) yield problem(word, path)
      return
    }
    const known = wordStarts(subject.path, inventory)
    for (const place of inTree(subject)) if (!known.has(place.start)) yield problem(place, subject.path)
  },
})

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
      "Let the cluster's CA sign the kubelets' certificates, and remove the flag:",
      "  apiVersion: kubelet.config.k8s.io/v1beta1",
      "  kind: KubeletConfiguration",
      "  serverTLSBootstrap: true",
      "with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).",
      "Verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.",
    ].join("\n"),
    at,
    // Development clusters have nobody who signs the certificates of their kubelets.
    level: /(^|[/_.-])(kind|k3d|minikube|local|dev|development|e2e)([/_.-]|$)/.test(path) ? "warning" : "error",
  }
}

const flag = /--kubelet-insecure-tls(?!=(false|0|f)\b|[\w-])/

import type { CommandFact, Word } from "../../model/facts.ts"
import { rule } from "../rule.ts"
import {
  calls,
  levelFor,
  operands,
  optionOf,
  placed,
  type Target,
  targetOf,
  turnedOn,
  without,
} from "./flags.shared.ts"

export const cmdKubeInsecure = rule({
  id: "cmd-kube-insecure",
  family: "commands",
  level: "error",
  summary: "A command talks to a control plane without verifying it",
  citations: [
    {
      document: "kubectl reference",
      section: "--insecure-skip-tls-verify",
      says: "The server's certificate is not checked for validity; this makes the HTTPS connections insecure.",
      url: "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/",
    },
    {
      document: "helm/helm",
      section: "pkg/cli/environment.go, AddFlags",
      says: "--kube-insecure-skip-tls-verify is kubectl's option for the API server that Helm talks to.",
      url: "https://github.com/helm/helm/blob/main/pkg/cli/environment.go",
    },
    {
      document: "Talos",
      section: "The insecure flag",
      says: "It skips the verification of the node, which in maintenance mode has only a self-signed certificate, and is wrong afterwards.",
      url: "https://docs.siderolabs.com/talos/v1.12/configure-your-talos-cluster/system-configuration/insecure",
    },
  ],
  why: "With every request goes a token or a client certificate that rules the cluster. Whoever can answer in the API server's name gets the token, and decides what the deployment sees.",
  fix: "Put the cluster's CA into the kubeconfig (certificate-authority-data) and remove the option.",

  on: "command",
  *check({ command, script }) {
    const found = faultOf(command)
    if (found === undefined) return
    const { flag, what, secure, level = "error", target } = found
    yield {
      message: `${command.tool} talks to ${what}${placed(script)} without verifying it (${flag.value}): whoever answers in its name gets the credentials and decides what happens.`,
      help: [{ do: secure }, { do: `Then: ${without(command, flag)}` }],
      at: flag,
      level: levelFor(level, target),
      identity: `${command.tool} ${target.host ?? ""}`,
    }
  },
})

interface Fault {
  readonly flag: Word
  readonly what: string
  readonly secure: string
  readonly level?: "notice"
  readonly target: Target
}

function faultOf({ tool, words }: CommandFact): Fault | undefined {
  const target = targetOf(words)
  const server = optionOf(words, /^(-s|--server|--kube-apiserver|--endpoints)$/)
  // The operands of these tools are objects, charts and files; only a login names its server so.
  const to: Target =
    server !== undefined || !calls(words, "login") ? targetOf(server === undefined ? [] : [server]) : target
  switch (tool) {
    case "kubectl":
    case "oc":
    case "kustomize":
    case "kubeadm": {
      const flag = turnedOn(words, /^--insecure-skip-tls-verify$/)
      const secure = calls(words, "config", "set-cluster")
        ? "Store the CA instead: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true"
        : "Put the cluster's CA into the kubeconfig: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true"
      return flag && { flag, what: "the API server", secure, target: to }
    }
    case "helm":
    case "flux":
    case "helmfile": {
      const flag = turnedOn(
        words,
        tool === "helm" ? /^--kube-insecure-skip-tls-verify$/ : /^--(kube-)?insecure-skip-tls-verify$/,
      )
      return (
        flag && {
          flag,
          what: "the API server",
          secure: "Pass the cluster's CA: --kube-ca-file ca.crt, or put it into the kubeconfig.",
          target: to,
        }
      )
    }
    case "argocd": {
      const flag = turnedOn(words, /^--insecure$/)
      return (
        flag && {
          flag,
          what: `Argo CD at ${target.host ?? "its server"}`,
          secure: "Pass the CA of the server: --server-crt argocd.crt",
          target,
        }
      )
    }
    case "talosctl": {
      // With a fingerprint the machine is verified after all.
      if (words.some(({ value }) => /^--cert-fingerprint(=|$)/.test(value))) return undefined
      const flag = turnedOn(words, /^(-i|--insecure)$/)
      // A machine in maintenance mode has no certificate that anybody could know.
      const first = calls(words, /^(apply-config|apply|get|disks|version|meta|upgrade)$/)
      return (
        flag && {
          flag,
          what: "the machine",
          secure:
            "Use --insecure only for the first configuration; afterwards talosconfig has the CA. apply-config --cert-fingerprint checks the machine by its fingerprint.",
          target: operands(words).length > 0 ? { ...target, host: undefined } : target,
          ...(first && { level: "notice" }),
        }
      )
    }
    case "etcdctl": {
      const flag = turnedOn(words, /^--insecure-skip-tls-verify$/)
      return (
        flag && {
          flag,
          what: "etcd",
          secure: "Pass the CA of etcd: --cacert /etc/kubernetes/pki/etcd/ca.crt",
          target: to,
        }
      )
    }
    default:
      return undefined
  }
}

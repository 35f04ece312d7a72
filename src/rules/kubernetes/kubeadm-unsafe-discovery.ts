import type { DocumentFact } from "../../model/facts.ts"
import type { Help } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, isTrue, itemsAt, textAt, walk } from "../../model/tree.ts"
import { invocationsOf, isSet } from "../../workloads/invocations.ts"
import { type Problem, rule } from "../rule.ts"

export const kubeadmUnsafeDiscovery = rule({
  id: "kubeadm-unsafe-discovery",
  family: "kubernetes",
  level: "error",
  summary: "A node joins a cluster without verifying its CA",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "kubeadm join, Token-based discovery without CA pinning",
      says: "This mode relies only on the symmetric token; it weakens the kubeadm security model.",
      url: "https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-without-ca-pinning",
    },
  ],
  why: "Anyone with the token, and every node has had it, can pose as the control plane and take over the node that joins.",
  fix: "Pin the CA: caCertHashes: [sha256:…], or --discovery-token-ca-cert-hash.",

  on: ["kubernetes", "command"],
  *check(subject, { inventory }) {
    if (!("command" in subject)) {
      yield* ofObject(subject)
      return
    }
    for (const { program, flags } of invocationsOf(subject, inventory)) {
      if (program !== "kubeadm") continue
      for (const flag of flags)
        if (flag.name === "--discovery-token-unsafe-skip-ca-verification" && isSet(flag))
          yield {
            message:
              "kubeadm join trusts whatever CA the endpoint shows, so anyone who knows the token can take over the node.",
            help: help("--discovery-token-ca-cert-hash sha256:<hash>"),
            at: flag.at,
          }
    }
  },
})

/** `discovery.bootstrapToken` of a JoinConfiguration, or of the objects of Cluster API that carry one. */
function* ofObject({ root, resource, template, carrier }: DocumentFact): Generator<Problem> {
  if (!/^(JoinConfiguration|Kubeadm\w+)$/.test(resource?.kind ?? "")) return
  for (const { node, path } of walk(root, 20_000)) {
    if (path.at(-1) !== "bootstrapToken" || path.at(-2) !== "discovery") continue
    const endpoint = hostOf(textAt(node, "apiServerEndpoint") ?? "") ?? "the endpoint"
    const skip = at(node, "unsafeSkipCAVerification")
    if (isTrue(skip))
      yield {
        message: `The node trusts whatever CA ${endpoint} shows, so anyone who knows the bootstrap token can take it over.`,
        help: help("caCertHashes: [sha256:<hash>]"),
        at: skip,
        identity: endpoint,
      }
    // Cluster API fills in the hashes itself; kubeadm stops.
    else if (
      resource?.kind === "JoinConfiguration" &&
      !template &&
      carrier?.kind !== "patch" &&
      itemsAt(node, "caCertHashes").length === 0 &&
      skip === undefined
    )
      yield {
        message: `The discovery of ${endpoint} has no caCertHashes, so kubeadm join stops and asks for them or for unsafeSkipCAVerification.`,
        help: help("caCertHashes: [sha256:<hash>]"),
        at: node,
        level: "warning",
        identity: endpoint,
      }
  }
}

function help(pin: string): Help {
  return [
    { do: `Pin the CA of the cluster: ${pin}` },
    {
      do: "The hash is the last line of: kubeadm token create --print-join-command",
      verify: 'kubeadm join --v=5 … says "Requesting info from … again to validate TLS against the pinned public key".',
    },
  ]
}

import type { Inventory } from "../../join/inventory.ts"
import type { Span } from "../../model/place.ts"
import { at, isTrue, itemsAt, textAt, walk } from "../../model/tree.ts"
import { invocationsOf, isSet } from "../../workloads/invocations.ts"
import { type Problem, rule } from "../rule.ts"
import { chartConfigs, switchedOn } from "./argocd.shared.ts"

export const argocdInternalPlaintext = rule({
  id: "argocd-internal-plaintext",
  family: "gitops",
  level: "warning",
  summary: "The parts of Argo CD speak to each other, or to users, in plain text",
  citations: [
    {
      document: "Argo CD documentation",
      section: "TLS configuration, Disabling TLS to argocd-repo-server",
      says: "Plain text between the components is meant for a mesh or sidecar proxy that encrypts it.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/tls/#disabling-tls-to-argocd-repo-server",
    },
    {
      document: "Argo CD documentation",
      section: "Ingress Configuration",
      says: "The API server runs with --insecure where an ingress controller terminates TLS in front of it.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/ingress/",
    },
  ],
  why: "Manifests, tokens and logins cross the cluster's network readable and changeable by whoever gets at it.",
  fix: "Remove the setting, or have a mesh or an Ingress with TLS in front.",

  on: ["kubernetes", "helm-values", "command"],
  *check(subject, { inventory }) {
    if ("command" in subject) {
      for (const { program, flags } of invocationsOf(subject, inventory))
        for (const flag of program === "argocd-server" ? flags : [])
          if (flag.name === "--insecure" && isSet(flag)) yield problem(flag.name, flag.at, inventory)
      return
    }
    const { kind, root, resource } = subject
    const isMap = resource?.kind === "ConfigMap" && resource.name === "argocd-cmd-params-cm"
    const places =
      kind === "helm-values"
        ? chartConfigs(root).map((configs) => at(configs, "params"))
        : isMap
          ? [at(root, "data")]
          : []
    for (const place of places)
      for (const { name, value } of switchedOn(place)) if (plain.test(name)) yield problem(name, value, inventory)
  },
})

function problem(name: string, at: Span, inventory: Inventory): Problem {
  const front = /insecure$/.test(name)
  const terminated = front && isTerminated(inventory)
  return {
    message: front
      ? `Argo CD's API server listens without TLS (${name}), so logins and tokens are readable ${terminated ? "between it and what terminates TLS" : "on the way to it unless something in front terminates TLS"}.`
      : `${name} takes TLS off the connections between Argo CD's components, so whoever gets at the cluster's network reads and changes manifests.`,
    help: front
      ? [
          {
            do: "Remove it and let the Ingress speak HTTPS to argocd-server, or keep TLS in front of it.",
            verify: "curl -sI http://<server>/ answers a redirect to https://.",
          },
        ]
      : [{ do: `Remove ${name}.`, verify: "kubectl -n argocd logs deploy/argocd-server shows no connection errors." }],
    at,
    level: terminated ? "notice" : "warning",
    identity: name,
  }
}

/** Whether the repository has something with TLS in front of argocd-server: the documented way to run it without. */
function isTerminated(inventory: Inventory): boolean {
  const ingresses = inventory.objects("Ingress").filter(({ root }) => itemsAt(root, "spec", "tls").length > 0)
  const routes = [...["HTTPRoute", "GRPCRoute", "IngressRoute", "VirtualService", "HTTPProxy", "Route"]].flatMap(
    (kind) => inventory.objects(kind),
  )
  if ([...ingresses, ...routes].some(({ root }) => sendsToServer(root))) return true
  return inventory
    .documents("helm-values")
    .some(({ root }) =>
      ["ingress", "httproute", "ingressGrpc"].some((part) => isTrue(at(root, "server", part, "enabled"))),
    )
}

function sendsToServer(root: Parameters<typeof walk>[0]): boolean {
  for (const { node } of walk(root, 5_000))
    if (node.kind === "mapping" && /argo-?cd-server/.test(textAt(node, "name") ?? textAt(node, "host") ?? ""))
      return true
  return false
}

const plain =
  /\.repo\.server\.plaintext$|^server\.dex\.server\.plaintext$|^reposerver\.disable\.tls$|^server\.insecure$/

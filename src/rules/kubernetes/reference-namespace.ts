import { listed } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import { yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { at, scalarAt, walk } from "../../model/tree.ts"
import { type Definition, definitionsOf } from "../../usage/definitions.ts"
import { type Reference, usageOf } from "../../usage/index.ts"
import { isForbidden, lookupOf } from "../../usage/lookups.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const referenceNamespace = rule({
  id: "reference-namespace",
  family: "kubernetes",
  level: "error",
  summary: "A Secret or ConfigMap is defined in another namespace than the one that it is looked up in",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Secrets, Using a Secret",
      says: "Secrets reside in a namespace; they can only be referenced by Pods in that same namespace.",
      url: "https://kubernetes.io/docs/concepts/configuration/secret/#details",
    },
    {
      document: "Gateway API",
      section: "ReferenceGrant",
      says: "A reference to a Secret of another namespace is valid only if a ReferenceGrant there allows it; else the listener has ResolvedRefs False with RefNotPermitted.",
      url: "https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
    },
    {
      document: "cert-manager documentation",
      section: "Configuration, Cluster Resource Namespace",
      says: "A ClusterIssuer looks for Secrets in the cluster resource namespace, which is the one that cert-manager runs in unless a flag names another.",
      url: "https://cert-manager.io/docs/configuration/#cluster-resource-namespace",
    },
  ],
  why: "The object is there, but not where it is looked for: ingress controllers serve their own fallback certificate, gateways do not open the listener, issuers are never ready, pods do not start.",
  fix: "Put the object into the namespace in which it is looked up, or have it copied there (reflector, a second Certificate, an ExternalSecret).",

  on: "repository",
  *check(inventory) {
    for (const reference of usageOf(inventory).references) yield* ofReference(reference, inventory)
    yield* withoutNamespace(inventory)
  },
})

function* ofReference(reference: Reference, inventory: Inventory): Generator<Problem> {
  const { user, kind, name, namespace } = reference
  if (reference.purpose === "issued") return
  const definitions = definitionsOf(inventory)
  const found = definitions.of(kind, name)
  if (found.length === 0 || found.some(({ everywhere }) => everywhere)) return
  if (namespace !== undefined && isForbidden(reference, inventory)) {
    const there = found.find((one) => one.namespaces.has(namespace) && isNear(one, reference, inventory))
    if (there !== undefined) yield notGranted(reference, namespace, there, inventory)
    return
  }
  const lookup = lookupOf(reference, inventory)
  if (lookup === undefined || found.some((one) => meets(one, lookup.namespaces))) return
  const far = found.filter((one) => isNear(one, reference, inventory))
  const [other] = far
  if (other === undefined || definitions.mayBeMade(name)) return
  if (!isOfTls(reference) && !other.tls) return
  const wanted = [...lookup.namespaces]
  const level: Level = lookup.certain && other.complete && far.length === 1 && wanted.length === 1 ? "error" : "warning"
  const elsewhere = listed([...new Set(far.flatMap((one) => [...one.namespaces]))])
  yield {
    message: `${label(reference, inventory)} names the ${kind} ${name}, which this repository has in namespace ${elsewhere} only, but ${lookup.because}: ${consequence(reference)}.`,
    help: [
      {
        do: `Define the ${kind} in namespace ${wanted[0]}, or have it copied there${reference.unread === undefined ? "" : " (nobody reads the namespace that is written beside the name)"}.`,
        verify: `kubectl get ${kind.toLowerCase()} -n ${wanted[0]} ${name}`,
      },
    ],
    at: inventory.locate(user.path, reference.at, user.inner),
    level,
    identity: `${kind} ${name}`,
    cause: `${kind} ${wanted.join(" ")}/${name}`,
    ...(user.resource && { resource: user.resource }),
    related: far.slice(0, 3).map((one) => defined(one, inventory)),
  }
}

function notGranted(reference: Reference, namespace: string, there: Definition, inventory: Inventory): Problem {
  const { user, kind, name } = reference
  const own = user.resource?.namespace ?? "NAMESPACE"
  const group = user.resource?.apiVersion.split("/")[0] ?? ""
  return {
    message: `${label(reference, inventory)} names the ${kind} ${name} of namespace ${namespace}, and no ReferenceGrant there lets it: the reference is RefNotPermitted and the listener is not served.`,
    help: [
      {
        do: "Add the grant:",
        copy: yaml(
          "apiVersion: gateway.networking.k8s.io/v1beta1",
          "kind: ReferenceGrant",
          `metadata: {name: ${user.resource?.name || "gateway"}, namespace: ${namespace}}`,
          "spec:",
          `  from: [{group: ${group}, kind: ${user.resource?.kind}, namespace: ${own}}]`,
          `  to: [{group: "", kind: ${kind}, name: ${name}}]`,
        ),
        verify: `kubectl describe ${user.resource?.kind.toLowerCase()} -n ${own} ${user.resource?.name} (ResolvedRefs is True)`,
      },
    ],
    at: inventory.locate(user.path, reference.at, user.inner),
    level: there.complete ? "error" : "warning",
    identity: `${kind} ${namespace}/${name}`,
    ...(user.resource && { resource: user.resource }),
    related: [defined(there, inventory)],
  }
}

/** A ClusterSecretStore has no namespace of its own that a caProvider could be looked up in. */
function* withoutNamespace(inventory: Inventory): Generator<Problem> {
  for (const document of inventory.objects("ClusterSecretStore")) {
    if (document.template || !document.resource?.apiVersion.startsWith("external-secrets.io/")) continue
    for (const { node, step } of walk(document.root, 5_000)) {
      if (step !== "caProvider" || node.kind !== "mapping" || at(node, "namespace") !== undefined) continue
      const name = scalarAt(node, "name")
      if (name === undefined || name.type === "template") continue
      yield {
        message: `caProvider of ${objectText(document)} names no namespace, and a ClusterSecretStore has none of its own: External Secrets refuses the store (“missing namespace on caProvider secret”).`,
        help: [
          {
            do: `Write the namespace of ${name.value} beside its name:`,
            copy: yaml(`caProvider:`, `  name: ${name.value}`, `  namespace: external-secrets`),
            verify: `kubectl get clustersecretstore ${document.resource.name}`,
          },
        ],
        at: inventory.locate(document.path, name, document.inner),
        identity: `caProvider ${name.value}`,
        resource: document.resource,
      }
    }
  }
}

function isNear(definition: Definition, { user }: Reference, inventory: Inventory): boolean {
  return inventory.joined(user.path, definition.document.path)
}

function meets({ namespaces }: Definition, wanted: ReadonlySet<string>): boolean {
  return namespaces.has("") || [...namespaces].some((one) => wanted.has(one) || /[{}$]/.test(one))
}

/** Whether a reference is about certificates and issuance, whatever the object holds. */
function isOfTls({ purpose, user }: Reference): boolean {
  return purpose !== "mount" && (purpose !== "other" || /^cert-manager\.io\//.test(user.resource?.apiVersion ?? ""))
}

function consequence({ purpose, user }: Reference): string {
  if (/^cert-manager\.io\//.test(user.resource?.apiVersion ?? "")) return "the issuer cannot use it and issues nothing"
  switch (purpose) {
    case "server":
      return "clients are served another certificate, or none"
    case "trust":
    case "clients":
      return "it is not found, and nothing is verified with it"
    case "mount":
      return "the pod does not start"
    default:
      return "it is not found"
  }
}

function label({ user }: Reference, inventory: Inventory): string {
  return user.resource === undefined ? user.path : usageOf(inventory).identities.label(user, user.resource)
}

function defined({ document, at: place }: Definition, inventory: Inventory) {
  return { at: inventory.locate(document.path, place, document.inner), message: `${objectText(document)} defines it` }
}

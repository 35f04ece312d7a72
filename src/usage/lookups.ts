import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { entriesAt, textAt, walk } from "../model/tree.ts"
import { isGranted } from "./grants.ts"
import { type Reference, usageOf } from "./index.ts"

/** Where the reader of a reference looks for the object. */
export interface Lookup {
  readonly namespaces: ReadonlySet<string>
  /** Who looks there, and why, as the end of a sentence: `an Ingress finds Secrets of its own namespace only`. */
  readonly because: string
  /** Whether that is so everywhere, and no setting of an installation changes it. */
  readonly certain: boolean
}

/** Where a reference is looked up; undefined where the repository does not tell the namespace. */
export function lookupOf(reference: Reference, inventory: Inventory): Lookup | undefined {
  const { user, namespace } = reference
  const { resource } = user
  if (user.kind !== "kubernetes" || resource === undefined || user.template || user.carrier?.kind === "patch")
    return undefined
  const slash = resource.apiVersion.indexOf("/")
  const group = slash === -1 ? "" : resource.apiVersion.slice(0, slash)
  if (resource.kind === "ClusterIssuer" && group === "cert-manager.io")
    return installed("cert-manager", clusterResource, "a ClusterIssuer reads Secrets of", inventory)
  if (/^(Cluster)?Bundle$/.test(resource.kind) && group === "trust.cert-manager.io")
    return installed("cert-manager", trust, "trust-manager reads sources of a Bundle from", inventory)
  if (resource.kind === "Gateway" && group === "networking.istio.io") return besidePods(user, inventory)
  if (clusterScoped.test(resource.kind)) return undefined
  const own = usageOf(inventory).identities.namespaces(user.path, resource.namespace)
  if (own.has("") || [...own].some(isTemplated)) return undefined
  if (namespace === undefined || own.has(namespace)) {
    const article = /^[AEIOU]/.test(resource.kind) ? "an" : "a"
    const because = `${article} ${resource.kind} finds ${reference.kind}s of its own namespace only`
    return { namespaces: own, because, certain: true }
  }
  return undefined
}

/** Whether a Gateway names a Secret of another namespace that no ReferenceGrant there lets it read. */
export function isForbidden(reference: Reference, inventory: Inventory): boolean {
  const { user, namespace } = reference
  if (namespace === undefined || user.template || user.resource === undefined) return false
  const own = usageOf(inventory).identities.namespaces(user.path, user.resource.namespace)
  return !own.has("") && !own.has(namespace) && !isTemplated(namespace) && !isGranted(reference, inventory)
}

/** The namespace that a controller is told by a flag or a value of its chart, else the one that it is usually in. */
function installed(usual: string, settings: RegExp, because: string, inventory: Inventory): Lookup | undefined {
  const told = settingsOf(settings, inventory)
  if (told.some(isTemplated)) return undefined
  const namespaces = new Set([...told, usual, ...homesOf(inventory)])
  if (namespaces.has("") || [...namespaces].some(isTemplated)) return undefined
  const [only] = told.length === 0 ? [usual] : told
  return { namespaces, because: `${because} ${only} only`, certain: false }
}

/** What flags and values say. */
function settingsOf(settings: RegExp, inventory: Inventory): string[] {
  const known = told.get(inventory) ?? new Map<string, string[]>()
  told.set(inventory, known)
  const before = known.get(settings.source)
  if (before !== undefined) return before
  const found: string[] = []
  for (const kind of ["kubernetes", "helm-values", "terraform", "helmfile"] as const)
    for (const { root } of inventory.documents(kind))
      for (const { node, path } of walk(root, 50_000)) {
        if (node.kind !== "scalar") continue
        const flag = settings.exec(node.value)?.[1]
        if (flag !== undefined) found.push(flag)
        else if (settings.test(`--${path.filter((step) => !/^\d+$/.test(step)).join(".")}=x`)) found.push(node.value)
      }
  for (const { scripts } of inventory.filesWith("scripts"))
    for (const { commands } of scripts)
      for (const { words } of commands)
        for (const { value } of words) {
          const flag = settings.exec(value)?.[1]
          if (flag !== undefined) found.push(flag)
        }
  known.set(settings.source, found)
  return found
}

/** The namespaces that cert-manager itself is installed in, as far as the repository shows it. */
function homesOf(inventory: Inventory): string[] {
  const { identities } = usageOf(inventory)
  const workloads = inventory
    .objects("Deployment")
    .filter(({ root, resource }) => {
      const label = textAt(root, "metadata", "labels", "app.kubernetes.io/name") ?? resource?.name ?? ""
      return /^(cert-manager|trust-manager)$/.test(label)
    })
    .flatMap(({ path, resource }) => [...identities.namespaces(path, resource?.namespace)])
  const releases = [...inventory.objects("HelmRelease"), ...inventory.objects("Application")].flatMap((document) => {
    const { root, path, resource } = document
    const names = [
      textAt(root, "spec", "chart", "spec", "chart"),
      textAt(root, "spec", "chartRef", "name"),
      textAt(root, "spec", "source", "chart"),
      resource?.name,
    ]
    if (!names.some((name) => name !== undefined && /^(cert-manager|trust-manager)$/.test(name))) return []
    const target =
      textAt(root, "spec", "targetNamespace") ?? textAt(root, "spec", "destination", "namespace") ?? undefined
    return target === undefined ? [...identities.namespaces(path, resource?.namespace)] : [target]
  })
  return [...workloads, ...releases]
}

/** Istio hands out credentials of the namespace that the pods of a gateway are in, wherever the Gateway object is. */
function besidePods(gateway: DocumentFact, inventory: Inventory): Lookup | undefined {
  const selector = entriesAt(gateway.root, "spec", "selector")
  const { identities } = usageOf(inventory)
  if (selector.length === 0) return undefined
  const pods = ["Deployment", "DaemonSet"]
    .flatMap((kind) => inventory.objects(kind))
    .filter(
      ({ root, path }) =>
        inventory.joined(path, gateway.path) &&
        selector.every(
          ({ key, value }) =>
            value.kind === "scalar" &&
            textAt(root, "spec", "template", "metadata", "labels", key.value) === value.value,
        ),
    )
  const namespaces = new Set(
    pods.flatMap(({ path, resource }) => [...identities.namespaces(path, resource?.namespace)]),
  )
  if (namespaces.size === 0 || namespaces.has("") || [...namespaces].some(isTemplated)) return undefined
  return {
    namespaces,
    because: `Istio takes credentials of a Gateway from the namespace of its pods, ${[...namespaces].join(", ")}`,
    certain: true,
  }
}

function isTemplated(text: string): boolean {
  return /[{}$]/.test(text)
}

const told = new WeakMap<Inventory, Map<string, string[]>>()
const clusterResource = /^--(?:cluster-resource-namespace=|.*clusterResourceNamespace=)(.*)$/
const trust = /^--(?:trust-namespace=|.*app\.trust\.namespace=)(.*)$/
const clusterScoped =
  /^Cluster|^(ValidatingWebhookConfiguration|MutatingWebhookConfiguration|APIService|CustomResourceDefinition|GatewayClass|Bundle)$/

import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { at, entriesAt, isTrue, itemsAt, textAt } from "../model/tree.ts"
import type { Mount, VolumeSource } from "./container-parts.ts"
import { type Container, mountedAt } from "./workloads.ts"

/** The key of a ConfigMap or Secret that a container sees as a file. */
export interface MountedFile {
  readonly kind: "ConfigMap" | "Secret"
  readonly name: string
  readonly key: string
  readonly mount: Mount
  /** Where the object is defined, when that is in the same scope. */
  readonly document?: DocumentFact
  /** Whether the object has the key; undefined where the repository does not tell. */
  readonly present?: boolean
  /** Why it is not there: no such key in the object, or the volume's items leave it out. */
  readonly missing?: "key" | "item"
  readonly keys: readonly string[]
  readonly bundle?: BundleFact
}

/** What stands at a path of a container, when that is a key of a ConfigMap or Secret. */
export function fileAt(container: Container, path: string, inventory: Inventory): MountedFile | undefined {
  const mounted = mountedAt(container, path)
  const volume = mounted?.mount.volume
  if (mounted === undefined || volume === undefined) return undefined
  const { subPath } = mounted.mount
  const file = [subPath, mounted.rest].filter((part) => part !== undefined && part !== "").join("/")
  const sources = volume.sources.filter(({ kind }) => kind !== "other")
  if (file === "" || sources.length === 0 || sources.some(({ node }) => isTrue(at(node, "optional")))) return undefined
  const namespace = container.resource?.namespace
  const found = sources.map((source) => keyOf(source, file, namespace, container.document.path, inventory))
  const fitting =
    found.find(({ present }) => present !== false) ?? (found.length === volume.sources.length ? found[0] : undefined)
  return fitting && { ...fitting, mount: mounted.mount }
}

/** What the repository knows of the keys of an object; undefined where it does not define it, or not all of it. */
export function keysOf(
  kind: "ConfigMap" | "Secret",
  name: string,
  namespace: string | undefined,
  from: string,
  inventory: Inventory,
): { readonly keys: readonly string[]; readonly document: DocumentFact } | undefined {
  const documents = inventory
    .named(kind, name)
    .filter(
      ({ resource, path }) =>
        (namespace === undefined || resource?.namespace === undefined || namespace === resource.namespace) &&
        inventory.joined(from, path),
    )
  const [document] = documents
  if (document === undefined || documents.some(isFilled) || isBundled(kind, name, inventory)) return undefined
  const keys = documents.flatMap(({ root }) =>
    ["data", "stringData", "binaryData"].flatMap((section) => entriesAt(root, section).map(({ key }) => key.value)),
  )
  return keys.length === 0 || keys.some((key) => /[{}$]/.test(key)) ? undefined : { keys, document }
}

function keyOf(
  { kind: sourceKind, name, items }: VolumeSource,
  file: string,
  namespace: string | undefined,
  from: string,
  inventory: Inventory,
): Omit<MountedFile, "mount"> {
  const kind = sourceKind === "secret" ? "Secret" : "ConfigMap"
  const item = items.find(({ path }) => path === file)
  if (items.length > 0 && item === undefined)
    return { kind, name, key: file, present: false, missing: "item", keys: items.map(({ path }) => path) }
  const key = item?.key ?? file
  const object = keysOf(kind, name, namespace, from, inventory)
  if (object === undefined) return { kind, name, key, keys: [] }
  const bundle = inventory.bundles.find(
    ({ carrier, location }) =>
      carrier?.key === key &&
      carrier.resource?.name === name &&
      carrier.resource.kind === kind &&
      location.path === object.document.path,
  )
  const present = object.keys.includes(key)
  return {
    kind,
    name,
    key,
    keys: object.keys,
    document: object.document,
    present,
    ...(!present && { missing: "key" as const }),
    ...(bundle && { bundle }),
  }
}

/** Operators add keys to these: OpenShift's injection, cert-manager, replication, and whatever a template renders. */
function isFilled({ root, template, resource, carrier }: DocumentFact): boolean {
  const marks = [...entriesAt(root, "metadata", "labels"), ...entriesAt(root, "metadata", "annotations")]
  const type = textAt(root, "type") ?? ""
  return (
    template ||
    carrier?.kind === "patch" ||
    at(root, "sops") !== undefined ||
    (resource?.kind === "Secret" && /^kubernetes\.io\/service-account-token$/.test(type)) ||
    marks.some(({ key }) =>
      /inject|cert-manager\.io\/(?!issuer-name)|replicat|reflector|kubed|trust\.cert-manager/.test(key.value),
    )
  )
}

/** Targets of a trust-manager Bundle, and what a kustomization generates, hold more than the manifest says. */
function isBundled(kind: "ConfigMap" | "Secret", name: string, inventory: Inventory): boolean {
  if (inventory.named("Bundle", name).length > 0) return true
  const known = generated.get(inventory) ?? generatedNames(inventory)
  generated.set(inventory, known)
  return known.has(`${kind} ${name}`)
}

const generated = new WeakMap<Inventory, ReadonlySet<string>>()

function generatedNames(inventory: Inventory): Set<string> {
  const names = new Set<string>()
  for (const { root } of inventory.documents("kustomization")) {
    for (const item of itemsAt(root, "secretGenerator")) names.add(`Secret ${textAt(item, "name")}`)
    for (const item of itemsAt(root, "configMapGenerator")) names.add(`ConfigMap ${textAt(item, "name")}`)
  }
  return names
}

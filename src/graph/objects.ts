import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import { entriesAt, itemsAt, textAt } from "../model/tree.ts"
import { usageOf } from "../usage/index.ts"
import { absent, type Content, type Found, fileContent, keyContent, unknown } from "./contents.ts"

export type ObjectKind = "Secret" | "ConfigMap"

/** A ConfigMap or Secret in a namespace, as the repository has it. */
export interface KeyedObject {
  /** What stands under a key. */
  key(name: string): Found
  /** All keys; undefined where something else may add some. */
  readonly keys: readonly string[] | undefined
}

/** The namespace that something of a file runs in; empty where nothing tells. */
export function namespaceOf(document: Pick<DocumentFact, "path" | "resource">, inventory: Inventory): string {
  const [only = "", ...others] = usageOf(inventory).identities.namespaces(document.path, document.resource?.namespace)
  return others.length === 0 ? only : (document.resource?.namespace ?? "")
}

/** The object of a name that something in `from` sees; undefined where there is none, or more than one that could be it. */
export function objectNamed(
  kind: ObjectKind,
  name: string,
  from: { readonly path: string; readonly namespace: string | undefined },
  inventory: Inventory,
): KeyedObject | { readonly why: string } {
  const { identities } = usageOf(inventory)
  const near = (indexOf(inventory).objects.get(`${kind} ${name}`) ?? []).filter(
    (document) =>
      inventory.joined(from.path, document.path) &&
      identities.meet({ path: document.path, namespace: document.resource?.namespace }, from),
  )
  const generated = generatedNamed(kind, name, from, inventory)
  const foreign = makerOf(kind, name, from, inventory)
  if (foreign !== undefined) return { why: `${kind} ${name} is made by ${foreign}` }
  if (near.length + generated.length > 1) return { why: `the repository has more than one ${kind} ${name}` }
  if (generated.length === 1) return generated[0]!
  const [document] = near
  if (document === undefined) return { why: `the repository has no ${kind} ${name}` }
  if (document.template) return { why: `${kind} ${name} is known once it is rendered` }
  return ofDocument(document, name, inventory)
}

function ofDocument(document: DocumentFact, name: string, inventory: Inventory): KeyedObject {
  const entries = sections.flatMap((section) =>
    entriesAt(document.root, section).map((entry) => ({ section, entry, name: entry.key.value })),
  )
  const filled = isFilled(document)
  return {
    keys: filled ? undefined : entries.map((entry) => entry.name),
    key(key) {
      const held = entries.findLast((entry) => entry.name === key)
      if (held === undefined)
        return filled ? unknown(`${name} is filled by somebody else`) : absent(`${name} has no key ${key}`)
      if (held.entry.value.kind === "scalar" && held.entry.value.type === "template")
        return unknown(`the key ${key} of ${name} is known once it is rendered`)
      return { kind: "content", content: keyContent(document, held.section, held.entry, inventory) }
    },
  }
}

const sections = ["data", "stringData", "binaryData"] as const

/** What injects, copies or renders keys into an object that the repository has. */
function isFilled({ root }: DocumentFact): boolean {
  const marks = [...entriesAt(root, "metadata", "labels"), ...entriesAt(root, "metadata", "annotations")]
  return marks.some(({ key }) => /inject|replicat|reflect|kubed|trust\.cert-manager|cert-manager\.io\//.test(key.value))
}

/** What writes an object of that name when it runs. */
function makerOf(
  kind: ObjectKind,
  name: string,
  from: { readonly path: string; readonly namespace: string | undefined },
  inventory: Inventory,
): string | undefined {
  if (kind === "ConfigMap" && /^(kube-root-ca\.crt|openshift-service-ca\.crt)$/.test(name)) return "the cluster"
  if (inventory.named("Bundle", name).length > 0) return "trust-manager"
  if (kind !== "Secret") return undefined
  const { meet } = usageOf(inventory).identities
  return indexOf(inventory)
    .makers.get(name)
    ?.find(({ document }) => meet({ path: document.path, namespace: document.resource?.namespace }, from))?.by
}

interface Index {
  /** By kind and each name that it gets. */
  readonly objects: ReadonlyMap<string, readonly DocumentFact[]>
  /** What writes a Secret, by the name of that. */
  readonly makers: ReadonlyMap<string, readonly { readonly document: DocumentFact; readonly by: string }[]>
}

const indexes = new WeakMap<Inventory, Index>()

function indexOf(inventory: Inventory): Index {
  const known = indexes.get(inventory)
  if (known !== undefined) return known
  const { identities } = usageOf(inventory)
  const named = (["Secret", "ConfigMap"] as const).flatMap((kind) =>
    inventory
      .objects(kind)
      .filter(({ carrier }) => carrier?.kind !== "patch")
      .flatMap((document) =>
        [...identities.names(document.path, document.resource?.name ?? "")].map((name) => ({
          name: `${kind} ${name}`,
          document,
        })),
      ),
  )
  const index: Index = {
    objects: new Map(
      [...grouped(named, ({ name }) => name)].map(([name, list]) => [name, list.map(({ document }) => document)]),
    ),
    makers: grouped(makersIn(inventory), ({ name }) => name),
  }
  indexes.set(inventory, index)
  return index
}

function makersIn(inventory: Inventory): { name: string; document: DocumentFact; by: string }[] {
  const certificates = inventory.objects("Certificate").flatMap((document) => {
    const name = textAt(document.root, "spec", "secretName")
    return name === undefined ? [] : [{ name, document, by: "cert-manager" }]
  })
  const shims = inventory.objects("Ingress").flatMap((document) =>
    entriesAt(document.root, "metadata", "annotations").some(({ key }) =>
      /^cert-manager\.io\/(cluster-)?issuer$|^kubernetes\.io\/tls-acme$/.test(key.value),
    )
      ? itemsAt(document.root, "spec", "tls").flatMap((item) => {
          const name = textAt(item, "secretName")
          return name === undefined ? [] : [{ name, document, by: "cert-manager" }]
        })
      : [],
  )
  const copies = ["ExternalSecret", "SealedSecret", "VaultStaticSecret", "InfisicalSecret", "OnePasswordItem"].flatMap(
    (kind) =>
      inventory.objects(kind).flatMap((document) => {
        const name =
          textAt(document.root, "spec", "target", "name") ??
          textAt(document.root, "spec", "destination", "name") ??
          document.resource?.name
        return name === undefined ? [] : [{ name, document, by: kind }]
      }),
  )
  return [...certificates, ...shims, ...copies]
}

/** What kustomizations generate under a name. */
function generatedNamed(
  kind: ObjectKind,
  name: string,
  from: { readonly path: string; readonly namespace: string | undefined },
  inventory: Inventory,
): KeyedObject[] {
  const found: KeyedObject[] = []
  for (const { generators, document, prefix, suffix, namespace } of inventory.kustomizations.values())
    for (const generator of generators) {
      const names = [generator.name, `${prefix}${generator.name}${suffix}`]
      if (generator.kind !== kind || !names.includes(name) || !inventory.joined(from.path, document.path)) continue
      const space = generator.namespace ?? namespace
      if (space !== undefined && from.namespace !== undefined && from.namespace !== "" && space !== from.namespace)
        continue
      const { files, node } = generator
      const others = ["envs", "env"].some((key) => itemsAt(node, key).length > 0)
      const literals = itemsAt(node, "literals").flatMap((item) => {
        const [, key, value] = item.kind === "scalar" ? (/^([^=]+)=([\s\S]*)$/.exec(item.value) ?? []) : []
        return key === undefined || item.kind !== "scalar" ? [] : [{ key, value: value ?? "", item }]
      })
      found.push({
        keys: others ? undefined : [...files.map(({ key }) => key), ...literals.map(({ key }) => key)],
        key(wanted) {
          const file = files.find(({ key }) => key === wanted)
          if (file !== undefined)
            return inventory.paths.has(file.path)
              ? { kind: "content", content: fileContent(file.path, inventory) }
              : unknown(`${file.path} is not in the repository`)
          const literal = literals.find(({ key }) => key === wanted)
          if (literal === undefined)
            return others ? unknown(`${name} has more keys`) : absent(`${name} has no key ${wanted}`)
          const at = inventory.locate(document.path, literal.item, document.inner)
          const content: Content = { bundles: [], documents: [], scripts: [], programs: [], at, text: literal.value }
          return { kind: "content", content }
        },
      })
    }
  return found
}

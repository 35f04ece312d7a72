import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import type { Carrier } from "../model/source.ts"
import { textAt } from "../model/tree.ts"
import { fileUses, type Pair } from "./files.ts"
import { isGranted } from "./grants.ts"
import { type Identities, identitiesOf } from "./identities.ts"
import { injections } from "./injections.ts"
import { inlineUses } from "./inline.ts"
import type { Reference, Use } from "./reference.ts"
import { referencesIn } from "./references.ts"
import { attachedRoutes, listenerHosts } from "./routes.ts"

/** Who uses what, over files and namespaces. */
export class Usage {
  readonly identities: Identities
  /** Every place where a document names a Secret or a ConfigMap. */
  readonly references: readonly Reference[]
  readonly #inventory: Inventory
  readonly #byName: ReadonlyMap<string, readonly Reference[]>
  readonly #byHashed: ReadonlyMap<string, readonly Reference[]>
  readonly #held = new Map<string, Held[]>()
  readonly #routes: ReturnType<typeof attachedRoutes>
  readonly #files: ReturnType<typeof fileUses>["uses"]
  /** Certificates and keys that a server is told to use together. */
  readonly pairs: readonly Pair[]
  readonly #uses = new Map<BundleFact, readonly Use[]>()
  readonly #answers = new Map<Reference, readonly BundleFact[]>()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
    this.identities = identitiesOf(inventory)
    // Values that stand in a release are a part of it, and read with it.
    const values = inventory
      .documents("helm-values")
      .filter(({ carrier, inner }) => !carrier?.resource || inner.length > 0)
    const documents = [...inventory.documents("kubernetes"), ...values]
    this.references = [...documents.flatMap(referencesIn), ...injections(inventory, this.identities)]
    this.#byName = grouped(this.references, ({ kind, name }) => `${kind} ${name}`)
    // References in rendered manifests to what a generator names after its content.
    const hashed = this.references.filter(({ name }) => contentHash.test(name))
    this.#byHashed = grouped(hashed, ({ kind, name }) => `${kind} ${name.replace(contentHash, "")}`)
    this.#routes = attachedRoutes(inventory, this.identities)
    const { uses, pairs } = fileUses(inventory)
    this.#files = uses
    this.pairs = pairs
    for (const bundle of inventory.bundles)
      for (const carrier of bundle.commented ? [] : inventory.carriersOf(bundle))
        for (const name of this.#namesOf(bundle, carrier)) append(this.#held, name, { bundle, carrier })
  }

  /** Who uses a bundle: by its name, by its path, or because it stands in the user itself. */
  usesOf(bundle: BundleFact): readonly Use[] {
    const before = this.#uses.get(bundle)
    if (before !== undefined) return before
    const carriers = bundle.commented ? [] : this.#inventory.carriersOf(bundle)
    const named = carriers.flatMap((carrier) => [
      ...this.#namesOf(bundle, carrier).flatMap((name) => this.#byName.get(name) ?? []),
      ...(isGenerated(bundle) ? (this.#byHashed.get(`${carrier.resource?.kind} ${carrier.resource?.name}`) ?? []) : []),
    ])
    const found = [
      ...this.#usesBy(named, bundle),
      ...inlineUses(bundle, this.#inventory, this.identities),
      ...(this.#files.get(bundle) ?? []),
    ]
    this.#uses.set(bundle, found)
    return found
  }

  #usesBy(references: readonly Reference[], bundle: BundleFact): readonly Use[] {
    if (references.length === 0) return []
    return [...new Set(references)]
      .filter((reference) => this.bundlesFor(reference).includes(bundle))
      .map((reference) => this.toUse(reference))
  }

  /** What a reference finds; nothing where the repository does not hold it, or not in the clear. */
  bundlesFor(reference: Reference): readonly BundleFact[] {
    const before = this.#answers.get(reference)
    if (before !== undefined) return before
    const { user } = reference
    const found = this.#candidates(reference).filter(({ bundle }) =>
      this.#inventory.joined(user.path, bundle.location.path),
    )
    const space = reference.namespace ?? user.resource?.namespace
    const exact = found.filter(({ carrier }) => space !== undefined && carrier.resource?.namespace === space)
    const answer = (exact.length > 0 ? exact : found).map(({ bundle }) => bundle)
    this.#answers.set(reference, answer)
    return answer
  }

  /** What a reference would find if all of the repository were one cluster. */
  elsewhere(reference: Reference): readonly BundleFact[] {
    return this.#candidates(reference).map(({ bundle }) => bundle)
  }

  #candidates(reference: Reference): Held[] {
    const { kind, name } = reference
    const plain = this.#held.get(`${kind} ${name}`) ?? []
    const generated = contentHash.test(name) ? (this.#held.get(`${kind} ${name.replace(contentHash, "")}`) ?? []) : []
    return [...plain, ...generated.filter(({ bundle }) => isGenerated(bundle))].filter((held) =>
      this.#isMeant(reference, held),
    )
  }

  #isMeant(reference: Reference, { bundle: { location }, carrier }: Held): boolean {
    const { user, namespace, anywhere, keys } = reference
    if (keys.length > 0 && carrier.key !== undefined && !keys.includes(carrier.key)) return false
    const there = { path: location.path, namespace: carrier.resource?.namespace }
    if (namespace !== undefined) {
      const spaces = this.identities.namespaces(there.path, there.namespace)
      const named = spaces.has(namespace) || spaces.has("") || there.namespace === namespace
      return named && isGranted(reference, this.#inventory)
    }
    if (anywhere || isClusterScoped(user)) return true
    return this.identities.meet({ path: user.path, namespace: user.resource?.namespace }, there)
  }

  /** A reference as a use, with the hosts of the routes that are attached to it. */
  toUse(reference: Reference): Use {
    const { user, purpose, at } = reference
    const label = this.#label(user)
    const attached = purpose === "server" ? this.#routes.get(user) : undefined
    if (attached !== undefined)
      return {
        ...{ user, label, purpose, at },
        ...listenerHosts(user, reference.listener, reference.hosts, attached, this.identities),
      }
    return { user, label, purpose, at, hosts: reference.hosts.map((name) => ({ name, document: user })), through: [] }
  }

  /** The names under which a bundle is looked up: each that its overlays give it. */
  #namesOf({ location }: BundleFact, { resource }: Carrier): string[] {
    if (resource === undefined || resource.name === "" || !/^(Secret|ConfigMap)$/.test(resource.kind)) return []
    return [...this.identities.names(location.path, resource.name)].map((name) => `${resource.kind} ${name}`)
  }

  #label(document: DocumentFact): string {
    const resource = document.resource ?? document.carrier?.resource
    if (resource !== undefined) return this.identities.label(document, resource)
    return `${document.kind} ${textAt(document.root, "metadata", "name") ?? document.path}`
  }
}

interface Held {
  readonly bundle: BundleFact
  readonly carrier: Carrier
}

/** Whether a bundle is a file that a generator, or a chart, makes an object of. */
function isGenerated({ carrier, owner }: BundleFact): boolean {
  return owner === undefined && carrier?.resource !== undefined
}

function isClusterScoped({ resource }: DocumentFact): boolean {
  return clusterScoped.test(resource?.kind ?? "")
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}

const clusterScoped =
  /^Cluster|^(ValidatingWebhookConfiguration|MutatingWebhookConfiguration|APIService|CustomResourceDefinition|GatewayClass|Bundle)$/

/** The alphabet that Kustomize writes its hashes in (api/hasher of kustomize). */
const contentHash = /-[bcdfghkmt24-9]{10}$/

import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import type { Span } from "../model/place.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"
import { usageOf } from "./index.ts"
import { makers } from "./makers.table.ts"
import { contentsOf } from "./secrets.ts"
import { isLiteral, scalarsAt } from "./ways.ts"

/** Where the repository says that a Secret or a ConfigMap is: its manifest, or what a controller makes it from. */
export interface Definition {
  readonly kind: "Secret" | "ConfigMap"
  readonly document: DocumentFact
  /** Where its name stands. */
  readonly at: Span
  /** The namespaces that overlays put it into; `""` stands for one that nothing tells. */
  readonly namespaces: ReadonlySet<string>
  /** Whether something copies it into namespaces that it does not name. */
  readonly everywhere: boolean
  /** Absent where the repository does not tell them all. */
  readonly keys?: readonly string[]
  /** Whether there are certificates or keys in it. */
  readonly tls: boolean
  /** Whether its manifest is in the repository, and not only what it is made from. */
  readonly complete: boolean
}

export interface Definitions {
  of(kind: Definition["kind"], name: string): readonly Definition[]
  /** Whether a script, or an object of a kind that nobody knows here, may make or copy what has this name. */
  mayBeMade(name: string): boolean
}

const remembered = new WeakMap<Inventory, Definitions>()

export function definitionsOf(inventory: Inventory): Definitions {
  const before = remembered.get(inventory)
  if (before !== undefined) return before
  const found = new Map<string, Definition[]>()
  for (const { name, ...definition } of [
    ...manifests(inventory),
    ...made(inventory),
    ...shimmed(inventory),
    ...generated(inventory),
  ])
    for (const one of usageOf(inventory).identities.names(definition.document.path, name)) {
      const key = `${definition.kind} ${one}`
      const known = found.get(key)
      if (known === undefined) found.set(key, [definition])
      else known.push(definition)
    }
  let others: ReadonlySet<string> | undefined
  const definitions: Definitions = {
    of: (kind, name) => found.get(`${kind} ${name}`) ?? [],
    mayBeMade(name) {
      others ??= otherMakers(inventory)
      return others.has(name)
    },
  }
  remembered.set(inventory, definitions)
  return definitions
}

type Named = Definition & { readonly name: string }

function* manifests(inventory: Inventory): Generator<Named> {
  for (const kind of ["Secret", "ConfigMap"] as const)
    for (const document of inventory.objects(kind)) {
      const { root, resource, template } = document
      const name = scalarAt(root, "metadata", "name")
      if (name === undefined || !isLiteral(name) || !/^v\d|^$/.test(resource?.apiVersion ?? "")) continue
      const contents = contentsOf(document, inventory)
      const isPart = document.carrier?.kind === "patch" || template
      const keys = contents.map(({ entry }) => entry.key.value)
      const isWhole = !isPart && keys.length > 0 && !isFilledIn(root) && !keys.some((key) => /[{}$]/.test(key))
      yield {
        ...base(kind, document, name, inventory),
        everywhere: isCopied(at(root, "metadata")),
        ...(isWhole && { keys }),
        tls: contents.some(({ bundles }) => bundles.length > 0) || textAt(root, "type") === "kubernetes.io/tls",
        complete: isWhole,
      }
    }
}

function* made(inventory: Inventory): Generator<Named> {
  for (const document of inventory.documents("kubernetes")) {
    const { resource, root, template } = document
    if (resource === undefined) continue
    const slash = resource.apiVersion.indexOf("/")
    if (slash === -1) continue
    const type = `${resource.apiVersion.slice(0, slash)}/${resource.kind}`
    for (const maker of makers) {
      if (!maker.of.test(type)) continue
      const way = maker.names.find((one) => scalarsAt(root, one).length > 0)
      const written = template ? undefined : maker.keys?.(root)
      const keys = isOfAcme(document, inventory) ? written?.filter((key) => key !== "ca.crt") : written
      for (const name of way === undefined ? [] : scalarsAt(root, way))
        for (const suffix of maker.suffixes ?? [""])
          yield {
            ...base(maker.kind, document, name, inventory),
            name: name.value + suffix,
            everywhere: maker.everywhere === true || templatesOf(root).some(isCopied),
            ...(keys !== undefined && { keys }),
            tls: maker.tls === true,
            complete: false,
          }
    }
  }
}

/** ACME servers hand out no root, so that cert-manager writes no ca.crt. */
function isOfAcme({ root, resource }: DocumentFact, inventory: Inventory): boolean {
  if (resource?.kind !== "Certificate") return false
  const issuers = inventory.named(
    textAt(root, "spec", "issuerRef", "kind") ?? "Issuer",
    textAt(root, "spec", "issuerRef", "name") ?? "",
  )
  return issuers.length > 0 && issuers.every((issuer) => at(issuer.root, "spec", "acme") !== undefined)
}

/** The Secrets of hosts for which an annotation asks cert-manager, or OpenShift's service CA, for a certificate. */
function* shimmed(inventory: Inventory): Generator<Named> {
  const keys = ["tls.crt", "tls.key", "ca.crt"]
  for (const kind of ["Ingress", "Gateway", "ListenerSet", "XListenerSet"])
    for (const document of inventory.objects(kind)) {
      const { root } = document
      if (!entriesAt(root, "metadata", "annotations").some(({ key }) => shim.test(key.value))) continue
      const names = [
        ...scalarsAt(root, "spec.tls[].secretName"),
        ...itemsAt(root, "spec", "listeners").flatMap((listener) =>
          itemsAt(listener, "tls", "certificateRefs").flatMap((one) =>
            textAt(one, "namespace") === undefined ? (scalarAt(one, "name") ?? []) : [],
          ),
        ),
      ]
      for (const name of names.filter(isLiteral))
        yield { ...base("Secret", document, name, inventory), everywhere: false, keys, tls: true, complete: false }
    }
  for (const document of inventory.objects("Service"))
    for (const { key, value } of entriesAt(document.root, "metadata", "annotations"))
      if (servingCertificate.test(key.value) && value.kind === "scalar" && isLiteral(value))
        yield {
          ...base("Secret", document, value, inventory),
          ...{ everywhere: false, keys: ["tls.crt", "tls.key"], tls: true, complete: false },
        }
}

/** What kustomizations generate. */
function* generated(inventory: Inventory): Generator<Named> {
  for (const { document, generators } of inventory.kustomizations.values())
    for (const { kind, name, namespace, node } of generators) {
      const at = scalarAt(node, "name")
      if (at === undefined) continue
      const space = namespace ?? textAt(document.root, "namespace")
      yield {
        ...{ kind, name, document, at, everywhere: false, tls: false, complete: false },
        namespaces: new Set([space ?? "", ...usageOf(inventory).identities.namespaces(document.path, space)]),
      }
    }
}

function base(kind: Definition["kind"], document: DocumentFact, name: Scalar, inventory: Inventory) {
  const own = document.resource?.namespace
  const namespace = own !== undefined && /[{}$]/.test(own) ? undefined : own
  const namespaces = usageOf(inventory).identities.namespaces(document.path, namespace)
  return { kind, name: name.value, document, at: name, namespaces }
}

/** What is written onto the Secret that a request, or a fetched or sealed Secret, becomes. */
function templatesOf(root: Node): (Node | undefined)[] {
  return [
    at(root, "metadata"),
    at(root, "spec", "secretTemplate"),
    at(root, "spec", "template", "metadata"),
    at(root, "spec", "target", "template", "metadata"),
    at(root, "spec", "destination"),
  ]
}

/** Whether labels or annotations have something copy an object to other namespaces. */
function isCopied(metadata: Node | undefined): boolean {
  return ["annotations", "labels"].some((part) => entriesAt(metadata, part).some(({ key }) => copying.test(key.value)))
}

/** Whether something in the cluster adds keys to an object. */
function isFilledIn(root: Node): boolean {
  return (
    /service-account-token|bootstrap\.kubernetes/.test(textAt(root, "type") ?? "") ||
    ["annotations", "labels"].some((part) =>
      entriesAt(root, "metadata", part).some(
        ({ key, value }) =>
          filling.test(key.value) || (/managed-by|part-of/.test(key.value) && /trust-manager/.test(scalarText(value))),
      ),
    )
  )
}

function scalarText(node: Node): string {
  return node.kind === "scalar" ? node.value : ""
}

/** The words of scripts and of programs' objects by which something may make a Secret that nothing here describes. */
function otherMakers(inventory: Inventory): Set<string> {
  const names = new Set<string>(["kube-root-ca.crt"])
  for (const { scripts, variables } of inventory.files.values()) {
    for (const { commands } of scripts)
      for (const { words } of commands)
        for (const { value } of words) for (const part of value.split(/[\s/=,:"']/)) names.add(part)
    for (const { value, scope } of variables) if (scope !== "container") names.add(value.value)
  }
  for (const kind of ["terraform", "ansible"] as const)
    for (const document of inventory.documents(kind)) addTexts(document, new Set(), names)
  const references = grouped(usageOf(inventory).references, ({ user }) => user)
  for (const document of inventory.documents("kubernetes")) {
    const { resource } = document
    if (resource === undefined || builtIn.test(resource.apiVersion)) continue
    if (makers.some(({ of }) => of.test(`${resource.apiVersion.split("/")[0]}/${resource.kind}`))) continue
    const used = (references.get(document) ?? []).filter(({ purpose }) => purpose !== "issued")
    addTexts(document, new Set(used.map(({ at }) => at.start)), names)
  }
  return names
}

function addTexts({ root }: DocumentFact, without: ReadonlySet<number>, names: Set<string>): void {
  for (const { node } of walk(root, 20_000))
    if (node.kind === "scalar" && node.value.length <= longestName && !without.has(node.start)) {
      names.add(node.value)
      if (node.value.includes("/")) names.add(node.value.slice(node.value.lastIndexOf("/") + 1))
    }
}

const shim = /^(cert-manager\.io\/(cluster-)?issuer|kubernetes\.io\/tls-acme|cert\.gardener\.cloud\/)/
const servingCertificate = /^service\.(beta|alpha)\.openshift\.io\/serving-cert-secret-name$/
const copying = /reflector|replicat|kubed|appscode|sync|clone|propagat|mirror|copy/i
const filling = /inject|trust\.cert-manager\.io|reflects|replicate-from|kubed/
/** The groups of Kubernetes itself, and those whose objects route and make nothing. */
const builtIn =
  /^(v1|apps\/.*|batch\/.*|policy\/.*|extensions\/.*|([a-z0-9-]+\.)*k8s\.io\/.*|(networking|security)\.istio\.io\/.*|traefik\.(io|containo\.us)\/.*|projectcontour\.io\/.*|cert-manager\.io\/.*|(source|kustomize|notification|image)\.toolkit\.fluxcd\.io\/.*|monitoring\.coreos\.com\/.*)$/
/** Names of Secrets end here (RFC 1123 subdomains). */
const longestName = 253

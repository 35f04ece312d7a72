import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../../model/tree.ts"

/** A key of a Secret or ConfigMap that an object reads as a CA. */
export interface CaReference {
  readonly document: DocumentFact
  /** The name of the object, where it is written. */
  readonly at: Scalar
  readonly kind: "Secret" | "ConfigMap"
  readonly name: string
  readonly namespace: string | undefined
  /** Any of them will do. */
  readonly keys: readonly string[]
  /** The field that refers to it: `certSecretRef`. */
  readonly field: string
}

/** The references of all objects with a literal name. */
export function caReferences(inventory: Inventory): CaReference[] {
  return inventory.documents("kubernetes").flatMap((document) => {
    if (document.resource === undefined || /^(CustomResourceDefinition|Secret|ConfigMap)$/.test(document.resource.kind))
      return []
    return [...fromAnnotations(document), ...fromFields(document)]
  })
}

function fromAnnotations(document: DocumentFact): CaReference[] {
  return entriesAt(document.root, "metadata", "annotations").flatMap(({ key, value }): CaReference[] => {
    if (!/ingress\.kubernetes\.io\/(auth-tls-secret|proxy-ssl-secret)$/.test(key.value)) return []
    if (value.kind !== "scalar" || value.type !== "string") return []
    const [namespace, name] = value.value.includes("/") ? value.value.split("/", 2) : [undefined, value.value]
    return reference(document, value, "Secret", name, namespace, ["ca.crt"], key.value.split("/")[1] ?? key.value)
  })
}

function fromFields(document: DocumentFact): CaReference[] {
  const found: CaReference[] = []
  for (const { node, path } of walk(document.root, 20_000)) {
    const field = path.at(-1) ?? ""
    if (field === "certSecretRef" && node.kind === "mapping")
      found.push(...named(document, node, "Secret", ["ca.crt", "caFile"], field))
    else if (field === "caBundleSecretRef" && node.kind === "mapping")
      found.push(...named(document, node, "Secret", [textAt(node, "key") ?? "ca.crt"], field))
    else if (field === "caProvider" && node.kind === "mapping")
      found.push(...named(document, node, kindOf(node, "type"), keyOf(node), field))
    else if (field === "caCertificateRefs")
      for (const item of itemsAt(node)) found.push(...named(document, item, kindOf(item, "kind"), ["ca.crt"], field))
    else if (field === "ca" && path.at(-2)?.toLowerCase().endsWith("tlsconfig") && node.kind === "mapping") {
      found.push(...selected(document, at(node, "secret"), "Secret"))
      found.push(...selected(document, at(node, "configMap"), "ConfigMap"))
    }
  }
  return found
}

/** `{name, key}` of Prometheus' tlsConfig. */
function selected(document: DocumentFact, node: Node | undefined, kind: CaReference["kind"]): CaReference[] {
  return node === undefined ? [] : named(document, node, kind, keyOf(node), "tlsConfig.ca")
}

function named(
  document: DocumentFact,
  node: Node,
  kind: CaReference["kind"] | undefined,
  keys: readonly string[],
  field: string,
): CaReference[] {
  const name = scalarAt(node, "name")
  if (name?.type !== "string" || kind === undefined || keys.length === 0) return []
  return reference(document, name, kind, name.value, textAt(node, "namespace"), keys, field)
}

function reference(
  document: DocumentFact,
  scalar: Scalar,
  kind: CaReference["kind"],
  name: string | undefined,
  namespace: string | undefined,
  keys: readonly string[],
  field: string,
): CaReference[] {
  if (name === undefined || name === "") return []
  const own = namespace ?? document.resource?.namespace
  return [{ document, at: scalar, kind, name, namespace: own, keys, field }]
}

function kindOf(node: Node, field: string): CaReference["kind"] | undefined {
  const kind = textAt(node, field)
  return kind === "Secret" || kind === "ConfigMap" ? kind : undefined
}

function keyOf(node: Node): string[] {
  const key = textAt(node, "key")
  return key === undefined ? [] : [key]
}

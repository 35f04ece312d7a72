import type { DocumentKind } from "../model/facts.ts"
import type { ResourceRef } from "../model/source.ts"
import { at, itemsAt, type Node, textAt } from "../model/tree.ts"

/** The object that a Kubernetes document is; `name` is empty where it is templated or generated. */
export function resourceOf(root: Node): ResourceRef {
  const namespace = textAt(root, "metadata", "namespace")
  return {
    apiVersion: textAt(root, "apiVersion") ?? "",
    kind: textAt(root, "kind") ?? "",
    ...(namespace !== undefined && namespace !== "" && { namespace }),
    name: textAt(root, "metadata", "name") ?? "",
  }
}

/** A part of a document that is a document of another kind. */
export interface Subdocument {
  readonly root: Node
  readonly kind: DocumentKind
  readonly name: string
  readonly pointer: readonly string[]
}

/** The objects of a List or an OpenShift Template, which is nothing without them. */
export function listed(root: Node, kind: DocumentKind): Subdocument[] {
  if (kind !== "kubernetes") return []
  const object = textAt(root, "kind") ?? ""
  if (/List$/.test(object) && itemsAt(root, "items").length > 0)
    return itemsAt(root, "items").map((item, index) => ({
      root: item,
      kind: "kubernetes",
      name: "",
      pointer: ["items", `${index}`],
    }))
  if (object === "Template" && itemsAt(root, "objects").length > 0)
    return itemsAt(root, "objects").map((item, index) => ({
      root: item,
      kind: "kubernetes",
      name: "",
      pointer: ["objects", `${index}`],
    }))
  return []
}

/** The parts of an object that are documents of another kind: the values that a release hands to its chart, registries. */
export function subdocuments(root: Node, kind: DocumentKind): Subdocument[] {
  if (kind !== "kubernetes") return []
  const object = textAt(root, "kind") ?? ""
  const registries = registriesOf(root, object)
  if (registries !== undefined) return [registries]
  if (object === "HelmRelease") return valuesAt(root, ["spec", "values"])
  if (object === "HelmChart" || object === "HelmChartConfig") return valuesAt(root, ["spec", "values"])
  if (object === "Application" || object === "ApplicationSet") {
    const sources = [
      ["spec", "source"],
      ...itemsAt(root, "spec", "sources").map((_, index) => ["spec", "sources", `${index}`]),
    ]
    const templated = ["spec", "template", "spec", "source"]
    return [...sources, templated].flatMap((way) => valuesAt(root, [...way, "helm", "valuesObject"]))
  }
  return []
}

/** What Rancher writes to registries.yaml of the nodes. */
function registriesOf(root: Node, object: string): Subdocument | undefined {
  const pointer = registriesIn.find(([kind]) => kind.test(object))?.[1]
  const node = pointer && at(root, ...pointer)
  return pointer && node?.kind === "mapping"
    ? { root: node, kind: "k3s-registries", name: "registries.yaml", pointer }
    : undefined
}

const registriesIn: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^Cluster$/, ["spec", "rkeConfig", "registries"]],
  [/^(RKE2|KThrees|K3s)(ControlPlane|Config)$/, ["spec", "privateRegistriesConfig"]],
  [/^(RKE2|KThrees|K3s)(ControlPlane|Config)Template$/, ["spec", "template", "spec", "privateRegistriesConfig"]],
]

function valuesAt(root: Node, pointer: readonly string[]): Subdocument[] {
  const values = at(root, ...pointer.map((step) => (/^\d+$/.test(step) ? Number(step) : step)))
  return values?.kind === "mapping" ? [{ root: values, kind: "helm-values", name: "values.yaml", pointer }] : []
}

/** The name of an object for people: `Secret web/tls`. */
export function resourceText({ kind, namespace, name }: ResourceRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name === "" ? "(unnamed)" : name}`
}

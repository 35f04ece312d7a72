import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { grouped } from "../../model/grouped.ts"
import { yaml } from "../../model/help.ts"
import { entriesAt, entryAt, type Node, type Scalar, textAt, walk } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { about, objectText } from "./issuers.shared.ts"

export const ingressClassBothForms = rule({
  id: "ingress-class-both-forms",
  family: "acme",
  level: "error",
  summary: "An Ingress has both the class annotation and ingressClassName, and the API server rejects it",
  citations: [
    {
      document: "Kubernetes pkg/apis/networking/validation",
      section: "ValidateIngressCreate",
      says: 'annotations.kubernetes.io/ingress.class: "can not be set when the class field is also set".',
      url: "https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go",
    },
    {
      document: "Kubernetes documentation: Ingress",
      section: "Deprecated annotation",
      says: "The newer ingressClassName field replaces the annotation.",
      url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation",
    },
  ],
  why: "The Ingress cannot be created. Where it exists already, controllers differ in which of the two they follow.",
  fix: "Delete the annotation and keep spec.ingressClassName.",

  on: ["kubernetes", "helm-values"],
  *check(document, { inventory }) {
    if (document.kind === "helm-values") {
      yield* ofValues(document)
      return
    }
    if (document.resource?.kind !== "Ingress") return
    const annotation = entryAt(document.root, "metadata", "annotations", key)
    const field = textAt(document.root, "spec", "ingressClassName")
    const written = entryAt(document.root, "spec", "ingressClassName")
    const { borrowed } = inventory
    // Of the two, the one that a patch adds is the one to take back.
    const isAdded = written !== undefined && borrowed.find(written.key) !== undefined
    if (annotation !== undefined && isAdded && field !== "" && borrowed.find(annotation.key) === undefined) {
      yield addedBy(document, document.path, written.key)
      return
    }
    if (annotation !== undefined && field !== undefined && field !== "") {
      yield {
        message: `${objectText(document)} has both ${key} and ingressClassName, so the API server rejects it when it is created.`,
        help: [
          {
            do: `Delete the annotation; keep spec.ingressClassName: ${field}.`,
            verify: "kubectl apply --dry-run=server -f FILE",
          },
        ],
        at: annotation.key,
        level: weigh("error", document.template && "template"),
        ...about(document),
      }
      return
    }
    if (annotation !== undefined || written === undefined || field === undefined || field === "") return
    const base = annotatedOf(inventory)
      .get(identityOf(document))
      ?.find((other) => other !== document && inventory.joined(other.path, document.path))
    if (base === undefined) return
    yield addedBy(document, base.path, written.key)
  },
})

function addedBy(document: DocumentFact, base: string, at: Scalar): Problem {
  return {
    message: `${objectText(document)} gets ingressClassName here and the annotation ${key} in ${base}: together the API server rejects them.`,
    help: [
      {
        do: "Remove the annotation in this patch:",
        copy: yaml("metadata:", "  annotations:", `    ${key}: null`),
        verify: "kustomize build | kubectl apply --dry-run=server -f -",
      },
    ],
    at,
    level: "warning",
    ...about(document),
  }
}

const annotated = new WeakMap<Inventory, ReadonlyMap<string, readonly DocumentFact[]>>()

/** The Ingresses with the annotation, by what makes two documents one object. */
function annotatedOf(inventory: Inventory): ReadonlyMap<string, readonly DocumentFact[]> {
  const known = annotated.get(inventory)
  if (known !== undefined) return known
  const found = inventory
    .objects("Ingress")
    .filter(({ root, resource }) => resource?.name !== "" && textAt(root, "metadata", "annotations", key) !== undefined)
  const byIdentity = grouped(found, identityOf)
  annotated.set(inventory, byIdentity)
  return byIdentity
}

function identityOf({ resource }: DocumentFact): string {
  return `${resource?.namespace ?? ""}/${resource?.name}`
}

/** Charts render `className` into the field and `annotations` as they stand. */
function* ofValues({ root }: DocumentFact) {
  for (const { node } of walk(root, 20_000)) {
    const annotation = entriesAt(node, "annotations").find((entry) => entry.key.value === key)
    const name = classNameOf(node)
    if (annotation === undefined || name === undefined) continue
    yield {
      message: `These values set both the class ${name} and the annotation ${key}: charts render both, and the API server rejects the Ingress.`,
      help: [
        {
          do: "Delete the annotation.",
          verify: "helm template CHART -f values.yaml | kubectl apply --dry-run=server -f -",
        },
      ],
      at: annotation.key,
      level: "warning" as const,
    }
  }
}

function classNameOf(node: Node): string | undefined {
  for (const name of ["className", "ingressClassName"]) {
    const text = textAt(node, name)
    if (text !== undefined && text !== "" && !isTemplated(text)) return text
  }
  return undefined
}

const key = "kubernetes.io/ingress.class"

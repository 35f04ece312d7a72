import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, isTrue, type Node, type Scalar, textAt } from "../../model/tree.ts"

/** What a Secret tells Argo CD: the value of its label `argocd.argoproj.io/secret-type`. */
export function secretType({ resource, root }: DocumentFact): string | undefined {
  if (resource?.kind !== "Secret") return undefined
  return textAt(root, "metadata", "labels", "argocd.argoproj.io/secret-type")
}

/** The keys of a Secret or ConfigMap, or of a part of values, that are switched on: strings for `strconv.ParseBool`. */
export function* switchedOn(node: Node | undefined): Generator<{ readonly name: string; readonly value: Scalar }> {
  for (const { key, value } of entriesAt(node))
    if (value.kind === "scalar" && value.type !== "template" && (truthy.test(value.value) || isTrue(value)))
      yield { name: key.value, value }
}

/** The `configs` of the argo-cd chart: at the top of its values, or of a chart that it is a part of. */
export function chartConfigs(root: Node): readonly Node[] {
  return ["", "argo-cd", "argocd", "argoCD"].flatMap(
    (part) => at(root, ...(part === "" ? [] : [part]), "configs") ?? [],
  )
}

// `dHJ1ZQ==` is "true" as it stands under `data` of a Secret.
const truthy = /^(1|t|true|dHJ1ZQ==|MQ==)$/i

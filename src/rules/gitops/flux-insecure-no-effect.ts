import { nameIn } from "../../chains/words.ts"
import { at, isTrue, textAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { isFlux } from "./flux.shared.ts"

export const fluxInsecureNoEffect = rule({
  id: "flux-insecure-no-effect",
  family: "gitops",
  level: "notice",
  summary: "A HelmRepository has an insecure that nothing reads",
  citations: [
    {
      document: "Flux documentation",
      section: "Helm Repositories, Insecure",
      says: "The field is only taken into account if .spec.type is set to oci.",
      url: "https://fluxcd.io/flux/components/source/helmrepositories/#insecure",
    },
  ],
  why: "It reads as if plain HTTP were allowed, and the day somebody sets type: oci it is.",
  fix: "Remove insecure.",

  on: "kubernetes",
  *check(document) {
    if (!isFlux(document, "HelmRepository")) return
    const { root } = document
    const insecure = at(root, "spec", "insecure")
    if (!isTrue(insecure) || textAt(root, "spec", "type") === "oci") return
    // A template may well make it one.
    if (at(root, "spec", "type") !== undefined && textAt(root, "spec", "type") === undefined) return
    yield {
      message: `The insecure of ${objectText(document)} is not read, because its type is not oci.`,
      help: [{ do: "Remove the line.", verify: `flux reconcile source helm ${nameIn(document)}` }],
      at: insecure,
    }
  },
})

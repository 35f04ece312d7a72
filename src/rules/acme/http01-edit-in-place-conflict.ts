import { entriesAt, scalarAt, textAt } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, certManagerDoc, objectText, verifyChallenge } from "./issuers.shared.ts"
import { ingressClass } from "./routes.shared.ts"

export const http01EditInPlaceConflict = rule({
  id: "http01-edit-in-place-conflict",
  family: "acme",
  level: "warning",
  summary: "Challenges are solved by editing an Ingress that something else decides about, too",
  citations: [
    certManagerCode(
      "pkg/controller/acmeorders/util.go",
      "applyIngressParameterAnnotationOverrides",
      "may not specify more than one of: name, class, ingressClassName override annotations.",
    ),
    certManagerDoc(
      "HTTP01",
      "name",
      "This mode should be avoided with ingress controllers that expose a single IP for all ingress resources.",
      "configuration/acme/http01/",
    ),
  ],
  why: "With an override of the class the challenge fails; with several Ingresses of a host only one gets its route.",
  fix: "Delete http01-edit-in-place, unless each Ingress has an address of its own (ingress-gce).",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (document.resource?.kind !== "Ingress") return
    const annotations = entriesAt(document.root, "metadata", "annotations")
    const edits = annotations.find(
      ({ key, value }) =>
        key.value === "acme.cert-manager.io/http01-edit-in-place" && value.kind === "scalar" && value.value === "true",
    )
    // The controller of NGINX Inc. ignores a second Ingress for a host, so that editing the first is the cure.
    if (edits === undefined || annotations.some(({ key }) => /^nginx\.(org|com)\//.test(key.value))) return
    const override = annotations.find(({ key }) =>
      /^acme\.cert-manager\.io\/http01-ingress-(class|ingressclassname)$/.test(key.value),
    )
    const level = weigh("warning", document.template && "template")
    if (override !== undefined) {
      yield {
        message: `${objectText(document)} has challenges edited into itself and overrides their class by ${override.key.value}: cert-manager accepts only one of them, and the order fails.`,
        help: [{ do: "Delete one of the two annotations.", verify: verifyChallenge }],
        at: edits.key,
        level,
        ...about(document),
      }
      return
    }
    const hosts = new Set(hostsOf(document.root))
    const other = inventory
      .objects("Ingress")
      .find(
        (one) =>
          one !== document &&
          one.resource?.name !== document.resource?.name &&
          hostsOf(one.root).some((host) => hosts.has(host)) &&
          inventory.joined(one.path, document.path),
      )
    const chosen = ingressClass(document)?.value
    const className = chosen?.kind === "scalar" && !isTemplated(chosen) ? chosen.value : ""
    if (other === undefined && !/nginx|traefik|haproxy|kong|contour|cilium|istio/.test(className)) return
    yield {
      message:
        other === undefined
          ? `${objectText(document)} has challenges edited into itself, which is meant for controllers with an address for each Ingress; all Ingresses of class ${className} share one.`
          : `${objectText(document)} has challenges edited into itself, but ${objectText(other)} serves the same host: only one of them gets the route for the challenge.`,
      help: [
        {
          do: "Delete the annotation: cert-manager then makes an Ingress for the challenge alone.",
          verify: verifyChallenge,
        },
      ],
      at: edits.key,
      level: other === undefined ? "notice" : level,
      ...about(document),
    }
  },
})

function hostsOf(root: Parameters<typeof textAt>[0]): string[] {
  const found: string[] = []
  for (let index = 0; ; index++) {
    if (scalarAt(root, "spec", "rules", index, "host") === undefined) return found
    const host = textAt(root, "spec", "rules", index, "host")
    if (host !== undefined && host !== "") found.push(host)
  }
}

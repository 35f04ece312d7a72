import {
  type Class,
  classesAt,
  controllersAt,
  controllersOf,
  defaultAnnotation,
} from "../../controllers/controllers.ts"
import type { Inventory } from "../../join/inventory.ts"
import { yaml } from "../../model/help.ts"
import { scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { about, inDocument, objectText, placed } from "./issuers.shared.ts"
import { ingressClass as classOfIngress } from "./routes.shared.ts"

export const ingressclassMultipleDefaults = rule({
  id: "ingressclass-multiple-defaults",
  family: "acme",
  level: "error",
  summary: "Two IngressClasses are the default, or Ingresses without a class have none",
  citations: [
    {
      document: "Kubernetes documentation: Ingress",
      section: "Default IngressClass",
      says: "If more than one class is marked as the default, Ingress objects without an ingressClassName cannot be created.",
      url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class",
    },
    {
      document: "traefik-helm-chart values.yaml",
      section: "ingressClass",
      says: "ingressClass.enabled and ingressClass.isDefaultClass are true unless they are set.",
      url: "https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml",
    },
  ],
  why: "An Ingress without a class is rejected, cert-manager's for a challenge included; without any default, several controllers may take it.",
  fix: "Mark one class as the default, and name the class in every Ingress.",

  on: "repository",
  *check(inventory, { options }) {
    const controllers = controllersOf(inventory, options.controllers)
    const defaults = controllers.classes.filter(({ isDefault, at }) => isDefault && at !== undefined)
    yield* several(defaults, inventory)
    for (const document of inventory.objects("Ingress")) {
      // What has no rules and no backend is a patch of one that does.
      const whole =
        scalarAt(document.root, "spec", "rules", 0, "host") ?? scalarAt(document.root, "spec", "defaultBackend")
      if (whole === undefined || classOfIngress(document) !== undefined) continue
      const near = controllersAt(controllers, document.path, inventory)
      if (near.size < 2 || classesAt(defaults, document.path, inventory).length > 0) continue
      yield {
        message: `${objectText(document)} names no class, no class is the default, and there are several controllers (${[...near.keys()].join(", ")}): which of them serve it is left to chance.`,
        help: [{ do: "Write spec.ingressClassName.", verify: "kubectl get ingress -A (column CLASS)" }],
        at: placed(document, scalarAt(document.root, "metadata", "name") ?? document.span, inventory),
        level: inDocument("warning", document),
        ...about(document),
      }
    }
  },
})

/** Each group of defaults that are deployed together is one finding, at the last of them. */
function* several(defaults: readonly Class[], inventory: Inventory) {
  for (const [index, one] of defaults.entries()) {
    const others = defaults
      .slice(0, index)
      .filter((other) => (other.path !== one.path || other.name !== one.name) && inventory.joined(other.path, one.path))
    if (one.at === undefined || others.length === 0) continue
    yield {
      message: `${one.by} and ${others.map(({ by }) => by).join(", ")} are both the default class, so every Ingress without a class is rejected, cert-manager's for a challenge included.`,
      help: [
        { do: "Leave one. An IngressClass:", copy: yaml(`${defaultAnnotation}: "false"`) },
        {
          do: "The charts: ingressClass.isDefaultClass: false (traefik), controller.ingressClassResource.default: false (ingress-nginx).",
          verify: "kubectl get ingressclass -o yaml | grep is-default-class",
        },
      ],
      at: one.at,
      related: others.flatMap(({ by, at }) => (at === undefined ? [] : [{ message: `${by} is the default, too`, at }])),
      identity: one.name,
    }
  }
}

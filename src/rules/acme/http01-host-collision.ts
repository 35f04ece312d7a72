import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entriesAt, itemsAt, textAt } from "../../model/tree.ts"
import { annotationsOf, isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const http01HostCollision = rule({
  id: "http01-host-collision",
  family: "acme",
  level: "warning",
  summary: "A controller takes one Ingress for a host, so that of the HTTP-01 challenge is left out",
  citations: [
    {
      document: "NGINX Ingress Controller",
      section: "Handling host and listener collisions; issue 3441",
      says: "If several Ingresses have one host, the oldest wins and the others are ignored.",
      url: "https://docs.nginx.com/nginx-ingress-controller/configuration/handling-host-and-listener-collisions/",
    },
    {
      document: "cert-manager",
      section: "acme.cert-manager.io/http01-edit-in-place",
      says: "The challenge is edited into the Ingress instead of a new one.",
      url: "https://cert-manager.io/docs/usage/ingress/#supported-annotations",
    },
  ],
  why: "The Ingress that cert-manager makes for the challenge loses the collision: the challenge answers 404, and the certificate is not issued or renewed.",
  fix: 'Add acme.cert-manager.io/http01-edit-in-place: "true", or use mergeable Ingresses.',

  on: "kubernetes",
  *check(document, { inventory }) {
    if (!isObject(document, "networking.k8s.io", "Ingress")) return
    const [annotations] = annotationsOf(document)
    const issuer = annotations?.at("cert-manager.io/cluster-issuer") ?? annotations?.at("cert-manager.io/issuer")
    if (annotations === undefined || issuer === undefined || issuer.type === "template") return
    if (annotations.text("acme.cert-manager.io/http01-edit-in-place") === "true") return
    if (annotations.at("nginx.org/mergeable-ingress-type") !== undefined) return
    const host = itemsAt(document.root, "spec", "rules")
      .map((one) => textAt(one, "host"))
      .find((one) => one !== undefined)
    const name = textAt(document.root, "spec", "ingressClassName") ?? annotations.text("kubernetes.io/ingress.class")
    if (
      host === undefined ||
      name === undefined ||
      !isNginxInc(name, inventory) ||
      !solvesByHttp(issuer.value, inventory)
    )
      return
    yield {
      message: `${objectText(document)} takes ${host} for itself: NGINX Inc.'s controller leaves out the Ingress that cert-manager makes for the challenge of the same host, and no certificate is issued.`,
      help: [
        {
          do: "Add to its annotations:",
          copy: yaml('acme.cert-manager.io/http01-edit-in-place: "true"'),
          verify: "kubectl describe challenge -A",
        },
      ],
      at: issuer,
      level: document.template ? "notice" : "warning",
    }
  },
})

/** Whether a class is that of NGINX Inc.'s controller: by its IngressClass, or by the release of its chart. */
function isNginxInc(name: string, inventory: Inventory): boolean {
  const classes = inventory.objects("IngressClass").filter(({ resource }) => resource?.name === name)
  if (classes.length > 0)
    return classes.every(({ root }) => /^nginx\.org\//.test(textAt(root, "spec", "controller") ?? ""))
  return (
    inventory.objects("HelmRelease").some((release) => isRelease(release, name)) ||
    applications(inventory).some((release) => isRelease(release, name))
  )
}

function applications(inventory: Inventory): readonly DocumentFact[] {
  return [...inventory.objects("Application"), ...inventory.objects("HelmChart")]
}

/** The chart `nginx-ingress` is NGINX Inc.'s; that of the Kubernetes project is called `ingress-nginx`. */
function isRelease({ root }: DocumentFact, name: string): boolean {
  const chart =
    textAt(root, "spec", "chart", "spec", "chart") ??
    textAt(root, "spec", "source", "chart") ??
    textAt(root, "spec", "chart")
  if (chart === undefined || !/(^|\/)nginx-ingress$/.test(chart)) return false
  const values = at(root, "spec", "values") ?? at(root, "spec", "source", "helm", "valuesObject")
  const own =
    textAt(values, "controller", "ingressClass", "name") ?? textAt(values, "controller", "ingressClass") ?? "nginx"
  return own === name
}

function solvesByHttp(issuer: string, inventory: Inventory): boolean {
  return [...inventory.objects("ClusterIssuer"), ...inventory.objects("Issuer")].some(
    ({ resource, root }) =>
      resource?.name === issuer &&
      itemsAt(root, "spec", "acme", "solvers").some(
        (solver) =>
          entriesAt(solver, "http01", "ingress").length > 0 &&
          textAt(solver, "http01", "ingress", "ingressTemplate") === undefined,
      ),
  )
}

import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Entry } from "../../model/tree.ts"
import { entriesAt, itemsAt, textAt } from "../../model/tree.ts"
import { annotationsOf, isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { nginx } from "./ingress-nginx.shared.ts"

export const ingressAnnotationsUnread = rule({
  id: "ingress-annotations-unread",
  family: "kubernetes",
  level: "error",
  summary: "TLS annotations of one ingress controller stand on an Ingress of another",
  citations: [
    {
      document: "Kubernetes",
      section: "Ingress, ingressClassName and controllers",
      says: "A controller only handles the Ingresses of its classes, and reads its own annotations.",
      url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
    },
    {
      document: "Kubernetes blog",
      section: "Ingress NGINX retirement",
      says: "ingress-nginx is retired since March 2026: whoever moves its Ingresses to another class takes the annotations along.",
      url: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    },
  ],
  why: "Nobody reads them: no client certificate is asked for any more, or the backend is no longer verified, and no message says so.",
  fix: "Say it in the words of the controller that serves the class.",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (!isObject(document, "networking.k8s.io", "Ingress")) return
    const [annotations] = annotationsOf(document)
    if (annotations === undefined) return
    const serving = controllerOf(document, inventory)
    if (serving === undefined) return
    const unread = annotations.entries.flatMap((entry) => {
      const own = families.find(({ prefix }) => prefix.test(entry.key.value))
      return own === undefined || own.controller === serving ? [] : [{ entry, own }]
    })
    const mutual = unread.find(({ entry, own }) => own.mutual?.test(entry.key.value) && isOn(entry))
    const found = mutual ?? unread.find(({ entry, own }) => own.backend.test(entry.key.value) && isOn(entry))
    if (found === undefined) return
    const { entry, own } = found
    yield {
      message:
        mutual === undefined
          ? `${objectText(document)} is served by ${serving}, which does not read ${entry.key.value} of ${own.controller}: the backend is reached without it.`
          : `${objectText(document)} is served by ${serving}, which does not read ${entry.key.value} of ${own.controller}: no client certificate is asked for, and everybody gets in.`,
      help: [
        {
          do: `${advice[serving] ?? "Say it in the words of that controller"}, and remove the annotations of ${own.controller}.`,
          verify: `${mutual === undefined ? "the configuration of the controller names the backend's CA" : "curl without a certificate is refused"}`,
        },
      ],
      at: entry.key,
      level: mutual === undefined ? "warning" : "error",
      identity: entry.key.value,
    }
  },
})

interface Family {
  readonly controller: string
  readonly prefix: RegExp
  readonly mutual?: RegExp
  readonly backend: RegExp
}

const families: readonly Family[] = [
  {
    controller: "ingress-nginx",
    prefix: new RegExp(`^${nginx.replaceAll(".", "\\.")}/`),
    mutual: /\/auth-tls-(secret|verify-client|match-cn)$/,
    backend:
      /\/(proxy-ssl-(secret|verify|name|server-name)|backend-protocol|ssl-passthrough|force-ssl-redirect|secure-backends)$/,
  },
  { controller: "NGINX Inc.'s controller", prefix: /^nginx\.org\//, backend: /\/(ssl-services|grpc-services)$/ },
  {
    controller: "HAProxy's controller",
    prefix: /^haproxy\.org\//,
    mutual: /\/(client-ca|client-crt-optional)$/,
    backend: /\/(server-ssl|server-ca|server-crt|ssl-redirect|ssl-passthrough)$/,
  },
  {
    controller: "haproxy-ingress",
    prefix: /^haproxy-ingress\.github\.io\//,
    mutual: /\/auth-tls-(secret|verify-client)$/,
    backend: /\/(secure-backends|secure-verify-ca-secret|secure-crt-secret|backend-protocol|ssl-redirect)$/,
  },
  {
    controller: "Traefik",
    prefix: /^traefik\.ingress\.kubernetes\.io\//,
    backend: /\/(router\.tls(\.options)?|service\.serverstransport|service\.serversscheme)$/,
  },
  {
    controller: "the AWS load balancer controller",
    prefix: /^alb\.ingress\.kubernetes\.io\//,
    mutual: /\/mutual-authentication$/,
    backend: /\/(backend-protocol|certificate-arn|ssl-policy|ssl-redirect)$/,
  },
  {
    controller: "Kong",
    prefix: /^konghq\.com\//,
    backend: /\/(protocol|tls-verify|client-cert|ca-certificates-secret)$/,
  },
  {
    controller: "Contour",
    prefix: /^projectcontour\.io\//,
    backend: /\/(tls-minimum-protocol-version|upstream-protocol\.tls)$/,
  },
]

/** A switch that is off asks for nothing. */
function isOn({ value }: Entry): boolean {
  return value.kind === "scalar" && !/^(false|off|http|grpc|)$/i.test(value.value)
}

/** The controller of an Ingress's class: by the IngressClass of the repository, else by a name that is a controller's own. */
function controllerOf({ root }: DocumentFact, inventory: Inventory): string | undefined {
  const name = textAt(root, "spec", "ingressClassName") ?? classAnnotation(root)
  if (name === undefined) return undefined
  const found = new Set(
    inventory
      .objects("IngressClass")
      .filter(({ resource }) => resource?.name === name)
      .map(({ root: own }) => textAt(own, "spec", "controller") ?? ""),
  )
  if (found.size > 1) return undefined
  const [controller] = found
  if (controller !== undefined) return controllers.find(([pattern]) => pattern.test(controller))?.[1]
  return names.find(([pattern]) => pattern.test(name))?.[1]
}

function classAnnotation(root: DocumentFact["root"]): string | undefined {
  const value = entriesAt(root, "metadata", "annotations").find(
    ({ key }) => key.value === "kubernetes.io/ingress.class",
  )?.value
  return value?.kind === "scalar" && value.type !== "template" && itemsAt(root).length === 0 ? value.value : undefined
}

const controllers: readonly (readonly [RegExp, string])[] = [
  [/^k8s\.io\/ingress-nginx/, "ingress-nginx"],
  [/^nginx\.org\/ingress-controller/, "NGINX Inc.'s controller"],
  [/^traefik\.io\/ingress-controller/, "Traefik"],
  [/^haproxy\.org\/ingress-controller/, "HAProxy's controller"],
  [/^haproxy-ingress\.github\.io\/controller/, "haproxy-ingress"],
  [/^cilium\.io\/ingress-controller/, "Cilium"],
  [/^ingress\.k8s\.aws\/alb|^eks\.amazonaws\.com\/alb/, "the AWS load balancer controller"],
  [/^ingress-controllers\.konghq\.com\/kong/, "Kong"],
  [/^projectcontour\.io\//, "Contour"],
  [/^istio\.io\/ingress-controller/, "Istio"],
  [/^pomerium\.io\/ingress-controller/, "Pomerium"],
  [/^apisix\.apache\.org\//, "APISIX"],
  [/^azure\/application-gateway|^webapprouting\./, "Azure Application Gateway"],
  [/^(ingress\.)?caddy/, "Caddy"],
  [/^ingress-gce$|^gce$/, "GKE's load balancer"],
]

/** Classes that are called after their controllers; `nginx` may be either of two and anybody's. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^traefik(-\w+)?$/, "Traefik"],
  [/^cilium$/, "Cilium"],
  [/^alb$/, "the AWS load balancer controller"],
  [/^kong$/, "Kong"],
  [/^contour$/, "Contour"],
  [/^istio$/, "Istio"],
  [/^(gce|gce-internal)$/, "GKE's load balancer"],
  [/^pomerium$/, "Pomerium"],
  [/^azure-application-gateway$|^azure\/application-gateway$/, "Azure Application Gateway"],
]

const advice: Readonly<Record<string, string>> = {
  Traefik:
    "Use a TLSOption with clientAuth (traefik.ingress.kubernetes.io/router.tls.options) or, for the backend, a ServersTransport with rootCAs",
  "HAProxy's controller":
    "Use haproxy.org/client-ca or, for the backend, haproxy.org/server-ssl and haproxy.org/server-ca",
  "haproxy-ingress": "Use haproxy-ingress.github.io/auth-tls-secret, haproxy-ingress.github.io/secure-verify-ca-secret",
  Cilium: "Use Gateway API (BackendTLSPolicy for the backend); Cilium's ingress asks for no client certificates",
  Kong: "Use the plugin mtls-auth or, for the backend, konghq.com/tls-verify with konghq.com/ca-certificates-secret",
  "ingress-nginx": `Use ${nginx}/auth-tls-secret or, for the backend, ${nginx}/proxy-ssl-secret with ${nginx}/proxy-ssl-verify`,
}

/** A controller by the string of an IngressClass or GatewayClass; the string itself where it is not a known one. */
export function controllerOf(implementation: string): string {
  return implementations.find(([pattern]) => pattern.test(implementation))?.[1] ?? implementation
}

/** A controller by the name of the class that its installation usually has. */
export function controllerOfClassName(name: string): string | undefined {
  return usualClasses.find(([pattern]) => pattern.test(name))?.[1]
}

/** A controller by the name of a Service, of a server, of anything: a hint, no proof. */
export function controllerOfName(name: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(name))?.[1]
}

/** The controller that a Service or a workload belongs to, by the first of its names and labels that tells one. */
export function controllerOfService(names: readonly string[]): string | undefined {
  const isPlain = !names.some((name) => /ingress|gateway|controller/i.test(name))
  return (
    names
      .map(controllerOfName)
      // A web server is called nginx or haproxy, too.
      .find((name) => name !== undefined && !(isPlain && /nginx|haproxy/.test(name)))
  )
}

/** A controller by the name of the chart that installs it. Cilium's chart installs one only if it is told to. */
export function controllerOfChart(chart: string): string | undefined {
  return charts[chart]
}

const implementations: readonly (readonly [RegExp, string])[] = [
  [/^k8s\.io\/ingress-nginx$/, "ingress-nginx"],
  [/^nginx\.org\/ingress-controller$/, "nginx-ingress"],
  [/^traefik\.io\/(ingress|gateway)-controller$/, "traefik"],
  [/^cilium\.io\/ingress-controller$|^io\.cilium\/gateway-controller$/, "cilium"],
  [/^haproxy-ingress\.github\.io\/controller$/, "haproxy-ingress"],
  [/^haproxy\.org\/(ingress|gateway)-controller(\/.*)?$/, "haproxy-kubernetes-ingress"],
  [/^istio\.io\/(ingress|gateway|unmanaged-gateway)-controller$/, "istio"],
  [/^ingress\.k8s\.aws\/alb$/, "aws-load-balancer-controller"],
  [/^ingress-controllers\.konghq\.com\/kong$|^konghq\.com\/(kic-)?gateway-(controller|operator)$/, "kong"],
  [/^projectcontour\.io\/(ingress|gateway)-controller(\/.*)?$/, "contour"],
  [/^gateway\.envoyproxy\.io\/gatewayclass-controller$/, "envoy-gateway"],
  [/^gateway\.nginx\.org\/nginx-gateway-controller$/, "nginx-gateway-fabric"],
  [/^networking\.gke\.io\/gateway$|^k8s\.io\/ingress-gce$/, "gce"],
  [/^azure\/application-gateway$/, "azure-application-gateway"],
  [/^openshift\.io\/(ingress-to-route|gateway-controller)/, "openshift-router"],
  [/^(solo\.io\/gloo-gateway|kgateway\.dev\/kgateway)$/, "kgateway"],
  [/^apisix\.apache\.org\//, "apisix"],
]

const usualClasses: readonly (readonly [RegExp, string])[] = [
  [/^nginx$/, "ingress-nginx"],
  [/^traefik$/, "traefik"],
  [/^cilium$/, "cilium"],
  [/^haproxy$/, "haproxy-ingress"],
  [/^istio$/, "istio"],
  [/^alb$/, "aws-load-balancer-controller"],
  [/^kong$/, "kong"],
  [/^contour$/, "contour"],
  [/^gce(-internal)?$|^gke-l7-/, "gce"],
  [/^azure[/-]application-gateway$/, "azure-application-gateway"],
  [/^openshift-default$/, "openshift-router"],
]

const hints: readonly (readonly [RegExp, string])[] = [
  [/nginx-gateway/i, "nginx-gateway-fabric"],
  [/envoy-gateway|^envoy-/i, "envoy-gateway"],
  [/nginx/i, "ingress-nginx"],
  [/traefik/i, "traefik"],
  [/cilium/i, "cilium"],
  [/haproxy/i, "haproxy-ingress"],
  [/istio/i, "istio"],
  [/kong/i, "kong"],
  [/contour/i, "contour"],
]

const charts: Readonly<Record<string, string>> = {
  "ingress-nginx": "ingress-nginx",
  "nginx-ingress-controller": "ingress-nginx",
  "nginx-ingress": "nginx-ingress",
  traefik: "traefik",
  "haproxy-ingress": "haproxy-ingress",
  "kubernetes-ingress": "haproxy-kubernetes-ingress",
  kong: "kong",
  ingress: "kong",
  contour: "contour",
  gateway: "istio",
  "istio-ingress": "istio",
  "istio-ingressgateway": "istio",
  "gateway-helm": "envoy-gateway",
  "nginx-gateway-fabric": "nginx-gateway-fabric",
  "aws-load-balancer-controller": "aws-load-balancer-controller",
  apisix: "apisix",
  kgateway: "kgateway",
}

import { itemsAt, type Node, type Scalar, scalarAt } from "../model/tree.ts"
import type { Purpose, Reference } from "./reference.ts"
import { isLiteral, scalarsAt } from "./ways.ts"

/** Where the objects of an API name Secrets and ConfigMaps. */
export interface Pattern {
  /** `group/Kind`. */
  readonly of: RegExp
  /** The way to what a reference belongs to; every match is one use. */
  readonly at: string
  /** From there to the name, or to a mapping `{name, namespace, kind}`. */
  readonly name: string
  readonly purpose: Purpose
  /** Where absent, the reference says it itself; Secret where it does not. */
  readonly kind?: Reference["kind"]
  /** The field beside the name that holds a key. */
  readonly key?: string
  /** The keys that the API reads. */
  readonly keys?: readonly string[]
  readonly hosts?: (base: Node, root: Node) => readonly Scalar[]
  readonly listener?: true
  /** Whether the API has no field for a namespace there, whatever is written. */
  readonly own?: true
  readonly anywhere?: true
}

function under(way: string): (base: Node) => readonly Scalar[] {
  return (base) => scalarsAt(base, way)
}

/** The hosts of a TLS entry of an Ingress; without any, those of its rules. */
function ingressHosts(base: Node, root: Node): readonly Scalar[] {
  const own = scalarsAt(base, "hosts[]")
  return own.length > 0 ? own : scalarsAt(root, "spec.rules[].host")
}

/** Istio writes `namespace/host`, where the namespace is who may bind to it. */
function istioHosts(base: Node): readonly Scalar[] {
  return scalarsAt(base, "hosts[]").map((host) => {
    const slash = host.value.indexOf("/")
    return slash === -1 ? host : { ...host, value: host.value.slice(slash + 1) }
  })
}

/** The names in rules like ``Host(`a.corp`) && PathPrefix(`/x`)``, and in `tls.domains`. */
function traefikHosts(_: Node, root: Node): readonly Scalar[] {
  const matched = itemsAt(root, "spec", "routes").flatMap((route) => {
    const rule = scalarAt(route, "match")
    if (rule === undefined || !isLiteral(rule)) return []
    return [...rule.value.matchAll(/\bHost(?:SNI)?\(([^)]{1,2000})\)/g)].flatMap(([, names = ""]) =>
      [...names.matchAll(/[`"']([^`"']{1,253})[`"']/g)].map(([, name = ""]) => ({ ...rule, value: name })),
    )
  })
  const domains = [...scalarsAt(root, "spec.tls.domains[].main"), ...scalarsAt(root, "spec.tls.domains[].sans[]")]
  return [...matched, ...domains].filter(({ value }) => value !== "*")
}

/** The host of the URL that a source or a provider is fetched from. */
function urlHost(_: Node, root: Node): readonly Scalar[] {
  return ["spec.url", "spec.endpoint", "spec.address", "spec.image"].flatMap((way) => scalarsAt(root, way))
}

const traefik = String.raw`^traefik\.(io|containo\.us)\/`
const gateway = String.raw`^gateway\.networking\.(x-)?k8s\.io\/`
const flux = String.raw`^(source|image|notification)\.toolkit\.fluxcd\.io\/`

/** By group and kind. What no line names is found by its looks (`secretName`, `{kind: Secret, name}`), without hosts. */
export const patterns: readonly Pattern[] = [
  {
    of: /^(networking\.k8s\.io|extensions)\/Ingress$/,
    at: "spec.tls[]",
    name: "secretName",
    own: true,
    purpose: "server",
    keys: ["tls.crt", "tls.key"],
    hosts: ingressHosts,
  },
  {
    of: new RegExp(`${gateway}Gateway$`),
    at: "spec.listeners[]",
    name: "tls.certificateRefs[]",
    purpose: "server",
    keys: ["tls.crt", "tls.key"],
    hosts: under("hostname"),
    listener: true,
  },
  {
    of: new RegExp(`${gateway}X?ListenerSet$`),
    at: "spec.listeners[]",
    name: "tls.certificateRefs[]",
    purpose: "server",
    keys: ["tls.crt", "tls.key"],
    hosts: under("hostname"),
  },
  {
    of: new RegExp(`${gateway}Gateway$`),
    at: "spec.tls.frontend.default.validation",
    name: "caCertificateRefs[]",
    purpose: "clients",
    keys: ["ca.crt"],
  },
  {
    of: new RegExp(`${gateway}Gateway$`),
    at: "spec.tls.backend",
    name: "clientCertificateRef",
    purpose: "client",
    keys: ["tls.crt", "tls.key"],
  },
  {
    of: new RegExp(`${gateway}BackendTLSPolicy$`),
    at: "spec.validation",
    name: "caCertificateRefs[]",
    purpose: "trust",
    keys: ["ca.crt"],
    hosts: under("hostname"),
  },
  {
    of: /^networking\.istio\.io\/Gateway$/,
    at: "spec.servers[]",
    name: "tls.credentialName",
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key", "cert", "key"],
    hosts: istioHosts,
    anywhere: true,
  },
  {
    of: /^networking\.istio\.io\/DestinationRule$/,
    at: "spec.trafficPolicy.tls",
    name: "credentialName",
    purpose: "trust",
    kind: "Secret",
    hosts: (_, root) => scalarsAt(root, "spec.host"),
  },
  {
    of: /^route\.openshift\.io\/Route$/,
    at: "spec",
    name: "tls.externalCertificate",
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
    hosts: under("host"),
  },
  {
    of: new RegExp(`${traefik}IngressRoute(TCP)?$`),
    at: "spec.tls",
    name: "secretName",
    own: true,
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
    hosts: traefikHosts,
  },
  {
    of: new RegExp(`${traefik}TLSStore$`),
    at: "spec.defaultCertificate",
    name: "secretName",
    own: true,
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
  },
  {
    of: new RegExp(`${traefik}TLSStore$`),
    at: "spec.certificates[]",
    name: "secretName",
    own: true,
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
  },
  {
    of: new RegExp(`${traefik}TLSOption$`),
    at: "spec.clientAuth",
    name: "secretNames[]",
    purpose: "clients",
    kind: "Secret",
  },
  {
    of: new RegExp(`${traefik}ServersTransport(TCP)?$`),
    at: "spec",
    name: "rootCAsSecrets[]",
    purpose: "trust",
    kind: "Secret",
    hosts: under("serverName"),
  },
  {
    of: new RegExp(`${traefik}ServersTransport(TCP)?$`),
    at: "spec",
    name: "rootCAs[].secret",
    purpose: "trust",
    kind: "Secret",
    hosts: under("serverName"),
  },
  {
    of: new RegExp(`${traefik}ServersTransport(TCP)?$`),
    at: "spec",
    name: "rootCAs[].configMap",
    purpose: "trust",
    kind: "ConfigMap",
    hosts: under("serverName"),
  },
  {
    of: new RegExp(`${traefik}ServersTransport(TCP)?$`),
    at: "spec",
    name: "certificatesSecrets[]",
    purpose: "client",
    kind: "Secret",
  },
  {
    of: /^projectcontour\.io\/HTTPProxy$/,
    at: "spec.virtualhost",
    name: "tls.secretName",
    purpose: "server",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
    hosts: under("fqdn"),
  },
  {
    of: /^projectcontour\.io\/HTTPProxy$/,
    at: "spec.virtualhost.tls.clientValidation",
    name: "caSecret",
    purpose: "clients",
    kind: "Secret",
    keys: ["ca.crt"],
  },
  {
    of: /^projectcontour\.io\/HTTPProxy$/,
    at: "spec.routes[].services[].validation",
    name: "caSecret",
    purpose: "trust",
    kind: "Secret",
    keys: ["ca.crt"],
    hosts: under("subjectName"),
  },
  {
    of: /^cert-manager\.io\/Certificate$/,
    at: "spec",
    name: "secretName",
    purpose: "issued",
    kind: "Secret",
    hosts: under("dnsNames[]"),
  },
  {
    of: /^cert-manager\.io\/(Cluster)?Issuer$/,
    at: "spec.ca",
    name: "secretName",
    purpose: "signer",
    kind: "Secret",
    keys: ["tls.crt", "tls.key"],
    anywhere: true,
  },
  {
    of: /^cert-manager\.io\/(Cluster)?Issuer$/,
    at: "spec.vault",
    name: "caBundleSecretRef",
    purpose: "trust",
    kind: "Secret",
    key: "key",
    keys: ["ca.crt"],
    anywhere: true,
    hosts: under("server"),
  },
  {
    of: /^trust\.cert-manager\.io\/(Cluster)?Bundle$/,
    at: "spec.sources[]",
    name: "secret",
    purpose: "trust",
    kind: "Secret",
    key: "key",
    anywhere: true,
  },
  {
    of: /^trust\.cert-manager\.io\/(Cluster)?Bundle$/,
    at: "spec.sources[]",
    name: "configMap",
    purpose: "trust",
    kind: "ConfigMap",
    key: "key",
    anywhere: true,
  },
  {
    of: new RegExp(flux),
    at: "spec",
    name: "certSecretRef",
    purpose: "trust",
    kind: "Secret",
    keys: ["ca.crt", "caFile"],
    hosts: urlHost,
  },
  {
    of: /^kafka\.strimzi\.io\//,
    at: "spec.tls.trustedCertificates[]",
    name: "secretName",
    purpose: "trust",
    kind: "Secret",
    key: "certificate",
  },
  {
    of: /^kafka\.strimzi\.io\//,
    at: "spec.kafka.listeners[].configuration.brokerCertChainAndKey",
    name: "secretName",
    purpose: "server",
    kind: "Secret",
    key: "certificate",
  },
  {
    of: /^monitoring\.coreos\.com\//,
    at: "spec.web.tlsConfig.cert",
    name: "secret",
    purpose: "server",
    kind: "Secret",
    key: "key",
  },
  ...["spec.endpoints[]", "spec.podMetricsEndpoints[]", "spec.remoteWrite[]", "spec.remoteRead[]", "spec"].flatMap(
    (way): Pattern[] =>
      (["Secret", "ConfigMap"] as const).map((kind) => ({
        of: /^monitoring\.coreos\.com\//,
        at: `${way}.tlsConfig`,
        name: kind === "Secret" ? "ca.secret" : "ca.configMap",
        purpose: "trust",
        kind,
        key: "key",
        hosts: under("serverName"),
      })),
  ),
]

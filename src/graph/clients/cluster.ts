import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { usageOf } from "../../usage/index.ts"
import { contentOfScalar, unknown } from "../contents.ts"
import type { Dial, Trust } from "../dial.ts"
import { usualVersions } from "../listener.ts"
import { namespaceOf, objectNamed } from "../objects.ts"
import { anyClient } from "../profiles.table.ts"
import { addressOf, filePart } from "./common.ts"

/** The calls of the API server: webhooks, conversions, aggregated APIs. */
export function apiServerDials(inventory: Inventory): Dial[] {
  const webhooks = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"]
    .flatMap((kind) => inventory.objects(kind))
    .flatMap((document) =>
      itemsAt(document.root, "webhooks").flatMap((hook) => webhookDial(at(hook, "clientConfig"), document, inventory)),
    )
  const conversions = inventory
    .objects("CustomResourceDefinition")
    .flatMap((document) =>
      webhookDial(at(document.root, "spec", "conversion", "webhook", "clientConfig"), document, inventory),
    )
  const services = inventory
    .objects("APIService")
    .flatMap((document) => webhookDial(at(document.root, "spec"), document, inventory))
  return [...webhooks, ...conversions, ...services]
}

function webhookDial(config: Node | undefined, document: DocumentFact, inventory: Inventory): Dial[] {
  const url = scalarAt(config, "url")
  if (config !== undefined && url !== undefined) return urlDial(config, url, document, inventory)
  const name = scalarAt(config, "service", "name")
  if (config === undefined || name === undefined || name.type === "template" || document.template) return []
  const namespace = textAt(config, "service", "namespace") ?? ""
  const spaces = usageOf(inventory).identities.namespaces(document.path, undefined)
  const [moved] = [...spaces].filter((one) => one !== "")
  const space = moved ?? namespace
  const port = Number(textAt(config, "service", "port") ?? 443)
  if (space === "" || !Number.isInteger(port)) return []
  const place = inventory.locate(document.path, name, document.inner)
  return [hookDial(config, { host: `${name.value}.${space}.svc`, port }, space, place, document, inventory)]
}

/** A webhook outside of the cluster. */
function urlDial(config: Node, url: Scalar, document: DocumentFact, inventory: Inventory): Dial[] {
  const address = url.type === "template" ? undefined : addressOf(url.value)
  if (address === undefined || address.scheme !== "https") return []
  const place = inventory.locate(document.path, url, document.inner)
  return [hookDial(config, address, "", place, document, inventory)]
}

function hookDial(
  config: Node,
  { host, port }: { readonly host: string; readonly port: number },
  namespace: string,
  place: Location,
  document: DocumentFact,
  inventory: Inventory,
): Dial {
  const ca = scalarAt(config, "caBundle")
  const injected = entriesAt(document.root, "metadata", "annotations").some(({ key }) => /inject/.test(key.value))
  const insecure = isTrue(at(config, "insecureSkipTLSVerify"))
  const found =
    ca === undefined ? unknown("its caBundle is filled in when it runs") : contentOfScalar(ca, document, inventory)
  const where = ca === undefined ? place : inventory.locate(document.path, ca, document.inner)
  const empty = ca !== undefined && found.kind === "content" && found.content.bundles.length === 0
  return {
    client: `kube-apiserver for ${usageOf(inventory).identities.label(document, document.resource!)}`,
    program: "the API server",
    profiles: ["go"],
    host,
    port,
    at: place,
    network: { kind: "cluster", path: document.path, namespace },
    speaks: "tls",
    verify: insecure ? "none" : "full",
    trust: { parts: [filePart(found, where)], at: where },
    versions: usualVersions,
    ...((injected || empty) && !insecure && { open: "its caBundle is filled in when it runs" }),
  }
}

/** The clusters of kubeconfig files. */
export function kubeconfigDials(inventory: Inventory, files: (document: DocumentFact, path: Node) => Trust): Dial[] {
  return inventory.documents("kubeconfig").flatMap((document) => {
    const { root } = document
    return itemsAt(root, "clusters").flatMap((entry): Dial[] => {
      const server = scalarAt(entry, "cluster", "server")
      const [, host, port] = /^https:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?/.exec(server?.value ?? "") ?? []
      if (server === undefined || server.type === "template" || host === undefined) return []
      const cluster = at(entry, "cluster")
      const data = scalarAt(cluster, "certificate-authority-data")
      const file = scalarAt(cluster, "certificate-authority")
      const insecure = isTrue(at(cluster, "insecure-skip-tls-verify"))
      const name = textAt(cluster, "tls-server-name")
      const place = inventory.locate(document.path, server, document.inner)
      const trust: Trust =
        data !== undefined
          ? {
              parts: [
                filePart(
                  contentOfScalar(data, document, inventory),
                  inventory.locate(document.path, data, document.inner),
                ),
              ],
              at: inventory.locate(document.path, data, document.inner),
            }
          : file !== undefined
            ? files(document, file)
            : {
                parts: [
                  {
                    kind: "system",
                    system: { kind: "unknown", why: "what the machine trusts is not in the repository" },
                  },
                ],
                at: place,
              }
      const both = insecure && (data !== undefined || file !== undefined)
      return [
        {
          client: `kubeconfig ${document.path}, cluster ${textAt(entry, "name") ?? ""}`,
          program: "kubectl",
          profiles: ["go"],
          host: host.replace(/^\[(.*)\]$/, "$1"),
          port: Number(port ?? 443),
          at: place,
          network: { kind: "machine", path: document.path },
          speaks: "tls",
          verify: insecure ? "none" : "full",
          ...(name !== undefined && { name }),
          trust,
          versions: usualVersions,
          ...identityOfUser(document, textAt(entry, "name"), inventory),
          ...(both && {
            refused: {
              at: inventory.locate(
                document.path,
                scalarAt(cluster, "insecure-skip-tls-verify") ?? server,
                document.inner,
              ),
              message: "kubectl refuses a cluster with a CA and insecure-skip-tls-verify",
            },
          }),
          ...(at(cluster, "proxy-url") !== undefined && { open: "it goes through a proxy" }),
        },
      ]
    })
  })
}

/** The client certificate of the user that a context joins with a cluster. */
function identityOfUser(document: DocumentFact, cluster: string | undefined, inventory: Inventory): Partial<Dial> {
  const { root } = document
  const users = new Set(
    itemsAt(root, "contexts")
      .filter((context) => textAt(context, "context", "cluster") === cluster)
      .map((context) => textAt(context, "context", "user")),
  )
  const entries = itemsAt(root, "users").filter((user) => users.has(textAt(user, "name")))
  const [entry] = entries
  const certificate = scalarAt(entry, "user", "client-certificate-data")
  const key = scalarAt(entry, "user", "client-key-data")
  if (entries.length !== 1 || certificate === undefined) return {}
  const found = contentOfScalar(certificate, document, inventory)
  return {
    identity: {
      certificate: found,
      key: key === undefined ? found : contentOfScalar(key, document, inventory),
      at: inventory.locate(document.path, certificate, document.inner),
    },
  }
}

/** BackendTLSPolicy: what gateways verify the Services behind them with. */
export function backendPolicyDials(inventory: Inventory): Dial[] {
  return inventory.objects("BackendTLSPolicy").flatMap((document) => {
    if (document.template) return []
    const hostname = scalarAt(document.root, "spec", "validation", "hostname")
    const references = itemsAt(document.root, "spec", "validation", "caCertificateRefs")
    const wellKnown = textAt(document.root, "spec", "validation", "wellKnownCACertificates")
    const namespace = namespaceOf(document, inventory)
    if (hostname === undefined) return []
    const place = inventory.locate(document.path, hostname, document.inner)
    const targets = itemsAt(document.root, "spec", "targetRefs").filter(
      (target) => textAt(target, "kind") === "Service",
    )
    const parts = references.map((reference) => {
      const kind = textAt(reference, "kind") === "Secret" ? "Secret" : "ConfigMap"
      const name = scalarAt(reference, "name")
      const object = objectNamed(kind, name?.value ?? "", { path: document.path, namespace }, inventory)
      return filePart(
        "why" in object ? unknown(object.why) : object.key("ca.crt"),
        inventory.locate(document.path, name ?? reference, document.inner),
      )
    })
    const trust: Trust = {
      parts: wellKnown === undefined ? parts : [{ kind: "public" }],
      at: parts[0]?.kind === "file" ? parts[0].at : place,
    }
    return targets.flatMap((target) => {
      const service = textAt(target, "name") ?? ""
      const found = inventory
        .named("Service", service)
        .find((one) => inventory.joined(one.path, document.path) && namespaceOf(one, inventory) === namespace)
      const ports = itemsAt(found?.root, "spec", "ports").filter((port) => {
        const section = textAt(target, "sectionName")
        return section === undefined || textAt(port, "name") === section
      })
      const class_ = gatewayPrograms(inventory)
      return ports.flatMap((port): Dial[] => {
        const number = Number(textAt(port, "port"))
        if (!Number.isInteger(number)) return []
        return [
          {
            client: `gateway for BackendTLSPolicy ${namespace}/${document.resource?.name ?? ""}`,
            program: "the gateway",
            profiles: class_,
            host: service === "" ? hostname.value : `${service}.${namespace}.svc`,
            port: number,
            at: place,
            network: { kind: "cluster", path: document.path, namespace },
            speaks: "tls",
            verify: "full",
            name: hostname.value,
            trust,
            versions: usualVersions,
            ...(itemsAt(document.root, "spec", "validation", "subjectAltNames").length > 0 && {
              open: "it wants other names",
            }),
          },
        ]
      })
    })
  })
}

/** What the gateways of the repository are made of. */
function gatewayPrograms(inventory: Inventory): Dial["profiles"] {
  const controllers = inventory.objects("GatewayClass").map(({ root }) => textAt(root, "spec", "controllerName") ?? "")
  return controllers.length > 0 && controllers.every((one) => /nginx/.test(one)) ? ["nginx"] : anyClient
}

/** Ingresses whose controller, ingress-nginx, talks HTTPS to the Services behind them. */
export function ingressBackendDials(inventory: Inventory): Dial[] {
  return inventory.objects("Ingress").flatMap((document) => {
    if (document.template || document.carrier?.kind === "patch") return []
    const annotation = (name: string) => {
      const found = entriesAt(document.root, "metadata", "annotations").find(
        ({ key }) => key.value === `nginx.ingress.kubernetes.io/${name}`,
      )
      return found?.value.kind === "scalar" ? found.value : undefined
    }
    const protocol = annotation("backend-protocol")?.value.toUpperCase()
    if (protocol !== "HTTPS" && protocol !== "GRPCS") return []
    const namespace = namespaceOf(document, inventory)
    const backends = [
      ...itemsAt(document.root, "spec", "rules").flatMap((rule) =>
        itemsAt(rule, "http", "paths").flatMap((path) => at(path, "backend") ?? []),
      ),
      ...[at(document.root, "spec", "defaultBackend") ?? []].flat(),
    ]
    return backends.flatMap((backend): Dial[] => {
      const name = scalarAt(backend, "service", "name")
      if (name === undefined) return []
      const port = portNumber(at(backend, "service", "port"), name.value, namespace, document, inventory)
      if (port === undefined) return []
      return [
        {
          client: `ingress-nginx for ${usageOf(inventory).identities.label(document, document.resource!)}`,
          program: "ingress-nginx",
          host: `${name.value}.${namespace}.svc`,
          port,
          at: inventory.locate(document.path, name, document.inner),
          network: { kind: "cluster", path: document.path, namespace },
          speaks: "tls",
          profiles: ["nginx"],
          versions: usualVersions,
          ...ingressVerification(annotation, document, namespace, inventory),
        },
      ]
    })
  })
}

type Annotation = (name: string) => { readonly value: string; readonly start: number; readonly end: number } | undefined

function ingressVerification(
  annotation: Annotation,
  document: DocumentFact,
  namespace: string,
  inventory: Inventory,
): Pick<Dial, "verify" | "trust"> & Partial<Dial> {
  const secret = annotation("proxy-ssl-secret")
  const place: Location = inventory.locate(document.path, secret ?? document.span, document.inner)
  // Without a Secret the controller writes none of its directives.
  if (secret === undefined) return { verify: "none", trust: { parts: [], at: place } }
  const [space, name] = secret.value.includes("/") ? secret.value.split("/") : [namespace, secret.value]
  const object = objectNamed("Secret", name ?? "", { path: document.path, namespace: space }, inventory)
  const key = (one: string) => ("why" in object ? unknown(object.why) : object.key(one))
  const certificate = key("tls.crt")
  const wanted = annotation("proxy-ssl-name")?.value ?? "upstream_balancer"
  const sends = annotation("proxy-ssl-server-name")?.value === "on"
  return {
    verify: annotation("proxy-ssl-verify")?.value === "on" ? "full" : "none",
    name: wanted,
    serverName: sends ? wanted : null,
    depth: Number(annotation("proxy-ssl-verify-depth")?.value ?? 1),
    trust: { parts: [filePart(key("ca.crt"), place)], at: place },
    ...(certificate.kind === "content" && { identity: { certificate, key: key("tls.key"), at: place } }),
  }
}

function portNumber(
  node: Node | undefined,
  service: string,
  namespace: string,
  document: DocumentFact,
  inventory: Inventory,
): number | undefined {
  const number = Number(textAt(node, "number"))
  if (Number.isInteger(number)) return number
  const name = textAt(node, "name")
  const found = inventory
    .named("Service", service)
    .find((one) => inventory.joined(one.path, document.path) && namespaceOf(one, inventory) === namespace)
  const port = Number(
    textAt(
      itemsAt(found?.root, "spec", "ports").find((item) => textAt(item, "name") === name),
      "port",
    ),
  )
  return Number.isInteger(port) ? port : undefined
}

import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { grouped } from "../../model/grouped.ts"
import type { Location } from "../../model/place.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { definitionsOf } from "../../usage/definitions.ts"
import { type Reference, usageOf } from "../../usage/index.ts"
import { type ServiceName, secretsBehind } from "../../usage/services.ts"
import { containersOf } from "../../workloads/workloads.ts"

/** A name that somebody asks for, with the Secrets of which one is presented for it. */
export interface AskedHost {
  readonly host: string
  readonly at: Location
  /** Who serves it, or asks for it: `Ingress web/shop`, `ValidatingWebhookConfiguration policy`. */
  readonly user: string
  readonly isAsked: boolean
  readonly references: readonly Reference[]
}

/** The hosts that objects serve with a Secret which they name. */
export function* servedHosts(inventory: Inventory): Generator<AskedHost> {
  const usage = usageOf(inventory)
  const serving = usage.references.filter(({ purpose, kind }) => purpose === "server" && kind === "Secret")
  for (const references of grouped(serving, ({ user }) => user).values())
    for (const alike of grouped(references, ({ listener, at }) => listener ?? at).values()) {
      const { hosts, label } = usage.toUse(alike[0]!)
      for (const { name, document } of hosts)
        if (isHost(name))
          yield {
            ...{ host: name.value, user: label, isAsked: false, references: alike },
            at: inventory.locate(document.path, name, document.inner),
          }
    }
}

/** The names of Services that the API server, gateways and containers ask over TLS; the pods mount the Secret. */
export function* askedServices(inventory: Inventory): Generator<AskedHost> {
  for (const { document, service, host, at: place } of [
    ...callsOfApiServer(inventory),
    ...backendPolicies(inventory),
    ...addresses(inventory),
  ]) {
    const resource = document.resource
    if (document.template || resource === undefined) continue
    const mounted = secretsBehind(service, document, inventory).filter((reference) => isOfTls(reference, inventory))
    const references = mounted.length > 0 ? mounted : injectedInto(document, service, inventory)
    if (references.length === 0) continue
    yield {
      ...{ host, user: usageOf(inventory).identities.label(document, resource), isAsked: true, references },
      at: inventory.locate(document.path, place, document.inner),
    }
  }
}

interface Call {
  readonly document: DocumentFact
  readonly service: ServiceName
  readonly host: string
  readonly at: Node
}

/** Webhooks, conversions and aggregated APIs: the API server verifies `<service>.<namespace>.svc`. */
function* callsOfApiServer(inventory: Inventory): Generator<Call> {
  const clients = (document: DocumentFact): (Node | undefined)[] => {
    const { root, resource } = document
    if (resource?.kind === "APIService")
      return textAt(root, "spec", "insecureSkipTLSVerify") === "true" ? [] : [at(root, "spec")]
    if (resource?.kind === "CustomResourceDefinition")
      return [
        at(root, "spec", "conversion", "webhook", "clientConfig"),
        at(root, "spec", "conversion", "webhookClientConfig"),
      ]
    return itemsAt(root, "webhooks").map((webhook) => at(webhook, "clientConfig"))
  }
  for (const kind of [
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "APIService",
    "CustomResourceDefinition",
  ])
    for (const document of inventory.objects(kind)) {
      const seen = new Set<string>()
      for (const client of clients(document)) {
        const service = at(client, "service")
        const name = scalarAt(service, "name")
        const namespace = textAt(service, "namespace")
        if (name === undefined || namespace === undefined || /[{}$]/.test(name.value + namespace)) continue
        // A kustomization that moves the Service moves the name in the webhook, too.
        const host = `${name.value}.${namespace}.svc`
        if (seen.has(host) || isMoved(document, inventory)) continue
        seen.add(host)
        yield { document, service: { name: name.value, namespace }, host, at: name }
      }
    }
}

/** Whether a kustomization renames what it takes in, so that the names here are not those of the cluster. */
function isMoved({ path }: DocumentFact, inventory: Inventory): boolean {
  const { names, namespaces } = usageOf(inventory).identities
  return names(path, "x").size > 1 || [...namespaces(path, undefined)].some((one) => one !== "")
}

/** A gateway verifies `validation.hostname`, whatever the Service is called. */
function* backendPolicies(inventory: Inventory): Generator<Call> {
  for (const document of inventory.objects("BackendTLSPolicy")) {
    const { root, resource } = document
    const hostname = scalarAt(root, "spec", "validation", "hostname")
    if (hostname === undefined || !isHost(hostname)) continue
    // With subjectAltNames the hostname is only what is asked for, not what is looked for.
    if (itemsAt(root, "spec", "validation", "subjectAltNames").length > 0) continue
    for (const target of itemsAt(root, "spec", "targetRefs")) {
      const name = textAt(target, "name")
      if (name === undefined || (textAt(target, "kind") ?? "Service") !== "Service") continue
      yield { document, service: { name, namespace: resource?.namespace }, host: hostname.value, at: hostname }
    }
  }
}

/** `https://<service>.<namespace>.svc` in the variables and arguments of containers. */
function* addresses(inventory: Inventory): Generator<Call> {
  for (const kind of workloads)
    for (const document of inventory.objects(kind)) {
      if (document.template) continue
      for (const { environment } of containersOf(document))
        for (const { value } of environment) {
          if (value === undefined || value.type === "template") continue
          const [, name, namespace, ending] =
            /^https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.(svc(?:\.cluster\.local)?)(?::\d+)?(?:\/|$)/.exec(value.value) ?? []
          if (name === undefined || namespace === undefined) continue
          yield { document, service: { name, namespace }, host: `${name}.${namespace}.${ending}`, at: value }
        }
    }
}

/** The Secret whose CA is injected into a webhook is the one that its pods serve, where nothing shows the pods. */
function injectedInto(document: DocumentFact, service: ServiceName, inventory: Inventory): readonly Reference[] {
  if (inventory.named("Service", service.name).length > 0) return []
  const annotated = entriesAt(document.root, "metadata", "annotations").find(
    ({ key }) => key.value === "cert-manager.io/inject-ca-from",
  )
  return usageOf(inventory).references.filter(({ user, at: place }) => user === document && place === annotated?.value)
}

function isOfTls({ kind, name }: Reference, inventory: Inventory): boolean {
  return definitionsOf(inventory)
    .of(kind, name)
    .some(({ tls }) => tls)
}

function isHost({ type, value }: Scalar): boolean {
  return type === "string" && /^(\*\.)?[a-z0-9][a-z0-9.-]*[a-z0-9]$/i.test(value)
}

const workloads = ["Deployment", "DaemonSet", "StatefulSet", "CronJob", "Job", "Pod"] as const

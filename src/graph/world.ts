import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import { at, entriesAt, itemsAt, type Node, textAt } from "../model/tree.ts"
import { ipText } from "../x509/ip.ts"
import { composeProcesses } from "./compose-services.ts"
import { type Edge, edgesOf } from "./edges.ts"
import type { Listener } from "./listener.ts"
import { podProcesses } from "./pods.ts"
import type { Process } from "./process.ts"
import { listenersOf } from "./servers/index.ts"
import { presented } from "./trust.ts"

/** All that runs, with the ways to find it by its names. */
export interface World {
  readonly inventory: Inventory
  readonly processes: readonly Process[]
  /** The processes of an object, by its document. */
  readonly byDocument: ReadonlyMap<DocumentFact, readonly Process[]>
  /** Workloads by each of their labels: `app=api`. */
  readonly byLabel: ReadonlyMap<string, readonly Workload[]>
  readonly edges: ReadonlyMap<string, readonly Edge[]>
  readonly compose: readonly ComposeProject[]
  /** Services of compose files by the names that are more than one word, and by fixed addresses. */
  readonly machines: ReadonlyMap<string, readonly ComposeService[]>
  /** Servers by the names in what they present: the last resort for a host that nothing else tells of. */
  readonly presented: () => ReadonlyMap<string, readonly { readonly id: string; readonly listener: Listener }[]>
}

export interface Workload {
  readonly document: DocumentFact
  readonly labels: ReadonlyMap<string, string>
  readonly processes: readonly Process[]
}

export interface ComposeProject {
  readonly document: DocumentFact
  readonly services: ReadonlyMap<string, ComposeService>
}

export interface ComposeService {
  readonly document: DocumentFact
  readonly running: Process
  /** Published ports: that of the host to that of the container. */
  readonly published: ReadonlyMap<number, number>
}

const workloadKinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Pod",
  "Job",
  "CronJob",
  "Rollout",
  "DeploymentConfig",
  "ReplicationController",
]

export function worldOf(inventory: Inventory): World {
  const workloads = workloadKinds
    .flatMap((kind) => inventory.objects(kind))
    .map(
      (document): Workload => ({ document, labels: labelsOf(document), processes: podProcesses(document, inventory) }),
    )
  const compose = inventory.documents("compose").map((document) => projectOf(document, inventory))
  const services = compose.flatMap((project) => [...new Set(project.services.values())])
  let named: ReturnType<World["presented"]> | undefined
  const processes = [...workloads.flatMap((workload) => workload.processes), ...services.map(({ running }) => running)]
  return {
    inventory,
    presented() {
      named ??= presentedNames(processes, inventory)
      return named
    },
    processes,
    byDocument: new Map(workloads.map(({ document, processes }) => [document, processes])),
    byLabel: grouped2(workloads),
    edges: grouped(edgesOf(inventory), ({ host }) => host),
    compose,
    machines: new Map(
      [...grouped(services.flatMap(machineNames), ({ name }) => name)].map(([name, list]) => [
        name,
        [...new Set(list.map(({ service }) => service))],
      ]),
    ),
  }
}

function grouped2(workloads: readonly Workload[]): ReadonlyMap<string, readonly Workload[]> {
  const pairs = workloads.flatMap((workload) =>
    [...workload.labels].map(([key, value]) => ({ label: `${key}=${value}`, workload })),
  )
  return new Map(
    [...grouped(pairs, ({ label }) => label)].map(([label, list]) => [label, list.map(({ workload }) => workload)]),
  )
}

function labelsOf({ root, resource }: DocumentFact): ReadonlyMap<string, string> {
  const template =
    resource?.kind === "Pod"
      ? root
      : (at(root, "spec", "template") ?? at(root, "spec", "jobTemplate", "spec", "template"))
  return new Map(
    entriesAt(template, "metadata", "labels").flatMap(({ key, value }) =>
      value.kind === "scalar" ? [[key.value, value.value] as const] : [],
    ),
  )
}

function projectOf(document: DocumentFact, inventory: Inventory): ComposeProject {
  const services = new Map<string, ComposeService>()
  const processes = composeProcesses(document, inventory)
  for (const running of processes) {
    if (running.network.kind !== "compose") continue
    const { service: key } = running.network
    const node = at(document.root, "services", key)
    const service = { document, running, published: publishedBy(node) }
    for (const name of [key, textAt(node, "container_name"), ...aliasesOf(node)])
      if (name !== undefined && !services.has(name.toLowerCase())) services.set(name.toLowerCase(), service)
  }
  return { document, services }
}

function aliasesOf(node: Node | undefined): string[] {
  return entriesAt(node, "networks").flatMap(({ value }) =>
    itemsAt(value, "aliases").flatMap((alias) => (alias.kind === "scalar" ? [alias.value] : [])),
  )
}

/** Names that mean the same service wherever they are asked for. */
function machineNames(service: ComposeService): { name: string; service: ComposeService }[] {
  if (service.running.network.kind !== "compose") return []
  const node = at(service.document.root, "services", service.running.network.service)
  const domain = textAt(node, "domainname")
  const host = textAt(node, "hostname")
  const names = [
    ...aliasesOf(node),
    ...(host === undefined ? [] : [domain === undefined ? host : `${host}.${domain}`]),
    ...[textAt(node, "container_name") ?? []].flat(),
    ...entriesAt(node, "networks").flatMap(({ value }) => textAt(value, "ipv4_address") ?? []),
  ]
  return [...new Set(names)].filter((name) => name.includes(".")).map((name) => ({ name: name.toLowerCase(), service }))
}

function publishedBy(node: Node | undefined): ReadonlyMap<number, number> {
  const ports = new Map<number, number>()
  for (const item of itemsAt(node, "ports")) {
    if (item.kind === "mapping") {
      const [published, target] = [Number(textAt(item, "published")), Number(textAt(item, "target"))]
      if (Number.isInteger(published) && Number.isInteger(target)) ports.set(published, target)
      continue
    }
    const [, published, target] = item.kind === "scalar" ? (/(?:^|:)(\d+):(\d+)(?:\/tcp)?$/.exec(item.value) ?? []) : []
    if (published !== undefined) ports.set(Number(published), Number(target))
  }
  return ports
}

function presentedNames(processes: readonly Process[], inventory: Inventory): ReturnType<World["presented"]> {
  const found = processes.flatMap((running) => {
    const listeners = listenersOf(running, inventory)
    if (typeof listeners === "string") return []
    return listeners.flatMap((listener) => {
      const sites = listener.service.kind === "tls" ? listener.service.sites : []
      const leaves = sites.flatMap(({ pair }) => presented(pair.certificate, "openssl", inventory)?.[0] ?? [])
      const names = leaves.flatMap((leaf) => [...leaf.dnsNames, ...leaf.ipAddresses.map(ipText)])
      return [...new Set(names)].map((name) => ({ name: name.toLowerCase(), id: running.id, listener }))
    })
  })
  return grouped(found, ({ name }) => name)
}

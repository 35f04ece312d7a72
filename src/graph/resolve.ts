import type { DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { entriesAt, itemsAt, type Node, textAt } from "../model/tree.ts"
import { usageOf } from "../usage/index.ts"
import type { Listener } from "./listener.ts"
import type { Network, Process } from "./process.ts"
import { listenersOf } from "./servers/index.ts"
import type { ComposeService, World } from "./world.ts"

/** Who answers at a host and port, as far as the repository shows it. */
export type Answer =
  | { readonly kind: "listeners"; readonly listeners: readonly Answering[] }
  /** Nothing of the repository: a host elsewhere. */
  | { readonly kind: "elsewhere"; readonly why: string }
  /** Something of the repository, of which too little is known. */
  | { readonly kind: "unknown"; readonly why: string; readonly server?: string }

export interface Answering {
  readonly id: string
  readonly listener: Listener
}

export interface Question {
  readonly host: string
  readonly port: number
  readonly network: Network
  /** The processes that share its loopback. */
  readonly beside: readonly Process[]
}

/** Looks a host up from where it is asked for. */
export function resolve(question: Question, world: World): Answer {
  const host = question.host
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[(.*)\]$/, "$1")
  const { network, port } = question
  if (/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host))
    return network.kind === "machine" ? published(port, network.path, world) : among(question.beside, port, world)
  if (network.kind === "compose") {
    const found = projectOf(network.document, world)?.services.get(host)
    if (found !== undefined) return among([found.running], port, world)
  }
  if (network.kind === "cluster") {
    const found = inCluster(host, port, network, world)
    if (found !== undefined) return found
  }
  const found = edge(host, port, world) ?? machine(host, port, world) ?? byCertificate(host, port, network, world)
  return found ?? { kind: "elsewhere", why: `${host} is not in the repository` }
}

function projectOf(document: DocumentFact, world: World) {
  return world.compose.find((project) => project.document === document || project.document.path === document.path)
}

/** The only server of that port whose certificate is for the host, in what may be the same place. */
function byCertificate(host: string, port: number, network: Network, world: World): Answer | undefined {
  const found = (world.presented().get(host) ?? []).filter(({ listener }) => listener.port === port)
  const [only, ...others] = found
  const from = network.kind === "compose" ? network.document.path : network.path
  if (only === undefined || others.length > 0 || !world.inventory.joined(from, only.listener.at.path)) return undefined
  return { kind: "listeners", listeners: [only] }
}

/** The one of some processes that listens on a port. */
function among(processes: readonly Process[], port: number, { inventory }: World): Answer {
  const found: Answering[] = []
  let why: string | undefined
  for (const running of processes) {
    const listeners = listenersOf(running, inventory)
    if (typeof listeners === "string") why ??= listeners
    else found.push(...listeners.filter((one) => one.port === port).map((listener) => ({ id: running.id, listener })))
  }
  if (found.length > 0) return { kind: "listeners", listeners: found }
  const [first] = processes
  return {
    kind: "unknown",
    why: why ?? `nothing is known to listen on port ${port}`,
    ...(first && { server: first.id }),
  }
}

/** What compose publishes on this machine, by the files nearest to a script. */
function published(port: number, from: string, world: World): Answer {
  const candidates = world.compose.flatMap(({ services }) =>
    [...new Set(services.values())].filter((service) => service.published.has(port)),
  )
  const near = nearest(candidates, from)
  if (near.length === 0) return { kind: "elsewhere", why: `nothing in the repository is published on port ${port}` }
  if (near.length > 1) return { kind: "unknown", why: `more than one compose file publishes port ${port}` }
  return among([near[0]!.running], near[0]!.published.get(port)!, world)
}

function nearest(candidates: readonly ComposeService[], from: string): readonly ComposeService[] {
  if (candidates.length < 2) return candidates
  const shared = ({ document }: ComposeService) => {
    const [left, right] = [folderOf(from).split("/"), folderOf(document.path).split("/")]
    const length = left.findIndex((step, index) => step !== right[index])
    return length === -1 ? left.length : length
  }
  const most = Math.max(...candidates.map(shared))
  return candidates.filter((candidate) => shared(candidate) === most)
}

function machine(host: string, port: number, world: World): Answer | undefined {
  const found = world.machines.get(host) ?? []
  if (found.length === 0) return undefined
  if (found.length > 1) return { kind: "unknown", why: `the repository has more than one ${host}` }
  const { running, published } = found[0]!
  return among([running], published.get(port) ?? port, world)
}

function edge(host: string, port: number, world: World): Answer | undefined {
  const parent = host.slice(host.indexOf("."))
  const exact = world.edges.get(host) ?? []
  const found = (exact.length > 0 ? exact : (world.edges.get(`*${parent}`) ?? [])).filter(
    (one) => one.listener.port === port,
  )
  const [first] = found
  if (first === undefined) return undefined
  if (new Set(found.map(({ secret }) => secret)).size > 1)
    return { kind: "unknown", why: `${host} is served with more than one Secret` }
  return { kind: "listeners", listeners: [{ id: first.id, listener: first.listener }] }
}

/** A Service of the cluster, by any of its names. */
function inCluster(
  host: string,
  port: number,
  network: Extract<Network, { kind: "cluster" }>,
  world: World,
): Answer | undefined {
  const bare = host.replace(/\.svc(\.cluster\.local)?$/, "")
  const labels = bare.split(".")
  const isService = bare !== host
  if (!isService && labels.length > 2) return undefined
  const tries: (readonly [string, string | undefined])[] = isService
    ? labels.length === 2
      ? [[labels[0]!, labels[1]]]
      : labels.length === 3
        ? [[labels[1]!, labels[2]]]
        : []
    : labels.length === 1
      ? [[labels[0]!, network.namespace]]
      : [[labels[0]!, labels[1]]]
  for (const [name, namespace] of tries) {
    const service = serviceNamed(name, namespace, network, world)
    if (typeof service === "string") return { kind: "unknown", why: service }
    if (service !== undefined) return behind(service, port, world)
  }
  return isService ? { kind: "elsewhere", why: `the repository has no Service ${bare}` } : undefined
}

export function serviceNamed(
  name: string,
  namespace: string | undefined,
  from: { readonly path: string },
  { inventory }: World,
): DocumentFact | string | undefined {
  const { identities } = usageOf(inventory)
  const found = inventory.named("Service", name).filter((service) => {
    const { carrier, template, path, resource } = service
    if (carrier?.kind === "patch" || template || !inventory.joined(from.path, path)) return false
    const spaces = identities.namespaces(path, resource?.namespace)
    return namespace === undefined || namespace === "" || spaces.has(namespace) || spaces.has("")
  })
  if (found.length > 1) return `the repository has more than one Service ${name}`
  return found[0]
}

/** The pods behind a Service, at one of its ports. */
export function behind(service: DocumentFact, port: number, world: World): Answer {
  const { inventory } = world
  const id = usageOf(inventory).identities.label(service, service.resource!)
  const selector = entriesAt(service.root, "spec", "selector")
  const entry = itemsAt(service.root, "spec", "ports").find((item) => Number(textAt(item, "port")) === port)
  if (entry === undefined) return { kind: "unknown", why: `${id} has no port ${port}`, server: id }
  const [first, ...others] = selector
  if (first === undefined || first.value.kind !== "scalar")
    return { kind: "unknown", why: `${id} selects no pods`, server: id }
  const { meet } = usageOf(inventory).identities
  const workloads = (world.byLabel.get(`${first.key.value}=${first.value.value}`) ?? []).filter(
    ({ document, labels }) =>
      others.every(({ key, value }) => value.kind === "scalar" && labels.get(key.value) === value.value) &&
      inventory.joined(document.path, service.path) &&
      meet(
        { path: document.path, namespace: document.resource?.namespace },
        { path: service.path, namespace: service.resource?.namespace },
      ),
  )
  if (workloads.length === 0) return { kind: "unknown", why: `the pods of ${id} are not in the repository`, server: id }
  const answers = workloads.map(({ processes }) => among(processes, targetOf(entry, port, processes), world))
  const bad = answers.find(({ kind }) => kind !== "listeners")
  if (bad !== undefined) return { ...bad, server: id } as Answer
  return {
    kind: "listeners",
    listeners: answers.flatMap((answer) => (answer.kind === "listeners" ? answer.listeners : [])),
  }
}

function targetOf(entry: Node, port: number, processes: readonly Process[]): number {
  const target = textAt(entry, "targetPort")
  if (target === undefined) return port
  const number = Number(target)
  if (Number.isInteger(number)) return number
  return processes.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.number ?? -1
}

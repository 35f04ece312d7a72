import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { CommandFact, DocumentFact } from "../model/facts.ts"
import { at, itemsAt, type Node, textAt, walk } from "../model/tree.ts"
import { type Variables, variablesOf } from "./play-variables.ts"
import { isRuntime, type Step } from "./steps.ts"
import { stepsOfTask, textsOf } from "./tasks.ts"
import type { Unit } from "./unit.ts"

/** The plays of a file, or the tasks of a role or of an included file. */
export function playsOf(document: DocumentFact, inventory: Inventory): Unit[] {
  if (document.root.kind !== "sequence") return []
  const items = document.root.items
  const isPlay = items.some((item) => at(item, "hosts") !== undefined)
  if (!isPlay)
    return isHandlers(document.path)
      ? []
      : [unitOf(document, items, undefined, inventory, nameOf(document.path), roleOf(document.path) !== undefined)]
  return items.flatMap((play, index) => {
    if (at(play, "hosts") === undefined) return []
    const tasks = ["pre_tasks", "tasks", "post_tasks"].flatMap((key) => itemsAt(play, key))
    const name = textAt(play, "name")
    const whole = itemsAt(play, "roles").length === 0
    const hosts = textAt(play, "hosts") ?? ""
    const unit = unitOf(
      document,
      tasks,
      play,
      inventory,
      name === undefined ? `play ${index + 1}` : `play "${name}"`,
      whole,
    )
    return [{ ...unit, node: unit.node || nodeGroups.test(hosts) }]
  })
}

/** A handler or a task with a name, and what it does. */
interface NamedSteps {
  readonly names: readonly string[]
  readonly steps: readonly Step[]
  /** Handlers notify others in turn. */
  readonly notifies: readonly string[]
}

const handlersOfRoles = new WeakMap<Inventory, Map<string, NamedSteps[]>>()

function roleHandlers(role: string, inventory: Inventory): NamedSteps[] {
  const known = handlersOfRoles.get(inventory) ?? new Map<string, NamedSteps[]>()
  handlersOfRoles.set(inventory, known)
  const found = known.get(role)
  if (found !== undefined) return found
  const handlers = inventory
    .documents("ansible")
    .filter(({ path, inner }) => inner.length === 0 && path.startsWith(`${role}/handlers/`))
    .flatMap((document) =>
      (document.root.kind === "sequence" ? document.root.items : []).map((item) =>
        namedSteps(item, commandsOf(document.path, inventory), variablesOf(document, role, undefined, inventory)),
      ),
    )
  known.set(role, handlers)
  return handlers
}

function namedSteps(task: Node, commands: readonly CommandFact[], variables: Variables): NamedSteps {
  const name = textAt(task, "name")
  const names = [...(name === undefined ? [] : [name]), ...textsOf(at(task, "listen"))]
  return { names, steps: stepsOfTask(task, commands, { variables }), notifies: notifiedBy([task]) }
}

/** The names that tasks notify, in blocks as well. */
function notifiedBy(tasks: readonly Node[]): string[] {
  return tasks.flatMap((task) =>
    [...walk(task)].flatMap(({ node, path }) => (path.at(-1) === "notify" ? textsOf(node) : [])),
  )
}

/** The handlers that run, in the order of their definition: those that are notified, and those that they notify. */
function ranBy(tasks: readonly Node[], handlers: readonly NamedSteps[]): NamedSteps[] {
  const notified = new Set(notifiedBy(tasks))
  const ran = new Set<NamedSteps>()
  for (let size = -1; size !== ran.size; ) {
    size = ran.size
    for (const handler of handlers) {
      if (ran.has(handler) || !handler.names.some((name) => notified.has(name))) continue
      ran.add(handler)
      for (const name of handler.notifies) notified.add(name)
    }
  }
  return handlers.filter((handler) => ran.has(handler))
}

function unitOf(
  document: DocumentFact,
  tasks: readonly Node[],
  play: Node | undefined,
  inventory: Inventory,
  name: string,
  whole: boolean,
): Unit {
  const commands = commandsOf(document.path, inventory)
  const role = roleOf(document.path)
  const variables = variablesOf(document, role, play, inventory)
  const steps = tasks.flatMap((task) => stepsOfTask(task, commands, { variables }))
  const others = otherFiles(document, inventory)
  const used = role === undefined ? undefined : useOf(role, inventory)
  const known = [
    ...itemsAt(play, "handlers").map((handler) => namedSteps(handler, commands, variables)),
    ...(role === undefined ? [] : roleHandlers(role, inventory)),
  ]
  const ran = ranBy(tasks, known)
  const family = new Set(steps.flatMap((step) => (step.does === "install" && !step.conditional ? [step.family] : [])))
  const [only] = family
  return {
    kind: "ansible",
    path: document.path,
    inner: document.inner,
    name,
    ...(family.size === 1 && only !== undefined && { family: only }),
    whole: whole && !steps.some(({ does }) => does === "unseen"),
    steps,
    after: [...ran.flatMap((handler) => handler.steps), ...others, ...(used?.later ?? [])],
    handlers: known.flatMap(({ names }) => names),
    node:
      steps.some((step) => step.does === "restart" && isRuntime(step.service)) ||
      nodeGroups.test(document.path) ||
      used?.node === true,
  }
}

/** How the plays of a repository use a role: whether on nodes, and what roles that bring a runtime up follow it. */
function useOf(role: string, inventory: Inventory): { node: boolean; later: Step[] } {
  const name = posix.basename(role)
  const plays = inventory
    .documents("ansible")
    .flatMap(({ root }) => (root.kind === "sequence" ? root.items : []))
    .map((play) => ({ play, roles: itemsAt(play, "roles").map(roleName) }))
    .filter(({ roles }) => roles.includes(name))
  const later = plays.flatMap(({ play, roles }) =>
    roles
      .slice(roles.indexOf(name) + 1)
      .filter((other) => nodeGroups.test(other))
      .map((): Step => ({ does: "restart", service: "*", at: play, conditional: false })),
  )
  return { node: plays.some(({ play }) => nodeGroups.test(textAt(play, "hosts") ?? "")), later }
}

function roleName(item: Node): string {
  const name = item.kind === "scalar" ? item.value : (textAt(item, "role") ?? textAt(item, "name") ?? "")
  return name.slice(name.lastIndexOf(".") + 1)
}

/** What the other task files of a role do: one of them includes the others. */
function otherFiles({ path }: DocumentFact, inventory: Inventory): Step[] {
  const role = roleOf(path)
  if (role === undefined) return []
  return inventory
    .documents("ansible")
    .filter((other) => other.path !== path && other.path.startsWith(`${role}/tasks/`) && other.root.kind === "sequence")
    .flatMap((other) =>
      (other.root.kind === "sequence" ? other.root.items : []).flatMap((task) =>
        stepsOfTask(task, commandsOf(other.path, inventory), {
          variables: variablesOf(other, role, undefined, inventory),
        }),
      ),
    )
}

/** For people: the role, or the file of tasks. */
function nameOf(path: string): string {
  const role = roleOf(path)
  return role === undefined ? "the file of tasks" : `role "${posix.basename(role)}"`
}

/** The folder of the role that a file belongs to. */
export function roleOf(path: string): string | undefined {
  return (
    /^(.*?(?:^|\/)roles\/.+?)\/(tasks|handlers|files|templates|defaults|vars)\//.exec(path)?.[1] ??
    /^(.+?)\/tasks\/[^/]+\.ya?ml$/.exec(path)?.[1]
  )
}

function isHandlers(path: string): boolean {
  return /(^|\/)handlers\//.test(path)
}

function commandsOf(path: string, inventory: Inventory): CommandFact[] {
  return (inventory.files.get(path)?.scripts ?? [])
    .filter(({ scope }) => scope === "ansible")
    .flatMap(({ commands }) => commands)
}

const nodeGroups =
  /(^|[-_/.,:&!])(k8s|kube\w*|k3s|rke2|nodes?|workers?|masters?|control[-_]?planes?|containerd|container[-_]engine|docker|cri-?o|swarm|nomad)([-_/.,:]|$)/i

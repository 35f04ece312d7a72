import { posix } from "node:path"
import type { CommandFact } from "../model/facts.ts"
import type { Span } from "../model/place.ts"
import { at, itemsAt, type Mapping, type Node, type Scalar } from "../model/tree.ts"
import { type Family, familyOfCondition, storeOf } from "./distros.ts"
import { filledIn, roundsOf, type Variables } from "./play-variables.ts"
import { type Placement, type Step, stepsOf } from "./steps.ts"

/** What holds for a task by what stands around it. */
export interface Around {
  readonly variables: Variables
  readonly conditional?: boolean
  readonly family?: Family
}

/** The steps that a task of Ansible is, with those of its blocks. */
export function stepsOfTask(task: Node, commands: readonly CommandFact[], around: Around): Step[] {
  if (task.kind !== "mapping") return []
  const when = conditionOf(at(task, "when"))
  const family = (when === undefined ? undefined : familyOfCondition(when)) ?? around.family
  const here: Around = {
    variables: around.variables,
    conditional: around.conditional === true || when !== undefined,
    ...(family && { family }),
  }
  const nested = ["block", "rescue", "always"].flatMap((key) =>
    itemsAt(task, key).flatMap((inner) => stepsOfTask(inner, commands, here)),
  )
  return [...task.entries.flatMap(({ key, value }) => stepsOfModule(key, value, task, commands, here)), ...nested]
}

function conditionOf(when: Node | undefined): string | undefined {
  if (when === undefined) return undefined
  if (when.kind === "scalar") return when.value
  return when.kind === "sequence"
    ? when.items.map((item) => (item.kind === "scalar" ? item.value : "")).join(" and ")
    : ""
}

function stepsOfModule(
  key: Scalar,
  value: Node,
  task: Mapping,
  commands: readonly CommandFact[],
  around: Around,
): Step[] {
  const module = key.value.replace(
    /^(ansible\.(builtin|legacy)|community\.(general|crypto|windows)|containers\.podman)\./,
    "",
  )
  const conditional = around.conditional === true
  const family = around.family === undefined ? {} : { family: around.family }
  if (/^(shell|command|raw|script)$/.test(module))
    return commands
      .filter(({ start }) => start >= value.start && start <= value.end)
      .flatMap(stepsOf)
      .map((step) => ({ ...step, conditional: step.conditional || conditional, ...family }))
  if (/^(copy|template|get_url|assemble|x509_certificate|synchronize|slurp|unarchive)$/.test(module)) {
    const notifies = textsOf(at(task, "notify"))
    return roundsOf(task, around.variables).flatMap(({ variables, item }) => {
      const placement = copied(module, value, { conditional, ...family, variables }, notifies)
      // The item that makes the difference is the place, where the task itself lists them.
      return placement === undefined ? [] : [item === undefined ? placement : { ...placement, at: item }]
    })
  }
  if (/^(systemd|systemd_service|service|sysvinit)$/.test(module)) {
    const service = argument(value, "name")
    const state = argument(value, "state")
    if (service === undefined || !/^(restarted|reloaded|started)$/.test(state?.value ?? "")) return []
    // A templated name may well be that of the runtime.
    return [{ does: "restart", service: service.type === "template" ? "*" : service.value, at: service, conditional }]
  }
  if (module === "reboot") return [{ does: "restart", service: "*", at: key, conditional }]
  if (/^(apt|apk|dnf|yum|package|zypper|pacman)$/.test(module)) {
    const names = at(value, "name") ?? at(value, "pkg")
    const packages = names?.kind === "sequence" ? names.items : names === undefined ? [] : [names]
    const own = { apt: "debian", apk: "alpine", dnf: "rhel", yum: "rhel", zypper: "suse", pacman: "arch" } as const
    const manager = module === "package" ? undefined : own[module as keyof typeof own]
    return [
      {
        does: "install",
        ...(manager && { family: manager }),
        packages: packages.map((item) => (item.kind === "scalar" ? item.value : "")),
        exact: false,
        at: key,
        conditional,
      },
    ]
  }
  if (/^(include|include_tasks|import_tasks|include_role|import_role|import_playbook)$/.test(module))
    return [{ does: "unseen", what: module, at: value, conditional }]
  return []
}

function copied(
  module: string,
  value: Node,
  { variables, ...around }: { readonly conditional: boolean; readonly family?: Family; readonly variables: Variables },
  notifies: readonly string[],
): Placement | undefined {
  const filled = (name: string) => {
    const found = argument(value, name)
    if (found === undefined) return undefined
    const text = filledIn(found.value, variables)
    return { ...found, value: text, ...(found.value !== text && !text.includes("{{") && { type: "string" as const }) }
  }
  const target = filled("dest") ?? filled("path")
  if (target === undefined) return undefined
  const source = filled("src") ?? filled("url")
  const content = at(value, "content")
  const literal = target.type !== "template" && !/\{\{/.test(target.value)
  // `…/anchors/{{ item }}` says the directory, and `…/{{ name }}.crt` the ending besides.
  const path = literal ? target.value : target.value.replace(/\{\{[^{}]*\}\}/g, "*")
  const directory = path.endsWith("/") || /\/(ca-certificates|anchors|certs)$/.test(path)
  const name =
    source !== undefined && source.type !== "template" ? source.value.slice(source.value.lastIndexOf("/") + 1) : ""
  return {
    does: "place",
    by: module,
    at: target,
    ...around,
    target: directory
      ? `${path.replace(/(?<!\/)\/*$/, "/")}${name.replace(/\.j2$/, "")}`
      : path.endsWith("*")
        ? posixFolder(path)
        : path,
    store: storeOf(path),
    sources: source !== undefined && module !== "get_url" ? [source.value] : [],
    ...(content && { inline: content }),
    notifies,
  }
}

function posixFolder(path: string): string {
  return `${posix.dirname(path)}/`
}

/** An argument of a module, in a mapping or in the old form `src=a dest=b`. */
function argument(value: Node, name: string): (Span & Pick<Scalar, "value" | "type">) | undefined {
  if (value.kind === "scalar") {
    const match = new RegExp(`(?:^|\\s)${name}=("[^"]*"|'[^']*'|\\S+)`).exec(value.value)
    return match === null ? undefined : { ...value, value: match[1]!.replace(/^["']|["']$/g, "") }
  }
  const found = at(value, name)
  return found?.kind === "scalar" ? found : undefined
}

/** The texts of a scalar, or of a list of them. */
export function textsOf(node: Node | undefined): string[] {
  if (node?.kind === "scalar") return [node.value]
  return node?.kind === "sequence" ? node.items.flatMap(textsOf) : []
}

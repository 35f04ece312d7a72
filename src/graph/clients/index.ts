import type { Inventory } from "../../join/inventory.ts"
import type { ScriptFact } from "../../model/facts.ts"
import { absent, unknown } from "../contents.ts"
import type { Dial } from "../dial.ts"
import { type Command, commandsOf, expanded, type Process, withVariables } from "../process.ts"
import type { World } from "../world.ts"
import { apiServerDials, backendPolicyDials, ingressBackendDials, kubeconfigDials } from "./cluster.ts"
import { addressOf, dialOf, filePart, goTrust } from "./common.ts"
import { curlDials } from "./curl.ts"
import { kcatDials } from "./kafka.ts"
import { collectorDials, grafanaDials, prometheusDials } from "./monitoring.ts"
import { containerdDials, k3sDials, machineFile, machineTrust } from "./nodes.ts"
import { javaDials, programDials } from "./programs.ts"
import { haproxyDials, nginxDials, traefikDials } from "./proxies.ts"
import { libpqDials, redisDials, sClientDials } from "./tools.ts"

/** All connections that the repository shows, before anybody knows what comes of them. */
export function dialsOf(world: World): Dial[] {
  const { inventory, processes } = world
  const scripts = new Set<ScriptFact>()
  const ofProcesses = processes.flatMap((running) => processDials(running, scripts, inventory))
  return [
    ...ofProcesses,
    ...scriptDials(scripts, inventory),
    ...apiServerDials(inventory),
    ...kubeconfigDials(inventory, (document, node) => {
      const at = inventory.locate(document.path, node, document.inner)
      const path = node.kind === "scalar" ? node.value : ""
      return { parts: [filePart(machineFile(path, document.path, inventory), at)], at }
    }),
    ...backendPolicyDials(inventory),
    ...ingressBackendDials(inventory),
    ...containerdDials(inventory),
    ...k3sDials(inventory),
  ]
}

function processDials(given: Process, scripts: Set<ScriptFact>, inventory: Inventory): Dial[] {
  const commands = given.commands.flatMap((command) => [command, ...scriptOf(command, given, scripts, inventory)])
  const running: Process = commands.some(({ tool }) => /^update-ca-/.test(tool))
    ? { ...given, system: { kind: "unknown", why: "it updates its store when it starts" } }
    : given
  const dials = [
    ...commands.flatMap((command) => commandDials(command, running, inventory)),
    ...prometheusDials(running, inventory),
    ...grafanaOf(running, inventory),
    ...(running.commands.some(({ tool }) => /^otelcol/.test(tool)) ? collectorDials(running, inventory) : []),
    ...nginxDials(running, inventory),
    ...haproxyDials(running, inventory),
    ...traefikDials(running, inventory),
  ]
  return dials.length > 0 ? dials : closedDials(running)
}

function grafanaOf(running: Process, inventory: Inventory): Dial[] {
  return /^grafana/.test(running.commands[0]?.tool ?? "") ? grafanaDials(running, inventory) : []
}

/** The commands of a script that a shell is given as a file. */
function scriptOf(
  { tool, words }: Command,
  running: Process,
  scripts: Set<ScriptFact>,
  inventory: Inventory,
): Command[] {
  const path = /^(ba|da|a)?sh$/.test(tool)
    ? words.find(({ value }) => !value.startsWith("-"))?.value
    : /\.sh$/.test(tool)
      ? tool
      : undefined
  if (path === undefined || /\s/.test(path)) return []
  const found = running.files.read(path.startsWith("/") ? path : `${running.folder}/${path}`)
  if (found.kind !== "content") return []
  for (const script of found.content.scripts) scripts.add(script)
  return commandsOf(found.content.scripts, inventory)
}

function commandDials(command: Command, given: Process, inventory: Inventory): Dial[] {
  const running = withVariables(given, command)
  switch (command.tool) {
    case "curl":
      return curlDials(command, running)
    case "openssl":
      return sClientDials(command, running)
    case "redis-cli":
    case "valkey-cli":
      return redisDials(command, running)
    case "psql":
    case "pg_dump":
    case "pg_dumpall":
    case "pg_restore":
    case "pg_isready":
      return command.tool === "pg_isready" ? [] : libpqDials(command, running)
    case "kcat":
    case "kafkacat":
      return kcatDials(command, running, inventory)
    case "java":
      return javaDials(command, running)
    default:
      return programDials(command, running, inventory)
  }
}

/** A program that nothing is known of, with the addresses that its variables give it. */
function closedDials(running: Process): Dial[] {
  const { environment } = running
  return environment.names.flatMap((name): Dial[] => {
    const text = environment.get(name)
    const known = text && expanded(text, environment)
    const address = known && /^https:\/\//.test(known.value) ? addressOf(known.value) : undefined
    if (known === undefined || address === undefined) return []
    const trust = goTrust(running, known.at)
    return [{ ...dialOf(running, "its program", known.at, address), profiles: [], verify: "full", trust }]
  })
}

/** What scripts and pipelines do on a machine. */
function scriptDials(known: ReadonlySet<ScriptFact>, inventory: Inventory): Dial[] {
  return inventory.filesWith("scripts").flatMap(({ path, scripts }) =>
    scripts
      .filter(
        (script) =>
          !known.has(script) &&
          /^(shell|workflow|gitlab-ci)$/.test(script.scope) &&
          script.carrier?.kind !== "config-map",
      )
      .flatMap((script) => {
        const running = machineProcess(path, inventory)
        const open = script.commands.some(
          ({ tool, words }) => tool === "kubectl" && words.some(({ value }) => value === "port-forward"),
        )
        return commandsOf([script], inventory)
          .flatMap((command) => commandDials(command, running, inventory))
          .map((dial) => (open ? { ...dial, open: "a forwarded port may be behind it" } : dial))
      }),
  )
}

/** The machine that a script runs on. */
function machineProcess(path: string, inventory: Inventory): Process {
  const at = inventory.locate(path, { start: 0, end: 0 })
  const part = machineTrust(at, inventory).parts[0]!
  return {
    id: `script ${path}`,
    at,
    commands: [],
    environment: { get: () => undefined, open: true, names: [] },
    files: {
      read: (given) => {
        if (given.startsWith("/repository/")) return machineFile(given.slice("/repository/".length), path, inventory)
        return /\.postgresql/.test(given)
          ? absent("nothing puts it there")
          : unknown(`${given} of the machine is not in the repository`)
      },
      list: () => undefined,
    },
    network: { kind: "machine", path },
    ports: [],
    system:
      part.kind === "system" && part.system.kind === "known"
        ? { kind: "unknown", why: "what the machine trusts is not in the repository" }
        : { kind: "unknown", why: "the repository adds to the stores of machines" },
    folder: "/repository",
  }
}

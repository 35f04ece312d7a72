import type { Inventory } from "../../join/inventory.ts"
import type { Listener } from "../listener.ts"
import type { Process } from "../process.ts"
import { controllerRuntimeListeners, flagListeners } from "./by-flags.ts"
import { caddyListeners } from "./caddy.ts"
import { kafkaListeners, postgresListeners, redisListeners } from "./databases.ts"
import { nginxListeners } from "./nginx.ts"
import { collectorListeners, grafanaListeners, haproxyListeners, registryListeners } from "./others.ts"
import { webConfigListeners } from "./web-config.ts"

type Reader = (running: Process, inventory: Inventory) => readonly Listener[] | string

/** Who listens, by the program. The first that matches reads; the last resort are flags that say what they are. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^nginx/, nginxListeners],
  [/^(prometheus|alertmanager|\w*exporter)$/, webConfigListeners],
  [/^postgres$/, postgresListeners],
  [/^(redis|valkey)-server$/, redisListeners],
  [/^kafka$/, kafkaListeners],
  [/^registry$/, registryListeners],
  [/^haproxy/, haproxyListeners],
  [/^grafana/, grafanaListeners],
  [/^otelcol/, collectorListeners],
  [/^caddy$/, caddyListeners],
]

const known = new WeakMap<Process, readonly Listener[] | string>()

/** The ports of a process, or why they are not known. */
export function listenersOf(running: Process, inventory: Inventory): readonly Listener[] | string {
  const before = known.get(running)
  if (before !== undefined) return before
  const found = read(running, inventory)
  known.set(running, found)
  return found
}

function read(running: Process, inventory: Inventory): readonly Listener[] | string {
  const tool = running.commands[0]?.tool ?? ""
  const reader = readers.find(([pattern]) => pattern.test(tool))?.[1]
  if (reader !== undefined) return reader(running, inventory)
  const byFlags = flagListeners(running, inventory)
  return typeof byFlags === "string" ? controllerRuntimeListeners(running) : byFlags
}

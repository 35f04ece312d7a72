import { append } from "../../model/append.ts"
import type { CommandFact } from "../../model/facts.ts"
import { at, itemsAt, type Node, scalarAt, textAt, walk } from "../../model/tree.ts"
import { scalarsOf } from "./containers.ts"
import type { Extraction, ScriptScope } from "./extraction.ts"
import { conditionally } from "./pipelines.ts"

/** `bootcmd` and `runcmd` of cloud-init: each item is a line of one script, or the words of one command. */
export function readCloudInit(root: Node, extraction: Extraction): void {
  for (const key of ["bootcmd", "runcmd"]) readCommandList(itemsAt(root, key), key, "cloud-init", extraction)
}

/** The commands that Cluster API runs on a machine before and after kubeadm. */
export function readMachineCommands(root: Node, extraction: Extraction): void {
  for (const { node, step: key } of walk(root)) {
    if (node.kind === "sequence" && /^(pre|post)[A-Z]\w*Commands$/.test(key))
      readCommandList(node.items, key, "cloud-init", extraction)
  }
}

/** The tasks of a play or a role: `shell`, `command` and `raw`, in the order of the file, as one script. */
export function readAnsible(root: Node, extraction: Extraction): void {
  const commands: CommandFact[] = []
  for (const { node } of walk(root)) {
    if (node.kind !== "mapping") continue
    const conditional = at(node, "when") !== undefined
    for (const { key, value } of node.entries) {
      if (key.value === "environment") extraction.environment(value, "other")
      if (!/^((ansible\.(builtin|legacy))\.)?(shell|command|raw)$/.test(key.value)) continue
      const argv = scalarsOf(at(value, "argv"))
      const text = value.kind === "scalar" ? value : (scalarAt(value, "cmd") ?? scalarAt(value, "_raw_params"))
      if (argv.length > 0) append(commands, conditionally(extraction.run(argv, "other"), conditional))
      else if (text !== undefined)
        append(commands, conditionally(extraction.shell(extraction.text(text), "other"), conditional))
    }
  }
  extraction.script("ansible", commands, { key: "tasks" })
}

/** Terraform: `remote-exec` and `local-exec`, and the environment of functions and containers. */
export function readTerraform(root: Node, extraction: Extraction): void {
  for (const { node, path } of walk(root)) {
    const key = path.at(-1) ?? ""
    if (node.kind === "mapping" && /^(environment|environment_variables|env|variables|env_vars)$/.test(key))
      extraction.environment(node, "other")
    if (node.kind === "sequence" && key === "inline") {
      const list = scalarsOf(node)
      extraction.script("terraform", extraction.shell(extraction.text(...list), "other"), { key })
    }
    if (node.kind !== "mapping" || !path.includes("local-exec")) continue
    const command = scalarAt(node, "command")
    if (command !== undefined && !/pwsh|powershell|python/i.test(textAt(node, "interpreter", 0) ?? ""))
      extraction.script("terraform", extraction.shell(extraction.text(command), "other"), { key: "command" })
  }
}

function readCommandList(items: readonly Node[], key: string, scope: ScriptScope, extraction: Extraction): void {
  const commands: CommandFact[] = []
  for (const item of items) {
    if (item.kind === "scalar" && item.type !== "null")
      append(commands, extraction.shell(extraction.text(item), "other"))
    else if (item.kind === "sequence") append(commands, extraction.run(scalarsOf(item), "other"))
  }
  extraction.script(scope, commands, { name: key, key })
}

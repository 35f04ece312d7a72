import { append } from "../../model/append.ts"
import type { CommandFact } from "../../model/facts.ts"
import {
  at,
  entriesAt,
  itemsAt,
  type Mapping,
  type Node,
  type Scalar,
  scalarAt,
  textAt,
  walk,
} from "../../model/tree.ts"
import { entrypointOf, scalarsOf } from "./containers.ts"
import type { Extraction } from "./extraction.ts"

/** A GitHub workflow or a composite action: the steps of a job are one script, as they share its machine. */
export function readWorkflow(root: Node, extraction: Extraction): void {
  const shell = textAt(root, "defaults", "run", "shell")
  extraction.environment(at(root, "env"), "workflow")
  for (const { key, value: job } of entriesAt(root, "jobs")) {
    extraction.environment(at(job, "env"), "workflow")
    const windows = /windows/i.test(
      scalarsOf(at(job, "runs-on"))
        .map(({ value }) => value)
        .join(" "),
    )
    const usual = textAt(job, "defaults", "run", "shell") ?? shell ?? (windows ? "pwsh" : "bash")
    readSteps(itemsAt(job, "steps"), usual, `jobs.${key.value}`, extraction)
    const containers = [at(job, "container"), ...entriesAt(job, "services").map(({ value }) => value)]
    for (const container of containers) {
      extraction.environment(at(container, "env"), "container")
      const options = scalarAt(container, "options")
      if (options === undefined) continue
      // The options are those of `docker create`.
      const lead = "docker create "
      const { text, segments } = extraction.text(options)
      const moved = segments.map((segment) => ({ ...segment, start: segment.start + lead.length }))
      const first = { start: 0, outer: options.start, step: "fixed" } as const
      const commands = extraction.shell({ text: lead + text, segments: [first, ...moved] }, "container")
      extraction.script("workflow", commands, { name: `jobs.${key.value}`, key: "options" })
    }
  }
  readSteps(itemsAt(root, "runs", "steps"), "bash", "runs", extraction)
}

/** GitLab CI: `before_script`, `script` and `after_script` of a job are one script. */
export function readGitlab(root: Node, extraction: Extraction): void {
  readGitlabJob(root, "", extraction)
  for (const { key, value } of entriesAt(root))
    if (value.kind === "mapping" && !/^(variables|stages|include|workflow|cache|image)$/.test(key.value))
      readGitlabJob(value, key.value, extraction)
  for (const { node, step } of walk(root)) if (step === "variables") extraction.environment(node, "gitlab-ci")
}

/** What a runner of GitLab gives to every job, and the services that run beside each. */
export function readRunners(root: Node, extraction: Extraction): void {
  for (const runner of itemsAt(root, "runners")) {
    extraction.environment(at(runner, "environment"), "other")
    for (const service of itemsAt(runner, "docker", "services")) {
      const words = [...scalarsOf(at(service, "entrypoint")), ...scalarsOf(at(service, "command"))]
      const isOwn = at(service, "entrypoint") !== undefined || !words[0]?.value.startsWith("-")
      const tool = isOwn ? undefined : entrypointOf(textAt(service, "name") ?? "")
      if (words.length > 0)
        extraction.script("gitlab-ci", extraction.run(words, "gitlab-ci", tool), { name: "runners", key: "services" })
    }
  }
}

/** Commands under the keys by which most other pipelines and task runners know them. */
export function readPipeline(root: Node, extraction: Extraction): void {
  for (const visit of walk(root)) {
    const { node, step } = visit
    if (node.kind !== "mapping") continue
    if (environmentKeys.test(step) && visit.path.at(-2) !== "properties") extraction.environment(node, "other")
    // package.json, composer.json, and task runners after their fashion
    if (step === "scripts")
      for (const { value } of node.entries)
        if (value.kind === "scalar" && value.type === "string" && /\s/.test(value.value))
          extraction.script("other", extraction.shell(extraction.text(value), "other"), { key: "scripts" })
    for (const { key, value } of node.entries) {
      if (environmentKeys.test(key.value) && value.kind === "sequence") extraction.environment(value, "other")
      if (
        !commandKeys.test(key.value) ||
        (key.value === "inline" && value.kind !== "sequence") ||
        !isScript(value) ||
        /powershell|pwsh|cmd|python/.test(textAt(node, "shell") ?? "")
      )
        continue
      const list = scalarsOf(value).filter((scalar) => scalar.type === "string" || scalar.type === "template")
      if (list.length > 0)
        extraction.script("other", extraction.shell(extraction.text(...list), "other"), { key: key.value })
    }
  }
}

/** `env` of most, `envs` of act_runner, `containerEnv` of dev containers, `env_variables` of App Engine. */
const environmentKeys =
  /^(env|envs|environment|variables|env_?vars|env_variables|environment_variables|environmentVariables|envVariables|containerEnv|remoteEnv|extraEnv(Vars)?|build_environment)$/i

function isScript(value: Node): boolean {
  if (value.kind === "scalar") return /\s/.test(value.value.trim())
  return value.kind === "sequence" && value.items.every((item) => item.kind === "scalar")
}

function readSteps(steps: readonly Node[], usual: string, name: string, extraction: Extraction): void {
  const commands: CommandFact[] = []
  for (const step of steps) {
    extraction.environment(at(step, "env"), "workflow")
    const run = scalarAt(step, "run")
    if (run !== undefined && /^(ba)?sh\b|\/(ba)?sh\b/.test(textAt(step, "shell") ?? usual))
      append(commands, conditionally(extraction.shell(extraction.text(run), "workflow"), at(step, "if") !== undefined))
  }
  extraction.script("workflow", commands, { name, key: "run" })
}

function readGitlabJob(job: Mapping | Node, name: string, extraction: Extraction): void {
  const list = ["before_script", "script", "after_script"].flatMap((key) => scriptItems(at(job, key)))
  if (list.length > 0)
    extraction.script("gitlab-ci", extraction.shell(extraction.text(...list), "gitlab-ci"), { name, key: "script" })
  for (const service of itemsAt(job, "services")) {
    const image = textAt(service, "name")
    const words = [...scalarsOf(at(service, "entrypoint")), ...scalarsOf(at(service, "command"))]
    if (words.length === 0) continue
    const tool =
      at(service, "entrypoint") === undefined && words[0]!.value.startsWith("-") ? entrypointOf(image ?? "") : undefined
    extraction.script("gitlab-ci", extraction.run(words, "gitlab-ci", tool), { name, key: "services" })
  }
}

/** The lines of a script; `!reference [job, script]` points at lines elsewhere, and is none. */
function scriptItems(node: Node | undefined): Scalar[] {
  if (node?.kind !== "sequence") return scalarsOf(node)
  return node.items.flatMap((item) => {
    if (item.kind !== "sequence") return scalarsOf(item)
    const last = item.items.at(-1)
    const reference = last?.kind === "scalar" && /^(before_script|script|after_script)$/.test(last.value)
    return reference ? [] : scalarsOf(item)
  })
}

/** Commands that only run if something else is so. */
export function conditionally(commands: readonly CommandFact[], conditional: boolean): readonly CommandFact[] {
  return conditional ? commands.map((command) => ({ ...command, conditional })) : commands
}

const commandKeys =
  /^(script|scripts|bash|run|sh|command|commands|cmd|cmds|before_script|after_script|before_install|install|after_success|inline|inlineScript|runcmd|bootcmd|postCreateCommand|postStartCommand|updateContentCommand|onCreateCommand|buildCommand|startCommand|preDeployCommand|(pre|post)(Kubeadm|K3s|RKE2)?Commands|source)$/

import { knownEntrypoint } from "../../formats/shell/entrypoints.ts"
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
import type { Extraction, VariableScope } from "./extraction.ts"

/** What the containers of a Kubernetes object, of chart values, or of any tree that holds such, run and are given. */
export function readContainers(root: Node, extraction: Extraction, scope: VariableScope): void {
  for (const visit of walk(root)) {
    const { node, step: key } = visit
    if (node.kind !== "mapping" || isReleaseValues(visit.path)) continue
    if (environmentKey.test(key)) extraction.environment(node, scope)
    for (const { key: name, value } of node.entries)
      if (environmentKey.test(name.value) && value.kind === "sequence") extraction.environment(value, scope)
    readContainer(node, key, extraction, scope)
  }
}

/** The values of a HelmRelease or an Application are a document of their own. */
function isReleaseValues(path: readonly string[]): boolean {
  return (path[0] === "spec" && path[1] === "values") || path.includes("valuesObject")
}

/** The variables that a ConfigMap may give to a container (`envFrom`), and those a kustomization generates one from. */
export function readSharedVariables(root: Node, extraction: Extraction): void {
  if (textAt(root, "kind") === "ConfigMap")
    for (const { key, value } of entriesAt(root, "data"))
      if (value.kind === "scalar" && /^[A-Z][A-Z0-9_]*$/.test(key.value) && !value.value.includes("\n"))
        extraction.variable(key.value, value, "container", { start: key.start, end: value.end })
  for (const generator of itemsAt(root, "configMapGenerator"))
    for (const literal of itemsAt(generator, "literals"))
      if (literal.kind === "scalar") extraction.assignment(literal, "container")
}

/** The arguments that a Tekton task hands on: `EXTRA_ARGS` of kaniko. */
export function readTaskArguments(root: Node, extraction: Extraction): void {
  for (const { node } of walk(root)) {
    const task = [
      textAt(node, "taskRef", "name"),
      ...itemsAt(node, "taskRef", "params").map((item) => textAt(item, "value")),
    ]
    if (!task.some((name) => /kaniko/.test(name ?? ""))) continue
    for (const parameter of itemsAt(node, "params"))
      if (textAt(parameter, "name") === "EXTRA_ARGS")
        extraction.script("container", extraction.run(scalarsOf(at(parameter, "value")), "container", "kaniko"), {
          key: "EXTRA_ARGS",
        })
  }
}

/** What the operations of a JSON patch (RFC 6902) put into containers. */
export function readJsonPatch(root: Node, extraction: Extraction): void {
  for (const operation of root.kind === "sequence" ? root.items : []) {
    const path = textAt(operation, "path")
    const value = at(operation, "value")
    if (value === undefined || path === undefined || textAt(operation, "op") === undefined) continue
    if (/\/env\/(\d+|-)$/.test(path))
      extraction.environment({ kind: "sequence", items: [value], start: value.start, end: value.end }, "container")
    else if (/\/env$/.test(path)) extraction.environment(value, "container")
    else readContainers(value, extraction, "container")
  }
}

/** The services of a compose file. */
export function readCompose(root: Node, extraction: Extraction): void {
  for (const { key, value: service } of entriesAt(root, "services")) {
    extraction.environment(at(service, "environment"), "compose")
    extraction.environment(at(service, "build", "args"), "dockerfile-arg")
    const commands: CommandFact[] = []
    const parts = [at(service, "entrypoint"), at(service, "command")]
    const lists = parts.filter((part) => part?.kind === "sequence")
    const image = textAt(service, "image")
    if (lists.length > 0)
      commands.push(
        ...argumentsOf(lists.flatMap(scalarsOf), image, at(service, "entrypoint") !== undefined, extraction, "compose"),
      )
    for (const part of parts)
      if (part?.kind === "scalar" && part.type !== "null")
        append(commands, lineOf(part, part === parts[1] && parts[0] === undefined ? image : undefined, extraction))
    extraction.script("container", commands, { name: key.value, key: "command" })
    const test = at(service, "healthcheck", "test")
    if (test?.kind === "scalar")
      extraction.script("container", extraction.shell(extraction.text(test), "compose"), {
        name: key.value,
        key: "healthcheck",
      })
    const [form, ...words] = scalarsOf(test)
    if (form?.value === "CMD-SHELL")
      extraction.script("container", extraction.shell(extraction.text(...words), "compose"), {
        name: key.value,
        key: "healthcheck",
      })
    if (form?.value === "CMD")
      extraction.script("container", extraction.run(words, "compose"), { name: key.value, key: "healthcheck" })
  }
}

/** The scalars of a list, with those of lists in it. */
export function scalarsOf(node: Node | undefined): Scalar[] {
  if (node?.kind === "scalar") return node.type === "null" ? [] : [node]
  return node?.kind === "sequence" ? node.items.flatMap(scalarsOf) : []
}

/** A command that is one text: compose splits it into words without a shell. */
function lineOf(part: Scalar, image: string | undefined, extraction: Extraction): CommandFact[] {
  const commands = extraction.shell(extraction.text(part), "compose")
  const [first, ...others] = commands
  // Flags alone are given to the entrypoint of the image.
  if (image === undefined || first === undefined || !/^-/.test(part.value)) return commands
  const flag = {
    value: /^\S*/.exec(part.value)![0],
    literal: true,
    start: first.start,
    end: first.start + /^\S*/.exec(part.value)![0].length,
  }
  return [{ ...first, tool: entrypointOf(image), words: [flag, ...first.words] }, ...others]
}

function readContainer(node: Mapping, key: string, extraction: Extraction, scope: VariableScope): void {
  const command = at(node, "command")
  const args = at(node, "args")
  const image = textAt(node, "image")
  if (key === "exec" && command?.kind === "sequence") {
    extraction.script("container", extraction.run(scalarsOf(command), scope), { key: "exec" })
    return
  }
  const script = scalarAt(node, "script") ?? (command?.kind === "sequence" ? scalarAt(node, "source") : undefined)
  if (script?.value.includes("\n") || (script !== undefined && image !== undefined)) {
    const interpreter = /^#!.*\b(\w+)\s*$/m.exec(script.value.slice(0, 100))?.[1] ?? "sh"
    if (/^(ba|da|z|k|a)?sh$/.test(interpreter))
      extraction.script("container", extraction.shell(extraction.text(script), scope), { key: "script" })
  }
  if (command?.kind !== "sequence" && args?.kind !== "sequence") return
  const words = [
    ...scalarsOf(command?.kind === "sequence" ? command : undefined),
    ...scalarsOf(args?.kind === "sequence" ? args : undefined),
  ]
  const commands = argumentsOf(words, image, command?.kind === "sequence", extraction, scope)
  extraction.script("container", commands, { name: textAt(node, "name") ?? extraction.source.name, key: "command" })
}

/** The command that a container runs: its own, or its arguments for the entrypoint of its image. */
function argumentsOf(
  words: readonly Scalar[],
  image: string | undefined,
  own: boolean,
  extraction: Extraction,
  scope: VariableScope,
): CommandFact[] {
  const [first] = words
  if (first === undefined) return []
  const program = own || /^(\/|(ba|da|z|k|a)?sh$|[a-z][\w-]*$)/.test(first.value)
  // `helm` images are called with `pull …`: a first word that the entrypoint takes for its subcommand.
  const entrypoint = image === undefined ? "" : entrypointOf(image)
  if (own || first.value === entrypoint || (program && !subcommandTools.test(entrypoint)))
    return extraction.run(words, scope)
  return extraction.run(words, scope, entrypoint)
}

/** What the entrypoint of an image is likely to be: images of tools are named after the tool. */
export function entrypointOf(image: string): string {
  const known = knownEntrypoint(image)
  if (known !== undefined) return known
  const name = image.replace(/@.*$/s, "").replace(/:[^/:]*$/, "")
  return name.slice(name.lastIndexOf("/") + 1)
}

const environmentKey =
  /^(env|envs|environment|envVars|env_vars|environmentVariables|extraEnv|extraEnvs|extraEnvVars|extraEnvironment|additionalEnv|podEnv|container_env)$/i
const subcommandTools =
  /^(helm|kubectl|git|curl|wget|skopeo|crane|oras|cosign|argocd|flux|docker|podman|buildah|trivy|grype|syft|regctl|regsync|terraform|tofu|etcdctl|talosctl|executor|aws|rclone|mc|vault|gcrane|openssl|kubeadm|manifest-tool|tkn|velero)$/

import type { DocumentKind } from "../../model/facts.ts"
import type { Language, ResourceRef, Source } from "../../model/source.ts"
import { type Node, textAt } from "../../model/tree.ts"
import { scriptOfBuildFile } from "./build-files.ts"
import { readCompose, readContainers, readJsonPatch, readSharedVariables, readTaskArguments } from "./containers.ts"
import { Extraction, type ScriptScope, type Scripts } from "./extraction.ts"
import { readUnit, variablesOfLines } from "./lines.ts"
import { readAnsible, readCloudInit, readMachineCommands, readTerraform } from "./machines.ts"
import { readGitlab, readPipeline, readRunners, readWorkflow } from "./pipelines.ts"
import { mayRun } from "./relevance.ts"
import { readSecretVariables } from "./secret-variables.ts"

/*
 * Scripts, variables and the files that scripts write, from every kind of source:
 *
 *     scriptsOfShell(source)                      a script (language "shell")
 *     scriptsOfDockerfile(source)                 a Dockerfile: its DocumentFact as well (./dockerfile.ts)
 *     scriptsOfLines(source, language)            `.env` files and systemd units, read from their text
 *     scriptsOfDocument(source, document)         a tree: Kubernetes, values, compose, pipelines, cloud-init, Ansible, …
 *
 * Spans of the tree given to `scriptsOfDocument` are offsets into `source.text` (before `outer` moves them). Spans of the
 * results are offsets into the outer file. `sources` are texts to be read next, as files of their own.
 */

export { scriptsOfDockerfile } from "./dockerfile.ts"
export type { Scripts } from "./extraction.ts"

/** A document as its reader left it. */
export interface ReadTree {
  readonly root: Node
  readonly kind: DocumentKind
  readonly language: Language
  readonly resource?: ResourceRef
}

/** The commands of a script that is a file, or a heredoc. */
export function scriptsOfShell(source: Source): Scripts {
  const extraction = new Extraction(source, "shell", source.carrier?.resource)
  const [line = ""] = /^.*/.exec(source.text) ?? []
  if (!mayRun(source.text) || (line.startsWith("#!") && /\b(pwsh|python|perl|ruby|node|php|fish|csh)\b/.test(line)))
    return facts(extraction)
  const whole = { text: source.text, segments: [{ start: 0, outer: 0, step: "text" }] } as const
  extraction.script(
    scopes[source.carrier?.kind ?? ""] ?? "shell",
    extraction.shell(scriptOfBuildFile(source.name, source.text) ?? whole, "shell"),
  )
  return facts(extraction)
}

/** The variables of an `.env` file, or the commands and variables of a systemd unit. */
export function scriptsOfLines(source: Source, language: "env" | "systemd"): Scripts {
  const extraction = new Extraction(source, language)
  if (language === "systemd") readUnit(extraction)
  else
    for (const { name, value, start, end } of variablesOfLines(source.text)) {
      const scalar = {
        kind: "scalar",
        type: value.literal ? "string" : "template",
        style: "plain",
        value: value.value,
        start: value.start,
        end: value.end,
      } as const
      extraction.variable(name, scalar, "env-file", { start, end })
    }
  return facts(extraction)
}

/** The commands and variables of a tree. */
export function scriptsOfDocument(source: Source, { root, kind, language, resource }: ReadTree): Scripts {
  const extraction = new Extraction(source, language, resource)
  switch (kind) {
    case "kubernetes":
      // A schema has properties called `env` and `command`.
      if (/^CustomResourceDefinition$/.test(resource?.kind ?? textAt(root, "kind") ?? "")) break
      readSecretVariables(root, extraction)
      if (resource?.kind === "Secret") break
      readContainers(root, extraction, "container")
      readSharedVariables(root, extraction)
      readMachineCommands(root, extraction)
      readTaskArguments(root, extraction)
      break
    case "kustomization":
      readSharedVariables(root, extraction)
      break
    case "helm-values":
    case "helmfile":
      readContainers(root, extraction, "values")
      break
    case "compose":
      readCompose(root, extraction)
      break
    case "github-workflow":
    case "github-action":
      readWorkflow(root, extraction)
      break
    case "gitlab-ci":
      readGitlab(root, extraction)
      break
    case "cloud-init":
      readCloudInit(root, extraction)
      break
    case "ansible":
      readAnsible(root, extraction)
      break
    case "terraform":
      readTerraform(root, extraction)
      break
    case "gitlab-runner":
      readRunners(root, extraction)
      break
    case "plain":
      readJsonPatch(root, extraction)
      if (/^(yaml|json)$/.test(language) && mayRunAny(source)) readPipeline(root, extraction)
      break
  }
  return facts(extraction)
}

/** Asked once for a text: a stream may hold a document for every few bytes, and each comes with a source of its own. */
function mayRunAny({ text }: Source): boolean {
  if (asked.text !== text) asked = { text, answer: mayRun(text) }
  return asked.answer
}

let asked = { text: "", answer: false }

function facts({ scripts, variables, images, sources, secrets, left }: Scripts): Scripts {
  return { scripts, variables, images, sources, secrets, left }
}

const scopes: Readonly<Record<string, ScriptScope>> = {
  container: "container",
  ansible: "ansible",
  terraform: "terraform",
  "write-files": "cloud-init",
  ignition: "cloud-init",
}

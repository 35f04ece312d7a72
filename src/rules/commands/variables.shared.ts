import type { VariableFact } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { type Weight, weigh } from "../../model/weight.ts"

/** The value of a variable, where it is known: its own, or the one that it has unless somebody gives another. */
export function literalOf(variable: VariableFact): string | undefined {
  const { value } = variable
  if ("kind" in value && value.secret !== undefined) return undefined
  return isOpen(variable) ? defaultOf(variable) : value.value
}

/** `${NAME:-value}`, as shells and Compose files have it. */
function defaultOf({ value }: VariableFact): string | undefined {
  return /^\$\{\w+:?-([^${}\s"']+)\}$/.exec(value.value)?.[1]
}

function isOpen({ value }: VariableFact): boolean {
  return "kind" in value ? value.type === "template" : !value.literal
}

/** Where a variable is told to be wrong: at its value, or at all of it where the value is empty. */
export function placeOf({ value, span }: VariableFact): Span {
  return value.end > value.start ? value : span
}

/**
 * How far a variable reaches: one command or build is one step below a container, an image or a pipeline, and so is a
 * value that whoever starts it can replace.
 */
export function levelFor(level: Level | Weight, variable: VariableFact): Weight {
  const isNarrow = variable.scope === "command" || variable.scope === "dockerfile-arg"
  return weigh(level, isNarrow && "narrow", isOpen(variable) && "open-value")
}

/** For whom a variable is set, for a sentence. */
export function reachOf({ scope, resource }: VariableFact): string {
  if (resource !== undefined && resource.name !== "") return `for ${resource.kind} ${resource.name}`
  return reaches[scope]
}

const reaches: Readonly<Record<VariableFact["scope"], string>> = {
  container: "for the container",
  dockerfile: "in the image and in every image built on it",
  "dockerfile-arg": "for the build of the image",
  compose: "for the service",
  workflow: "for the steps of the workflow",
  "gitlab-ci": "for the jobs of the pipeline",
  shell: "for all that the script runs",
  command: "for one command",
  systemd: "for the unit",
  "env-file": "for all that reads this file",
  values: "for the containers of the chart",
  other: "for all that runs here",
}

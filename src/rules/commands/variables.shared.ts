import type { VariableFact } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"

/** The value of a variable, where it is known. */
export function literalOf({ value }: VariableFact): string | undefined {
  if ("kind" in value) return value.type === "template" || value.secret !== undefined ? undefined : value.value
  return value.literal ? value.value : undefined
}

/** Where a variable is told to be wrong: at its value, or at all of it where the value is empty. */
export function placeOf({ value, span }: VariableFact): Span {
  return value.end > value.start ? value : span
}

/** How far a variable reaches: one command or build is one step below a container, an image or a pipeline. */
export function levelFor(level: Level, { scope }: VariableFact): Level {
  return level === "error" && (scope === "command" || scope === "dockerfile-arg") ? "warning" : level
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

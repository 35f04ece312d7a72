import type { VariableFact } from "../../model/facts.ts"
import type { ResourceRef } from "../../model/source.ts"
import type { TreeReader, TreeWriter } from "./tree.ts"

/** Writes the variables of a file, and returns the objects that they stand in, which are not packed. */
export function writeVariables(writer: TreeWriter, variables: readonly VariableFact[]): ResourceRef[] {
  const resources: ResourceRef[] = []
  writer.number(variables.length)
  for (const { name, value, span, inner, scope, resource } of variables) {
    writer.text(name)
    writer.number(scopes.indexOf(scope))
    if (resource !== undefined && resources.at(-1) !== resource) resources.push(resource)
    writer.number(resource === undefined ? 0 : resources.length)
    writer.number(inner.length)
    for (const step of inner) writer.text(step)
    const isWord = "literal" in value
    writer.number(isWord ? (value.literal ? 2 : 1) : 0)
    if (isWord) {
      writer.span(value.start, value.end)
      writer.text(value.value)
    } else writer.scalar(value)
    writer.span(span.start, span.end)
  }
  return resources
}

/** The variables that `writeVariables` wrote. */
export function readVariables(reader: TreeReader, path: string, resources: readonly ResourceRef[]): VariableFact[] {
  return Array.from({ length: reader.number() }, () => {
    const name = reader.text()
    const scope = scopes[reader.number()]!
    const resource = resources[reader.number() - 1]
    const inner = Array.from({ length: reader.number() }, () => reader.text())
    const word = reader.number()
    const value = word === 0 ? reader.scalar() : { ...reader.span(), value: reader.text(), literal: word === 2 }
    return { name, value, span: reader.span(), path, inner, scope, ...(resource !== undefined && { resource }) }
  })
}

const scopes: readonly VariableFact["scope"][] = [
  ...(["container", "dockerfile", "dockerfile-arg", "compose", "workflow", "gitlab-ci", "shell", "command"] as const),
  ...(["systemd", "env-file", "values", "other"] as const),
]

import type { CommandFact, DocumentFact } from "../model/facts.ts"
import type { Entry, Mapping, Node, Scalar, Sequence } from "../model/tree.ts"

/** A value in a document, with the way of keys to it and the mappings around it, outermost first. */
export interface Setting {
  readonly way: readonly string[]
  readonly key: Scalar
  readonly value: Scalar
  readonly owners: readonly Mapping[]
}

/**
 * Every value that stands under a key, and every word of a list that is a flag (`- --skip-verify`); what describes settings
 * instead of making them (schemas, patterns, documentation) is left out. Aliases make a tree a graph, so there is an end to it.
 */
export function eachSetting(
  document: DocumentFact,
  visit: (setting: Setting) => void,
  flag: (item: Scalar, way: readonly string[]) => void,
): void {
  let budget = 300_000
  const way: string[] = []
  const owners: Mapping[] = []
  const walk = (node: Node, depth: number): void => {
    if (--budget < 0 || depth > 100) return
    if (node.kind === "mapping") ofMapping(node, depth)
    else if (node.kind === "sequence") ofSequence(node, depth)
  }
  const ofMapping = (node: Mapping, depth: number): void => {
    owners.push(node)
    for (const { key, value } of node.entries) {
      way.push(key.value)
      if (value.kind !== "scalar") {
        if (!describes(key.value, value) && !isOwnDocument(way, document)) walk(value, depth + 1)
      } else if (value.type !== "template" && value.value.length <= longest && value.secret === undefined) {
        budget--
        visit({ way, key, value, owners })
      }
      way.pop()
    }
    owners.pop()
  }
  const ofSequence = (node: Sequence, depth: number): void => {
    for (const item of node.items) {
      if (item.kind !== "scalar") walk(item, depth + 1)
      else if (item.value.startsWith("-") && item.value.length <= longest && item.type !== "template") flag(item, way)
      else if (
        item.type !== "template" &&
        item.value.length <= longest &&
        item.secret === undefined &&
        (/[=:]/.test(item.value) || /protocols?$|ciphers?(suites)?$|versions?$/i.test(way.at(-1) ?? ""))
      ) {
        budget--
        visit({ way, key: item, value: item, owners })
      }
    }
  }
  walk(document.root, 0)
}

/** Longer values are texts. */
const longest = 4096

/** The values of a release are a document of their own. */
function isOwnDocument(way: readonly string[], { kind, resource }: DocumentFact): boolean {
  if (kind !== "kubernetes" || way.at(-1)?.startsWith("values") !== true) return false
  if (way.length === 2 && way[0] === "spec" && way[1] === "values")
    return /^(HelmRelease|HelmChart|HelmChartConfig)$/.test(resource?.kind ?? "")
  return way.at(-1) === "valuesObject" && /^Application(Set)?$/.test(resource?.kind ?? "")
}

/** Keys below which settings are described: the parts of JSON Schema, patterns of policies, examples. */
function describes(key: string, value: Node): boolean {
  if (
    !/^(properties|openAPIV3Schema|definitions|\$defs|patternProperties|examples?|description|schema|questions|anyPattern|pattern|translations)$/.test(
      key,
    )
  )
    return false
  return key !== "properties" && key !== "schema" ? true : value.kind === "mapping" && value.entries.some(isSchema)
}

function isSchema({ key, value }: Entry): boolean {
  if (/^(type|properties|\$ref|items)$/.test(key.value)) return true
  return (
    value.kind === "mapping" &&
    value.entries.some((entry) => /^(type|\$ref|description|properties|enum)$/.test(entry.key.value))
  )
}

/** A flag of a command with its value, its own (`--a=b`) or the next word. */
export interface FlagSetting {
  readonly name: string
  readonly value: string
  readonly word: CommandFact["words"][number]
}

/** The flags of a command; one without a value is `true`. Java's properties (`-Da.b=c`) are among them, as `-Da.b`. */
export function flagsOf({ words }: Pick<CommandFact, "words">): readonly FlagSetting[] {
  const found: FlagSetting[] = []
  for (const [index, word] of words.entries()) {
    const match = /^(--?[A-Za-z][\w.:-]*)(?:=([\s\S]*))?$/.exec(word.value)
    if (match === null) {
      // `--flag value` in one word of a list is what people write, and no program reads.
      continue
    }
    const [, name = "", given] = match
    if (given !== undefined) {
      if (word.literal) found.push({ name, value: given, word })
      continue
    }
    found.push({ name, value: "true", word })
    const next = words[index + 1]
    if (next?.literal && !next.value.startsWith("-") && next.value.length < 200)
      found.push({ name, value: next.value, word })
  }
  return found
}

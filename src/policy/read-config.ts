import { withoutSecrets } from "../collect/secrets/text.ts"
import type { Complaint } from "../model/failure.ts"
import { type Location, lineStarts, locate, type Span } from "../model/place.ts"
import type { Entry, Mapping, Node, Scalar } from "../model/tree.ts"
import { type Config, type ConfigIgnore, emptyConfig } from "./config.ts"
import { configShape } from "./config-shape.ts"
import type { ObjectShape, Shape } from "./shape.ts"
import { didYouMean } from "./suggest.ts"

export interface ConfigSource {
  readonly path: string
  readonly text: string
  /** The root of its only document; undefined for an empty file. */
  readonly root: Node | undefined
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly complaints: readonly [Complaint, ...Complaint[]] }

/** Reads a config, with every complaint that there is about it. `names` are the ids of the rules and their families. */
export function readConfig({ path, text, root }: ConfigSource, names: ReadonlySet<string>): ConfigReading {
  const lines = lineStarts(text)
  const where = (span: Span) => locate(path, lines, span)
  const reader = new ConfigReader(names, where)
  const value = reader.read(configShape, root ?? { kind: "mapping", entries: [], start: 0, end: 0 }, "the config")
  const [first, ...rest] = reader.complaints
  if (first !== undefined) return { ok: false, complaints: [first, ...rest] }
  return { ok: true, config: complete(value as Draft, reader.places) }
}

/** What the shape lets through: a config in which nothing is required but the version. */
type Draft = Partial<Omit<Config, "ignores">> & { readonly ignores?: readonly DraftIgnore[] }

type DraftIgnore = Partial<ConfigIgnore> & { readonly path?: string; readonly rule?: readonly string[] }

function complete(draft: Draft, places: ReadonlyMap<unknown, Location>): Config {
  return {
    ...emptyConfig,
    ...draft,
    ignorePolicy: { ...emptyConfig.ignorePolicy, ...draft.ignorePolicy },
    environments: (draft.environments ?? []).map((one) => ({ ...one, rules: one.rules ?? {} })),
    overrides: (draft.overrides ?? []).map((one) => ({ ...one, rules: one.rules ?? {}, expiry: one.expiry ?? {} })),
    ignores: (draft.ignores ?? []).map((ignore) => completeIgnore(ignore, places.get(ignore)!)),
  }
}

function completeIgnore({ path, rule, ...ignore }: DraftIgnore, location: Location): ConfigIgnore {
  return {
    ...ignore,
    ...(ignore.reason !== undefined && { reason: withoutSecrets(ignore.reason) }),
    location,
    paths: [...(ignore.paths ?? []), ...(path === undefined ? [] : [path])],
    rules: [...(ignore.rules ?? []), ...(rule ?? [])],
    sha256: (ignore.sha256 ?? []).map((digest) => digest.replaceAll(":", "").toLowerCase()),
  }
}

class ConfigReader {
  readonly complaints: Complaint[] = []
  /** Where each object stands: ignores are findings when they are over. */
  readonly places = new Map<unknown, Location>()
  readonly #names: ReadonlySet<string>
  readonly #where: (span: Span) => Location

  constructor(names: ReadonlySet<string>, where: (span: Span) => Location) {
    this.#names = names
    this.#where = where
  }

  /** The value of a node, as its shape wants it; undefined after a complaint. */
  read(shape: Shape, node: Node, name: string): unknown {
    switch (shape.kind) {
      case "object":
        return node.kind === "mapping" ? this.#object(shape, node, name) : this.#wrong(node, name, "a mapping")
      case "map":
        if (node.kind !== "mapping") return this.#wrong(node, name, "a mapping")
        return Object.fromEntries(
          this.#entries(node).map(({ key, value }) => {
            if (shape.rule === true) this.#rule(key)
            return [key.value, this.read(shape.values, value, `${name}.${key.value}`)]
          }),
        )
      case "list":
        if (node.kind === "sequence")
          return node.items.map((item, index) => this.read(shape.items, item, `${name}[${index}]`))
        if (shape.single !== true) return this.#wrong(node, name, "a list")
        return [this.read(shape.items, node, name)]
      default:
        return node.kind === "scalar" ? this.#scalar(shape, node, name) : this.#wrong(node, name, wanted(shape))
    }
  }

  #object(shape: ObjectShape, node: Mapping, name: string): unknown {
    const known = Object.keys(shape.properties)
    const entries = this.#entries(node)
    const read = entries.flatMap(({ key, value }): [string, unknown][] => {
      const property = Object.hasOwn(shape.properties, key.value) ? shape.properties[key.value] : undefined
      if (property === undefined) {
        const unknown = `unknown key "${key.value}" in ${name}`
        this.#complain(key, unknown, didYouMean(key.value, known) ?? `known keys are ${known.join(", ")}`)
        return []
      }
      // `rules:` with nothing after it is an empty section, not a wrong one.
      if (value.kind === "scalar" && value.type === "null") return []
      return [[key.value, this.read(property, value, name === "the config" ? key.value : `${name}.${key.value}`)]]
    })
    const present = new Set(entries.map(({ key }) => key.value))
    const missing = (shape.required ?? []).filter((key) => !present.has(key))
    if (missing.length > 0) this.#complain(firstOf(node), `${name} has no ${missing.join(" and no ")}`)
    const { anyOf } = shape
    if (anyOf !== undefined && !anyOf.some((key) => present.has(key)))
      this.#complain(firstOf(node), `${name} needs at least one of ${anyOf.join(", ")}`)
    const object = Object.fromEntries(read)
    this.places.set(object, this.#where(firstOf(node)))
    return object
  }

  #entries(node: Mapping): readonly Entry[] {
    const seen = new Set<string>()
    return node.entries.filter(({ key }) => {
      if (seen.has(key.value)) this.#complain(key, `"${key.value}" stands here twice`)
      return seen.size !== seen.add(key.value).size
    })
  }

  #scalar(shape: Exclude<Shape, { kind: "object" | "map" | "list" }>, node: Scalar, name: string): unknown {
    const { value, type } = node
    if (shape.kind === "boolean")
      return type === "boolean" ? /^(?:true|yes|on|y)$/i.test(value) : this.#wrong(node, name, wanted(shape))
    if (shape.kind === "number") {
      const number = type === "number" && /^[0-9]+$/.test(value) ? Number(value) : Number.NaN
      return number >= shape.minimum && number <= shape.maximum ? number : this.#wrong(node, name, wanted(shape))
    }
    // YAML 1.1 takes a plain `off` for a boolean; in a list of words it is the word.
    if (shape.kind === "choice") {
      if (shape.values.includes(value)) return value
      this.#complain(
        node,
        `${name} is "${withoutSecrets(value)}", not ${wanted(shape)}`,
        didYouMean(value, shape.values),
      )
      return undefined
    }
    if (value === "" || (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)))
      return this.#wrong(node, name, wanted(shape))
    if (shape.rule === true) this.#rule(node)
    return value
  }

  #rule(node: Scalar): void {
    if (this.#names.has(node.value)) return
    const hint = didYouMean(node.value, this.#names) ?? "`tlsgate rules` lists the rules and their families"
    this.#complain(node, `there is no rule or family "${node.value}"`, hint)
  }

  #wrong(node: Node, name: string, wish: string): undefined {
    const found =
      node.kind === "scalar" ? `"${withoutSecrets(node.value)}"` : node.kind === "sequence" ? "a list" : "a mapping"
    this.#complain(node, `${name} is ${found}, not ${wish}`)
  }

  #complain(span: Span, message: string, hint?: string): void {
    this.complaints.push({ message, location: this.#where(span), ...(hint !== undefined && { hint }) })
  }
}

function firstOf(node: Mapping): Span {
  return node.entries[0]?.key ?? node
}

function wanted(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return shape.asks ?? "a text"
    case "choice":
      return `one of ${shape.values.join(", ")}`
    case "number":
      if (shape.minimum === shape.maximum) return `${shape.minimum}`
      return `a whole number from ${shape.minimum} to ${shape.maximum}`
    case "boolean":
      return "true or false"
    case "list":
      return "a list"
    case "map":
    case "object":
      return "a mapping"
  }
}

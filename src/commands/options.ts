import { type Complaint, UsageError } from "../model/failure.ts"
import type { Profile } from "../x509/profile.ts"
import type { Purpose } from "../x509/purpose.ts"
import { type Arguments, sortArguments } from "./arguments.ts"
import type { CommandName } from "./option-table.ts"
import { anchors, byteCount, duration, instant, oneOf, text, type ValueReader, wholeNumber } from "./values.ts"

export const formats = ["text", "json", "sarif", "junit", "gitlab", "markdown", "html", "github"] as const
export type Format = (typeof formats)[number]

/** What was asked for on the command line. What was not is undefined: the config, then the default, decides. */
export interface Options {
  readonly format?: Format
  readonly outputs: readonly { readonly format: Format; readonly file: string }[]
  /** `false`: use none. */
  readonly config?: string | false
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly noIgnore: boolean
  readonly maxFileSize?: number
  /** In milliseconds. */
  readonly timeout?: number
  readonly changedSince?: string
  readonly base?: string
  readonly failOnNewOnly: boolean
  readonly failOn?: "error" | "warning" | "notice" | "never"
  readonly baseline?: string
  readonly at?: number
  readonly expiryError?: number
  readonly expiryWarning?: number
  readonly chain?: "auto" | "server" | "full"
  readonly trust?: readonly string[]
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color?: boolean
}

/** What `tlsgate verify` is asked beyond what scans know. */
export interface VerifyOptions {
  readonly host?: string
  readonly purpose?: Purpose
  readonly crls?: readonly string[]
  readonly profile?: Profile
}

export const graphFormats = ["text", "json", "mermaid", "dot", "html"] as const
export type GraphFormat = (typeof graphFormats)[number]

/** What `tlsgate graph` shows, and how. */
export interface GraphOptions {
  readonly format: GraphFormat
  readonly host?: string
  readonly from?: string
  readonly fails: boolean
}

/** What to do. */
export type Invocation =
  | { readonly command: "help"; readonly topic?: CommandName }
  | { readonly command: "version" }
  | { readonly command: "scan"; readonly paths: readonly string[]; readonly options: Options }
  | ({ readonly command: "verify"; readonly files: readonly string[]; readonly options: Options } & VerifyOptions)
  | { readonly command: "inspect"; readonly files: readonly string[]; readonly options: Options }
  | { readonly command: "fix"; readonly paths: readonly string[]; readonly dryRun: boolean; readonly options: Options }
  | { readonly command: "rules"; readonly rule?: string; readonly options: Options }
  | { readonly command: "init"; readonly options: Options }
  | {
      readonly command: "baseline"
      readonly paths: readonly string[]
      readonly prune: boolean
      readonly options: Options
    }
  | ({ readonly command: "graph"; readonly paths: readonly string[]; readonly options: Options } & GraphOptions)
  | { readonly command: "explain"; readonly text?: string; readonly options: Options }

/** Understands a command line. All that is wrong with it is told at once, in a UsageError. */
export function parseOptions(argv: readonly string[]): Invocation {
  const sorted = sortArguments(argv)
  const given = new Given(sorted)
  if (given.has("help")) return { command: "help", ...(sorted.named && { topic: sorted.command }) }
  if (given.has("version")) return { command: "version" }
  given.refuseStrangers()
  const invocation = invoke(sorted, given)
  const [first, ...rest] = given.complaints
  if (first !== undefined) throw new UsageError(first, ...rest)
  return invocation
}

function invoke({ command, operands }: Arguments, given: Given): Invocation {
  const options = readOptions(command, given)
  switch (command) {
    case "scan":
      return { command, paths: operands, options }
    case "baseline":
      return { command, paths: operands, prune: given.has("prune"), options }
    case "fix":
      if (operands.includes("-")) given.complain({ message: "what comes from stdin cannot be fixed in place" })
      return { command, paths: operands, dryRun: given.has("dry-run"), options }
    case "verify": {
      const host = given.last("host", text)
      const purpose = given.last("purpose", oneOf(["server", "client", "email", "any"]))
      const profile = given.last("profile", oneOf(["gate", "rfc5280", "webpki", "validation"]))
      const crls = given.every("crl", text)
      return {
        command,
        files: given.some(operands, "FILE"),
        ...(host !== undefined && { host }),
        ...(purpose !== undefined && { purpose }),
        ...(profile !== undefined && { profile }),
        ...(crls.length > 0 && { crls }),
        options,
      }
    }
    case "graph": {
      const host = given.last("host", text)
      const from = given.last("from", text)
      return {
        command,
        paths: operands,
        format: given.last("format", oneOf(graphFormats)) ?? "text",
        ...(host !== undefined && { host }),
        ...(from !== undefined && { from }),
        fails: given.has("fails"),
        options,
      }
    }
    case "inspect":
      return { command, files: given.some(operands, "FILE"), options }
    case "rules": {
      const [rule] = given.atMost(1, operands)
      return { command, ...(rule !== undefined && { rule }), options }
    }
    case "init":
      given.atMost(0, operands)
      return { command, options }
    case "explain":
      return { command, ...(operands.length > 0 && { text: operands.join(" ") }), options }
  }
}

function readOptions(command: CommandName, given: Given): Options {
  const config = given.lastOf("config", "no-config") === "no-config" ? false : given.last("config", text)
  const color = given.lastOf("color", "no-color")
  const trust = given.every("trust", anchors).flat()
  const options: Loose<Options> = {
    format:
      command === "graph"
        ? undefined
        : given.last("format", oneOf(command === "scan" ? formats : (printed[command] ?? ["text", "json"]))),
    outputs: given.every("output", output),
    config,
    include: given.every("include", text),
    exclude: given.every("exclude", text),
    noIgnore: given.has("no-ignore"),
    maxFileSize: given.last("max-file-size", byteCount),
    timeout: given.last("timeout", duration),
    changedSince: given.last("changed-since", text),
    base: given.last("base", text),
    failOnNewOnly: given.has("fail-on-new-only"),
    failOn: given.last("fail-on", oneOf(["error", "warning", "notice", "never"])),
    baseline: given.last("baseline", text),
    at: given.last("at", instant),
    expiryError: given.last("expiry-error", wholeNumber(0, 36_500)),
    expiryWarning: given.last("expiry-warning", wholeNumber(0, 36_500)),
    chain: given.last("chain", oneOf(["auto", "server", "full"])),
    trust: trust.length > 0 ? trust : undefined,
    quiet: given.has("quiet"),
    verbose: given.has("verbose"),
    color: color === undefined ? undefined : color === "color",
  }
  complainOfContradictions(command, options, given)
  return withoutUndefined(options)
}

function complainOfContradictions(command: CommandName, options: Loose<Options>, given: Given): void {
  const { trust, expiryError, expiryWarning, quiet, verbose } = options
  if (trust?.includes("none") && new Set(trust).size > 1) {
    given.complain({ message: "--trust none stands alone", hint: "files without mozilla are trusted alone anyway" })
  }
  if (trust?.includes("files") && command !== "verify") {
    given.complain({
      message: "--trust files is for verify",
      hint: "the CA bundles of a repository always count for the clients that read them",
    })
  }
  if (expiryError !== undefined && expiryWarning !== undefined && expiryWarning < expiryError) {
    given.complain({ message: `--expiry-warning ${expiryWarning} is less than --expiry-error ${expiryError}` })
  }
  if (quiet && verbose) given.complain({ message: "--quiet and --verbose contradict each other" })
}

/** What was given, by option. */
class Given {
  readonly complaints: Complaint[]
  readonly complain = (complaint: Complaint): void => void this.complaints.push(complaint)
  readonly #arguments: Arguments

  constructor(sorted: Arguments) {
    this.#arguments = sorted
    this.complaints = [...sorted.complaints]
  }

  has(name: string): boolean {
    return this.#arguments.options.some(({ spec }) => spec.name === name)
  }

  /** Which of two options, each the other's opposite, was given last. */
  lastOf(...names: readonly [string, string]): string | undefined {
    return this.#arguments.options.findLast(({ spec }) => names.includes(spec.name))?.spec.name
  }

  every<T>(name: string, read: ValueReader<T>): T[] {
    const given = this.#arguments.options.filter(({ spec }) => spec.name === name)
    return given.flatMap(({ value }) => {
      const understood = read(value, `--${name}`, this.complain)
      return understood === undefined ? [] : [understood]
    })
  }

  last<T>(name: string, read: ValueReader<T>): T | undefined {
    return this.every(name, read).at(-1)
  }

  refuseStrangers(): void {
    const { command, options } = this.#arguments
    for (const { spec } of options) {
      if (spec.commands.includes(command)) continue
      const owners = spec.commands.map((name) => `tlsgate ${name}`).join(", ")
      this.complain({ message: `--${spec.name} is no option of tlsgate ${command}`, hint: `it is one of ${owners}` })
    }
  }

  some(operands: readonly string[], label: string): readonly string[] {
    const { command } = this.#arguments
    if (operands.length === 0) this.complain({ message: `tlsgate ${command} needs at least one ${label}` })
    return operands
  }

  atMost(count: number, operands: readonly string[]): readonly string[] {
    const surplus = operands.slice(count)
    if (surplus.length > 0) {
      this.complain({
        message: `tlsgate ${this.#arguments.command} does not know what to do with ${surplus.join(" ")}`,
      })
    }
    return operands.slice(0, count)
  }
}

const output: ValueReader<{ format: Format; file: string }> = (value, option, complain) => {
  const equals = value.indexOf("=")
  const file = value.slice(equals + 1)
  if (equals > 0 && file !== "") {
    const format = oneOf(formats)(value.slice(0, equals), `the format of ${option}`, complain)
    return format === undefined ? undefined : { format, file }
  }
  complain({ message: `${option} is "${value}", not F=FILE`, hint: `write ${option} sarif=tlsgate.sarif` })
  return undefined
}

/** The formats of the commands that print no report. */
const printed: Readonly<Partial<Record<CommandName, readonly Format[]>>> = { rules: ["text", "json", "markdown"] }

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined }

function withoutUndefined(options: Loose<Options>): Options {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  // Only what Options allows to be missing can have been undefined.
  return given as unknown as Options
}

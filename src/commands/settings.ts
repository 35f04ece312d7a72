import { resolve as absolute } from "node:path"
import { join, normalize } from "node:path/posix"
import { UsageError } from "../model/failure.ts"
import { type Config, emptyConfig, type Threshold } from "../policy/config.ts"
import { pathMatcher } from "../policy/globs.ts"
import type { FoundConfig } from "../ports/config.ts"
import { type Globs, shownPath } from "../ports/files.ts"
import type { CheckOptions } from "../rules/rule.ts"
import type { Format, Options } from "./options.ts"

/** All that a run needs to know: an option beats the config, the config beats the default. */
export interface Settings {
  readonly config: Config
  readonly configPath?: string
  readonly at: number
  readonly format: Format
  readonly outputs: Options["outputs"]
  /** The threshold that a report names, and that of each path. */
  readonly failOn: Threshold
  readonly failOnAt: (path: string) => Threshold
  readonly check: CheckOptions
  readonly trust: TrustSetting
  readonly include: readonly Globs[]
  readonly exclude: readonly Globs[]
  readonly noIgnore: boolean
  readonly maxFileSize: number
  /** How long a scan may take, in milliseconds. */
  readonly timeout: number
  readonly changedSince?: string
  /** What the base has, too, does not fail. */
  readonly failOnNewOnly: boolean
  /** It need not be there unless it was named. */
  readonly baseline: { readonly file: string; readonly named: boolean }
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
  /** From a path of the report to one relative to where the globs of the config are rooted. */
  readonly toConfig: (path: string) => string
}

export interface TrustSetting {
  readonly mozilla: boolean
  /** Absolute. */
  readonly files: readonly string[]
  /** Whether the roots of the files that are verified count as well. */
  readonly own: boolean
}

/** What a run knows of the machine. */
export interface Surroundings {
  readonly cwd: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly isTerminal: boolean
  readonly variables: Variables
}

/** The environment variables that count. */
export interface Variables {
  readonly GITHUB_ACTIONS?: string | undefined
  readonly NO_COLOR?: string | undefined
  readonly FORCE_COLOR?: string | undefined
  readonly TERM?: string | undefined
}

/** Puts options, config and defaults together. */
export function resolve(options: Options, found: FoundConfig | undefined, surroundings: Surroundings): Settings {
  const { cwd, now, variables } = surroundings
  const config = found?.config ?? emptyConfig
  const base = found?.base ?? cwd
  const toConfig = rebase(shownPath(base, cwd))
  const expiry = horizons(options, config)
  const failOn = options.failOn ?? config.failOn ?? "error"
  const overrides = config.overrides.map((one) => ({ ...one, matches: pathMatcher(one.paths) }))
  const named = horizonsNamed(options)
  // One that contradicts itself is wrong usage, and is told before anything is read.
  for (const one of overrides) narrowed(expiry, one.expiry)
  const overriding = (path: string) => overrides.filter(({ matches }) => matches(toConfig(path)))
  return {
    config,
    ...(found !== undefined && { configPath: found.path }),
    at: options.at ?? now,
    format: options.format ?? (isSet(variables.GITHUB_ACTIONS) ? "github" : "text"),
    outputs: options.outputs,
    failOn,
    failOnAt: (path) => options.failOn ?? overriding(path).findLast((one) => one.failOn)?.failOn ?? failOn,
    check: {
      expiry,
      ...(overrides.some((one) => Object.keys(one.expiry).length > 0) && {
        expiryAt: (path: string) => [...overriding(path).map((one) => one.expiry), named].reduce(narrowed, expiry),
      }),
      chain: options.chain ?? config.chain ?? "auto",
      chains: config.chains,
      controllers: config.controllers,
    },
    trust: trustSetting(options, config, cwd, base),
    include: [...rooted(base, config.include), ...rooted(cwd, options.include)],
    exclude: [...rooted(base, config.exclude), ...rooted(cwd, options.exclude)],
    noIgnore: options.noIgnore,
    maxFileSize: options.maxFileSize ?? defaultMaxFileSize,
    timeout: options.timeout ?? defaultTimeout,
    ...(options.changedSince !== undefined && { changedSince: options.changedSince }),
    failOnNewOnly: options.failOnNewOnly,
    baseline: {
      file: absolute(cwd, options.baseline ?? absolute(base, baselineName)),
      named: options.baseline !== undefined,
    },
    quiet: options.quiet,
    verbose: options.verbose,
    color: options.color ?? colors(surroundings),
    toConfig,
  }
}

export const baselineName = ".tlsgate-baseline.json"

/** 32 MiB: the largest manifest seen in the wild has 4 MB, key stores a few hundred kB. */
const defaultMaxFileSize = 32 * 1_024 * 1_024

/** The option and the config speak of one horizon each; the other follows where it would come before. */
function horizons(options: Options, config: Config): CheckOptions["expiry"] {
  const given = { ...config.expiry, ...horizonsNamed(options) }
  return ordered({ error: 14, warning: 30, ...given }, given)
}

function horizonsNamed({ expiryError, expiryWarning }: Options): Config["expiry"] {
  return {
    ...(expiryError !== undefined && { error: expiryError }),
    ...(expiryWarning !== undefined && { warning: expiryWarning }),
  }
}

function narrowed(expiry: CheckOptions["expiry"], given: Config["expiry"]): CheckOptions["expiry"] {
  return ordered({ ...expiry, ...given }, given)
}

function ordered(expiry: CheckOptions["expiry"], given: Config["expiry"]): CheckOptions["expiry"] {
  const { error, warning } = expiry
  if (error <= warning) return expiry
  if (given.error === undefined) return { error: warning, warning }
  if (given.warning === undefined) return { error, warning: error }
  throw new UsageError({
    message: `the horizon of a warning, ${warning} days, comes after that of an error, ${error} days`,
  })
}

function trustSetting(options: Options, config: Config, cwd: string, base: string): TrustSetting {
  const [names, root] = options.trust === undefined ? [config.trust ?? ["mozilla"], base] : [options.trust, cwd]
  if (names.includes("none") && new Set(names).size > 1) {
    throw new UsageError({
      message: "trust: none stands alone",
      hint: "files without mozilla are trusted alone anyway",
    })
  }
  const files = names.filter((name) => !anchorWords.has(name)).map((file) => absolute(root, file))
  return { mozilla: names.includes("mozilla"), files, own: names.includes("files") }
}

const anchorWords: ReadonlySet<string> = new Set(["mozilla", "none", "files"])

function rooted(base: string, globs: readonly string[]): Globs[] {
  return globs.length === 0 ? [] : [{ base, globs }]
}

function rebase(way: string): (path: string) => string {
  return way === "." ? (path) => path : (path) => normalize(join(way, path))
}

/** NO_COLOR (no-color.org) and FORCE_COLOR (Node, chalk); the log of GitHub Actions shows colours. */
function colors({ variables, isTerminal }: Surroundings): boolean {
  const { NO_COLOR, FORCE_COLOR, GITHUB_ACTIONS, TERM } = variables
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false"
  return isSet(GITHUB_ACTIONS) || (isTerminal && TERM !== "dumb")
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false"
}

const defaultTimeout = 10 * 60_000

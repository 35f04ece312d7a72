import { scanAllowance } from "../collect/certificates/effort.ts"
import { collect } from "../collect/collect.ts"
import { unreadFacts } from "../collect/unread.ts"
import { inventoryOf } from "../join/inventory.ts"
import type { FileFacts } from "../model/facts.ts"
import { UsageError } from "../model/failure.ts"
import type { Report } from "../model/report.ts"
import { parseBaseline } from "../policy/baseline.ts"
import { isFixture, isTestMaterial } from "../policy/fixtures.ts"
import { reportOf } from "../policy/report.ts"
import { type FoundConfig, findConfig } from "../ports/config.ts"
import { type DiscoveredFile, type Discovery, discover, type SkippedFile } from "../ports/files.ts"
import { changedSince } from "../ports/git.ts"
import { readFile, readFiles } from "../ports/read.ts"
import { ruleNames, rulesFor } from "../rules/on-demand.ts"
import type { Rule } from "../rules/rule.ts"
import type { Options } from "./options.ts"
import { resolve, type Settings, type Surroundings } from "./settings.ts"
import { trustOf } from "./trust.ts"
import { version } from "./version.ts"

/** What a scan needs of the world besides the files. */
export interface World extends Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The text that PATH `-` stands for. */
  readonly stdin: () => Promise<Uint8Array>
  /** Told how far the scan is, often. */
  readonly progress?: (done: number, of: number) => void
}

export interface Scan {
  readonly report: Report
  readonly settings: Settings
  /** The rules that were asked. */
  readonly rules: readonly Rule[]
  /** A line of a scanned file, from 1, for frames; what came from stdin has none. */
  readonly discovery: Discovery
}

/** Discovers, reads, collects, evaluates. The verdict in the report is final. */
export async function scan(
  paths: readonly string[],
  options: Options,
  world: World,
  base?: FoundConfig | "none",
): Promise<Scan> {
  const result = await evaluated(paths, options, world, settingsOf(options, world, base))
  if (isLarge(result.discovery)) (await import("../ports/engine.ts")).collectGarbage()
  return result
}

async function evaluated(paths: readonly string[], options: Options, world: World, settings: Settings): Promise<Scan> {
  const { facts, discovery, bytes, unread } = await factsOf(paths.length === 0 ? ["."] : paths, settings, world)
  const files = new Map(discovery.files.map((file) => [file.path, file]))
  // A PATH that was given is meant, whatever it is called.
  const below = (path: string, is: (below: string) => boolean) => {
    const file = files.get(path)
    return file !== undefined && !file.explicit && is(file.below)
  }
  const seen = new Set([...discovery.files, ...discovery.skipped, ...discovery.links].map(({ path }) => path))
  const inventory = inventoryOf([...facts, ...unread], seen)
  const rules = await rulesFor(inventory.holds)
  const report = reportOf(inventory, {
    version,
    rules,
    names: ruleNames,
    at: settings.at,
    options: settings.check,
    trust: trustOf(settings.trust),
    config: settings.config,
    ...(settings.configPath !== undefined && { configPath: settings.configPath }),
    failOn: settings.failOn,
    failOnAt: settings.failOnAt,
    isFixture: (path) => below(path, isFixture),
    isTestMaterial: (path) => below(path, isTestMaterial),
    toConfig: settings.toConfig,
    baseline: baselineOf(settings),
    ...(settings.changedSince !== undefined && { changed: await changedPaths(settings.changedSince, world) }),
    complete: paths.length === 0 && options.changedSince === undefined,
    files: {
      discovered: discovery.files.length + discovery.skipped.length,
      read: discovery.files.length,
      skipped: discovery.skipped.length,
    },
    bytes,
  })
  return { report, settings, rules, discovery }
}

async function changedPaths(ref: string, { cwd, env }: World): Promise<ReadonlySet<string>> {
  const changed = await changedSince(cwd, ref, env)
  if (Array.isArray(changed)) return new Set(changed)
  const detail = changed.ok ? "" : `: ${changed.detail}`
  throw new UsageError({
    message: `what changed since ${ref} cannot be told${detail}`,
    hint: "give a commit or branch that is in the checkout (actions/checkout with fetch-depth: 0)",
  })
}

/** The fingerprints of the baseline; that of the default name need not be there. */
function baselineOf({ baseline: { file, named } }: Settings): ReadonlySet<string> {
  const reading = readFile(file, 64 * 1024 * 1024, true)
  if (!reading.ok && !named) return new Set()
  const parsed = reading.ok
    ? parseBaseline(Buffer.from(reading.bytes).toString("utf8"))
    : { ok: false as const, complaint: reading.detail }
  if (!parsed.ok)
    throw new UsageError({
      message: `the baseline ${file} is of no use: ${parsed.complaint}`,
      hint: "write a new one with `tlsgate baseline`",
    })
  return new Set(parsed.entries.map(({ fingerprint }) => fingerprint))
}

/** The settings of a run: options, config and defaults together. */
export function settingsOf(options: Options, world: Surroundings, given?: FoundConfig | "none"): Settings {
  if (given !== undefined) return resolve(options, given === "none" ? undefined : given, world)
  const found = options.config === false ? undefined : findConfig(world.cwd, options.config, ruleNames)
  return resolve(options, found, world)
}

interface Collected {
  readonly facts: readonly FileFacts[]
  readonly discovery: Discovery
  readonly bytes: number
  /** Files that could not be read, as facts that say so. */
  readonly unread: readonly FileFacts[]
}

async function factsOf(paths: readonly string[], settings: Settings, world: World): Promise<Collected> {
  const passwords = passwordsOf(world)
  const allowance = scanAllowance()
  const roots = paths.filter((path) => path !== "-")
  const discovery: Discovery =
    roots.length === 0
      ? { files: [], skipped: [], links: [], notes: [] }
      : await discover(roots, { cwd: world.cwd, env: world.env, ...settings })
  const facts: FileFacts[] = []
  const keep = await keeper(discovery)
  const unread = [...discovery.skipped.flatMap((skipped) => noteOf(skipped) ?? []), ...leftOut(discovery)]
  let bytes = 0
  let done = 0
  for (const { file, reading } of readFiles(discovery.files, settings.maxFileSize)) {
    world.progress?.(done++, discovery.files.length)
    if (!reading.ok) {
      unread.push(...(noteOf({ ...file, ...reading }) ?? []))
      continue
    }
    bytes += reading.bytes.length
    const collected = await collect({ path: file.path, bytes: reading.bytes, passwords, allowance })
    if (collected !== undefined) facts.push(keep(collected))
  }
  if (roots.length === paths.length) return { facts, discovery, bytes, unread }
  const piped = await world.stdin()
  const stream = await collect({ path: stdinPath, bytes: piped, passwords, allowance })
  const file: DiscoveredFile = {
    path: stdinPath,
    absolute: stdinPath,
    below: stdinPath,
    bytes: piped.length,
    modified: 0,
    explicit: true,
  }
  return {
    facts: stream === undefined ? facts : [...facts, stream],
    discovery: { ...discovery, files: [...discovery.files, file] },
    bytes: bytes + piped.length,
    unread,
  }
}

/** How facts are held until all are there: in a small repository as they are, in a large one packed. */
async function keeper(discovery: Discovery): Promise<(facts: FileFacts) => FileFacts> {
  if (!isLarge(discovery)) return (facts) => facts
  const [{ PackedFacts }, { keepHeapSmall, optimiseLate }] = await Promise.all([
    import("../collect/packed/facts.ts"),
    import("../ports/engine.ts"),
  ])
  keepHeapSmall()
  optimiseLate()
  const packed = new PackedFacts()
  return (facts) => packed.pack(facts)
}

/** Trees take up to ten times as much as their files. */
function isLarge({ files }: Discovery): boolean {
  return files.reduce((sum, { bytes }) => sum + bytes, 0) >= 4 * 1024 * 1024
}

/** What the stream from stdin is called; its ending makes it YAML, as all that is piped to a gate is. */
export const stdinPath = "stdin.yaml"

/** CONTRACT.md, default 14: what PKCS#12 files are tried with. */
export function passwordsOf({ env }: Pick<World, "env">): string[] {
  const own = env["TLSGATE_PASSWORDS"]?.split(/\r?\n/).filter((line) => line !== "") ?? []
  return [...own, "", "changeit", "changeme", "password"]
}

/** A file that was not read is a fact where somebody may need it; a device or a link out of the tree is not. */
function noteOf({ path, reason, detail }: Pick<SkippedFile, "path" | "reason" | "detail">): FileFacts[] | undefined {
  if (reason === "link-dangling") return [unreadFacts(path, "unreadable", `it is ${detail}`)]
  return reason === "too-large" || reason === "unreadable" ? [unreadFacts(path, reason, detail)] : undefined
}

/** What Git keeps and this checkout does not hold, or holds as a repository of its own. */
function leftOut({ skipped }: Discovery): FileFacts[] {
  const own = skipped.filter(({ reason }) => reason === "submodule" || reason === "repository")
  const [first, ...others] = skipped.filter(({ reason }) => reason === "sparse")
  // A sparse checkout may leave out a hundred thousand files.
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "file" : "files"}`
  return [
    ...own.map(({ path, reason }) => unreadFacts(path, reason === "submodule" ? "submodule" : "repository", "")),
    ...(first === undefined ? [] : [unreadFacts(first.path, "sparse", more)]),
  ]
}

/** A PATH list that matches no file passes, and says so. */
export function isEmpty({ discovery }: Scan): boolean {
  return discovery.files.length === 0
}

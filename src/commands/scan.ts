import { scanAllowance } from "../collect/certificates/effort.ts"
import { collect } from "../collect/collect.ts"
import { unreadFacts } from "../collect/unread.ts"
import { yaml } from "../formats/yaml.ts"
import { type Inventory, inventoryOf } from "../join/inventory.ts"
import type { FileFacts } from "../model/facts.ts"
import { type Complaint, UsageError } from "../model/failure.ts"
import type { Span } from "../model/place.ts"
import type { Report } from "../model/report.ts"
import { type Node, textAt } from "../model/tree.ts"
import { against, noConsent } from "../policy/against.ts"
import { isFixture, isTestMaterial } from "../policy/fixtures.ts"
import { judgeBase, type ReportInputs, reportOf } from "../policy/report.ts"
import type { BaseCommit } from "../ports/base-commit.ts"
import { type DiscoveredFile, type Discovery, discover, type SkippedFile } from "../ports/files.ts"
import { changedSince } from "../ports/git/changed.ts"
import { repositoryRoot } from "../ports/git/repository.ts"
import { readFiles } from "../ports/read.ts"
import { ruleNames, rules } from "../rules/index.ts"
import { type Base, baseNamed, factsOfBase, type Judges, judgesOf, type Read } from "./base.ts"
import { type Deadline, deadlineAfter } from "./deadline.ts"
import type { Options } from "./options.ts"
import { excluded, proposal } from "./proposal.ts"
import type { Settings, Surroundings } from "./settings.ts"
import { trustOf } from "./trust.ts"
import { version } from "./version.ts"

/** What a scan needs of the world besides the files. */
export interface World extends Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The text that PATH `-` stands for. */
  readonly stdin: () => Promise<Uint8Array>
  /** Milliseconds from some instant on. */
  readonly clock?: () => number
  /** Told how far the scan is, often. */
  readonly progress?: (done: number, of: number) => void
}

export interface Scan {
  readonly report: Report
  readonly settings: Settings
  readonly discovery: Discovery
  /** Where the structure of a file says that secrets stand, as offsets into it. */
  readonly secrets: (path: string) => readonly Span[]
  /** Whether the time was over before all was checked. */
  readonly overdue: boolean
}

/** Discovers, reads, collects, evaluates. The verdict in the report is final. */
export async function scan(
  paths: readonly string[],
  options: Options,
  world: World,
  base: Base | undefined = options.base === undefined ? undefined : baseNamed(options.base, world),
): Promise<Scan> {
  return evaluated(paths, options, world, judgesOf(options, world, base))
}

/** The facts of some paths, joined, with what discovery saw. */
export async function inventoryOfPaths(paths: readonly string[], settings: Settings, world: World): Promise<Inventory> {
  const deadline = deadlineAfter(settings.timeout, world.clock ?? (() => performance.now()))
  const { facts, discovery, unread } = await factsOf(
    paths.length === 0 ? ["."] : paths,
    { ...settings, deadline },
    world,
    undefined,
  )
  const seen = new Set([...discovery.files, ...discovery.skipped, ...discovery.links].map(({ path }) => path))
  return inventoryOf([...facts, ...unread], seen)
}

async function evaluated(given: readonly string[], options: Options, world: World, judges: Judges): Promise<Scan> {
  const { settings, base } = judges
  const paths = given.length === 0 ? ["."] : given
  const deadline = deadlineAfter(settings.timeout, world.clock ?? (() => performance.now()))
  const { facts, discovery, bytes, unread, read } = await factsOf(paths, { ...settings, deadline }, world, base?.commit)
  const seen = new Set([...discovery.files, ...discovery.skipped, ...discovery.links].map(({ path }) => path))
  const inventory = inventoryOf([...facts, ...unread], seen)
  const places = new Map(discovery.files.map((file) => [file.path, file]))
  const inputs = inputsOf(places, judges)
  const changed = settings.changedSince === undefined ? undefined : changedPaths(settings.changedSince, world)
  const own: ReportInputs = {
    ...inputs,
    isOver: deadline.isOver,
    ...(changed !== undefined && { changed }),
    complete: given.length === 0 && options.changedSince === undefined,
    files: {
      discovered: discovery.files.length + discovery.skipped.length,
      read: discovery.files.length,
      skipped: discovery.skipped.length,
    },
    bytes,
  }
  const hidden = new Map(facts.flatMap(({ path, secrets: own }) => (own === undefined ? [] : [[path, own] as const])))
  const secrets = (path: string) => hidden.get(path) ?? []
  if (base === undefined)
    return { report: reportOf(inventory, own), settings, discovery, secrets, overdue: deadline.wasMissed() }
  const compared =
    base.commit === undefined
      ? undefined
      : await judgedBase(
          base.commit,
          paths.filter((path) => path !== "-"),
          { judges, read, world },
        )
  const report = reportOf(inventory, { ...own, consent: compared?.consent ?? noConsent })
  const proposed = proposal(options, world, judges)
  const after = proposed && reportOf(inventory, { ...own, ...inputsOf(places, proposed) })
  return {
    report: against(
      report,
      { ...compared, commit: base.commit?.commit, notes: [...base.notes, ...(proposed?.notes ?? [])] },
      {
        after: after?.findings,
        isExcluded: proposed === undefined ? () => false : excluded(proposed.settings, world.cwd),
        failOnAt: settings.failOnAt,
        newOnly: settings.failOnNewOnly,
      },
    ),
    settings,
    discovery,
    secrets,
    overdue: deadline.wasMissed(),
  }
}

/** What a report is made of by the words of a config, be it the base's or the change's own. */
function inputsOf(
  places: ReadonlyMap<string, { readonly below: string; readonly explicit: boolean }>,
  { settings, baseline, shelf }: Pick<Judges, "settings" | "baseline" | "shelf">,
): ReportInputs {
  // A PATH that was given is meant, whatever it is called.
  const below = (path: string, is: (below: string) => boolean) => {
    const place = places.get(path)
    return place !== undefined && !place.explicit && is(place.below)
  }
  return {
    version,
    rules,
    names: ruleNames,
    at: settings.at,
    options: settings.check,
    trust: trustOf(settings.trust, shelf),
    config: settings.config,
    ...(settings.configPath !== undefined && { configPath: settings.configPath }),
    failOn: settings.failOn,
    failOnAt: settings.failOnAt,
    isFixture: (path) => below(path, isFixture),
    isTestMaterial: (path) => below(path, isTestMaterial),
    toConfig: settings.toConfig,
    baseline,
    complete: false,
    files: { discovered: 0, read: 0, skipped: 0 },
    bytes: 0,
  }
}

/** The base by its own words: what was wrong there already, and which of its ignores stand. */
async function judgedBase(
  commit: BaseCommit,
  paths: readonly string[],
  { judges, read, world }: { judges: Judges; read: ReadonlyMap<string, Read>; world: World },
) {
  const { settings } = judges
  const passwords = passwordsOf(world)
  const { facts, seen, places } = await factsOfBase(commit, paths, { settings, read, cwd: world.cwd, passwords })
  const inventory = inventoryOf(facts, seen)
  return judgeBase(inventory, inputsOf(places, judges))
}

function changedPaths(ref: string, { cwd, env }: World): ReadonlySet<string> {
  const root = repositoryRoot(cwd, env)
  const changed = root === undefined ? undefined : changedSince(root, cwd, ref, env)
  if (Array.isArray(changed)) return new Set(changed)
  const detail = changed === undefined ? ": this is no repository" : changed.ok ? "" : `: ${changed.detail}`
  throw new UsageError({
    message: `what changed since ${ref} cannot be told${detail}`,
    hint: "give a commit or branch that is in the checkout (actions/checkout with fetch-depth: 0)",
  })
}

interface Collected {
  readonly facts: readonly FileFacts[]
  readonly discovery: Discovery
  readonly bytes: number
  /** Files that could not be read, as facts that say so. */
  readonly unread: readonly FileFacts[]
  /** What was read, where there is a base to compare with. */
  readonly read: ReadonlyMap<string, Read>
}

async function factsOf(
  paths: readonly string[],
  settings: Settings & { readonly deadline: Deadline },
  world: World,
  base: BaseCommit | undefined,
): Promise<Collected> {
  const passwords = passwordsOf(world)
  const allowance = scanAllowance()
  const roots = paths.filter((path) => path !== "-")
  const discovery: Discovery =
    roots.length === 0
      ? { files: [], skipped: [], links: [], notes: [] }
      : discover(roots, { cwd: world.cwd, env: world.env, ...settings })
  const facts: FileFacts[] = []
  const read = new Map<string, Read>()
  const keep = await keeper(discovery)
  const unread = [...discovery.skipped.flatMap((skipped) => noteOf(skipped) ?? []), ...leftOut(discovery)]
  let bytes = 0
  let done = 0
  for (const { file, reading } of readFiles(discovery.files, settings.maxFileSize)) {
    world.progress?.(done++, discovery.files.length)
    if (settings.deadline.isReadingOver()) {
      const others = discovery.files.length - done
      unread.push(unreadFacts(file.path, "timeout", moreFiles(others)))
      break
    }
    if (!reading.ok) {
      unread.push(...(noteOf({ ...file, ...reading }) ?? []))
      continue
    }
    bytes += reading.bytes.length
    const collected = await collect({ path: file.path, bytes: reading.bytes, passwords, allowance })
    const kept = collected && keep(collected)
    if (kept !== undefined) facts.push(kept)
    if (base !== undefined) read.set(file.path, { object: base.objectOf(reading.bytes), facts: kept })
  }
  if (roots.length === paths.length) return { facts, discovery, bytes, unread, read }
  const piped = await world.stdin()
  const stream = await collect({ path: stdinPath, bytes: piped, passwords, allowance })
  if (!isManifest(piped, stream)) throw new UsageError(noManifest(piped))
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
    read,
  }
}

/** Whether a stream says anything to judge: an object, a document that is known, or a certificate. */
function isManifest(bytes: Uint8Array, facts: FileFacts | undefined): boolean {
  const { bundles = [], documents = [] } = facts ?? {}
  if (bundles.length > 0 || documents.some(({ root }) => holdsAnything(root))) return true
  const text = Buffer.from(bytes).toString("utf8")
  return yaml
    .read(text)
    .some(({ root }) => textAt(root, "apiVersion") !== undefined && textAt(root, "kind") !== undefined)
}

/** Running text is a scalar. */
function holdsAnything(root: Node): boolean {
  return root.kind === "sequence" ? root.items.length > 0 : root.kind === "mapping" && root.entries.length > 0
}

function noManifest(bytes: Uint8Array): Complaint {
  const what = Buffer.from(bytes).toString("utf8").trim() === "" ? "is empty" : "holds no manifest and no certificate"
  return {
    message: `what came from stdin ${what}, so nothing was checked`,
    hint: "the command before the pipe may have failed: run it alone, and set -o pipefail",
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

/** What PKCS#12 files are tried with, besides the passwords of the user. */
export function passwordsOf({ env }: Pick<World, "env">): string[] {
  const own = env["TLSGATE_PASSWORDS"]?.split(/\r?\n/).filter((line) => line !== "") ?? []
  return [...own, "", "changeit", "changeme", "password"]
}

function moreFiles(count: number): string {
  return count === 0 ? "" : ` and ${count} more ${count === 1 ? "file" : "files"}`
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
  const unlisted = skipped.filter(({ reason }) => reason === "unlisted")
  // A sparse checkout may leave out a hundred thousand files.
  const more = moreFiles(others.length)
  return [
    ...own.map(({ path, reason }) => unreadFacts(path, reason === "submodule" ? "submodule" : "repository", "")),
    ...unlisted.map(({ path, detail }) => unreadFacts(path, "unlisted", detail)),
    ...(first === undefined ? [] : [unreadFacts(first.path, "sparse", more)]),
  ]
}

import { scanAllowance } from "../collect/certificates/effort.ts"
import { collect } from "../collect/collect.ts"
import type { FileFacts } from "../model/facts.ts"
import { UsageError } from "../model/failure.ts"
import { BaseCommit } from "../ports/base-commit.ts"
import { findConfig } from "../ports/config.ts"
import { selection, shownPath } from "../ports/files.ts"
import { isWithin, repositoryRoot } from "../ports/git/repository.ts"
import { commitOf } from "../ports/git/revision.ts"
import { disk, type Shelf } from "../ports/shelf.ts"
import { targetsOf } from "../ports/targets.ts"
import { ruleNames } from "../rules/index.ts"
import { baselineOf } from "./baseline-file.ts"
import { settingsOf } from "./config-of.ts"
import type { Options } from "./options.ts"
import { resolve, type Settings, type Surroundings } from "./settings.ts"
import { trustOf } from "./trust.ts"

/** What decides in place of the files at hand: a commit, or nothing but the defaults where it is not in the checkout. */
export type Base =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "missing"; readonly note: string }

/** By whose words a scan is judged. */
export interface Judges {
  readonly settings: Settings
  readonly baseline: ReadonlySet<string>
  readonly shelf: Shelf
  /** Where a base decides. */
  readonly base?: { readonly commit?: BaseCommit; readonly notes: readonly string[] }
}

interface Place extends Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The commit of `--base REF`. One that is not there is wrong usage. */
export function baseNamed(ref: string, { cwd, env }: Place): Base {
  const root = repositoryRoot(cwd, env)
  if (root === undefined) throw new UsageError({ message: `--base ${ref}: the current directory is in no repository` })
  const answer = commitOf(root, ref, env)
  if (answer.ok) return { kind: "commit", commit: answer.stdout }
  throw new UsageError({
    message: `--base ${ref}: there is no such commit, branch or tag in this checkout`,
    hint: "fetch it before (git fetch origin main; actions/checkout with fetch-depth: 2 has the parents of a merge), and write origin/main for the branch of a remote",
  })
}

/** The settings, baseline and trust of a run: those of the base, where there is one. */
export function judgesOf(options: Options, place: Place, base: Base | undefined): Judges {
  if (base === undefined) {
    const settings = settingsOf(options, place)
    return { settings, baseline: baselineOf(settings), shelf: disk }
  }
  const root = repositoryRoot(place.cwd, place.env)
  const commit =
    base.kind === "commit" && root !== undefined ? BaseCommit.open(root, base.commit, place.env) : undefined
  if (commit === undefined) {
    const note = base.kind === "missing" ? base.note : notAtHand(base.commit)
    return { ...defaults(options, place), base: { notes: [note] } }
  }
  return judgesIn(commit, options, place)
}

/** The sentence on a base that is not, or not all, in the checkout. */
export function notAtHand(commit: string): string {
  return `The base commit ${commit.slice(0, 7)} is not in this checkout, so nothing is silenced: neither config, nor ignores, nor a baseline count. Give actions/checkout \`fetch-depth: 2\` to have them judged by the base.`
}

function judgesIn(commit: BaseCommit, options: Options, place: Place): Judges {
  const notes: string[] = []
  const name = commit.commit.slice(0, 7)
  const attempt = <T>(read: () => T, otherwise: () => T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      // What is wrong with the base, a change may be about to mend: it is told, and what holds is stricter.
      notes.push(`In the base ${name}, ${error.complaints[0]!.message}; what a run without it would do holds.`)
      return otherwise()
    }
  }
  const found = attempt(
    () => (options.config === false ? undefined : findConfig(place.cwd, options.config, ruleNames, commit)),
    () => undefined,
  )
  const from = found && { ...found, path: `${found.path} of ${name}` }
  const settings = attempt(
    () => {
      const wanted = resolve(options, from, place)
      trustOf(wanted.trust, commit)
      return wanted
    },
    () => resolve(withoutTrust(options), from && { ...from, config: { ...from.config, trust: ["mozilla"] } }, place),
  )
  const baseline = attempt(
    () => baselineOf(settings, commit),
    () => new Set<string>(),
  )
  return { settings, baseline, shelf: commit, base: { commit, notes } }
}

function defaults(options: Options, place: Place): Judges {
  return { settings: resolve(withoutTrust(options), undefined, place), baseline: new Set(), shelf: disk }
}

/** Files that the workflow names as trusted may be the change's own. */
function withoutTrust({ trust, ...options }: Options): Options {
  const names = trust?.filter((name) => name === "mozilla" || name === "none")
  return names === undefined || names.length === 0 ? options : { ...options, trust: names }
}

/** What a scan has read, by the path that a report shows. */
export interface Read {
  readonly object: string
  readonly facts: FileFacts | undefined
}

/** The files of a base that the PATHs mean, as facts at the places where the checkout has them. */
export interface BaseFacts {
  readonly facts: readonly FileFacts[]
  readonly seen: ReadonlySet<string>
  /** The path below the PATH that was given, and whether it was given itself. */
  readonly places: ReadonlyMap<string, { readonly below: string; readonly explicit: boolean }>
  /** Whether any of them differs from what was read. */
  readonly differs: boolean
}

/** Reads the base; what the checkout has with the same bytes is taken from there. */
export async function factsOfBase(
  commit: BaseCommit,
  paths: readonly string[],
  {
    settings,
    read,
    cwd,
    passwords,
  }: {
    readonly settings: Settings
    readonly read: ReadonlyMap<string, Read>
    readonly cwd: string
    readonly passwords: readonly string[]
  },
): Promise<BaseFacts> {
  const targets = targetsOf(paths, cwd)
  const isWanted = selection({ ...settings, cwd }, paths)
  const places = new Map<string, { below: string; explicit: boolean }>()
  const facts: FileFacts[] = []
  const open: { path: string; object: string }[] = []
  for (const { absolute, object } of commit.files()) {
    const target = targets.find(({ root, matches }) => {
      return isWithin(root, absolute) && (matches === undefined || matches(shownPath(root, absolute)))
    })
    const explicit = target?.root === absolute
    if (target === undefined || !(explicit || isWanted(absolute))) continue
    const path = shownPath(cwd, absolute)
    if (places.has(path)) continue
    places.set(path, {
      below: explicit ? path.slice(path.lastIndexOf("/") + 1) : shownPath(target.root, absolute),
      explicit,
    })
    const known = read.get(path)
    if (known?.object !== object) open.push({ path, object })
    else if (known.facts !== undefined) facts.push(known.facts)
  }
  const blobs = commit.bytesOf(new Set(open.map(({ object }) => object)), settings.maxFileSize)
  const allowance = scanAllowance()
  for (const { path, object } of open) {
    const bytes = blobs.get(object)
    const collected = bytes && (await collect({ path, bytes, passwords, allowance }))
    if (collected !== undefined) facts.push(collected)
  }
  const isNew = [...read.keys()].some((path) => !places.has(path))
  return { facts, places, seen: new Set(places.keys()), differs: isNew || open.length > 0 }
}

import { dirname, join, resolve } from "node:path"
import { yaml } from "../formats/yaml.ts"
import { type Complaint, UsageError } from "../model/failure.ts"
import { lineStarts, locate } from "../model/place.ts"
import type { Config } from "../policy/config.ts"
import { readConfig } from "../policy/read-config.ts"
import { shownPath } from "./files.ts"
import { repositoryRoot } from "./git/repository.ts"
import { disk, type Shelf, textOn } from "./shelf.ts"

export interface FoundConfig {
  readonly config: Config
  /** The file, relative to the current directory. */
  readonly path: string
  readonly text: string
  /** What its paths are relative to, absolute: the directory it governs; the current one where it was given by name. */
  readonly base: string
}

/** The names of a config, in the order in which they are looked for. */
export const configNames = [".tlsgate.yml", ".tlsgate.yaml", ".github/tlsgate.yml", ".github/tlsgate.yaml"] as const

/** The config that was given by name, or the nearest from the current directory up to the root of the repository. */
export function findConfig(
  cwd: string,
  given: string | undefined,
  names: ReadonlySet<string>,
  shelf: Shelf = disk,
): FoundConfig | undefined {
  if (given !== undefined) return { ...open(cwd, resolve(cwd, given), names, shelf), base: cwd }
  const top = repositoryRoot(cwd) ?? cwd
  for (let base = cwd; ; base = dirname(base)) {
    const present = configNames.filter((name) => shelf.isFile(join(base, name)))
    const [first, second] = present
    if (second !== undefined) {
      throw new UsageError({ message: `there are two configs, ${first} and ${second}`, hint: "keep one of them" })
    }
    if (first !== undefined) return { ...open(cwd, join(base, first), names, shelf), base }
    if (base === top || dirname(base) === base) return undefined
  }
}

/** Reads the text of a config; every complaint about it at once is a UsageError. */
export function parseConfig(path: string, text: string, names: ReadonlySet<string>): Config {
  const [document, second] = yaml.read(text)
  const lines = lineStarts(text)
  const defects = document?.defects ?? []
  const complaints = defects.map(({ reason, ...span }): Complaint => {
    return { message: `the config cannot be read: ${reason}`, location: locate(path, lines, span) }
  })
  if (second !== undefined) {
    complaints.push({ message: "a config is one document", location: locate(path, lines, second.span) })
  }
  const [first, ...rest] = complaints
  if (first !== undefined) throw new UsageError(first, ...rest)
  const reading = readConfig({ path, text, root: document?.root }, names)
  if (!reading.ok) throw new UsageError(...reading.complaints)
  return reading.config
}

function open(
  cwd: string,
  file: string,
  names: ReadonlySet<string>,
  shelf: Shelf,
): { config: Config; path: string; text: string } {
  const path = shownPath(cwd, file)
  const text = textOn(shelf, file)
  if (typeof text !== "string") {
    const { code } = text
    throw new UsageError({
      message: code === "ENOENT" ? `there is no config ${path}` : `cannot read ${path} (${code})`,
    })
  }
  return { config: parseConfig(path, text, names), path, text }
}

import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { Module } from "node:module"
import { basename, dirname, join } from "node:path"
import { Script } from "node:vm"
import type { Environment } from "./git/git.ts"

/** Where the compiled code of one build of the bundle is kept, or undefined where it should not or cannot be. */
export function codeFolder(build: string, env: Environment): string | undefined {
  const off = env["NODE_DISABLE_COMPILE_CACHE"]
  if (off !== undefined && off !== "" && off !== "0") return undefined
  const home = env["HOME"] ?? ""
  const caches = env["LOCALAPPDATA"] || env["XDG_CACHE_HOME"] || (home === "" ? "" : join(home, ".cache"))
  return caches === "" ? undefined : join(caches, "tlsgate", `${build}-${process.version}-${process.arch}`)
}

/**
 * Loads the CommonJS files beside `folder` with the code that earlier runs left in `kept`, and leaves there what this run
 * compiled. Node's own compile cache holds what is compiled when a file is loaded, without the functions that are compiled
 * when they are first called, and is not in Node 20. What V8 does not accept, and what cannot be read or written, is as
 * if it were not there.
 */
export function keepCode(folder: string, kept: string): void {
  const loaders = (Module as unknown as { _extensions: Record<string, Loader> })._extensions
  const plain = loaders[".js"]
  if (plain === undefined || !isOwn(kept)) return
  const toKeep: { readonly script: Script; readonly file: string; readonly runs: number }[] = []
  loaders[".js"] = (module, filename) => {
    if (dirname(filename) !== folder) return plain(module, filename)
    const file = join(kept, `${basename(filename)}.code`)
    const { runs, code } = read(file)
    const script = new Script(Module.wrap(readFileSync(filename, "utf8")), {
      filename,
      ...(code !== undefined && { cachedData: code }),
    })
    const used = code !== undefined && script.cachedDataRejected === false ? runs : 0
    if (used < enoughRuns) toKeep.push({ script, file, runs: used + 1 })
    const load = script.runInThisContext() as Wrapper
    load.call(module.exports, module.exports, (id) => module.require(id), module, filename, folder)
  }
  process.once("exit", () => {
    for (const { script, file, runs } of toKeep) write(file, runs, script)
  })
}

/** After so many runs most of what is ever called has been: what is kept then stays as it is. */
const enoughRuns = 3

/** The file's last byte says how many runs have added to it; V8 wants the code at the beginning, where it is aligned. */
function read(file: string): { readonly runs: number; readonly code?: Buffer } {
  try {
    const bytes = readFileSync(file)
    return { runs: bytes.at(-1) ?? 0, code: bytes.subarray(0, -1) }
  } catch {
    return { runs: 0 }
  }
}

function write(file: string, runs: number, script: Script): void {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, Buffer.concat([script.createCachedData(), Buffer.of(runs)]), { mode: 0o600 })
    renameSync(draft, file)
  } catch {
    // A read-only home costs the next run some milliseconds, and nothing else.
  }
}

/** Takes away what builds left that nobody has run for a month. */
function forget(caches: string): void {
  for (const build of readdirSync(caches)) {
    const folder = join(caches, build)
    if (Date.now() - statSync(folder).mtimeMs > month) rmSync(folder, { recursive: true, force: true })
  }
}

const month = 30 * 86_400_000

/** Code from a folder that somebody else can write to would be theirs. */
function isOwn(folder: string): boolean {
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) forget(dirname(folder))
    const { uid, mode } = lstatSync(folder)
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
  } catch {
    return false
  }
}

type Loader = (module: Loaded, filename: string) => void

interface Loaded {
  readonly exports: object
  require(id: string): unknown
}

type Wrapper = (
  this: object,
  exports: object,
  require: (id: string) => unknown,
  module: Loaded,
  filename: string,
  directory: string,
) => void

import { statSync } from "node:fs"
import { resolve } from "node:path"
import { collect } from "../collect/collect.ts"
import { unreadFacts } from "../collect/unread.ts"
import { type Inventory, inventoryOf } from "../join/inventory.ts"
import type { BundleFact, FileFacts } from "../model/facts.ts"
import { UsageError } from "../model/failure.ts"
import { readFile } from "../ports/read.ts"
import { passwordsOf, type World } from "./scan.ts"

/** The files that `verify` and `inspect` were given, in their order, with what is in them. */
export interface GivenFiles {
  readonly paths: readonly string[]
  readonly inventory: Inventory
}

/** Reads the files; one that is not there is wrong usage, one that cannot be read is a finding. */
export async function givenFiles(files: readonly string[], maxFileSize: number, world: World): Promise<GivenFiles> {
  const passwords = passwordsOf(world)
  const paths = [...new Set(files.map((file) => (file === "-" ? stdinName : file)))]
  const facts: FileFacts[] = []
  for (const path of paths) {
    if (path === stdinName) {
      facts.push(...((await read(path, await world.stdin(), passwords)) ?? []))
      continue
    }
    const absolute = resolve(world.cwd, path)
    demandFile(path, absolute)
    const reading = readFile(absolute, maxFileSize, true)
    if (reading.ok) facts.push(...((await read(path, reading.bytes, passwords)) ?? []))
    else facts.push(unreadFacts(path, reading.reason, reading.detail))
  }
  return { paths, inventory: inventoryOf(facts, new Set(paths)) }
}

/** The bundles of a file that hold anything, comments aside. */
export function bundlesIn(path: string, { files }: Inventory): readonly BundleFact[] {
  return (files.get(path)?.bundles ?? []).filter(({ commented }) => !commented)
}

async function read(path: string, bytes: Uint8Array, passwords: readonly string[]): Promise<FileFacts[]> {
  const facts = await collect({ path, bytes, passwords })
  return facts === undefined ? [] : [facts]
}

function demandFile(path: string, absolute: string): void {
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError({ message: `${path} does not exist` })
  if (stats.isDirectory()) throw new UsageError({ message: `${path} is a directory`, hint: `scan it: tlsgate ${path}` })
}

const stdinName = "stdin"

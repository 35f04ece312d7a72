import { chmodSync, lstatSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import type { DiscoveredFile } from "./files.ts"
import { readFile } from "./read.ts"

/** A file as it was when it was found, with its bytes. */
export interface Snapshot {
  readonly absolute: string
  readonly bytes: Uint8Array
  readonly size: number
  readonly modified: number
  readonly mode: number
}

/** The bytes of a file that is still the one that was found; else why it must not be changed. */
export function editable(file: DiscoveredFile): Snapshot | string {
  const { absolute, bytes: size, modified } = file
  try {
    const stats = lstatSync(absolute)
    if (!stats.isFile()) return "it is no file"
    if (stats.size !== size || stats.mtimeMs !== modified) return changed
    const reading = readFile(absolute, size)
    if (!reading.ok) return reading.reason === "too-large" ? changed : reading.detail
    return { absolute, bytes: reading.bytes, size, modified, mode: stats.mode & 0o7777 }
  } catch (error) {
    return `it cannot be read (${codeOf(error)})`
  }
}

/** Puts other bytes in the place of a file, all at once and with its mode; says why where it could not. */
export function replaceFile({ absolute, size, modified, mode }: Snapshot, bytes: Uint8Array): string | undefined {
  const temporary = `${absolute}.tlsgate-${process.pid}`
  try {
    writeFileSync(temporary, bytes, { flag: "wx", mode, flush: true })
    // The mode at creation is subject to the umask.
    chmodSync(temporary, mode)
    const stats = statSync(absolute)
    if (stats.size !== size || stats.mtimeMs !== modified) return changed
    renameSync(temporary, absolute)
    return undefined
  } catch (error) {
    return `it cannot be written (${codeOf(error)})`
  } finally {
    rmSync(temporary, { force: true })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? `${error.code}` : "unknown fault"
}

const changed = "it has changed since it was read"

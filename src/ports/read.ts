import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import type { DiscoveredFile } from "./files.ts"

/** The bytes of a file, or why there are none. */
export type Reading =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: "too-large" | "unreadable"; readonly detail: string }

/** Reads files one after the other, so that only one is held at a time unless the caller keeps it. */
export function* readFiles(
  files: Iterable<DiscoveredFile>,
  maxFileSize: number,
): Generator<{ readonly file: DiscoveredFile; readonly reading: Reading }> {
  for (const file of files) yield { file, reading: readFile(file.absolute, maxFileSize, file.explicit) }
}

/** Reads a file of at most `limit` bytes. Only one that was named by the caller may be a pipe, which can block. */
export function readFile(absolute: string, limit: number, explicit = false): Reading {
  let descriptor: number | undefined
  try {
    descriptor = openSync(absolute, explicit ? constants.O_RDONLY : constants.O_RDONLY | nonBlocking)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() && !(explicit && stats.isFIFO())) return unreadable("it is not a file any more")
    const bytes = readAll(descriptor, stats.size, limit)
    if (bytes !== undefined) return { ok: true, bytes }
    return { ok: false, reason: "too-large", detail: `more than the limit of ${limit} bytes` }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? `${error.code}` : "unknown fault"
    return unreadable(`it cannot be read (${code})`)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Windows has no such flag. */
const nonBlocking = constants.O_NONBLOCK ?? 0

/** The size is only a guess (pipes and `/proc` say 0): it is read until there is no more. */
function readAll(descriptor: number, size: number, limit: number): Uint8Array | undefined {
  let buffer = Buffer.allocUnsafeSlow(Math.min(size, limit) + 1)
  let length = 0
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null)
    length += count
    if (length > limit) return undefined
    if (count === 0) return buffer.subarray(0, length)
    if (length < buffer.length) continue
    const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(buffer.length * 2, 65_536), limit + 1))
    larger.set(buffer)
    buffer = larger
  }
}

function unreadable(detail: string): Reading {
  return { ok: false, reason: "unreadable", detail }
}

import { lstatSync, readFileSync } from "node:fs"

/** Where the files that decide are read from (config, baseline, trust anchors): the disk, or a commit. Paths are absolute. */
export interface Shelf {
  /** Links are not followed: a pull request could make one lead out of the repository, into an error message. */
  isFile(path: string): boolean
  /** The bytes of a file that was named, or the code of the system's error. */
  read(path: string): Uint8Array | { readonly code: string }
}

export const disk: Shelf = {
  isFile(path) {
    try {
      return lstatSync(path).isFile()
    } catch {
      return false
    }
  },
  read(path) {
    try {
      return readFileSync(path)
    } catch (error) {
      return { code: error instanceof Error && "code" in error ? `${error.code}` : "unreadable" }
    }
  },
}

/** The text of a file, without its byte order mark. */
export function textOn(shelf: Shelf, path: string): string | { readonly code: string } {
  const bytes = shelf.read(path)
  return "code" in bytes
    ? bytes
    : Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, "")
}

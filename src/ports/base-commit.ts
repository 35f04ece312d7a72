import { createHash } from "node:crypto"
import { realpathSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { join as joinPosix } from "node:path/posix"
import { type Environment, git } from "./git/git.ts"
import { isWithin } from "./git/repository.ts"
import { blobsOf, renamesOf, type TreeEntry, treeOf } from "./git/revision.ts"
import { disk, type Shelf } from "./shelf.ts"

/** A file of the base, at the place that it has in the checkout now. */
export interface BaseFile {
  readonly absolute: string
  readonly object: string
}

/** A commit that decides, read through git's objects: nothing of the checkout is asked for what the commit or the index has. */
export class BaseCommit implements Shelf {
  readonly commit: string
  readonly #root: string
  readonly #env: Environment
  readonly #entries: ReadonlyMap<string, TreeEntry>

  private constructor(root: string, commit: string, entries: readonly TreeEntry[], env: Environment) {
    this.commit = commit
    this.#root = root
    this.#env = env
    this.#entries = new Map(entries.map((entry) => [entry.path, entry]))
  }

  /** Undefined where a part of its tree is not at hand. */
  static open(root: string, commit: string, env: Environment): BaseCommit | undefined {
    const entries = treeOf(root, commit, env)
    return entries && new BaseCommit(root, commit, entries, env)
  }

  isFile(path: string): boolean {
    const entry = this.#entryAt(path)
    return entry !== undefined && !entry.isLink
  }

  /** What the base does not have and git does not track is no part of the change: a step of the workflow may have put it there. */
  read(path: string): Uint8Array | { readonly code: string } {
    for (const place of new Set([path, realPath(path)])) {
      const entry = this.#entryAt(place)
      const target = entry && this.#followed(entry)
      if (target !== undefined) return this.bytesOf([target.object]).get(target.object) ?? { code: "not in this clone" }
      if (entry !== undefined || this.#isTracked(place)) return { code: "ENOENT" }
    }
    return disk.read(path)
  }

  /** The files of the base, links with what they lead to, where the checkout has them now. */
  files(): BaseFile[] {
    const renamed = renamesOf(this.#root, this.commit, "HEAD", this.#env)
    return [...this.#entries.values()].flatMap((entry) => {
      const target = this.#followed(entry)
      const absolute = join(this.#root, renamed.get(entry.path) ?? entry.path)
      return target === undefined ? [] : [{ absolute, object: target.object }]
    })
  }

  /** The name that git gives to bytes. */
  objectOf(bytes: Uint8Array): string {
    const algorithm = this.commit.length === 64 ? "sha256" : "sha1"
    return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex")
  }

  bytesOf(objects: Iterable<string>, limit: number = largest): ReadonlyMap<string, Uint8Array> {
    return blobsOf(this.#root, objects, limit, this.#env)
  }

  #entryAt(path: string): TreeEntry | undefined {
    return isWithin(this.#root, path) ? this.#entries.get(this.#below(path)) : undefined
  }

  #below(path: string): string {
    return relative(this.#root, path).split(sep).join("/")
  }

  /** Where a chain of links within the tree ends. */
  #followed(entry: TreeEntry): TreeEntry | undefined {
    let current: TreeEntry | undefined = entry
    for (let steps = 0; current?.isLink && steps < mostLinks; steps++) {
      const bytes = this.bytesOf([current.object]).get(current.object)
      const target: string = bytes === undefined ? "" : Buffer.from(bytes).toString("utf8")
      current = this.#entries.get(joinPosix(current.path, "..", target))
    }
    return current?.isLink ? undefined : current
  }

  #isTracked(path: string): boolean {
    if (!isWithin(this.#root, path)) return false
    const answer = git(this.#root, ["ls-files", "-z", "--cached", "--", this.#below(path)], { env: this.#env })
    return !answer.ok || answer.stdout !== ""
  }
}

const mostLinks = 5
const largest = 1 << 26

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

import { type Environment, type GitAnswer, git, gitBytes, split } from "./git.ts"

/** A file of a commit: `object` is the name of its bytes. */
export interface TreeEntry {
  readonly path: string
  readonly object: string
  /** What its bytes are the target of a symbolic link. */
  readonly isLink: boolean
}

/** The commit that a name stands for, where it is at hand. */
export function commitOf(root: string, ref: string, env: Environment): GitAnswer {
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]
  const answer = git(root, words, { env })
  return answer.ok ? { ...answer, stdout: answer.stdout.trim() } : answer
}

/** The parents that a commit names, at hand or not: a shallow clone hides them from all else. */
export function parentsOf(root: string, commit: string, env: Environment): readonly string[] {
  const answer = git(root, ["cat-file", "commit", commit], { env })
  if (!answer.ok) return []
  const [head = ""] = answer.stdout.split("\n\n", 1)
  return Array.from(head.matchAll(/^parent ([0-9a-f]+)$/gm), ([, parent]) => parent!)
}

/** The files of a commit, submodules left out; undefined where a part of it is not at hand. */
export function treeOf(root: string, commit: string, env: Environment): readonly TreeEntry[] | undefined {
  const answer = git(root, ["ls-tree", "-r", "-z", "--full-tree", commit], { env })
  if (!answer.ok) return undefined
  return split(answer.stdout).flatMap((line) => {
    const path = line.slice(line.indexOf("\t") + 1)
    const [mode, type, object] = line.slice(0, line.indexOf("\t")).split(" ")
    return type === "blob" && object !== undefined ? [{ path, object, isLink: mode === "120000" }] : []
  })
}

/** Where the files of a commit stand in a later one under another name, as far as git can tell: new path by old. */
export function renamesOf(root: string, from: string, to: string, env: Environment): ReadonlyMap<string, string> {
  const options = ["-r", "-z", "-M", "--diff-filter=R", "--name-status", "--no-ext-diff", "--no-textconv"]
  const answer = git(root, ["diff-tree", ...options, from, to], { env })
  const renames = new Map<string, string>()
  if (!answer.ok) return renames
  const words = split(answer.stdout)
  for (let index = 0; index + 2 < words.length; index += 3) renames.set(words[index + 1]!, words[index + 2]!)
  return renames
}

/** The bytes of objects by their names, without any filter; what is not at hand, or larger than a limit, is left out. */
export function blobsOf(
  root: string,
  objects: Iterable<string>,
  limit: number,
  env: Environment,
): ReadonlyMap<string, Uint8Array> {
  const wanted = sizesOf(root, new Set(objects), env).filter(({ size }) => size <= limit)
  const blobs = new Map<string, Uint8Array>()
  for (const batch of batches(wanted)) {
    const answer = gitBytes(root, ["cat-file", "--batch"], {
      env,
      input: batch.map(({ object }) => `${object}\n`).join(""),
    })
    if (!answer.ok) continue
    for (let offset = 0; offset < answer.stdout.length; ) {
      const end = answer.stdout.indexOf(10, offset)
      const [object = "", type, size] = answer.stdout.toString("latin1", offset, end).split(" ")
      const length = type === "blob" ? Number(size) : 0
      if (type === "blob") blobs.set(object, answer.stdout.subarray(end + 1, end + 1 + length))
      offset = end + 1 + (type === "blob" ? length + 1 : 0)
    }
  }
  return blobs
}

interface Sized {
  readonly object: string
  readonly size: number
}

function sizesOf(root: string, objects: ReadonlySet<string>, env: Environment): Sized[] {
  if (objects.size === 0) return []
  const input = [...objects].map((object) => `${object}\n`).join("")
  const answer = git(root, ["cat-file", "--batch-check"], { env, input })
  if (!answer.ok) return []
  return answer.stdout.split("\n").flatMap((line) => {
    const [object = "", type, size] = line.split(" ")
    return type === "blob" ? [{ object, size: Number(size) }] : []
  })
}

/** What one call gives back is held at once. */
const batchBytes = 1 << 26

function batches(objects: readonly Sized[]): Sized[][] {
  const all: Sized[][] = []
  let room = 0
  for (const one of objects) {
    if (all.length === 0 || one.size > room) {
      all.push([])
      room = batchBytes
    }
    all.at(-1)!.push(one)
    room -= one.size
  }
  return all
}

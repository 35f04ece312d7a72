import { chmodSync, existsSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { changedSince } from "../../src/ports/git/changed.ts"
import { repositoryAround, repositoryRoot } from "../../src/ports/git/repository.ts"
import { blobsOf, commitOf, parentsOf, renamesOf, treeOf } from "../../src/ports/git/revision.ts"
import { commitAll, git, plant } from "./tree.ts"

const { env } = process

describe("the files that changed", () => {
  it("are those that differ from the merge base: committed, edited, deleted and new", () => {
    const directory = plant({ a: "1", b: "1", c: "1", d: "1", ".gitignore": "*.tmp" })
    commitAll(directory)
    git(directory, "checkout", "-qb", "topic")
    writeFileSync(join(directory, "a"), "2")
    git(directory, "commit", "-qam", "a")
    git(directory, "checkout", "-q", "main")
    writeFileSync(join(directory, "d"), "2")
    git(directory, "commit", "-qam", "d")
    git(directory, "checkout", "-q", "topic")
    writeFileSync(join(directory, "b"), "2")
    rmSync(join(directory, "c"))
    for (const name of ["new\nline", "x.tmp"]) writeFileSync(join(directory, name), "")
    const changed = changedSince(directory, directory, "main", env)
    expect(changed).toEqual(["a", "b", "c", "new\nline"])
  })

  it("are told from the directory that was asked about", () => {
    const directory = plant({ "d/a": "1", b: "1" })
    commitAll(directory)
    writeFileSync(join(directory, "d/a"), "2")
    writeFileSync(join(directory, "b"), "2")
    expect(changedSince(directory, join(directory, "d"), "HEAD", env)).toEqual(["a"])
  })

  it.each(["nowhere", "--output=x", "-h", "a..b", ""])("are unknown since %j", (ref) => {
    const directory = plant({ a: "" })
    commitAll(directory)
    expect(changedSince(directory, directory, ref, env)).toMatchObject({ ok: false, reason: "failed" })
    expect(existsSync(join(directory, "x"))).toBe(false)
  })

  // The second name ends early where it is given as `-c NAME=`.
  it.each(["filter.evil", "filter.evil y=z"])("are found without running %s", (filter) => {
    const directory = plant({ a: "1", ".gitattributes": `a filter=${filter.slice("filter.".length)}\n` })
    // Newer than the index that records it: git has to look into the file.
    utimesSync(join(directory, "a"), 2e9, 2e9)
    commitAll(directory)
    const evil = join(directory, ".git/evil.sh")
    writeFileSync(evil, `#!/bin/sh\ntouch ${join(directory, ".git/ran")}\ncat\n`)
    chmodSync(evil, 0o755)
    for (const key of [`${filter}.clean`, "diff.external"]) git(directory, "config", key, evil)
    changedSince(directory, directory, "HEAD", env)
    expect(existsSync(join(directory, ".git/ran"))).toBe(false)
    if (filter.includes(" ")) return
    git(directory, "diff", "HEAD")
    expect(existsSync(join(directory, ".git/ran"))).toBe(true)
  })
})

describe("a repository", () => {
  it("answers for itself, whatever GIT_DIR says", () => {
    const [directory, other] = [plant({ a: "" }), plant({ b: "" })]
    commitAll(directory)
    commitAll(other)
    const answer = commitOf(directory, "HEAD", { ...env, GIT_DIR: join(other, ".git") })
    expect(answer).toMatchObject({ ok: true, stdout: git(directory, "rev-parse", "HEAD").trim() })
  })

  const roots: readonly (readonly [string, Readonly<Record<string, string>>, string | undefined])[] = [
    ["the nearest", { ".git/HEAD": "", ".git/objects/x": "", ".git/refs/x": "", "a/b/c": "" }, "."],
    ["one that a file points to", { "a/.git": "gitdir: elsewhere\n", "a/b/c": "" }, "a"],
    ["none that is a folder like any other", { "a/.git/x": "", "a/b/c": "" }, undefined],
    ["none that has no .git", { "a/HEAD": "", "a/objects/x": "", "a/refs/x": "", "a/b/c": "" }, undefined],
  ]
  it.each(roots)("is %s", (_, files, root) => {
    const directory = plant(files)
    const ceiling = { GIT_CEILING_DIRECTORIES: dirname(directory) }
    expect(repositoryRoot(join(directory, "a/b"), ceiling)).toBe(root && join(directory, root))
  })

  it("is looked for no higher than the ceiling", () => {
    const directory = plant({ "a/b/c": "" })
    commitAll(directory)
    expect(repositoryRoot(join(directory, "a/b"), { GIT_CEILING_DIRECTORIES: join(directory, "a") })).toBeUndefined()
    expect(repositoryRoot(join(directory, "a/b"), {})).toBe(directory)
  })

  it("within another does not decide what is scanned there", () => {
    const directory = plant({ "a/b/c": "" })
    for (const one of [directory, join(directory, "a")]) commitAll(one)
    const [inner, outside] = [join(directory, "a/b"), dirname(directory)]
    expect(repositoryAround(inner, directory, env)).toBe(directory)
    expect(repositoryAround(inner, outside, env)).toBe(directory)
    expect(repositoryAround(inner, join(directory, "a"), env)).toBe(join(directory, "a"))
  })
})

describe("a revision", () => {
  it("has files, bytes, parents and renames, read from objects alone", () => {
    const directory = plant({ "d/a.yaml": "one\ntwo\nthree\n", "b c": "\0\n", large: "x".repeat(100) })
    symlinkSync("d/a.yaml", join(directory, "link"))
    commitAll(directory)
    const first = git(directory, "rev-parse", "HEAD").trim()
    git(directory, "mv", "d/a.yaml", "moved.yaml")
    git(directory, "commit", "-qm", "move")
    const tree = treeOf(directory, first, env) ?? []
    expect(tree.map(({ path, isLink }) => `${path} ${isLink}`)).toEqual([
      "b c false",
      "d/a.yaml false",
      "large false",
      "link true",
    ])
    const blobs = blobsOf(directory, [...tree.map(({ object }) => object), "0".repeat(40)], 50, env)
    const texts = tree.map(({ object }) => blobs.get(object) && Buffer.from(blobs.get(object)!).toString())
    expect(texts).toEqual(["\0\n", "one\ntwo\nthree\n", undefined, "d/a.yaml"])
    expect(parentsOf(directory, "HEAD", env)).toEqual([first])
    expect([...renamesOf(directory, first, "HEAD", env)]).toEqual([["d/a.yaml", "moved.yaml"]])
    expect(treeOf(directory, "0".repeat(40), env)).toBeUndefined()
  })
})

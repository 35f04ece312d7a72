import { chmodSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { changedSince, headCommit, remoteUrl, repositoryRoot } from "../../src/ports/git.ts"
import { commitAll, git, plant } from "./tree.ts"

const { env } = process

describe("the files that changed", () => {
  it("are those that differ from the merge base: committed, edited, deleted and new", async () => {
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
    const changed = await changedSince(directory, "main", env)
    expect(changed).toEqual(["a", "b", "c", "new\nline"])
  })

  it("are told from the directory that was asked about", async () => {
    const directory = plant({ "d/a": "1", b: "1" })
    commitAll(directory)
    writeFileSync(join(directory, "d/a"), "2")
    writeFileSync(join(directory, "b"), "2")
    expect(await changedSince(join(directory, "d"), "HEAD", env)).toEqual(["a"])
  })

  it.each(["nowhere", "--output=x", "-h", "a..b", ""])("are unknown since %j", async (ref) => {
    const directory = plant({ a: "" })
    commitAll(directory)
    expect(await changedSince(directory, ref, env)).toMatchObject({ ok: false, reason: "failed" })
    expect(existsSync(join(directory, "x"))).toBe(false)
  })

  it("are found without running a filter", async () => {
    const directory = plant({ a: "1", ".gitattributes": "a filter=evil\n" })
    // Newer than the index that records it: git has to look into the file.
    utimesSync(join(directory, "a"), 2e9, 2e9)
    commitAll(directory)
    const evil = join(directory, ".git/evil.sh")
    writeFileSync(evil, `#!/bin/sh\ntouch ${join(directory, ".git/ran")}\ncat\n`)
    chmodSync(evil, 0o755)
    for (const key of ["filter.evil.clean", "diff.external"]) git(directory, "config", key, evil)
    await changedSince(directory, "HEAD", env)
    expect(existsSync(join(directory, ".git/ran"))).toBe(false)
    git(directory, "diff", "HEAD")
    expect(existsSync(join(directory, ".git/ran"))).toBe(true)
  })
})

describe("a repository", () => {
  it("is known by its root, its commit and its remote, without credentials", async () => {
    const directory = plant({ "a/b": "" })
    commitAll(directory)
    git(directory, "remote", "add", "origin", "https://user:secret@git.corp/x.git")
    expect(repositoryRoot(join(directory, "a"))).toBe(directory)
    expect(await headCommit(directory, env)).toBe(git(directory, "rev-parse", "HEAD").trim())
    expect(await remoteUrl(directory, env)).toBe("https://git.corp/x.git")
  })

  it("answers for itself, whatever GIT_DIR says", async () => {
    const [directory, other] = [plant({ a: "" }), plant({ b: "" })]
    commitAll(directory)
    mkdirSync(join(other, "x"))
    expect(await headCommit(directory, { ...env, GIT_DIR: join(other, ".git") })).toMatch(/^[0-9a-f]{40}$/)
  })
})

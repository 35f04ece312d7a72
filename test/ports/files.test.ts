import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { UsageError } from "../../src/model/failure.ts"
import { type DiscoverOptions, discover } from "../../src/ports/files.ts"
import { readFile, readFiles } from "../../src/ports/read.ts"
import { commitAll, git, plant } from "./tree.ts"

const isRoot = process.getuid?.() === 0

type Choices = Partial<Omit<DiscoverOptions, "include" | "exclude">> & {
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

async function find(
  cwd: string,
  paths: readonly string[] = ["."],
  { include = [], exclude = [], ...rest }: Choices = {},
) {
  const discovery = await discover(paths, {
    cwd,
    include: [{ base: cwd, globs: include }],
    exclude: [{ base: cwd, globs: exclude }],
    noIgnore: false,
    maxFileSize: 1_000,
    env: process.env,
    ...rest,
  })
  // That git refused is told once for a PATH, and tested below.
  return { ...discovery, skipped: discovery.skipped.filter(({ reason }) => reason !== "unlisted") }
}

async function found(...args: Parameters<typeof find>): Promise<string[]> {
  return (await find(...args)).files.map(({ path }) => path)
}

const everyWay = [
  { way: "through git", prepare: commitAll },
  { way: "in a walk", prepare: () => {} },
  {
    way: "in a walk, where git refuses",
    prepare: (directory: string) => writeFileSync(join(directory, ".git"), "nonsense"),
  },
]

for (const { way, prepare } of everyWay) {
  describe(way, () => {
    it("finds every file once, in the order of the bytes", async () => {
      const directory = plant({ "b/z.yaml": "", "a.yaml": "", "b/\u{1f600}": "", "b/\uff5e": "", "B.yaml": "" })
      prepare(directory)
      const paths = (await found(directory, [".", "b", "./b/z.yaml"])).filter((path) => path !== ".git")
      expect(paths).toEqual(["B.yaml", "a.yaml", "b/z.yaml", "b/\uff5e", "b/\u{1f600}"])
    })

    it("leaves out what is ignored, at any depth, unless asked", async () => {
      const files = {
        ".gitignore": "*.tmp\n/out/\n!keep.tmp\n",
        "a.tmp": "",
        "keep.tmp": "",
        "out/x": "",
        "d/out/x": "",
      }
      const directory = plant({
        ...files,
        "d/.gitignore": "inner\n!b.tmp\n",
        "d/inner": "",
        "d/b.tmp": "",
        "d/c.tmp": "",
      })
      prepare(directory)
      const seen = [".gitignore", "d/.gitignore", "d/b.tmp", "d/out/x", "keep.tmp"]
      const all = [...seen, "a.tmp", "d/c.tmp", "d/inner", "out/x"].sort()
      // What git does not list might be tracked: nothing of it is hidden.
      expect(await found(directory)).toEqual(way.endsWith("refuses") ? [".git", ...all].sort().slice(1) : seen)
      expect(await found(directory, ["."], { noIgnore: true })).toEqual(all)
    })

    it("reads an ignored directory that was asked for by name", async () => {
      const directory = plant({ ".gitignore": "out/\n", "out/x.yaml": "", "out/deep/y.yaml": "" })
      prepare(directory)
      expect(await found(directory, ["out"])).toEqual(["out/deep/y.yaml", "out/x.yaml"])
    })

    it("survives names with line ends, escapes, colons and case collisions", async () => {
      const names = [
        "a\nb.yaml",
        "\u001b[31m.yaml",
        "::error::.yaml",
        "A.yaml",
        "a.yaml",
        " lead",
        "trail ",
        "-rf",
        "'\"",
      ]
      const directory = plant(Object.fromEntries(names.map((name) => [name, ""])))
      prepare(directory)
      expect((await found(directory)).sort()).toEqual([...names].sort())
    })

    it("says so when a name is not valid UTF-8", async () => {
      const directory = plant({ "a.yaml": "" })
      writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff, 0x2e, 0x63])]), "x")
      prepare(directory)
      const { files, skipped } = await find(directory)
      expect(files.map(({ path }) => path)).toEqual(["a.yaml"])
      expect(skipped).toMatchObject([{ path: "\ufffd.c", reason: "unreadable", detail: "its name is not valid UTF-8" }])
    })

    it("reads a linked file once, and follows no link to a directory or out of the tree", async () => {
      const directory = plant({ "in/real.pem": "", "in/sub/x": "" })
      const outside = plant({ "secret.pem": "", "d/x": "" })
      symlinkSync("in/real.pem", join(directory, "again.pem"))
      symlinkSync("in/sub", join(directory, "sub"))
      symlinkSync("..", join(directory, "in/loop"))
      symlinkSync("self", join(directory, "self"))
      symlinkSync(join(outside, "secret.pem"), join(directory, "out.pem"))
      symlinkSync(join(outside, "d"), join(directory, "outdir"))
      symlinkSync("nowhere", join(directory, "dangling"))
      prepare(directory)
      const { files, links, skipped } = await find(directory)
      expect(files.map(({ path }) => path)).toEqual(["in/real.pem", "in/sub/x"])
      expect(links).toEqual([
        { path: "again.pem", target: "in/real.pem" },
        { path: "in/loop", target: "." },
        { path: "sub", target: "in/sub" },
      ])
      expect(skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
        "dangling link-dangling",
        "out.pem link-outside",
        "outdir link-outside",
        "self link-dangling",
      ])
    })

    it("reads a link to a file that is in no PATH, at the link", async () => {
      const directory = plant({ "shared/tls.crt": "", "deploy/a.yaml": "" })
      symlinkSync("../shared/tls.crt", join(directory, "deploy/tls.crt"))
      commitAll(directory)
      const { files } = await find(directory, ["deploy"])
      expect(files).toMatchObject([{ path: "deploy/a.yaml" }, { path: "deploy/tls.crt", below: "tls.crt" }])
      expect(files[1]?.absolute).toBe(join(directory, "shared/tls.crt"))
    })

    it("lists what is too large instead of reading it", async () => {
      const directory = plant({ "big.pem": "x".repeat(1_001), "fits.pem": "x".repeat(1_000) })
      prepare(directory)
      const { files, skipped } = await find(directory)
      expect(files.map(({ path }) => path)).toEqual(["fits.pem"])
      expect(skipped).toMatchObject([{ path: "big.pem", reason: "too-large", bytes: 1_001 }])
    })

    it.skipIf(isRoot)("says which directory it cannot open", async () => {
      const directory = plant({ "a.yaml": "", "closed/x": "" })
      chmodSync(join(directory, "closed"), 0)
      prepare(directory)
      const { files, skipped } = await find(directory)
      expect(files.map(({ path }) => path)).toContain("a.yaml")
      expect(skipped).toMatchObject([{ path: "closed", reason: "unreadable" }])
    })

    it("tells fixtures below a PATH from a PATH that was given", async () => {
      const directory = plant({ "a/test/x.pem": "" })
      prepare(directory)
      const below = async (path: string) => (await find(directory, [path])).files.map((file) => file.below)
      expect(await below("a")).toEqual(["test/x.pem"])
      expect(await below("a/test")).toEqual(["x.pem"])
      expect(await below("a/test/x.pem")).toEqual(["x.pem"])
      expect((await find(directory, [".", "a/test"])).files).toMatchObject([{ path: "a/test/x.pem", below: "x.pem" }])
    })
  })
}

const selections: readonly (readonly [Choices, readonly string[]])[] = [
  [{ include: ["*.yaml"] }, ["a.yaml", "d/b.yaml", "d/e/c.yaml"]],
  [{ include: ["/*.yaml"] }, ["a.yaml"]],
  [{ include: ["d/*.{yaml,pem}"] }, ["d/b.pem", "d/b.yaml"]],
  [{ include: ["d/**/*.yaml"] }, ["d/b.yaml", "d/e/c.yaml"]],
  [{ include: ["./d/"], exclude: ["e"] }, ["d/b.pem", "d/b.yaml"]],
  [{ exclude: ["d"] }, ["a.yaml"]],
  [{ exclude: ["**/*.yaml", "!d/b.yaml"] }, ["d/b.pem", "d/b.yaml"]],
  [{ include: ["*.none"] }, []],
]

for (const [choices, expected] of selections) {
  it(`chooses ${expected.join(" ") || "nothing"} with ${JSON.stringify(choices)}`, async () => {
    const directory = plant({ "a.yaml": "", "d/b.yaml": "", "d/b.pem": "", "d/e/c.yaml": "" })
    expect(await found(directory, ["."], choices)).toEqual(expected)
  })
}

it("reads a file that was given, whatever the globs and .gitignore say", async () => {
  const directory = plant({ ".gitignore": "*\n", "a.pem": "" })
  commitAll(directory)
  const { files } = await find(directory, ["a.pem"], { include: ["*.yaml"], exclude: ["*.pem"] })
  expect(files).toMatchObject([{ path: "a.pem", explicit: true, below: "a.pem" }])
})

it("names a PATH outside the current directory by the way to it", async () => {
  const directory = plant({ "here/a": "", "there/b": "" })
  expect(await found(join(directory, "here"), ["../there"])).toEqual(["../there/b"])
})

it.each(everyWay)("follows a PATH that is a link itself, $way", async ({ prepare }) => {
  const here = plant({ "own.yaml": "" })
  const there = plant({ "d/a.yaml": "", "b.yaml": "" })
  for (const directory of [here, there]) prepare(directory)
  symlinkSync(join(there, "d"), join(here, "link"))
  const { files, notes } = await find(here, ["link"])
  expect(files).toMatchObject([{ path: "link/a.yaml", below: "a.yaml", absolute: join(there, "d/a.yaml") }])
  expect(notes.filter((note) => !note.startsWith("git refused"))).toEqual([])
})

it("calls a PATH that does not exist wrong usage", async () => {
  const directory = plant({ a: "" })
  await expect(find(directory, ["nowhere"])).rejects.toThrow(UsageError)
  await expect(find(directory, ["a/b"])).rejects.toThrow("there is no file or directory a/b")
})

it("survives pipes and sockets, and reads them only when they were given", async () => {
  const directory = plant({ "a.yaml": "" })
  execFileSync("mkfifo", [join(directory, "pipe")])
  const server = createServer().listen(join(directory, "socket"))
  await new Promise((resolve) => server.once("listening", resolve))
  const { files, skipped } = await find(directory)
  server.close()
  expect(files.map(({ path }) => path)).toEqual(["a.yaml"])
  expect(skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual(["pipe special", "socket special"])
  expect((await find(directory, ["pipe"])).files).toMatchObject([{ path: "pipe", explicit: true }])
})

describe("of a repository", () => {
  it("leaves out what was deleted, and finds what is new", async () => {
    const directory = plant({ "gone.yaml": "", "stays.yaml": "" })
    commitAll(directory)
    rmSync(join(directory, "gone.yaml"))
    writeFileSync(join(directory, "new.yaml"), "")
    expect(await found(directory)).toEqual(["new.yaml", "stays.yaml"])
  })

  it("says that submodules, repositories within and sparse paths are not checked", async () => {
    const other = plant({ f: "" })
    commitAll(other)
    const directory = plant({ "a.yaml": "", "far/b.yaml": "", "near/c.yaml": "" })
    commitAll(directory)
    git(directory, "submodule", "add", "-q", other, "module")
    git(directory, "commit", "-qm", "module")
    git(directory, "sparse-checkout", "set", "near")
    git(directory, "clone", "-q", other, "inner")
    const { files, skipped } = await find(directory)
    expect(files.map(({ path }) => path)).toEqual([".gitmodules", "a.yaml", "near/c.yaml"])
    expect(skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      "far/b.yaml sparse",
      "inner repository",
      "module submodule",
    ])
  })

  it("takes a file in conflict once", async () => {
    const directory = plant({ "a.yaml": "1\n" })
    commitAll(directory)
    git(directory, "checkout", "-qb", "other")
    writeFileSync(join(directory, "a.yaml"), "2\n")
    git(directory, "commit", "-qam", "2")
    git(directory, "checkout", "-q", "main")
    writeFileSync(join(directory, "a.yaml"), "3\n")
    git(directory, "commit", "-qam", "3")
    expect(() => git(directory, "merge", "-q", "other")).toThrow()
    expect(await found(directory)).toEqual(["a.yaml"])
  })

  it("leads nowhere through a directory that a link has replaced", async () => {
    const directory = plant({ "d/x.pem": "" })
    const outside = plant({ "x.pem": "secret" })
    commitAll(directory)
    rmSync(join(directory, "d"), { recursive: true })
    symlinkSync(outside, join(directory, "d"))
    expect(await found(directory)).toEqual([])
  })

  it("runs nothing that its configuration names", async () => {
    const directory = plant({ "a.yaml": "", ".gitattributes": "* filter=evil\n" })
    commitAll(directory)
    const evil = join(directory, "evil.sh")
    writeFileSync(evil, `#!/bin/sh\ntouch ${join(directory, "ran")}\n`)
    chmodSync(evil, 0o755)
    mkdirSync(join(directory, ".git/hooks"), { recursive: true })
    for (const key of ["core.fsmonitor", "filter.evil.clean", "core.sshCommand"]) git(directory, "config", key, evil)
    symlinkSync(evil, join(directory, ".git/hooks/post-index-change"))
    expect(await found(directory)).toEqual([".gitattributes", "a.yaml", "evil.sh"])
  })

  it("walks where git is not installed, and says so", async () => {
    const directory = plant({ "a.yaml": "", ".gitignore": "*.tmp", "b.tmp": "", "node_modules/x": "" })
    commitAll(directory)
    const { files, notes } = await find(directory, ["."], { env: { PATH: "/nowhere" } })
    expect(files.map(({ path }) => path)).toEqual([".gitignore", "a.yaml", "b.tmp"])
    expect(notes).toEqual(["git is not installed: files were found by a walk, and what .gitignore hides was read, too"])
  })
})

describe("reading", () => {
  it("yields the bytes of each file, and why there are none", async () => {
    const directory = plant({ a: "abc", b: "" })
    const { files } = await find(directory)
    rmSync(join(directory, "b"))
    const readings = [...readFiles(files, 10)].map(({ file, reading }) =>
      reading.ok ? `${file.path}: ${Buffer.from(reading.bytes)}` : `${file.path}: ${reading.detail}`,
    )
    expect(readings).toEqual(["a: abc", "b: it cannot be read (ENOENT)"])
  })

  const lengths = [0, 1, 9, 10, 11, 70_000]
  for (const length of lengths) {
    it(`holds to the limit with ${length} bytes`, () => {
      const directory = plant({ a: "x".repeat(length) })
      const reading = readFile(join(directory, "a"), 10)
      expect(reading.ok ? reading.bytes.length : reading.reason).toBe(length <= 10 ? length : "too-large")
    })
  }

  it("reads what has no size, and does not wait for a pipe", () => {
    const directory = plant()
    execFileSync("mkfifo", [join(directory, "pipe")])
    expect(readFile(join(directory, "pipe"), 10)).toMatchObject({ ok: false, detail: "it is not a file any more" })
    expect(readFile("/proc/self/status", 100_000).ok).toBe(true)
  })
})

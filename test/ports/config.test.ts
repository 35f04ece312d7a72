import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { findConfig } from "../../src/ports/config.ts"
import { commitAll, plant } from "./tree.ts"

const text = "version: 1\n"
const none: ReadonlySet<string> = new Set()

const places: readonly (readonly [string, Readonly<Record<string, string>>, string | undefined])[] = [
  ["none", { "a/b/c": "" }, undefined],
  ["at the root", { ".tlsgate.yml": text }, "../../.tlsgate.yml"],
  ["under its other name", { ".tlsgate.yaml": text }, "../../.tlsgate.yaml"],
  ["in .github", { ".github/tlsgate.yml": text }, "../../.github/tlsgate.yml"],
  ["the nearest of several", { ".tlsgate.yml": text, "a/.tlsgate.yml": text }, "../.tlsgate.yml"],
  ["beside", { "a/b/.tlsgate.yml": text }, ".tlsgate.yml"],
]

describe("looking for a config", () => {
  it.each(places)("finds %s", (_, files, expected) => {
    const directory = plant(files)
    commitAll(directory)
    const cwd = join(directory, "a/b")
    mkdirSync(cwd, { recursive: true })
    expect(findConfig(cwd, undefined, none)?.path).toBe(expected)
  })

  it("stops at the root of the repository", () => {
    const outer = plant({ ".tlsgate.yml": text, "repo/a": "" })
    commitAll(join(outer, "repo"))
    expect(findConfig(join(outer, "repo"), undefined, none)).toBeUndefined()
  })

  it("says which directory a config governs", () => {
    const directory = plant({ ".github/tlsgate.yml": text, "a/b": "" })
    commitAll(directory)
    expect(findConfig(join(directory, "a"), undefined, none)?.base).toBe(directory)
    expect(findConfig(join(directory, "a"), "../.github/tlsgate.yml", none)?.base).toBe(join(directory, "a"))
  })

  it("refuses two in one place, one that is missing, and does not follow a link", () => {
    const directory = plant({ ".tlsgate.yml": text, ".tlsgate.yaml": text, "a/x": "", "b/x": "" })
    commitAll(directory)
    expect(() => findConfig(directory, undefined, none)).toThrow(
      "there are two configs, .tlsgate.yml and .tlsgate.yaml",
    )
    expect(() => findConfig(directory, "nowhere.yml", none)).toThrow("there is no config nowhere.yml")
    const linked = plant({ "real.yml": text })
    symlinkSync("real.yml", join(linked, ".tlsgate.yml"))
    expect(findConfig(linked, undefined, none)).toBeUndefined()
  })
})

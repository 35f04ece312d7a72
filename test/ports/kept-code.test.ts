import { execFileSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterEach, describe, expect, it } from "vitest"
import { codeFolder } from "../../src/ports/kept-code.ts"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder with a file that tells how it was called, and a run of it with code kept in `kept`. */
function program() {
  const folder = mkdtempSync(join(tmpdir(), "tlsgate-code-"))
  folders.push(folder)
  const kept = join(folder, "kept", "now")
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }')
  writeFileSync(join(folder, "told.js"), "exports.tell = () => `told ${require('./part.js').n}`")
  writeFileSync(join(folder, "part.js"), "exports.n = 7")
  const source = pathToFileURL(join(import.meta.dirname, "../../src/ports/kept-code.ts"))
  const main = `import { keepCode } from ${JSON.stringify(source)}
import { createRequire } from "node:module"
keepCode(${JSON.stringify(folder)}, ${JSON.stringify(kept)})
console.log(createRequire(${JSON.stringify(join(folder, "main.mjs"))})("./told.js").tell())`
  writeFileSync(join(folder, "main.mjs"), main)
  const run = () => execFileSync(process.execPath, [join(folder, "main.mjs")], { encoding: "utf8" }).trim()
  return { kept, run }
}

describe("compiled code", () => {
  it("is kept for the next run, for its owner alone", () => {
    const { kept, run } = program()
    expect(run()).toBe("told 7")
    expect(readdirSync(kept).sort()).toEqual(["part.js.code", "told.js.code"])
    const { mode } = statSync(join(kept, "told.js.code"))
    if (process.platform !== "win32") expect(mode & 0o077).toBe(0)
    expect(run()).toBe("told 7")
    expect(readFileSync(join(kept, "told.js.code")).at(-1), "runs that added to it").toBe(2)
  })

  it("is left as it is after some runs", () => {
    const { kept, run } = program()
    for (let runs = 0; runs < 4; runs++) run()
    const before = statSync(join(kept, "told.js.code")).mtimeMs
    run()
    expect(statSync(join(kept, "told.js.code")).mtimeMs).toBe(before)
  })

  it.each(["", "x", "\0".repeat(4096)])("is made anew where V8 does not accept it: %j", (damaged) => {
    const { kept, run } = program()
    run()
    writeFileSync(join(kept, "told.js.code"), damaged)
    expect(run()).toBe("told 7")
    expect(readFileSync(join(kept, "told.js.code")).length).toBeGreaterThan(damaged.length === 4096 ? 0 : 100)
  })

  it("of builds that nobody runs any more is taken away", () => {
    const { kept, run } = program()
    for (const [build, days] of [
      ["old", 40],
      ["recent", 20],
    ] as const) {
      const folder = join(kept, "..", build)
      mkdirSync(folder, { recursive: true })
      const then = Date.now() / 1000 - days * 86_400
      utimesSync(folder, then, then)
    }
    run()
    expect(readdirSync(join(kept, "..")).sort()).toEqual(["now", "recent"])
  })

  it.skipIf(process.platform === "win32")("is not taken from a folder that others can write to", () => {
    const { kept, run } = program()
    run()
    rmSync(join(kept, "told.js.code"))
    chmodSync(kept, 0o777)
    expect(run()).toBe("told 7")
    expect(readdirSync(kept)).toEqual(["part.js.code"])
  })

  it.each([
    { env: { HOME: "/h" }, at: "/h/.cache" },
    { env: { HOME: "/h", XDG_CACHE_HOME: "/c" }, at: "/c" },
    { env: { LOCALAPPDATA: "/l" }, at: "/l" },
    { env: { HOME: "/h", NODE_DISABLE_COMPILE_CACHE: "0" }, at: "/h/.cache" },
    { env: { HOME: "/h", NODE_DISABLE_COMPILE_CACHE: "1" }, at: undefined },
    { env: {}, at: undefined },
  ])("stands where caches do: $env", ({ env, at }) => {
    const folder = codeFolder("id", env)
    expect(folder).toBe(at && join(at, "tlsgate", `id-${process.version}-${process.arch}`))
  })
})

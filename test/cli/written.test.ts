import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { compileCache } from "../../src/ports/compile-cache.ts"
import { commitAll, plant } from "../ports/tree.ts"
import { terminal } from "./terminal.ts"

describe("a report in a file", () => {
  const links: readonly (readonly [string, string, (root: string, out: string) => void])[] = [
    [
      "through a link out of the tree",
      "report.json",
      (root, out) => symlinkSync(join(out, "x"), join(root, "report.json")),
    ],
    ["through a link to a file of the tree", "report.json", (root) => symlinkSync("a.yaml", join(root, "report.json"))],
    ["through a directory that leads out of the tree", "d/x", (root, out) => symlinkSync(out, join(root, "d"))],
    ["through a directory that leads to git's own", "d/x", (root) => symlinkSync(".git/hooks", join(root, "d"))],
    ["in git's own folder", ".git/hooks/x", () => {}],
    ["where there is no folder", "no/x", () => {}],
  ]
  it.each(links)("is not written %s", async (_, file, link) => {
    const [root, out] = [plant({ "a.yaml": "a: b\n" }), plant({ x: "mine" })]
    commitAll(root)
    mkdirSync(join(root, ".git/hooks"), { recursive: true })
    link(root, out)
    const { status, err } = await terminal(root, "--output", `json=${file}`)
    expect(status).toBe(3)
    expect(err).toContain(file)
    expect(readFileSync(join(root, "a.yaml"), "utf8")).toBe("a: b\n")
    expect(readFileSync(join(out, "x"), "utf8")).toBe("mine")
    expect(existsSync(join(root, ".git/hooks/x"))).toBe(false)
  })

  it("is written in the tree, and where else it was asked for", async () => {
    const [root, out] = [plant({ "a.yaml": "a: b\n", "build/x": "" }), plant({ x: "old" })]
    commitAll(root)
    const files = [join(root, "build/r.json"), join(out, "x")]
    expect((await terminal(root, ...files.map((file) => `--output=json=${file}`))).status).toBe(0)
    for (const file of files) expect(readFileSync(file, "utf8")).toContain("tlsgate/report")
  })

  it("nor a baseline is written through a link", async () => {
    const [root, out] = [plant({ "a.yaml": "a: b\n" }), plant({ x: '{"schema":"tlsgate/baseline/v1","findings":[]}' })]
    symlinkSync(join(out, "x"), join(root, ".tlsgate-baseline.json"))
    expect((await terminal(root, "baseline")).status).toBe(3)
  })
})

describe("a report that nobody gets", () => {
  const cli = [process.execPath, resolve("src/cli.ts")] as const
  const root = () => plant({ "a.yaml": "a: b\n" })

  it.skipIf(!existsSync("/dev/full"))(
    "is a fault, on a full disk",
    () => {
      const cwd = root()
      const { status, stderr } = spawnSync(cli[0], [cli[1]], {
        cwd,
        stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
      })
      expect(`${status} ${stderr}`).toContain("3 tlsgate: the report cannot be written to stdout (ENOSPC)")
      const file = spawnSync(cli[0], [cli[1], "--output", "json=/dev/full"], { cwd })
      expect(`${file.status} ${file.stderr}`).toContain("3 tlsgate: the report cannot be written to /dev/full (ENOSPC)")
    },
    60_000,
  )

  it.skipIf(process.platform === "win32")(
    "is a fault, in a pipe that was closed",
    () => {
      const script = '{ "$0" "$1" rules; echo $? >&2; } | true'
      const { stderr } = spawnSync("sh", ["-c", `sleep 0; ${script.replace("| true", "| sh -c 'exec <&-'")}`, ...cli], {
        cwd: root(),
        encoding: "utf8",
      })
      expect(stderr).toMatch(/stdout \(EPIPE\)[\s\S]*\n3\n/)
    },
    60_000,
  )

  it("is one with any home", () => {
    for (const home of ["/proc", "/dev/null", "/nowhere", "", "."]) {
      const cwd = root()
      const env = { ...process.env, HOME: home, XDG_CACHE_HOME: undefined }
      const { status, stdout, stderr } = spawnSync(cli[0], [cli[1]], { cwd, env, encoding: "utf8" })
      expect(`${home} ${status} ${stderr} ${stdout}`).toContain(`${home} 0  ✔ clear`)
      expect(readdirSync(cwd)).toEqual(["a.yaml"])
    }
  }, 120_000)
})

it("compiled code is kept in no repository, and not where others may write", () => {
  const [home, root] = [plant({ x: "" }), plant({ "deep/x": "" })]
  commitAll(root)
  expect(compileCache({ HOME: home }, root)).toBe(join(home, ".cache/tlsgate"))
  expect(compileCache({ HOME: home, XDG_CACHE_HOME: join(home, "c") }, root)).toBe(join(home, "c/tlsgate"))
  for (const env of [
    { HOME: root },
    { HOME: join(root, "deep") },
    { HOME: "." },
    { HOME: "" },
    {},
    { XDG_CACHE_HOME: "c" },
  ])
    expect(compileCache(env, join(root, "deep")), JSON.stringify(env)).toBeUndefined()
  expect(compileCache({ HOME: home }, root)).toBeDefined()
  spawnSync("chmod", ["0777", join(home, ".cache/tlsgate")])
  expect(compileCache({ HOME: home }, root)).toBeUndefined()
  writeFileSync(join(home, "file"), "")
  expect(compileCache({ HOME: join(home, "file") }, root)).toBeUndefined()
})

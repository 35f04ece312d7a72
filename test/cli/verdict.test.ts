import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reporters } from "../reporters/all.ts"

const insecure = "configs:\n  registry.corp.example.com:\n    tls:\n      insecure_skip_verify: true\n"

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-verdict-"))
  writeFileSync(join(folder, "registries.yaml"), insecure)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function status(...words: string[]): Promise<number> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [resolve("src/cli.ts"), ...words], { cwd: folder }, () => {
      done(child.exitCode ?? -1)
    })
  })
}

describe.each(Object.keys(reporters))("the verdict in %s", (format) => {
  it("is that of the findings", async () => {
    expect(await status("--format", format, "registries.yaml")).toBe(1)
    expect(await status("--format", format, "--fail-on", "never", "registries.yaml")).toBe(0)
  })

  it("is a fault when the report cannot be written", async () => {
    expect(await status("--output", `${format}=no/such/folder/report`, "registries.yaml")).toBe(3)
  })
})

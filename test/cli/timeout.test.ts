import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { main } from "../../src/commands/main.ts"
import { today } from "../examples.ts"

const insecure = "configs:\n  registry.corp.example.com:\n    tls:\n      insecure_skip_verify: true\n"
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-timeout-"))
  for (const name of ["a", "b", "c", "d"]) writeFileSync(join(folder, `${name}-registries.yaml`), insecure)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A scan during which each look at the clock takes some time. */
async function scan(step: number, ...argv: readonly string[]) {
  let now = 0
  const out: string[] = []
  const err: string[] = []
  const clock = () => {
    now += step
    return now
  }
  const surroundings = { cwd: folder, now: today, isTerminal: false, isErrorTerminal: false, columns: 80 }
  const status = await main(["--format", "json", "--no-config", ...argv], {
    ...surroundings,
    ...{ variables: {}, env: process.env, clock, stdin: async () => new Uint8Array() },
    out: async (text) => void out.push(text),
    err: async (text) => void err.push(text),
  })
  const report = out.length === 0 ? { findings: [] } : JSON.parse(out.join(""))
  const { findings } = report as { findings: readonly { rule: string; message: string }[] }
  return { status, err: err.join(""), findings }
}

describe("--timeout", () => {
  it("judges what was read by then, tells the rest, and ends with 3", async () => {
    const { status, err, findings } = await scan(20, "--timeout", "1h")
    expect([status, err]).toEqual([1, ""])
    const all = findings.filter(({ rule }) => rule === "k3s-registry-insecure-skip-verify").length
    const late = await scan(300, "--timeout", "1s")
    expect(late.status).toBe(3)
    expect(late.err).toMatch(/^tlsgate: the time of 1 s was over/)
    expect(late.findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /-registries\.yaml( and \d more files?)? (was|were) not checked: the time of the scan was over/,
      ),
    ])
    expect(all).toBeGreaterThan(0)
  })

  it("takes seconds, minutes and hours, and nothing else", async () => {
    for (const given of ["90s", "10m", "1h"]) expect((await scan(0, "--timeout", given)).status).toBe(1)
    for (const given of ["0s", "10", "1d", "-1m", "1.5h", ""])
      expect((await scan(0, `--timeout=${given}`)).status).toBe(2)
  })
})

/**
 * The most memory that a scan holds, and its CPU time, for a repository of 5,000 files with 2,000 TLS Secrets:
 *
 *     npm run build && node bench/memory.ts [NODE…]
 *
 * It runs the bundle in dist/ with each NODE that is given (the one that runs this, if none), three times, for the report
 * in JSON and as text. What is told is the worst peak and the median CPU time.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { repositories } from "./repositories.ts"

const given = process.argv.slice(2).map((path) => (path.includes("/") ? resolve(path) : path))
const runtimes = given.length > 0 ? given : [process.execPath]
const folder = mkdtempSync(join(tmpdir(), "memory-bench-"))
const bundle = resolve("dist/cli/index.js")
/** Said by the process that is measured, at its end. */
const tell = `data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\n"+u.maxRSS+" "+(u.userCPUTime+u.systemCPUTime))})`

try {
  repositories["large"]?.(folder)
  for (const runtime of runtimes) {
    for (const format of ["json", "text"]) {
      const runs = [1, 2, 3].map(() => measured(runtime, format))
      const peak = Math.max(...runs.map((run) => run.peak))
      const cpu = runs.map((run) => run.cpu).sort((a, b) => a - b)[1] ?? 0
      const version = spawnSync(runtime, ["--version"], { encoding: "utf8" }).stdout.trim()
      console.log(`Node ${version}, ${format}: ${peak.toFixed(0)} MB at most, ${cpu.toFixed(1)} s of CPU`)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}

function measured(runtime: string, format: string): { peak: number; cpu: number } {
  const { stderr, status } = spawnSync(
    runtime,
    ["--import", tell, bundle, "scan", ".", "--format", format, "--at", "2026-11-22"],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 },
  )
  const [peak = 0, cpu = 0] = stderr.trimEnd().split("\n").at(-1)?.split(" ").map(Number) ?? []
  if (status === null || status > 1 || peak === 0) throw new Error(stderr)
  return { peak: peak / 1_024, cpu: cpu / 1e6 }
}

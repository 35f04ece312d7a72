import { readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { debug, getInput, getMultilineInput, setOutput, summary } from "@actions/core"
import { act } from "./action/act.ts"

process.exitCode = await act({
  input: (name) => getInput(name),
  lines: (name) => getMultilineInput(name),
  output: setOutput,
  debug,
  log: (text) => process.stdout.write(text),
  ...(process.env["GITHUB_STEP_SUMMARY"] !== undefined && {
    summary: async (markdown: string) => {
      await summary.addRaw(markdown, true).write()
    },
  }),
  payload: () => readEvent(process.env["GITHUB_EVENT_PATH"]),
  load: (path) => readFileSync(path, "utf8"),
  save(name, text) {
    const file = join(process.env["RUNNER_TEMP"] ?? tmpdir(), name)
    writeFileSync(file, text)
    return file
  },
  cwd: process.cwd(),
  now: Date.now(),
  env: process.env,
  clock: () => performance.now(),
})

function readEvent(file: string | undefined): unknown {
  if (file === undefined) return undefined
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { configNames } from "../ports/config.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import { planInit } from "./init.ts"

interface Place {
  readonly cwd: string
  readonly out: (text: string) => Promise<void>
}

/** Writes a config and a workflow; what is there stays as it is. */
export async function runInit({ cwd, out }: Place): Promise<ExitStatus> {
  const { write, keep } = planInit((path) => existsSync(resolve(cwd, path)), configNames)
  for (const { path, text } of write) {
    mkdirSync(dirname(resolve(cwd, path)), { recursive: true })
    // `wx`: a file that came in between is not overwritten either.
    writeFileSync(resolve(cwd, path), text, { flag: "wx" })
    await out(`wrote ${path}\n`)
  }
  for (const path of keep) await out(`kept ${path}, which is there already\n`)
  await out("Next: look at both, and commit them. `tlsgate` checks this repository now.\n")
  return exitStatus.passed
}

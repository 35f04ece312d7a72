import { main } from "../../src/commands/main.ts"
import { today } from "../examples.ts"

/** Runs a command line in a directory, on the day of the tests. */
export async function terminal(cwd: string, ...argv: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await main(argv, {
    ...{ cwd, now: today, isTerminal: false, isErrorTerminal: false, columns: 80 },
    ...{ variables: {}, env: process.env, clock: () => 0, stdin: async () => new Uint8Array() },
    out: async (text) => void out.push(text),
    err: async (text) => void err.push(text),
  })
  return { status, out: out.join(""), err: err.join("") }
}

import { availableParallelism } from "node:os"
import { main } from "./main.ts"

const status = main(process.argv.slice(2), {
  cwd: process.cwd(),
  now: Date.now(),
  cores: availableParallelism(),
  isTerminal: process.stdout.isTTY === true,
  isErrorTerminal: process.stderr.isTTY === true,
  columns: process.stdout.columns,
  variables: process.env,
  env: process.env,
  clock: () => performance.now(),
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  stdin: async () => {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk)
    return Buffer.concat(chunks)
  },
})
void status.then((code) => {
  process.exitCode = code
})

/** A reader that goes away (`| head`) ends the output, and is no fault. */
async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.once("error", () => resolve())
    stream.write(text, () => resolve())
  })
}

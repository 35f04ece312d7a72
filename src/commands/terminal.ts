import { fstatSync, writeSync } from "node:fs"
import { main } from "./main.ts"
import { OutputFault } from "./output-fault.ts"

const isTerminal = isDevice(1) && process.stdout.isTTY === true

const status = main(process.argv.slice(2), {
  cwd: process.cwd(),
  now: Date.now(),
  isTerminal,
  isErrorTerminal: isDevice(2) && process.stderr.isTTY === true,
  columns: isTerminal ? process.stdout.columns : undefined,
  variables: process.env,
  env: process.env,
  clock: () => performance.now(),
  out: (text) => write(1, text),
  err: (text) => write(2, text),
  stdin: async () => {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk)
    return Buffer.concat(chunks)
  },
})
// All is written by now. Going at once spares Node the taking apart of what the system takes back whole.
void status.then((code) => process.exit(code))

/** A terminal is a device; what is none need not be asked, which would load Node's streams and its network. */
function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}

/**
 * Writes to where a descriptor leads, without Node's streams where that works. What cannot be written to stdout is a fault
 * (a full disk, a reader that went away): a report that nobody has is none. Of stderr nobody is left to tell.
 */
async function write(descriptor: 1 | 2, text: string): Promise<void> {
  let rest = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
  } catch (error) {
    const code = error instanceof Error && "code" in error ? `${error.code}` : "unknown fault"
    // A pipe that is full and does not wait: the stream knows how to.
    if (code === "EAGAIN") await writeStream(descriptor === 1 ? process.stdout : process.stderr, rest)
    else if (descriptor === 1) throw new OutputFault(code)
  }
}

async function writeStream(stream: NodeJS.WriteStream, rest: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      if (stream === process.stderr) resolve()
      else reject(new OutputFault("code" in error ? `${error.code}` : error.name))
    }
    stream.once("error", fail)
    stream.write(rest, (error) => (error ? fail(error) : resolve()))
  })
}

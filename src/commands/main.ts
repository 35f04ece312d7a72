import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { UsageError } from "../model/failure.ts"
import { reporters } from "../reporters/index.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import { complaintsOf, faultText } from "./failures.ts"
import { type Format, type Invocation, parseOptions } from "./options.ts"
import { reporterOptions } from "./presentation.ts"
import { isEmpty, scan, type World } from "./scan.ts"
import { usage } from "./usage.ts"
import { version } from "./version.ts"

/** The world as the command line sees it. */
export interface Terminal extends Omit<World, "progress"> {
  readonly isErrorTerminal: boolean
  readonly columns: number | undefined
  readonly clock: () => number
  readonly out: (text: string) => Promise<void>
  readonly err: (text: string) => Promise<void>
}

/** Runs a command line and returns its exit status. Nothing but what was asked for goes to stdout. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    return await run(parseOptions(argv), argv, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      await terminal.err(complaintsOf(error))
      return exitStatus.usage
    }
    await terminal.err(faultText(error))
    return exitStatus.fault
  }
}

async function run(invocation: Invocation, argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  switch (invocation.command) {
    case "help":
      await terminal.out(usage(invocation.topic))
      return exitStatus.passed
    case "version":
      await terminal.out(`${version}\n`)
      return exitStatus.passed
    case "scan":
      return runScan(invocation, argv, terminal)
    case "verify":
      return (await import("./verify.ts")).runVerify(invocation, terminal)
    case "inspect":
      return (await import("./inspect.ts")).runInspect(invocation, terminal)
    case "rules":
      return (await import("./rules.ts")).runRules(invocation, terminal)
    case "init":
      return (await import("./run-init.ts")).runInit(terminal)
    case "baseline":
      return (await import("./run-baseline.ts")).runBaseline(invocation, terminal)
    case "explain":
      return (await import("./explain.ts")).runExplain(invocation, terminal)
    default:
      throw new UsageError({
        message: `the command ${invocation.command} is not in this version`,
        hint: "see tlsgate --help",
      })
  }
}

async function runScan(
  invocation: Extract<Invocation, { command: "scan" }>,
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const started = terminal.clock()
  const progress = progressLine(terminal)
  const result = await scan(invocation.paths, invocation.options, { ...terminal, progress: progress.show })
  progress.clear()
  const { report, settings } = result
  // Decided here, before any reporter runs: no format and no failure to write one changes it.
  const status = report.verdict === "fail" ? exitStatus.failed : exitStatus.passed
  const options = reporterOptions(result, argv, terminal, started)
  if (isEmpty(result) && !settings.quiet)
    await terminal.err("tlsgate: no file was found in the given paths; nothing was checked\n")
  if (!(settings.quiet && settings.format === "text" && status === exitStatus.passed))
    await terminal.out(reporters[settings.format](report, options))
  for (const { format, file } of settings.outputs)
    await writeReport(
      resolve(terminal.cwd, file),
      reporters[format](report, { ...options, color: false }),
      format,
      terminal,
    )
  return status
}

async function writeReport(file: string, text: string, format: Format, terminal: Terminal): Promise<void> {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? `${error.code}` : "unknown fault"
    await terminal.err(
      `tlsgate: warning: the ${format} report could not be written to ${file} (${code}); the verdict stands\n`,
    )
  }
}

/** A line that says how far a long scan is; only on a terminal, and only after the first second. */
function progressLine({ isErrorTerminal, err, clock }: Terminal) {
  const started = clock()
  let last = started
  let shown = false
  return {
    show(done: number, of: number) {
      const now = clock()
      if (!isErrorTerminal || now - started < 1000 || now - last < 100) return
      last = now
      shown = true
      void err(`\r\u001B[2Kchecking ${done} of ${of} files`)
    },
    clear() {
      if (shown) void err("\r\u001B[2K")
    },
  }
}

import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { RuleFault } from "../evaluate/check.ts"
import { UsageError } from "../model/failure.ts"
import { log } from "../reporters/escape.ts"
import { reporters } from "../reporters/index.ts"
import type { ReporterOptions } from "../reporters/reporter.ts"
import { rules } from "../rules/index.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import { type Format, type Invocation, parseOptions } from "./options.ts"
import { isEmpty, type Scan, scan, type World } from "./scan.ts"
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
      await terminal.err(complaints(error))
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

function reporterOptions(
  { discovery, settings }: Scan,
  argv: readonly string[],
  terminal: Terminal,
  started: number,
): ReporterOptions {
  const absolute = new Map(discovery.files.map((file) => [file.path, file.absolute]))
  const texts = new Map<string, readonly string[]>()
  const read = (path: string) => {
    const file = absolute.get(path)
    try {
      return file === undefined ? undefined : readFileSync(file, "utf8").replace(/^\uFEFF/, "")
    } catch {
      return undefined
    }
  }
  return {
    color: settings.color,
    width: terminal.columns ?? 100,
    line(path, number) {
      const lines = texts.get(path) ?? read(path)?.split(/\r\n|\n|\r/) ?? []
      texts.set(path, lines)
      return lines[number - 1]
    },
    text: read,
    rule(id) {
      const found = rules.find((rule) => rule.id === id)
      return found && { summary: found.summary, why: found.why, fix: found.fix }
    },
    durationMs: Math.round(terminal.clock() - started),
    arguments: argv,
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

function complaints(error: UsageError): string {
  return error.complaints
    .map(({ message, location, hint }) => {
      const place = location === undefined ? "" : `${location.path}:${location.line}:${location.column}: `
      return `tlsgate: ${log(`${place}${message}`)}\n${hint === undefined ? "" : `  ${log(hint)}\n`}`
    })
    .join("")
}

/** What failed, without a word of what was read: an error text may quote its input. */
function faultText(error: unknown): string {
  const what =
    error instanceof RuleFault
      ? `${error.message}: ${error.cause instanceof Error ? error.cause.name : "unknown"}`
      : error instanceof Error
        ? error.name
        : "unknown"
  const stack =
    (error instanceof RuleFault ? error.cause : error) instanceof Error
      ? frames((error instanceof RuleFault ? error.cause : error) as Error)
      : ""
  return `tlsgate: this is a fault of tlsgate, not of your repository (${log(what)})\n${stack}  please report it, with the version (${version}) and the file if you can share it\n`
}

function frames(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => `  ${line.trim().replace(/\(?(file:\/\/)?\/[^)]*\/([^/)]+)\)?$/, "($2)")}\n`)
    .join("")
}

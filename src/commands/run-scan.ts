import { UsageError } from "../model/failure.ts"
import { loadReporter } from "../reporters/index.ts"
import { missedText } from "./deadline.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Terminal } from "./main.ts"
import type { Invocation } from "./options.ts"
import { writeOutputs } from "./outputs.ts"
import { reporterOptions } from "./presentation.ts"
import { scan } from "./scan.ts"

/** Scans, reports in every format that was asked for, and gives the verdict as an exit status. */
export async function runScan(
  invocation: Extract<Invocation, { command: "scan" }>,
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const { options: asked } = invocation
  if (asked.failOnNewOnly && asked.base === undefined)
    throw new UsageError({
      message: "--fail-on-new-only needs --base REF",
      hint: "what is new is told from a commit: --base origin/main",
    })
  const started = terminal.clock()
  const progress = progressLine(terminal)
  const result = await scan(invocation.paths, invocation.options, { ...terminal, progress: progress.show })
  progress.clear()
  const { report, settings } = result
  // Decided here, before any reporter runs: no format and no failure to write one changes it.
  const verdict = report.verdict === "fail" ? exitStatus.failed : exitStatus.passed
  const status = result.overdue ? exitStatus.fault : verdict
  const options = reporterOptions(result, argv, terminal, started)
  if (settings.verbose) await terminal.err((await import("./found-how.ts")).foundHow(result.discovery))
  if (!(settings.quiet && settings.format === "text" && status === exitStatus.passed))
    await terminal.out((await loadReporter(settings.format))(report, options))
  await writeOutputs(result, { ...options, color: false }, terminal)
  if (result.overdue) await terminal.err(`tlsgate: ${missedText(settings.timeout)}\n`)
  return status
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

import { UsageError } from "../model/failure.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import { type Invocation, parseOptions } from "./options.ts"
import type { World } from "./scan.ts"
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
    const { complaintsOf, faultText } = await import("./failures.ts")
    if (error instanceof UsageError) {
      await terminal.err(complaintsOf(error))
      return exitStatus.usage
    }
    await terminal.err(faultText(error))
    return exitStatus.fault
  }
}

/** Each command is loaded when it is asked for: a start costs time. */
async function run(invocation: Invocation, argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  switch (invocation.command) {
    case "help":
      await terminal.out((await import("./usage.ts")).usage(invocation.topic))
      return exitStatus.passed
    case "version":
      await terminal.out(`${version}\n`)
      return exitStatus.passed
    case "scan":
      return (await import("./run-scan.ts")).runScan(invocation, argv, terminal)
    case "verify":
      return (await import("./verify.ts")).runVerify(invocation, terminal)
    case "graph":
      return (await import("./graph.ts")).runGraph(invocation, terminal)
    case "inspect":
      return (await import("./inspect.ts")).runInspect(invocation, terminal)
    case "rules":
      return (await import("./rules.ts")).runRules(invocation, terminal)
    case "init":
      return (await import("./run-init.ts")).runInit(terminal)
    case "baseline":
      return (await import("./run-baseline.ts")).runBaseline(invocation, terminal)
    case "fix":
      return (await import("./run-fix.ts")).runFix(invocation, terminal)
    case "explain":
      return (await import("./explain.ts")).runExplain(invocation, terminal)
  }
}

import { randomUUID } from "node:crypto"
import { missedText } from "../commands/deadline.ts"
import { type ExitStatus, exitStatus } from "../commands/exit.ts"
import { complaintsOf, faultText } from "../commands/failures.ts"
import { parseOptions } from "../commands/options.ts"
import { writeOutputs } from "../commands/outputs.ts"
import { reporterOptions, ruleText } from "../commands/presentation.ts"
import { type Scan, scan, type World } from "../commands/scan.ts"
import { UsageError } from "../model/failure.ts"
import { connect } from "../ports/github/client.ts"
import { type Event, readEvent } from "../ports/github/event.ts"
import { commandMessage, visible } from "../reporters/escape.ts"
import { json } from "../reporters/json.ts"
import type { ReporterOptions, Repository } from "../reporters/reporter.ts"
import { sarif } from "../reporters/sarif.ts"
import { baseOfEvent } from "./base.ts"
import { commandLine, type Inputs } from "./inputs.ts"
import { outputs } from "./outputs.ts"
import { publish, type Surroundings } from "./publish.ts"
import { reportToPublish } from "./republish.ts"
import { type Channel, readChannels } from "./settings.ts"

/** The world of a workflow step. */
export interface Step extends Inputs {
  readonly output: (name: string, value: string) => void
  readonly debug: (text: string) => void
  readonly log: (text: string) => void
  readonly summary?: (markdown: string) => Promise<void>
  readonly payload: () => unknown
  readonly load: (path: string) => string
  /** Writes a file that later steps may read, and returns its path. */
  readonly save: (name: string, text: string) => string
  readonly cwd: string
  readonly now: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: () => number
}

/** Runs the action and returns its exit status: a non-zero one fails the step, and spends no annotation. */
export async function act(step: Step): Promise<ExitStatus> {
  try {
    return await run(step)
  } catch (error) {
    const usage = error instanceof UsageError
    const text = usage ? complaintsOf(error) : faultText(error)
    step.log(`::error title=tlsgate::${commandMessage(text.trim())}\n`)
    return usage ? exitStatus.usage : exitStatus.fault
  }
}

async function run(step: Step): Promise<ExitStatus> {
  const started = step.clock()
  const channels = readChannels(step.input("reporters"))
  if ("wrong" in channels) throw new UsageError({ message: `reporters: ${channels.wrong}` })
  const fromReport = step.input("from-report")
  if (fromReport !== "") return publishAgain(step, channels, loaded(step, fromReport))
  const argv = commandLine(step)
  const invocation = parseOptions(argv)
  if (invocation.command !== "scan") throw new UsageError({ message: "the action scans; nothing else" })
  const payload = step.payload()
  const event = readEvent(step.env["GITHUB_EVENT_NAME"] ?? "", payload, step.env["GITHUB_SHA"] ?? "")
  const base = baseOfEvent(step, payload)
  const result = await scan(invocation.paths, invocation.options, world(step), base)
  const verdict = result.report.verdict === "fail" ? exitStatus.failed : exitStatus.passed
  const status = result.overdue ? exitStatus.fault : verdict
  if (result.overdue) step.log(`::error title=tlsgate::${commandMessage(missedText(result.settings.timeout))}\n`)
  const options = { ...reporterOptions(result, argv.slice(1), step, started), ...repositoryOf(step, event.sha) }
  const files = save(result, options, step)
  await writeOutputs(result, { ...options, color: false }, step)
  for (const note of result.discovery.notes) step.debug(visible(note))
  const published = await publish(result.report, options, surroundings(step, channels, event))
  for (const [name, value] of Object.entries(outputs(result.report, files, published.commentUrl)))
    step.output(name, value)
  return status
}

/** The verdict was given where the report was written: this run only shows it, and passes. */
async function publishAgain(step: Step, channels: ReadonlySet<Channel>, text: string): Promise<ExitStatus> {
  const event = readEvent(step.env["GITHUB_EVENT_NAME"] ?? "", step.payload(), step.env["GITHUB_SHA"] ?? "")
  const { report, options } = reportToPublish(text, ruleText)
  const shown = { ...options, ...repositoryOf(step, event.sha) }
  const { commentUrl } = await publish(report, shown, surroundings(step, channels, event))
  step.output("verdict", report.verdict)
  step.output("comment-url", commentUrl ?? "")
  return exitStatus.passed
}

function loaded(step: Step, path: string): string {
  try {
    return step.load(path)
  } catch {
    throw new UsageError({ message: `from-report: ${path} cannot be read` })
  }
}

function surroundings(step: Step, channels: ReadonlySet<Channel>, event: Event): Surroundings {
  const { env, log, summary } = step
  return {
    channels,
    event,
    key: keyOf(step),
    run: Number(env["GITHUB_RUN_ID"] ?? 0),
    attempt: Number(env["GITHUB_RUN_ATTEMPT"] ?? 1),
    log,
    ...(summary && { summary }),
    connect: () =>
      connect({
        token: step.input("token"),
        apiUrl: env["GITHUB_API_URL"] ?? "https://api.github.com",
        repository: env["GITHUB_REPOSITORY"] ?? "",
      }),
  }
}

function world({ cwd, now, env, clock }: Step): World {
  return { cwd, now, env, clock, variables: env, isTerminal: false, stdin: async () => new Uint8Array() }
}

function save({ report }: Scan, options: ReporterOptions, step: Step) {
  const stem = `tlsgate-${randomUUID()}`
  return {
    report: step.save(`${stem}.json`, json(report, options)),
    sarif: step.save(`${stem}.sarif`, sarif(report, options)),
  }
}

/** Comments of several jobs must not overwrite each other: the workflow, the job and its matrix tell them apart. */
function keyOf({ env, input }: Step): string {
  const matrix = input("matrix")
  return [env["GITHUB_WORKFLOW"], env["GITHUB_JOB"], ...(matrix === "" || matrix === "null" ? [] : [matrix])]
    .filter(Boolean)
    .join("/")
}

function repositoryOf({ env }: Step, sha: string): { repository?: Repository } {
  const repository = env["GITHUB_REPOSITORY"]
  if (repository === undefined || sha === "") return {}
  const runId = env["GITHUB_RUN_ID"]
  const runAttempt = env["GITHUB_RUN_ATTEMPT"]
  const serverUrl = env["GITHUB_SERVER_URL"] ?? "https://github.com"
  return { repository: { serverUrl, repository, sha, ...(runId && { runId }), ...(runAttempt && { runAttempt }) } }
}

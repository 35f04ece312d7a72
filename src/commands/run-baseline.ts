import { existsSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { UsageError } from "../model/failure.ts"
import { type BaselineEntry, parseBaseline, renderBaseline } from "../policy/baseline.ts"
import { repositoryRoot } from "../ports/git/repository.ts"
import { writeText } from "../ports/write.ts"
import { log, visible } from "../reporters/escape.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Invocation } from "./options.ts"
import { OutputFault } from "./output-fault.ts"
import { scan, type World } from "./scan.ts"

interface Place extends World {
  readonly out: (text: string) => Promise<void>
}

/** Records the findings of today, so that only new ones fail; with `--prune`, only forgets those that are mended. */
export async function runBaseline(
  { paths, prune, options }: Extract<Invocation, { command: "baseline" }>,
  place: Place,
): Promise<ExitStatus> {
  const { report, settings } = await scan(paths, options, place)
  const { file } = settings.baseline
  const previous = existsSync(file) ? entriesOf(file) : []
  const text = renderBaseline(report.findings, previous, settings.at, prune)
  const why = writeText(file, text, repositoryRoot(place.cwd, place.env) ?? place.cwd)
  if (why !== undefined) throw new OutputFault(why, relative(place.cwd, file))
  const parsed = parseBaseline(text)
  const count = parsed.ok ? parsed.entries.length : 0
  const gone =
    previous.length -
    (parsed.ok
      ? parsed.entries.filter(({ fingerprint }) => previous.some((one) => one.fingerprint === fingerprint)).length
      : 0)
  await place.out(`${log(visible(relative(place.cwd, file)))}: ${count} findings recorded, ${gone} forgotten\n`)
  return exitStatus.passed
}

function entriesOf(file: string): readonly BaselineEntry[] {
  const parsed = parseBaseline(readFileSync(file, "utf8"))
  if (parsed.ok) return parsed.entries
  throw new UsageError({
    message: `the baseline ${file} is of no use: ${parsed.complaint}`,
    hint: "remove it and write a new one",
  })
}

import { withoutSecrets } from "../collect/secrets/text.ts"
import { type Answer, answerOf, questionsIn } from "../explain/answers.ts"
import type { RepositoryText } from "../explain/places.ts"
import { readFiles } from "../ports/read.ts"
import { json, log, visible } from "../reporters/escape.ts"
import { rules } from "../rules/index.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Invocation } from "./options.ts"
import { type Scan, scan, type World } from "./scan.ts"

interface Place extends World {
  readonly out: (text: string) => Promise<void>
}

/**
 * From an error message, or a log, to what it means and to the places of this repository that cause it, most likely first. Of what was
 * pasted only names are printed (hosts, paths, objects): the rest may hold anything.
 */
export async function runExplain(
  { text, options }: Extract<Invocation, { command: "explain" }>,
  place: Place,
): Promise<ExitStatus> {
  const questions = questionsIn(withoutSecrets(text ?? (await place.stdin()).toString()))
  const answers: Answer[] = []
  if (questions.length > 0) {
    const result = await scan([], options, place)
    for (const question of questions) answers.push(answerOf(question, result.report, textsOf(result)))
  }
  await place.out(options.format === "json" ? jsonOf(answers) : textOf(answers))
  return exitStatus.passed
}

/** The files that a name can stand in: text, of a size that people read. */
function* textsOf({ discovery }: Scan): Generator<RepositoryText> {
  for (const { file, reading } of readFiles(discovery.files, 4 * 1024 * 1024)) {
    if (!reading.ok || reading.bytes.subarray(0, 1024).includes(0)) continue
    yield { path: file.path, text: Buffer.from(reading.bytes).toString("utf8") }
  }
}

function jsonOf(answers: readonly Answer[]): string {
  return `${json({ schema: "tlsgate/explain/v1", answers })}\n`
}

function textOf(answers: readonly Answer[]): string {
  if (answers.length === 0) {
    return "No rule is known to be about this message. `tlsgate rules` lists all of them; `tlsgate` checks this repository.\n"
  }
  const summaries = new Map(rules.map(({ id, summary }) => [id, summary]))
  return `${log(answers.map((answer) => sectionOf(answer, summaries)).join("\n\n"))}\n`
}

function sectionOf(answer: Answer, summaries: ReadonlyMap<string, string>): string {
  const { meaning, program, class: kind, findings, check, confirm } = answer
  const known = answer.rules.flatMap((id) => (summaries.has(id) ? [`  ${id}: ${summaries.get(id)}`] : []))
  const places = findings.flatMap(({ file, line, column, rule, level, message }) => [
    `  ${visible(file)}:${line}:${column} ${rule === undefined ? "" : `${level}[${rule}]`}`.trimEnd(),
    `    ${visible(message)}`,
  ])
  return [
    meaning,
    `  [${kind}] as ${program} says it`,
    ...(places.length > 0
      ? ["In this repository, most likely first:", ...places]
      : ["Nothing in this repository is known to cause it. What could:", ...known.slice(0, 10)]),
    `On the live system: ${check}`,
    `It is repaired when: ${confirm}`,
  ].join("\n")
}

import type { Finding } from "../model/report.ts"
import { log, visible } from "../reporters/escape.ts"
import { everyRule } from "../rules/on-demand.ts"
import type { Rule } from "../rules/rule.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Invocation } from "./options.ts"
import { scan, type World } from "./scan.ts"
import { causesOf, type Symptom } from "./symptoms.ts"

interface Place extends World {
  readonly out: (text: string) => Promise<void>
}

/**
 * From an error message, or a log, to the rules that are about its causes and the places of this repository where they
 * speak, most likely first. What was pasted is never printed: it may hold anything.
 */
export async function runExplain(
  { text, options }: Extract<Invocation, { command: "explain" }>,
  place: Place,
): Promise<ExitStatus> {
  const pasted = text ?? (await place.stdin()).toString()
  const symptoms = causesOf(pasted)
  if (symptoms.length === 0) {
    await place.out(
      "No rule is known to be about this message. `tlsgate rules` lists all of them; `tlsgate` checks this repository.\n",
    )
    return exitStatus.passed
  }
  const { report } = await scan([], options, place)
  const named = hostsIn(pasted)
  const rules = await everyRule()
  for (const symptom of symptoms) await place.out(sectionOf(symptom, report.findings, named, rules))
  return exitStatus.passed
}

function sectionOf(
  { meaning, causes }: Symptom,
  findings: readonly Finding[],
  named: readonly string[],
  rules: readonly Rule[],
): string {
  const here = findings
    .filter(({ rule, suppressed }) => causes.includes(rule) && suppressed === undefined)
    .map((finding) => ({ finding, weight: weigh(finding, causes, named) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 10)
    .map(
      ({ finding: { rule, level, location, message } }) =>
        `  ${visible(`${location.path}:${location.line}:${location.column} ${level}[${rule}]`)}\n    ${visible(message)}`,
    )
  const known = causes.flatMap((id) => {
    const rule = rules.find((candidate) => candidate.id === id)
    return rule === undefined ? [] : [`  ${id}: ${rule.summary}`]
  })
  const places =
    here.length > 0
      ? ["In this repository, most likely first:", ...here]
      : ["Nothing in this repository is known to cause it. What could:", ...known]
  return `${log([meaning, ...places].join("\n"))}\n\n`
}

/** A finding about a host that the message names comes first, then errors, then the causes in their order. */
function weigh({ rule, level, message }: Finding, causes: readonly string[], named: readonly string[]): number {
  const about = named.some((host) => message.includes(host)) ? 1000 : 0
  return about + { error: 200, warning: 100, notice: 0 }[level] - causes.indexOf(rule)
}

function hostsIn(text: string): string[] {
  return [...new Set(text.slice(0, 100_000).match(/\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?::\d+)?\b/gi) ?? [])].slice(
    0,
    50,
  )
}

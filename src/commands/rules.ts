import { UsageError } from "../model/failure.ts"
import { didYouMean } from "../policy/suggest.ts"
import { type Paint, painter } from "../reporters/color.ts"
import { rules } from "../rules/index.ts"
import type { Citation, Rule } from "../rules/rule.ts"
import { settingsOf } from "./config-of.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Terminal } from "./main.ts"
import type { Invocation, Options } from "./options.ts"
import { type RuleTexts, ruleTexts } from "./rule-texts.ts"

/** Lists the rules by family, or explains one with its examples. */
export async function runRules(
  { rule: id, options }: Extract<Invocation, { command: "rules" }>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { color } = settingsOf({ ...withoutFormat(options), config: false }, terminal)
  const chosen = id === undefined ? rules : [ruleNamed(id)]
  const paint = painter(color)
  const format = options.format ?? "text"
  if (format === "json")
    await terminal.out(
      `${JSON.stringify(id === undefined ? chosen.map(brief) : whole(complete(chosen[0]!)), null, 2)}\n`,
    )
  else if (format === "markdown") await terminal.out(id === undefined ? tableOf(chosen) : pageOf(complete(chosen[0]!)))
  else await terminal.out(id === undefined ? listOf(chosen, paint) : explanationOf(chosen[0]!, paint))
  return exitStatus.passed
}

function withoutFormat({ format: _, ...options }: Options): Options {
  return options
}

function ruleNamed(id: string): Rule {
  const found = rules.find((rule) => rule.id === id)
  if (found !== undefined) return found
  const hint = didYouMean(
    id,
    rules.map((rule) => rule.id),
  )
  throw new UsageError({ message: `there is no rule ${id}`, hint: hint ?? "`tlsgate rules` lists them" })
}

function listOf(chosen: readonly Rule[], paint: Paint): string {
  const width = Math.max(...chosen.map(({ id }) => id.length))
  const blocks = familiesOf(chosen).map(([family, own]) =>
    [
      paint.bold(family),
      ...own.map(
        ({ id, level, summary }) => `  ${id.padEnd(width)}  ${paint.level(level, level.padEnd(7))}  ${summary}`,
      ),
    ].join("\n"),
  )
  return `${blocks.join("\n\n")}\n\n${chosen.length} rules · tlsgate rules ID explains one\n`
}

function explanationOf(rule: Rule, paint: Paint): string {
  const { id, family, level, summary, why, fix, citations, controls = [], examples, expected } = complete(rule)
  return `${[
    `${paint.bold(id)} ${paint.dim(`(${family}, ${level})`)}`,
    summary,
    "",
    `${paint.bold("Why:")} ${why}`,
    `${paint.bold("Fix:")} ${fix}`,
    "",
    paint.bold("Sources:"),
    ...citations.map((citation) => `  ${citationText(citation)}`),
    ...(controls.length === 0 ? [] : [`${paint.bold("Controls:")} ${controls.join(", ")}`]),
    "",
    paint.bold("Bad:"),
    exampleText(examples.bad[0]),
    "",
    paint.bold("What tlsgate says about it:"),
    indented(expected[0] ?? "", 2),
    "",
    paint.bold("Good:"),
    exampleText(examples.good[0]),
  ].join("\n")}\n`
}

type Complete = Rule & RuleTexts

function complete(rule: Rule): Complete {
  return { ...rule, ...ruleTexts[rule.id]! }
}

function citationText({ document, section, says, url }: Citation): string {
  return `${document}${section === undefined ? "" : `, ${section}`}: ${says}${url === undefined ? "" : ` ${url}`}`
}

function exampleText(files: Readonly<Record<string, string>> = {}): string {
  return Object.entries(files)
    .map(([path, text]) => `  ${path}\n${indented(text.trimEnd(), 4)}`)
    .join("\n")
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by))
}

function tableOf(chosen: readonly Rule[]): string {
  const rows = chosen.map(({ id, family, level, summary }) => `| \`${id}\` | ${family} | ${level} | ${cell(summary)} |`)
  return `${["| Rule | Family | Level | Finds |", "| --- | --- | --- | --- |", ...rows].join("\n")}\n`
}

function pageOf({ id, family, level, summary, why, fix, citations, examples, expected }: Complete): string {
  return `${[
    `## ${id}`,
    "",
    `${summary}. (${family}, ${level})`,
    "",
    why,
    "",
    fix,
    "",
    ...citations.map((citation) => `- ${citationText(citation)}`),
    "",
    "### Bad",
    "",
    ...fenced(examples.bad[0]),
    "````text",
    expected[0] ?? "",
    "````",
    "",
    "### Good",
    "",
    ...fenced(examples.good[0]),
  ].join("\n")}\n`
}

function fenced(files: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(files).flatMap(([path, text]) => [`\`${path}\``, "", "````", text.trimEnd(), "````", ""])
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|")
}

function brief({ id, family, level, summary }: Rule) {
  return { id, family, level, summary }
}

function whole({ id, family, level, summary, why, fix, citations, controls = [], examples, expected }: Complete) {
  return { id, family, level, summary, why, fix, citations, controls, examples, expected }
}

function familiesOf(chosen: readonly Rule[]): [string, Rule[]][] {
  const families = new Map<string, Rule[]>()
  for (const rule of chosen) families.set(rule.family, [...(families.get(rule.family) ?? []), rule])
  return [...families]
}

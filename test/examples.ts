import { readFileSync } from "node:fs"
import { collect } from "../src/collect/collect.ts"
import { unreadFacts } from "../src/collect/unread.ts"
import type { Example } from "../src/commands/examples.ts"
import { inventoryOf } from "../src/join/inventory.ts"
import type { Step } from "../src/model/help.ts"
import { check, type Found } from "../src/policy/check.ts"
import { judge } from "../src/policy/judge.ts"
import { rules } from "../src/rules/index.ts"
import type { CheckOptions, Rule } from "../src/rules/rule.ts"
import { mozillaAnchors } from "../src/x509/mozilla-anchors.ts"
import { inputs } from "./policy/inputs.ts"

/** The day on which every test takes place. */
export const today = Date.parse("2026-11-22T00:00:00Z")

export const options: CheckOptions = {
  expiry: { error: 14, warning: 30 },
  chain: "auto",
  chains: [],
  controllers: {},
}

export interface Unmarked {
  readonly files: Readonly<Record<string, string>>
  /** The marked places, as `path:start-end`. */
  readonly marks: readonly string[]
}

/**
 * Small repositories that a test holds as text, without their marks, and the places they marked: «…» marks where each
 * finding must begin and end, and ⟦name⟧ stands for a certificate of the test PKI.
 */
export function unmark(example: Readonly<Record<string, string>>): Unmarked {
  const files: Record<string, string> = {}
  const marks: string[] = []
  for (const [path, marked] of Object.entries(example)) {
    const [head = "", ...rest] = standing(expanded(marked)).split("«")
    let text = head
    for (const part of rest) {
      const [inside = "", after = ""] = part.split("»")
      marks.push(`${path}:${text.length}-${text.length + inside.length}`)
      text += inside + after
    }
    files[path] = text
  }
  return { files, marks: marks.sort() }
}

/** The facts of some files, as `collect` finds them. */
export async function factsOf(files: Readonly<Record<string, string>>) {
  const facts = await Promise.all(
    Object.entries(files).map(([path, text]) => {
      const reason = unread.find((one) => text === stand(one))
      if (reason !== undefined)
        return unreadFacts(path, reason, /^(unreadable|too-large)$/.test(reason) ? "it cannot be read" : "")
      return collect({ path, bytes: Buffer.from(text), passwords: [] })
    }),
  )
  return facts.filter((file) => file !== undefined)
}

/** What one rule finds in an example. */
export async function findings(rule: Rule, files: Readonly<Record<string, string>>): Promise<Found[]> {
  const facts = await factsOf(files)
  const inventory = inventoryOf(facts, new Set(Object.keys(files)))
  const settings = { at: today, options, trust: mozillaAnchors() }
  if (rule.family !== "ignore") return check([rule], inventory, settings)
  // What is wrong with ignores is known once all rules have spoken.
  const located = check(rules, inventory, settings).map((problem) => ({
    rule: problem.rule,
    problem,
    location: problem.at,
    because: problem.because,
  }))
  const comments = facts.flatMap(({ ignores }) => ignores)
  return judge(located, inputs({ at: today, rules, comments }))
    .filter((finding) => finding.rule === rule.id)
    .map(({ level, because, message, location }) => ({ rule, level, because, message, at: location }))
}

/** A place, written as `unmark` writes the marks. */
export function mark({ at }: Found): string {
  return `${at.path}:${at.start}-${at.end}`
}

/** An example whose files are files, with what stands for those that cannot be read. */
export function readable({ files }: Example): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, standing(text)]))
}

/** What a rule says about an example, in full: the form of expected.txt. */
export async function said(rule: Rule, example: Example): Promise<string> {
  const files = readable(example)
  const found = await findings(rule, files)
  return `${example.name}\n${found.map((one) => told(one, files).replaceAll(/^(?=.)/gm, "  ")).join("\n\n")}\n`
}

function told(
  { rule, at, level, because, message, help = [{ do: rule.fix }], ...rest }: Found,
  files: Unmarked["files"],
): string {
  const { inner = [], line, column, endLine, endColumn } = at
  const { resource, related = [], edits = [], sensitive = false } = rest
  const object = resource && [
    resource.kind,
    [resource.namespace, resource.name].filter(Boolean).join("/"),
    resource.path,
  ]
  return [
    `${level} ${at.path}:${line}:${column}-${endLine}:${endColumn}`,
    ...(sensitive ? [] : pointed(at, files[at.path] ?? "")),
    ...because.map((one) => `  because ${one}`),
    ...inner.map((step) => `  in ${step}`),
    ...(object === undefined ? [] : [`  about ${object.filter(Boolean).join(" ")}`]),
    `  ${message}`,
    ...help.flatMap(toldStep),
    ...related.map(({ message, at }) => `  related ${at.path}:${at.line}:${at.column} ${message}`),
    ...edits.map(({ path, start, end, text }) => `  edit ${path} ${start}-${end} ${JSON.stringify(text)}`),
  ].join("\n")
}

/** A step with the language of what is to be copied, which the text of help does not say. */
function toldStep({ do: sentence, copy, verify }: Step): string[] {
  return [
    `  do: ${sentence.replaceAll("\n", "\n    ")}`,
    ...(copy === undefined ? [] : [`    ${copy.language}:`, copy.text.replaceAll(/^(?=.)/gm, "      ")]),
    ...(verify === undefined ? [] : [`  verify: ${verify}`]),
  ]
}

/** The first line of a place with what is meant underlined, cut to what a page can hold. */
function pointed({ line, column, endLine, endColumn }: Found["at"], text: string): string[] {
  const source = text.split("\n")[line - 1] ?? ""
  const from = Math.max(0, column - 1 - widest / 2)
  const shown = source.slice(from, from + widest)
  const length = Math.max(1, (endLine === line ? endColumn : source.length + 1) - column)
  const until = Math.min(length, from + widest - (column - 1))
  if (source.startsWith("\0") || shown.trim() === "") return []
  return [`  | ${shown}`.trimEnd(), `  | ${" ".repeat(column - 1 - from)}${"^".repeat(Math.max(1, until))}`]
}

const widest = 100

/** ⟦unreadable⟧, ⟦submodule⟧ and the like stand for a file whose bytes nobody has. */
const unread = ["unreadable", "too-large", "submodule", "repository", "sparse"] as const

function stand(reason: string): string {
  return `\0${reason}`
}

function standing(text: string): string {
  const reason = /^(?:«»)?⟦(.+)⟧\s*$/.exec(text)?.[1]
  return unread.some((one) => one === reason) ? text.replace(/⟦.*/s, stand(reason!)) : text
}

/** The text of a file that stands for one without bytes. */
export function standIn(text: string): string {
  return text.startsWith("\0") ? `⟦${text.slice(1)}⟧\n` : text
}

/** ⟦a+b⟧ is the PEM of a and b, indented as its first line is; ⟦a|base64⟧ the same in base64, ⟦a|body⟧ its lines of base64; ⟦a.key⟧ a's private key. */
export function expanded(text: string): string {
  return text
    .replaceAll(
      /^([ \t]*(?:«)?)?⟦([^⟧|]+)(\|base64|\|der64|\|body)?⟧/gm,
      (_, indent = "", names: string, coding?: string) => indent + encoded(names, coding, indent.replace("«", "")),
    )
    .replaceAll(/⟦([^⟧|]+)(\|base64|\|der64|\|body)?⟧/g, (_, names: string, coding?: string) =>
      encoded(names, coding, ""),
    )
}

function encoded(names: string, coding: string | undefined, indent: string): string {
  if (unread.some((reason) => reason === names)) return `⟦${names}⟧`
  const pem = names.split("+").map(read).join("\n")
  if (coding === "|base64") return Buffer.from(`${pem}\n`).toString("base64")
  if (coding === "|body") return pem.replaceAll(/-----[^-]+-----/g, "").trim()
  if (coding === "|der64") return pem.replaceAll(/-----[^-]+-----|\s/g, "")
  return pem.replaceAll("\n", `\n${indent}`)
}

function read(name: string): string {
  const file = name.endsWith(".key") ? name : `${name}.pem`
  return readFileSync(new URL(`pki/${file}`, import.meta.url), "utf8").trim()
}

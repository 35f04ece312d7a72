import type { CommandFact, ScriptFact, Word } from "../../model/facts.ts"
import { hostOf, isClusterLocal, isLocalHost, lowered } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import { type Weight, weigh } from "../../model/weight.ts"

/** The word that turns a boolean flag on: `--insecure`, `--insecure=true`. A value that is not known turns on nothing. */
export function turnedOn(words: readonly Word[], flags: RegExp): Word | undefined {
  return words.find(({ value, literal }) => {
    const [name = "", given] = split(value)
    return flags.test(name) && (given === undefined || (literal && /^(1|t|true|yes|on)$/i.test(given)))
  })
}

/** The word that turns a boolean flag off: `--tls-verify=false`. */
export function turnedOff(words: readonly Word[], flags: RegExp): Word | undefined {
  return words.find(({ value, literal }) => {
    const [name = "", given] = split(value)
    return flags.test(name) && given !== undefined && literal && /^(0|f|false|no|off)$/i.test(given)
  })
}

/** The value of an option, written with it or after it. */
export function optionOf(words: readonly Word[], flags: RegExp): Word | undefined {
  const index = words.findIndex(({ value }) => flags.test(split(value)[0] ?? ""))
  const word = words[index]
  if (word === undefined) return undefined
  const [, given] = split(word.value)
  return given === undefined ? words[index + 1] : { ...word, value: given }
}

/** The words that are no flags. */
export function operands(words: readonly Word[]): readonly Word[] {
  return words.filter(({ value }) => !value.startsWith("-"))
}

/** Whether the operands of a command begin with these, options between them aside: `docker manifest inspect`. */
export function calls(words: readonly Word[], ...names: readonly (string | RegExp)[]): boolean {
  const list = operands(words)
  return names.every((name, index) => {
    const value = list[index]?.value ?? ""
    return typeof name === "string" ? value === name : name.test(value)
  })
}

/** Where a command goes to. */
export interface Target {
  /** Undefined where no word names one, or where it is only known at run time. */
  readonly host: string | undefined
  /** Whether a word that names it holds a variable. */
  readonly open: boolean
  /** The address as it is written. */
  readonly written: string | undefined
}

/** The first URL, image reference or `host:port` among some words. */
export function targetOf(words: readonly Word[]): Target {
  const named = operands(words).filter(({ value }) => address.test(value) || /^\$|\{\{/.test(value))
  const known = named.find(({ value }) => address.test(value) && hostOf(value) !== undefined)
  const host = known && hostOf(known.value)
  return { host, open: host === undefined && named.some(({ literal }) => !literal), written: known?.value }
}

/** The weight of a command for where it goes to. */
export function levelFor(level: Level | Weight, { host, open }: Target): Weight {
  return open ? weigh(level, "open-host") : lowered(level, host)
}

/** Whether a command only talks to its own machine or cluster. */
export function staysHome({ host }: Target): boolean {
  return host !== undefined && (isLocalHost(host) || isClusterLocal(host))
}

/** Whether a command asks over plain HTTP, where there is no certificate until the server redirects it. */
export function isPlain({ written }: Target): boolean {
  return written !== undefined && /^http:/i.test(written)
}

/** A host for a sentence, or what stands for one that is not known. */
export function called({ host }: Target): string {
  return host ?? "the server"
}

/** Where a command stands, for a sentence: ` in a RUN of the Dockerfile`. */
export function placed({ scope }: ScriptFact): string {
  return places[scope] ?? ""
}

/** What a command line looks like without one of its words. */
export function without({ tool, words }: CommandFact, word: Word, instead = ""): string {
  // An option that is given more than once is to go everywhere.
  const again = words.filter((each) => each !== word && each.value === word.value && word.value.startsWith("-"))
  const list = words
    .map((each) => (each === word ? instead : again.includes(each) ? "" : quoted(each.value)))
    .filter((each) => each !== "")
  const text = [tool, ...list].join(" ").replaceAll(/\s+/g, " ")
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function quoted(value: string): string {
  return /^[\w@%+=:,./$~{}-]+$/.test(value) ? value : value === "" ? "…" : `'${value.replaceAll("'", "'\\''")}'`
}

function split(value: string): readonly [string | undefined, string | undefined] {
  const equals = value.indexOf("=")
  return equals === -1 || !value.startsWith("-")
    ? [value, undefined]
    : [value.slice(0, equals), value.slice(equals + 1)]
}

const address =
  /^([a-z][a-z0-9+.-]*:\/\/[\s\S]+|\[[0-9a-f:]+\](:\d+)?(\/\S*)?|localhost(:\d+)?(\/\S*)?|[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?|[\w-]+:\d+(\/\S*)?)$/i

// More than this of a command line is not read in a report.
const longest = 160

const places: Readonly<Partial<Record<ScriptFact["scope"], string>>> = {
  dockerfile: " while the image is built",
  workflow: " in the workflow",
  "gitlab-ci": " in the pipeline",
  container: " in the container",
  "cloud-init": " when the machine boots",
  ansible: " on the managed hosts",
}

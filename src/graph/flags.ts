import { absent, type Found } from "./contents.ts"
import type { Command, Process, Text } from "./process.ts"
import { expanded } from "./process.ts"

/** The flags of a command: `--flag=value`, `--flag value`, `-f value`. Names are without dashes, `_` as `-`. */
export class Flags {
  readonly #values = new Map<string, (Text | undefined)[]>()
  /** The words that are no flags and, as far as it shows, no values of such. */
  readonly operands: Text[] = []

  /** `bare` are the flags that take no value, `glued` the short ones whose value may stand behind them (`-hcache`). */
  constructor(words: readonly Text[], bare: ReadonlySet<string> = none, glued: ReadonlySet<string> = none) {
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!
      const [, dashes, name, value] = /^(--?)([A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(word.value) ?? []
      if (name === undefined || dashes === undefined) {
        if (word.value !== "-" && word.value !== "--") this.operands.push(word)
        continue
      }
      const key = keyOf(name)
      if (value !== undefined) {
        this.#add(key, { ...word, value })
        continue
      }
      const short = name.slice(0, 1)
      if (dashes === "-" && name.length > 1 && glued.has(short)) {
        this.#add(short, { ...word, value: name.slice(1) })
        continue
      }
      const next = words[index + 1]
      const takes = next !== undefined && !bare.has(key) && !/^-(?!$)/.test(next.value)
      this.#add(key, takes ? next : undefined)
      if (takes) index++
    }
  }

  #add(name: string, value: Text | undefined): void {
    const known = this.#values.get(name)
    if (known === undefined) this.#values.set(name, [value])
    else known.push(value)
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#values.has(keyOf(name)))
  }

  /** The last value of the first of the flags that is there. */
  get(...names: readonly string[]): Text | undefined {
    for (const name of names) {
      const found = this.#values.get(keyOf(name))?.findLast((value) => value !== undefined)
      if (found !== undefined) return found
    }
    return undefined
  }

  all(...names: readonly string[]): Text[] {
    return names.flatMap((name) => (this.#values.get(keyOf(name)) ?? []).filter((value) => value !== undefined))
  }
}

const none: ReadonlySet<string> = new Set()

function keyOf(name: string): string {
  return name.replaceAll("_", "-")
}

/** The main program of a process, if it is one of these. */
export function commandNamed(running: Process, names: RegExp): Command | undefined {
  return running.commands.find(({ tool }) => names.test(tool))
}

/** The file that a text names, as the process sees it; relative paths start in `folder`. */
export function fileNamed(path: Text | undefined, running: Process, folder = running.folder): Found {
  if (path === undefined) return absent("no file is named")
  const known = expanded(path, running.environment)
  if (known === undefined || /[{}$*]/.test(known.value))
    return { kind: "unknown", why: `the path ${path.value} is known when it runs` }
  return running.files.read(known.value.startsWith("/") ? known.value : `${folder}/${known.value}`)
}

/** The port of `:9100`, `0.0.0.0:9100`, `[::]:9100`, `9100`. */
export function portOf(address: string | undefined): number | undefined {
  const [, port] = /(?:^|:)(\d{1,5})$/.exec(address?.trim() ?? "") ?? []
  return port === undefined ? undefined : Number(port)
}

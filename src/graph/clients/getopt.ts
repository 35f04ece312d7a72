import type { Text } from "../process.ts"

export interface Syntax {
  /** Short options that take a value. */
  readonly short: string
  /** Long options that take a value; `true` for all that are followed by a word without a dash that is no URL. */
  readonly long: ReadonlySet<string>
  readonly single?: boolean
}

/** Options as getopt_long reads them, with what they are set to; `-fsSk` are four. */
export interface Options {
  readonly operands: readonly Text[]
  has(...names: readonly string[]): boolean
  get(...names: readonly string[]): Text | undefined
  all(...names: readonly string[]): readonly Text[]
}

export function getopt(words: readonly Text[], { short, long, single = false }: Syntax): Options {
  const values = new Map<string, (Text | undefined)[]>()
  const operands: Text[] = []
  const add = (name: string, value?: Text) => {
    const list = values.get(name)
    if (list === undefined) values.set(name, [value])
    else list.push(value)
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const { value } = word
    const name =
      single && /^-[A-Za-z]\w/.test(value) ? value.slice(1) : value.startsWith("--") ? value.slice(2) : undefined
    if (name !== undefined && name !== "") {
      const [, key, given] = /^([^=]+)(?:=([\s\S]*))?$/.exec(name) ?? []
      if (key === undefined) continue
      if (given !== undefined) add(key, { ...word, value: given })
      else if (long.has(key)) add(key, words[++index])
      else add(key)
    } else if (/^-[A-Za-z0-9#]/.test(value)) {
      for (let letter = 1; letter < value.length; letter++) {
        const one = value[letter]!
        if (!short.includes(one)) {
          add(one)
          continue
        }
        add(one, letter + 1 < value.length ? { ...word, value: value.slice(letter + 1) } : words[++index])
        break
      }
    } else if (value !== "-") operands.push(word)
  }
  return {
    operands,
    has: (...names) => names.some((name) => values.has(name)),
    get: (...names) => names.flatMap((name) => values.get(name) ?? []).findLast((text) => text !== undefined),
    all: (...names) => names.flatMap((name) => (values.get(name) ?? []).filter((text) => text !== undefined)),
  }
}

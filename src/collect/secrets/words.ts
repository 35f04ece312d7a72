import type { Span } from "../../model/place.ts"
import { type Client, clients, type Part } from "./clients.table.ts"
import { isRandom, isSecret, literalPart, secretPart, surenessOf } from "./names.ts"

/** Reads the words of a command one after the other, and says of each where its secret is. */
export class CommandWords {
  #active: Client[] = []
  #expected: Part | undefined
  /** The words so far that are no options, as subcommands are. */
  readonly #seen = new Set<string>()
  #places: { readonly part: Part; left: number; readonly many: boolean }[] = []
  #sets = false

  constructor(tool: string) {
    this.#activate(tool)
  }

  /** The secret of the next word, by its place; what a word says of itself is for `secretsInText`. */
  next(word: string): Span | undefined {
    const expected = this.#expected
    this.#expected = undefined
    const isOption = /^-{1,2}[A-Za-z]/.test(word)
    if (expected !== undefined && (!isOption || expected === "header")) {
      this.#step(word, false)
      return partOf(word, expected)
    }
    return isOption ? this.#option(word) : this.#operand(word)
  }

  #option(word: string): Span | undefined {
    this.#step(word, true)
    // `--name=value`, and `--name:value` as .NET has it.
    const equals = /^-{1,2}[A-Za-z][\w.-]*[=:]/.exec(word)?.[0].length ?? 0
    const name = equals === 0 ? word : word.slice(0, equals - 1)
    const part = this.#long(name) ?? this.#generic(name)
    if (part !== undefined && equals > 0) return moved(partOf(word.slice(equals), part), equals)
    if (part !== undefined) {
      this.#expected = part
      return undefined
    }
    return this.#short(word)
  }

  #long(name: string): Part | undefined {
    for (const client of this.#active) {
      const part = client.long?.[name]
      if (part !== undefined) return part
    }
    return undefined
  }

  /** `-u VALUE`, `-uVALUE`, and both behind flags: `-ku VALUE`. */
  #short(word: string): Span | undefined {
    if (word[1] === "-") return undefined
    for (const { short, flags = "", once } of this.#active) {
      if (short === undefined || (once !== undefined && ![...this.#seen].some((one) => once.test(one)))) continue
      for (let index = 1; index < word.length && index < 16; index++) {
        const part = short[word[index]!]
        if (part === undefined) {
          if (flags.includes(word[index]!)) continue
          break
        }
        const begin = word[index + 1] === "=" ? index + 2 : index + 1
        if (begin < word.length) return moved(partOf(word.slice(begin), part), begin)
        this.#expected = part
        return undefined
      }
    }
    return undefined
  }

  /** What an option of any program takes, by its name. */
  #generic(option: string): Part | undefined {
    const name = option.replace(/^-+/, "")
    if (name.length < 3 || negative.test(name)) return undefined
    if (/^(?:(?:src|dest|from|to|registry|image|pull|push)-)?creds?$/i.test(name)) return "pair"
    if (/^(?:proxy-)?header$/i.test(name)) return "header"
    // Elsewhere it is a user and a group.
    if (/^(?:proxy-)?user$/i.test(name) && this.#active.length === 0) return "pair"
    if (/^auth$/i.test(name)) return "pair"
    const sureness = surenessOf(name)
    return sureness === "sure" ? "whole" : sureness
  }

  #operand(word: string): Span | undefined {
    const place = this.#step(word, false)
    if (place !== undefined) return partOf(word, place)
    if (this.#sets && /^[\w./:@-]+$/.test(word) && surenessOf(word.replace(/^.*:/, "")) !== undefined)
      this.#expected = "whole"
    if (/^config(?:ure)?$/.test(word)) this.#sets = true
    if (this.#seen.size < 12 && /^[A-Za-z][\w.-]{0,60}$/.test(word)) {
      this.#seen.add(word)
      this.#activate(word)
    } else if (word.startsWith("/")) this.#activate(word)
    return undefined
  }

  /** Counts the words to the places that are secrets, and says what the word is if it stands in one. */
  #step(word: string, isOption: boolean): Part | undefined {
    let found: Part | undefined
    if (!isOption && this.#places.length > 0) {
      for (const place of this.#places) {
        if (place.left === 0) found ??= place.part
        if (place.left > 0 || !place.many) place.left--
      }
      this.#places = this.#places.filter(({ left }) => left >= 0)
    }
    for (const { places, once } of this.#active)
      for (const { after, skip, part = "whole" } of places ?? []) {
        if (!after.test(word) || found !== undefined) continue
        if (once !== undefined && ![...this.#seen, word].some((one) => once.test(one))) continue
        if (this.#places.length < 8) this.#places.push({ part, left: skip, many: part === "setting" })
      }
    return found
  }

  #activate(word: string): void {
    const tool = word.slice(word.lastIndexOf("/") + 1).replace(/\.exe$/i, "")
    const client = Object.hasOwn(clients, tool) ? clients[tool] : undefined
    if (client !== undefined && !this.#active.includes(client)) this.#active.push(client)
  }
}

/** Where the secret of a value is. */
function partOf(value: string, part: Part): Span | undefined {
  switch (part) {
    case "whole":
      return literalPart(value)
    case "likely":
      return secretPart("likely", value)
    case "pair":
      return pairIn(value)
    case "comma":
      return behind(value, value.indexOf(","))
    case "percent":
      return behind(value, value.indexOf("%"))
    case "file":
      return /^(?:pkcs11:|[A-Za-z]:[\\/][^:]*$)/.test(value)
        ? undefined
        : behind(value, value.indexOf(":", /^[A-Za-z]:[\\/]/.test(value) ? 2 : 0))
    case "source":
      return /^(?:pass|hexkey|key):/.test(value) ? behind(value, value.indexOf(":")) : undefined
    case "cookie":
      return value.includes("=") ? behind(value, value.indexOf("=")) : undefined
    case "setting":
      return behind(value, value.indexOf("="))
    case "header":
      return headerIn(value)
  }
}

/** `user:password`, or a token alone. */
export function pairIn(value: string): Span | undefined {
  const colon = value.startsWith("${") ? value.indexOf(":", value.indexOf("}")) : value.indexOf(":")
  if (colon === -1) return isRandom(value) ? { start: 0, end: value.length } : undefined
  if (/^\d+:\d+$/.test(value)) return undefined
  // A token may stand in the place of the name: `TOKEN:`, `TOKEN:x-oauth-basic`.
  if (isRandom(value.slice(0, colon))) return { start: 0, end: value.length }
  return behind(value, colon)
}

/** A header whose name says that it lets somebody in: its value, without the scheme. */
export function headerIn(header: string): Span | undefined {
  const [lead, name = ""] =
    /^\s*([\w-]{1,80})\s{0,8}:\s{0,8}(?:(?:bearer|basic|token|digest|apikey|negotiate)\s{1,8})?/i.exec(header) ?? []
  if (lead === undefined || !(isHeader.test(name) || isSecret(name, header.slice(lead.length)))) return undefined
  return behind(header, lead.length - 1)
}

function behind(value: string, mark: number): Span | undefined {
  return mark === -1 ? undefined : moved(literalPart(value.slice(mark + 1)), mark + 1)
}

function moved(span: Span | undefined, by: number): Span | undefined {
  return span && { start: span.start + by, end: span.end + by }
}

const isHeader = /auth|token|cookie|key|secret|credential|signature|session/i
const negative =
  /^(?:no|without|disable|skip|ask|prompt|show|generate|use|enable|require|allow|print|has|is|need|needs|ignore|hide|with)-|-(?:stdin|file|path)$/i

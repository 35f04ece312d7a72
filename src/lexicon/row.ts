import type { Level } from "../model/report.ts"

/** What becomes of the connection where a switch is off. */
export type Effect =
  /** The certificate of the other end is not looked at. */
  | "unverified"
  /** The chain is verified, its name is not: any certificate of the same authorities will do. */
  | "host-name"
  /** There is no TLS, or none once the other end says that it has none. */
  | "plaintext"

/** The values by which a reader takes a switch for thrown, with one that does it and one that does not. */
export interface Values {
  test(value: string): boolean
  readonly bad: string
  readonly good: string
}

/**
 * A setting of a program. Its names are told apart by how they are written:
 *
 *     GF_SMTP_SKIP_VERIFY, GF_AUTH_*_TLS_SKIP_VERIFY   a variable; `*` is any words
 *     --ssl-insecure-skip-verify                       a flag, also as a key of a map of arguments
 *     smtp.skip_verify, mqtt..insecure, auth.*.tls     the end of the way to a value; `*` is one key, `..` any keys between
 *
 * Case and the signs that part words do not count. A Java property (`-Da.b=c`) is the way a.b.
 */
export interface Row {
  readonly product: string
  readonly names: readonly string[]
  readonly off: Values
  readonly effect: Effect
  readonly level: Level
  /** The other end, for a sentence: `the mail server`. */
  readonly peer: string
  /** What to do instead, ready to paste where it can be. */
  readonly instead: string
  readonly source: string
  /** What else has to be so where the names alone say too little: tested on the place (path, object, way, program). */
  readonly within?: RegExp
  /** A place that `within` holds for, for the example of a row. */
  readonly place?: string
}

/** What the rows of a product share; what a row says itself comes before it. */
interface Shared extends Partial<Omit<Row, "names">> {
  readonly product: string
  readonly source: string
  readonly instead: string
}

/** A row as tables write it: its names in one text, parted by spaces; what is not said is the product's. */
interface Written extends Partial<Omit<Row, "names">> {
  readonly names: string
}

/** The rows of a product. A switch is on by `true`, takes verification away, and is worth a warning unless they say so. */
export function rowsOf(shared: Shared, written: readonly Written[]): readonly Row[] {
  return written.map(({ names, ...own }) => ({
    peer: "its server",
    level: "warning" as const,
    off: yes,
    effect: "unverified" as const,
    ...shared,
    ...own,
    names: names.trim().split(/\s+/),
  }))
}

function values(pattern: RegExp, bad: string, good: string): Values {
  return { test: (value) => pattern.test(value.trim()), bad, good }
}

/** What nearly every reader takes for true. */
export const yes = values(/^(1|t|true|yes|on|y|enabled?)$/i, "true", "false")
/** What nearly every reader takes for false. */
export const no = values(/^(0|f|false|no|off|n|disabled?)$/i, "false", "true")
/** What Go's strconv.ParseBool takes for true. */
export const parseBool = values(/^(1|t|T|true|TRUE|True)$/, "true", "false")
/** Any value, be it false. */
export const anything = values(/\S/, "1", "")
/** Only one value. */
export const zero = values(/^0$/, "0", "1")
export const none = values(/^none$/i, "none", "full")
export const empty = values(/^$|^none$/i, "", "https")

/** An address without TLS; how bad it is depends on where it leads. */
export const plainUrl = values(
  /^http:\/\//i,
  "http://vault.corp.example.com:8200",
  "https://vault.corp.example.com:8200",
)

/** One of some words, in any case. */
export function oneOf(words: string, good: string): Values {
  const list = words.split(" ")
  const set = new Set(list.map((word) => word.toLowerCase()))
  return { test: (value) => set.has(value.trim().toLowerCase()), bad: list[0] ?? "", good }
}

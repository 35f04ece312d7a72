import { gunzipSync } from "node:zlib"

/** What may still be spent on one file, so that no file can hold up a run; and the passwords to try. */
export interface Effort {
  readonly passwords: readonly string[]
  /** Rounds of key derivation. */
  rounds: number
  /** Bytes that come out of gzip. */
  inflated: number
}

/** The effort for one file. */
export function effortWith(passwords: readonly string[]): Effort {
  return { passwords, rounds: ROUNDS, inflated: INFLATED }
}

/** What a gzip holds; undefined where it is damaged, or grows beyond what is left of the effort. */
export function unzipped(bytes: Uint8Array, effort: Effort): Buffer | undefined {
  if (effort.inflated < LEAST) return undefined
  effort.inflated -= LEAST
  try {
    const output = gunzipSync(bytes, { maxOutputLength: effort.inflated + 1 })
    effort.inflated -= output.length
    return output
  } catch (error) {
    // What ran into the limit has cost as much as what fitted.
    if (error instanceof RangeError) effort.inflated = 0
    return undefined
  }
}

/** Java has written up to 100,000 rounds, each taken three times for a key and its IV: five passwords stay below it. */
const ROUNDS = 2_000_000
/** As `--max-file-size`. */
const INFLATED = 32 * 1024 * 1024
/** What an attempt costs at least, so that a file of a million small ones ends. */
const LEAST = 64 * 1024

import { gunzipSync } from "node:zlib"

/** What may still be spent: on one file, so that no file can hold up a run, or on all files of a scan. */
export interface Allowance {
  /** Rounds of key derivation. */
  rounds: number
  /** Bytes that come out of gzip. */
  inflated: number
}

/** What may still be spent on one file and all that it carries; and the passwords to try. */
export interface Effort extends Allowance {
  readonly passwords: readonly string[]
  /** What was left unread when all was spent, in words. */
  readonly left: Set<string>
}

/** The allowance of a scan; `earned` adds to it for what is read, so that a large repository may take longer. */
export function scanAllowance(): Allowance {
  return { rounds: 2 * ROUNDS, inflated: INFLATED }
}

export function earned(allowance: Allowance, bytes: number): void {
  allowance.rounds += 2 * bytes
  allowance.inflated += 8 * bytes
}

/** The effort for one file, within what the scan has left. */
export function effortWith(passwords: readonly string[], { rounds, inflated }: Allowance = scanAllowance()): Effort {
  return { passwords, rounds: Math.min(ROUNDS, rounds), inflated: Math.min(INFLATED, inflated), left: new Set() }
}

/** Takes what a file has cost from what the scan has left. */
export function settle(allowance: Allowance, { rounds, inflated }: Effort): void {
  allowance.rounds -= Math.min(ROUNDS, allowance.rounds) - rounds
  allowance.inflated -= Math.min(INFLATED, allowance.inflated) - inflated
}

/** Takes rounds of key derivation; false, and noted, where there are not so many left. */
export function mayDerive(rounds: number, effort: Effort): boolean {
  if (rounds > effort.rounds) {
    effort.left.add("a store asks for more rounds of key derivation than are tried")
    return false
  }
  effort.rounds -= rounds
  return true
}

/** What a gzip holds; undefined where it is damaged, or grows beyond what is left of the effort. */
export function unzipped(bytes: Uint8Array, effort: Effort): Buffer | undefined {
  if (effort.inflated < LEAST) {
    effort.left.add(grown)
    return undefined
  }
  effort.inflated -= LEAST
  try {
    const output = gunzipSync(bytes, { maxOutputLength: effort.inflated + 1 })
    effort.inflated -= output.length
    return output
  } catch (error) {
    // What ran into the limit has cost as much as what fitted.
    if (error instanceof RangeError) {
      effort.inflated = 0
      effort.left.add(grown)
    }
    return undefined
  }
}

const grown = "what is in gzip grows to more than is read of it"

/** Java has written up to 100,000 rounds, each taken three times for a key and its IV: five passwords stay below it. */
const ROUNDS = 2_000_000
/** As `--max-file-size`. */
const INFLATED = 32 * 1024 * 1024
/** What an attempt costs at least, so that a file of a million small ones ends. */
const LEAST = 64 * 1024

import type { Connection } from "../../graph/index.ts"
import type { Location } from "../../model/place.ts"

/** What a picture of a graph needs besides the graph. */
export interface GraphView {
  /** The instant that it was judged at. */
  readonly at: number
  /** Findings of the rules, to be named with the connections that they explain. */
  readonly findings: readonly { readonly rule: string; readonly location: Location }[]
  readonly color: boolean
}

export function placeOf({ path, line, column }: Location): { file: string; line: number; column: number } {
  return { file: path, line, column }
}

/** The verdict in a word or two: `fails: name-mismatch`. */
export function verdictText({ outcome }: Connection): string {
  return outcome.verdict === "fails" ? `fails: ${outcome.reason}` : outcome.verdict
}

/** Why, in a sentence; empty where there is nothing to say. */
export function whyText({ outcome }: Connection): string {
  if (outcome.verdict === "fails") return outcome.because.message
  return outcome.verdict === "unknown" ? outcome.missing : ""
}

import type { Level } from "./report.ts"

/** What may be known of the circumstances of a fault. How much each of them counts is said in one place, by the policy. */
export type Circumstance =
  | "template"
  | "local-host"
  | "documentation-host"
  | "cluster-host"
  | "short-host"
  | "neighbour"
  | "open-host"
  | "open-value"
  | "narrow"
  | "development-cluster"
  | "unused"
  | "vendored"
  | "condition"
  | "condition-met"
  | "chart-unsure"
  | "chart-values"

/** What would happen where a fault counts in full, and what is known of where it stands. */
export interface Weight {
  readonly severity: Level
  /** In the order in which they count. */
  readonly circumstances: readonly Circumstance[]
}

export function weigh(level: Level | Weight, ...circumstances: readonly (Circumstance | false | undefined)[]): Weight {
  const { severity, circumstances: known } = typeof level === "string" ? { severity: level, circumstances: [] } : level
  return { severity, circumstances: [...known, ...circumstances.filter((one) => one !== false && one !== undefined)] }
}

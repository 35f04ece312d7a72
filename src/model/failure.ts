import type { Location } from "./place.ts"

/** Wrong usage, or a config that is wrong: said to the person who called, exit status 2. Thrown at the edges only. */
export class UsageError extends Error {
  readonly complaints: readonly Complaint[]

  constructor(...complaints: readonly [Complaint, ...Complaint[]]) {
    super(complaints.map(({ message }) => message).join("\n"))
    this.name = "UsageError"
    this.complaints = complaints
  }
}

/** One thing that is wrong with how we were called. */
export interface Complaint {
  readonly message: string
  /** Where in the config. */
  readonly location?: Location
  /** What to do instead. */
  readonly hint?: string
}

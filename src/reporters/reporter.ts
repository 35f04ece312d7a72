import type { Span } from "../model/place.ts"
import type { Finding, Report } from "../model/report.ts"

/** From a report to the bytes of one format. Pure: all that it may know besides the report is in the options. */
export type Reporter = (report: Report, options: ReporterOptions) => string

export interface ReporterOptions {
  readonly color: boolean
  /** The columns of the terminal. */
  readonly width: number
  /** A line of a file, counted from 1, without its end. */
  readonly line: (path: string, number: number) => string | undefined
  /** Where the secrets of a file are, as offsets into it, sorted and apart. Without it, a line is looked through as it stands. */
  readonly secrets?: (path: string) => readonly Span[]
  /** The offset at which a line of a file begins. */
  readonly lineStart?: (path: string, number: number) => number | undefined
  /** A whole file: fixes are offsets into it. */
  readonly text?: (path: string) => string | undefined
  readonly repository?: Repository
  readonly rule?: (id: string) => RuleText | undefined
  readonly durationMs?: number
  /** The arguments of this run, for the command that repeats it. */
  readonly arguments?: readonly string[]
  /** Whether the change under review brought a finding in; absent where nobody knows. */
  readonly isNew?: (finding: Finding) => boolean
  /** Whether a line is in the diff under review. */
  readonly isChanged?: (path: string, line: number) => boolean
}

/** Where the report is shown: the repository, commit and run that links lead to. */
export interface Repository {
  readonly serverUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly sha: string
  readonly runId?: string
  readonly runAttempt?: string
}

/** What a format tells about a rule besides its id. */
export interface RuleText {
  readonly summary: string
  readonly why: string
  readonly fix: string
  readonly url?: string
}

/** The options of a run that knows nothing but its report. */
export const plain: ReporterOptions = { color: false, width: 100, line: () => undefined }

import type { Finding, Report } from "../model/report.ts"
import type { Threshold } from "./config.ts"
import { reaches } from "./levels.ts"

/** Whether the run fails: some finding that nothing silences reaches the threshold of its path. */
export function verdictOf(findings: readonly Finding[], thresholdAt: (path: string) => Threshold): Report["verdict"] {
  const fails = findings.some(({ level, location, suppressed }) => {
    return suppressed === undefined && reaches(level, thresholdAt(location.path))
  })
  return fails ? "fail" : "pass"
}

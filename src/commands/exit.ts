/** What the exit status says. It is decided once, before any reporter runs. */
export const exitStatus = {
  passed: 0,
  /** Findings at or above the threshold. */
  failed: 1,
  /** Wrong usage, or a config that is wrong. */
  usage: 2,
  /** A fault of our own. */
  fault: 3,
} as const

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

/** When a scan ends: what was read by then is judged, and the rest is told. */
export interface Deadline {
  /** Whether reading has to end, so that there is time to judge what was read. */
  readonly isReadingOver: () => boolean
  /** Whether judging has to end; that it was asked so, and told yes, is remembered. */
  readonly isOver: () => boolean
  /** Whether something was left undone. */
  readonly wasMissed: () => boolean
}

/** From now on, by a clock that counts milliseconds. Two thirds of the time are for reading. */
export function deadlineAfter(milliseconds: number, clock: () => number): Deadline {
  const started = clock()
  let missed = false
  const isPast = (share: number) => {
    const past = clock() - started >= milliseconds * share
    missed ||= past
    return past
  }
  return { isReadingOver: () => isPast(2 / 3), isOver: () => isPast(1), wasMissed: () => missed }
}

/** What is said where it was missed. */
export function missedText(milliseconds: number): string {
  return `the time of ${milliseconds / 1000} s was over before all was checked: what was not is in the report; --timeout gives more`
}

/** The first instant of a day, `YYYY-MM-DD` in UTC, or undefined where there is no such day. */
export function dayStart(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match === null ? undefined : instant(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** An instant of ISO 8601 (RFC 3339, and a date alone). Without a zone it is UTC: an answer must not hang on the machine. */
export function parseInstant(text: string): number | undefined {
  const pattern =
    /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))?)?$/
  const match = pattern.exec(text.trim())
  const day = match === null ? undefined : dayStart(match[1]!)
  if (match === null || day === undefined) return undefined
  const [hour, minute, second, zoneHour, zoneMinute] = [2, 3, 4, 7, 8].map((group) => Number(match[group] ?? 0))
  if (hour! > 23 || minute! > 59 || second! > 59 || zoneHour! > 23 || zoneMinute! > 59) return undefined
  const milliseconds = Number((match[5] ?? "").padEnd(3, "0").slice(0, 3))
  const offset = (match[6] === "-" ? -1 : 1) * (zoneHour! * 60 + zoneMinute!) * 60_000
  return day + ((hour! * 60 + minute!) * 60 + second!) * 1_000 + milliseconds - offset
}

/** The day of an instant, in UTC. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

export const dayLength = 86_400_000

function instant(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // 30 February rolls over into March: no such day.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0 ? date.getTime() : undefined
}

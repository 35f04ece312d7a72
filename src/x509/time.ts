import { malformed, type Reader, tags } from "./der.ts"

export type TimeEncoding = "UTCTime" | "GeneralizedTime"

export interface Time {
  /** Milliseconds since 1970; always whole seconds. */
  readonly instant: number
  readonly encoding: TimeEncoding
}

/**
 * RFC 5280 §4.1.2.5: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, with seconds, in Zulu, without fractions. Go also takes
 * offsets and a UTCTime without seconds; DER (X.690 §11.7, §11.8) has neither.
 */
export function readTime(reader: Reader, detail?: string): Time {
  const { peek: tag, position: start } = reader
  if (tag !== tags.utcTime && tag !== tags.generalizedTime) malformed("tag-unexpected", start, detail)
  reader.next(detail)
  const lenient = reader.budget.lenient ? looseInstant(reader) : undefined
  return {
    instant: lenient ?? instantOf(reader, detail),
    encoding: tag === tags.utcTime ? "UTCTime" : "GeneralizedTime",
  }
}

export function instantOf(reader: Reader, detail?: string): number {
  const { bytes, contentStart, contentEnd } = reader
  const isShort = reader.tag === tags.utcTime
  const at = contentStart + (isShort ? 2 : 4)
  if (contentEnd !== at + 11 || bytes[contentEnd - 1] !== 0x5a) malformed("time-malformed", contentStart, detail)
  for (let i = contentStart; i < contentEnd - 1; i++) {
    const octet = bytes[i] as number
    if (octet < 0x30 || octet > 0x39) malformed("time-malformed", i, detail)
  }
  const first = pair(bytes, contentStart)
  // RFC 5280 §4.1.2.5.1: 50 to 99 are in the twentieth century.
  const year = isShort ? first + (first < 50 ? 2000 : 1900) : first * 100 + pair(bytes, contentStart + 2)
  const month = pair(bytes, at)
  const day = pair(bytes, at + 2)
  const hour = pair(bytes, at + 4)
  const minute = pair(bytes, at + 6)
  const second = pair(bytes, at + 8)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
    malformed("time-malformed", contentStart, detail)
  }
  return (daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000
}

/** The number that two digits stand for. */
function pair(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] as number) * 10 + (bytes[offset + 1] as number) - 0x30 * 11
}

/** What OpenSSL and Go take besides: no seconds, fractions of them, an offset. Undefined for what nobody takes. */
function looseInstant(reader: Reader): number | undefined {
  const text = Buffer.from(reader.content).toString("latin1")
  const found = (reader.tag === tags.utcTime ? looseUtcTime : looseGeneralizedTime).exec(text)
  if (found === null) return undefined
  const [, digits = "", month, day, hour, minute, second = "00", zone = "Z"] = found
  const year = digits.length === 4 ? digits : `${digits < "50" ? "20" : "19"}${digits}`
  const offset = zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  return Number.isNaN(instant) ? undefined : instant
}

const looseUtcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
const looseGeneralizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d{1,9})?(Z|[+-]\d{4})?$/

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * Days of the proleptic Gregorian calendar, counted from years that begin in March. `Date.UTC` would take the years
 * 0 to 99 for 1900 to 1999, and certificates with notBefore in the year 1 exist.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

import type { Complaint } from "../model/failure.ts"
import { parseInstant } from "../policy/date.ts"
import { didYouMean } from "../policy/suggest.ts"

/** Reads the text of an option's value; what it cannot read, it says. */
export type ValueReader<T> = (text: string, option: string, complain: (complaint: Complaint) => void) => T | undefined

export const text: ValueReader<string> = (value, option, complain) => {
  if (value !== "") return value
  complain({ message: `${option} is empty` })
  return undefined
}

export function oneOf<const T extends string>(values: readonly T[]): ValueReader<T> {
  return (value, option, complain) => {
    const found = values.find((one) => one === value)
    if (found !== undefined) return found
    const message = `${option} is "${value}", not one of ${values.join(", ")}`
    const hint = didYouMean(value, values)
    complain({ message, ...(hint !== undefined && { hint }) })
    return undefined
  }
}

export function wholeNumber(minimum: number, maximum: number): ValueReader<number> {
  return (value, option, complain) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    if (number >= minimum && number <= maximum) return number
    complain({ message: `${option} is "${value}", not a whole number from ${minimum} to ${maximum}` })
    return undefined
  }
}

export const instant: ValueReader<number> = (value, option, complain) => {
  const found = parseInstant(value)
  if (found !== undefined) return found
  complain({ message: `${option} is "${value}", not a date`, hint: "write 2027-01-31, or 2027-01-31T08:00:00Z" })
  return undefined
}

export const byteCount: ValueReader<number> = (value, option, complain) => {
  const match = /^(\d{1,15})\s*(?:([kmg])(?:i?b)?)?$/i.exec(value)
  const power = ["", "k", "m", "g"].indexOf((match?.[2] ?? "").toLowerCase())
  const bytes = match === null ? 0 : Number(match[1]) * 1_024 ** power
  if (bytes > 0 && bytes <= largestFile) return bytes
  complain({ message: `${option} is "${value}", not a number of bytes up to 2GiB`, hint: "write 33554432, 32MiB, …" })
  return undefined
}

/** `90s`, `10m`, `1h`, in milliseconds. */
export const duration: ValueReader<number> = (value, option, complain) => {
  const [, number, unit] = /^(\d{1,6})(s|m|h)$/.exec(value.trim()) ?? []
  const milliseconds = Number(number) * ({ s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? ""] ?? 0)
  if (milliseconds > 0) return milliseconds
  complain({ message: `${option} is "${value}", not a duration`, hint: "write 90s, 10m or 1h" })
  return undefined
}

/** `mozilla`, `none`, and files, joined by commas. */
export const anchors: ValueReader<readonly string[]> = (value, option, complain) => {
  const names = value.split(",").flatMap((name) => name.trim() || [])
  if (names.length > 0) return names
  complain({ message: `${option} is empty`, hint: "write mozilla, none, or PEM files" })
  return undefined
}

/** Node reads no larger file into one buffer on every platform that it runs on. */
const largestFile = 2 ** 31

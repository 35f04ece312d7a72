/** A duration in milliseconds, as Go's time.ParseDuration reads it; undefined where it is none. */
export function goDuration(text: string): number | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? []
  if (rest === "0") return 0
  if (!/^((\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined
  let total = 0
  for (const [, number = "", unit = ""] of rest.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    total += Number(number) * (units[unit] ?? 0)
  return sign === "-" ? -total : total
}

/** A duration for people, as Go takes it: `1440h`, `5m`. */
export function durationText(milliseconds: number): string {
  if (milliseconds % 3_600_000 === 0) return `${milliseconds / 3_600_000}h`
  return `${Math.round(milliseconds / 60_000)}m`
}

/** What somebody meant who wrote days, weeks or years, which Go does not know. */
export function meantDuration(text: string): string | undefined {
  const [, number, unit = ""] = /^(\d{1,5})\s*(d|days?|w|weeks?|mo|months?|y|years?)$/i.exec(text.trim()) ?? []
  const hours = { d: 24, w: 168, m: 720, y: 8760 }[unit.charAt(0).toLowerCase()]
  return number === undefined || hours === undefined ? undefined : `${Number(number) * hours}h`
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

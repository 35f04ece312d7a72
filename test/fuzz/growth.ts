import { type Files, scan, shown } from "./scan.ts"

/** What a number makes: one hostile input, of which twice as large a number makes about twice as much. */
export type Shape = (n: number) => Files

export interface Growth {
  /** The sizes that were scanned, in bytes, and the CPU seconds of each; each is about twice the one before. */
  readonly steps: readonly { readonly n: number; readonly bytes: number; readonly seconds: number }[]
  /** The exponent of the last doublings: 1 is linear. */
  readonly exponent: number
}

/** How long a shape is doubled: until a scan takes so many seconds, or is of so many bytes. */
export interface Until {
  readonly seconds: number
  readonly bytes: number
}

/** Scans a shape at n, 2n, 4n … */
export async function growthOf(shape: Shape, until: Until, first = 64): Promise<Growth> {
  const steps: { n: number; bytes: number; seconds: number }[] = []
  for (let n = first; ; n *= 2) {
    const files = shape(n)
    const bytes = sizeOf(files)
    const seconds = await secondsOf(files)
    steps.push({ n, bytes, seconds })
    if (seconds > until.seconds || bytes > until.bytes) break
  }
  return { steps, exponent: exponentOf(steps) }
}

export function sizeOf(files: Files): number {
  return Object.values(files).reduce((sum, { length }) => sum + length, 0)
}

async function secondsOf(files: Files): Promise<number> {
  const before = process.cpuUsage()
  shown(await scan(files), files)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** Over the last two doublings, so that one pause of the machine does not decide. */
function exponentOf(steps: Growth["steps"]): number {
  const last = steps.at(-1)
  const early = steps.at(-3)
  if (last === undefined || early === undefined) return 0
  return Math.log2(last.seconds / Math.max(early.seconds, 0.005)) / Math.log2(last.bytes / early.bytes)
}

/** Whether a shape grows faster than its size: generously, as neighbours on the machine and the collector have their say. */
export function isSuperlinear({ steps, exponent }: Growth): boolean {
  const last = steps.at(-1)
  return last !== undefined && last.seconds > 0.3 && (exponent > 1.7 || last.seconds > 1.5 + (4 * last.bytes) / 1e6)
}

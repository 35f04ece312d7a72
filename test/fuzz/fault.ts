import { type Input, marker } from "./inputs.ts"
import { type Scanned, scan, shown } from "./scan.ts"

export interface Outcome {
  readonly fault?: string
  readonly documents: number
  /** Of the processor. */
  readonly took: number
}

/** What is wrong with the scan of an input, if anything is. `timed`: whether it may not take long, once all is compiled; `isShown`: whether reports are written, too. */
export async function faultOf(input: Input, timed: boolean, isShown = true): Promise<Outcome> {
  const isStream = /\.ya?ml$/.test(input.path) && !/[\0\uFEFF]/.test(input.text)
  const text = isStream ? `${input.text}\n${marker}` : input.text
  const files = { [input.path]: text }
  try {
    const start = milliseconds()
    const scanned = await scan(files)
    if (isShown) shown(scanned, files)
    let took = milliseconds() - start
    // The machine may just have been busy: what was slow gets two more chances.
    for (let chance = 0; chance < 2 && took > allowed(text); chance++) took = Math.min(took, await again(files))
    const documents = scanned.facts.reduce((sum, { stats }) => sum + stats.documents, 0)
    if (timed && took > allowed(text)) return { fault: `took ${took.toFixed(0)} ms`, documents, took }
    if (isStream && !saysMarker(scanned)) return { fault: "hides the document behind it", documents, took }
    return { documents, took }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return {
      fault: `throws ${cause instanceof Error ? cause.stack?.split("\n").slice(0, 3).join(" ") : cause}`,
      documents: 0,
      took: 0,
    }
  }
}

/** In milliseconds: a generous start, and a millisecond for every 100 characters. */
function allowed(text: string): number {
  return 100 + text.length / 100
}

async function again(files: Readonly<Record<string, string>>): Promise<number> {
  const start = milliseconds()
  shown(await scan(files), files)
  return milliseconds() - start
}

function saysMarker({ facts }: Scanned): boolean {
  return facts.some(({ documents }) =>
    documents.some(({ resource }) => resource?.kind === "Pod" && resource.name === "marker"),
  )
}

function milliseconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

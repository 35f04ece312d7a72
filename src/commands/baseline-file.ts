import { UsageError } from "../model/failure.ts"
import { parseBaseline } from "../policy/baseline.ts"
import { disk, type Shelf, textOn } from "../ports/shelf.ts"
import type { Settings } from "./settings.ts"

/** The fingerprints of the baseline; that of the default name need not be there. */
export function baselineOf({ baseline: { file, named } }: Settings, shelf: Shelf = disk): ReadonlySet<string> {
  const text = textOn(shelf, file)
  if (typeof text !== "string" && !named) return new Set()
  const parsed =
    typeof text === "string"
      ? parseBaseline(text)
      : { ok: false as const, complaint: `it cannot be read (${text.code})` }
  if (!parsed.ok)
    throw new UsageError({
      message: `the baseline ${file} is of no use: ${parsed.complaint}`,
      hint: "write a new one with `tlsgate baseline`",
    })
  return new Set(parsed.entries.map(({ fingerprint }) => fingerprint))
}

/**
 * An equal string that keeps nothing else in memory. V8 makes a slice of 13 characters or more a view of the text that
 * it was cut from, so that one name would keep all of its file; and manifests say the same few thousand names and values
 * over and over, which are shared here. A long one is most of its file, and is left as it is.
 */
export function ownString(slice: string): string {
  if (slice.length > longest) return slice
  const known = shared.get(slice)
  if (known !== undefined) return known
  const own = slice.length < shortestView ? slice : copied(slice)
  if (shared.size >= limit) shared.clear()
  shared.set(own, own)
  return own
}

function copied(slice: string): string {
  const own = Buffer.from(slice, "latin1").toString("latin1")
  return own === slice ? own : Buffer.from(slice, "utf16le").toString("utf16le")
}

const shared = new Map<string, string>()
const shortestView = 13
const longest = 256
const limit = 20_000

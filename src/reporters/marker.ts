/** What a comment or issue of ours says about itself, out of sight: who wrote it, for which commit, in which run. */
export interface Marker {
  /** Tells the comments of several workflows, jobs and matrix legs apart. */
  readonly key: string
  readonly sha: string
  readonly run: number
  readonly attempt: number
  /** How many findings it told of. */
  readonly found: number
}

/** The marker as an HTML comment, which Markdown does not show. */
export function markerText({ key, sha, run, attempt, found }: Marker): string {
  return `<!-- tlsgate v=1 key=${encoded(key)} sha=${encoded(sha)} run=${run} attempt=${attempt} found=${found} -->`
}

/** The marker that a text begins with. */
export function readMarker(text: string): Marker | undefined {
  const match = /^<!-- tlsgate v=1 key=(\S+) sha=(\S+) run=(\d+) attempt=(\d+) found=(\d+) -->/.exec(text)
  if (match === null) return undefined
  const [, key = "", sha = "", run, attempt, found] = match
  return { key: decoded(key), sha: decoded(sha), run: Number(run), attempt: Number(attempt), found: Number(found) }
}

/** Whether a text was written by a later run, or a later attempt of the same: then it stays. */
export function isLater(other: Marker, own: Marker): boolean {
  return other.run !== own.run ? other.run > own.run : other.attempt > own.attempt
}

/** An HTML comment ends at `--`, whoever wrote it. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd")).replaceAll("-", "%2D") || "%20"
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

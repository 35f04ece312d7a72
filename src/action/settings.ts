/** The ways in which the action reports. */
export type Channel = "annotations" | "summary" | "checks" | "comment" | "review" | "issue"

/** The input `reporters`, or what is wrong with it. */
export function readChannels(input: string): ReadonlySet<Channel> | { readonly wrong: string } {
  const words = input.split(/[\s,]+/).filter((word) => word !== "")
  if (words.length === 0) return new Set<Channel>(["annotations", "summary"])
  const channels = new Set<Channel>()
  for (const word of words) {
    const channel = all.find((candidate) => candidate === word)
    if (channel === undefined) return { wrong: `"${word}" is no reporter; there are ${all.join(", ")}` }
    channels.add(channel)
  }
  return channels
}

const all: readonly Channel[] = ["annotations", "summary", "checks", "comment", "review", "issue"]

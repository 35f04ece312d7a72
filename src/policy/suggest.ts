/** The word of a list that was probably meant, or undefined where none is near. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  // A third of the letters may be wrong: enough for slips and plurals, too little for another word.
  let nearest = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), nearest)
    if (distance < nearest) [nearest, best] = [distance, candidate]
  }
  return best
}

/** ` — did you mean "x"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const suggestion = suggest(word, known)
  return suggestion === undefined ? undefined : `did you mean "${suggestion}"?`
}

/** Insertions, deletions, substitutions and swaps of neighbours; `limit` where there are as many or more. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > longest || b.length > longest) return limit
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let distance = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, before[j - 2]! + 1)
      current.push(distance)
    }
    before = previous
    previous = current
  }
  return Math.min(previous[b.length]!, limit)
}

/** No rule, key or option is as long; the distance takes the product of the lengths in time. */
const longest = 100

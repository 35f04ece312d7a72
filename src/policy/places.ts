import type { Span } from "../model/place.ts"
import type { Ignore } from "./ignores.ts"
import type { Weighed } from "./judged.ts"

/** Problems by where they stand. */
export class Places {
  readonly #files = new Map<string, Weighed[]>()
  readonly #lines = new Map<string, Weighed[]>()
  readonly #comments: ReadonlySet<string>

  constructor(problems: readonly Weighed[], ignores: readonly Ignore[]) {
    for (const problem of problems) {
      const { path, line } = problem.location
      append(this.#files, path, problem)
      append(this.#lines, lineKey(path, line), problem)
    }
    for (const file of this.#files.values()) file.sort((a, b) => a.location.start - b.location.start)
    this.#comments = new Set(ignores.map(({ location }) => lineKey(location.path, location.line)))
  }

  inFile(path: string): readonly Weighed[] {
    return this.#files.get(path) ?? []
  }

  inSpan(path: string, { start, end }: Span): readonly Weighed[] {
    const file = this.inFile(path)
    const found: Weighed[] = []
    for (let index = firstFrom(file, start); index < file.length && file[index]!.location.start < end; index++) {
      found.push(file[index]!)
    }
    return found
  }

  /**
   * The problems that a comment on a line speaks of: those on the line, else those on the next that is not such a comment
   * itself. A comment behind a setting speaks of it, and not of the next line as well.
   */
  besideOrBelow(path: string, line: number, isMeant: (problem: Weighed) => boolean): readonly Weighed[] {
    for (let current = line; current <= line + stacked; current++) {
      const key = lineKey(path, current)
      const found = (this.#lines.get(key) ?? []).filter(isMeant)
      if (found.length > 0) return found
      if (current > line && !this.#comments.has(key)) return []
    }
    return []
  }
}

/** Comments above each other, one for each rule: nobody has written more in one place. */
const stacked = 20

function firstFrom(file: readonly Weighed[], start: number): number {
  let low = 0
  let high = file.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (file[middle]!.location.start < start) low = middle + 1
    else high = middle
  }
  return low
}

function append(map: Map<string, Weighed[]>, key: string, problem: Weighed): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [problem])
  else list.push(problem)
}

function lineKey(path: string, line: number): string {
  return `${line}:${path}`
}

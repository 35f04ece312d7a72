import ignore from "ignore"

/** Whether a path, relative to where the globs are rooted and written with `/`, is one that they mean. */
export type PathMatcher = (path: string) => boolean

/**
 * Globs are read as lines of a `.gitignore`, with braces besides: one without a slash matches at any depth, a directory
 * means all that is below it, `!` takes back, the last that matches wins. No globs match nothing.
 */
export function pathMatcher(globs: readonly string[]): PathMatcher {
  if (globs.length === 0) return () => false
  const lines = globs.flatMap((glob) => expandBraces(glob.replace(/^(!?)\.\//, "$1/")))
  const rules = ignore({ allowRelativePaths: true, ignorecase: false }).add(lines)
  return (path) => path !== "" && path !== "." && rules.ignores(path)
}

/** Every text that the braces of a glob stand for. Unbalanced braces, and those without a comma, are plain characters. */
export function expandBraces(glob: string): string[] {
  let open = [glob]
  const done: string[] = []
  while (open.length > 0) {
    const next: string[] = []
    for (const text of open) {
      const group = firstGroup(text)
      if (group === undefined) done.push(text)
      else if (done.length + open.length + next.length + group.parts.length > expansionLimit) return [glob]
      else next.push(...group.parts.map((part) => text.slice(0, group.start) + part + text.slice(group.end)))
    }
    open = next
  }
  return done
}

/** Ten groups of two are 1,024 globs: more is a mistake or an attack, and is taken as it stands. */
const expansionLimit = 1_024

function firstGroup(text: string): { start: number; end: number; parts: string[] } | undefined {
  let tries = 0
  for (let start = text.indexOf("{"); start !== -1; start = text.indexOf("{", start + 1)) {
    if (text[start - 1] === "\\") continue
    // Braces that are never closed: each would be looked for to the end.
    if (++tries > 100) return undefined
    const group = groupAt(text, start)
    if (group !== undefined) return group
  }
  return undefined
}

function groupAt(text: string, start: number): { start: number; end: number; parts: string[] } | undefined {
  const parts: string[] = []
  let depth = 0
  let from = start + 1
  for (let index = start + 1; index < text.length; index++) {
    const character = text[index]
    if (character === "\\") index++
    else if (character === "{") depth++
    else if (character === "}" && depth > 0) depth--
    else if (depth === 0 && (character === "," || character === "}")) {
      parts.push(text.slice(from, index))
      from = index + 1
      if (character === "}") return parts.length > 1 ? { start, end: index + 1, parts } : undefined
    }
  }
  return undefined
}

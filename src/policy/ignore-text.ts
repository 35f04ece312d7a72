/** What an ignore says, and what is wrong with how it says it. */
export interface IgnoreText {
  readonly rules: readonly string[]
  readonly until?: string
  readonly reason?: string
  readonly faults: readonly string[]
}

/** Reads a comment: `tlsgate-ignore[rule, other] until=YYYY-MM-DD reason="…"`, or the same with `-file`. */
export function parseIgnoreComment(text: string): IgnoreText {
  const start = text.indexOf(keyword)
  const from = start === -1 ? text : text.slice(start + keyword.length).replace(/^-file\b/, "")
  const brackets = /^\s*\[([^\]]*)\]/.exec(from)
  if (brackets === null) return { rules: [], faults: ["it names no rule in brackets"] }
  return parseRest(brackets[1]!, from.slice(brackets[0].length)).ignore
}

/** Reads the annotation `tlsgate.dev/ignore`: `rule, other until=… reason="…"`; several by `;` or on lines of their own. */
export function parseIgnoreAnnotation(text: string): IgnoreText[] {
  const ignores: IgnoreText[] = []
  for (let rest = text.trim(); rest !== ""; ) {
    const head = /^\[([^\]]*)\]|^[\w\-*]+(?:\s*,\s*[\w\-*]+)*/.exec(rest)
    if (head === null) return [...ignores, { rules: [], faults: ["it begins with no rule"] }]
    const { ignore, left } = parseRest(head[1] ?? head[0], rest.slice(head[0].length))
    ignores.push(ignore)
    rest = left.replace(/^[^;\n]*[;\n]?/, "").trim()
  }
  return ignores.length > 0 ? ignores : [{ rules: [], faults: ["it names no rule"] }]
}

const keyword = "tlsgate-ignore"

function parseRest(names: string, text: string): { ignore: IgnoreText; left: string } {
  const rules = names.split(",").flatMap((name) => name.trim() || [])
  const faults = rules.length === 0 ? ["it names no rule in brackets"] : []
  const said = new Map<string, string>()
  const attribute = /[ \t]*([A-Za-z][\w-]*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s;"']*))/y
  let end = 0
  for (let match = attribute.exec(text); match !== null; match = attribute.exec(text)) {
    end = attribute.lastIndex
    const name = match[1]!.toLowerCase()
    const value = (match[2] ?? match[3] ?? match[4] ?? "").trim()
    if (name !== "until" && name !== "reason") faults.push(`"${match[1]}" is neither until nor reason`)
    else if (said.has(name)) faults.push(`it gives ${name} twice`)
    else if (value !== "") said.set(name, value)
  }
  const until = said.get("until")
  const reason = said.get("reason")
  const ignore = { rules, faults, ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) }
  return { ignore, left: text.slice(end) }
}

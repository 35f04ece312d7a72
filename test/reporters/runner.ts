/** A command as GitHub's runner reads it from a line of the log. */
export interface Command {
  readonly name: string
  readonly properties: ReadonlyMap<string, string>
  readonly message: string
}

/**
 * The command grammar of actions/runner (`src/Runner.Common/ActionCommand.cs`): `::name a=b,c=d::message` at the start of a
 * trimmed line, else `##[name a=b;c=d]message` anywhere in it.
 */
export function commandOf(line: string): Command | undefined {
  return second(line) ?? first(line)
}

function second(line: string): Command | undefined {
  const text = line.replace(/^[\s\u0085]+/, "")
  if (!text.startsWith("::")) return undefined
  const end = text.indexOf("::", 2)
  if (end === -1) return undefined
  return command(text.slice(2, end), ",", text.slice(end + 2))
}

function first(line: string): Command | undefined {
  const start = line.indexOf("##[")
  if (start === -1) return undefined
  const end = line.indexOf("]", start)
  if (end === -1) return undefined
  return command(line.slice(start + 3, end), ";", line.slice(end + 1))
}

function command(head: string, separator: string, message: string): Command | undefined {
  const space = head.indexOf(" ")
  const name = space === -1 ? head : head.slice(0, space)
  if (name === "") return undefined
  const properties = new Map<string, string>()
  for (const pair of space === -1
    ? []
    : head
        .slice(space + 1)
        .trim()
        .split(separator)) {
    const equals = pair.indexOf("=")
    if (equals > 0 && equals < pair.length - 1)
      properties.set(pair.slice(0, equals).trim(), unescaped(pair.slice(equals + 1)))
  }
  return { name, properties, message: unescaped(message) }
}

function unescaped(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%")
}

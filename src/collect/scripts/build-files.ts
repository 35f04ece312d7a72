import type { Segment } from "../../model/source.ts"
import type { Text } from "./extraction.ts"

/** The script in a file of a build tool: the recipes of a Makefile, the steps of a Jenkinsfile. Undefined for others. */
export function scriptOfBuildFile(name: string, text: string): Text | undefined {
  if (makefile.test(name)) return ofMakefile(text)
  if (jenkinsfile.test(name)) return ofJenkinsfile(text)
  if (justfile.test(name)) return ofLines(text, just)
  if (procfile.test(name)) return ofLines(text, processes)
  if (earthfile.test(name)) return ofLines(text, targets)
  if (isKickstart(text)) return ofSections(text, /^%(?:post|pre|pre-install|onerror)\b.*$/gm, /^%end\b/gm)
  if (vagrantfile.test(name)) return ofVagrantfile(text)
  return undefined
}

/** How the lines of a file become those of a script: what each begins with, and what of it is run. */
interface LineScript {
  /** What stands before a command, on its first line. */
  readonly lead: RegExp
  readonly variable?: RegExp
}

/** The recipes of a justfile: indented lines, whose variables are `{{name}}`. */
const just: LineScript = {
  lead: /^[ \t]+[-@]*/,
  variable: /^(export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*(["'])(.*)\3[ \t\r]*$/,
}
/** A Procfile: `web: command`. */
const processes: LineScript = { lead: /^[\w-]+:[ \t]*/ }
/** An Earthfile: `RUN command` below its target. */
const targets: LineScript = { lead: /^[ \t]+(?:RUN|HEALTHCHECK|CMD|ENTRYPOINT)[ \t]+(?:--[\w-]+(?:=\S+)?[ \t]+)*/ }

function ofLines(text: string, { lead, variable }: LineScript): Text {
  const script = new Assembly()
  let continued = false
  for (const { line, at } of linesOf(text)) {
    const begin: string | undefined = continued ? "" : lead.exec(line)?.[0]
    continued = begin !== undefined && /\\\r?$/.test(line)
    if (begin !== undefined) {
      script.add(line.slice(begin.length), at + begin.length)
      script.put("\n", at + line.length)
      continue
    }
    const [head, exported = "", name = "", quote = "", value = ""] = variable?.exec(line) ?? []
    if (head === undefined || value.includes("'")) continue
    const start = at + line.indexOf(quote) + 1
    script.put(`${exported === "" ? "" : "export "}${name.replaceAll("-", "_")}='`, start)
    script.add(value, start)
    script.put("'\n", start + value.length)
  }
  return script.script()
}

/** The scripts in sections that begin and end with lines of their own. */
function ofSections(text: string, begin: RegExp, end: RegExp): Text {
  const script = new Assembly()
  for (const { index, 0: line } of text.matchAll(begin)) {
    if (/--interpreter[= ]\S*(python|perl)/.test(line)) continue
    const from = index + line.length
    end.lastIndex = from
    const to = end.exec(text)?.index ?? text.length
    script.add(text.slice(from, to), from)
    script.put("\n", to)
  }
  return script.script()
}

/** The heredocs of a Vagrantfile, and what `inline:` says on one line. */
function ofVagrantfile(text: string): Text {
  const script = new Assembly()
  for (const match of text.matchAll(
    /<<[-~]?(["']?)([A-Z_]\w*)\1.*\r?\n|\binline(?::|[ \t]*=>?)[ \t]*(["'])((?:(?!\3)[^\\\n]|\\.)*)\3/g,
  )) {
    const { index, 0: whole, 2: mark, 4: inline } = match
    const start = mark === undefined ? index + whole.length - 1 - (inline?.length ?? 0) : index + whole.length
    const stop = mark === undefined ? start + (inline?.length ?? 0) : endOfHeredoc(text, start, mark)
    script.add(text.slice(start, stop), start)
    script.put("\n", stop)
  }
  return script.script()
}

function endOfHeredoc(text: string, from: number, mark: string): number {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at)
    if (text.slice(at, end).trim() === mark) return at
    at = end + 1
  }
  return text.length
}

/** A script that is put together of parts of a file, with the way back to each. */
class Assembly {
  readonly #parts: string[] = []
  readonly segments: Segment[] = []
  #length = 0

  /** Adds a stretch of the file, as it stands or as something of the same length. */
  add(text: string, outer: number): void {
    if (text === "") return
    this.segments.push({ start: this.#length, outer, step: "text" })
    this.#parts.push(text)
    this.#length += text.length
  }

  /** Adds what is not in the file. */
  put(text: string, outer: number): void {
    this.segments.push({ start: this.#length, outer, step: "fixed" })
    this.#parts.push(text)
    this.#length += text.length
  }

  script(): Text {
    return { text: this.#parts.join(""), segments: this.segments }
  }
}

/** Recipes as `make` hands them to a shell, after the variables that they use. */
function ofMakefile(text: string): Text {
  const script = new Assembly()
  let continued = false
  for (const { line, at } of linesOf(text)) {
    if (line.startsWith("\t") || continued) {
      const lead = continued ? /^\t?/.exec(line)![0].length : /^\t[\t ]*[-@+ ]*/.exec(line)![0].length
      continued = /\\\r?$/.test(line)
      recipe(line.slice(lead), at + lead, script)
      script.put("\n", at + line.length)
      continue
    }
    const [head, exported = "", name = "", operator, rest = ""] = assignment.exec(line) ?? []
    const value = rest.trimEnd()
    if (head === undefined || operator === "+=" || /["'`\\]/.test(value)) continue
    // What `?=` sets is meant to be set by others: it says what a name is about, and not whether something is on.
    if (operator === "?=" && /^(true|false|yes|no|on|off|0|1|)$/i.test(value)) continue
    script.put(`${exported === "" ? "" : "export "}${name}="`, at + exported.length)
    recipe(value, at + head.length - rest.length, script)
    script.put('"\n', at + head.length)
  }
  return script.script()
}

/** A line in which `$(NAME)` is a variable of make and `$$` the dollar of the shell. */
function recipe(line: string, at: number, script: Assembly): void {
  let done = 0
  for (const match of line.matchAll(/\$\$|\$\(/g)) {
    if (match.index < done) continue
    script.add(line.slice(done, match.index), at + done)
    if (match[0] === "$$") {
      script.add("$", at + match.index + 1)
      done = match.index + 2
      continue
    }
    const end = closing(line, match.index + 2)
    const inner = line.slice(match.index + 2, end)
    const shell = /^shell\s/.test(inner)
    script.add(
      shell ? `$(     ${inner.slice(5)})` : `\${${inner.replaceAll(/\W/g, "_").replace(/^\d/, "_")}}`,
      at + match.index,
    )
    done = end + 1
  }
  script.add(line.slice(done), at + done)
}

/** Where the bracket closes that is open; the end of the line where it does not. */
function closing(line: string, from: number): number {
  let depth = 1
  for (let at = from; at < line.length; at++) {
    if (line[at] === "(") depth++
    else if (line[at] === ")" && --depth === 0) return at
  }
  return line.length - 1
}

/** The texts of `sh` and `bat` steps, after the variables of `environment` blocks. */
function ofJenkinsfile(text: string): Text {
  const script = new Assembly()
  for (const block of text.matchAll(/\benvironment\s*\{([^{}]{0,4000})/g)) {
    const base = block.index + block[0].length - block[1]!.length
    for (const match of block[1]!.matchAll(
      /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?:'([^'\n]*)'|"([^"\n$\\]*)")[ \t\r]*$/gm,
    )) {
      const value = match[2] ?? match[3] ?? ""
      const start = base + match.index + match[0].lastIndexOf(value)
      script.put(`export ${match[1]}='`, start)
      script.add(value, start)
      script.put("'\n", start + value.length)
    }
  }
  for (const match of text.matchAll(step)) {
    const lineStart = text.lastIndexOf("\n", match.index) + 1
    if (/^\s*(\/\/|\*|\/\*)/.test(text.slice(lineStart, match.index + 1))) continue
    const [whole, tool = "", quote = ""] = match
    const start = match.index + whole.length
    const end = ending(text, start, quote)
    if (end === undefined) continue
    groovy(text.slice(start, end), start, { expands: quote.startsWith('"'), batch: tool === "bat" }, script)
    script.put("\n", end)
  }
  return script.script()
}

/** Where a Groovy string ends; undefined where it does not. */
function ending(text: string, start: number, quote: string): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++
    else if (text.startsWith(quote, at)) return at
    else if (quote.length === 1 && text[at] === "\n") return undefined
  }
  return undefined
}

/** The content of a Groovy string: escapes undone, expressions as variables that nobody knows. */
function groovy(
  text: string,
  at: number,
  { expands, batch }: { readonly expands: boolean; readonly batch: boolean },
  script: Assembly,
): void {
  let done = 0
  for (const match of text.matchAll(/\\(["'$\\])|\$\{([^{}\n]*)\}|%(\w+)%/g)) {
    const [whole, escaped, expression, variable] = match
    if ((expression !== undefined && !expands) || (variable !== undefined && !batch)) continue
    script.add(text.slice(done, match.index), at + done)
    if (escaped !== undefined) script.add(escaped, at + match.index + 1)
    else if (variable !== undefined) script.add(`$${variable}`, at + match.index)
    else script.add(`\${${expression!.replaceAll(/\W/g, "_").replace(/^(\d|$)/, "_")}}`, at + match.index)
    done = match.index + whole.length
  }
  script.add(text.slice(done), at + done)
}

function* linesOf(text: string): Generator<{ readonly line: string; readonly at: number }> {
  let at = 0
  for (const line of text.split("\n")) {
    yield { line, at }
    at += line.length + 1
  }
}

export const makefile = /(^|\/)((GNU)?[Mm]akefile([.-][^/]*)?|[^/]+\.mk)$/
const justfile = /(^|\/)\.?[Jj]ustfile$|\.just$/
const procfile = /(^|\/)Procfile([.-][^/]*)?$/
const earthfile = /(^|\/)Earthfile$/
const vagrantfile = /(^|\/)Vagrantfile$/
/** Whether a text is a kickstart: sections of commands, and their ends. */
export function isKickstart(text: string): boolean {
  return kickstart.test(text) && /^%end\b/m.test(text)
}
const kickstart = /^%(?:post|pre)\b/m
/** Files of commands that are no shell scripts. */
export const commandFile = new RegExp(
  [justfile, procfile, earthfile, vagrantfile].map(({ source }) => source).join("|"),
)
export const jenkinsfile = /(^|\/)([^/]*[Jj]enkinsfile([.-][^/]*)?)$/
const assignment = /^(export[ \t]+)?([A-Za-z_]\w*)[ \t]*(::?:?=|\?=|\+=|=)[ \t]*([^#\r]*)/
const step = /(?<![\w.])(sh|bat)[ \t]*(?:\(\s*)?(?:script[ \t]*:[ \t]*)?('''|"""|'|")/g

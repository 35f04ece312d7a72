/*
 * Every text that comes from a file is hostile: a subject, a path, a host can hold line ends, bidi controls, workflow
 * commands, markup. Each sink has one function here, and no reporter writes such a text past it.
 */

/** One line in which nothing is hidden: what cannot be seen, or reorders what can, is named (`⟨U+202E⟩`). */
export function visible(text: string): string {
  return text.replace(unseen, named).replace(stacked, "$1…")
}

/** Several lines, each as `visible` shows it, but with its tabs: what is to be copied must stay as it is. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.split("\t").map(visible).join("\t"))
    .join("\n")
}

/** A whole log. GitHub's runner takes `##[` anywhere and `::` at the start of a line for a command; Azure has `##vso[`. */
export function log(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/##(?=\w*\[)/g, "# #").replace(/^(\s*):(?=:)/, "$1: "))
    .join("\n")
}

/** The message of a workflow command (actions/toolkit, `command.ts`). May have several lines. */
export function commandMessage(text: string): string {
  return log(visibleLines(text)).replaceAll("%", "%25").replaceAll("\n", "%0A")
}

/** A property of a workflow command. */
export function commandProperty(text: string): string {
  return commandMessage(visible(text)).replaceAll(":", "%3A").replaceAll(",", "%2C")
}

/** Text of an HTML element, or a quoted value of an attribute. */
export function html(text: string): string {
  return htmlLines(visible(text))
}

/** Text or attribute of XML 1.0. `visible` has already named the characters that XML cannot hold. */
export function xml(text: string): string {
  return html(text)
}

/** Several lines of text in XML or HTML; neither of them acts on a log that they are printed to. */
export function htmlLines(text: string): string {
  return entities(visibleLines(text), /[&<>"']/g)
    .replace(/##(?=\w*\[)/g, "#&#35;")
    .replace(/^([^\S\n]*):(?=:)/gm, "$1&#58;")
}

/**
 * Inline text of GitHub's Markdown, wherever it stands: a table cell, a heading, a list, a `<summary>`. Entities rather
 * than backslashes, because they hold in HTML blocks too; a zero-width space where GitHub would mention or link.
 */
export function markdown(text: string): string {
  return entities(visible(text), /[&<>"'`*_~[\]|\\$]/g)
    .replace(/@/g, "\u200b@\u200b")
    .replace(/(?<!&)#(?=\d)/g, "#\u200b")
    .replace(/\/(?=\/)/g, "/\u200b")
    .replace(/\b(www)(?=\.)/gi, "$1\u200b")
    .replace(/\b(GH-)(?=\d)/gi, "$1\u200b")
    .replace(/:(?=[\w+-]+:)/g, ":\u200b")
}

/**
 * Text with `code` in it, as messages and help are written, for Markdown. A lone backtick is a backtick, and what begins a
 * paragraph begins no list, heading or rule.
 */
export function markdownProse(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part.slice(1, -1)) : markdown(part)))
    .join("")
    .replace(/^(\s*)([-+=#])/, (_, space: string, mark: string) => `${space}&#${mark.charCodeAt(0)};`)
    .replace(/^(\s*\d{1,9})([.)])/, (_, number: string, mark: string) => `${number}&#${mark.charCodeAt(0)};`)
}

/** Code within a line of Markdown. Backticks where they are sure to hold; `|` and `\` in a table need entities. */
export function markdownCode(text: string): string {
  return /^[\w./:@=,#+…-]+( [\w./:@=,#+…-]+)*$/.test(text) ? `\`${text}\`` : htmlCode(text)
}

/** Code within a line of Markdown or HTML. GitHub mentions nobody in code, but it does link: entities prevent that too. */
export function htmlCode(text: string): string {
  const safe = entities(visible(text), /[&<>"'`*_~[\]|\\$:@]/g)
    .replace(/\b(www)\./gi, "$1&#46;")
    .replace(/\/(?=\/)/g, "&#47;")
  return `<code>${safe}</code>`
}

/** Text with `code` in it, for HTML. */
export function htmlProse(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? `<code>${html(part.slice(1, -1))}</code>` : html(part)))
    .join("")
}

/** A fenced block of Markdown, its fence longer than any that stands inside. */
export function markdownBlock(text: string, language = ""): string {
  const lines = visibleLines(text)
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map((run) => run.length))
  const fence = "`".repeat(longest + 1)
  return `${fence}${language}\n${lines}\n${fence}`
}

/**
 * A label of a mermaid diagram: letters, digits and a few marks. It begins with a dot, because mermaid takes a label that
 * begins with one of its words (`click`, `section`) for a statement.
 */
export function mermaidLabel(text: string): string {
  const label = visible(text)
    .replaceAll("*", "★")
    .replace(/[^\p{L}\p{N}\p{M} ._★-]/gu, "·")
  return `· ${clip(label, 40).trim()}`
}

/** The text of a JSON document. Escapes keep its value, and keep it from acting on a terminal or in a log. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(unseenInJson, unicodeEscapes)
    .replace(/##(?=\w*\[)/g, "#\\u0023")
}

/** The same text as `json` makes, of an object with long lists: made an item at a time, it takes half the memory. */
export function jsonOfLists(object: Readonly<Record<string, unknown>>): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(object)) {
    parts.push(parts.length === 0 ? "{\n  " : ",\n  ", json(key), ": ")
    if (!Array.isArray(value) || value.length === 0) parts.push(json(value).replaceAll("\n", "\n  "))
    else {
      for (const [index, item] of value.entries())
        parts.push(index === 0 ? "[\n    " : ",\n    ", json(item).replaceAll("\n", "\n    "))
      parts.push("\n  ]")
    }
  }
  parts.push("\n}\n")
  return parts.join("")
}

/** A part of the path of a URL. */
export function urlPath(path: string): string {
  return wellFormed(path)
    .split("/")
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`))
    .join("/")
}

/** A word of a POSIX command line. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** The first characters of a text, none of them cut in half. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  return `${wellFormed(text.slice(0, length - 1)).replace(/\ufffd$/, "")}…`
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd")
}

function entities(text: string, marks: RegExp): string {
  return text.replace(marks, (mark) => entity[mark] ?? `&#${mark.charCodeAt(0)};`)
}

function named(character: string): string {
  return `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`
}

function unicodeEscapes(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("")
}

const entity: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu

/** Characters under piles of combining marks run into the lines above and below; four occur in real orthographies. */
const stacked = /(\p{M}{4})\p{M}+/gu

/** The same without the line ends between the values; JSON.stringify has escaped those within. */
const unseenInJson =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu

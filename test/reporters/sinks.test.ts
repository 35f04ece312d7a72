import { execFileSync } from "node:child_process"
import DOMPurify from "dompurify"
import fc from "fast-check"
import MarkdownIt from "markdown-it"
import mermaid from "mermaid"
import { parseFragment } from "parse5"
import { SaxesParser } from "saxes"
import { beforeAll, describe, expect, it } from "vitest"
import * as sink from "../../src/reporters/escape.ts"
import { hostile } from "./hostile.ts"
import { commandOf } from "./runner.ts"
import { named, tags, textOf } from "./tree.ts"

/*
 * Every sink is read back by a real parser of it: what a stranger wrote must come out as text, in the one place where it
 * was put, with nothing beside it.
 */

const runs = { numRuns: 10_000, seed: 20261122 }

/** What a parser may do to text that is inline: white space collapses, and the marks that break links come along. */
const inline = (text: string) => text.replaceAll("\u200b", "").replace(/\s+/g, " ").trim()

describe("Markdown", () => {
  const reader = new MarkdownIt({ html: true, linkify: true })
  const read = (text: string) => parseFragment(reader.render(text))

  it("keeps text within its table cell", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = read(
          `| a | b | c |\n| :-- | :-- | :-- |\n| x ${sink.markdown(text)} y | ${sink.markdown(text)} | z |\n| last | 1 | 2 |\n`,
        )
        const cells = named(page, "td")
        expect(tags(page)).toEqual([
          "table",
          "thead",
          "tr",
          "th",
          "th",
          "th",
          "tbody",
          "tr",
          "td",
          "td",
          "td",
          "tr",
          "td",
          "td",
          "td",
        ])
        expect(inline(textOf(cells[0]))).toBe(inline(`x ${sink.visible(text)} y`))
        expect(inline(textOf(cells[1]))).toBe(inline(sink.visible(text)))
        expect(textOf(cells[2])).toBe("z")
      }),
      runs,
    )
  })

  it("keeps code within its table cell, its link and its summary", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = sink.markdownCode(text)
        const page = read(
          `| a | b |\n| :-- | :-- |\n| [${code}](https://github.com/${sink.urlPath(text)}) | z |\n\n<details>\n<summary>${sink.htmlCode(text)}</summary>\n\nafter\n\n</details>\n`,
        )
        expect(tags(page)).toEqual([
          "table",
          "thead",
          "tr",
          "th",
          "th",
          "tbody",
          "tr",
          "td",
          "a",
          "code",
          "td",
          "details",
          "summary",
          "code",
          "p",
        ])
        for (const found of named(page, "code")) expect(inline(textOf(found))).toBe(inline(sink.visible(text)))
        expect(named(page, "a")[0]?.attrs).toMatchObject([
          { name: "href", value: expect.stringMatching(/^https:\/\/github\.com\/[\w\-./~%]*$/) },
        ])
      }),
      runs,
    )
  })

  it("keeps prose to text and code", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = read(`x ${sink.markdownProse(text)} y\n`)
        expect(tags(page).filter((tag) => tag !== "code")).toEqual(["p"])
      }),
      runs,
    )
  })

  it("keeps a block within its fence", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = read(`before\n\n${sink.markdownBlock(text, "sh")}\n\nafter\n`)
        expect(tags(page)).toEqual(["p", "pre", "code", "p"])
        // A tab at the beginning of a line is a matter of columns to Markdown.
        expect(textOf(named(page, "code")[0])).toBe(`${sink.visibleLines(text)}\n`)
      }),
      runs,
    )
  })

  it("mentions and refers to nobody", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(sink.markdown(text)).not.toMatch(/@\w|(?<!&)#\d|:\/\/|\bwww\.|\bGH-\d/i)
      }),
      runs,
    )
  })
})

it("HTML keeps text within its element and its attribute", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const page = parseFragment(
        `<p title="${sink.html(text)}" id='${sink.html(text)}'>${sink.html(text)}</p><pre>x${sink.htmlLines(text)}</pre><i></i>`,
      )
      expect(tags(page)).toEqual(["p", "pre", "i"])
      expect(named(page, "p")[0]?.attrs).toEqual(["title", "id"].map((name) => ({ name, value: sink.visible(text) })))
      expect(textOf(named(page, "p")[0])).toBe(sink.visible(text))
      expect(textOf(named(page, "pre")[0])).toBe(`x${sink.visibleLines(text)}`)
    }),
    runs,
  )
})

it("XML keeps text within its element and its attribute", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const seen: unknown[] = []
      const reader = new SaxesParser()
      reader.on("opentag", ({ name, attributes }) => seen.push(name, attributes))
      reader.on("text", (found) => seen.push(found))
      reader.write(`<?xml version="1.0" encoding="UTF-8"?><a b="${sink.xml(text)}">x${sink.xml(text)}</a>`).close()
      expect(seen).toEqual(["a", { b: sink.visible(text) }, `x${sink.visible(text)}`])
    }),
    runs,
  )
})

describe("the runner", () => {
  it("reads a command with the properties and the message that it was given", () => {
    fc.assert(
      fc.property(hostile, hostile, (title, message) => {
        const lines =
          `::error title=${sink.commandProperty(title)},file=${sink.commandProperty(message)},line=1::${sink.commandMessage(message)}\n`.split(
            "\n",
          )
        expect(lines).toHaveLength(2)
        const command = commandOf(lines[0] ?? "")
        const shown = {
          name: "error",
          title: sink.log(sink.visible(title)),
          line: "1",
          message: sink.log(sink.visibleLines(message)),
        }
        expect({
          name: command?.name,
          title: command?.properties.get("title") ?? "",
          line: command?.properties.get("line"),
          message: command?.message,
        }).toEqual(shown)
        expect([...(command?.properties.keys() ?? [])].every((key) => ["title", "file", "line"].includes(key))).toBe(
          true,
        )
      }),
      runs,
    )
  })

  it("finds no command in a line of the log", () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        for (const line of sink.log(`${sink.visibleLines(first)}[${sink.visible(second)}`).split(/\r\n|\n|\r/))
          expect(commandOf(line)).toBeUndefined()
      }),
      runs,
    )
  })

  it("finds no command in JSON", () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const value = { [`x${first}`]: [second] }
        const text = sink.json(value)
        expect(text).toMatch(/^[^\p{Cc}\p{Cf}]*$/u.test(text.replaceAll("\n", "")) ? /./ : /(?!)/)
        for (const line of text.split(/\r\n|\n|\r/)) expect(commandOf(line)).toBeUndefined()
        expect(JSON.parse(text)).toEqual(value)
      }),
      runs,
    )
  })
})

describe("mermaid", () => {
  beforeAll(() => {
    // Only drawing needs the sanitizer, and the sanitizer a browser.
    Object.assign(DOMPurify, { addHook: () => {}, sanitize: (text: string) => text })
  })

  it("reads each label as one task of its section", async () => {
    await mermaid.parse("gantt\n  dateFormat YYYY-MM-DD\n  section a\n  b :c, 2026-01-01, 2026-01-02\n")
    const labels = fc.sample(hostile, runs).map(sink.mermaidLabel)
    for (let from = 0; from < labels.length; from += 20) {
      const part = labels.slice(from, from + 20)
      const lines = part.map((label, index) => `    ${label} :crit, c${index}, 2026-11-22, 2026-11-28`)
      const tasks = await tasksOf(["gantt", "    dateFormat YYYY-MM-DD", "    section Only", ...lines].join("\n"))
      expect(tasks).toEqual(part.map((label, index) => ["Only", label.trim(), `c${index}`]))
    }
  }, 120_000)
})

async function tasksOf(text: string): Promise<unknown> {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
  if (!("getTasks" in db) || typeof db.getTasks !== "function") return "no gantt"
  return db
    .getTasks()
    .map((task: { section: string; task: string; id: string }) => [task.section, task.task.trim(), task.id])
}

it("a shell reads each word as that word", () => {
  // An argument can hold neither a NUL nor half a character.
  const words = fc.sample(hostile, runs).map((text) => text.replaceAll("\0", "").replace(/\p{Cs}/gu, "\ufffd"))
  for (let from = 0; from < words.length; from += 500) {
    const part = words.slice(from, from + 500)
    const output = execFileSync("sh", ["-c", `printf '%s\\0' ${part.map(sink.shellWord).join(" ")}`], {
      encoding: "utf8",
    })
    expect(output.split("\0").slice(0, -1)).toEqual(part)
  }
})

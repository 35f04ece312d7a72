import { describe, expect, it } from "vitest"
import { secretsInText } from "../../src/collect/secrets/text.ts"
import { excerpt } from "../../src/reporters/excerpt.ts"

describe("an excerpt", () => {
  const mark = (line: string, start: number, end: number | undefined, width = 60) => {
    const shown = excerpt(line, { start, end, width }, line.length > 10_000 ? [] : secretsInText(line))
    return [shown.text, `${" ".repeat(shown.from)}${"^".repeat(shown.length)}`]
  }

  it.each([
    ["marks its place", "  verify = false", 3, 17, ["  verify = false", "  ^^^^^^^^^^^^^^"]],
    ["marks to the end of a line", "abc def", 5, undefined, ["abc def", "    ^^^"]],
    ["marks one column where the place has none", "abc", 4, 4, ["abc", "   ^"]],
    ["counts a tab as it shows it", "\tx", 2, 3, ["  x", "  ^"]],
    ["counts wide characters", "証明書 x", 5, 6, ["証明書 x", "       ^"]],
    ["counts astral characters as editors do", "🔒x", 3, 4, ["🔒x", "  ^"]],
    ["shows what is hidden", "a\u202eb", 3, 4, ["a⟨U+202E⟩b", "         ^"]],
    ["shortens long base64", `data: ${"aB3".repeat(30)}`, 1, 5, ["data: aB3aB3aB…", "^^^^"]],
    ["marks a secret as what stands for it", "password: hunter2 ", 11, 18, ["password: ***", "          ^^^"]],
    ["keeps within a line that ends early", "ab", 40, 50, ["ab", "  ^"]],
  ])("%s", (_, line, start, end, shown) => {
    expect(mark(line, start, end)).toEqual(shown)
  })

  it("of a long line is a window around the place", () => {
    const [text = "", marks = ""] = mark(`${"x ".repeat(500)}HERE${" y".repeat(500)}`, 1001, 1005)
    expect(text.length).toBeLessThanOrEqual(60)
    expect(text).toMatch(/^….*HERE.*…$/)
    expect(text.slice(marks.indexOf("^"), marks.length)).toBe("HERE")
  })

  it("of a line of megabytes takes no time", () => {
    const started = performance.now()
    mark(`{${'"password": "a", '.repeat(500_000)}`, 4_000_000, 4_000_010)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

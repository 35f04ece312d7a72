import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { base64Segments, contentSegments } from "../../src/formats/content.ts"
import { loadReader } from "../../src/formats/index.ts"
import { type Language, outerOffset } from "../../src/model/source.ts"
import { type Scalar, scalarAt } from "../../src/model/tree.ts"

/** Where a string can stand, under the key `a`. Each takes lines of printable characters. */
const carriers: readonly [string, "yaml" | "json" | "toml" | "hcl", (lines: readonly string[]) => string][] = [
  ["a literal block scalar", "yaml", (lines) => `x: 1\na: |2-\n${lines.map((line) => `  ${line}\n`).join("")}b: 1\n`],
  ["a literal block scalar with CRLF", "yaml", (lines) => `a: |1+\r\n${lines.map((line) => ` ${line}\r\n`).join("")}`],
  [
    "a folded block scalar",
    "yaml",
    (lines) => `a: >-\n${lines.map((line) => `  ${line}\n${line.length > 9 ? "\n" : ""}`).join("")}`,
  ],
  [
    "a folded block scalar that is indented further",
    "yaml",
    (lines) => `a: >1\n${lines.map((line) => `${" ".repeat(1 + (line.length % 3))}${line}\n`).join("")}`,
  ],
  ["YAML double quotes", "yaml", (lines) => `a: ${JSON.stringify(lines.join("\n"))} # c\n`],
  ["YAML single quotes", "yaml", (lines) => `a: '${lines.join(" ").replaceAll("'", "''")}'\n`],
  ["JSON", "json", (lines) => `{"b": 1, "a": ${JSON.stringify(lines.join("\n"))}}`],
  ["a basic TOML string", "toml", (lines) => `a = ${JSON.stringify(lines.join("\n"))}\n`],
  [
    "a multi-line TOML string",
    "toml",
    (lines) => `a = """\n${lines.join("\n").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"""\n`,
  ],
  ["an HCL string", "hcl", (lines) => `a = ${JSON.stringify(lines.join("\n").replaceAll(/[$%]/g, ""))}\n`],
  ["an indented heredoc", "hcl", (lines) => `a = <<-EOF\n${lines.map((line) => `    ${line}\n`).join("")}  EOF\n`],
]

const lines = fc.array(fc.stringMatching(/^[!-~][ -~]{0,20}$/), { minLength: 1, maxLength: 6 })

describe("the way from a decoded value back to its text", () => {
  it.each(carriers)("is exact in %s", async (_, language, carry) => {
    const reader = await loadReader(language)
    fc.assert(
      fc.property(lines, (contents) => {
        const text = carry(contents)
        const scalar = scalarAt(reader.read(text)[0]?.root, "a")
        expect(scalar).toBeDefined()
        expect(strays(text, scalar!, language)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it("is exact for base64 that is folded anywhere", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (plain, width) => {
        const digits = Buffer.from(plain).toString("base64")
        const value = digits.replace(new RegExp(`.{${width}}`, "g"), "$&\n ")
        const map = { segments: base64Segments(value, [{ start: 0, outer: 7, step: "text" }]) }
        const positions = [...value.matchAll(/\S/g)].map(({ index }) => index + 7)
        const bytes = Buffer.from(plain).length
        const expected = Array.from({ length: bytes }, (_, byte) => positions[Math.floor((byte * 4) / 3)])
        expect(Array.from({ length: bytes }, (_, byte) => outerOffset(map, byte))).toEqual(expected)
      }),
    )
  })

  it("leads a template that its text does not spell to its beginning", () => {
    const scalar: Scalar = { kind: "scalar", value: "other", type: "template", style: "plain", start: 3, end: 6 }
    expect(contentSegments("a: b c", scalar, "yaml")).toEqual([{ start: 0, outer: 3, step: "fixed" }])
  })
})

/** The characters of the value that are led to something else in the text: neither themselves, an escape nor a fold. */
function strays(text: string, scalar: Scalar, language: Language): string[] {
  const map = { segments: contentSegments(text, scalar, language) }
  return [...scalar.value].filter((character, index) => {
    const outer = text[outerOffset(map, index)]
    return outer !== character && outer !== "\\" && !(/\s/.test(character) && /[\r\n]/.test(outer ?? "\n"))
  })
}

import { describe, expect, it } from "vitest"
import { decodeText } from "../../src/formats/text.ts"

const wide = Buffer.from("a: é\n", "utf16le")

const rows: readonly [string, Uint8Array, string | undefined][] = [
  ["ASCII", Buffer.from("a: b\n"), "utf-8 a: b\n"],
  ["UTF-8 with a mark", Buffer.from("\uFEFFa: é\n"), "utf-8 a: é\n"],
  ["UTF-16 LE with a mark", Buffer.from("\uFEFFa: é\n", "utf16le"), "utf-16le a: é\n"],
  ["UTF-16 BE with a mark", Buffer.from("\uFEFFa: é\n", "utf16le").swap16(), "utf-16be a: é\n"],
  ["UTF-16 LE", wide, "utf-16le a: é\n"],
  ["UTF-16 BE", Buffer.from(wide).swap16(), "utf-16be a: é\n"],
  ["Latin-1", Buffer.from("a: \xe9\n", "latin1"), "latin1 a: é\n"],
  ["nothing", new Uint8Array(), "utf-8 "],
  ["DER", Uint8Array.from([0x30, 0x82, 0x03, 0x00, 0x02, 0x01, 0x00]), undefined],
  ["noise", Uint8Array.from({ length: 300 }, (_, index) => (index * 37 + 1) % 256 || 1), undefined],
]

describe("decodeText", () => {
  it.each(rows)("reads %s", (_, bytes, expected) => {
    const decoded = decodeText(bytes)
    expect(decoded && `${decoded.encoding} ${decoded.text}`).toBe(expected)
  })
})

import { describe, expect, it } from "vitest"
import * as sink from "../../src/reporters/escape.ts"

describe("visible", () => {
  it.each([
    ["a\u202eb", "a⟨U+202E⟩b"],
    ["a\nb", "a⟨U+000A⟩b"],
    ["\u001b[31m", "⟨U+001B⟩[31m"],
    ["a\u200bb\u00adc", "a⟨U+200B⟩b⟨U+00AD⟩c"],
    ["\ud800x", "⟨U+D800⟩x"],
    ["tag\u{e0041}", "tag⟨U+E0041⟩"],
    ["\uffff\ufffe", "⟨U+FFFF⟩⟨U+FFFE⟩"],
    ["Müller 証明書 🔒", "Müller 証明書 🔒"],
    [`e${"\u0301".repeat(9)}`, `e${"\u0301".repeat(4)}…`],
  ])("shows %j as %j", (text, shown) => {
    expect(sink.visible(text)).toBe(shown)
  })
})

describe("log", () => {
  it.each([
    ["##[error]x", "# #[error]x"],
    ["a ###[group]", "a ## #[group]"],
    ["##vso[task.setvariable]", "# #vso[task.setvariable]"],
    ["::error::x", ": :error::x"],
    ["\u00a0 ::error::x", "\u00a0 : :error::x"],
    ["ok\n::set-output", "ok\n: :set-output"],
    ["std::string", "std::string"],
    ["## Heading", "## Heading"],
  ])("prints %j as %j", (text, printed) => {
    expect(sink.log(text)).toBe(printed)
  })
})

describe("workflow commands", () => {
  it("keep a message on one line, with its percent signs", () => {
    expect(sink.commandMessage("100%\r\nb::c")).toBe("100%25%0Ab::c")
  })

  it("keep a property within its comma and colon", () => {
    expect(sink.commandProperty("a:b,c%\n")).toBe("a%3Ab%2Cc%25⟨U+000A⟩")
  })
})

describe("markdown", () => {
  it.each([
    ["a|b", "a&#124;b"],
    ["<img>", "&lt;img&gt;"],
    ["@octocat", "\u200b@\u200boctocat"],
    ["a@b.example", "a\u200b@\u200bb.example"],
    ["fixes #12", "fixes #\u200b12"],
    ["https://evil.example", "https:/\u200b/evil.example"],
    ["*bold* _it_ ~~no~~", "&#42;bold&#42; &#95;it&#95; &#126;&#126;no&#126;&#126;"],
    ["[a](b)", "&#91;a&#93;(b)"],
    ["$x$", "&#36;x&#36;"],
  ])("writes %j as %j", (text, written) => {
    expect(sink.markdown(text)).toBe(written)
  })

  it("uses backticks for plain code and entities for anything else", () => {
    expect(sink.markdownCode("deploy/tls.yaml:7")).toBe("`deploy/tls.yaml:7`")
    expect(sink.markdownCode("a`b|c")).toBe("<code>a&#96;b&#124;c</code>")
  })

  it("keeps the code of a message", () => {
    expect(sink.markdownProse("set `ca` in <x>, not `a|b`")).toBe("set `ca` in &lt;x&gt;, not <code>a&#124;b</code>")
  })

  it("makes a fence longer than any inside", () => {
    expect(sink.markdownBlock("````\nx", "sh")).toBe("`````sh\n````\nx\n`````")
  })
})

describe("the other sinks", () => {
  it("make a mermaid label of plain words", () => {
    expect(sink.mermaidLabel('click *.a:b;"%%{init}')).toBe("· click ★.a·b·····init·")
  })

  it("escape what would act on a terminal, in JSON, without changing the value", () => {
    const value = { name: "a\u202e\u009b\u{e0041}##[group]\ud800" }
    const text = sink.json(value)
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect(text).not.toContain("##[")
    expect(JSON.parse(text)).toEqual(value)
  })

  it("encode the path of a link", () => {
    expect(sink.urlPath("a b/(c)#?.pem")).toBe("a%20b/%28c%29%23%3F.pem")
  })

  it("quote a word for a shell", () => {
    expect(sink.shellWord("it's; rm -rf")).toBe("'it'\\''s; rm -rf'")
  })
})

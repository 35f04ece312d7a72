import { describe, expect, it } from "vitest"
import { excerpt } from "../../src/reporters/excerpt.ts"
import { masked } from "../../src/reporters/mask.ts"

describe("a line is shown without the secret in it", () => {
  it.each([
    ["password: hunter2", "password: ***"],
    ["  password: my secret pass # note", "  password: ***"],
    ['"auth": "dXNlcjpwYXNz", "insecure": true', '"auth": ***, "insecure": true'],
    ["TOKEN=abc curl -k https://x", "TOKEN=*** curl -k https://x"],
    ["//npm.example/:_authToken=npm_abc", "//npm.example/:_authToken=***"],
    ["curl -u admin:hunter2 -k", "curl -u admin:*** -k"],
    ["docker login -u a -p hunter2 x", "docker login -u a -p *** x"],
    ["helm pull --password hunter2 --insecure-skip-tls-verify", "helm pull --password *** --insecure-skip-tls-verify"],
    ["https://user:pass@host/x", "https://***@host/x"],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"],
    ["x ghp_abcdefghijklmnop y", "x *** y"],
    ["key: eyJhbGciOiJI.eyJzdWIi.sig", "key: ***"],
    ["-----BEGIN EC PRIVATE KEY-----\\nMHcC", "-----BEGIN EC PRIVATE KEY-----***"],
    [`data: ${"aB3".repeat(30)}`, "data: aB3aB3aB…"],
  ])("%s", (line, shown) => {
    expect(masked(line)).toBe(shown)
  })
})

describe("a line is shown whole", () => {
  it.each([
    "secretName: web-tls",
    "passwordSecretRef: {name: x}",
    'password: "{{ .Values.password }}"',
    "TOKEN=${TOKEN}",
    "token: ''",
    "  insecureSkipTLSVerify: true",
    "image: registry.example/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "path: /usr/local/share/ca-certificates/corporate/intermediate/production",
    "-----BEGIN CERTIFICATE-----",
  ])("%s", (line) => {
    expect(masked(line)).toBe(line)
  })
})

describe("an excerpt", () => {
  const mark = (line: string, start: number, end: number | undefined, width = 60) => {
    const shown = excerpt(line, start, end, width)
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

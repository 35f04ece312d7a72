import { describe, expect, it } from "vitest"
import { loadIniReader, loadReader } from "../../src/formats/index.ts"
import { walk } from "../../src/model/tree.ts"

const times = 10_000

const texts: Readonly<Record<string, string>> = {
  brackets: "[".repeat(times),
  "brackets that close": "[".repeat(times) + "]".repeat(times),
  braces: "{".repeat(times),
  "keys of keys": '{"a":'.repeat(times),
  dashes: "- ".repeat(times),
  questions: "? ".repeat(times),
  anchors: "&a ".repeat(times),
  quotes: "'\n".repeat(times),
  "open actions": "{{ {% ".repeat(times),
  "actions with an open quote": '{{ " '.repeat(times),
  "a late end": `${"{{ a ".repeat(times)}}}`,
  "block scalars": "a: |\n".repeat(times),
  "flow lines in the first column": `a: [\n${"x,\n".repeat(times)}]\n`,
  "broken documents": "---\na: b: c\n".repeat(times / 10),
  "broken templates": "{{- if x }}\na: [\n{{ end }}\n".repeat(times / 10),
  heredocs: "<<EOF\n".repeat(times),
  calls: `a = ${"f(".repeat(times)}`,
  interpolations: 'a = "${'.repeat(times),
  "the same key": "a=1\n".repeat(times / 10),
  "dotted keys": `${"a.".repeat(times)}a = 1`,
  scopes: "a { ".repeat(times),
  comments: "/*".repeat(times),
  "bytes of no text": "\0\uD800\uFFFF\r".repeat(times),
}

describe.each(Object.entries(texts))("%s", (_, text) => {
  it.each([
    "yaml",
    "json",
    "toml",
    "hcl",
    "haproxy",
    "nginx",
    "keepalived",
    "caddy",
    "apache",
    "ini",
    "env",
    "systemd",
    "git",
    "curl",
    "apt",
  ] as const)(
    "are survived by %s",
    async (name) => {
      const reader =
        name === "git" || name === "curl" || name === "apt" ? await loadIniReader(name) : await loadReader(name)
      const spans = reader
        .read(text)
        .flatMap(({ root, defects }) => [...[...walk(root)].map(({ node }) => node), ...defects])
      expect(spans.every(({ start, end }) => start >= 0 && start <= end && end <= text.length)).toBe(true)
    },
    5_000,
  )
})

import { describe, expect, test } from "vitest"
import type { LiteralDialect } from "../../src/formats/literals.table.ts"
import { literalReader } from "../../src/formats/literals.ts"
import type { Node } from "../../src/model/tree.ts"

/** A tree as plain values; what is only known later is `<its source>`. */
function plain(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return node.type === "template" ? `<${node.value}>` : node.type === "boolean" ? node.value === "true" : node.value
    case "sequence":
      return node.items.map(plain)
    case "mapping":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]))
  }
}

const cases: readonly (readonly [LiteralDialect, string, unknown])[] = [
  ["jsonnet", "{ a: 'x', 'b c': [1, true], d+:: { e: null }, }", { a: "x", "b c": ["1", true], d: { e: "null" } }],
  ["jsonnet", "local k = import 'k.libsonnet';\n{ a: k.b, c: 'x' + k.d }", { a: "<k.b>", c: "<'x' + k.d>" }],
  ["jsonnet", "// {a: 1}\n{ b(x):: { c: true } }", { b: { c: true } }],
  ["jsonnet", "k.new('x', { a: true }) + { b: 1 }", [{ a: true }, { b: "1" }]],
  ["jsonnet", "{ a: |||\n  b: c\n||| }", { a: "b: c\n" }],
  ["jsonnet", "[{ a: 1 }, { b: 2 }]", [{ a: "1" }, { b: "2" }]],
  [
    "cue",
    'package a\nb: c: d: "x"\n#E: {f: true, g?: string}\n',
    { b: { c: { d: "x" } }, "#E": { f: true, "g?": "<string>" } },
  ],
  ["kcl", 'a = {\n  b = "c"\n  d.e = True\n}\n', { a: { b: "c", d: { e: false } } }],
  [
    "nix",
    '{ config, pkgs, ... }: {\n  a.b.enable = true;\n  a.c = [ "x" "y" ];\n  d = lib.mkIf x { e = 1; };\n}',
    { a: { c: ["x", "y"] }, d: { e: "1" } },
  ],
  ["nix", "{ a.text = ''\n  b: c\n''; }", { a: { text: "b: c\n" } }],
  [
    "bicep",
    "resource x 'Microsoft.A/b@2024' = {\n  name: 'n'\n  properties: {\n    tls: '1.0'\n  }\n}\n",
    { "resource x 'Microsoft.A/b@2024'": { name: "n", properties: { tls: "1.0" } } },
  ],
  ["php", "<?php\nreturn [\n  'a' => ['b' => false, 'c' => env('D')],\n];", { a: { b: false, c: "<env('D')>" } }],
  [
    "ruby",
    "nginx['ssl_verify'] = \"off\"\n# nginx['x'] = 1\na['b'] = { 'c' => true }\n",
    { nginx: { ssl_verify: "off" }, a: { b: { c: true } } },
  ],
  [
    "blocks",
    "tls {\n  verify: true\n  ca_file = /etc/ca.crt\n}\n# a: b\nport: 4222\n",
    { tls: { verify: true, ca_file: "/etc/ca.crt" }, port: "4222" },
  ],
  [
    "blocks",
    'output {\n  elasticsearch {\n    hosts => ["https://a:9200"]\n    ssl_verification_mode => "none"\n  }\n}\n',
    { output: { elasticsearch: { hosts: ["https://a:9200"], ssl_verification_mode: "none" } } },
  ],
]

describe("literals", () => {
  test.each(cases)("of %s: %s", (dialect, text, expected) => {
    const [document] = literalReader(dialect).read(text)
    expect(plain(document!.root)).toEqual(expected)
    expect(document!.defects).toEqual([])
  })
})

test.each(["{ a: {", "[[[[", "'", "{ a: |||\nb", "}}}}", "a: b: c: :", "{".repeat(100_000), "a=(".repeat(50_000)])(
  "whatever the text is, an end is found: %.20s",
  (text) => {
    for (const dialect of ["jsonnet", "cue", "nix", "php", "blocks"] as const) {
      const [document] = literalReader(dialect).read(text)
      expect(document!.span.end).toBe(text.length)
    }
  },
)

test("every value stands where it says", () => {
  const text = "{ a: 'x', b: [ true ], c: { d: 12 } }"
  const [document] = literalReader("jsonnet").read(text)
  const places: string[] = []
  const walk = (node: Node): void => {
    if (node.kind === "scalar") places.push(text.slice(node.start, node.end))
    else if (node.kind === "sequence") node.items.forEach(walk)
    else for (const { value } of node.entries) walk(value)
  }
  walk(document!.root)
  expect(places).toEqual(["'x'", "true", "12"])
})

import { describe, expect, it } from "vitest"
import { toml } from "../../src/formats/toml.ts"
import { outline, written } from "./outline.ts"

const rows: readonly [string, unknown, (readonly [string, string])[]][] = [
  [
    '[a.b]\nc.d = {e = 1, f = "\\u00e9"}\n[[a.l]]\nq = 1\n[[a.l]]\nq = 2\n[a.l.m]\nr = true\n',
    [
      [
        "a",
        [
          [
            "b",
            [
              [
                "c",
                [
                  [
                    "d",
                    [
                      ["e", "number 1"],
                      ["f", "é"],
                    ],
                  ],
                ],
              ],
            ],
          ],
          [
            "l",
            [
              [["q", "number 1"]],
              [
                ["q", "number 2"],
                ["m", [["r", "boolean true"]]],
              ],
            ],
          ],
        ],
      ],
    ],
    [],
  ],
  [
    '[host."https://a"]\nskip_verify = true\nserver = "https://b"\n',
    [
      [
        "host",
        [
          [
            "https://a",
            [
              ["skip_verify", "boolean true"],
              ["server", "https://b"],
            ],
          ],
        ],
      ],
    ],
    [],
  ],
  [
    'server = https://a:1\n[host."https://a"]\nskip_verify = true\n',
    [
      ["server", "https://a:1"],
      ["host", [["https://a", [["skip_verify", "boolean true"]]]]],
    ],
    [["a string without quotes", "https://a:1"]],
  ],
  [
    "a = 1\nb = 2\na = 3\n",
    [
      ["a", "number 1"],
      ["b", "number 2"],
      ["a", "number 3"],
    ],
    [["the key a is defined twice", "a"]],
  ],
  [
    "[a]\nx = 1\n[b]\n[a]\ny = 2\n",
    [
      [
        "a",
        [
          ["x", "number 1"],
          ["y", "number 2"],
        ],
      ],
      ["b", []],
    ],
    [["the key a is defined twice", "a"]],
  ],
  ['a = "x\nb = 1\n', [["b", "number 1"]], [["unterminated string constant", 'a = "x']]],
  [
    "a = \"\"\"\n  x\\\n  y\n\"\"\"\nb = '''z'''\n",
    [
      ["a", "  xy\n"],
      ["b", "z"],
    ],
    [],
  ],
  [
    '{{ if .x }}\n[host."{{ .y }}"]\nskip_verify = {{ .z }}\n{{ end }}\nq = true\n',
    [
      [
        "host",
        [
          [
            "template {{ .y }}".slice(9),
            [
              ["skip_verify", "template {{ .z }}"],
              ["q", "boolean true"],
            ],
          ],
        ],
      ],
    ],
    [],
  ],
]

describe("TOML", () => {
  it.each(rows)("reads %j", (text, tree, defects) => {
    const [document] = toml.read(text)
    expect(outline(document!.root)).toEqual(tree)
    expect(document!.defects.map(({ reason, start, end }) => [reason, text.slice(start, end)])).toEqual(defects)
  })

  it("keeps the key of a table where its header stands", () => {
    const text = "\n[a.'b c']\nx = 'y'\n"
    const { root } = toml.read(text)[0]!
    expect(written(text, root, "b c")).toBe("'b c'")
    expect(written(text, root, "y")).toBe("'y'")
  })

  it("reads a string longer than the parser bears", () => {
    const long = "x".repeat(200_000)
    expect(outline(toml.read(`a = '''${long}'''\nb = 1\n`)[0]!.root)).toEqual([
      ["a", long],
      ["b", "number 1"],
    ])
  })
})

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of the files that are read.
import { describe, expect, it } from "vitest"
import { yaml } from "../../src/formats/yaml.ts"
import { outline, outlines, written } from "./outline.ts"

const trees: readonly [string, string, unknown[]][] = [
  [
    "types of plain scalars",
    "a: yes\nb: 'yes'\nc: 0x1F\nd: ~\ne: 1.5\nf: v1.5\n",
    [
      [
        ["a", "boolean yes"],
        ["b", "yes"],
        ["c", "number 0x1F"],
        ["d", "null ~"],
        ["e", "number 1.5"],
        ["f", "v1.5"],
      ],
    ],
  ],
  [
    "core and local tags",
    "a: !!str 1\nb: !vault |\n  $ANSIBLE\nc: !reference [x, z]\n",
    [
      [
        ["a", "1"],
        ["b", "template $ANSIBLE\n"],
        ["c", ["x", "z"]],
      ],
    ],
  ],
  [
    "merge keys, explicit ones winning",
    "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n",
    [
      [
        [
          "a",
          [
            ["x", "number 1"],
            ["y", "number 2"],
          ],
        ],
        [
          "b",
          [
            ["x", "number 1"],
            ["y", "number 3"],
          ],
        ],
      ],
    ],
  ],
  [
    "a key twice",
    "a: 1\na: 2\n",
    [
      [
        ["a", "number 1"],
        ["a", "number 2"],
      ],
    ],
  ],
  [
    "several documents, none for comments",
    "---\n# Source: a\nx: 1\n---\n# nothing\n---\ny: 2\n...\n",
    [[["x", "number 1"]], [["y", "number 2"]]],
  ],
  ["directives and a byte order mark", "\uFEFF%YAML 1.2\n---\na: b\n", [[["a", "b"]]]],
  [
    "CRLF and CR",
    "a: |\r\n  b\r\n  c\r\nd: e\r",
    [
      [
        ["a", "b\nc\n"],
        ["d", "e"],
      ],
    ],
  ],
  [
    "flow lines as shallow as their key",
    "a: [\n  b,\nc\n]\nd: 'e\nf'\n",
    [
      [
        ["a", ["b", "c"]],
        ["d", "e f"],
      ],
    ],
  ],
]

describe("YAML", () => {
  it.each(trees)("reads %s", (_, text, expected) => {
    const documents = yaml.read(text)
    expect(outlines(documents)).toEqual(expected)
    expect(documents.flatMap(({ defects }) => defects)).toEqual([])
  })

  it("gives the span of each scalar with its quotes or block mark", () => {
    const text = "a: 'it''s'\nb: |-\n  one\n  two\n\nc: &x plain # no\n"
    const root = yaml.read(text)[0]!.root
    expect(written(text, root, "it's")).toBe("'it''s'")
    expect(written(text, root, "one\ntwo")).toBe("|-\n  one\n  two")
    expect(written(text, root, "plain")).toBe("plain")
  })

  it("begins a document at its separator, so that comments after it can be seen", () => {
    const text = "a: 1\n---\n# Source: x.yaml\nb: 2\n"
    expect(text.slice(yaml.read(text)[1]!.span.start)).toBe("---\n# Source: x.yaml\nb: 2\n")
  })

  it("loses one document to a fault, and of that only what is at fault", () => {
    const text = "a: 1\n---\nb: c: d\nkey: |\n  pem\nlist:\n- x: true\n---\ne: 2\n"
    const documents = yaml.read(text)
    expect(outlines(documents)).toEqual([
      [["a", "number 1"]],
      [
        ["b", "c: d"],
        ["key", "pem\n"],
        ["list", [[["x", "boolean true"]]]],
      ],
      [["e", "number 2"]],
    ])
    expect(documents.map(({ defects }) => defects.length)).toEqual([0, 1, 0])
    expect(text.slice(documents[1]!.defects[0]!.start)).toMatch(/^: d\n/)
  })

  it("reports an alias without an anchor, and goes no further than its budget with those that have one", () => {
    expect(yaml.read("a: *b\n")[0]!.defects).toMatchObject([
      { reason: "no anchor &b stands before this alias", start: 3, end: 5 },
    ])
    const levels = Array.from(
      { length: 30 },
      (_, level) => `k${level + 1}: &k${level + 1} [${Array(9).fill(`*k${level}`)}]`,
    )
    expect(yaml.read(`k0: &k0 [x]\n${levels.join("\n")}\n`)[0]!.defects[0]!.reason).toBe(
      "the aliases expand to too many nodes",
    )
  })
})

const templates: readonly [string, string, unknown[]][] = [
  [
    "an action for a value",
    "a: {{ .Values.a }}\nb: x-{{ .b }}\n",
    [
      [
        ["a", "template {{ .Values.a }}"],
        ["b", "template x-{{ .b }}"],
      ],
    ],
  ],
  [
    "marks for sed",
    "a: %%HOST%%\nb: https://@REGISTRY@/x\nc: me@corp.example\n",
    [
      [
        ["a", "template %%HOST%%"],
        ["b", "template https://@REGISTRY@/x"],
        ["c", "me@corp.example"],
      ],
    ],
  ],
  ["quotes inside of quotes", 'a: "{{ include "x" . }}"\n', [[["a", 'template {{ include "x" . }}']]]],
  [
    "control lines",
    "a:\n  {{- if .x }}\n  b: true\n  {{- end }}\n{{/* c */}}\nd: 1\n",
    [
      [
        ["a", [["b", "boolean true"]]],
        ["d", "number 1"],
      ],
    ],
  ],
  [
    "an action for a mapping",
    "a:\n  {{- toYaml .x | nindent 2 }}\nb: 1\n",
    [
      [
        ["a", "template {{- toYaml .x | nindent 2 }}"],
        ["b", "number 1"],
      ],
    ],
  ],
  [
    "an action in a block scalar",
    "ca: |\n{{ .ca | indent 2 }}\nb: {{ 1 }}\n",
    [
      [
        ["ca", "template {{ .ca | indent 2 }}\n"],
        ["b", "template {{ 1 }}"],
      ],
    ],
  ],
  [
    "Jinja",
    "a: {{ b }}\n{% for x in y %}\n- z\n{% endfor %}\nc: true\n",
    [
      [
        ["a", "template {{ b }}"],
        ["", ["z"]],
        ["c", "boolean true"],
      ],
    ],
  ],
  [
    "variables",
    "a: ${A}\nb: ((c))\nd: |\n  echo ${E}\n  true\n",
    [
      [
        ["a", "template ${A}"],
        ["b", "template ((c))"],
        ["d", "echo ${E}\ntrue\n"],
      ],
    ],
  ],
  [
    "branches that do not fit together",
    "a:\n{{ if x }}\n  - b\n{{ else }}\n  c: true\n{{ end }}\nd: 1\n",
    [
      [
        ["a", ["b"]],
        ["c", "boolean true"],
        ["d", "number 1"],
      ],
    ],
  ],
]

describe("YAML templates", () => {
  it.each(templates)("reads %s", (_, text, expected) => {
    const [document] = yaml.read(text)
    expect([outline(document!.root)]).toEqual(expected)
    expect(document).toMatchObject({ template: true, defects: [] })
  })
})

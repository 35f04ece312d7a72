// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of the files that are read.
import { describe, expect, it } from "vitest"
import { json } from "../../src/formats/json.ts"
import { outlines } from "./outline.ts"

const rows: readonly [string, unknown[], string[]][] = [
  ['{"a": [1, true, null, "x\\n\\u00e9\\/"]}', [[["a", ["number 1", "boolean true", "null null", "x\né/"]]]], []],
  ['{"a":1}\n{"b":2}\n', [[["a", "number 1"]], [["b", "number 2"]]], []],
  ['{"a":1}, {"b":2}', [[["a", "number 1"]], [["b", "number 2"]]], ["a comma with nothing before it"]],
  ['// c\n{"a": 1,}', [[["a", "number 1"]]], ["not JSON: a comment", "not JSON: a comma before the closing bracket"]],
  [
    "{\"a\": 1, /* c */ b: 'x'}",
    [
      [
        ["a", "number 1"],
        ["b", "x"],
      ],
    ],
    ["not JSON: a comment", "not JSON: a key without quotes", "not JSON: single quotes"],
  ],
  [
    '{"a": 1 "b": 2}',
    [
      [
        ["a", "number 1"],
        ["b", "number 2"],
      ],
    ],
    ["a comma is missing"],
  ],
  ['{"a" 1}', [[["a", "number 1"]]], ['a ":" is missing']],
  ['{"a": [1, {"b": 2', [[["a", ["number 1", [["b", "number 2"]]]]]], ['"{" is never closed']],
  [
    '{"a": "x\n"b": 1}',
    [
      [
        ["a", "x"],
        ["b", "number 1"],
      ],
    ],
    ["the string is never closed", "a comma is missing"],
  ],
  [
    '{"a": {{ .x }}, {% if y %}"b": "{{ q "z" }}"{% endif %}}',
    [
      [
        ["a", "template {{ .x }}"],
        ["b", 'template {{ q "z" }}'],
      ],
    ],
    [],
  ],
  [
    '{"a": ${A}, "b": "${B}"}',
    [
      [
        ["a", "template ${A}"],
        ["b", "template ${B}"],
      ],
    ],
    [],
  ],
]

describe("JSON", () => {
  it.each(rows)("reads %j", (text, trees, reasons) => {
    const documents = json.read(text)
    expect(outlines(documents)).toEqual(trees)
    expect(documents.flatMap(({ defects }) => defects.map(({ reason }) => reason))).toEqual(reasons)
  })

  it("points at what is at fault", () => {
    const text = '{"a": tru, "b": 1}'
    const [defect] = json.read(text)[0]!.defects
    expect(text.slice(defect!.start, defect!.end)).toBe("tru")
  })
})

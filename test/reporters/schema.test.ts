import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { json } from "../../src/reporters/json.ts"
import { clear, options, report } from "./report.ts"

const schema: object = JSON.parse(readFileSync("schema/report.schema.json", "utf8"))
const ajv = new Ajv2020({ allErrors: true })
addFormats.default(ajv)
const validate = ajv.compile(schema)

describe("the JSON report", () => {
  it.each([
    ["with some of everything", report],
    ["that is clear", clear],
  ])("%s is what its schema says", (_, given) => {
    validate(JSON.parse(json(given, options)))
    expect(validate.errors).toBeNull()
  })

  it("is not what its schema says when a property is missing, misspelt or of another kind", () => {
    const text = json(report, options)
    const broken = ['"verdict": "fail"', '"level": "error"', '"fixable": true', '"durationMs": 612']
    for (const part of broken) {
      expect(text).toContain(part)
      expect(validate(JSON.parse(text.replace(part, '"x": 1')))).toBe(false)
    }
  })
})

import { describe, expect, it } from "vitest"
import { discover } from "../../src/ports/files.ts"
import { commitAll, plant } from "./tree.ts"

const files = [
  "a.yaml",
  "deploy/a.yaml",
  "deploy/b.pem",
  "deploy/prod/c.yaml",
  "deploy/tests/d.yaml",
  "app/[id].yaml",
  "!odd",
]

const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["deploy/**/*.yaml"], ["deploy/a.yaml", "deploy/prod/c.yaml", "deploy/tests/d.yaml"]],
  [["./deploy/*.yaml"], ["deploy/a.yaml"]],
  [["deploy/*/"], ["deploy/prod/c.yaml", "deploy/tests/d.yaml"]],
  [["**/c.yaml"], ["deploy/prod/c.yaml"]],
  [["*.pem"], ["deploy/b.pem"]],
  [["deploy/{a,b}.*"], ["deploy/a.yaml", "deploy/b.pem"]],
  [["deploy/p?od"], ["deploy/prod/c.yaml"]],
  [
    ["deploy", "!deploy/tests/"],
    ["deploy/a.yaml", "deploy/b.pem", "deploy/prod/c.yaml"],
  ],
  [["!deploy"], ["!odd", "a.yaml", "app/[id].yaml"]],
  [["deploy/**", "!**/*.yaml"], ["deploy/b.pem"]],
  // What is there by its name is meant by it.
  [["app/[id].yaml"], ["app/[id].yaml"]],
  [["!odd"], ["!odd"]],
]

describe("PATHs", () => {
  it.each(cases)("%j mean %j", (paths, expected) => {
    const cwd = plant(Object.fromEntries(files.map((file) => [file, ""])))
    commitAll(cwd)
    const find = () =>
      discover(paths, { cwd, include: [], exclude: [], noIgnore: false, maxFileSize: 9, env: process.env })
    if (expected.length > 0) expect(find().files.map(({ path }) => path)).toEqual([...expected].sort())
    else expect(find).toThrow()
  })

  it("below a glob are told apart from fixtures as below the directory before it", () => {
    const cwd = plant({ "tests/tests/a": "", "tests/b": "" })
    const found = discover(["tests/**"], { cwd, include: [], exclude: [], noIgnore: false, maxFileSize: 9, env: {} })
    expect(found.files.map(({ below }) => below)).toEqual(["b", "tests/a"])
  })

  it.each([["empty"], ["deploy/*.none"], ["none/**/*.yaml"], ["nowhere"], ["empty/**"]])(
    "%s, which is nothing, is wrong usage",
    (path) => {
      const cwd = plant({ "deploy/a": "" })
      commitAll(cwd)
      plant()
      const find = () =>
        discover(["deploy", path], { cwd, include: [], exclude: [], noIgnore: false, maxFileSize: 9, env: process.env })
      expect(find).toThrow(/no file|no such|nothing/)
    },
  )
})

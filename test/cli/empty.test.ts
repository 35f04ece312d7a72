import { describe, expect, it } from "vitest"
import { main } from "../../src/commands/main.ts"
import { today } from "../examples.ts"
import { commitAll, plant } from "../ports/tree.ts"
import { terminal } from "./terminal.ts"

const streams: readonly (readonly [string, string, number])[] = [
  ["nothing", "", 2],
  ["blanks", " \n\n", 2],
  ["a separator", "---\n", 2],
  ["comments", "# Source: chart/templates/a.yaml\n", 2],
  ["the words of a failure", "error: the server doesn't have a resource type\n", 2],
  ["the page of a proxy", "<html><body>502 Bad Gateway</body></html>\n", 2],
  ["a scalar", "null\n", 2],
  ["an empty map", "{}\n", 2],
  ["a List of nothing", "apiVersion: v1\nkind: List\nitems: []\n", 0],
  ["an object", "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n", 0],
  ["an object behind an empty document", "---\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n", 0],
  ["an object in JSON", '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}', 0],
]

describe("stdin", () => {
  it.each(streams)("with %s ends as it should", async (_, text, expected) => {
    const cwd = plant({ "a.yaml": "a: b\n" })
    for (const words of [["-"], ["scan", "-", "--quiet"], [".", "-"]]) {
      const err: string[] = []
      const status = await main(words, {
        ...{ cwd, now: today, isTerminal: false, isErrorTerminal: false, columns: 80 },
        ...{ variables: {}, env: process.env, clock: () => 0, stdin: async () => Buffer.from(text) },
        out: async () => {},
        err: async (said) => void err.push(said),
      })
      expect(status, words.join(" ")).toBe(expected)
      if (expected === 2) expect(err.join("")).toContain("what came from stdin")
    }
  })
})

it.each(["nowhere", "*.none", "empty/**", "deploy/*.none"])("PATH %s, which is nothing, is no pass", async (path) => {
  const cwd = plant({ "deploy/a.yaml": "a: b\n" })
  commitAll(cwd)
  for (const words of [[path], ["deploy", path]]) {
    const { status, out, err } = await terminal(cwd, ...words)
    expect(`${status} ${out}${err}`).toContain("2 tlsgate: ")
    expect(err).toContain(path)
  }
})

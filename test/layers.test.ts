import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path/posix"
import { describe, expect, it } from "vitest"

/** From the ground up. A layer imports from itself and from those before it, never from those after. */
const layers = [
  ...["model", "lexicon", "x509", "formats", "collect", "join", "distribution", "workloads", "usage", "chains"],
  ...["controllers", "graph", "rules", "policy", "explain", "reporters"],
  ...["ports", "commands", "action", "cli.ts", "action.ts"],
]

/** Rules say what they need of the inventory, and the inventory's checker what it needs of rules: one layer, two folders. */
const twins = new Set(["join", "distribution", "workloads", "usage", "chains", "controllers", "graph", "rules"])

/** Where the world may be touched. Everything else is a function of its arguments. */
const edges = ["ports", "commands", "action", "cli.ts", "action.ts"]
const world =
  /\bnode:(fs|fs\/promises|child_process|process|net|https?|os|worker_threads|readline|tty|dns|tls)"|\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bfetch\(|\bMath\.random\b/

const files = globSync("src/**/*.ts")
  .map((path) => path.replaceAll("\\", "/"))
  .sort()

describe("layers", () => {
  it.each(files)("%s imports downwards only", (file) => {
    const code = readFileSync(file, "utf8")
    const targets = [...code.matchAll(/(?:from|import\() ?"(\.{1,2}\/[^"]+)"/g)].map(([, path = ""]) =>
      join(dirname(file), path),
    )
    expect(targets.filter((target) => target.startsWith("src/") && level(target) > level(file))).toEqual([])
  })

  it.each(files.filter((file) => !edges.includes(name(file))))("%s leaves the world alone", (file) => {
    const code = readFileSync(file, "utf8")
      .replaceAll(/^\s*(\/\/|\*|\/\*\*).*$/gm, "")
      .replaceAll(/`[^`]*`|"(?:[^"\\\n]|\\.)*"(?!;?$)/g, (text) => (text.includes("node:") ? text : '""'))
    expect(code).not.toMatch(world)
  })
})

function name(path: string): string {
  return path.split("/")[1] ?? ""
}

function level(path: string): number {
  const layer = name(path)
  const index = layers.indexOf(twins.has(layer) ? "join" : layer)
  expect(index, `${path} is in no layer`).not.toBe(-1)
  return index
}

import { describe, expect, it } from "vitest"
import { initialFiles, planInit } from "../../src/commands/init.ts"
import { commandNames } from "../../src/commands/option-table.ts"
import { usage } from "../../src/commands/usage.ts"
import { configNames, parseConfig } from "../../src/ports/config.ts"

describe("the help", () => {
  it.each([undefined, ...commandNames])("of %s has an example and fits a terminal of 120 columns", (topic) => {
    const text = usage(topic)
    expect(text).toMatch(/^ {2}.*tlsgate/m)
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([])
    expect(text.endsWith("\n")).toBe(true)
  })

  it("names every command that there is", () => {
    for (const name of commandNames) expect(usage()).toContain(`  ${name === "scan" ? "[scan]" : name}`)
    for (const name of ["merge", "probe"]) expect(usage()).not.toContain(`  ${name} `)
  })
})

describe("init", () => {
  it("writes a config that is valid", () => {
    expect(parseConfig("c", initialFiles[".tlsgate.yml"]!, new Set())).toMatchObject({
      failOn: "error",
      trust: ["mozilla"],
    })
  })

  it("writes a config whose commented parts are valid, too", () => {
    const text = initialFiles[".tlsgate.yml"]!.replace(
      /^# (?=(?:exclude|environments|rules|ignores):| {2})/gm,
      "",
    ).replace(/^ +# tlsgate-ignore.*\n/gm, "")
    const config = parseConfig("c", text, new Set(["chain-root-superfluous", "chain-expired"]))
    expect(config.environments).toHaveLength(1)
    expect(config.ignores).toHaveLength(1)
  })

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["both", [], [".tlsgate.yml", ".github/workflows/tlsgate.yml"], []],
    ["no second config", [".github/tlsgate.yml"], [".github/workflows/tlsgate.yml"], [".github/tlsgate.yml"]],
    ["nothing that is there", Object.keys(initialFiles), [], Object.keys(initialFiles)],
  ])("writes %s", (_, there, write, keep) => {
    const plan = planInit((path) => there.includes(path), configNames)
    expect(plan.write.map(({ path }) => path)).toEqual(write)
    expect(plan.keep).toEqual(keep)
  })
})

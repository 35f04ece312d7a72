import { loadAll } from "js-yaml"
import { parseTOML } from "toml-eslint-parser"
import { describe, expect, it } from "vitest"
import { examplesOf } from "../src/commands/examples.ts"
import type { Step } from "../src/model/help.ts"
import { rules } from "../src/rules/index.ts"
import { findings, readable } from "./examples.ts"

/** Told by people or by a program that has no parser here. */
const unread = new Set(["sh", "dockerfile", "nginx", "haproxy", "text"])

describe.each(rules)("$id", (rule) => {
  it("tells what to do in sentences, and what to paste in its language", async () => {
    const steps: Step[] = []
    for (const example of examplesOf(rule).bad)
      for (const { help } of await findings(rule, readable(example))) steps.push(...(help ?? [{ do: rule.fix }]))
    for (const { do: sentence, copy, verify } of steps) {
      expect(sentence).toMatch(/^\S.*\S$/s)
      expect(sentence, "what is to be copied is a copy").not.toMatch(/\n[ \t]/)
      expect(verify ?? "tlsgate").toMatch(/^\S/)
      if (copy !== undefined) expect(faultsOf(copy.language, copy.text), copy.text).toEqual([])
    }
  })
})

function faultsOf(language: string, text: string): string[] {
  const blanks = text.match(/<[a-z][^<>\n]*>/gi) ?? []
  if (language === "yaml") return [...blanks, ...thrown(() => loadAll(text))]
  if (language === "json") return [...blanks, ...thrown(() => JSON.parse(text))]
  if (language === "toml") return [...blanks, ...thrown(() => parseTOML(text, { tomlVersion: "1.0" }))]
  return unread.has(language) ? blanks : [`nobody reads ${language}`]
}

function thrown(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    return [`${error}`]
  }
}

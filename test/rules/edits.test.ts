import { describe, expect, it } from "vitest"
import { examplesOf } from "../../src/commands/examples.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import type { Edit } from "../../src/model/report.ts"
import { check, type Found } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, findings, options, readable, today } from "../examples.ts"

type Files = Readonly<Record<string, string>>

/** Every `fix` is executed: the edits of a finding take it away, and bring nothing above notice. */
describe("edits mend what they are for", () => {
  for (const rule of rules)
    for (const example of examplesOf(rule).bad)
      it(`${rule.id}, ${example.name}`, async () => {
        const files = readable(example)
        const mendable = (await findings(rule, files)).filter(({ edits = [] }) => edits.length > 0)
        if (mendable.length === 0) return
        const before = await loud(files)
        for (const one of mendable) {
          const mended = applied(files, one.edits ?? [])
          const left = await findings(rule, mended)
          expect(left.length, "the finding is gone").toBeLessThan((await findings(rule, files)).length)
          const more = (await loud(mended)).filter((id) => !before.includes(id) && !uncovered[rule.id]?.includes(id))
          expect(more).toEqual([])
        }
      })
})

/** What a file says that nobody read before: it was wrong already, and is seen once the file is read. */
const uncovered: Readonly<Record<string, readonly string[]>> = {
  "containerd-hosts-invalid": ["containerd-hosts-skip-verify"],
  "docker-daemon-insecure-format": ["docker-daemon-insecure-registry"],
}

async function loud(files: Files): Promise<readonly string[]> {
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  const found: readonly Found[] = check(rules, inventory, { at: today, options, trust: mozillaAnchors() })
  return found.filter(({ rule, level }) => (level ?? rule.level) !== "notice").map(({ rule }) => rule.id)
}

function applied(files: Files, edits: readonly Edit[]): Files {
  const changed = { ...files }
  for (const { path, start, end, text } of [...edits].sort((a, b) => b.start - a.start))
    changed[path] = `${changed[path]!.slice(0, start)}${text}${changed[path]!.slice(end)}`
  return changed
}

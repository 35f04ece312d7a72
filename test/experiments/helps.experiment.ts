import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { examplesOf } from "../../src/commands/examples.ts"
import type { Help } from "../../src/model/help.ts"
import { rules } from "../../src/rules/index.ts"
import { findings, readable } from "../examples.ts"
import { built, run, scratch } from "./tools.ts"

/** The hosts.toml files that helps of rules write, in the loaders of containerd 2.x and 1.7: both must take them, CA and all. */
const folder = scratch()
const program = built("containerd", folder.path)
afterAll(() => folder.remove())

const spoken = rules.filter(({ family }) => family === "containerd")

describe.skipIf(program === undefined)("a hosts.toml of a help is taken by containerd 2.x and 1.7", () => {
  for (const rule of spoken)
    it(rule.id, async () => {
      for (const [index, example] of examplesOf(rule).bad.entries())
        for (const { help = rule.fix } of await findings(rule, readable(example)))
          for (const text of filesIn(help)) {
            const root = join(folder.path, `${rule.id}-${index}`)
            const named = /ca = "([^"]+)"/.exec(text)?.[1]
            const host = new URL(/(?:server = |\[host\.)"([^"]+)"/.exec(text)?.[1] ?? "https://reg.corp").host
            mkdirSync(join(root, host), { recursive: true })
            writeFileSync(join(root, host, "hosts.toml"), named === undefined ? text : text.replaceAll(named, "ca.crt"))
            writeFileSync(join(root, host, "ca.crt"), readFileSync(new URL("../pki/root.pem", import.meta.url)))
            const { stdout } = run(program!, [root, host])
            for (const line of stdout.trim().split("\n")) {
              const { version, ignored, error, endpoints } = JSON.parse(line)
              const trusts = endpoints.some(({ cas }: { readonly cas: number }) => cas > 0)
              expect({ text, version, ignored, error }).toEqual({ text, version, ignored: undefined, error: undefined })
              if (named !== undefined) expect([text, version, trusts]).toEqual([text, version, true])
            }
          }
    })
})

/** The parts of a help that are a hosts.toml. */
function filesIn(help: string | Help): string[] {
  const steps = typeof help === "string" ? [] : help
  return steps.flatMap(({ copy }) =>
    copy !== undefined && /^(\s*server = "https|\s*\[host\."https)/m.test(copy.text) ? [copy.text] : [],
  )
}

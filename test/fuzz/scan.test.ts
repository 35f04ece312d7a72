import { describe, expect, it } from "vitest"
import { randomFrom } from "../x509/mutate.ts"
import { faultOf } from "./fault.ts"
import { growthOf, isSuperlinear } from "./growth.ts"
import { inputOf, seeds } from "./inputs.ts"
import { scan } from "./scan.ts"
import { shapes } from "./shapes.ts"

describe("a scan of damaged files", () => {
  it("throws nothing, and hides no document behind what is damaged", async () => {
    const random = randomFrom(20_261_122)
    const files = seeds()
    const faults: string[] = []
    for (let number = 0; number < 150; number++) {
      const input = inputOf(random, files)
      const { fault } = await faultOf(input, false, number % 50 === 0)
      if (fault !== undefined) faults.push(`${fault}: ${JSON.stringify(input)}`)
    }
    expect(faults).toEqual([])
  })
})

/** What once took the square of its size, or more: each is found again where its mend is taken out. */
const mended = [
  "text: line ends",
  "text: dashes",
  "shell: many curls",
  "dockerfile: runs",
  "dockerfile: insecure runs",
  "dockerfile: stages that copy",
  "hcl: unclosed heredocs",
  "json: quotes and a comment",
  "ansible: variables of a play",
  "kubernetes: patches by objects",
  "kubernetes: values inserted by every action",
]

describe("a scan grows with what it reads", () => {
  it.each(mended)("%s", async (name) => {
    const growth = await growthOf(shapes[name]!, { seconds: 0.6, bytes: 40_000 })
    expect(isSuperlinear(growth), JSON.stringify(growth)).toBe(false)
  })
})

describe("what is cut off", () => {
  const manyKeys = Array.from({ length: 10_001 }, (_, index) => `  a${index}.yaml: |\n    a: b\n`).join("")
  const stages = Array.from({ length: 201 }, (_, index) => `FROM a AS s${index}\nRUN update-ca-certificates\n`).join("")
  const deep = `#!/bin/sh\ncurl -k https://a ${"| a ".repeat(70)}\n`
  it.each([
    [
      "texts that a file carries",
      { "a.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: z}\ndata:\n${manyKeys}` },
    ],
    ["stages of a Dockerfile", { Dockerfile: stages }],
    ["commands of a pipeline", { "a.sh": deep }],
    ["bytes that no text has", { Dockerfile: "FROM a\nRUN curl -k https://a.corp.net\n# \0\n" }],
  ])("is told: %s", async (_, files) => {
    const { report } = await scan(files as Readonly<Record<string, string>>)
    const told = report.findings.filter(({ rule, level }) => rule === "input-not-checked" && level === "warning")
    expect(told).toHaveLength(1)
  })

  it("is nothing in a shell script whose payload stands behind its exit", async () => {
    const { report } = await scan({ "install.sh": "#!/bin/sh\ncurl -k https://a.corp.net\nexit 0\n\0\x01\x02\n" })
    expect(report.findings.map(({ rule }) => rule)).toContain("cmd-curl-insecure")
    expect(report.findings.map(({ rule }) => rule)).not.toContain("input-not-checked")
  })

  it("is not what a NUL would hide from a reader, and not from a shell", async () => {
    const { report } = await scan({ "a.sh": "#!/bin/sh\ncu\0rl -k https://a.corp.net\n" })
    expect(report.findings.map(({ rule }) => rule)).toContain("cmd-curl-insecure")
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { collect } from "../src/collect/collect.ts"
import { main } from "../src/commands/main.ts"
import { reporters } from "./reporters/all.ts"
import { commands, hosts, names, settings, shellLines } from "./secret-forms.ts"

/*
 * A secret in each form that a client takes one in, in each language that may run the client, and under each name in each
 * language of settings: some thousand in the facts, and of these more than five hundred in every format and command.
 */

interface Plant {
  readonly title: string
  readonly path: string
  readonly text: string
  readonly secret: string
}

const plants: Plant[] = []

function plant(title: string, make: (secret: string) => readonly [path: string, text: string]): void {
  const number = 1000 + plants.length
  // Of the shapes that passwords have: none of a token that is known by itself.
  const secret = `Qz7${number}canary`
  const [path, text] = make(secret)
  plants.push({ title, path: `${number}/${path}`, text, secret })
}

for (const command of commands)
  for (const [host, make] of Object.entries(hosts))
    plant(`${host}: ${command}`, (secret) => {
      const line = command.replaceAll("§", secret)
      return make(line.split(" "), line)
    })
const ofLines = ["shell", "Dockerfile", "Pod, script", "workflow", "ConfigMap", "Ansible", "a comment"]
for (const line of shellLines)
  for (const host of ofLines) plant(`${host}: ${line}`, (secret) => hosts[host]!([], line.replaceAll("§", secret)))
for (const name of names)
  for (const [language, make] of Object.entries(settings)) plant(`${language}: ${name}`, (secret) => make(name, secret))

const base64 = (text: string) => Buffer.from(text).toString("base64")
const leaks = (text: string, { secret }: Plant) =>
  text.includes(secret) ||
  ["", "a", "aa"].some((lead) => text.includes(base64(lead + secret).slice(lead === "" ? 0 : 4, -4)))

describe("the facts of a file do not hold", () => {
  it("any of the secrets in it", async () => {
    expect(plants.length).toBeGreaterThan(1500)
    const leaking: string[] = []
    for (const one of plants) {
      const facts = await collect({ path: one.path, bytes: Buffer.from(one.text), passwords: [] })
      if (leaks(JSON.stringify(facts) ?? "", one)) leaking.push(one.title)
    }
    expect(leaking).toEqual([])
  })
})

/** Each third: what differs between formats is not what they are given. */
const shown = plants.filter((_, index) => index % 3 === 0)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-forms-"))
  for (const { path, text } of shown) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...words: string[]): Promise<string> {
  let said = ""
  const say = async (text: string) => {
    said += text
  }
  await main(words, {
    cwd: folder,
    now: Date.parse("2026-11-22"),
    isTerminal: false,
    isErrorTerminal: false,
    columns: 400,
    variables: {},
    env: {},
    clock: () => 0,
    out: say,
    err: say,
    stdin: async () => Buffer.from(shown.map(({ text }) => text).join("\n")),
  })
  return said
}

describe("what is said of a repository does not hold any of its secrets", () => {
  it.each(Object.keys(reporters))("in the format %s", async (format) => {
    const report = await run("scan", "--verbose", "--no-config", "--format", format, ".")
    expect(report.length).toBeGreaterThan(10_000)
    expect(shown.filter((one) => leaks(report, one)).map(({ title }) => title)).toEqual([])
  })

  it.each([
    ["fix", "--dry-run", "--no-config", "."],
    ["explain", "--no-config", "x509: certificate signed by unknown authority"],
    ["explain", "--no-config"],
    ["scan", "--no-config", "-"],
    ["baseline", "--no-config", "."],
  ])("by %s %s", async (...words) => {
    const report = await run(...words)
    expect(report).not.toContain("fault of tlsgate")
    expect(shown.filter((one) => leaks(report, one)).map(({ title }) => title)).toEqual([])
  })

  it.each(["inspect", "verify"])("by %s", async (command) => {
    for (const { path } of shown.filter((_, index) => index % 10 === 0)) {
      const report = await run(command, path)
      expect(shown.filter((one) => leaks(report, one)).map(({ title }) => title)).toEqual([])
    }
  })
})

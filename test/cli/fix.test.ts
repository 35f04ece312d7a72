import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { examplesOf } from "../../src/commands/examples.ts"
import { fixesOf } from "../../src/policy/fixes.ts"
import { editable, replaceFile } from "../../src/ports/replace.ts"
import { unifiedDiff } from "../../src/reporters/unified-diff.ts"
import { rules } from "../../src/rules/index.ts"
import { findings, readable, unmark } from "../examples.ts"
import { finding } from "../reporters/report.ts"
import { terminal } from "./terminal.ts"

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-fix-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Files = Readonly<Record<string, string | Buffer>>

function repository(name: string, files: Files): string {
  const root = join(folder, name.replaceAll(/\W+/g, "-"))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  execFileSync("git", ["init", "-q"], { cwd: root })
  execFileSync("git", ["add", "-A"], { cwd: root })
  return root
}

async function rulesFound(root: string): Promise<string[]> {
  const { out } = await terminal(root, "--format", "json")
  const { findings: found } = JSON.parse(out) as { findings: { rule: string; fixable: boolean }[] }
  return found.map(({ rule }) => rule)
}

const pem = (names: string) => unmark({ file: `⟦${names}⟧\n` }).files["file"]!
const base64 = (names: string) => Buffer.from(pem(names)).toString("base64")
const block = (names: string) => pem(names).trimEnd().replaceAll("\n", "\n    ")
const secret = (content: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-tls\ntype: kubernetes.io/tls\n${content}`
const key = pem("end-entity.key")
const keyLine = `  tls.key: ${Buffer.from(key).toString("base64")}\n`
/** The end of a key of this kind is its public half, which its certificate holds too. */
const secretLines = [key.split("\n")[1]!, keyLine.trim()]
const upsideDown = "intermediate+end-entity"

interface Row {
  readonly files: Files
  readonly mends: string
  readonly apply?: readonly string[]
  readonly becomes?: Readonly<Record<string, string>>
}

const rows: Readonly<Record<string, Row>> = {
  "the order in a file": {
    files: { "server.pem": pem(upsideDown) },
    mends: "chain-wrong-order",
    becomes: { "server.pem": pem("end-entity+intermediate") },
  },
  "the order of CRLF lines": {
    files: { "server.pem": pem(upsideDown).replaceAll("\n", "\r\n") },
    mends: "chain-wrong-order",
    becomes: { "server.pem": pem("end-entity+intermediate").replaceAll("\n", "\r\n") },
  },
  "the order in a file that ends without a line break": {
    files: { "server.pem": pem(upsideDown).trimEnd() },
    mends: "chain-wrong-order",
    becomes: { "server.pem": pem("end-entity+intermediate").trimEnd() },
  },
  "the order behind a byte order mark": {
    files: {
      "tls.yaml": `\uFEFF${secret(`stringData:\n  tls.crt: |\n    ${block(upsideDown)}\n  tls.key: ""\n`)}`,
    },
    mends: "chain-wrong-order",
    becomes: {
      "tls.yaml": `\uFEFF${secret(`stringData:\n  tls.crt: |\n    ${block("end-entity+intermediate")}\n  tls.key: ""\n`)}`,
    },
  },
  "the order in a block scalar": {
    files: { "my deploy/tls.yaml": secret(`stringData:\n  tls.crt: |\n    ${block(upsideDown)}\n  tls.key: ""\n`) },
    mends: "chain-wrong-order",
    becomes: {
      "my deploy/tls.yaml": secret(
        `stringData:\n  tls.crt: |\n    ${block("end-entity+intermediate")}\n  tls.key: ""\n`,
      ),
    },
  },
  "the order in base64": {
    files: { "tls.yaml": secret(`data:\n  tls.crt: "${base64(upsideDown)}"\n  ca.crt: ""\n  tls.key: ""\n`) },
    mends: "chain-wrong-order",
    becomes: {
      "tls.yaml": secret(`data:\n  tls.crt: "${base64("end-entity+intermediate")}"\n  ca.crt: ""\n  tls.key: ""\n`),
    },
  },
  "the order right above a key": {
    files: { "tls.yaml": secret(`data:\n  tls.crt: ${base64(upsideDown)}\n${keyLine}`) },
    mends: "chain-wrong-order",
    apply: ["--unidiff-zero"],
    becomes: { "tls.yaml": secret(`data:\n  tls.crt: ${base64("end-entity+intermediate")}\n${keyLine}`) },
  },
  "the order near a key": {
    files: { "tls.yaml": secret(`data:\n${keyLine}  tls.crt: ${base64(upsideDown)}\n  ca.crt: ""\n`) },
    mends: "chain-wrong-order",
  },
  "the order in JSON": {
    files: { "tls.json": JSON.stringify({ certificate_server: pem(upsideDown) }, undefined, 2) },
    mends: "chain-wrong-order",
    becomes: { "tls.json": JSON.stringify({ certificate_server: pem("end-entity+intermediate") }, undefined, 2) },
  },
  "a certificate that is there twice": {
    files: { "server.pem": pem("end-entity+intermediate+intermediate") },
    mends: "chain-duplicate-or-extra",
    becomes: { "server.pem": pem("end-entity+intermediate") },
  },
  "an issuer that stands elsewhere": {
    files: {
      "tls.yaml": secret(`stringData:\n  tls.crt: |\n    ${block("end-entity")}\n  tls.key: ""\n`),
      "ca/issuing.pem": pem("intermediate"),
    },
    mends: "chain-too-short",
    becomes: {
      "tls.yaml": secret(`stringData:\n  tls.crt: |\n    ${block("end-entity+intermediate")}\n  tls.key: ""\n`),
    },
  },
  "a root that stands elsewhere": {
    files: {
      "dex.yaml": secret(`stringData:\n  tls.crt: |\n    ${block("end-entity+intermediate")}\n`).replace(
        "shop-tls",
        "dex.tls",
      ),
      "ca/root.pem": pem("root"),
    },
    mends: "chain-root-missing",
  },
  "a link that is missing in between": {
    files: { "server.pem": pem("end-entity+root"), "ca/issuing.pem": pem("intermediate") },
    mends: "chain-broken-link",
    becomes: { "server.pem": pem("end-entity+intermediate+root") },
  },
  "two places of one file": {
    files: {
      "all.yaml": `${secret(`stringData:\n  tls.crt: |\n    ${block(upsideDown)}\n  tls.key: ""\n`)}---\n${secret(
        `data:\n  tls.crt: ${base64("wildcard+intermediate+intermediate")}\n  a: b\n  c: d\n`,
      ).replace("shop-tls", "other")}`,
    },
    mends: "chain-wrong-order",
  },
  "blocks that stand on one line": {
    files: { "ca-bundle.pem": pem("root+other-root").replace("-----\n-----", "----------") },
    mends: "ca-pem-glued-or-indented",
    becomes: { "ca-bundle.pem": pem("root+other-root") },
  },
}

describe.each(Object.entries(rows))("fix mends %s", (name, { files, mends, apply = [], becomes = {} }) => {
  it("as a diff that git and patch apply, and in place, with the same outcome", async () => {
    const root = repository(name, files)
    const before = Object.keys(files).map((path) => readFileSync(join(root, path)))
    expect(await rulesFound(root)).toContain(mends)
    const { out, err } = await terminal(root, "fix", "--dry-run")
    for (const line of secretLines) expect(out + err).not.toContain(line)
    expect(Object.keys(files).map((path) => readFileSync(join(root, path)))).toEqual(before)
    execFileSync("git", ["apply", ...apply, "--whitespace=nowarn", "-"], { cwd: root, input: out })
    const applied = Object.keys(files).map((path) => readFileSync(join(root, path)))
    execFileSync("git", ["checkout", "-q", "."], { cwd: root })
    execFileSync("patch", ["-p1", "-s", "--binary", "--fuzz=0"], { cwd: root, input: out })
    expect(Object.keys(files).map((path) => readFileSync(join(root, path), "utf8"))).toEqual(applied.map(String))
    execFileSync("git", ["checkout", "-q", "."], { cwd: root })
    await terminal(root, "fix")
    expect(Object.keys(files).map((path) => readFileSync(join(root, path), "utf8"))).toEqual(applied.map(String))
    for (const [path, text] of Object.entries(becomes)) expect(readFileSync(join(root, path), "utf8")).toBe(text)
    expect(await rulesFound(root)).not.toContain(mends)
    expect((await terminal(root, "fix", "--dry-run")).out).toBe("")
  })
})

describe("fix leaves alone", () => {
  it.each<[string, Files]>([
    ["words between certificates", { "server.pem": `${pem("intermediate")}# the shop\n${pem("end-entity")}` }],
    ["words before them", { "server.pem": `# the issuing CA\n${pem(upsideDown)}` }],
    ["a key between them", { "server.pem": pem("end-entity+intermediate") + key + pem("intermediate") }],
    ["strings of a language", { "a.go": `var c = \`${pem(upsideDown)}\`\n` }],
    ["tests and examples", { "examples/server.pem": pem(upsideDown) }],
    [
      "what is ignored",
      { "server.pem": `# tlsgate-ignore-file[chain-wrong-order] until=2027-01-31 reason="x"\n${pem(upsideDown)}` },
    ],
    ["a root that may be trusted", { "server.pem": pem("end-entity+intermediate+root") }],
  ])("%s", async (name, files) => {
    const root = repository(`not ${name}`, files)
    expect((await terminal(root, "fix", "--dry-run")).out).toBe("")
    await terminal(root, "fix")
    for (const [path, text] of Object.entries(files)) expect(readFileSync(join(root, path), "utf8")).toBe(text)
  })
})

describe("fix", () => {
  it("mends examples that are given as PATH", async () => {
    const root = repository("given", { "examples/server.pem": pem(upsideDown) })
    expect((await terminal(root, "fix", "examples/server.pem")).out).toBe("examples/server.pem: chain-wrong-order\n")
    expect(await rulesFound(root)).not.toContain("chain-wrong-order")
  })

  it("fails while something is left for people, and passes otherwise", async () => {
    expect((await terminal(repository("left", { "server.pem": pem("expired+intermediate") }), "fix")).status).toBe(1)
    expect((await terminal(repository("done", { "server.pem": pem(upsideDown) }), "fix")).status).toBe(0)
  })

  it("keeps the mode of a file, and leaves nothing else behind", async () => {
    const root = repository("mode", { "server.pem": pem(upsideDown) })
    chmodSync(join(root, "server.pem"), 0o640)
    await terminal(root, "fix")
    expect(statSync(join(root, "server.pem")).mode & 0o777).toBe(0o640)
    expect(
      execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], { cwd: root, encoding: "utf8" }),
    ).toBe("AM server.pem\n")
  })

  it("cannot fix stdin", async () => {
    expect((await terminal(folder, "fix", "-")).status).toBe(2)
  })

  it("writes UTF-16 as it was, and says that a diff cannot show it", async () => {
    const manifest = (chain: string) => secret(`stringData:\n  tls.crt: |\n    ${block(chain)}\n  tls.key: ""\n`)
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(manifest(upsideDown), "utf16le")])
    const root = repository("wide", { "tls.yaml": wide })
    const { out, err } = await terminal(root, "fix", "--dry-run")
    expect(out).toBe("")
    expect(err).toContain("tls.yaml is left as it is: it is not UTF-8")
    await terminal(root, "fix")
    const after = readFileSync(join(root, "tls.yaml"))
    expect(after.subarray(2).toString("utf16le")).toBe(manifest("end-entity+intermediate"))
  })
})

describe("a file that changed since it was found", () => {
  const found = (path: string) => {
    const { size: bytes, mtimeMs: modified } = statSync(path)
    return { path: "a.pem", absolute: path, below: "a.pem", bytes, modified, explicit: false }
  }

  it("is not read", () => {
    const path = join(repository("stale", { "a.pem": "one" }), "a.pem")
    const file = found(path)
    utimesSync(path, 1, 1)
    expect(editable(file)).toBe("it has changed since it was read")
  })

  it("is not overwritten", () => {
    const path = join(repository("stale later", { "a.pem": "one" }), "a.pem")
    const snapshot = editable(found(path))
    if (typeof snapshot === "string") throw new Error(snapshot)
    writeFileSync(path, "three")
    expect(replaceFile(snapshot, Buffer.from("two"))).toBe("it has changed since it was read")
    expect(readFileSync(path, "utf8")).toBe("three")
  })
})

describe("fixes that meet", () => {
  const edit = (start: number, end: number, text = "x") => ({ path: "a.yaml", start, end, text })
  const fixable = (...edits: ReturnType<typeof edit>[]) => finding({ edits })

  it("are taken whole, the first of those in each other's way", () => {
    const first = fixable(edit(0, 4), edit(10, 12))
    const second = fixable(edit(11, 13), edit(20, 21))
    const third = fixable(edit(30, 31))
    const { fixed, later, edits } = fixesOf([first, second, third])
    expect([fixed, later]).toEqual([[first, third], [second]])
    expect(edits.get("a.yaml")?.map(({ start }) => start)).toEqual([0, 10, 30])
  })

  it("are one where they are the same", () => {
    const twice = [fixable(edit(0, 4)), fixable(edit(0, 4))]
    expect(fixesOf(twice)).toMatchObject({ fixed: twice, later: [] })
    expect(fixesOf(twice).edits.get("a.yaml")).toHaveLength(1)
  })
})

describe("a unified diff", () => {
  const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}\n`).join("")
  const at = (line: number) => text.indexOf(`line ${line}\n`)

  it("shows nothing hidden, and no change of it", () => {
    const isHidden = (line: string) => /^line (4|9)\n/.test(line)
    const changes = [
      { start: at(3), end: at(3) + 4, text: "LINE" },
      { start: at(9), end: at(9) + 4, text: "LINE" },
      { start: at(12), end: at(12) + 4, text: "LINE" },
    ]
    const diff = unifiedDiff("a", text, changes, isHidden)
    expect(diff).toEqual({
      text: "--- a/a\n+++ b/a\n@@ -3 +3 @@\n-line 3\n+LINE 3\n@@ -10,3 +10,3 @@\n line 10\n line 11\n-line 12\n+LINE 12\n",
      withheld: 1,
      bare: true,
    })
  })

  it("quotes names as git does", () => {
    expect(unifiedDiff('a"\n', "a", [{ start: 0, end: 1, text: "b" }], () => false).text).toContain(
      '--- "a/a\\"\\012"\n',
    )
  })
})

const fixable = await Promise.all(
  rules.flatMap((rule) =>
    examplesOf(rule).bad.map(async (example) => {
      const files = readable(example)
      const found = await findings(rule, files)
      return { rule, files, found, title: `${rule.id}, ${example.name}` }
    }),
  ),
)

describe("what a rule says is safe to change", () => {
  it.each(fixable.filter(({ found }) => found.some(({ edits }) => edits !== undefined && edits.length > 0)))(
    "mends it: $title",
    async ({ rule, files, found }) => {
      const { edits } = fixesOf(found.map((one) => finding({ edits: one.edits ?? [], location: one.at })))
      const mended = { ...files }
      for (const [path, list] of edits)
        for (const { start, end, text } of [...list].reverse())
          mended[path] = mended[path]!.slice(0, start) + text + mended[path]!.slice(end)
      const left = await findings(rule, mended)
      expect(left.filter(({ edits: more = [] }) => more.length > 0)).toEqual([])
      expect(left.length).toBeLessThan(found.length)
    },
  )
})

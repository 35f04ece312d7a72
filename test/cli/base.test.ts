import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { commitAll, git, plant } from "../ports/tree.ts"
import { terminal } from "./terminal.ts"

/*
 * What a pull request may do to its own gate: nothing. Each case is a base, what the change writes, and what is said of
 * the findings then: `-` not silenced, `+` silenced, with `!` where the change would silence it, and `new` or `old`.
 */

type Files = Readonly<Record<string, string | undefined>>

const registry = (host: string, behind = "") =>
  `configs:\n  ${host}:\n    tls:\n      insecure_skip_verify: true${behind}\n`
const ignore = (reason = "lab", until = "2027-01-31", rule = "k3s-registry-insecure-skip-verify") =>
  ` # tlsgate-ignore[${rule}] until=${until} reason="${reason}"`
const file = "k3s/registries.yaml"
const off = "version: 1\nrules:\n  k3s: off\n"
const entry = (path: string) => `version: 1\nignores:\n  - path: ${path}\n    reason: x\n    until: 2027-01-31\n`
const pod = (name: string, annotation = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${annotation}spec:\n  containers:\n    - name: a\n      image: r/a:1\n      env: [{ name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0" }]\n`
const annotated = '  annotations:\n    tlsgate.dev/ignore: "commands until=2027-01-31 reason=lab"\n'

const cases: readonly (readonly [string, Files, Files, readonly string[]])[] = [
  ["an ignore that the base has", { [file]: registry("a.corp", ignore()) }, { x: "" }, ["+ old"]],
  [
    "an ignore that has moved",
    { [file]: registry("a.corp", ignore()) },
    { [file]: `# 1\n# 2\n${registry("a.corp", ignore())}` },
    ["+ old"],
  ],
  [
    "an ignore in a file that was renamed",
    { [file]: registry("a.corp", ignore()) },
    { [file]: undefined, "other/registries.yaml": registry("a.corp", ignore()) },
    ["+ old"],
  ],
  [
    "an ignore whose reason and end change",
    { [file]: registry("a.corp", ignore()) },
    { [file]: registry("a.corp", ignore("other", "2027-02-28")) },
    ["+ old"],
  ],
  ["an ignore that is taken away", { [file]: registry("a.corp", ignore()) }, { [file]: registry("a.corp") }, ["- old"]],
  [
    "an ignore that is new, of what was there",
    { [file]: registry("a.corp") },
    { [file]: registry("a.corp", ignore()) },
    ["- old !"],
  ],
  ["an ignore that is new, of what is new", { x: "" }, { [file]: registry("a.corp", ignore()) }, ["- new !"]],
  [
    "an ignore that is put beside another finding",
    { [file]: registry("a.corp", ignore()) },
    { [file]: registry("b.corp", ignore()) },
    ["- new !"],
  ],
  [
    "an ignore that is copied to another file",
    { [file]: registry("a.corp", ignore()) },
    { "b/registries.yaml": registry("a.corp", ignore()) },
    ["- new !", "+ old"],
  ],
  [
    "an ignore of a file that the base has",
    { [file]: `#${ignore().replace("ignore[", "ignore-file[").slice(2)}\n${registry("a.corp")}` },
    {
      [file]: `#${ignore().replace("ignore[", "ignore-file[").slice(2)}\n${registry("a.corp")}  b.corp:\n    tls:\n      insecure_skip_verify: true\n`,
    },
    ["+ old", "+ new"],
  ],
  [
    "an ignore of a file that is new",
    { [file]: registry("a.corp") },
    { [file]: `#${ignore().replace("ignore[", "ignore-file[").slice(2)}\n${registry("a.corp")}` },
    ["- old !"],
  ],
  [
    "an annotation that the base has",
    { "pod.yaml": pod("a", annotated) },
    { "pod.yaml": `# moved\n${pod("a", annotated)}` },
    ["+ old"],
  ],
  ["an annotation that is new", { "pod.yaml": pod("a") }, { "pod.yaml": pod("a", annotated) }, ["- old !"]],
  [
    "an annotation that is put on another object",
    { "pod.yaml": `${pod("a", annotated)}---\n${pod("b")}` },
    { "pod.yaml": `${pod("b", annotated)}` },
    ["- old !"],
  ],
  ["a config that is new", { [file]: registry("a.corp") }, { ".tlsgate.yml": off }, ["- old !"]],
  [
    "a config that is looser",
    { [file]: registry("a.corp"), ".tlsgate.yml": "version: 1\n" },
    { ".tlsgate.yml": off },
    ["- old !"],
  ],
  [
    "a config that lowers a level",
    { [file]: registry("a.corp") },
    { ".tlsgate.yml": "version: 1\nrules:\n  k3s: notice\n" },
    ["- old !"],
  ],
  [
    "a config that leaves out",
    { [file]: registry("a.corp") },
    { ".tlsgate.yml": "version: 1\nexclude: [k3s]\n" },
    ["- old !"],
  ],
  [
    "a config that leaves in something else",
    { [file]: registry("a.corp") },
    { ".tlsgate.yml": "version: 1\ninclude: [x]\n" },
    ["- old !"],
  ],
  ["a config that ignores", { [file]: registry("a.corp") }, { ".tlsgate.yml": entry("k3s") }, ["- old !"]],
  [
    "a config that never fails",
    { [file]: registry("a.corp") },
    { ".tlsgate.yml": "version: 1\nfailOn: never\n" },
    ["- old"],
  ],
  [
    "a config nearer by",
    { [file]: registry("a.corp"), ".tlsgate.yml": "version: 1\n" },
    { ".github/tlsgate.yml": off, ".tlsgate.yml": undefined },
    ["- old !"],
  ],
  ["a config that is broken", { [file]: registry("a.corp") }, { ".tlsgate.yml": "version: [" }, ["- old"]],
  [
    "a config that mends a broken one",
    { [file]: registry("a.corp"), ".tlsgate.yml": "version: [" },
    { ".tlsgate.yml": "version: 1\n" },
    ["- old"],
  ],
  [
    "a config of the base that ignores",
    { [file]: registry("a.corp"), ".tlsgate.yml": entry("k3s") },
    { ".tlsgate.yml": undefined },
    ["+ old"],
  ],
  [
    "a config of the base that turns a rule off",
    { [file]: registry("a.corp"), ".tlsgate.yml": off },
    { ".tlsgate.yml": undefined },
    [],
  ],
]

describe("a change cannot silence what it is judged for, with", () => {
  it.each(cases)("%s", async (_, before, after, said) => {
    const directory = changed(before, after)
    const { report, status } = await judged(directory, "--base", "main")
    const shown = report.findings.map(({ suppressed, pending, new: isNew }) => {
      return `${suppressed ? "+" : "-"} ${isNew ? "new" : "old"}${pending ? " !" : ""}`
    })
    expect(shown).toEqual(said)
    expect(status).toBe(said.some((one) => one.startsWith("-")) ? 1 : 0)
  })
})

it("is told apart from its base when the change is not committed either", async () => {
  const directory = plant({ [file]: registry("a.corp") })
  commitAll(directory)
  write(directory, { [file]: registry("b.corp"), "new/registries.yaml": registry("c.corp", ignore()) })
  const { report } = await judged(directory, "--base", "HEAD")
  expect(report.findings.map(({ file: path, new: isNew }) => `${path} ${isNew}`)).toEqual([
    "k3s/registries.yaml true",
    "new/registries.yaml true",
  ])
  expect(report.base.gone).toMatchObject([{ file: "k3s/registries.yaml" }])
})

describe("a baseline", () => {
  it("that is new counts for nothing, and one of the base does, be it gone", async () => {
    const directory = changed({ [file]: registry("a.corp") }, { x: "" })
    await terminal(directory, "baseline")
    expect((await judged(directory)).status).toBe(0)
    git(directory, "add", "-A")
    const added = await judged(directory, "--base", "main")
    expect(added.status).toBe(1)
    expect(added.report.findings).toMatchObject([{ pending: { by: "baseline" } }])
    git(directory, "commit", "-qm", "baseline")
    git(directory, "branch", "-f", "main")
    rmSync(join(directory, ".tlsgate-baseline.json"))
    expect(await judged(directory, "--base", "main")).toMatchObject({ status: 0 })
    write(directory, { ".tlsgate-baseline.json": "{}" })
    expect(await judged(directory, "--base", "main")).toMatchObject({ status: 0 })
  })
})

describe("new only", () => {
  it("lets pass what the base has, and fails on what is new", async () => {
    const directory = changed({ [file]: registry("a.corp") }, { x: "" })
    expect((await judged(directory, "--base", "main")).status).toBe(1)
    expect((await judged(directory, "--base", "main", "--fail-on-new-only")).status).toBe(0)
    write(directory, { "b/registries.yaml": registry("b.corp") })
    expect((await judged(directory, "--base", "main", "--fail-on-new-only")).status).toBe(1)
  })

  it("wants a base, and a base that is there", async () => {
    const directory = changed({ x: "" }, { y: "" })
    expect(await terminal(directory, "--fail-on-new-only")).toMatchObject({ status: 2 })
    const { status, err } = await terminal(directory, "--base", "nowhere")
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining("--base nowhere") })
    expect((await terminal(plant({ x: "" }), "--base", "main")).status).toBe(2)
  })
})

it("says what a change would silence, and by which words", async () => {
  const directory = changed(
    { [file]: registry("a.corp") },
    { [file]: registry("a.corp", ignore("just because")), ".tlsgate.yml": "version: 1\nfailOn: never\n" },
  )
  for (const format of ["text", "markdown", "github"]) {
    const { out } = await terminal(directory, "--base", "main", "--format", format)
    expect(out, format).toContain("would silence 1 finding")
    expect(out, format).toContain("just because")
    expect(out, format).toContain("tlsgate.yml differs from the base")
  }
})

function changed(before: Files, after: Files): string {
  const directory = plant()
  write(directory, before)
  commitAll(directory)
  git(directory, "checkout", "-qb", "change")
  write(directory, after)
  git(directory, "add", "-A")
  git(directory, "commit", "-qm", "change", "--allow-empty")
  return directory
}

function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(directory, path))
    else {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), text)
    }
  }
}

interface Shown {
  readonly findings: readonly { file: string; suppressed?: object; pending?: object; new?: boolean }[]
  readonly base: { readonly gone: readonly object[]; readonly notes: readonly string[] }
}

async function judged(directory: string, ...words: readonly string[]) {
  const { status, out, err } = await terminal(directory, "--format", "json", ...words)
  expect(err).toBe("")
  return { status, report: JSON.parse(out) as Shown }
}

import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { terminal } from "./terminal.ts"

let folder: string

/** A repository with a submodule, another repository in it, and files that a sparse checkout leaves out. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-left-out-"))
  const other = plant("other", { f: "" })
  const root = plant("root", { "a.yaml": "a: b\n", "far/b.yaml": "", "far/c.yaml": "", "near/c.yaml": "" })
  git(root, "submodule", "add", "-q", other, "module")
  git(root, "commit", "-qm", "module")
  git(root, "sparse-checkout", "set", "near")
  git(root, "clone", "-q", other, "inner")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function git(directory: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]
  execFileSync("git", [...identity, ...args], { cwd: directory })
}

function plant(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git(root, "init", "-q")
  git(root, "add", "-A")
  git(root, "commit", "-qm", "all")
  return root
}

async function messages(...argv: string[]): Promise<string[]> {
  const { out } = await terminal(join(folder, "root"), "--format", "json", ...argv)
  const { findings } = JSON.parse(out) as { findings: { message: string; level: string }[] }
  return findings.map(({ level, message }) => `${level}: ${message}`)
}

it("says what a checkout does not hold, once for each kind", async () => {
  expect(await messages()).toEqual([
    "notice: far/b.yaml and 1 more file were not checked: outside the sparse checkout.",
    "notice: inner was not checked: a repository of its own.",
    "notice: module was not checked: submodule.",
  ])
})

it("is silent on what is excluded", async () => {
  expect(await messages("--exclude", "far", "--exclude", "inner", "--exclude", "module")).toEqual([])
})

it("says all of it with --verbose", async () => {
  const { err } = await terminal(join(folder, "root"), "--verbose")
  expect(err.split("\n").filter((line) => line.includes("skipped"))).toEqual([
    "tlsgate: skipped far/b.yaml: not checked: outside the sparse checkout",
    "tlsgate: skipped far/c.yaml: not checked: outside the sparse checkout",
    "tlsgate: skipped inner: not checked: a repository of its own",
    "tlsgate: skipped module: not checked: submodule",
  ])
})

import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, today, unmark } from "../examples.ts"

export type Files = Readonly<Record<string, string>>

/** A directory of its own, which is gone after the tests of a file. */
export function scratch(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "tlsgate-experiment-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Writes files as the examples of rules are written: ⟦name⟧ stands for a certificate of `test/pki`. */
export function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(unmark(files).files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** The rules of some families that speak about files, in order, each once. */
export async function speaking(files: Files, ids: RegExp): Promise<readonly string[]> {
  const { files: texts } = unmark(files)
  const inventory = inventoryOf(await factsOf(texts), new Set(Object.keys(texts)))
  const problems = check(rules, inventory, { at: today, options, trust: mozillaAnchors() })
  return [...new Set(problems.map(({ rule }) => rule.id).filter((id) => ids.test(id)))].sort()
}

/** Whether a program can be started at all. */
export function has(program: string, ...version: readonly string[]): boolean {
  return spawnSync(program, version).error === undefined
}

/** Builds a Go program of this folder; undefined where Go or the network for its modules is missing. */
export function built(folder: string, into: string): string | undefined {
  const binary = join(into, "program")
  const cwd = join(import.meta.dirname, folder)
  const { status } = spawnSync("go", ["build", "-o", binary, "."], { cwd, timeout: 300_000 })
  return status === 0 ? binary : undefined
}

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Run {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    timeout: 60_000,
    ...(cwd !== undefined && { cwd }),
  })
  return { status, stdout, stderr }
}

import { collect } from "../collect/collect.ts"
import { byCodePoint } from "../model/order.ts"
import type { Edit, Finding } from "../model/report.ts"
import { type Fixes, fixesOf } from "../policy/fixes.ts"
import { verdictOf } from "../policy/verdict.ts"
import type { DiscoveredFile } from "../ports/files.ts"
import { editable, replaceFile, type Snapshot } from "../ports/replace.ts"
import { log, visible } from "../reporters/escape.ts"
import { unifiedDiff } from "../reporters/unified-diff.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import { isShowable, rewrite } from "./fix-text.ts"
import type { Terminal } from "./main.ts"
import type { Invocation } from "./options.ts"
import { passwordsOf, type Scan, scan } from "./scan.ts"

/** Applies the safe fixes, or prints them as a unified diff. Fails where findings remain that need a person. */
export async function runFix(
  { paths, dryRun, options }: Extract<Invocation, { command: "fix" }>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const result = await scan(paths, options, terminal)
  const { report, settings, discovery } = result
  const fixes = fixesOf(report.findings)
  const files = new Map(discovery.files.map((file) => [file.path, file]))
  const refused = new Set<string>()
  for (const path of [...fixes.edits.keys()].sort(byCodePoint)) {
    const edits = fixes.edits.get(path)!
    const file = files.get(path)
    const why = await (dryRun ? print : write)({ path, edits, file, fixes, result }, terminal)
    if (why === undefined) continue
    refused.add(path)
    await terminal.err(`tlsgate: ${visible(path)} is left as it is: ${visible(why)}\n`)
  }
  const fixed = new Set(fixes.fixed.filter(({ edits }) => !edits.some(({ path }) => refused.has(path))))
  if (!settings.quiet) await summarise(fixes, fixed, report.findings, dryRun, terminal)
  const remaining = report.findings.filter((finding) => !fixed.has(finding))
  return verdictOf(remaining, settings.failOnAt) === "fail" ? exitStatus.failed : exitStatus.passed
}

interface Task {
  readonly path: string
  readonly edits: readonly Edit[]
  readonly file: DiscoveredFile | undefined
  readonly fixes: Fixes
  readonly result: Scan
}

/** Each returns why the file was left as it is; undefined where it was not. */
async function print({ path, edits, file, result }: Task, terminal: Terminal): Promise<string | undefined> {
  const snapshot = snapshotOf(file)
  if (typeof snapshot === "string") return snapshot
  const rewritten = rewrite(snapshot.bytes, edits)
  if (rewritten === undefined) return changed
  if (rewritten.shown === undefined)
    return `it is not UTF-8, which a diff cannot show; \`tlsgate fix ${visible(path)}\` changes it`
  const facts = await collect({ path, bytes: snapshot.bytes, passwords: passwordsOf(terminal) })
  const hides = isShowable(rewritten, edits, facts, sensitivesOf(result, path))
  const { text, withheld, bare } = unifiedDiff(
    path,
    rewritten.shown,
    rewritten.replacements,
    (line, at) => !hides(line, at),
  )
  await terminal.out(text)
  if (withheld > 0)
    await terminal.err(
      `tlsgate: ${withheld} ${withheld === 1 ? "change" : "changes"} of ${visible(path)} ${withheld === 1 ? "is" : "are"} not shown, because a secret stands on the same line\n`,
    )
  if (bare)
    await terminal.err(
      `tlsgate: a secret stands right beside a change of ${visible(path)}, so it is shown without context: use git apply --unidiff-zero, or patch -p1\n`,
    )
  return undefined
}

async function write({ path, edits, file, fixes }: Task, { out }: Terminal): Promise<string | undefined> {
  const snapshot = snapshotOf(file)
  if (typeof snapshot === "string") return snapshot
  const rewritten = rewrite(snapshot.bytes, edits)
  if (rewritten === undefined) return changed
  const why = replaceFile(snapshot, rewritten.bytes)
  if (why !== undefined) return why
  const own = fixes.fixed.filter((finding) => finding.edits.some((edit) => edit.path === path))
  await out(`${log(visible(path))}: ${[...new Set(own.map(({ rule }) => rule))].join(", ")}\n`)
  return undefined
}

function snapshotOf(file: DiscoveredFile | undefined): Snapshot | string {
  return file === undefined ? "it is not among the files that were read" : editable(file)
}

function sensitivesOf({ report }: Scan, path: string): readonly Finding[] {
  return report.findings.filter(({ sensitive, location }) => sensitive && location.path === path)
}

async function summarise(
  { later, spared }: Fixes,
  fixed: ReadonlySet<Finding>,
  findings: readonly Finding[],
  dryRun: boolean,
  { err }: Terminal,
): Promise<void> {
  const open = findings.filter((finding) => finding.suppressed === undefined && !fixed.has(finding))
  const rest = open.length - later.length - spared.length
  const parts = [
    `${counted(fixed.size, "finding")} ${dryRun ? "would be mended" : "mended"}`,
    ...(later.length > 0 ? [`${counted(later.length, "finding")} overlap and can be mended by the next run`] : []),
    ...(spared.length > 0
      ? [`${counted(spared.length, "finding")} among tests and examples left alone (give the path to mend them)`]
      : []),
    ...(rest > 0 ? [`${rest} more for you to look at`] : []),
  ]
  await err(`tlsgate: ${parts.join("; ")}\n`)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}

const changed = "it has changed since it was read"

import { spawnSync } from "node:child_process"
import { devNull } from "node:os"
import { dirname } from "node:path"
import { gitProgram, isPathVariable } from "./program.ts"

/** What a git command said; `missing` where there is no git to ask. */
export type GitAnswer = GitBytes<string>

export type GitBytes<T = Buffer> =
  | { readonly ok: true; readonly stdout: T; readonly stderr: string }
  | { readonly ok: false; readonly reason: "missing" | "timeout" | "failed"; readonly detail: string }

export type Environment = Readonly<Record<string, string | undefined>>

/** What a call needs besides its words. */
export interface GitCall {
  readonly env: Environment
  readonly input?: string
  /** Configuration for this call: the names may hold anything, `=` too. */
  readonly config?: readonly (readonly [name: string, value: string])[]
}

/** Runs git as `gitBytes` does, and reads what it prints as UTF-8. */
export function git(root: string, args: readonly string[], call: GitCall): GitAnswer {
  const answer = gitBytes(root, args, call)
  return answer.ok ? { ...answer, stdout: answer.stdout.toString("utf8") } : answer
}

/**
 * Runs git on a repository that may be hostile, always from its root: nothing that its configuration names is executed,
 * nothing is written, nothing is fetched, and no other repository answers for it. Paths are taken literally. It is waited
 * for: there is nothing to do before it answers, and the streams of one that is not take longer to load than it runs.
 */
export function gitBytes(root: string, args: readonly string[], { env, input, config = [] }: GitCall): GitBytes {
  const program = gitProgram(root, env)
  if (program === undefined) return { ok: false, reason: "missing", detail: "there is no git in PATH" }
  const { status, error, stdout, stderr } = spawnSync(program.file, [...guards, ...args], {
    cwd: root,
    env: { ...calm(env, root, config), PATH: program.path },
    input: input ?? "",
    maxBuffer,
    timeout,
    windowsHide: true,
  })
  const said = stderr?.toString("utf8") ?? ""
  if (status === 0 && error === undefined) return { ok: true, stdout, stderr: said }
  const code = error !== undefined && "code" in error ? error.code : undefined
  const reason = code === "ENOENT" ? "missing" : code === "ETIMEDOUT" ? "timeout" : "failed"
  return { ok: false, reason, detail: firstLine(said) || (error?.message ?? `git ended with ${status}`) }
}

/** The parts of a list that `-z` ended with NUL. */
export function split(list: string): string[] {
  return list.split("\0").filter((part) => part !== "")
}

/** 20 seconds: the largest index at hand (some 100,000 files) lists in well under one. */
const timeout = 20_000
const maxBuffer = 1 << 29

/** The word of the command line beats every file of configuration. */
const guards = [
  "--no-pager",
  ...[
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    `core.hooksPath=${devNull}`,
    "core.untrackedCache=keep",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "protocol.allow=never",
    "submodule.recurse=false",
    "diff.external=",
    "fetch.recurseSubmodules=false",
  ].flatMap((setting) => ["-c", setting]),
]

/**
 * `GIT_DIR` and its kin, set inside a hook, would answer for another repository; what configures git for its user stays,
 * `safe.directory` above all.
 */
function calm(env: Environment, root: string, config: NonNullable<GitCall["config"]>): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    const isOurs = value !== undefined && !isPathVariable(name) && (!name.startsWith("GIT_") || isConfiguring(name))
    return isOurs ? [[name, value]] : []
  })
  const given = Number(env["GIT_CONFIG_COUNT"] ?? 0) || 0
  const own = config.flatMap(([name, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${given + index}`, name],
    [`GIT_CONFIG_VALUE_${given + index}`, value],
  ])
  return {
    ...Object.fromEntries([...kept, ...own]),
    ...(config.length > 0 && { GIT_CONFIG_COUNT: `${given + config.length}` }),
    GIT_CEILING_DIRECTORIES: dirname(root),
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_PROTOCOL_FROM_USER: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    LC_ALL: "C",
  }
}

function isConfiguring(name: string): boolean {
  return /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|PARAMETERS|COUNT|KEY_\d+|VALUE_\d+)$/.test(name)
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.trim()
}

import { UsageError } from "../model/failure.ts"
import { configNames, type FoundConfig, parseConfig } from "../ports/config.ts"
import { type GitAnswer, git } from "../ports/git/git.ts"
import { ruleNames } from "../rules/index.ts"
import type { Inputs } from "./inputs.ts"

interface Place extends Inputs {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * With `config-from: base`, the config as the base commit has it, so that a pull request cannot relax its own gate;
 * `undefined` where the working tree's is to be used, `none` where the base has none.
 */
export async function baseConfig(
  { input, cwd, env }: Place,
  payload: unknown,
): Promise<FoundConfig | "none" | undefined> {
  const from = input("config-from")
  if (from === "" || from === "head") return undefined
  if (from !== "base") throw new UsageError({ message: `config-from: "${from}" is neither head nor base` })
  const base = baseOf(payload)
  if (base === undefined) return undefined
  if (!git(cwd, ["cat-file", "-e", `${base}^{commit}`], { env }).ok)
    throw new UsageError({
      message: `config-from: the base commit ${base.slice(0, 7)} is not in the checkout`,
      hint: "give actions/checkout `fetch-depth: 0`, or fetch that commit in a step before",
    })
  const named = input("config")
  for (const name of named === "" ? configNames : [named]) {
    const answer: GitAnswer = git(cwd, ["show", `${base}:${name}`], { env })
    if (answer.ok)
      return { config: parseConfig(name, answer.stdout, ruleNames), path: `${name} of ${base.slice(0, 7)}`, base: cwd }
  }
  return "none"
}

function baseOf(payload: unknown): string | undefined {
  const event = payload as
    | { pull_request?: { base?: { sha?: unknown } }; merge_group?: { base_sha?: unknown } }
    | undefined
  const sha = event?.pull_request?.base?.sha ?? event?.merge_group?.base_sha
  return typeof sha === "string" && /^[0-9a-f]{40,64}$/.test(sha) ? sha : undefined
}

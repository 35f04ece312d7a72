import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { act, type Step } from "../../src/action/act.ts"
import { baseOfEvent } from "../../src/action/base.ts"
import { today } from "../examples.ts"
import { commitAll, git, plant } from "../ports/tree.ts"

const insecure = "configs:\n  a.corp:\n    tls:\n      insecure_skip_verify: true\n"

/** What a pull request checks out: `main`, a change of it, and GitHub's merge of both. */
function pull() {
  const origin = plant({ "k3s/registries.yaml": insecure })
  commitAll(origin)
  const base = git(origin, "rev-parse", "HEAD").trim()
  git(origin, "checkout", "-qb", "change")
  writeFileSync(join(origin, ".tlsgate.yml"), "version: 1\nrules:\n  k3s: off\n")
  git(origin, "add", "-A")
  git(origin, "commit", "-qm", "change")
  const head = git(origin, "rev-parse", "HEAD").trim()
  git(origin, "checkout", "-q", "main")
  git(origin, "commit", "-qm", "later", "--allow-empty")
  const later = git(origin, "rev-parse", "HEAD").trim()
  git(origin, "merge", "-q", "--no-ff", "-m", "merge", "change")
  const merge = git(origin, "rev-parse", "HEAD").trim()
  return { origin, base, head, later, merge }
}

function checkout(origin: string, ref: string, depth: number): string {
  const directory = plant()
  git(directory, "init", "-q")
  git(directory, "fetch", "-q", `--depth=${depth}`, `file://${origin}`, ref)
  git(directory, "checkout", "-q", "FETCH_HEAD")
  return directory
}

const event = ({ base, head }: { base: string; head: string }) => ({
  pull_request: { number: 7, base: { sha: base }, head: { sha: head } },
})

function decided(cwd: string, payload: object, sha: string, name = "pull_request", from = "") {
  const env = { ...process.env, GITHUB_EVENT_NAME: name, GITHUB_SHA: sha }
  return baseOfEvent({ cwd, env, input: (input) => (input === "config-from" ? from : ""), lines: () => [] }, payload)
}

describe("the base of an event", () => {
  it("is the commit that it names, where that is in the checkout", () => {
    const all = pull()
    const directory = checkout(all.origin, all.merge, 10)
    expect(decided(directory, event(all), all.merge)).toEqual({ kind: "commit", commit: all.base })
    const group = { merge_group: { base_sha: all.later, head_sha: all.merge } }
    expect(decided(directory, group, all.merge, "merge_group")).toEqual({ kind: "commit", commit: all.later })
  })

  it("is the first parent of GitHub's own merge, where it is not", () => {
    const all = pull()
    const directory = checkout(all.origin, all.merge, 2)
    expect(decided(directory, event(all), all.merge)).toEqual({ kind: "commit", commit: all.later })
  })

  it("is no parent of a merge that is not GitHub's own", () => {
    const all = pull()
    const directory = checkout(all.origin, all.merge, 2)
    for (const [payload, sha] of [
      [event(all), all.head],
      [event({ ...all, head: all.base }), all.merge],
    ] as const)
      expect(decided(directory, payload, sha)).toMatchObject({ kind: "missing" })
    expect(decided(checkout(all.origin, "change", 2), event({ ...all, base: all.later }), all.merge)).toMatchObject({
      kind: "missing",
    })
  })

  it("is missing in a shallow checkout, and the cure is named", () => {
    const all = pull()
    const directory = checkout(all.origin, all.merge, 1)
    expect(decided(directory, event(all), all.merge)).toEqual({
      kind: "missing",
      note: expect.stringContaining("`fetch-depth: 2`"),
    })
    expect(decided(plant(), event(all), all.merge)).toMatchObject({ kind: "missing" })
    expect(decided(directory, {}, all.merge)).toMatchObject({ kind: "missing" })
  })

  it("is none on other events, and where the head is asked for", () => {
    const all = pull()
    for (const name of ["push", "schedule", "workflow_dispatch"])
      expect(decided(all.origin, {}, all.merge, name)).toBeUndefined()
    expect(decided(all.origin, event(all), all.merge, "pull_request", "head")).toBeUndefined()
    expect(() => decided(all.origin, event(all), all.merge, "pull_request", "main")).toThrow("neither head nor base")
  })
})

describe("a pull request that turns its own gate off", () => {
  const depths = [
    [10, "would silence 1 finding"],
    [2, "would silence 1 finding"],
    [1, "fetch-depth: 2"],
  ] as const
  it.each(depths)("is blocked with a checkout of depth %i, and says why", async (depth, said) => {
    const all = pull()
    const { status, log, summary } = await run(checkout(all.origin, all.merge, depth), event(all), all.merge)
    expect(status).toBe(1)
    for (const text of [log, summary]) expect(text).toContain(said)
  })

  it("passes where the head is asked for", async () => {
    const all = pull()
    expect((await run(checkout(all.origin, all.merge, 1), event(all), all.merge, "head")).status).toBe(0)
  })
})

async function run(cwd: string, payload: object, sha: string, from = "") {
  const [log, summary]: [string[], string[]] = [[], []]
  const step: Step = {
    input: (name) => (name === "config-from" ? from : ""),
    lines: () => [],
    output: () => {},
    debug: () => {},
    log: (text) => void log.push(text),
    summary: async (text) => void summary.push(text),
    payload: () => payload,
    load: () => "",
    save: (name) => name,
    cwd,
    now: today,
    env: { ...process.env, GITHUB_EVENT_NAME: "pull_request", GITHUB_SHA: sha, GITHUB_REPOSITORY: "a/b" },
    clock: () => 0,
  }
  const status = await act(step)
  return { status, log: log.join(""), summary: summary.join("") }
}

import { execFile, execFileSync } from "node:child_process"
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { json } from "../../src/reporters/json.ts"
import { FakeGitHub } from "../github/server.ts"
import { options, report } from "../reporters/report.ts"

/*
 * The action as a workflow runs it: the committed bundle, in nektos/act, on this machine, for each event, against a GitHub
 * that checks each request. Skipped where act is not installed: `go install github.com/nektos/act@latest`, or ACT.
 */

const act = process.env["ACT"] ?? onPath("act")
const sha = "9c1f2ab3d4e5f60718293a4b5c6d7e8f90a1b2c3"
const repository = { full_name: "acme/shop" }
const head = { sha, ref: "change", repo: repository }

let folder: string
let home: string
let github: FakeGitHub

describe.skipIf(act === undefined)("the action in a workflow", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlsgate-act-"))
    home = mkdtempSync(join(tmpdir(), "tlsgate-home-"))
    mkdirSync(join(folder, ".github/workflows"), { recursive: true })
    mkdirSync(join(folder, "nodes"))
    cpSync("action.yml", join(folder, "action.yml"))
    cpSync(resolve(process.env["TLSGATE_DIST"] ?? "dist", "action"), join(folder, "dist/action"), { recursive: true })
    writeFileSync(join(folder, "nodes/registries.yaml"), registries)
    writeFileSync(join(folder, "report.json"), json(report, options))
    writeFileSync(join(folder, ".github/workflows/gate.yml"), gate)
    writeFileSync(join(folder, ".github/workflows/comment.yml"), commenting)
    const git = (...words: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...words], { cwd: folder })
    git("init", "--quiet", "--initial-branch=main")
    git("remote", "add", "origin", "https://github.com/acme/shop.git")
    git("add", "--all")
    git("commit", "--quiet", "--message=all")
    github = await new FakeGitHub().start()
  })

  afterAll(async () => {
    await github?.stop()
    for (const path of [folder, home]) if (path !== undefined) rmSync(path, { recursive: true, force: true })
  })

  it.each([
    ["push", { repository }, { comments: 0, checks: 1, issues: 0 }],
    [
      "pull_request",
      { repository, pull_request: { number: 7, head, base: { ref: "main" } } },
      { comments: 1, checks: 1, issues: 0 },
    ],
    [
      "merge_group",
      { repository, merge_group: { head_sha: sha, base_sha: sha } },
      { comments: 0, checks: 1, issues: 0 },
    ],
    ["schedule", { repository }, { comments: 0, checks: 1, issues: 1 }],
    ["workflow_dispatch", { repository }, { comments: 0, checks: 1, issues: 1 }],
  ])("fails for %s, and reports where that event has a place for it", async (event, payload, written) => {
    const { status, output } = await run(event, payload)
    expect(output).toContain("verdict=fail errors=1")
    expect(output).toMatch(/k3s-registry-insecure-skip-verify/)
    expect(output).toContain("Pre-deploy gate: blocked")
    expect(status).not.toBe(0)
    expect(taken()).toEqual(written)
  })

  it("gives the same verdict with GitHub out of order, and with a token that may only read", async () => {
    const payload = { repository, pull_request: { number: 7, head, base: { ref: "main" } } }
    github.permissions = new Set()
    const refused = await run("pull_request", payload)
    github.permissions = new Set(["pull-requests", "issues", "checks"])
    github.fail({ on: /./, status: 422 })
    const down = await run("pull_request", payload)
    github.recover()
    for (const { status, output } of [refused, down]) {
      expect(output).toContain("verdict=fail errors=1")
      expect(status).not.toBe(0)
    }
    expect(refused.output).toContain("pull-requests: write")
    taken()
  })

  it("comments on a pull request from a fork, after its own run, and passes", async () => {
    github.pulls.push({ number: 9, state: "open", head: { sha, label: "mallory:patch" } })
    const other = { head_sha: sha, head_branch: "patch", head_repository: { owner: { login: "mallory" } } }
    const { status, output } = await run("workflow_run", { repository, workflow_run: other }, "comment.yml")
    expect(output).toContain("url=https://github.com/acme/shop/pull/9#issuecomment-")
    expect(status).toBe(0)
    expect(github.comments.map(({ pull }) => pull)).toEqual([9])
  })
})

function taken() {
  const { comments, checks, issues } = github
  const number = { comments: comments.length, checks: checks.length, issues: issues.length }
  for (const list of [comments, checks, issues]) list.length = 0
  expect(github.violations).toEqual([])
  return number
}

function run(event: string, payload: object, workflow = "gate.yml"): Promise<{ status: number; output: string }> {
  const file = join(folder, "event.json")
  writeFileSync(file, JSON.stringify(payload))
  const words = [
    event,
    "--workflows",
    join(".github/workflows", workflow),
    "--eventpath",
    file,
    "--platform",
    "ubuntu-latest=-self-hosted",
    "--env",
    `GITHUB_API_URL=${github.url}`,
  ]
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
  }
  return new Promise((done) => {
    execFile(act ?? "", words, { cwd: folder, env, timeout: 60_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      done({ status: error === null ? 0 : 1, output: `${stdout}${stderr}` })
    })
  })
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((place) => join(place, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const registries = `configs:
  registry.corp.example.com:
    tls:
      insecure_skip_verify: true
`

const gate = `on: [push, pull_request, merge_group, schedule, workflow_dispatch]
permissions: { contents: read }
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: gate
        uses: ./
        with:
          paths: nodes
          at: 2026-11-22
          reporters: annotations, summary, comment, checks, issue
          token: t
      - if: always()
        run: echo "verdict=\${{ steps.gate.outputs.verdict }} errors=\${{ steps.gate.outputs.errors }}"
`

const commenting = `on: workflow_run
permissions: { contents: read, pull-requests: write }
jobs:
  comment:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: comment
        uses: ./
        with:
          from-report: report.json
          reporters: comment
          token: t
      - run: echo "url=\${{ steps.comment.outputs.comment-url }}"
`

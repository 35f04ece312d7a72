import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Surroundings } from "../../src/action/publish.ts"
import { publish } from "../../src/action/publish.ts"
import { readChannels } from "../../src/action/settings.ts"
import type { Report } from "../../src/model/report.ts"
import { connect } from "../../src/ports/github/client.ts"
import { readEvent } from "../../src/ports/github/event.ts"
import { markerText, readMarker } from "../../src/reporters/marker.ts"
import { clear, files, finding, options, report } from "../reporters/report.ts"
import { bot, FakeGitHub } from "./server.ts"

const sha = "9c1f2ab3d4e5f60718293a4b5c6d7e8f90a1b2c3"
const hosts = "deploy/nodes/certs.d/registry.corp.example:5000/hosts.toml"
const pullRequest = readEvent(
  "pull_request",
  {
    repository: { full_name: "acme/shop" },
    pull_request: { number: 7, head: { sha, repo: { full_name: "acme/shop" } } },
  },
  "0".repeat(40),
)
const fork = { ...pullRequest, fork: true }
const nightly = readEvent("schedule", {}, sha)

let github: FakeGitHub
let waits: number[]

beforeEach(async () => {
  github = await new FakeGitHub().start()
  waits = []
})

afterEach(async () => {
  await github.stop()
  expect(github.violations).toEqual([])
})

interface Run extends Partial<Omit<Surroundings, "channels">> {
  readonly reporters?: string
  readonly apiUrl?: string
}

async function run(given: Report, { reporters = "annotations, summary, comment", apiUrl, ...around }: Run = {}) {
  const channels = readChannels(reporters)
  if ("wrong" in channels) throw new Error(channels.wrong)
  const log: string[] = []
  const summaries: string[] = []
  const published = await publish(given, options, {
    channels,
    event: pullRequest,
    key: "gate.yml/check",
    run: 10,
    attempt: 1,
    log: (text) => log.push(text),
    summary: (markdown) => void summaries.push(markdown),
    connect: () =>
      connect({
        token: "t",
        apiUrl: apiUrl ?? github.url,
        repository: "acme/shop",
        wait: async (milliseconds) => {
          waits.push(milliseconds)
        },
      }),
    ...around,
  })
  return { ...published, log: log.join(""), summary: summaries.join("") }
}

const writes = () =>
  github.requests.filter(({ method }) => method !== "get").map(({ method, path }) => `${method} ${path}`)

describe("the comment", () => {
  it("is not begun where there is nothing to see", async () => {
    await run(clear)
    expect(writes()).toEqual([])
  })

  it("is written once, edited after that, and turns green", async () => {
    const first = await run(report)
    expect(first.commentUrl).toBe(github.comments[0]?.html_url)
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain("🛑 Pre-deploy gate: blocked")

    await run(report, { run: 11 })
    await run(clear, { run: 12 })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain("✅ Pre-deploy gate: clear")
    expect(github.comments[0]?.body).toContain("All 6 findings at `9c1f2ab` are gone.")
  })

  it.each([
    ["an earlier run", { run: 9, attempt: 1 }],
    ["an earlier attempt", { run: 10, attempt: 1 }],
  ])("is not overwritten by %s", async (_, late) => {
    await run(report, { run: 10, attempt: 2 })
    const before = github.comments[0]?.body
    await run(clear, late)
    expect(github.comments[0]?.body).toBe(before)
  })

  it("leaves one where parallel runs wrote two, and the later word in it", async () => {
    const marker = { key: "gate.yml/check", sha, run: 12, attempt: 1, found: 1 }
    github.addComment(markerText({ ...marker, run: 8 }))
    github.addComment(`${markerText(marker)}\nthe later word`)
    await run(report, { run: 10 })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain("the later word")
  })

  it("leaves alone what others wrote, though they copy the marker", async () => {
    const marker = markerText({ key: "gate.yml/check", sha, run: 99, attempt: 1, found: 0 })
    github.addComment(`${marker} all is well`, { login: "mallory", type: "User" })
    github.addComment(`> ${marker}`)
    await run(report)
    expect(github.comments).toHaveLength(3)
    expect(github.comments[2]?.body).toContain("blocked")
  })

  it("keeps one for each job", async () => {
    await run(report)
    await run(report, { key: "gate.yml/other" })
    await run(report)
    expect(github.comments.map(({ body }) => readMarker(body)?.key)).toEqual(["gate.yml/check", "gate.yml/other"])
  })

  it("is found on a later page", async () => {
    for (let index = 0; index < 250; index++) github.addComment("+1", { login: "u", type: "User" })
    await run(report)
    await run(clear, { run: 11 })
    expect(github.comments).toHaveLength(251)
  })

  it("is shortened before GitHub refuses it", async () => {
    const long = {
      ...report,
      findings: Array.from({ length: 300 }, (_, line) =>
        finding({ message: "|".repeat(5000), location: { ...finding().location, path: `${"é/".repeat(900)}${line}` } }),
      ),
    }
    await run(long)
    expect(github.comments[0]?.body.length).toBeLessThan(60_000)
    expect(github.comments[0]?.body).toMatch(/more rows in the \[full report/)
  })

  it("of a person's token is told by that person's name", async () => {
    github.login = "ada"
    github.addComment(markerText({ key: "gate.yml/check", sha, run: 1, attempt: 1, found: 1 }), bot)
    await run(report)
    await run(clear, { run: 11 })
    expect(github.comments.map(({ user }) => user.login)).toEqual([bot.login, "ada"])
  })
})

describe("when GitHub says no", () => {
  it("names the line to add, and gives the verdict all the same", async () => {
    github.permissions = new Set()
    const { notes, log, summary } = await run(report, { reporters: "annotations,summary,comment,checks" })
    expect(notes).toEqual([
      expect.stringContaining('Add "pull-requests: write"'),
      expect.stringContaining('Add "checks: write"'),
    ])
    expect(log).toContain(
      '::notice title=tlsgate::The comment was not written: the token may not. Add "pull-requests: write"',
    )
    expect(log).toMatch(/::error title=tlsgate%3A blocked/)
    expect(summary).toContain("blocked")
  })

  it("explains a fork, where no line would help", async () => {
    github.permissions = new Set()
    const { notes } = await run(report, { event: fork })
    expect(notes).toEqual([expect.stringContaining("a pull request from a fork gets a token that may only read")])
  })

  it.each([
    ["is down", { status: 503 }],
    ["cuts the connection", { status: 0 }],
    ["does not know the token", { status: 401, message: "Bad credentials" }],
    ["hides the repository", { status: 404, message: "Not Found" }],
    [
      "asks to come back in an hour",
      { status: 403, message: "API rate limit exceeded", headers: { "retry-after": "3600" } },
    ],
    ["never accepts", { status: 422, message: "::error::no\u202e" }],
  ])("loses nothing when GitHub %s", async (_, fault) => {
    github.fail({ on: /./, ...fault })
    const { notes, log, summary } = await run(report, { reporters: "annotations,summary,comment,review,checks" })
    expect(notes).toHaveLength(3)
    expect(notes.join()).toMatch(/^The comment .*The verdict stands\..*,The review .*,The check run /s)
    expect(notes.join()).not.toContain("\u202e")
    expect(Math.max(0, ...waits)).toBeLessThanOrEqual(60_000)
    expect(log.match(/^::error /gm)).toHaveLength(5)
    expect(summary).toContain("blocked")
  })
})

describe("retries", () => {
  it.each([
    ["a server error", { status: 502, left: 2 }, [1000, 2000]],
    ["too many requests", { status: 429, headers: { "retry-after": "7" }, left: 1 }, [7000]],
    ["a secondary limit", { status: 403, message: "You have exceeded a secondary rate limit", left: 1 }, [1000]],
    ["a connection that breaks", { status: 0, left: 1 }, [1000]],
  ])("outlast %s", async (_, fault, delays) => {
    github.fail({ on: /^get .*comments/, ...fault })
    const { notes } = await run(report)
    expect(notes).toEqual([])
    expect(waits).toEqual(delays)
    expect(github.comments).toHaveLength(1)
  })

  it("do not create twice what may have been created", async () => {
    github.fail({ on: /^post/, status: 502, left: 1 })
    const { notes } = await run(report)
    expect(notes).toEqual([expect.stringContaining("502")])
    expect(writes()).toHaveLength(1)
  })

  it("create once a limit is over", async () => {
    github.fail({ on: /^post/, status: 429, headers: { "retry-after": "1" }, left: 1 })
    await run(report)
    expect(github.comments).toHaveLength(1)
  })
})

describe("check runs", () => {
  const many = {
    ...report,
    findings: Array.from({ length: 120 }, (_, index) =>
      finding({ location: { ...finding().location, path: `a/${index}.pem` } }),
    ),
  }

  it("come in batches of fifty, without annotations by command", async () => {
    const { log } = await run(many, { reporters: "checks" })
    expect(writes()).toEqual([
      "post /repos/acme/shop/check-runs",
      ...Array(2).fill(`patch /repos/acme/shop/check-runs/${github.checks[0]?.id}`),
    ])
    expect(github.checks[0]).toMatchObject({ head_sha: sha, conclusion: "failure" })
    expect(github.checks[0]?.annotations).toHaveLength(120)
    expect(log).not.toContain("::error")
  })

  it("that cannot be finished leave all to annotations", async () => {
    github.fail({ on: /^patch/, status: 500 })
    const { log, notes } = await run(many, { reporters: "checks" })
    expect(notes).toHaveLength(1)
    expect(log.match(/^::error /gm)).toHaveLength(10)
    expect(log).toContain("112 more errors")
  })
})

describe("the review", () => {
  const patch = "@@ -1,4 +1,6 @@\n context"

  it("suggests what a hunk holds, once", async () => {
    github.files = [{ filename: hosts, patch }]
    await run(report, { reporters: "review" })
    await run(report, { reporters: "review", run: 11 })
    expect(github.reviews).toHaveLength(1)
    expect(github.reviews[0]?.comments).toEqual([
      { path: hosts, line: 5, side: "RIGHT", body: expect.stringMatching(/\n\n```suggestion\n```$/) },
    ])
  })

  it.each([
    ["a file that the pull request leaves alone", []],
    ["a hunk that ends above", [{ filename: hosts, patch: "@@ -1,2 +1,2 @@" }]],
    ["a file too large for a patch", [{ filename: hosts }]],
  ])("is silent on %s", async (_, changed) => {
    github.files = changed
    await run(report, { reporters: "review" })
    expect(github.reviews).toEqual([])
  })

  it("writes what it can where one line is refused", async () => {
    const other = "b.toml"
    const edit = report.findings[2]?.edits[0]
    if (edit === undefined) throw new Error("the report has a fix")
    const both = {
      ...report,
      findings: [
        finding({ edits: [edit], fingerprint: "one" }),
        finding({ edits: [{ ...edit, path: other }], fingerprint: "two" }),
      ],
    }
    github.files = [
      { filename: hosts, patch },
      { filename: other, patch },
    ]
    github.fail({ on: /^post .*reviews/, status: 422, left: 2 })
    await publish(
      both,
      { ...options, text: () => files[hosts] },
      {
        channels: new Set(["review"]),
        event: pullRequest,
        key: "k",
        run: 1,
        attempt: 1,
        log: () => {},
        connect: () => connect({ token: "t", apiUrl: github.url, repository: "acme/shop" }),
      },
    )
    expect(github.reviews.flatMap(({ comments }) => comments.map(({ path }) => path))).toEqual([other])
  })
})

describe("the issue of scheduled runs", () => {
  it("opens, is kept up to date, closes when all is clear, and opens again", async () => {
    const night = (given: Report, number: number) => run(given, { reporters: "issue", event: nightly, run: number })
    await night(clear, 1)
    expect(github.issues).toHaveLength(0)
    await night(report, 2)
    expect(github.issues).toMatchObject([
      {
        state: "open",
        title: "tlsgate: 1 certificate expired, 1 certificate to renew within 30 days",
        labels: ["tlsgate"],
      },
    ])
    await night(report, 3)
    await night(clear, 4)
    expect(github.issues).toMatchObject([{ state: "closed", title: "tlsgate: all clear" }])
    await night(report, 3)
    expect(github.issues).toMatchObject([{ state: "closed" }])
    await night(report, 5)
    expect(github.issues).toMatchObject([{ state: "open" }])
    expect(github.issues).toHaveLength(1)
  })

  it("is none of a pull request's", async () => {
    await run(report, { reporters: "issue" })
    expect(writes()).toEqual([])
  })
})

describe("events", () => {
  it("work on an Enterprise Server, whose API has a path", async () => {
    await run(report, { apiUrl: `${github.url}/api/v3/` })
    expect(github.comments).toHaveLength(1)
  })

  it.each([
    ["push", {}],
    ["merge_group", { merge_group: { head_sha: sha, base_sha: sha } }],
    ["workflow_dispatch", {}],
  ])("without a pull request (%s) need no comment", async (name, payload) => {
    const { notes, log } = await run(report, { event: readEvent(name, payload, sha) })
    expect(notes).toEqual([])
    expect(writes()).toEqual([])
    expect(log).toContain("::error")
  })

  it("find the pull request of a fork by its head, not by what the report says", async () => {
    const payload = {
      workflow_run: { head_sha: sha, head_branch: "patch-1", head_repository: { owner: { login: "mallory" } } },
    }
    github.pulls.push(
      { number: 3, state: "open", head: { sha: "0".repeat(40), label: "mallory:patch-1" } },
      { number: 7, state: "open", head: { sha, label: "mallory:patch-1" } },
    )
    await run(report, { event: readEvent("workflow_run", payload, "1".repeat(40)) })
    expect(github.comments.map(({ pull }) => pull)).toEqual([7])
  })

  it.each([
    ["pull_request", null],
    ["pull_request", { pull_request: { number: "7; rm -rf", head: { sha: "../../x" } } }],
    ["pull_request", { pull_request: [] }],
    ["merge_group", { merge_group: { head_sha: 5 } }],
    ["workflow_run", { workflow_run: { head_sha: "x" } }],
  ])("with a strange payload (%s) fall back on the commit", (name, payload) => {
    expect(readEvent(name, payload, sha)).toMatchObject({ sha })
    expect(readEvent(name, payload, sha).pull).toBeUndefined()
  })
})

describe("the summary", () => {
  it("that cannot be written is told, and the log has the report", async () => {
    const full = async () => {
      throw new Error("ENOSPC: no space left on device")
    }
    const { notes, log } = await run(report, { reporters: "summary, annotations", summary: full })
    expect(notes).toEqual([expect.stringContaining("ENOSPC")])
    expect(log).toContain("error[chain-incomplete]")
  })
})

it("names the reporters when one is misspelt", () => {
  expect(readChannels("comments")).toEqual({
    wrong: '"comments" is no reporter; there are annotations, summary, checks, comment, review, issue',
  })
})

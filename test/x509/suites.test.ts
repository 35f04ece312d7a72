import { existsSync, readdirSync, readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { compare, dersOf, readTruth } from "./corpus.ts"
import exceptions from "./exceptions.json" with { type: "json" }
import { runCase, type Suite } from "./suite.ts"

const shared = new URL("../../../shared", import.meta.url).pathname
const directory = `${shared}/limbo`
const files = existsSync(directory)
  ? readdirSync(directory).filter((file) => /^(limbo|bettertls|pkits).*json(\.gz)?$/.test(file))
  : []

describe.skipIf(files.length === 0)("public suites", () => {
  it.each(files)("%s", { timeout: 120_000 }, (file) => {
    const bytes = readFileSync(`${directory}/${file}`)
    const suite: Suite = JSON.parse((file.endsWith("gz") ? gunzipSync(bytes) : bytes).toString("utf8"))
    const divergent = suite.testcases
      .map((testcase) => ({ id: testcase.id, expected: testcase.expected_result, ...runCase(testcase, "namespace") }))
      .filter(({ id, actual, expected }) => actual !== expected && !(id in exceptions))
    expect(divergent).toEqual([])
    expect(suite.testcases.length).toBeGreaterThan(100)
  })
})

const table = `${directory}/peer-misses-dev.md`
const classes = existsSync(table)
  ? [...readFileSync(table, "utf8").matchAll(/^\|[^|]*\| `([^`]+)` \|(?:[^|]*\|){3} (\w) \|/gm)]
  : []

describe.skipIf(classes.length === 0)("the gate", () => {
  const { testcases }: Suite = JSON.parse(
    existsSync(table) ? readFileSync(`${directory}/limbo-dev.json`, "utf8") : '{"testcases":[]}',
  )

  it("warns of rules for issuers, and rejects what clients reject", () => {
    const lenient = new Set(classes.filter(([, , letter = ""]) => "IWC".includes(letter)).map(([, id]) => id))
    const wrong = testcases.filter((testcase) => {
      const { actual, warnings = [] } = runCase(testcase, "gate")
      if (!lenient.has(testcase.id)) return actual !== testcase.expected_result
      // Of those that are valid anyway there is nothing to say.
      const isSilent = testcase.expected_result === "SUCCESS"
      return actual !== "SUCCESS" || (warnings.length === 0 && !isSilent)
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
    expect(lenient.size).toBeGreaterThan(20)
  })

  it("takes every chain that Go, OpenSSL and rustls all take", () => {
    const { baselines }: { baselines: Readonly<Record<string, Readonly<Record<string, string>>>> } = JSON.parse(
      readFileSync(`${directory}/baselines-dev.json`, "utf8"),
    )
    const clients = [/^gocryptox509/, /^openssl/, /^rustls-webpki/].map((name) =>
      Object.entries(baselines).find(([peer]) => name.test(peer)),
    )
    const taken = testcases.filter(({ id }) => clients.every((client) => client?.[1][id] === "SUCCESS"))
    expect(taken.filter((testcase) => runCase(testcase, "gate").actual !== "SUCCESS").map(({ id }) => id)).toEqual([])
    expect(taken.length).toBeGreaterThan(30)
  })
})

const truths = readTruth(`${shared}/corpus`)

describe.skipIf(truths.length === 0)("real certificates", () => {
  it("decode to what pyca/cryptography says of them", () => {
    const ders = new Map<string, ReturnType<typeof dersOf>>()
    const disagreements = []
    let compared = 0
    for (const truth of truths) {
      if (truth.sha256 === undefined || !/^(ok|openssl-only)$/.test(truth.parse)) continue
      const file = `${truth.repo} ${truth.file}`
      if (!ders.has(file)) ders.set(file, dersOf(`${shared}/corpus`, truth))
      const der = ders.get(file)?.get(truth.sha256)
      if (der === undefined) continue
      compared++
      disagreements.push(...compare(truth, der))
    }
    expect(disagreements).toEqual([])
    expect(compared).toBeGreaterThan(1200)
  })
})

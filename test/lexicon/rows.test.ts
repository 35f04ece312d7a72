import { describe, expect, it } from "vitest"
import { judgeConnection, mayConnect } from "../../src/lexicon/connection/judge.ts"
import { parameterRows } from "../../src/lexicon/connection/parameters.table.ts"
import { formOf, rowsOfFlag, rowsOfVariable, rowsOfWay } from "../../src/lexicon/lookup.ts"
import type { Row } from "../../src/lexicon/row.ts"
import { rows } from "../../src/lexicon/tables/index.ts"
import type { Level } from "../../src/model/report.ts"
import { levelOf } from "../../src/policy/circumstances.ts"

/** Every name of every row, as somebody would write it. */
const spellings = rows.flatMap((row) => row.names.map((name) => ({ row, name, written: name.replaceAll("*", "MY") })))

describe("rows of the lexicon", () => {
  it("are as many spellings as the products have", () => {
    expect(spellings.length).toBeGreaterThan(400)
  })

  it.each(spellings)(
    "$name of $row.product is found by its name and decided by its value",
    ({ row, name, written }) => {
      const found = lookUp(name, written)
      expect(found).toContain(row)
      expect(row.off.test(row.off.bad)).toBe(true)
      expect(row.off.test(row.off.good)).toBe(false)
      expect(row.source.length).toBeGreaterThan(3)
      expect(row.instead.length).toBeGreaterThan(3)
      // What the names alone do not say has a place where they do, and does not hold everywhere.
      if (row.within !== undefined && row.within.source !== "(?:)") {
        expect(row.within.test(row.place ?? "")).toBe(true)
        expect(row.within.test("somewhere/else.yaml")).toBe(false)
      }
    },
  )

  it("has no row twice", () => {
    const seen = new Set<string>()
    for (const { row, name } of spellings) {
      const key = [name, row.off.bad, row.within?.source, row.product].join(" ")
      expect(seen, key).not.toContain(key)
      seen.add(key)
    }
  })

  it.each([
    ["GF_AUTH_TLS_SKIP", rowsOfVariable],
    ["MY_OWN_THING", rowsOfVariable],
    ["--skip", rowsOfFlag],
  ] as const)("says nothing of %s", (name, look) => {
    expect(look(name)).toEqual([])
  })

  it("asks for the keys above where a row does", () => {
    expect(rowsOfWay(["smtp", "skip_verify"]).length).toBe(1)
    expect(rowsOfWay(["other", "skip_verify"])).toEqual([])
    expect(rowsOfWay(["grafana.ini", "auth.github", "tls_skip_verify_insecure"]).length).toBe(1)
    expect(rowsOfWay(["spring.kafka.properties.ssl.endpoint.identification.algorithm"]).length).toBe(1)
  })
})

function lookUp(name: string, written: string): readonly Row[] {
  if (formOf(name) === "flag") return rowsOfFlag(written)
  if (formOf(name) === "variable") return rowsOfVariable(written)
  return rowsOfWay(name.includes("/") ? [written] : written.split(".").filter((step) => step !== ""))
}

function levelFor(text: string): Level | undefined {
  const verdict = judgeConnection(text)
  return verdict && levelOf(verdict.level).level
}

describe("parameters of connection strings", () => {
  it.each(parameterRows)("$driver: $bad", ({ bad, good, effect, level }) => {
    expect(mayConnect(bad)).toBe(true)
    expect(judgeConnection(bad)?.effect).toBe(effect)
    expect(levelFor(bad)).toBe(level)
    expect([undefined, "notice"]).toContain(levelFor(good))
  })

  it.each([
    ["postgres://app@localhost/shop?sslmode=disable", "notice"],
    ["postgres://app@db.web.svc:5432/shop?sslmode=disable", "warning"],
    ["postgres://app@db:5432/shop?sslmode=disable", "warning"],
    ["postgres://app@$(DB_HOST)/shop?sslmode=disable", "warning"],
    ["postgres:///shop?host=/run/postgresql&sslmode=disable", undefined],
    ["host=/run/postgresql user=app sslmode=disable", undefined],
    ["https://api.corp.example.com/?insecure_skip_verify=true", "warning"],
    ["https://api.corp.example.com/?verify_email=false", undefined],
    ["no string at all; ssl=false", undefined],
  ])("%s is %s", (text, level) => {
    expect(levelFor(text)).toBe(level)
  })
})

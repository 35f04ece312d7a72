import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { unmark } from "../examples.ts"
import { terminal } from "./terminal.ts"

let folder: string

/** A certificate with 26 days left, in three directories. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-overrides-"))
  const { files } = unmark({ pem: "⟦expiring⟧\n⟦intermediate⟧\n" })
  for (const name of ["edge", "lab", "shop"]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, "server.pem"), files["pem"]!)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function levels(config: string, ...argv: string[]) {
  writeFileSync(join(folder, ".tlsgate.yml"), `version: 1\n${config}`)
  const { out, status } = await terminal(folder, "--format", "json", ...argv)
  if (status > 1) return []
  const { findings } = JSON.parse(out) as { findings: { rule: string; level: string; file: string }[] }
  return findings.filter(({ rule }) => rule === "chain-expiring").map(({ level, file }) => `${level} ${file}`)
}

it("gives a path the horizons of its overrides", async () => {
  expect(await levels("overrides: [{paths: edge, expiry: {error: 60}}]", "edge")).toEqual(["error edge/server.pem"])
  expect(await levels("overrides: [{paths: edge, expiry: {error: 60}}]", "shop")).toEqual(["warning shop/server.pem"])
  expect(await levels("overrides: [{paths: lab, expiry: {warning: 2}}]", "lab")).toEqual([])
})

it("lets an option win over them", async () => {
  expect(await levels("overrides: [{paths: edge, expiry: {error: 60}}]", "edge", "--expiry-error", "3")).toEqual([
    "warning edge/server.pem",
  ])
})

it("refuses one that contradicts itself before it reads anything", async () => {
  writeFileSync(join(folder, ".tlsgate.yml"), "version: 1\noverrides: [{paths: x, expiry: {error: 9, warning: 3}}]\n")
  const { status, err } = await terminal(folder, "edge")
  expect([status, err]).toEqual([2, expect.stringContaining("comes after that of an error")])
})

import { expect, it } from "vitest"
import { trustGraphOf } from "../../src/graph/index.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { graphText } from "../../src/reporters/graph/index.ts"
import { factsOf, today, unmark } from "../examples.ts"
import { pod, server } from "./cases.ts"

const client = pod(
  "image: curlimages/curl:8.11.1\nargs: [--cacert, /ca/ca.crt, https://hook.web.svc/x]\nvolumeMounts: [{ name: ca, mountPath: /ca }]",
  "configMap: { name: ca }",
  "other-root",
)
const { files } = unmark({ "a.yaml": server(), "b.yaml": client })
const graph = trustGraphOf(inventoryOf(await factsOf(files), new Set(Object.keys(files))), today)
const view = { at: today, findings: [], color: false }

it("prints JSON by its schema", () => {
  const json = JSON.parse(graphText("json", graph, view))
  expect(json.schema).toBe("tlsgate/graph/v1")
  const [connection] = json.connections
  expect(connection).toMatchObject({
    host: "hook.web.svc",
    port: 443,
    location: { file: "b.yaml", line: 28 },
    verdict: "fails",
    reason: "unknown-authority",
    because: { file: "b.yaml", line: 28 },
    profile: "curl with OpenSSL",
    findings: [],
  })
  expect(json.clients.map(({ id }: { id: string }) => id)).toContain(connection.client)
  expect(json.servers.map(({ id }: { id: string }) => id)).toContain(connection.server)
  expect(json.identities).toHaveLength(1)
  expect(json.trustStores).toHaveLength(1)
})

it.each([
  ["text", "fails: unknown-authority  hook.web.svc:443"],
  ["mermaid", 'c0 -->|"fails: unknown-authority"| s0'],
  ["dot", 'c0 -> s0 [label="fails: unknown-authority"'],
  ["html", "<h1>1 of 1 connections fail</h1>"],
] as const)("prints %s", (format, part) => {
  expect(graphText(format, graph, view)).toContain(part)
})

import { spawnSync } from "node:child_process"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"

it("loads the parser of scripts when the first script is met", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsgate-"))
  writeFileSync(join(folder, "a.yaml"), "kind: Secret\napiVersion: v1\nmetadata: {name: tls}\n")
  writeFileSync(join(folder, "b.sh"), "#!/bin/sh\ncurl -k https://dl.corp.example.com/install.sh | sh\n")
  const { stdout, status } = spawnSync(
    process.execPath,
    [resolve("src/cli.ts"), ".", "--format", "json", "--no-config"],
    {
      cwd: folder,
      encoding: "utf8",
    },
  )
  expect(
    JSON.parse(stdout).findings.map(({ rule, file, line }: Record<string, unknown>) => `${rule} ${file}:${line}`),
  ).toEqual(["cmd-curl-insecure b.sh:2"])
  expect(status).toBe(1)
})

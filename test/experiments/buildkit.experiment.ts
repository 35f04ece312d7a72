import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { built, run, scratch, speaking, write } from "./tools.ts"

/** Where BuildKit asks for the images of a registry, by its own reader, and the rules that speak about the file. */
interface Row {
  readonly text: string
  readonly host: string
  readonly asked: string
  readonly rules: readonly string[]
}

const reg = (line: string) => ({ text: `[registry."reg.corp:5000"]\n${line}\n`, host: "reg.corp:5000" })
const hub = (text: string) => ({ text: `[registry."docker.io"]\n${text}\n`, host: "docker.io" })
const mirror = "https://m.corp:5000/v2"
const upstream = "https://registry-1.docker.io/v2"

const rows: Readonly<Record<string, Row>> = {
  insecure: {
    ...reg("insecure = true"),
    asked: "https://reg.corp:5000/v2 unverified",
    rules: ["buildkitd-registry-insecure"],
  },
  "plain HTTP": { ...reg("http = true"), asked: "http://reg.corp:5000/v2", rules: ["buildkitd-registry-http"] },
  "plain HTTP and insecure": {
    ...reg("http = true\ninsecure = true"),
    asked: "https://reg.corp:5000/v2 unverified falls back to http",
    rules: ["buildkitd-registry-http"],
  },
  "both off": { ...reg("http = false\ninsecure = false"), asked: "https://reg.corp:5000/v2", rules: [] },
  "a CA": { ...reg('ca = ["$CA"]'), asked: "https://reg.corp:5000/v2 +1 CA", rules: [] },
  "a CA for a mirror, in the table of what it mirrors": {
    ...hub('mirrors = ["m.corp:5000"]\nca = ["$CA"]'),
    asked: `${mirror}; ${upstream} +1 CA`,
    rules: ["buildkitd-mirror-not-inherited"],
  },
  "plain HTTP for a mirror, in the table of what it mirrors": {
    ...hub('mirrors = ["m.corp:5000"]\nhttp = true'),
    asked: `${mirror}; http://registry-1.docker.io/v2`,
    rules: ["buildkitd-mirror-not-inherited", "buildkitd-registry-http"],
  },
  "a CA for a mirror, in its own table": {
    ...hub('mirrors = ["m.corp:5000/hub"]\n[registry."m.corp:5000"]\nca = ["$CA"]'),
    asked: `${mirror}/hub +1 CA; ${upstream}`,
    rules: [],
  },
  "plain HTTP for a mirror, in its own table": {
    ...hub('mirrors = ["m.corp:5000/hub"]\n[registry."m.corp:5000"]\nhttp = true'),
    asked: `http://m.corp:5000/v2/hub; ${upstream}`,
    rules: ["buildkitd-registry-http"],
  },
  "a mirror with http:// in its name": {
    ...hub('mirrors = ["http://m.corp:5000"]'),
    asked: `${mirror}; ${upstream}`,
    rules: [],
  },
  "this machine": {
    text: '[registry."localhost:5000"]\n',
    host: "localhost:5000",
    asked: "http://localhost:5000/v2",
    rules: [],
  },
}

const folder = scratch()
const program = built("buildkit", folder.path)
afterAll(folder.remove)

describe.skipIf(program === undefined)("BuildKit (needs Go, and its module once)", () => {
  for (const [name, { text, host, asked, rules }] of Object.entries(rows))
    it(`is understood by the rules: ${name}`, async () => {
      const files = { "ca.pem": "⟦root⟧\n", "buildkitd.toml": text.replace("$CA", join(folder.path, "ca.pem")) }
      write(folder.path, files)
      const { stdout } = run(program ?? "", [join(folder.path, "buildkitd.toml"), host])
      expect(described(JSON.parse(stdout))).toBe(asked)
      expect(await speaking(files, /^buildkitd-/)).toEqual(rules)
    })
})

interface Answer {
  readonly error?: string
  readonly endpoints: readonly {
    readonly url: string
    readonly skipVerify: boolean
    readonly cas: number
    readonly httpFallback: boolean
  }[]
}

function described({ error, endpoints }: Answer): string {
  if (error !== undefined) return "error"
  return endpoints
    .map(({ url, skipVerify, cas, httpFallback }) =>
      [url, skipVerify && "unverified", cas > 0 && `+${cas} CA`, httpFallback && "falls back to http"]
        .filter((word) => word !== false)
        .join(" "),
    )
    .join("; ")
}

import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { built, type Files, run, scratch, speaking, write } from "./tools.ts"

/**
 * What containerd 2.4 and 1.7 make of a directory below certs.d, by their own loader, and the rules that speak about it.
 * An endpoint is written as its URL, then `unverified`, `+n CA` and `falls back to http` where that holds. The last
 * endpoint is always the registry itself.
 */
interface Row {
  readonly files: Files
  readonly containerd: string
  /** Where 1.7 does something else. */
  readonly old?: string
  readonly rules: readonly string[]
}

const registry = "https://reg.corp/v2"
const table = '[host."https://reg.corp"]\n'
const invalid = { containerd: `ignored; ${registry}`, rules: ["containerd-hosts-invalid"] } as const
const twice = `${registry}; ${registry}`

const rows: Readonly<Record<string, Row>> = {
  "a URL without quotes": {
    files: hosts('server = https://reg.corp\n[host."https://reg.corp"]\nskip_verify = true\n'),
    ...invalid,
  },
  "a URL without quotes, beside a CA": {
    files: { "hosts.toml": "server = https://reg.corp\n", "ca.crt": "⟦root⟧\n" },
    containerd: `ignored; ${registry} +1 CA`,
    rules: ["containerd-hosts-invalid"],
  },
  "a URL without quotes in a header": { files: hosts("[host.https://reg.corp]\nskip_verify = true\n"), ...invalid },
  "a string for a boolean": { files: hosts(`${table}skip_verify = "true"\n`), ...invalid },
  "a number for a boolean": { files: hosts(`${table}skip_verify = 1\n`), ...invalid },
  "a string for override_path": { files: hosts(`${table}override_path = "true"\n`), ...invalid },
  "an unknown capability": { files: hosts(`${table}capabilities = ["pull", "list"]\n`), ...invalid },
  "a string for capabilities": { files: hosts(`${table}capabilities = "pull"\n`), ...invalid },
  "a capability that is new in 2.2": {
    files: hosts(`${table}capabilities = ["pull", "referrers"]\n`),
    containerd: twice,
    old: `ignored; ${registry}`,
    rules: ["containerd-hosts-invalid"],
  },
  "capabilities in capitals": { files: hosts(`${table}capabilities = ["PULL"]\n`), containerd: twice, rules: [] },
  "a boolean for a CA": { files: hosts(`${table}ca = true\n`), ...invalid },
  "three files for a client": {
    files: hosts(`${table}client = [["/a.pem", "/b.key", "/c.key"]]\n`),
    ...invalid,
  },
  "a number for a header": { files: hosts(`${table}[host."https://reg.corp".header]\nx = 1\n`), ...invalid },
  "a duration without a unit, new in 2.1": {
    files: hosts(`${table}dial_timeout = "30"\n`),
    ...invalid,
    old: twice,
  },
  "a table twice": { files: hosts(`${table}${table}skip_verify = true\n`), ...invalid },
  "a key twice": { files: hosts(`${table}skip_verify = false\nskip_verify = true\n`), ...invalid },
  "a host that is no table": { files: hosts('[host]\n"https://reg.corp" = true\n'), ...invalid },
  "an array of hosts": { files: hosts('[[host]]\nurl = "https://reg.corp"\n'), ...invalid },

  "an unknown key": {
    files: hosts(`${table}insecure_skip_verify = true\n`),
    containerd: twice,
    rules: ["containerd-hosts-unknown-key"],
  },
  "hosts for host": {
    files: hosts('[hosts."https://reg.corp"]\nskip_verify = true\n'),
    containerd: registry,
    rules: ["containerd-hosts-unknown-key"],
  },
  "Host for host": {
    files: hosts('[Host."https://reg.corp"]\nskip_verify = true\n'),
    containerd: registry,
    rules: ["containerd-hosts-unknown-key"],
  },
  "a proxy": {
    files: hosts(`${table}proxy = "http://proxy.corp"\n`),
    containerd: twice,
    rules: ["containerd-hosts-unknown-key"],
  },
  "a table of config.toml": {
    files: hosts(
      '[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".tls]\ninsecure_skip_verify = true\n',
    ),
    containerd: registry,
    rules: ["containerd-hosts-unknown-key"],
  },
  "a host by dotted keys": {
    files: hosts('host."https://reg.corp".skip_verify = true\n'),
    containerd: registry,
    old: `${registry} unverified; ${registry}`,
    rules: ["containerd-hosts-skip-verify", "containerd-hosts-unknown-key"],
  },
  "a host in an inline table": {
    files: hosts('[host]\n"https://reg.corp" = {skip_verify = true}\n'),
    containerd: registry,
    old: `${registry} unverified; ${registry}`,
    rules: ["containerd-hosts-skip-verify", "containerd-hosts-unknown-key"],
  },
  "server after a table": {
    files: hosts('[host."https://mirror.corp"]\ncapabilities = ["pull"]\nserver = "https://origin.corp"\n'),
    containerd: `https://mirror.corp/v2; ${registry}`,
    rules: ["containerd-hosts-server-after-host"],
  },

  "verification off": {
    files: hosts(`${table}skip_verify = true\n`),
    containerd: `${registry} unverified; ${registry}`,
    rules: ["containerd-hosts-skip-verify"],
  },
  "verification off for the registry itself": {
    files: hosts('server = "https://reg.corp"\nskip_verify = true\n'),
    containerd: `${registry} unverified`,
    rules: ["containerd-hosts-skip-verify"],
  },
  "verification off without a server": {
    files: hosts("skip_verify = true\n"),
    containerd: `${registry} unverified`,
    rules: ["containerd-hosts-skip-verify"],
  },
  "a key in capitals": {
    files: hosts(`${table}Skip_Verify = true\n`),
    containerd: `${registry} unverified; ${registry}`,
    old: twice,
    rules: ["containerd-hosts-skip-verify"],
  },
  "lines that end as in Windows": {
    files: hosts('[host."https://reg.corp"]\r\nskip_verify = true\r\n'),
    containerd: `${registry} unverified; ${registry}`,
    rules: ["containerd-hosts-skip-verify"],
  },
  "a host without a scheme": {
    files: hosts('[host."reg.corp"]\nskip_verify = true\n'),
    containerd: `${registry} unverified; ${registry}`,
    rules: ["containerd-hosts-skip-verify"],
  },
  "verification on": { files: hosts(`${table}skip_verify = false\n`), containerd: twice, rules: [] },
  "a CA, and verification off": {
    files: { "hosts.toml": `${table}ca = "ca.crt"\nskip_verify = true\n`, "ca.crt": "⟦root⟧\n" },
    containerd: `${registry} unverified +1 CA; ${registry}`,
    rules: ["containerd-hosts-ca-and-skip", "containerd-hosts-skip-verify"],
  },

  "plain HTTP": {
    files: hosts('[host."http://reg.corp:5000"]\n'),
    containerd: `http://reg.corp:5000/v2; ${registry}`,
    rules: ["containerd-hosts-plain-http"],
  },
  "plain HTTP for the registry itself": {
    files: hosts('server = "http://reg.corp"\n'),
    containerd: "http://reg.corp/v2",
    rules: ["containerd-hosts-plain-http"],
  },
  "plain HTTP with a CA": {
    files: { "hosts.toml": '[host."http://reg.corp:5000"]\nca = "ca.crt"\n', "ca.crt": "⟦root⟧\n" },
    containerd: `https://reg.corp:5000/v2 +1 CA falls back to http; ${registry}`,
    rules: ["containerd-hosts-http-tls-mix", "containerd-hosts-plain-http"],
  },
  "plain HTTP, verification off": {
    files: hosts('[host."http://reg.corp:5000"]\nskip_verify = true\n'),
    containerd: `https://reg.corp:5000/v2 unverified falls back to http; ${registry}`,
    rules: ["containerd-hosts-http-tls-mix", "containerd-hosts-plain-http", "containerd-hosts-skip-verify"],
  },
  "plain HTTP, verification on": {
    files: hosts('[host."http://reg.corp:5000"]\nskip_verify = false\n'),
    containerd: `https://reg.corp:5000/v2 falls back to http; ${registry}`,
    rules: ["containerd-hosts-http-tls-mix", "containerd-hosts-plain-http"],
  },
  "plain HTTP by its port, verification off": {
    files: hosts('[host."http://reg.corp:80"]\nskip_verify = true\n'),
    containerd: `http://reg.corp:80/v2 unverified; ${registry}`,
    rules: ["containerd-hosts-plain-http"],
  },

  "a CA": {
    files: { "hosts.toml": `${table}ca = "ca.crt"\n`, "ca.crt": "⟦root⟧\n" },
    containerd: `${registry} +1 CA; ${registry}`,
    rules: [],
  },
  "two CAs in a file": {
    files: { "hosts.toml": `${table}ca = ["ca.crt"]\n`, "ca.crt": "⟦root+other-root⟧\n" },
    containerd: `${registry} +2 CA; ${registry}`,
    rules: [],
  },
  "a CA that is missing": {
    files: hosts(`${table}ca = "ca.crt"\n`),
    containerd: "error",
    rules: ["containerd-hosts-ca-missing"],
  },
  "a CA file without a certificate": {
    files: { "hosts.toml": `${table}ca = "ca.crt"\n`, "ca.crt": "nothing\n" },
    containerd: "error",
    rules: ["containerd-hosts-ca-missing"],
  },
  "a leaf for a CA": {
    files: { "hosts.toml": `${table}ca = "ca.crt"\n`, "ca.crt": "⟦end-entity⟧\n" },
    containerd: `${registry} +1 CA; ${registry}`,
    rules: ["ca-store-leaf"],
  },
  "a CA that hosts.toml does not name": {
    files: { "hosts.toml": 'server = "https://reg.corp"\n', "ca.crt": "⟦root⟧\n" },
    containerd: registry,
    rules: ["containerd-hosts-ca-missing"],
  },
  "a CA beside an empty hosts.toml": {
    files: { "hosts.toml": "", "ca.crt": "⟦root⟧\n" },
    containerd: `${registry} +1 CA`,
    rules: [],
  },
  "a CA without hosts.toml": { files: { "ca.crt": "⟦root⟧\n" }, containerd: `${registry} +1 CA`, rules: [] },
  "a CA with another ending": {
    files: { "ca.pem": "⟦root⟧\n" },
    containerd: registry,
    rules: ["certsd-wrong-extension"],
  },
}

/** Names of directories, and whether containerd looks there for `reg.corp:5000`. */
const directories: readonly (readonly [directory: string, found: boolean, rules: readonly string[]])[] = [
  ["reg.corp:5000", true, []],
  ["reg.corp_5000_", true, []],
  ["reg.corp", false, ["containerd-hosts-dir-name"]],
  ["https://reg.corp:5000", false, ["containerd-hosts-dir-name"]],
  ["Reg.corp:5000", false, ["containerd-hosts-dir-name"]],
  ["_default", true, []],
]

const folder = scratch()
const program = built("containerd", folder.path)
afterAll(folder.remove)

describe.skipIf(program === undefined)("containerd (needs Go, and its module once)", () => {
  for (const [name, row] of Object.entries(rows)) {
    it(`is understood by the rules: ${name}`, async () => {
      const files = placed("reg.corp", row.files)
      expect(await speaking(files, families)).toEqual(row.rules)
      expect(loaded(files, "reg.corp")).toEqual({ "2": row.containerd, "1.7": row.old ?? row.containerd })
    })
  }

  for (const [directory, found, rules] of directories) {
    it(`looks for reg.corp:5000 ${found ? "" : "not "}in ${directory}`, async () => {
      const files = placed(directory, hosts('server = "https://reg.corp:5000"\noverride_path = true\n'))
      const image = {
        "app.yaml":
          "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: 'reg.corp:5000/app:1'}]\n",
      }
      expect(await speaking({ ...files, ...image }, /^containerd-hosts-dir-name$/)).toEqual(rules)
      expect(loaded(files, "reg.corp:5000")["2"]).toBe(`https://reg.corp:5000${found ? "" : "/v2"}`)
    })
  }
})

const families = /^(containerd|certsd)-|^ca-store-leaf$/

function hosts(text: string): Files {
  return { "hosts.toml": text }
}

function placed(directory: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`certs.d/${directory}/${name}`, text]))
}

interface Answer {
  readonly version: string
  readonly ignored?: string
  readonly error?: string
  readonly endpoints: readonly {
    readonly url: string
    readonly skipVerify: boolean
    readonly cas: number
    readonly httpFallback: boolean
  }[]
}

/** What each version of containerd understands. */
function loaded(files: Files, host: string): Readonly<Record<string, string>> {
  const { path, remove } = scratch()
  write(path, files)
  const { stdout } = run(program ?? "", [join(path, "certs.d"), host])
  remove()
  const answers: readonly Answer[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  return Object.fromEntries(
    answers.map(({ version, ignored, error, endpoints }) => {
      const found = endpoints.map(({ url, skipVerify, cas, httpFallback }) =>
        [url, skipVerify && "unverified", cas > 0 && `+${cas} CA`, httpFallback && "falls back to http"]
          .filter((word) => word !== false)
          .join(" "),
      )
      return [version, error === undefined ? [ignored && "ignored", ...found].filter(Boolean).join("; ") : "error"]
    }),
  )
}

import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { built, run, scratch, speaking, write } from "./tools.ts"

/**
 * What k3s and RKE2 understand of a registries.yaml, by the library that both use, and the rules that speak about it:
 * the hosts that are not verified, those with a CA, those with credentials, and the endpoints of mirrors.
 */
interface Row {
  readonly text: string
  readonly understood: string
  readonly rules: readonly string[]
}

const tls = (line: string) => `configs:\n  reg.corp:\n    tls:\n      ${line}\n`
const auth = (line: string) => `configs:\n  reg.corp:\n    auth:\n      ${line}\n`
const unverified = { understood: "reg.corp unverified", rules: ["k3s-registry-insecure-skip-verify"] } as const
const unknown = { understood: "", rules: ["k3s-registry-unknown-key"] } as const
const refused = { understood: "error", rules: ["k3s-registry-unknown-key"] } as const
const misplaced = { understood: "", rules: ["k3s-registry-misplaced-tls"] } as const

const rows: Readonly<Record<string, Row>> = {
  "verification off": { text: tls("insecure_skip_verify: true"), ...unverified },
  yes: { text: tls("insecure_skip_verify: yes"), ...unverified },
  on: { text: tls("insecure_skip_verify: on"), ...unverified },
  y: { text: tls("insecure_skip_verify: y"), ...unverified },
  True: { text: tls("insecure_skip_verify: True"), ...unverified },
  "the second of two keys": {
    text: tls("insecure_skip_verify: false\n      insecure_skip_verify: true"),
    ...unverified,
  },
  "an alias": {
    text: "configs:\n  reg.corp: &a\n    tls: {insecure_skip_verify: true}\n  b.corp: *a\n",
    understood: "b.corp unverified; reg.corp unverified",
    rules: ["k3s-registry-insecure-skip-verify"],
  },
  "verification on": { text: tls("insecure_skip_verify: false"), understood: "", rules: [] },
  "all registries": {
    text: 'configs:\n  "*":\n    tls: {insecure_skip_verify: true}\n',
    understood: "* unverified",
    rules: ["k3s-registry-wildcard-insecure"],
  },
  "a CA": { text: tls("ca_file: /x.pem"), understood: "reg.corp CA", rules: [] },

  "a string for a boolean": { text: tls('insecure_skip_verify: "true"'), ...refused },
  "a number for a boolean": { text: tls("insecure_skip_verify: 1"), ...refused },
  "a list for a file": { text: tls("ca_file: [/x.pem]"), ...refused },
  "a string for a list": { text: "mirrors:\n  docker.io:\n    endpoint: https://m.corp\n", ...refused },
  "a list of mirrors": { text: "mirrors:\n  - docker.io\n", ...refused },
  "a list of configs": { text: "configs:\n  - reg.corp\n", ...refused },
  "a tab": { text: "configs:\n\treg.corp: {}\n", understood: "error", rules: ["input-malformed"] },
  nothing: { text: "configs:\n  reg.corp:\n    tls:\n", understood: "", rules: [] },

  "camel case": { text: tls("insecureSkipVerify: true"), ...unknown },
  hyphens: { text: tls("insecure-skip-verify: true"), ...unknown },
  capitals: { text: tls("Insecure_Skip_Verify: true"), ...unknown },
  endpoints: { text: "mirrors:\n  docker.io:\n    endpoints: [https://m.corp]\n", ...unknown },
  "an identity token without its underscore": { text: auth("identitytoken: abcdefgh12"), ...unknown },
  "settings beside tls": { text: "configs:\n  reg.corp:\n    insecure_skip_verify: true\n", ...misplaced },
  "settings above hosts": { text: "configs:\n  tls:\n    insecure_skip_verify: true\n", ...misplaced },
  "settings of a mirror": {
    text: "mirrors:\n  reg.corp:\n    endpoint: [https://m.corp]\n    tls: {insecure_skip_verify: true}\n",
    understood: "reg.corp at https://m.corp",
    rules: ["k3s-registry-misplaced-tls"],
  },

  "plain HTTP": {
    text: "mirrors:\n  docker.io:\n    endpoint: [http://m.corp]\n",
    understood: "docker.io at http://m.corp",
    rules: ["k3s-registry-http-endpoint"],
  },
  "a password": {
    text: auth("username: robot\n      password: S3cret!x"),
    understood: "reg.corp user",
    rules: ["k3s-registry-plaintext-auth"],
  },
  "an identity token": {
    text: auth("identity_token: abcdefgh12"),
    understood: "reg.corp user",
    rules: ["k3s-registry-plaintext-auth"],
  },
  "a token, as the documentation has it": {
    text: auth("token: abcdefgh12"),
    understood: "",
    rules: ["k3s-registry-plaintext-auth", "k3s-registry-unknown-key"],
  },
}

const folder = scratch()
const program = built("k3s", folder.path)
afterAll(folder.remove)

describe.skipIf(program === undefined)("k3s (needs Go, and a module once)", () => {
  for (const [name, { text, understood, rules }] of Object.entries(rows))
    it(`is understood by the rules: ${name}`, async () => {
      const files = { "etc/rancher/k3s/registries.yaml": text }
      write(folder.path, files)
      const { stdout } = run(program ?? "", [join(folder.path, "etc/rancher/k3s/registries.yaml")])
      expect(described(JSON.parse(stdout))).toBe(understood)
      expect(await speaking(files, /^(k3s|input)-/)).toEqual(rules)
    })
})

interface Answer {
  readonly error?: string
  readonly unverified: readonly string[]
  readonly cas: Readonly<Record<string, string>>
  readonly users: readonly string[]
  readonly endpoints: Readonly<Record<string, readonly string[] | null>>
}

function described({ error, unverified, cas, users, endpoints }: Answer): string {
  if (error !== undefined) return "error"
  const all = [
    ...unverified.map((host) => `${host} unverified`),
    ...Object.keys(cas).map((host) => `${host} CA`),
    ...users.map((host) => `${host} user`),
    ...Object.entries(endpoints).flatMap(([host, urls]) => (urls ?? []).map((url) => `${host} at ${url}`)),
  ]
  return all.sort().join("; ")
}

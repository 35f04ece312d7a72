import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { built, type Files, run, scratch, speaking, write } from "./tools.ts"

const folder = scratch()
const program = built("trust", folder.path)
afterAll(folder.remove)

/** Which roots Go has with SSL_CERT_FILE and SSL_CERT_DIR set: those of the system, and our own. */
interface Row {
  readonly env: Readonly<Record<string, string>>
  readonly system: boolean
  readonly own: boolean
  /** What the rules say of a container with these variables, to which the CA is mounted at /ssl. */
  readonly rules: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  "nothing set": { env: {}, system: true, own: false, rules: [] },
  "SSL_CERT_FILE, a file": { env: { SSL_CERT_FILE: "/ssl/ca.crt" }, system: true, own: true, rules: [] },
  "SSL_CERT_DIR, a directory": { env: { SSL_CERT_DIR: "/ssl" }, system: true, own: true, rules: [] },
  "SSL_CERT_DIR, two directories": { env: { SSL_CERT_DIR: "/etc/ssl/certs:/ssl" }, system: true, own: true, rules: [] },
  "SSL_CERT_FILE, a directory": {
    env: { SSL_CERT_FILE: "/ssl" },
    system: true,
    own: false,
    rules: ["ca-env-kind-mismatch"],
  },
  "SSL_CERT_DIR, a file": {
    env: { SSL_CERT_DIR: "/ssl/ca.crt" },
    system: true,
    own: false,
    rules: ["ca-env-kind-mismatch"],
  },
  "SSL_CERT_FILE, nothing": {
    env: { SSL_CERT_FILE: "/ssl/none.crt" },
    system: true,
    own: false,
    rules: ["ca-env-path-not-mounted"],
  },
  "SSL_CERT_DIR, nothing": {
    env: { SSL_CERT_DIR: "/none" },
    system: true,
    own: false,
    rules: ["ca-env-path-not-mounted"],
  },
}

describe.skipIf(program === undefined)("Go's roots (needs Go)", () => {
  const isDebian = JSON.parse(ask("roots", file("ca.pem", "⟦root⟧\n"))).count > 50

  for (const [name, { env, system, own, rules }] of Object.entries(rows)) {
    it.skipIf(!isDebian)(`are as the rules expect them: ${name}`, async () => {
      const { path, remove } = scratch()
      write(path, { "ssl/ca.crt": "⟦root⟧\n" })
      const set = Object.entries(env).map(([key, value]) => [
        key,
        value.replaceAll(/(?<=^|:)\/(ssl|none)(?=[/:]|$)/g, `${path}/$1`),
      ])
      const { stdout } = run(program ?? "", ["roots", join(path, "ssl/ca.crt")], Object.fromEntries(set))
      remove()
      const { count, holds } = JSON.parse(stdout)
      expect({ system: count > 50, own: holds }).toEqual({ system, own })
      expect(await speaking(container(env), /^(ca-env|env-ca)-/)).toEqual(rules)
    })
  }

  it.skipIf(!isDebian)("are only those of both variables where both are set", () => {
    const { path, remove } = scratch()
    write(path, { "ssl/ca.crt": "⟦root⟧\n" })
    const env = { SSL_CERT_FILE: join(path, "ssl/ca.crt"), SSL_CERT_DIR: join(path, "ssl") }
    const { stdout } = run(program ?? "", ["roots", join(path, "ssl/ca.crt")], env)
    remove()
    expect(JSON.parse(stdout)).toEqual({ count: 1, holds: true })
  })

  it("may be leaves", () => {
    const leaf = file("leaf.pem", "⟦end-entity⟧\n")
    expect(JSON.parse(ask("verify", leaf, leaf))).toEqual({ count: 1, holds: true })
  })
})

const root = "-----BEGIN CERTIFICATE-----\n⟦root|body⟧\n-----END CERTIFICATE-----"
const other = "-----BEGIN CERTIFICATE-----\n⟦other-root|body⟧\n-----END CERTIFICATE-----"

/** Texts, and how many certificates Go takes from them. */
const texts: readonly (readonly [name: string, text: string, count: number, rules: readonly string[]])[] = [
  ["two", `${root}\n${other}\n`, 2, []],
  ["lines that end as in Windows", `${root}\n${other}\n`.replaceAll("\n", "\r\n"), 2, []],
  ["no end of the last line", `${root}\n${other}`, 2, []],
  ["glued", `${root}${other}\n`, 0, ["ca-pem-glued-or-indented"]],
  ["indented", `  ${root.replaceAll("\n", "\n  ")}\n`, 0, ["ca-pem-glued-or-indented"]],
  ["TRUSTED", `${root.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE")}\n`, 0, ["ca-pem-glued-or-indented"]],
  ["text around", `Subject: a\n${root}\nSubject: b\n${other}\n`, 2, []],
]

describe.skipIf(program === undefined)("Go's reading of PEM (needs Go)", () => {
  for (const [name, text, count, rules] of texts)
    it(`is as the rules expect it: ${name}`, async () => {
      expect(JSON.parse(ask("pem", file("bundle.pem", text))).count).toBe(count)
      expect(await speaking({ "trust/ca-bundle.pem": text }, /^ca-pem-/)).toEqual(rules)
    })
})

function ask(...args: readonly string[]): string {
  return program === undefined ? '{"count": 0}' : run(program, args).stdout
}

function file(name: string, text: string): string {
  write(folder.path, { [name]: text })
  return join(folder.path, name)
}

function container(env: Readonly<Record<string, string>>): Files {
  const lines = Object.entries(env).map(([name, value]) => `            - {name: ${name}, value: "${value}"}\n`)
  return {
    "app.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - {name: PORT, value: "80"}
${lines.join("")}          volumeMounts: [{name: ca, mountPath: /ssl}]
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,
    "ca.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: corp-ca}\ndata:\n  ca.crt: |\n    ⟦root⟧\n",
  }
}

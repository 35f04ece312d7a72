import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { unmark } from "../examples.ts"
import { type Files, has, run, scratch, speaking, write } from "./tools.ts"

const folder = scratch()
afterAll(folder.remove)
const hasStore = has("update-ca-certificates", "--help")
const hasOpenssl = has("openssl", "version")

/** A file in /usr/local/share/ca-certificates, and who trusts its certificates after update-ca-certificates. */
interface Row {
  readonly name: string
  readonly text: string | Buffer
  /** Blocks in ca-certificates.crt, which programs with a file of roots read. */
  readonly blocks: number
  /** Links by hash in /etc/ssl/certs, which programs with a directory of roots follow. */
  readonly hashes: number
  readonly warns: boolean
  readonly rules: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  "a CA": { name: "corp.crt", text: "⟦root⟧\n", blocks: 1, hashes: 1, warns: false, rules: [] },
  "a CA without an end of line": { name: "corp.crt", text: "⟦root⟧", blocks: 1, hashes: 1, warns: false, rules: [] },
  "another ending": {
    name: "corp.pem",
    text: "⟦root⟧\n",
    blocks: 0,
    hashes: 0,
    warns: false,
    rules: ["ca-store-wrong-extension"],
  },
  "an ending in capitals": {
    name: "corp.CRT",
    text: "⟦root⟧\n",
    blocks: 0,
    hashes: 0,
    warns: false,
    rules: ["ca-store-wrong-extension"],
  },
  "two CAs in a file": {
    name: "corp.crt",
    text: "⟦root+other-root⟧\n",
    blocks: 2,
    hashes: 0,
    warns: true,
    rules: ["ca-store-multi-cert-file"],
  },
  DER: {
    name: "corp.crt",
    text: Buffer.from(expanded("⟦root|der64⟧"), "base64"),
    blocks: 0,
    hashes: 0,
    warns: true,
    rules: ["ca-store-der"],
  },
  "a leaf": { name: "corp.crt", text: "⟦registry⟧\n", blocks: 1, hashes: 1, warns: false, rules: ["ca-store-leaf"] },
}

describe.skipIf(!hasStore)("update-ca-certificates (needs Debian's ca-certificates)", () => {
  for (const [what, { name, text, blocks, hashes, warns, rules }] of Object.entries(rows))
    it(`does with ${what} what the rules say`, async () => {
      const { path, remove } = scratch()
      for (const part of ["local", "none", "etc", "hooks"]) mkdirSync(join(path, part))
      writeFileSync(join(path, "conf"), "")
      writeFileSync(join(path, "local", name), typeof text === "string" ? expanded(text) : text)
      const { stdout, stderr } = run("update-ca-certificates", [
        ...["--certsconf", join(path, "conf"), "--certsdir", join(path, "none")],
        ...[
          "--localcertsdir",
          join(path, "local"),
          "--etccertsdir",
          join(path, "etc"),
          "--hooksdir",
          join(path, "hooks"),
        ],
      ])
      const file = join(path, "etc/ca-certificates.crt")
      const bundle = existsSync(file) ? readFileSync(file, "latin1") : ""
      const links = readdirSync(join(path, "etc")).filter((link) => /^[0-9a-f]{8}\.\d+$/.test(link))
      remove()
      expect({ blocks: bundle.split("-----BEGIN CERTIFICATE-----").length - 1, hashes: links.length }).toEqual({
        blocks,
        hashes,
      })
      expect(/skipping|warning/i.test(stdout + stderr.replaceAll(/^.*ca-certificates\.crt,.*$/gm, ""))).toBe(warns)
      expect(await speaking(cloudInit(name, text), /^ca-store-/)).toEqual(rules)
    })
})

function cloudInit(name: string, text: string | Buffer): Files {
  const content =
    typeof text === "string"
      ? `    content: |\n      ${text.trim()}\n`
      : `    encoding: b64\n    content: ${text.toString("base64")}\n`
  const path = `/usr/local/share/ca-certificates/${name}`
  return {
    "user-data.yaml": `#cloud-config\nwrite_files:\n  - path: ${path}\n${content}runcmd:\n  - update-ca-certificates\n`,
  }
}

describe.skipIf(!hasOpenssl)("openssl (needs the program)", () => {
  const verify = (store: string, file: string) =>
    run("openssl", ["verify", "-CAfile", saved(store), saved(file)]).status

  it("verifies the first certificate of a file only", async () => {
    expect(verify("⟦root⟧\n", "⟦root+other-root⟧\n")).toBe(0)
    expect(verify("⟦root⟧\n", "⟦other-root+root⟧\n")).not.toBe(0)
    const script = "openssl verify -CAfile ca.crt bundle.pem\n"
    const bundle = { "bundle.pem": expanded("⟦root+other-root⟧\n"), "ca.crt": expanded("⟦root⟧\n") }
    expect(await speaking({ ...bundle, "check.sh": `#!/bin/sh\n${script}` }, /^cmd-shell-verify/)).toEqual([
      "cmd-shell-verify-first-cert-only",
    ])
  })

  it("takes no leaf for a trust anchor", () => {
    expect(run("openssl", ["verify", "-CAfile", saved("⟦end-entity⟧\n"), saved("⟦end-entity⟧\n")]).stderr).toMatch(
      /error 20|unable to get local issuer/,
    )
  })

  const root = "-----BEGIN CERTIFICATE-----\n⟦root|body⟧\n-----END CERTIFICATE-----"
  const other = "-----BEGIN CERTIFICATE-----\n⟦other-root|body⟧\n-----END CERTIFICATE-----"
  const texts: readonly (readonly [name: string, text: string, isRead: boolean, rules: readonly string[]])[] = [
    ["as it should be", `${root}\n${other}\n`, true, []],
    ["with the line ends of Windows", `${root}\n${other}\n`.replaceAll("\n", "\r\n"), true, []],
    ["glued", `${root}${other}\n`, false, ["ca-pem-glued-or-indented"]],
    ["indented", `  ${root.replaceAll("\n", "\n  ")}\n`, false, ["ca-pem-glued-or-indented"]],
  ]
  for (const [name, text, isRead, rules] of texts)
    it(`reads PEM ${name} as the rules say`, async () => {
      expect(verify(text, "⟦root⟧\n") === 0).toBe(isRead)
      expect(await speaking({ "trust/ca-bundle.pem": text }, /^ca-pem-/)).toEqual(rules)
    })
})

let count = 0

function saved(text: string): string {
  const name = `${count++}.pem`
  write(folder.path, { [name]: text })
  return join(folder.path, name)
}

function expanded(text: string): string {
  return unmark({ text }).files["text"] ?? ""
}

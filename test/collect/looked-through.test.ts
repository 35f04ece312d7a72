import { describe, expect, it } from "vitest"
import { collect } from "../../src/collect/collect.ts"
import { isTestMaterial } from "../../src/policy/fixtures.ts"
import { pem } from "./certificates/material.ts"

const read = (path: string, text: string) => collect({ path, bytes: Buffer.from(text), passwords: [] })
const quoted = pem
  .trim()
  .split("\n")
  .map((line) => `"${line}\\n"`)
const body = pem.trim().split("\n").slice(1, -1).join("")

describe("source code is looked through for certificates", () => {
  it.each<[string, string, string]>([
    ["raw strings of Go", "a.go", `package a\n\nconst ca = \`${pem}\`\n`],
    ["byte strings of Python", "a.py", `CA = b"""\\\n${pem}"""\n`],
    ["lists of JavaScript", "a.js", `const ca = [\n  ${quoted.join(",\n  ")}\n].join("")\n`],
    ["sums of Java", "A.java", `String ca =\n    ${quoted.join("\n    + ")};\n`],
    ["strings of C that stand together", "a.c", `static const char ca[] =\n${quoted.join("\n")};\n`],
    ["lines of Rust that are continued", "a.rs", `const CA: &str = "${pem.trim().replaceAll("\n", "\\n\\\n    ")}";\n`],
    ["dumps", "dump.sql", `INSERT INTO certs VALUES (1, '${pem}');\n`],
    ["metadata of SAML", "idp.xml", `<md>\n<ds:X509Certificate>${body}</ds:X509Certificate>\n</md>\n`],
    ["property lists", "a.plist", `<plist>\n<data>\n\t${body.replaceAll(/.{52}/g, "$&\n\t")}\n</data></plist>\n`],
  ])("in %s", async (_, path, text) => {
    const facts = await read(path, text)
    expect(facts?.bundles.flatMap(({ certificates }) => certificates)).toHaveLength(1)
    expect(facts?.documents).toEqual([])
  })

  it("and for nothing else", async () => {
    expect(await read("a.py", "requests.get(url, verify=False)\n")).toBeUndefined()
    expect(await read("a.js", `const a = "${body}"\n`)).toBeUndefined()
  })

  it("and documentation is not", async () => {
    expect(await read("a.md", pem)).toBeUndefined()
  })
})

it("counts certificates in source code as material of tests", () => {
  expect([isTestMaterial("src/pki.go"), isTestMaterial("src/pki.pem")]).toEqual([true, false])
})

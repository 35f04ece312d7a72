import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { pemForms } from "../../src/rules/ca/pem-forms.shared.ts"
import { built, has, run, scratch } from "./tools.ts"

/** What libraries make of the forms of PEM that `ca-pem-glued-or-indented` speaks of: the same as its table says. */
const whole = readFileSync(new URL("../pki/root.pem", import.meta.url), "latin1").trim()
const body = whole.split("\n").slice(1, -1).join("\n")
const begin = "-----BEGIN CERTIFICATE-----"
const end = "-----END CERTIFICATE-----"

const forms: Readonly<Record<string, string | Buffer>> = {
  indented: whole.replaceAll(/^/gm, "  "),
  glued: `${begin} ${body.replaceAll("\n", " ")} ${end}`,
  "unicode-dashes": whole.replaceAll("-----", "–––––"),
  "escaped-newlines": whole.replaceAll("\n", "\\n"),
  quoted: `"${whole}"`,
  "after-begin": whole.replace(begin, `${begin} of Corp`),
  "letter-case": whole.replace(begin, "-----Begin Certificate-----").replace(end, "-----End Certificate-----"),
  "end-label": whole.replace(end, "-----END PRIVATE KEY-----"),
  headers: whole.replace(begin, `${begin}\nProc-Type: 4,CLEAR\n`),
  "utf-16": Buffer.from(`\uFEFF${whole}\n`, "utf16le"),
  "byte-order-mark": `\uFEFF${whole}`,
  "carriage-returns": whole.replaceAll("\n", "\r"),
  "blank-line": whole.replace(body, body.replace("\n", "\n\n")),
  "trusted-label": whole.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
  "other-label": whole.replaceAll("CERTIFICATE", "MY CERTIFICATE"),
}

const folder = scratch()
const go = built("trust", folder.path)
afterAll(() => folder.remove())

it("has a sample of every form", () => {
  expect(Object.keys(forms).sort()).toEqual(Object.keys(pemForms).sort())
})

describe.each(Object.entries(forms))("%s", (form, text) => {
  const path = join(folder.path, `${form}.pem`)
  writeFileSync(path, typeof text === "string" ? Buffer.concat([Buffer.from(text), Buffer.from("\n")]) : text)
  const readers: readonly string[] = pemForms[form as keyof typeof pemForms]?.readers ?? []

  it.skipIf(go === undefined)("is read by Go as the table says", () => {
    const { count } = JSON.parse(run(go!, ["pem", path]).stdout)
    expect(count > 0).toBe(readers.includes("go"))
  })

  it.skipIf(!has("openssl", "version"))("is read by OpenSSL as the table says", () => {
    const { stdout } = run("openssl", [
      "verify",
      "-no-CApath",
      "-CAfile",
      path,
      join(import.meta.dirname, "../pki/root.pem"),
    ])
    expect(/: OK$/m.test(stdout)).toBe(readers.includes("openssl"))
  })

  it.skipIf(!has("keytool", "-help"))("is read by Java as the table says", () => {
    const store = join(folder.path, `${form}.p12`)
    const { status } = run("keytool", [
      "-importcert",
      "-noprompt",
      "-file",
      path,
      "-keystore",
      store,
      "-storepass",
      "changeit",
      "-alias",
      "a",
    ])
    expect(status === 0).toBe(readers.includes("java"))
  })
})

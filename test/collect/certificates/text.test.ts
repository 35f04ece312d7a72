import { createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bundlesOfText, type TextScalar } from "../../../src/collect/certificates/bundles.ts"
import { effortWith } from "../../../src/collect/certificates/effort.ts"
import { isLfsPointer, mayHoldCertificates } from "../../../src/collect/certificates/hints.ts"
import { lineStarts } from "../../../src/model/place.ts"
import { key, locked, pem, pkcs7, stores } from "./material.ts"

const block = pem.trim()
const body = block.split("\n").slice(1, -1).join("")
const der = Buffer.from(body, "base64")
const sha256 = createHash("sha256").update(der).digest("hex")
const cut = block.split("\n").slice(0, 4).join("\n")

const encode = (value: string | Uint8Array) => Buffer.from(value).toString("base64")
const prefixed = (prefix: string, text = block) => text.replaceAll(/^/gm, prefix)
const folded = (text: string, indent: string) => prefixed(indent, text.replaceAll(/.{76}/g, "$&\n"))
const lines = (before: string, after: string) => block.split("\n").map((line) => `${before}${line}${after}`)

function read(path: string, text: string, scalars?: readonly TextScalar[]) {
  return bundlesOfText({
    source: { path, name: path, text, inner: [] },
    lines: lineStarts(text),
    effort: effortWith(["", "changeit"]),
    ...(scalars && { scalars }),
  })
}

/** What was found, short: form, line and column of each certificate, then reason, line and column of each defect. */
function summary(path: string, text: string, scalars?: readonly TextScalar[]): string {
  const { bundles } = read(path, text, scalars)
  const parts = bundles.map(({ certificates, defects, commented }) => {
    const found = certificates.map(({ form, location }) => `${form} ${location.line}:${location.column}`)
    const wrong = defects.map(({ reason, location }) => `${reason} ${location.line}:${location.column}`)
    return `${commented ? "# " : ""}${[...found, ...wrong].join(", ")}`
  })
  return parts.join(" | ")
}

describe("a certificate is found", () => {
  const cases: [string, string, string, string][] = [
    ["in a PEM file", "a.pem", block, "pem 1:1"],
    ["with CRLF", "a.pem", block.replaceAll("\n", "\r\n"), "pem 1:1"],
    ["with white space behind each line", "a.pem", block.replaceAll("\n", " \t\n"), "pem 1:1"],
    ["after a stray carriage return", "a.pem", `DNS:\n  0\r..shop.corp\n${block}`, "pem 3:1"],
    ["in a bundle with a long preamble", "cacerts.txt", `${"# As Mozilla has it. ".repeat(200)}\n${block}`, "pem 2:1"],
    ["after what openssl -text writes", "a.pem", `Certificate:\n    Data:\n        Version: 3\n${block}`, "pem 4:1"],
    ["in a block scalar", "a.yaml", `a:\n  b: |\n${prefixed("    ")}\n`, "pem 3:5"],
    ["in a JSON string", "a.json", JSON.stringify({ a: pem }), "pem 1:7"],
    ["in a JSON string with escaped slashes", "a.json", JSON.stringify({ a: pem }).replaceAll("/", "\\/"), "pem 1:7"],
    ["in JSON in JSON", "a.json", JSON.stringify({ a: JSON.stringify({ b: pem }) }), "pem 1:16"],
    ["in an array of lines", "a.json", JSON.stringify(block.split("\n"), null, 2), "pem 2:4"],
    ["in strings that are added", "a.js", lines('  "', '\\n"').join(" +\n"), "pem 1:4"],
    [
      "in strings that are added from the next line on",
      "A.java",
      `"${lines("", '\\n"').join('\n      + "')};`,
      "pem 1:2",
    ],
    ["in an attribute of XML", "a.xml", `<a b="${block.replaceAll("\n", "&#10;")}"/>`, "pem 1:7"],
    ["in an element of XML", "a.xml", `<a>${folded(body, "")}</a>`, "base64-der 1:4"],
    [
      "in an element of XML that Java wrote",
      "a.xml",
      `<a>${folded(body, "").replaceAll("\n", "&#13;\n")}</a>`,
      "base64-der 1:4",
    ],
    ["in strings that stand together", "a.py", lines('  "', '\\n"').join("\n"), "pem 1:4"],
    ["in a heredoc", "a.sh", `cat > ca.crt <<EOF\n${block}\nEOF\n`, "pem 2:1"],
    ["in lines that are continued", "a.sh", `CA="${block.replaceAll("\n", "\\\n")}"`, "pem 1:5"],
    ["in a comment", "a.yaml", prefixed("# "), "# pem 1:3"],
    ["in a comment of C", "a.ts", prefixed(" // "), "# pem 1:5"],
    ["in a patch", "a.patch", prefixed("+"), "pem 1:2"],
    ["in a URL", "a.yaml", `source: data:,${encodeURIComponent(block)}`, "pem 1:15"],
    ["in a PKCS#7 block", "a.p7b", pkcs7, "pkcs7 1:1"],
    ["in base64", "a.yaml", `a: ${encode(block)}`, "base64-pem 1:4"],
    ["in base64, the second of two", "a.yaml", `a: ${encode(pem + pem)}`, `base64-pem 1:4, base64-pem 1:742`],
    ["in base64, after a preamble", "a.yaml", `a: ${encode(`subject=CN = x\n${block}`)}`, "base64-pem 1:24"],
    [
      "in base64 that is folded",
      "a.yaml",
      `a: >-\n${folded(encode(pem + pem), "  ")}\nb: c`,
      "base64-pem 2:3, base64-pem 2:3",
    ],
    [
      "in base64 with escaped line breaks, to the character",
      "a.json",
      JSON.stringify({ a: encode(`\n${pem}${pem}`).replaceAll(/.{77}/g, "$&\n") }),
      `base64-pem 1:8, base64-pem 1:${7 + 740 + 2 * 9}`,
    ],
    ["in base64 in a comment", "a.yaml", `# a: ${encode(block)}`, "# base64-pem 1:6"],
    ["in base64 of DER", "a.yaml", `a: ${body}`, "base64-der 1:4"],
    [
      "in SAML metadata",
      "a.yaml",
      `a: |\n  <ds:X509Data><ds:X509Certificate>${body.replaceAll(/.{64}/g, "$&\n  ")}</ds:X509Certificate></ds:X509Data>`,
      "base64-der 2:36",
    ],
    ["in base64 of DER that is folded", "a.yaml", `a: |\n${folded(body, "  ")}\nb: c`, "base64-der 2:3"],
    ["in base64 of base64", "a.yaml", `a: ${encode(encode(block))}`, "base64-pem 1:4, double-base64 1:4"],
    ["in base64 of a gzip", "a.yaml", `a: ${encode(gzipSync(block))}`, "base64-pem 1:4"],
    [
      "in a Helm release",
      "a.yaml",
      `release: ${encode(encode(gzipSync(JSON.stringify({ m: pem }))))}`,
      "base64-pem 1:10",
    ],
    ["in base64 of a kubeconfig", "a.yaml", `a: ${encode(`ca-data: ${encode(block)}`)}`, "base64-pem 1:16"],
    ["in base64 of a PKCS#12", "a.yaml", `a: ${stores["triple DES"]}`, "pkcs12 1:4"],
    ["in a text that begins with it", "a.txt", block, "pem 1:1"],
  ]
  it.each(cases)("%s", (_, path, text, expected) => {
    expect(summary(path, text)).toBe(expected)
    expect(Object.keys(read(path, text).der)).toEqual([sha256])
    expect(mayHoldCertificates(text)).toBe(true)
    expect(mayHoldCertificates(Buffer.from(text))).toBe(true)
  })
})

describe("the titles of a bundle do not part it", () => {
  const one = (...titles: string[]) => titles.map((title) => `${title}\n${block}\n`).join("\n")
  const dump = "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Validity\n            Not Before: Nov 22\n"
  const cases: [string, string, string, string][] = [
    [
      "in a file of another name",
      "roots.txt",
      one("Acme Root A\n===========", "Acme Root B\n==========="),
      "pem 3:1, pem 16:1",
    ],
    ["as curl has them, in base64", "a.yaml", `a: ${encode(one("A\n=", "B\n="))}`, "base64-pem 1:9, base64-pem 1:754"],
    ["with what openssl -text writes", "roots.txt", one(dump, dump), "pem 7:1, pem 24:1"],
    [
      "with Bag Attributes",
      "roots.txt",
      one("Bag Attributes\n    friendlyName: a", "subject=CN = b"),
      "pem 3:1, pem 15:1",
    ],
    ["but keys of YAML do", "a.tmpl", one("a:", "b:"), "pem 2:1 | pem 14:1"],
    ["but a script does", "a.sh", `cat > a <<EOF\n${block}\nEOF\ncat > b <<EOF\n${block}\nEOF\n`, "pem 2:1 | pem 14:1"],
  ]
  it.each(cases)("%s", (_, path, text, expected) => {
    expect(summary(path, text)).toBe(expected)
  })
})

describe("a defect is told", () => {
  const broken = encode(block)
  const cases: [string, string, string, string][] = [
    ["glued blocks", "a.pem", block + block, "pem 1:1, pem 10:26, glued 10:1"],
    ["an indented block", "a.pem", prefixed("  "), "pem 1:3, indented 1:3"],
    ["an indented END", "a.pem", block.replace("-----END", " -----END"), "pem 1:1, indented 10:2"],
    ["escaped line breaks in a file", "a.pem", block.replaceAll("\n", "\\n"), "pem 1:1, escaped-newlines 1:1"],
    ["all on one line", "a.pem", block.replaceAll("\n", " "), "pem 1:1, glued 1:1"],
    ["text behind the END", "a.pem", `${block}x`, "pem 1:1, glued 10:1"],
    ["no END", "a.pem", block.split("\n").slice(0, -1).join("\n"), "pem 1:1, unterminated 1:1"],
    ["no END before the next", "a.pem", `${cut}\n${block}`, "pem 5:1, unterminated 1:1"],
    ["another END", "a.pem", block.replace("END CERT", "END X509 CERT"), "pem 1:1, end-label 10:1"],
    ["carriage returns alone", "a.pem", block.replaceAll("\n", "\r"), "pem 1:1, carriage-returns 1:1"],
    ["a byte order mark", "a.pem", `\uFEFF${block}`, "pem 1:2, byte-order-mark 1:2"],
    ["a byte order mark in the middle", "a.pem", `${block}\n\uFEFF${block}`, "pem 1:1, pem 11:2, byte-order-mark 11:2"],
    ["a byte order mark in base64", "a.yaml", `a: ${encode(`\uFEFF${block}`)}`, "base64-pem 1:8, byte-order-mark 1:8"],
    ["quotation marks", "a.pem", `"${block}"\n`, "pem 1:2, quoted 1:2"],
    ["quotation marks in base64", "a.yaml", `a: ${encode(`'${block}'`)}`, "base64-pem 1:5, quoted 1:5"],
    ["words on the BEGIN line", "a.pem", block.replace("CATE-----", "CATE----- of shop"), "pem 1:1, after-begin 1:1"],
    ["the base64 on the BEGIN line", "a.pem", block.replace("CATE-----\n", "CATE-----"), "pem 1:1, after-begin 1:1"],
    ["a blank line in the base64", "a.pem", block.replace("\nDDEK", "\n\nDDEK"), "pem 1:1, blank-line 3:1"],
    ["a blank line before END", "a.pem", block.replace("\n-----END", "\n\n-----END"), "pem 1:1, blank-line 10:1"],
    ["headers", "a.pem", block.replace("\nMII", "\nProc-Type: 4,CLEAR\n\nMII"), "pem 1:1, headers 1:1"],
    ["small letters", "a.pem", block.replace("BEGIN CERT", "Begin Cert"), "pem 1:1, letter-case 1:1"],
    [
      "small letters in both",
      "a.pem",
      block.replaceAll(/BEGIN|END|CERTIFICATE/g, (word) => word.toLowerCase()),
      "pem 1:1, letter-case 1:1",
    ],
    [
      "small letters in the END",
      "a.pem",
      block.replace("END CERTIFICATE", "end certificate"),
      "pem 1:1, letter-case 10:1",
    ],
    ["a label of one's own", "a.pem", block.replaceAll("CERTIFICATE", "MY CERTIFICATE"), "pem 1:1, other-label 1:1"],
    ["a body that was cut", "a.pem", `${cut}\n-----END CERTIFICATE-----`, "truncated 1:1"],
    ["dashes of a word processor", "a.pem", block.replace("-----BEGIN", "—–BEGIN"), "pem 1:1, unicode-dashes 1:1"],
    ["four hyphens", "a.pem", block.slice(1), "pem 1:1, unicode-dashes 1:1"],
    ["a stray character", "a.pem", block.replace("MII", "MI!I"), "pem 1:1, not-base64 2:3"],
    [
      "a trusted certificate",
      "a.pem",
      block.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
      "pem 1:1, trusted-label 1:1",
    ],
    ["no content", "a.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "empty 1:1"],
    ["a BEGIN alone", "a.pem", "-----BEGIN CERTIFICATE-----\n", "placeholder 1:1"],
    [
      "an ellipsis",
      "a.yaml",
      "a: |\n  -----BEGIN CERTIFICATE-----\n  MIIC...\n  -----END CERTIFICATE-----",
      "placeholder 2:3",
    ],
    [
      "a stand-in",
      "a.yaml",
      "a: |\n  -----BEGIN CERTIFICATE-----\n  <cert>\n  -----END CERTIFICATE-----",
      "placeholder 2:3",
    ],
    ["other content", "a.pem", block.replace("MII", "AAA"), "not-a-certificate 1:1"],
    ["a BEGIN alone in base64", "a.yaml", "a: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t", "placeholder 1:4"],
    ["base64 that was cut", "a.yaml", `a: ${broken.slice(0, 400)}`, "truncated 1:4"],
    ["base64 with an ellipsis", "a.yaml", `a: ${broken.slice(0, 60)}...`, "placeholder 1:62"],
    ["base64 with a stray character", "a.yaml", `a: ${broken.slice(0, 60)}!${broken.slice(61)}`, "not-base64 1:62"],
    ["base64 of DER that was cut", "a.yaml", `a: ${body.slice(0, 300)}`, "truncated 1:4"],
    ["a store with another password", "a.yaml", `a: ${locked}`, "unknown-password 1:4"],
  ]
  it.each(cases)("%s", (_, path, text, expected) => {
    expect(summary(path, text)).toBe(expected)
  })
})

describe("nothing is found", () => {
  const cases: [string, string, string][] = [
    [
      "in a script that speaks of the boundaries",
      "a.sh",
      "sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' | grep -c 'BEGIN CERTIFICATE'",
    ],
    ["in a template", "a.yaml", "a: |\n  -----BEGIN CERTIFICATE-----\n  {{ .Values.ca }}\n  -----END CERTIFICATE-----"],
    ["in base64 that a template goes on with", "a.yaml", `a: ${encode(block).slice(0, 60)}{{ .x }}`],
    ["in values that fill a gap", "a.yaml", "caBundle: Cg==\na: e30=\nb: Zm9vYmFy\nc: foobar"],
    ["in documentation", "a.md", block],
    ["in prose", "a.txt", `${"Then paste the certificate, like this one. ".repeat(40)}\n${block}`],
  ]
  it.each(cases)("%s", (_, path, text) => {
    expect(summary(path, text)).toBe("")
  })
})

describe("of a document with scalars", () => {
  const value = `${block}\n${block}\n`
  const text = `# ${encode(block)}\na: ${JSON.stringify(value)}\n`
  const start = text.indexOf('"')
  const at = (expects?: "pem" | "base64"): TextScalar => ({
    start,
    end: text.length - 1,
    value,
    segments: [{ start: 0, outer: start + 1, step: "text" }],
    pointer: ["data", "tls.crt"],
    document: 3,
    ...(expects && { expects }),
  })

  it("tells each certificate once, with its owner", () => {
    const { bundles } = read("a.yaml", text, [at()])
    expect(bundles.map((bundle) => [bundle.owner, bundle.certificates.length, bundle.commented])).toEqual([
      [undefined, 1, true],
      [{ document: 3, pointer: ["data", "tls.crt"] }, 2, false],
    ])
  })

  it("tells PEM where base64 is expected", () => {
    expect(summary("a.yaml", text, [at("base64")])).toContain("pem-in-data 2:5")
  })
})

describe("of a private key", () => {
  const states: [string, string, string][] = [
    ["is plain", key, "plain"],
    ["is encrypted", key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE"), "encrypted"],
    ["is a stand-in", "-----BEGIN PRIVATE KEY-----\nfoobar\n-----END PRIVATE KEY-----", "placeholder"],
    ["is malformed", key.replace("MIG", "MIH"), "malformed"],
  ]
  it.each(states)("it is known that it %s", (_, text, state) => {
    const { bundles } = read("a.key", text)
    expect(bundles[0]?.keys.map((found) => found.state)).toEqual([state])
    expect(JSON.stringify(bundles)).not.toContain(key.split("\n")[1]?.slice(0, 20))
  })

  it("only its public half is kept", () => {
    const found = read("a.pem", key + pem).bundles[0]?.keys[0]?.publicKey
    expect(found).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe("whatever the text", () => {
  it("nothing is thrown", () => {
    const seeds = [block, key, pkcs7, `a: ${encode(block)}`, `a: ${encode(encode(block))}`, JSON.stringify({ a: pem })]
    const edit = fc.tuple(
      fc.nat(2000),
      fc.nat(40),
      fc.constantFrom("", "-", "\n", "\\n", '"', "=", "#", "-----END ", "é", "\0"),
    )
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 6 }), (seed, edits) => {
        const text = edits.reduce((from, [at, drop, add]) => from.slice(0, at) + add + from.slice(at + drop), seed)
        for (const { certificates } of read("a.yaml", text).bundles)
          for (const { location } of certificates) expect(location.end).toBeGreaterThan(location.start)
        read("a.pem", text)
      }),
      { numRuns: 300 },
    )
  })
})

it("a pointer of Git LFS is told from a file", () => {
  expect(isLfsPointer("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")).toBe(true)
  expect(isLfsPointer(block)).toBe(false)
})

import { gzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bundlesOfBytes, bundlesOfText } from "../../../src/collect/certificates/bundles.ts"
import { effortWith } from "../../../src/collect/certificates/effort.ts"
import { mayHoldCertificates } from "../../../src/collect/certificates/hints.ts"
import { jceks, jks, key, locked, pem, pkcs7, stores } from "./material.ts"

const decode = (text: string) => Buffer.from(text.replaceAll(/-----[^\n]*\n?|\n/g, ""), "base64")
const [sha256] = Object.keys(
  bundlesOfText({ source: { path: "a", name: "a", text: pem, inner: [] }, lines: [0], effort: effortWith([]) }).der,
)
const passwords = ["", "changeit"]

describe("the certificate is found", () => {
  const cases: [string, Buffer, string, string][] = [
    ["in DER", decode(pem), "der", "CERTIFICATE"],
    ["in PKCS#7", decode(pkcs7), "pkcs7", "CERTIFICATE"],
    ["in JKS", decode(jks), "jks", "friend"],
    ["in JCEKS", decode(jceks), "jks", "friend"],
    ["in a gzip", gzipSync(pem), "pem", "CERTIFICATE"],
    ...Object.entries(stores).map(([name, store]): [string, Buffer, string, string] => [
      `in a PKCS#12 under ${name}`,
      decode(store),
      "pkcs12",
      "friend",
    ]),
  ]
  it.each(cases)("%s", (_, bytes, form, label) => {
    const { bundles, der } = bundlesOfBytes(bytes, "a", effortWith(passwords))
    expect(Object.keys(der)).toEqual([sha256])
    expect(bundles).toMatchObject([{ certificates: [{ form, label, location: { line: 1, column: 1 } }], defects: [] }])
    expect(mayHoldCertificates(bytes)).toBe(true)
  })
})

it("certificates in DER that stand one after the other are all found", () => {
  const { bundles } = bundlesOfBytes(Buffer.concat([decode(pem), decode(pem)]), "a.der", effortWith([]))
  expect(bundles[0]?.certificates).toHaveLength(2)
})

it("a key in DER and in PKCS#12 has the public half of the certificate's", () => {
  const states = [decode(key), decode(stores["no cipher"]!), decode(stores["triple DES"]!)].map(
    (bytes) => bundlesOfBytes(bytes, "a", effortWith(passwords)).bundles[0]?.keys[0],
  )
  expect(states.map((found) => found?.state)).toEqual(["plain", "plain", "encrypted"])
  expect(new Set(states.map((found) => found?.publicKey)).size).toBe(1)
})

describe("a defect is told", () => {
  const rounds = (store: Buffer) => {
    const bytes = Buffer.from(store)
    for (let at = bytes.indexOf("02020800", "hex"); at >= 0; at = bytes.indexOf("02020800", at, "hex"))
      bytes[at + 2] = 0x7f
    return bytes
  }
  const cases: [string, Buffer, string, string][] = [
    ["of a store under another password", decode(locked), "a.p12", "unknown-password"],
    ["of a store that was cut", decode(stores["triple DES"]!).subarray(0, 300), "a.p12", "damaged-store"],
    ["of a key store that was cut", decode(jks).subarray(0, 200), "a.jks", "damaged-store"],
    ["of a certificate that was cut", decode(pem).subarray(0, 200), "a.crt", "truncated"],
    ["of a store with changed rounds", rounds(decode(stores["triple DES"]!)), "a.p12", "unknown-password"],
  ]
  it.each(cases)("%s", (_, bytes, path, reason) => {
    const { bundles } = bundlesOfBytes(bytes, path, effortWith(passwords))
    expect(bundles.flatMap(({ defects }) => defects.map((defect) => defect.reason))).toContain(reason)
  })
})

it("nothing is thrown, whatever the bytes", () => {
  const seeds = [decode(pem), decode(pkcs7), decode(jks), decode(jceks), decode(stores["40-bit RC2"]!), gzipSync(pem)]
  const edits = fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom(...seeds), edits, fc.nat(1200), (seed, changes, length) => {
      const bytes = Buffer.from(seed.subarray(0, length))
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      bundlesOfBytes(bytes, "a.p12", effortWith([""]))
    }),
    { numRuns: 300 },
  )
})

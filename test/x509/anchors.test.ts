import { rootCertificates } from "node:tls"
import { expect, it } from "vitest"
import {
  anchorsFrom,
  anchorsOfAll,
  decodeCertificate,
  isMozillaName,
  mozillaAnchors,
  mozillaSet,
  noAnchors,
  pemBlocks,
  publishedKeyOf,
  removedRootOf,
} from "../../src/x509/index.ts"
import * as pki from "./pki.ts"

const roots = rootCertificates
  .flatMap((pem) => pemBlocks(pem, "CERTIFICATE"))
  .map((der) => decodeCertificate(der))
  .flatMap((decoded) => (decoded.ok ? decoded.value : []))

it("has Mozilla's set as Node 24 has it without what Mozilla took out since, found by name", () => {
  expect(roots.length).toBe(rootCertificates.length)
  const found = roots.filter((root) => mozillaAnchors().has(root))
  // Other releases of Node have a few more or fewer.
  if (mozillaSet.source === `Node ${process.versions.node}`) expect(found.length).toBe(mozillaSet.count)
  expect(found.length).toBeGreaterThan(mozillaSet.count - 20)
  expect(isMozillaName((found[0] as (typeof roots)[number]).subject)).toBe(true)
})

it.each([
  "86a1ecba089c4a8d3bbe2734c612ba341d813e043cf9e8a862cd5c57a36bbe6b",
  "125609aa301da0a249b97a8239cb6a34216f44dcac9f3954b14292f2e8c8608f",
  "bc4d809b15189d78db3e1d8cf4f9726a795da1643ca5f1358e1ddb0edc0d7eb3",
  "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988",
])("leaves out the removed root %s, even where Node still has it", (sha256) => {
  const root = roots.find((one) => one.sha256 === sha256)
  expect(removedRootOf({ sha256 })?.date).toMatch(/^2026-1[01]/)
  if (root !== undefined) expect(mozillaAnchors().has(root)).toBe(false)
})

it("knows the eight keys that are public", () => {
  const key = (spkiSha256: string) => publishedKeyOf({ subjectPublicKeyInfo: { spkiSha256 } } as never)
  expect(key("ebed6475c2c2d80fcb199f3fe8dd6e6b3ce60b77eb15d4e42c3dec0c6f5b5105")).toBe("eMudhra EMDVTLSCAG3B")
  expect(key("0".repeat(64))).toBeUndefined()
})

it("does not take another certificate of the same name for an anchor", () => {
  const [real] = roots as [(typeof roots)[number]]
  const forged = pki.root("x", { subject: real.subject.der })
  expect(isMozillaName(forged.certificate.subject)).toBe(true)
  expect(mozillaAnchors().has(forged.certificate)).toBe(false)
})

it("joins sets", () => {
  const own = pki.root()
  const joined = anchorsOfAll(mozillaAnchors(), anchorsFrom([own.certificate]))
  expect(joined.has(own.certificate)).toBe(true)
  expect(joined.find(own.certificate.subject)).toEqual([own.certificate])
  expect(noAnchors.has(own.certificate)).toBe(false)
})

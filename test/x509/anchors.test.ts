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
} from "../../src/x509/index.ts"
import * as pki from "./pki.ts"

const roots = rootCertificates
  .flatMap((pem) => pemBlocks(pem, "CERTIFICATE"))
  .map((der) => decodeCertificate(der))
  .flatMap((decoded) => (decoded.ok ? decoded.value : []))

it("has Mozilla's set as Node 24 has it, found by name", () => {
  expect(roots.length).toBe(rootCertificates.length)
  const found = roots.filter((root) => mozillaAnchors().has(root))
  // Other releases of Node have a few more or fewer.
  if (mozillaSet.source === `Node ${process.versions.node}`) expect(found.length).toBe(mozillaSet.count)
  expect(found.length).toBeGreaterThan(mozillaSet.count - 20)
  expect(isMozillaName((found[0] as (typeof roots)[number]).subject)).toBe(true)
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

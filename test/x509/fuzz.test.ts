import { rootCertificates } from "node:tls"
import { expect, it } from "vitest"
import { pemBlocks } from "../../src/x509/index.ts"
import { tryCertificate, tryCertificateList } from "./fuzz-case.ts"
import { mutate, randomFrom } from "./mutate.ts"
import * as pki from "./pki.ts"

/** A small share of what `scripts/fuzz.ts` does. */
it("takes damaged certificates and CRLs without a fault", () => {
  const root = pki.root()
  const certificates = [...rootCertificates.flatMap((pem) => pemBlocks(pem, "CERTIFICATE")), pki.server(root).der]
  const list = pki.revocationList(root, { revoked: ["01", "0203"] }).der
  const random = randomFrom(20261122)
  let accepted = 0
  for (let i = 0; i < 5000; i++) {
    const original = certificates[random.below(certificates.length)] as Uint8Array
    if (tryCertificate(mutate(original, certificates[0] as Uint8Array, random))) accepted++
    if (i % 5 === 0) tryCertificateList(mutate(list, original, random))
  }
  expect(accepted).toBeGreaterThan(500)
})

/** Found by `scripts/fuzz.ts 1000000 7`: text that no client reads was not looked at, so any octets passed for UTF-8. */
it("does not take octets that are no UTF-8 for a policy notice", () => {
  const notice = (text: Uint8Array) =>
    pki.extension(
      "certificatePolicies",
      pki.sequence(
        pki.sequence(
          pki.oid("2.23.140.1.2.1"),
          pki.sequence(pki.sequence(pki.oid("1.3.6.1.5.5.7.2.2"), pki.sequence(text))),
        ),
      ),
    )
  const malformed = (text: Uint8Array) =>
    pki.server(undefined, "a.example.com", { extensions: [notice(text)] }).certificate.malformedExtensions
  expect(malformed(pki.utf8("für Leute"))).toEqual([])
  expect(malformed(pki.tlv(0x0c, 0xc3))).toMatchObject([
    { defect: { reason: "string-malformed", detail: "certificatePolicies" } },
  ])
  // Real certificates have this one.
  expect(malformed(pki.tlv(0x1a, 0xfc))).toEqual([])
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { checkAny } from "../../src/x509/any.ts"
import { decodeLeniently } from "../../src/x509/certificate.ts"
import { type Decoded, type DefectReason, decode, Reader } from "../../src/x509/der.ts"
import { decodeCertificate } from "../../src/x509/index.ts"
import { readBitString, readBoolean, readCount, readInteger, readOid } from "../../src/x509/primitives.ts"
import { readTime } from "../../src/x509/time.ts"
import * as pki from "./pki.ts"

function read<T>(bytes: Uint8Array | string, parser: (reader: Reader) => T): Decoded<T> {
  const der = typeof bytes === "string" ? Buffer.from(bytes.replaceAll(" ", ""), "hex") : bytes
  return decode(() => {
    const reader = new Reader(der, 0, der.length, { left: 1000 })
    const value = parser(reader)
    reader.finish()
    return value
  })
}

const any = (reader: Reader) => checkAny(reader.next())

describe("lengths and tags", () => {
  it.each<[string, DefectReason, number]>([
    ["30 80 00 00", "length-indefinite", 1],
    ["30 81 7f", "length-not-minimal", 1],
    ["30 82 00 80", "length-not-minimal", 2],
    ["30 85 01 00 00 00 00", "length-too-large", 1],
    ["30 84 ff ff ff ff", "truncated", 0],
    ["30 82 01", "truncated", 2],
    ["30 05 02 01 00", "truncated", 0],
    ["30", "truncated", 0],
    ["3f 81 01 00", "tag-too-high", 0],
    ["05 00 00", "trailing-data", 2],
    ["05 01 00", "null-not-empty", 0],
    ["30 03 01 01 01", "boolean-not-canonical", 2],
    ["30 04 02 02 00 01", "integer-not-minimal", 4],
    ["10 00", "tag-unexpected", 0],
    // Found by `scripts/fuzz.ts 1000000 11`: sets inside ANY were not looked at.
    ["30 08 31 06 02 01 02 02 01 01", "set-not-sorted", 7],
    ["23 03 03 01 00", "tag-unexpected", 0],
  ])("%s: %s at %i", (hex, reason, offset) => {
    expect(read(hex, any)).toMatchObject({ ok: false, defect: { reason, offset } })
  })

  it("has no depth that is too deep, and a number of values that is too large", () => {
    let deep: Uint8Array = pki.tlv(0x05)
    for (let i = 0; i < 900; i++) deep = pki.sequence(deep)
    expect(read(deep, any).ok).toBe(true)
    expect(read(pki.sequence(...Array<Uint8Array>(1001).fill(pki.tlv(0x05))), any)).toMatchObject({
      defect: { reason: "count-over-budget" },
    })
  })
})

describe("primitives", () => {
  it.each<[string, (reader: Reader) => unknown, DefectReason]>([
    ["01 01 01", readBoolean, "boolean-not-canonical"],
    ["01 02 ff ff", readBoolean, "boolean-not-canonical"],
    ["02 00", readInteger, "integer-empty"],
    ["02 02 00 7f", readInteger, "integer-not-minimal"],
    ["02 02 ff 80", readInteger, "integer-not-minimal"],
    ["02 01 ff", readCount, "integer-out-of-range"],
    ["06 00", readOid, "oid-malformed"],
    ["06 02 80 01", readOid, "oid-malformed"],
    ["06 03 2a 80 01", readOid, "oid-malformed"],
    ["06 02 2a 80", readOid, "oid-malformed"],
    ["03 00", readBitString, "bit-string-malformed"],
    ["03 01 01", readBitString, "bit-string-malformed"],
    ["03 02 08 00", readBitString, "bit-string-malformed"],
    ["03 02 01 01", readBitString, "bit-string-malformed"],
  ])("%s is malformed", (hex, parser, reason) => {
    expect(read(hex, (reader) => parser(reader))).toMatchObject({ ok: false, defect: { reason } })
  })

  it("reads the OIDs that it writes, also those with long arcs", () => {
    expect(read("06 14 69 83 f0 b9 cb e9 d5 b1 d4 97 d2 9c d1 b8 f2 be e5 be b3 55", (r) => readOid(r)).ok).toBe(true)
    const arcs = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 39 }), arcs, (first, second, rest) => {
        const text = [first, second, ...rest].join(".")
        expect(read(pki.oid(text), (reader) => readOid(reader))).toEqual({ ok: true, value: text })
      }),
    )
  })
})

describe("times", () => {
  const instant = (bytes: Uint8Array) => {
    const time = read(bytes, (reader) => readTime(reader))
    return time.ok ? time.value.instant : time.defect.reason
  }

  it("are exact in every year from 0 on", () => {
    const day = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(day, (date) => {
        const whole = Math.floor(date.getTime() / 1000) * 1000
        const text = new Date(whole).toISOString().replace(/[-T:]/g, "").slice(0, 14)
        expect(instant(pki.tlv(0x18, `${text}Z`))).toBe(whole)
      }),
    )
    expect(instant(pki.tlv(0x18, "00010101000000Z"))).toBe(-62135596800000)
    expect(instant(pki.tlv(0x17, "491231235959Z"))).toBe(Date.UTC(2049, 11, 31, 23, 59, 59))
    expect(instant(pki.tlv(0x17, "500101000000Z"))).toBe(Date.UTC(1950, 0, 1))
  })

  it.each([
    [0x17, "2601010000Z"],
    [0x17, "260101000000+0000"],
    [0x17, "20260101000000Z"],
    [0x17, "260229000000Z"],
    [0x17, "261301000000Z"],
    [0x17, "260101240000Z"],
    [0x17, "260101000060Z"],
    [0x17, "26010100000 Z"],
    [0x18, "20260101000000.0Z"],
    [0x18, "20260101000000"],
    [0x18, "19000229000000Z"],
  ])("%i %s is none", (tag, text) => {
    expect(instant(pki.tlv(tag, text))).toBe("time-malformed")
  })
})

describe("decodeCertificate", () => {
  const { der } = pki.server(pki.root())

  it("rejects every truncation, and whatever follows", () => {
    for (let length = 0; length < der.length; length++)
      expect(decodeCertificate(der.subarray(0, length)).ok).toBe(false)
    expect(decodeCertificate(Buffer.concat([der, Buffer.of(0)]))).toMatchObject({
      defect: { reason: "trailing-data", offset: der.length },
    })
  })

  it("says where", () => {
    const at = der.indexOf(pki.time(pki.at - 365 * 86_400_000)) + 2
    const damaged = Buffer.from(der)
    damaged[at + 12] = 0x2b
    expect(decodeCertificate(damaged)).toMatchObject({
      defect: { reason: "time-malformed", offset: at, detail: "notBefore" },
    })
  })

  it("keeps what is odd and not malformed", () => {
    const odd = pki.issue(undefined, { serial: pki.tlv(0x02, 0xff), notBefore: pki.tlv(0x18, "00010101000000Z") })
    expect(odd.certificate).toMatchObject({
      serialNumber: "ff",
      notBefore: -62135596800000,
      notBeforeEncoding: "GeneralizedTime",
      version: 3,
    })
  })
})

describe("what strict parsers refuse and OpenSSL loads", () => {
  const spki = pki.ecKeys().publicKey.export({ format: "der", type: "spki" })
  const since = pki.time(pki.at)

  /** A certificate with one part changed; its signature is never looked at. */
  function changed(part: {
    version?: number
    issuer?: Buffer
    until?: Buffer
    extensions?: Buffer[]
    unused?: number
  }) {
    const tbs = pki.sequence(
      pki.tlv(0xa0, pki.integer(part.version ?? 2)),
      pki.integer(1),
      pki.ecdsaWithSha256,
      part.issuer ?? pki.name("root"),
      pki.sequence(since, part.until ?? since),
      pki.name("leaf"),
      spki,
      ...(part.extensions ?? []),
    )
    return pki.sequence(tbs, pki.ecdsaWithSha256, pki.tlv(0x03, part.unused ?? 0, Buffer.alloc(64)))
  }

  const attribute = (type: string, value: string) => pki.sequence(pki.oid(type), pki.utf8(value))
  const unsorted = pki.tlv(0x31, attribute("2.5.4.10", "b"), attribute("2.5.4.3", "a"))

  it.each<[DefectReason, Buffer]>([
    ["integer-out-of-range", changed({ version: 3 })],
    ["empty", changed({ issuer: pki.sequence(pki.tlv(0x31)) })],
    ["empty", changed({ extensions: [pki.tlv(0xa3, pki.sequence())] })],
    ["set-not-sorted", changed({ issuer: pki.sequence(unsorted) })],
    ["string-malformed", changed({ issuer: pki.sequence(pki.rdn("2.5.4.3", pki.printable("a@b"))) })],
    ["bit-string-malformed", changed({ unused: 3 })],
    ["time-malformed", changed({ until: pki.tlv(0x17, "2611220000Z") })],
    ["time-malformed", changed({ until: pki.tlv(0x17, "261122010000+0100") })],
    ["time-malformed", changed({ until: pki.tlv(0x18, "20261122000000.0Z") })],
  ])("is malformed (%s), and yet can be named", (reason, der) => {
    expect(decodeCertificate(der)).toMatchObject({ ok: false, defect: { reason } })
    const certificate = decodeLeniently(der)
    expect(certificate?.sha256).toHaveLength(64)
    expect(certificate?.notAfter).toBe(pki.at)
  })

  it.each([
    ["a time that is none", changed({ until: pki.tlv(0x17, "2613220000Z") })],
    ["another field", changed({ issuer: pki.integer(1) })],
    ["bytes that are left over", Buffer.concat([changed({}), Buffer.alloc(1)])],
  ])("is nothing with %s", (_, der) => {
    expect(decodeLeniently(der)).toBeUndefined()
  })
})

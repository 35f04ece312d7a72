/** Where a check begins and ends; each of these tests fails if one line of the engine is bent. */
import { describe, expect, it } from "vitest"
import { matchesDnsName, sameMailbox } from "../../src/x509/peer-name.ts"
import { bare, ca, ecdsaWithSha1, host, type Kind, leaf, root, rootWith, rsaKeys, san, verdict } from "./kinds.ts"
import * as pki from "./pki.ts"

const direct = (target: pki.Issued, trusted = root): Kind => ({ target, trusted: [trusted] })
const below = (target: pki.Issued, ...others: readonly pki.Issued[]): Kind => ({ target, trusted: [root], others })

describe("the search", () => {
  /** A chain of CAs below the root, the lowest first. */
  function ladder(length: number): readonly pki.Issued[] {
    const cas: pki.Issued[] = []
    for (let i = 0; i < length; i++) cas.unshift(ca(cas[0] ?? root, `ca ${i}`))
    return cas
  }

  it.each([
    [14, "valid"],
    [15, "budget-exhausted"],
  ])("goes through %i intermediates: %s", (length, expected) => {
    const cas = ladder(length)
    expect(verdict(below(leaf(cas[0] ?? root), ...cas), "gate")).toBe(expected)
  })

  it("verifies a hundred signatures and no more", () => {
    const impostors = (count: number) => Array.from({ length: count }, () => ca(root, "ca", { identifiers: false }))
    const target = leaf(ca(root, "ca"), { identifiers: false })
    expect(verdict(below(target, ...impostors(100)), "gate")).toBe("signature-invalid")
    expect(verdict(below(target, ...impostors(101)), "gate")).toBe("budget-exhausted")
  })

  it("tries the CA whose key is named before two hundred that are valid for longer", () => {
    const sound = ca(root, "ca")
    const later = pki.time(pki.at + 5 * 365 * 86_400_000)
    const impostors = Array.from({ length: 200 }, () => ca(root, "ca", { notAfter: later }))
    expect(verdict(below(leaf(sound), ...impostors, sound), "gate")).toBe("valid")
  })

  it("goes through one key under two names", () => {
    const keys = pki.ecKeys()
    const upper = ca(root, "upper", { keys })
    const lower = ca(upper, "lower", { keys })
    expect(verdict(below(leaf(lower), lower, upper), "gate")).toBe("valid")
  })

  it("takes version 1 as a root, and as nothing below", () => {
    const version = Buffer.of()
    const old = pki.issue(undefined, { subject: pki.name("old"), version, identifiers: false })
    expect(verdict(direct(leaf(old, { identifiers: false }), old), "gate")).toBe("valid")
    const middle = pki.issue(root, { subject: pki.name("middle"), version, identifiers: false })
    expect(verdict(below(leaf(middle, { identifiers: false }), middle), "gate")).toBe("not-a-ca")
  })
})

describe("name constraints", () => {
  const everyV6 = pki.ip(...Array<number>(32).fill(0))
  const v4: Partial<Kind> = { options: { name: "192.0.2.1" } }

  it("hold an IPv4 address against networks of IPv4 alone", () => {
    const address = [pki.ip(192, 0, 2, 1)]
    const permitted = rootWith(pki.nameConstraints([everyV6], []))
    expect(verdict({ ...direct(leaf(permitted, { names: address }), permitted), ...v4 }, "gate")).toBe(
      "name-not-permitted",
    )
    const excluded = rootWith(pki.nameConstraints([], [everyV6]))
    expect(verdict({ ...direct(leaf(excluded, { names: address }), excluded), ...v4 }, "gate")).toBe("valid")
  })

  it("count names and subtrees that are never compared, as OpenSSL does", () => {
    const networks = Array.from({ length: 2048 }, (_, i) => pki.ip(10, 0, i >> 8, i & 255, 255, 255, 255, 255))
    const bound = rootWith(pki.nameConstraints(networks, []))
    const names = (count: number) => Array.from({ length: count }, (_, i) => pki.dns(i === 0 ? host : `a${i}.test`))
    expect(verdict(direct(leaf(bound, { names: names(1024) }), bound), "gate")).toBe("budget-exhausted")
    expect(verdict(direct(leaf(bound, { names: names(500) }), bound), "gate")).toBe("valid")
  })

  it("apply to an e-mail address in the subject only without alternative names", () => {
    const bound = rootWith(pki.nameConstraints([pki.tlv(0x81, "example.com")], []))
    const subject = pki.name(pki.rdn("1.2.840.113549.1.9.1", pki.tlv(0x16, "a@example.org")))
    expect(verdict(direct(leaf(bound, { subject }), bound), "gate")).toBe("valid")
    const options = { name: undefined as never }
    expect(verdict({ ...direct(bare(bound, { subject }), bound), options }, "gate")).toBe("name-not-permitted")
  })
})

describe("names of peers", () => {
  it("have a first label for a wildcard to stand for", () => {
    expect(matchesDnsName("*.example.com", ".example.com")).toBe(false)
    expect(matchesDnsName("*.example.com", "a.example.com")).toBe(true)
  })

  it("keep the case of a mailbox, not of its host", () => {
    expect(sameMailbox("a@Example.com", "a@example.com")).toBe(true)
    expect(sameMailbox("A@example.com", "a@example.com")).toBe(false)
  })
})

describe("keys and versions", () => {
  it("refuses an RSA exponent that is even", () => {
    const modulus = Buffer.concat([Buffer.of(0), Buffer.alloc(256, 0xc5)])
    const key = pki.sequence(pki.tlv(0x02, modulus), pki.integer(65_536))
    const spki = pki.sequence(pki.sequence(pki.oid("1.2.840.113549.1.1.1"), Buffer.of(5, 0)), pki.tlv(0x03, 0, key))
    expect(verdict(direct(leaf(root, { spki })), "gate")).toBe("rsa-exponent")
  })

  it.each([
    [1016, "rsa-key-very-weak"],
    [1024, "valid"],
  ])("of an RSA key of %i bits says %s", (bits, expected) => {
    expect(verdict(direct(leaf(root, { keys: rsaKeys(bits) })), "gate")).toBe(expected)
  })

  it("refuses extensions before version 3", () => {
    expect(verdict(direct(leaf(root, { version: Buffer.of() })), "gate")).toBe("extensions-before-v3")
    expect(verdict(direct(leaf(root, { version: pki.tlv(0xa0, pki.integer(1)) })), "gate")).toBe("extensions-before-v3")
  })
})

describe("CRLs", () => {
  const target = leaf(root)
  const serial = target.certificate.serialNumber
  const number = (value: number) => pki.extension("2.5.29.20", pki.integer(value))
  const authority = pki.extension(
    "authorityKeyIdentifier",
    pki.sequence(pki.tlv(0x80, Buffer.from(root.certificate.subjectKeyIdentifier ?? "", "hex"))),
  )
  const base = pki.extension("2.5.29.27", pki.integer(1), true)
  const with_ = (...lists: NonNullable<Kind["lists"]>) => verdict({ ...direct(target), lists }, "gate")

  it("are current in their last second, and not after", () => {
    expect(with_(pki.revocationList(root, { nextUpdate: pki.at }))).toBe("valid")
    expect(with_(pki.revocationList(root, { nextUpdate: pki.at - 1000 }))).toBe("revocation-unknown")
  })

  it("need one algorithm", () => {
    expect(with_(pki.revocationList(root, { innerAlgorithm: ecdsaWithSha1 }))).toBe("revocation-unknown")
  })

  it("of some reasons do not tell of the others", () => {
    const some = (...reasons: readonly number[]) =>
      pki.extension("2.5.29.28", pki.sequence(pki.tlv(0x83, ...reasons)), true)
    const first = pki.revocationList(root, { extensions: [number(1), some(4, 0x70)] })
    const rest = pki.revocationList(root, { extensions: [number(1), some(7, 0x0f, 0x80)] })
    expect(with_(first)).toBe("revocation-unknown")
    expect(with_(first, rest)).toBe("valid")
  })

  it("take an entry back, or bring one, in a delta", () => {
    const complete = pki.revocationList(root, { revoked: [serial], extensions: [number(1), authority] })
    const clean = pki.revocationList(root, { extensions: [number(1), authority] })
    const delta = (reason: number) =>
      pki.revocationList(root, { revoked: [{ serial, reason }], extensions: [number(2), authority, base] })
    expect(with_(complete)).toBe("revoked")
    expect(with_(complete, delta(8))).toBe("valid")
    expect(with_(clean, delta(1))).toBe("revoked")
    expect(with_(clean)).toBe("valid")
  })
})

it("an extended key usage that does not decode is no permission", () => {
  const odd = bare(root, { extensions: [san(pki.dns(host)), pki.extension("extendedKeyUsage", Buffer.of(0x05, 0))] })
  expect(verdict(direct(odd), "gate")).toBe("malformed-extension")
})

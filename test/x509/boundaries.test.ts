/** Where a check begins and ends; each of these tests fails if one line of the engine is bent. */
import { constants, generateKeyPairSync, sign } from "node:crypto"
import { describe, expect, it } from "vitest"
import {
  asciiHost,
  decodeCertificate,
  matchesKey,
  type Profile,
  parseIp,
  publicKeyOf,
  sameName,
} from "../../src/x509/index.ts"
import { matchesDnsName, sameMailbox } from "../../src/x509/peer-name.ts"
import {
  bare,
  ca,
  ecdsaWithSha1,
  host,
  type Kind,
  leaf,
  root,
  rootWith,
  rsaKeys,
  rsaWithSha256,
  san,
  verdict,
} from "./kinds.ts"
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
    const later = pki.extension("2.5.29.27", pki.integer(5), true)
    const gap = pki.revocationList(root, { revoked: [serial], extensions: [number(6), authority, later] })
    expect(with_(clean, gap)).toBe("valid")
    expect(with_(clean)).toBe("valid")
  })
})

describe("lists for a part of the certificates", () => {
  const middle = ca(root, "middle")
  const target = leaf(middle)
  const scope = (tag: number) => [
    pki.extension("2.5.29.20", pki.integer(1)),
    pki.extension("2.5.29.28", pki.sequence(pki.tlv(tag, 0xff)), true),
  ]
  const says = (forLeaf: readonly Uint8Array[] | undefined, forCa: readonly Uint8Array[] | undefined) =>
    verdict(
      {
        ...below(target, middle),
        lists: [
          pki.revocationList(middle, forLeaf && { extensions: forLeaf }),
          pki.revocationList(root, forCa && { extensions: forCa }),
        ],
      },
      "gate",
    )

  it.each([
    ["users", 0x81, "valid", "revocation-unknown"],
    ["CAs", 0x82, "revocation-unknown", "valid"],
    ["attributes", 0x85, "revocation-unknown", "revocation-unknown"],
  ])("of %s", (_, tag, ofLeaf, ofCa) => {
    expect(says(scope(tag), undefined)).toBe(ofLeaf)
    expect(says(undefined, scope(tag))).toBe(ofCa)
  })
})

describe("what a certificate breaks", () => {
  const names = san(pki.dns(host))
  const critical = (name: Parameters<typeof pki.extension>[0], value: Uint8Array) => pki.extension(name, value, true)
  const policies = (...oids: readonly string[]) =>
    pki.extension("certificatePolicies", pki.sequence(...oids.map((oid) => pki.sequence(pki.oid(oid)))))
  const authority = (...extensions: readonly Uint8Array[]) => {
    const issuer = pki.issue(root, { subject: pki.name("ca"), extensions })
    return below(leaf(issuer), issuer)
  }
  const rsaSpki = (...parameters: readonly Uint8Array[]) => {
    const key = pki.sequence(pki.tlv(0x02, 0, Buffer.alloc(256, 0xc5)), pki.integer(65_537))
    return pki.sequence(pki.sequence(pki.oid("1.2.840.113549.1.1.1"), ...parameters), pki.tlv(0x03, 0, key))
  }
  const edKeys = generateKeyPairSync("ed25519")
  const accesses = pki.sequence(pki.sequence(pki.oid("1.3.6.1.5.5.7.48.1"), pki.uri("http://ocsp.example.com")))

  it.each<[string, Profile, () => Kind]>([
    [
      "serial-number-too-long",
      "rfc5280",
      () => direct(leaf(root, { serial: pki.tlv(0x02, 0, Buffer.alloc(20, 0xff)) })),
    ],
    ["valid", "rfc5280", () => direct(leaf(root, { serial: pki.tlv(0x02, Buffer.alloc(20, 0x7f)) }))],
    [
      "basic-constraints-not-critical",
      "rfc5280",
      () => authority(pki.extension("basicConstraints", pki.sequence(pki.boolean(true))), pki.keyUsage(5)),
    ],
    [
      "policy-constraints-not-critical",
      "rfc5280",
      () => authority(pki.basicConstraints(true), pki.extension("policyConstraints", pki.sequence(pki.tlv(0x80, 9)))),
    ],
    [
      "inhibit-any-policy-not-critical",
      "rfc5280",
      () => authority(pki.basicConstraints(true), pki.extension("inhibitAnyPolicy", pki.integer(9))),
    ],
    [
      "path-length-without-ca",
      "rfc5280",
      () => direct(bare(root, { extensions: [names, pki.basicConstraints(false, 0)] })),
    ],
    [
      "path-length-without-ca",
      "rfc5280",
      () => direct(bare(root, { extensions: [names, pki.basicConstraints(true, 0), pki.keyUsage(6)] })),
    ],
    ...([2, 3, 4, 7] as const).map((bit): [string, Profile, () => Kind] => [
      "key-usage-impossible",
      "rfc5280",
      () => direct(bare(root, { keys: edKeys, extensions: [names, pki.keyUsage(0, bit)] })),
    ]),
    ["valid", "rfc5280", () => direct(bare(root, { keys: edKeys, extensions: [names, pki.keyUsage(0, 1)] }))],
    ["extended-key-usage-missing", "webpki", () => direct(bare(root, { extensions: [names, pki.keyUsage(0)] }))],
    [
      "extended-key-usage-critical",
      "webpki",
      () =>
        direct(
          bare(root, { extensions: [names, critical("extendedKeyUsage", pki.sequence(pki.oid(pki.serverAuth)))] }),
        ),
    ],
    [
      "server-may-sign-certificates",
      "webpki",
      () => direct(bare(root, { extensions: [names, pki.purposes(pki.serverAuth), pki.keyUsage(0, 6)] })),
    ],
    [
      "access-information-critical",
      "gate",
      () => direct(leaf(root, { extensions: [critical("authorityInfoAccess", accesses)] })),
    ],
    ["valid", "gate", () => direct(leaf(root, { extensions: [pki.extension("authorityInfoAccess", accesses)] }))],
    ["policy-repeated", "gate", () => direct(leaf(root, { extensions: [policies("1.2.3", "1.2.3")] }))],
    ["valid", "gate", () => direct(leaf(root, { extensions: [policies("1.2.3", "1.2.4")] }))],
    ["rsa-parameters-missing", "gate", () => direct(leaf(root, { spki: rsaSpki() }))],
    ["valid", "gate", () => direct(leaf(root, { spki: rsaSpki(Buffer.of(5, 0)) }))],
    ["any-purpose-only", "gate", () => direct(bare(root, { extensions: [names, pki.purposes("2.5.29.37.0")] }))],
    ["valid", "gate", () => direct(bare(root, { extensions: [names, pki.purposes("2.5.29.37.0", pki.serverAuth)] }))],
    [
      "malformed-extension",
      "gate",
      () => direct(bare(root, { extensions: [san(pki.dns(host), pki.ip(1, 2, 3, 4, 5))] })),
    ],
    [
      "malformed-extension",
      "gate",
      () => {
        const subtree = pki.sequence(pki.dns(host), pki.tlv(0x80, 1))
        const bound = rootWith(critical("nameConstraints", pki.sequence(pki.tlv(0xa0, subtree))))
        return direct(leaf(bound), bound)
      },
    ],
    [
      "valid",
      "gate",
      () => {
        const subtree = pki.sequence(pki.dns(host), pki.tlv(0x80, 0))
        const bound = rootWith(critical("nameConstraints", pki.sequence(pki.tlv(0xa0, subtree))))
        return direct(leaf(bound), bound)
      },
    ],
  ])("%s (%s, %#)", (expected, profile, build) => {
    expect(verdict(build(), profile)).toBe(expected)
  })

  it("a curve that is spelt out", () => {
    const keys = generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" })
    expect(verdict(direct(leaf(root, { keys })), "gate")).toBe("explicit-curve")
  })

  it("parameters of RSA-PSS that nobody has", () => {
    const issuer = pki.root("rsa", { keys: rsaKeys(2048), algorithm: rsaWithSha256 })
    const pss = (...parameters: readonly Uint8Array[]) =>
      pki.sequence(pki.oid("1.2.840.113549.1.1.10"), pki.sequence(...parameters))
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const says = (...parameters: readonly Uint8Array[]) =>
      verdict(
        direct(
          leaf(issuer, {
            algorithm: pss(...parameters),
            sign: (tbs, key) => sign("sha256", tbs, { key, padding, saltLength: 32 }),
          }),
          issuer,
        ),
        "gate",
      )
    const sha256 = pki.sequence(pki.oid("2.16.840.1.101.3.4.2.1"))
    const digest = pki.tlv(0xa0, sha256)
    const mask = (oid: string) => pki.tlv(0xa1, pki.sequence(pki.oid(oid), sha256))
    const salt = pki.tlv(0xa2, pki.integer(32))
    expect(says(digest, mask("1.2.840.113549.1.1.8"), salt)).toBe("valid")
    const weak = pki.sequence(pki.oid("1.2.840.113549.1.1.10"), pki.sequence())
    const signed = leaf(issuer, {
      algorithm: weak,
      sign: (tbs, key) => sign("sha1", tbs, { key, padding, saltLength: 20 }),
    })
    expect(verdict(direct(signed, issuer), "gate")).toBe("digest-sha1")
    expect(says(digest, mask("1.2.840.113549.1.1.8"), pki.tlv(0xa2, pki.integer(20)))).toBe("signature-invalid")
    expect(says(digest, mask("1.2.840.113549.1.1.9"), salt)).toBe("signature-unsupported")
    expect(says(digest, mask("1.2.840.113549.1.1.8"), salt, pki.tlv(0xa3, pki.integer(2)))).toBe(
      "signature-unsupported",
    )
  })

  it("a version or a signature that is none", () => {
    expect(() => leaf(root, { version: pki.tlv(0xa0, pki.integer(3)) })).toThrow("integer-out-of-range")
    const der = Buffer.from(leaf(root).der)
    const signature = decodeCertificate(der)
    const length = signature.ok ? signature.value.signature.length : 0
    der[der.length - length - 1] = 1
    der[der.length - 1] = (der[der.length - 1] as number) & 0xfe
    expect(decodeCertificate(der)).toMatchObject({ ok: false, defect: { reason: "bit-string-malformed" } })
  })
})

describe("indirect lists", () => {
  const other = pki.name("lists")
  const indirect = [
    pki.extension("2.5.29.20", pki.integer(1)),
    pki.extension("2.5.29.28", pki.sequence(pki.tlv(0x84, 0xff)), true),
  ]
  const point = pki.extension("crlDistributionPoints", pki.sequence(pki.sequence(pki.tlv(0xa2, pki.tlv(0xa4, other)))))
  const target = leaf(root, { extensions: [point] })
  const { serialNumber: serial } = target.certificate
  const elsewhere = pki.root("elsewhere")
  const signer = (issuer: pki.Issued) => pki.authority(issuer, "lists")
  const says = (from: pki.Issued, options: pki.ListOptions, trusted = [root, elsewhere]) =>
    verdict({ target, trusted, others: [from], lists: [pki.revocationList(from, options)] }, "gate")

  it("carry the issuer of a certificate over to the entries that follow", () => {
    const revoked = [{ serial: "0102", issuer: root.name }, serial]
    expect(says(signer(root), { extensions: indirect, revoked })).toBe("revoked")
    const others = [{ serial: "0102", issuer: pki.name("another") }, serial]
    expect(says(signer(root), { extensions: indirect, revoked: others })).toBe("valid")
  })

  it("say that they are", () => {
    const revoked = [{ serial: "0102", issuer: root.name }]
    expect(says(signer(root), { extensions: indirect, revoked })).toBe("valid")
    expect(says(signer(root), { extensions: indirect.slice(0, 1), revoked })).toBe("revocation-unknown")
  })

  it("are signed below the same anchor", () => {
    expect(says(signer(elsewhere), { extensions: indirect })).toBe("revocation-unknown")
  })
})

describe("small forms", () => {
  const common = (value: Uint8Array) => pki.sequence(pki.rdn("2.5.4.3", value))
  const same = (a: Uint8Array, b: Uint8Array) =>
    sameName(leaf(root, { subject: a }).certificate.subject, leaf(root, { subject: b }).certificate.subject)
  const both = (first: Uint8Array, second: Uint8Array) => pki.sequence(pki.tlv(0x31, first, second))
  const attribute = (type: string, value: string) => pki.sequence(pki.oid(type), pki.utf8(value))
  const [commonName, unit] = ["2.5.4.3", "2.5.4.11"] as const

  it("names of several attributes are compared whatever their order", () => {
    const short = both(attribute(unit, "b"), attribute(commonName, "aaaa"))
    const long = both(attribute(commonName, "aaaa"), attribute(unit, "b        "))
    expect(same(short, long)).toBe(true)
    const twice = attribute(commonName, "a")
    expect(same(both(twice, twice), both(twice, twice))).toBe(true)
  })

  it("no value passes for two", () => {
    const two = both(attribute(unit, "b"), attribute(commonName, "aaaa"))
    expect(same(two, pki.sequence(pki.rdn(unit, pki.utf8("b\u00012.5.4.3=aaaa"))))).toBe(false)
    expect(same(pki.name("a", "b"), pki.name("a\u00002.5.4.3=b"))).toBe(false)
    expect(same(common(pki.tlv(0x04, 1)), common(pki.utf8("#040101")))).toBe(false)
  })

  it.each([
    ["half a surrogate pair", pki.tlv(0x1e, 0xd8, 0x00)],
    ["an octet just beyond ASCII", pki.tlv(0x13, 0x80)],
    ["an octet that only continues another", pki.tlv(0x0c, 0x80)],
  ])("%s is no string", (_, value) => {
    expect(() => leaf(root, { subject: common(value) })).toThrow("string-malformed")
  })

  it.each(["1:2:3:4:5:6:7::8", "1::2::3", "::1::", "1:2:3:4:5:6:7", ":::", "1:2:3:4::5:6:7:8::9"])(
    "%s is no address",
    (text) => {
      expect(parseIp(text)).toBeUndefined()
    },
  )

  it("hosts are of 253 octets at most, of plain labels, and of no user", () => {
    const long = `${"a".repeat(62)}.`.repeat(4)
    expect(matchesDnsName(`${long}a`, `${long}a`)).toBe(true)
    expect(matchesDnsName(`${long}aa`, `${long}aa`)).toBe(false)
    expect(matchesDnsName("a b.example.com", "a b.example.com")).toBe(false)
    expect(asciiHost("é@example.com")).toBeUndefined()
    expect(asciiHost("é.example.com")).toBe("xn--9ca.example.com")
  })

  it("a key is another with another exponent", () => {
    const keys = rsaKeys(2048)
    const facts = publicKeyOf(keys.privateKey.export({ format: "pem", type: "pkcs1" }).toString())
    const { modulus, exponent } = leaf(root, { keys }).certificate.subjectPublicKeyInfo
    const info = { ...leaf(root).certificate.subjectPublicKeyInfo, modulus, exponent }
    expect(matchesKey(facts, { ...info, spkiSha256: "" })).toBe(true)
    expect(matchesKey(facts, { ...info, spkiSha256: "", exponent: 3n })).toBe(false)
  })

  it("a CRL is version 1 or 2", () => {
    expect(() => pki.revocationList(root, { version: pki.integer(2) })).toThrow("integer-out-of-range")
  })
})

it("an extended key usage that does not decode is no permission", () => {
  const odd = bare(root, { extensions: [san(pki.dns(host)), pki.extension("extendedKeyUsage", Buffer.of(0x05, 0))] })
  expect(verdict(direct(odd), "gate")).toBe("malformed-extension")
})

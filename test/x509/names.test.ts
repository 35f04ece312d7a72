import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { excludes, permits } from "../../src/x509/constrained-names.ts"
import { ipText, matchesHost, nameText, parseIp, sameName } from "../../src/x509/index.ts"
import { asciiHost, matchesDnsName } from "../../src/x509/peer-name.ts"
import * as pki from "./pki.ts"

const subject = (...parts: readonly (string | Uint8Array)[]) =>
  pki.issue(undefined, { subject: pki.name(...parts) }).certificate.subject
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."))

describe("distinguished names", () => {
  it("are printed as RFC 4514 asks", () => {
    expect(nameText(subject(pki.rdn("2.5.4.6", pki.printable("DE")), pki.rdn("2.5.4.10", pki.utf8("A, B")), "x"))).toBe(
      "CN=x,O=A\\, B,C=DE",
    )
    expect(nameText(subject(' #a\\"+;<>\0 '))).toBe('CN=\\ #a\\\\\\"\\+\\;\\<\\>\\00\\ ')
    expect(nameText(subject(" "))).toBe("CN=\\ ")
    expect(nameText(subject(pki.rdn("1.2.3", pki.tlv(0x05))))).toBe("1.2.3=#0500")
    expect(nameText(subject("::warning::\n\u001b[31m"))).toBe("CN=::warning::\n\u001b[31m")
    expect(nameText(subject())).toBe("")
  })

  it("are the same whatever the case, the spaces and the type of string", () => {
    const types = fc.constantFrom(pki.utf8, pki.printable)
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z]{1,5}( [A-Za-z]{1,5}){0,2}$/), types, types, (text, one, other) => {
        const variant = ` ${text.toUpperCase().replaceAll(" ", "   ")} `
        expect(sameName(subject(pki.rdn("2.5.4.10", one(text))), subject(pki.rdn("2.5.4.10", other(variant))))).toBe(
          true,
        )
        expect(sameName(subject(pki.rdn("2.5.4.10", one(text))), subject(pki.rdn("2.5.4.10", other(`${text}x`))))).toBe(
          false,
        )
        expect(sameName(subject(pki.rdn("2.5.4.10", one(text))), subject(pki.rdn("2.5.4.11", one(text))))).toBe(false)
      }),
    )
    expect(sameName(subject("a", "b"), subject("b", "a"))).toBe(false)
    expect(sameName(subject("Ｆｏｏ"), subject("foo"))).toBe(true)
  })
})

describe("hosts", () => {
  it("match themselves, in any case, and a wildcard for their first label", () => {
    fc.assert(
      fc.property(host, (name) => {
        expect(matchesDnsName(name.toUpperCase(), name)).toBe(true)
        const [, ...rest] = name.split(".")
        expect(matchesDnsName(`*.${rest.join(".")}`, name)).toBe(rest.length > 0)
        expect(matchesDnsName(`*.${name}`, name)).toBe(false)
        expect(matchesDnsName(`*.${name}`, `a.b.${name}`)).toBe(false)
        expect(matchesDnsName(`a*.${name}`, `ab.${name}`)).toBe(false)
      }),
    )
    expect(matchesDnsName("*", "com")).toBe(false)
    expect(matchesDnsName("foo.*.example.com", "foo.bar.example.com")).toBe(false)
  })

  it("are compared as A-labels, without the dot of the root", () => {
    expect(asciiHost("Bücher.example.")).toBe("xn--bcher-kva.example")
    expect(asciiHost("EXAMPLE.com.")).toBe("example.com")
    const { certificate } = pki.server(undefined, "xn--bcher-kva.example")
    expect(matchesHost(certificate, "bücher.example")).toBe(true)
    expect(matchesHost(certificate, "bucher.example")).toBe(false)
  })

  it("that are addresses match addresses only", () => {
    const { certificate } = pki.issue(undefined, {
      extensions: [pki.extension("subjectAltName", pki.sequence(pki.ip(10, 0, 0, 1), pki.dns("10.0.0.2")))],
    })
    expect(matchesHost(certificate, "10.0.0.1")).toBe(true)
    expect(matchesHost(certificate, "10.0.0.2")).toBe(false)
    expect(matchesHost(certificate, "::ffff:10.0.0.1")).toBe(false)
  })
})

describe("addresses", () => {
  it("survive being printed", () => {
    const address = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc
        .array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 })
        .map((octets) => Uint8Array.from(octets)),
    )
    fc.assert(
      fc.property(address, (bytes) => {
        expect(parseIp(ipText(bytes))).toEqual(bytes)
      }),
    )
  })

  it.each([
    ["2001:db8::1:0:0:1", "2001:db8:0:0:1:0:0:1"],
    ["2001:db8::1", "2001:0DB8:0:0:0:0:0:1"],
    ["::", "0:0:0:0:0:0:0:0"],
    ["1::", "1:0:0:0:0:0:0:0"],
    ["2001:0:1:1:1:1:1:1", "2001:0:1:1:1:1:1:1"],
    ["::ffff:a00:1", "::ffff:10.0.0.1"],
  ])("%s is how RFC 5952 writes %s", (short, long) => {
    expect(ipText(parseIp(long) as Uint8Array)).toBe(short)
  })

  it.each(["1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1:2", ":::", "1::2::3", "g::", "12345::", "0x7f.1"])(
    "%s is none",
    (text) => {
      expect(parseIp(text)).toBeUndefined()
    },
  )
})

describe("name constraints", () => {
  const dns = (value: string) => ({ kind: "dns" as const, value })
  const email = (value: string) => ({ kind: "email" as const, value })
  const uri = (value: string) => ({ kind: "uri" as const, value })
  const ip = (...octets: readonly number[]) => ({ kind: "ip" as const, bytes: Uint8Array.from(octets) })

  it("on DNS names hold for the name and all below it, by whole labels", () => {
    fc.assert(
      fc.property(host, label, (base, first) => {
        expect(permits(dns(base), dns(base.toUpperCase()))).toBe("within")
        expect(permits(dns(base), dns(`${first}.${base}`))).toBe("within")
        expect(permits(dns(base), dns(`${first}${base}`))).toBe(first === "" ? "within" : "outside")
        expect(permits(dns(`.${base}`), dns(base))).toBe("outside")
        expect(permits(dns(`.${base}`), dns(`${first}.${base}`))).toBe("within")
        expect(permits(dns(""), dns(base))).toBe("within")
        // Excluded is what a wildcard might stand for; permitted is only what all of it stands for.
        expect(excludes(dns(`${first}.${base}`), dns(`*.${base}`))).toBe("within")
        expect(permits(dns(`${first}.${base}`), dns(`*.${base}`))).toBe("outside")
        expect(excludes(dns(`a.${first}.${base}`), dns(`*.${base}`))).toBe("outside")
        expect(permits(dns(base), dns(`.${base}`))).toBe("incomparable")
      }),
    )
  })

  it("on addresses are prefixes of the same kind of address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 32 }), (octets, length) => {
        const mask = [0, 8, 16, 24].map((bits) => (0xff00 >> Math.max(0, Math.min(8, length - bits))) & 0xff)
        const base = ip(...octets, ...mask)
        expect(permits(base, { kind: "ip", bytes: octets })).toBe("within")
        const beside = Uint8Array.from(octets)
        beside[(length - 1) >> 3] = (beside[(length - 1) >> 3] as number) ^ (0x80 >> ((length - 1) & 7))
        expect(permits(base, { kind: "ip", bytes: beside })).toBe("outside")
        expect(permits(base, ip(...Array<number>(16).fill(0)))).toBe("outside")
      }),
    )
  })

  it.each([
    [email("example.com"), email("a@example.com"), "within"],
    [email("example.com"), email("a@b.example.com"), "outside"],
    [email(".example.com"), email("a@b.example.com"), "within"],
    [email(".example.com"), email("a@example.com"), "outside"],
    [email("a@example.com"), email("a@EXAMPLE.com"), "within"],
    [email("a@example.com"), email("A@example.com"), "outside"],
    [email("example.com"), email("a@b@example.com"), "incomparable"],
    [uri("example.com"), uri("https://u@example.com:8443/x"), "within"],
    [uri("example.com"), uri("https://a.example.com/"), "outside"],
    [uri(".example.com"), uri("spiffe://a.example.com/x"), "within"],
    [uri(".example.com"), uri("https://10.0.0.1/"), "incomparable"],
    [uri("example.com"), uri("urn:x"), "incomparable"],
  ] as const)("%o and %o: %s", (base, name, relation) => {
    expect(permits(base, name)).toBe(relation)
  })
})

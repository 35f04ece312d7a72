import { type KeyObject, sign } from "node:crypto"
import { expect, it } from "vitest"
import { collect } from "../../src/collect/collect.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { anchorsFrom, noAnchors, type TrustAnchors } from "../../src/x509/index.ts"
import * as pki from "../x509/pki.ts"

const { root, authority, server, extension, dns, sequence, oid, tlv } = pki
const host = "shop.corp.example.com"
const of = (value: string) => tlv(0x82, value)
const pem = (...issued: readonly pki.Issued[]) =>
  issued
    .map(
      ({ der }) =>
        `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----\n`,
    )
    .join("")

const plain = root("Corp Root")
const unknownCritical = extension("1.2.3.4", Buffer.of(5, 0), true)
const clientsOnly = pki.purposes(pki.clientAuth)
const policy = (id: string) => extension("certificatePolicies", sequence(sequence(oid(id))))
const explicit = extension("policyConstraints", sequence(tlv(0x80, 0)), true)
const sha1 = {
  algorithm: sequence(oid("1.2.840.10045.4.1")),
}

interface Case {
  readonly anchor?: pki.Issued
  readonly ca?: pki.Issued
  readonly leaf?: Parameters<typeof server>[2]
}

/** Each reason for which the engine rejects a path, and the one rule that says so in a scan. */
const cases: Readonly<Record<string, readonly [rule: string, says: RegExp, make: () => Case]>> = {
  "a name that the CA may not certify": [
    "certificate-rejected-by-clients",
    /has the name shop\.corp\.example\.com, which is outside of what the CA "CA 1" may certify/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [pki.nameConstraints([of("other.example")], [])] }) }),
  ],
  "a name that the CA must not certify": [
    "certificate-rejected-by-clients",
    /has the name shop\.corp\.example\.com, which the CA "CA 1" is forbidden to certify/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [pki.nameConstraints([], [of("corp.example.com")])] }) }),
  ],
  "a name that the root may not certify": [
    "certificate-rejected-by-clients",
    /which is outside of what the CA "Corp Root" may certify/,
    () => ({ anchor: root("Corp Root", { extensions: [pki.nameConstraints([of("other.example")], [])] }) }),
  ],
  "a root that allows no CA below it": [
    "certificate-rejected-by-clients",
    /"Corp Root", which allows 0 CAs below it, and there are 1/,
    () => ({
      anchor: pki.issue(undefined, {
        subject: pki.name("Corp Root"),
        extensions: [pki.basicConstraints(true, 0), pki.keyUsage(5, 6)],
      }),
    }),
  ],
  "a CA that is not for servers": [
    "certificate-rejected-by-clients",
    /"CA 1", which does not allow the purpose "server"/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [clientsOnly] }) }),
  ],
  "a root that is not for servers": [
    "certificate-rejected-by-clients",
    /"Corp Root", which does not allow the purpose "server"/,
    () => ({ anchor: root("Corp Root", { extensions: [clientsOnly] }) }),
  ],
  "a policy that is required": [
    "certificate-rejected-by-clients",
    /has none of the policies that the path requires/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [explicit, policy("1.2.3.1")] }) }),
  ],
  "a key identifier of another key": [
    "certificate-rejected-by-clients",
    /authorityKeyIdentifier names the key of the issuer/,
    () => ({
      leaf: {
        identifiers: false,
        extensions: [
          extension("subjectKeyIdentifier", tlv(0x04, Buffer.alloc(20, 1))),
          extension("authorityKeyIdentifier", sequence(tlv(0x80, Buffer.alloc(20, 2)))),
        ],
      },
    }),
  ],
  "an issuer's name in another encoding": [
    "certificate-rejected-by-clients",
    /the issuer's name is encoded as in the issuer's certificate/,
    () => ({ leaf: { issuer: pki.name(pki.rdn("2.5.4.3", pki.printable("CA 1"))) } }),
  ],
  "a root with an extension that is critical and unknown": [
    "certificate-rejected-by-clients",
    /"Corp Root", which has the critical extension 1\.2\.3\.4/,
    () => ({ anchor: root("Corp Root", { extensions: [unknownCritical] }) }),
  ],
  "a CA with an extension that is critical and unknown": [
    "certificate-extension-malformed",
    /"CA 1".*has the critical extension 1\.2\.3\.4/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [unknownCritical] }) }),
  ],
  "a certificate with an extension that is critical and unknown": [
    "certificate-extension-malformed",
    /has the critical extension 1\.2\.3\.4/,
    () => ({ leaf: { extensions: [unknownCritical] } }),
  ],
  "a CA with an extension twice": [
    "certificate-duplicate-extension",
    /"CA 1"/,
    () => ({ ca: authority(plain, "CA 1", { extensions: [pki.basicConstraints(true)] }) }),
  ],
  "a CA with a weak signature": [
    "certificate-weak-signature",
    /"CA 1"/,
    () => ({ ca: authority(plain, "CA 1", { ...sha1, sign: signSha1 }) }),
  ],
  "a CA with a key on a curve that clients lack": [
    "certificate-uncommon-curve",
    /"CA 1"/,
    () => ({ ca: authority(plain, "CA 1", { keys: pki.ecKeys("secp256k1") }) }),
  ],
  "a CA that is none": [
    "chain-ca-not-ca",
    /is no CA/,
    () => ({
      ca: pki.issue(plain, { subject: pki.name("CA 1"), extensions: [pki.basicConstraints(false), pki.keyUsage(0)] }),
    }),
  ],
  "a CA that must not sign": [
    "chain-ca-not-ca",
    /does not allow keyCertSign/,
    () => ({
      ca: pki.issue(plain, { subject: pki.name("CA 1"), extensions: [pki.basicConstraints(true), pki.keyUsage(6)] }),
    }),
  ],
  "a certificate that is for clients": ["certificate-server-auth-missing", /./, () => ({ leaf: {} })],
  "a certificate with two signature algorithms": [
    "certificate-signature-algorithm-mismatch",
    /./,
    () => ({ leaf: { innerAlgorithm: sequence(oid("1.2.840.10045.4.3.3")) } }),
  ],
  "a malformed constraint": [
    "certificate-rejected-by-clients",
    /subtrees of a name constraint/,
    () => ({
      ca: authority(plain, "CA 1", { extensions: [pki.nameConstraints([tlv(0x82, "*.corp.example.com")], [])] }),
    }),
  ],
}

it.each(Object.entries(cases))("says of %s what clients will", async (what, [rule, says, make]) => {
  const { anchor, ca, leaf } = make()
  const top = anchor ?? plain
  const issuer = ca ?? authority(top, "CA 1")
  const target =
    what === "a certificate that is for clients"
      ? pki.issue(issuer, {
          subject: pki.name(host),
          extensions: [
            extension("subjectAltName", sequence(dns(host))),
            pki.purposes("1.3.6.1.5.5.7.3.4"),
            pki.keyUsage(0),
          ],
        })
      : server(issuer, host, leaf)
  const inRepository = await errors({ "certs/server.pem": pem(target, issuer), "trust/ca.pem": pem(top) }, noAnchors)
  const inTrust = await errors({ "certs/server.pem": pem(target, issuer) }, anchorsFrom([top.certificate]))
  for (const found of [inRepository, inTrust]) {
    expect(found.map(({ rule: { id } }) => id)).toEqual([rule])
    expect(found[0]?.message).toMatch(says)
  }
})

it("tells of a CA's fault once, however many certificates it issued", async () => {
  const ca = authority(plain, "CA 1", { extensions: [clientsOnly] })
  const files = Object.fromEntries(["a", "b", "c"].map((name) => [`certs/${name}.pem`, pem(server(ca, host), ca)]))
  const found = await errors({ ...files, "trust/ca.pem": pem(plain) }, noAnchors)
  expect(new Set(found.map(({ cause }) => cause)).size).toBe(1)
})

it("does not judge paths to anchors that nobody is known to trust", async () => {
  const ca = authority(plain, "CA 1", { extensions: [pki.nameConstraints([of("other.example")], [])] })
  expect(await errors({ "certs/server.pem": pem(server(ca, host), ca) }, noAnchors)).toEqual([])
})

it("takes a chain for which another anchor of the same name does", async () => {
  const strict = root("Corp Root", { keys: plain.keys, extensions: [pki.nameConstraints([of("other.example")], [])] })
  const ca = authority(plain, "CA 1")
  const files = { "certs/server.pem": pem(server(ca, host), ca), "trust/ca.pem": pem(strict, plain) }
  expect(await errors(files, noAnchors)).toEqual([])
})

async function errors(files: Readonly<Record<string, string>>, trust: TrustAnchors) {
  const facts = await Promise.all(
    Object.entries(files).map(([path, text]) => collect({ path, bytes: Buffer.from(text), passwords: [] })),
  )
  const inventory = inventoryOf(
    facts.flatMap((file) => file ?? []),
    new Set(Object.keys(files)),
  )
  const options = { expiry: { error: 14, warning: 30 }, chain: "auto" as const, chains: [], controllers: {} }
  const found = check(rules, inventory, { at: pki.at, options, trust })
  const weight = ({ rule, level = rule.level }: (typeof found)[number]) => level
  return found.filter((one) => weight(one) === "error" || one.rule.id === "certificate-extension-malformed")
}

function signSha1(tbs: Uint8Array, key: KeyObject): Uint8Array {
  return sign("sha1", tbs, key)
}

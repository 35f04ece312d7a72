import { generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { describe, expect, it } from "vitest"
import { anchorsFrom, certifies, matchesKey, publicKeyOf, validatePath, verifySignature } from "../../src/x509/index.ts"
import * as pki from "./pki.ts"

type Pair = readonly [label: string, keys: pki.Keys, algorithm: Uint8Array, digest: string | null]

const bare = (oid: string) => pki.sequence(pki.oid(oid))
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
const digests = { sha1: "1.3.14.3.2.26", sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2" }
const digest = (name: keyof typeof digests) => pki.sequence(pki.oid(digests[name]), pki.tlv(0x05))
const pss = (own: keyof typeof digests, mask: keyof typeof digests, saltLength = 32) =>
  pki.sequence(
    pki.oid("1.2.840.113549.1.1.10"),
    pki.sequence(
      pki.tlv(0xa0, digest(own)),
      pki.tlv(0xa1, pki.sequence(pki.oid("1.2.840.113549.1.1.8"), digest(mask))),
      pki.tlv(0xa2, pki.integer(saltLength)),
    ),
  )

const pairs: Pair[] = [
  ["RSA", rsa, pki.sequence(pki.oid("1.2.840.113549.1.1.11"), pki.tlv(0x05)), "sha256"],
  ["EC", pki.ecKeys("P-384"), bare("1.2.840.10045.4.3.3"), "sha384"],
  ["Ed25519", generateKeyPairSync("ed25519"), bare("1.3.101.112"), null],
  ["Ed448", generateKeyPairSync("ed448"), bare("1.3.101.113"), null],
]
for (const [name, oid] of [
  ["ml-dsa-44", "17"],
  ["ml-dsa-65", "18"],
  ["ml-dsa-87", "19"],
  ["slh-dsa-sha2-128f", "21"],
] as const) {
  try {
    // Node has these from 24.6 on, and its types not yet all of them.
    const keys = (generateKeyPairSync as unknown as (type: string) => pki.Keys)(name)
    pairs.push([name.toUpperCase(), keys, bare(`2.16.840.1.101.3.4.3.${oid}`), null])
  } catch {
    // This runtime lacks it.
  }
}

describe("signatures", () => {
  it.each(pairs)("%s", (_, keys, algorithm, digest) => {
    const options = { keys, algorithm, sign: (tbs: Uint8Array, key: KeyObject) => sign(digest, tbs, key) }
    const root = pki.root("root", options)
    const leaf = pki.server(root, "a.example.com", { ...options, keys: pki.ecKeys() })
    expect(certifies(root.certificate, leaf.certificate)).toEqual({
      names: true,
      keyIdentifiers: true,
      signature: "valid",
    })
    expect(
      validatePath(leaf.certificate, { candidates: [], anchors: anchorsFrom([root.certificate]), at: pki.at }),
    ).toMatchObject({ kind: "valid" })
    const spoilt = Uint8Array.from(leaf.certificate.signature, (octet, i) => (i === 40 ? octet ^ 1 : octet))
    expect(verifySignature({ ...pick(leaf), signature: spoilt }, root.certificate.subjectPublicKeyInfo)).toBe("invalid")
  })

  it("RSA-PSS", () => {
    const root = pki.root("root", {
      keys: rsa,
      algorithm: pss("sha256", "sha256"),
      sign: (tbs, key) => sign("sha256", tbs, { key, padding: 6, saltLength: 32 }),
    })
    expect(certifies(root.certificate, root.certificate).signature).toBe("valid")
  })

  it.each([
    ["sha256", "sha1", 32],
    ["sha384", "sha256", 48],
  ] as const)("RSA-PSS with %s, and %s in its mask", (hashAlgorithm, mgf1HashAlgorithm, saltLength) => {
    const restricted = generateKeyPairSync("rsa-pss", {
      modulusLength: 2048,
      ...{ hashAlgorithm, mgf1HashAlgorithm },
    })
    // The same key, as one for any algorithm: all that follows the algorithm in its encoding.
    const encoded = restricted.publicKey.export({ format: "der", type: "spki" })
    const bits = encoded.subarray(encoded.indexOf(Buffer.of(0x03, 0x82)))
    const plain = pki.sequence(pki.sequence(pki.oid("1.2.840.113549.1.1.1"), pki.tlv(0x05)), bits)
    const options = (mask: keyof typeof digests, spki: Uint8Array) => ({
      ...{ keys: restricted, spki, algorithm: pss(hashAlgorithm, mask, saltLength) },
      sign: (tbs: Uint8Array, key: KeyObject) => sign(hashAlgorithm, tbs, { key, padding: 6, saltLength }),
    })
    const signatureOf = ({ certificate }: pki.Issued) => certifies(certificate, certificate).signature
    expect(signatureOf(pki.root("root", options(mgf1HashAlgorithm, plain)))).toBe("valid")
    expect(signatureOf(pki.root("root", options(mgf1HashAlgorithm, encoded)))).toBe("valid")
    expect(signatureOf(pki.root("root", options(hashAlgorithm, plain)))).toBe("invalid")
  })

  it("of unknown algorithms are unsupported, of another kind of key invalid", () => {
    const root = pki.root()
    const gost = pki.server(root, "a.example.com", { algorithm: bare("1.2.643.7.1.1.3.2") })
    expect(certifies(root.certificate, gost.certificate).signature).toBe("unsupported")
    const wrong = pki.server(root, "a.example.com", { algorithm: bare("1.3.101.112") })
    expect(certifies(root.certificate, wrong.certificate).signature).toBe("invalid")
    expect(certifies(pki.root("other").certificate, wrong.certificate)).toEqual({
      names: false,
      keyIdentifiers: false,
      signature: "unchecked",
    })
  })
})

describe("public keys", () => {
  it.each([
    ["P-224", 224],
    ["P-256", 256],
    ["P-384", 384],
    ["P-521", 521],
  ])("on %s are points of the curve", (curve, bits) => {
    const keys = pki.ecKeys(curve)
    expect(pki.issue(undefined, { keys }).certificate.subjectPublicKeyInfo).toMatchObject({
      algorithm: "EC",
      bits,
      defect: undefined,
    })
    const spki = keys.publicKey.export({ format: "der", type: "spki" })
    spki[spki.length - 1] = (spki[spki.length - 1] as number) ^ 1
    const { certificate } = pki.issue(undefined, { keys, spki })
    expect(certificate.subjectPublicKeyInfo.defect).toMatchObject({ reason: "value-malformed", detail: "ECPoint" })
    const result = validatePath(certificate, {
      candidates: [],
      anchors: anchorsFrom([certificate]),
      at: pki.at,
      purpose: "any",
    })
    expect(result).toMatchObject({
      kind: "invalid",
      reason: { reason: { kind: "nonconforming", rule: "public-key-malformed" } },
    })
  })
})

describe("private keys", () => {
  const ec = pki.ecKeys()
  const { certificate } = pki.issue(undefined, { keys: ec })
  const spki = certificate.subjectPublicKeyInfo

  it.each([
    ["PKCS#8 PEM", ec.privateKey.export({ format: "pem", type: "pkcs8" })],
    ["PKCS#8 DER", ec.privateKey.export({ format: "der", type: "pkcs8" })],
    [
      "SEC 1 PEM",
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${ec.privateKey.export({ format: "pem", type: "sec1" })}`,
    ],
    ["SEC 1 DER", ec.privateKey.export({ format: "der", type: "sec1" })],
  ])("%s belongs to its certificate", (_, key) => {
    const facts = publicKeyOf(key)
    expect(facts).toMatchObject({ kind: "public", spkiSha256: spki.spkiSha256 })
    expect(matchesKey(facts, spki)).toBe(true)
    expect(matchesKey(facts, pki.issue(undefined).certificate.subjectPublicKeyInfo)).toBe(false)
    expect(JSON.stringify(facts, (_, value) => (typeof value === "bigint" ? `${value}` : value))).not.toContain(
      "private",
    )
  })

  it("PKCS#1 too", () => {
    const { certificate: own } = pki.issue(undefined, {
      keys: rsa,
      algorithm: bare("1.2.840.113549.1.1.11"),
      sign: (tbs, key) => sign("sha256", tbs, key),
    })
    for (const format of ["pem", "der"] as const) {
      const key =
        format === "pem"
          ? rsa.privateKey.export({ format, type: "pkcs1" })
          : rsa.privateKey.export({ format, type: "pkcs1" })
      expect(matchesKey(publicKeyOf(key), own.subjectPublicKeyInfo)).toBe(true)
    }
  })

  it("that are encrypted or broken are said to be", () => {
    const encryption = { cipher: "aes-256-cbc", passphrase: "x" }
    expect(publicKeyOf(ec.privateKey.export({ format: "pem", type: "pkcs8", ...encryption })).kind).toBe("encrypted")
    expect(publicKeyOf(ec.privateKey.export({ format: "der", type: "pkcs8", ...encryption })).kind).toBe("encrypted")
    expect(publicKeyOf(ec.privateKey.export({ format: "pem", type: "sec1", ...encryption })).kind).toBe("encrypted")
    for (const broken of [
      "",
      "x",
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
      Buffer.from("3000", "hex"),
    ]) {
      expect(publicKeyOf(broken).kind).toBe("malformed")
    }
  })
})

function pick({ certificate: { tbs, signatureAlgorithm } }: pki.Issued) {
  return { tbs, signatureAlgorithm }
}

/**
 * Makes the certificates of the lints' examples in test/pki/lint: `node scripts/pki-lints.ts [NAME…]`. Each has the one
 * fault that it is named after. Those under `public` carry the name of a CA of a public programme as their issuer.
 */
import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import {
  at,
  authority,
  basicConstraints,
  clientAuth,
  dns,
  extension,
  type Issued,
  integer,
  ip,
  issue,
  keyUsage,
  name,
  nameConstraints,
  type Options,
  oid,
  printable,
  purposes,
  rdn,
  root,
  sequence,
  serverAuth,
  time,
  tlv,
  uri,
} from "../test/x509/pki.ts"

const wanted = process.argv.slice(2)
const folder = new URL("../test/pki/lint/", import.meta.url)
for (const part of ["public", "ca"]) mkdirSync(new URL(part, folder), { recursive: true })

const day = 86_400_000
const host = "shop.corp.example.com"
const anchor = root("Corp Lint Root CA")
const corp = authority(anchor, "Corp Lint CA 1")
const publicName = sequence(
  rdn("2.5.4.6", printable("US")),
  rdn("2.5.4.10", printable("Let's Encrypt")),
  rdn("2.5.4.3", printable("R12")),
)
const publicCa = { ...authority(anchor, "R12"), name: publicName }

const names = (...all: readonly Uint8Array[]) => extension("subjectAltName", sequence(...all))
const usual = [names(dns(host)), purposes(serverAuth), keyUsage(0), basicConstraints(false)]
/** What the Baseline Requirements ask of a server certificate besides. */
const policies = extension("certificatePolicies", sequence(sequence(oid("2.23.140.1.2.1"))))
const access = extension(
  "authorityInfoAccess",
  sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), uri("http://r12.i.lencr.example/"))),
)
const distribution = extension(
  "crlDistributionPoints",
  sequence(sequence(tlv(0xa0, tlv(0xa0, uri("http://r12.c.lencr.example/1.crl"))))),
)
const publicUsual = [...usual, policies, access, distribution]

function write(file: string, { der }: Pick<Issued, "der">): void {
  if (wanted.length > 0 && !wanted.includes(file)) return
  const body = der.toString("base64").match(/.{1,64}/g) ?? []
  writeFileSync(
    new URL(`${file}.pem`, folder),
    `-----BEGIN CERTIFICATE-----\n${body.join("\n")}\n-----END CERTIFICATE-----\n`,
  )
}

function leaf(file: string, options: Options = {}, issuer: Issued | undefined = corp): void {
  write(file, issue(issuer, { subject: name(host), notAfter: time(at + 60 * day), extensions: usual, ...options }))
}

function publicLeaf(file: string, options: Options = {}): void {
  const dates = { notBefore: time(at - 10 * day), notAfter: time(at + 60 * day) }
  write(file, issue(publicCa, { subject: name(), ...dates, extensions: publicUsual, ...options }))
}

/** The usual extensions, with some instead of others of their kind. */
function instead(own: readonly Uint8Array[], drop: readonly Uint8Array[], from: readonly Uint8Array[] = usual) {
  return [...from.filter((one) => !drop.includes(one)), ...own]
}

const [san, eku, usage, constraints] = usual as [Buffer, Buffer, Buffer, Buffer]
const critical = (which: Parameters<typeof extension>[0], value: Uint8Array) => extension(which, value, true)
const rsaKeys = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent })

// Validity
leaf("inverted", { notBefore: time(at + 60 * day), notAfter: time(at - 60 * day) })
publicLeaf("public/years", { notBefore: time(Date.UTC(2025, 0, 1)), notAfter: time(Date.UTC(2028, 0, 1)) })
publicLeaf("public/days-250", { notBefore: time(Date.UTC(2026, 5, 1)), notAfter: time(Date.UTC(2027, 1, 6)) })
publicLeaf("public/days-380", { notBefore: time(Date.UTC(2026, 0, 15)), notAfter: time(Date.UTC(2027, 0, 30)) })
leaf("decade", { notBefore: time(at - 60 * day), notAfter: time(at + 3600 * day) })
leaf("years", { notBefore: time(at - 60 * day), notAfter: time(at + 700 * day) })
leaf("time-encoding", { notBefore: tlv(0x18, "20260101000000Z") })

// Names
publicLeaf("public/common-name-elsewhere", { subject: name("other.example.com") })
publicLeaf("public/common-name", { subject: name(host) })
leaf("name-empty", { extensions: instead([names(dns(""))], [san]) })
leaf("names-none", { extensions: instead([extension("subjectAltName", sequence())], [san]) })
leaf("subject-empty", { subject: name() })
leaf("wildcard-partial", { extensions: instead([names(dns("w*.corp.example.com"))], [san]) })
leaf("wildcard-inner", { extensions: instead([names(dns("a.*.corp.example.com"))], [san]) })
leaf("url", { extensions: instead([names(dns("https://shop.corp.example.com/"))], [san]) })
leaf("underscore", { extensions: instead([names(dns("shop_v2.corp.example.com"))], [san]) })
leaf("duplicate-name", { extensions: instead([names(dns(host), dns(host))], [san]) })
leaf("spiffe", { extensions: instead([names(dns(host), uri("spiffe://corp/shop"))], [san]) })
leaf("internal-name", { extensions: instead([names(dns("shop.internal"))], [san]) })
const publicNames = (...all: readonly Uint8Array[]) => ({ extensions: instead([names(...all)], [san], publicUsual) })
publicLeaf("public/underscore", publicNames(dns("shop_v2.corp.example.com")))
publicLeaf("public/internal-name", publicNames(dns("shop.internal")))
publicLeaf("public/reserved-address", publicNames(dns(host), ip(10, 0, 0, 1)))
publicLeaf("public/uri", publicNames(dns(host), uri("https://shop.corp.example.com/")))
publicLeaf("public/public-suffix", publicNames(dns("*.co.uk")))

// Keys and signatures
leaf("rsa-512", { keys: rsaKeys(512) })
leaf("rsa-2048", { keys: rsaKeys(2048) })
leaf("rsa-exponent", { keys: rsaKeys(2048), spki: exponentOne(rsaKeys(2048).publicKey) })
leaf("secp256k1", { keys: generateKeyPairSync("ec", { namedCurve: "secp256k1" }) })
leaf("ed25519", { keys: generateKeyPairSync("ed25519") })
const rsaCa = authority(anchor, "Corp Lint RSA CA", { keys: rsaKeys(2048) })
const sha1WithRsa = sequence(oid("1.2.840.113549.1.1.5"), tlv(0x05))
const md5WithRsa = sequence(oid("1.2.840.113549.1.1.4"), tlv(0x05))
const signWith = (digest: string) => (tbs: Uint8Array, key: KeyObject) =>
  sign(digest, tbs, { key, padding: constants.RSA_PKCS1_PADDING })
leaf("sha1", { algorithm: sha1WithRsa, sign: signWith("sha1") }, rsaCa)
leaf("md5", { algorithm: md5WithRsa, sign: signWith("md5") }, rsaCa)
write(
  "sha1-self-signed",
  issue(undefined, {
    subject: name(host),
    keys: rsaKeys(2048),
    extensions: usual,
    algorithm: sha1WithRsa,
    sign: signWith("sha1"),
  }),
)
leaf("algorithm-mismatch", { innerAlgorithm: sequence(oid("1.2.840.10045.4.3.3")) })

// Structure
leaf("version-1", { version: Buffer.alloc(0), extensions: [], identifiers: false })
leaf("serial-negative", { serial: tlv(0x02, 0x81, 0x01) })
leaf("serial-zero", { serial: integer(0) })
leaf("serial-long", { serial: tlv(0x02, Buffer.alloc(24, 0x11)) })
leaf("extension-twice", { extensions: [...usual, usage] })
leaf("extension-unknown", { extensions: [...usual, critical("1.3.6.1.4.1.55555.1", tlv(0x05))] })
const uniqueKeys = generateKeyPairSync("ec", { namedCurve: "P-256" })
leaf("unique-identifier", {
  keys: uniqueKeys,
  spki: Buffer.concat([uniqueKeys.publicKey.export({ format: "der", type: "spki" }), tlv(0x82, 0, 0x01)]),
})

// Use
leaf("no-purpose", { extensions: instead([], [eku]) })
leaf("wrong-purpose", { extensions: instead([purposes("1.3.6.1.5.5.7.3.4")], [eku]) })
leaf("client", { subject: name("robot"), extensions: instead([purposes(clientAuth)], [eku, san]) })
publicLeaf("public/purpose-critical", {
  extensions: instead([critical("extendedKeyUsage", sequence(oid(serverAuth)))], [eku], publicUsual),
})
publicLeaf("public/no-purpose", { extensions: instead([], [eku], publicUsual) })
leaf("may-sign", { extensions: instead([keyUsage(0, 5)], [usage]) })
leaf("usage-unfit", { extensions: instead([keyUsage(2)], [usage]) })
leaf("usage-empty", { extensions: instead([critical("keyUsage", tlv(0x03, 0))], [usage]) })
leaf("usage-not-critical", { extensions: instead([extension("keyUsage", tlv(0x03, 7, 0x80))], [usage]) })
leaf("constraints-on-leaf", { extensions: [...usual, nameConstraints([dns("corp.example.com")], [])] })
leaf("access-critical", { extensions: [...usual, critical("authorityInfoAccess", accessValue())] })
leaf("policy-twice", {
  extensions: [
    ...usual,
    extension("certificatePolicies", sequence(sequence(oid("2.23.140.1.2.1")), sequence(oid("2.23.140.1.2.1")))),
  ],
})
leaf("key-identifier-critical", {
  identifiers: false,
  extensions: [...usual, critical("authorityKeyIdentifier", sequence(tlv(0x80, Buffer.alloc(20, 7))))],
})
leaf("path-length", { extensions: instead([basicConstraints(false, 1)], [constraints]) })
leaf("no-authority-key", { identifiers: false })
publicLeaf("public/constraints-not-critical", {
  extensions: instead([extension("basicConstraints", sequence())], [constraints], publicUsual),
})
publicLeaf("public/good")
publicLeaf("public/no-issuer-url", { extensions: instead([], [access], publicUsual) })
publicLeaf("public/no-policies", { extensions: instead([], [policies], publicUsual) })
publicLeaf("public/no-revocation", { extensions: instead([], [distribution], publicUsual) })
publicLeaf("public/short-lived", {
  notAfter: time(at - 4 * day),
  extensions: instead([], [distribution], publicUsual),
})

// CAs, each with a server certificate below it
const caUsual = [basicConstraints(true), keyUsage(5, 6)]
const [caConstraints, caUsage] = caUsual as [Buffer, Buffer]
function ca(file: string, options: Options): void {
  const issued = issue(anchor, { subject: name(`Corp ${file}`), extensions: caUsual, ...options })
  write(file, issued)
  leaf(`${file}-leaf`, {}, issued)
}
ca("ca/good", {})
ca("ca/constraints-not-critical", {
  extensions: instead([extension("basicConstraints", sequence(tlv(0x01, 0xff)))], [caConstraints], caUsual),
})
ca("ca/no-usage", { extensions: instead([], [caUsage], caUsual) })
ca("ca/usage-lacks-sign", { extensions: instead([keyUsage(0, 6)], [caUsage], caUsual) })
ca("ca/names-not-critical", { extensions: [...caUsual, nameConstraints([dns("corp.example.com")], [], false)] })
ca("ca/no-key-identifier", { identifiers: false })
const weakRoot = (file: string, options: Options) =>
  write(`ca/${file}`, issue(undefined, { subject: name(`Corp ${file}`), extensions: caUsual, ...options }))
const weakKeys = rsaKeys(1024)
weakRoot("rsa-1024", {
  keys: weakKeys,
  algorithm: sequence(oid("1.2.840.113549.1.1.11"), tlv(0x05)),
  sign: signWith("sha256"),
})
weakRoot("version-1", { version: Buffer.alloc(0), extensions: [], identifiers: false })
weakRoot("expiring", { notAfter: time(at + 10 * day) })

function exponentOne(publicKey: KeyObject): Buffer {
  const { n = "" } = publicKey.export({ format: "jwk" })
  const modulus = integer(BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`))
  return sequence(sequence(oid("1.2.840.113549.1.1.1"), tlv(0x05)), tlv(0x03, 0, sequence(modulus, integer(1))))
}

function accessValue(): Buffer {
  return sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), uri("http://ca.corp.example.com/ca.cer")))
}

/**
 * Makes the certificates of the examples: `node scripts/pki.ts`. Every name says what its certificate is. With names,
 * only those are written, so that one can be added without replacing the others that it does not depend on. `locked-store.pem` is the PKCS#12 that \`openssl pkcs12
 * -export\` made of end-entity.pem and its key, with a password that nobody tries.
 */
import "reflect-metadata"
import type { webcrypto } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import * as x509 from "@peculiar/x509"

const wanted = process.argv.slice(2)
const folder = new URL("../test/pki/", import.meta.url)
const ec = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
const rsa = (bits: number, hash: string) => ({
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: bits,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash,
})

interface Issued {
  readonly certificate: x509.X509Certificate
  readonly keys: webcrypto.CryptoKeyPair
}

interface Recipe {
  readonly subject: string
  readonly issuer?: Issued
  readonly ca?: boolean | "non-ca"
  readonly dns?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly algorithm?: ReturnType<typeof rsa> | typeof ec
  readonly usage?: "server" | "client"
  readonly pathLength?: number
  /** The issuer name to write, when it is not that of the signer. */
  readonly pretend?: string
  readonly keys?: webcrypto.CryptoKeyPair
}

let serial = 1000

async function issue(name: string, recipe: Recipe, withKey = false): Promise<Issued> {
  const algorithm = recipe.algorithm ?? ec
  const keys = recipe.keys ?? (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]))
  const signer = recipe.issuer ?? undefined
  const extensions: x509.Extension[] = [await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)]
  if (signer !== undefined) extensions.push(await x509.AuthorityKeyIdentifierExtension.create(signer.keys.publicKey))
  if (recipe.ca === true) {
    extensions.push(new x509.BasicConstraintsExtension(true, recipe.pathLength, true))
    extensions.push(new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true))
  } else {
    extensions.push(new x509.BasicConstraintsExtension(false, undefined, true))
    extensions.push(new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true))
    const purpose = recipe.usage === "client" ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth
    extensions.push(new x509.ExtendedKeyUsageExtension([purpose]))
  }
  if (recipe.dns !== undefined)
    extensions.push(new x509.SubjectAlternativeNameExtension(recipe.dns.map((value) => ({ type: "dns", value }))))
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: (serial++).toString(16).padStart(16, "4"),
    subject: recipe.subject,
    issuer: recipe.pretend ?? signer?.certificate.subject ?? recipe.subject,
    notBefore: new Date(recipe.from ?? "2026-01-01T00:00:00Z"),
    notAfter: new Date(recipe.to ?? "2036-01-01T00:00:00Z"),
    signingAlgorithm:
      signer === undefined ? algorithm : { ...(signer.keys.privateKey.algorithm as typeof ec), hash: "SHA-256" },
    publicKey: keys.publicKey,
    signingKey: (signer?.keys ?? keys).privateKey,
    extensions,
  })
  if (wanted.length > 0 && !wanted.includes(name)) return { certificate, keys }
  writeFileSync(new URL(`${name}.pem`, folder), `${certificate.toString("pem")}\n`)
  if (withKey) {
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64")
    const body = pkcs8.match(/.{1,64}/g)?.join("\n")
    writeFileSync(new URL(`${name}.key`, folder), `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`)
  }
  return { certificate, keys }
}

mkdirSync(folder, { recursive: true })
const leafTo = "2027-06-01T00:00:00Z"
const root = await issue("root", { subject: "CN=Corp Root CA, O=Corp", ca: true })
const intermediate = await issue("intermediate", {
  subject: "CN=Corp Issuing CA 1, O=Corp",
  issuer: root,
  ca: true,
  to: "2031-01-01T00:00:00Z",
})
await issue(
  "end-entity",
  {
    subject: "CN=shop.corp.example.com",
    issuer: intermediate,
    dns: ["shop.corp.example.com", "www.shop.corp.example.com"],
    to: leafTo,
  },
  true,
)
await issue(
  "wildcard",
  { subject: "CN=*.corp.example.com", issuer: intermediate, dns: ["*.corp.example.com"], to: leafTo },
  true,
)
await issue(
  "registry",
  { subject: "CN=registry.corp.example.com", issuer: intermediate, dns: ["registry.corp.example.com"], to: leafTo },
  true,
)
await issue(
  "direct",
  { subject: "CN=direct.corp.example.com", issuer: root, dns: ["direct.corp.example.com"], to: leafTo },
  true,
)
await issue("client", { subject: "CN=robot, O=Corp", issuer: intermediate, usage: "client", to: leafTo }, true)
await issue(
  "expired",
  {
    subject: "CN=old.corp.example.com",
    issuer: intermediate,
    dns: ["old.corp.example.com"],
    from: "2025-06-01T00:00:00Z",
    to: "2026-11-20T23:59:59Z",
  },
  true,
)
await issue("expiring", {
  subject: "CN=soon.corp.example.com",
  issuer: intermediate,
  dns: ["soon.corp.example.com"],
  from: "2026-06-01T00:00:00Z",
  to: "2026-12-18T00:00:00Z",
})
await issue("almost-expired", {
  subject: "CN=now.corp.example.com",
  issuer: intermediate,
  dns: ["now.corp.example.com"],
  from: "2026-06-01T00:00:00Z",
  to: "2026-11-28T00:00:00Z",
})
await issue("not-yet-valid", {
  subject: "CN=next.corp.example.com",
  issuer: intermediate,
  dns: ["next.corp.example.com"],
  from: "2027-01-01T00:00:00Z",
  to: leafTo,
})
await issue("no-san", { subject: "CN=legacy.corp.example.com", issuer: intermediate, to: leafTo })
await issue("self-signed", { subject: "CN=lab.corp.example.com", dns: ["lab.corp.example.com"], to: leafTo })
const expiredIntermediate = await issue("expired-intermediate", {
  subject: "CN=Corp Issuing CA 0, O=Corp",
  issuer: root,
  ca: true,
  from: "2020-01-01T00:00:00Z",
  to: "2026-01-01T00:00:00Z",
})
await issue("under-expired", {
  subject: "CN=late.corp.example.com",
  issuer: expiredIntermediate,
  dns: ["late.corp.example.com"],
  to: leafTo,
})
await issue("expired-root", {
  subject: "CN=Corp Root CA 2010, O=Corp",
  ca: true,
  from: "2010-01-01T00:00:00Z",
  to: "2026-10-23T00:00:00Z",
})
const impostorKeys = await crypto.subtle.generateKey(ec, true, ["sign", "verify"])
await issue("impostor", { subject: "CN=Corp Issuing CA 1, O=Corp", issuer: root, ca: true, keys: impostorKeys })
await issue("impostor-root", { subject: "CN=Corp Root CA, O=Corp", ca: true })
const otherRoot = await issue("other-root", { subject: "CN=Partner Root CA, O=Partner", ca: true })
await issue("other-intermediate", { subject: "CN=Partner Issuing CA, O=Partner", issuer: otherRoot, ca: true })
const nonCa = await issue("non-ca", {
  subject: "CN=not-a-ca.corp.example.com",
  issuer: root,
  dns: ["not-a-ca.corp.example.com"],
  to: leafTo,
})
await issue("under-non-ca", {
  subject: "CN=bad.corp.example.com",
  issuer: nonCa,
  dns: ["bad.corp.example.com"],
  to: leafTo,
})
await issue("weak-rsa", {
  subject: "CN=weak.corp.example.com",
  issuer: root,
  dns: ["weak.corp.example.com"],
  algorithm: rsa(1024, "SHA-256"),
  to: leafTo,
})
const sha1Root = await issue("sha1-root", {
  subject: "CN=Corp SHA-1 Root, O=Corp",
  ca: true,
  algorithm: rsa(2048, "SHA-1"),
})
void sha1Root
await issue("cross-signed", { subject: "CN=Corp Root CA, O=Corp", issuer: otherRoot, ca: true, keys: root.keys })
const rolled = await issue("rolled-root", {
  subject: "CN=Corp Rolled Root CA, O=Corp",
  issuer: { certificate: root.certificate, keys: await crypto.subtle.generateKey(ec, true, ["sign", "verify"]) },
  pretend: "CN=Corp Rolled Root CA, O=Corp",
  ca: true,
})
await issue("under-rolled", {
  subject: "CN=rolled.corp.example.com",
  issuer: rolled,
  dns: ["rolled.corp.example.com"],
  to: leafTo,
})
// Named as an intermediate of a public CA, so that it is taken for one.
await issue("public-intermediate", {
  subject: "CN=Sectigo Public Server Authentication CA DV R36, O=Sectigo Limited, C=GB",
  issuer: otherRoot,
  pretend: "CN=Sectigo Public Server Authentication Root R46, O=Sectigo Limited, C=GB",
  ca: true,
})
const serviceRoot = await issue("service-root", { subject: "CN=Webhook CA, O=Corp", ca: true })
await issue("service", {
  subject: "CN=hook.web.svc",
  issuer: serviceRoot,
  dns: ["hook.web.svc", "hook.web.svc.cluster.local"],
  to: leafTo,
})
// As a lone certificate of a public CA is found in a repository: what its issuer signed, nobody has at hand.
await issue("public-leaf", {
  subject: "CN=www.corp.net",
  issuer: otherRoot,
  pretend: "CN=R10, O=Let's Encrypt, C=US",
  dns: ["www.corp.net"],
  to: leafTo,
})

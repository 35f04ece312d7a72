import { childrenOf, type Element, elementAt, encodingOf, identifierOf, octetsOf } from "./ber.ts"
import type { BinaryCertificate, BinaryContent } from "./binary.ts"
import type { Effort } from "./effort.ts"
import { keyStateOf } from "./keys.ts"
import { decryptWith, type Refusal } from "./pbe.ts"

/**
 * The certificates and keys of a PKCS#12 (RFC 7292). Each encrypted part is tried with each password; its padding and
 * its structure tell the right one as surely as the MAC would, and a store with a damaged MAC is still read.
 */
export function readPfx(pfx: Element, effort: Effort): BinaryContent {
  const reading: Reading = { effort, passwords: [...new Set(effort.passwords)], certificates: [], keys: [] }
  const safe = contentOf(childrenOf(pfx)?.[1])
  const parts = childrenOf(safe && elementAt(safe))
  if (parts === undefined) reading.damage = "the PKCS#12 has no content that can be read"
  for (const part of parts ?? []) readPart(reading, part)
  const { damage, refusal, certificates, keys } = reading
  const defects: BinaryContent["defects"][number][] = []
  if (refusal !== undefined) defects.push({ reason: "unknown-password", detail: REFUSALS[refusal] })
  if (damage !== undefined) defects.push({ reason: "damaged-store", detail: damage })
  return { container: "pkcs12", certificates, keys, requests: 0, defects }
}

interface Reading {
  readonly effort: Effort
  /** The password that fitted last is first. */
  passwords: string[]
  readonly certificates: BinaryCertificate[]
  readonly keys: BinaryContent["keys"][number][]
  refusal?: Refusal
  damage?: string
}

function readPart(reading: Reading, part: Element): void {
  const fields = childrenOf(part)
  const type = identifierOf(fields?.[0])
  if (type === DATA) {
    readBags(reading, contentOf(part))
    return
  }
  if (type !== ENCRYPTED_DATA) {
    // EnvelopedData is for the holder of a key, not of a password (RFC 7292 §3.1).
    reading.refusal ??= "unsupported"
    return
  }
  const content = childrenOf(childrenOf(fields?.[1])?.[0])?.[1]
  const [, algorithm, encrypted] = childrenOf(content) ?? []
  const input = octetsOf(encrypted)
  if (algorithm === undefined || input === undefined) {
    reading.damage ??= "an encrypted part of the PKCS#12 can't be read"
    return
  }
  readBags(reading, decrypted(reading, algorithm, input))
}

/** The content under the first password that fits; undefined, and said why, where none does. */
function decrypted(reading: Reading, algorithm: Element, input: Uint8Array): Uint8Array | undefined {
  let refusal: Refusal = "password"
  for (const password of reading.passwords) {
    const output = decryptWith(password, algorithm, input, reading.effort)
    if (typeof output === "string") refusal = output
    else if (output !== undefined && elementAt(output)?.end === output.length) {
      reading.passwords = [password, ...reading.passwords.filter((other) => other !== password)]
      return output
    }
    if (refusal !== "password") break
  }
  reading.refusal ??= refusal
  return undefined
}

function readBags(reading: Reading, bytes: Uint8Array | undefined, depth = 0): void {
  if (bytes === undefined || depth > 8) return
  const bags = childrenOf(elementAt(bytes))
  if (bags === undefined) reading.damage ??= "a part of the PKCS#12 can't be read"
  for (const bag of bags ?? []) {
    const [type, wrapped, attributes] = childrenOf(bag) ?? []
    const value = childrenOf(wrapped)?.[0]
    if (value === undefined) continue
    const name = friendlyName(attributes)
    const kind = identifierOf(type)?.replace(BAGS, "")
    if (kind === "1") reading.keys.push({ label: name ?? "PRIVATE KEY", ...keyStateOf(encodingOf(value)) })
    else if (kind === "2") readShroudedKey(reading, value, name ?? "ENCRYPTED PRIVATE KEY")
    else if (kind === "3" || kind === "4") readCertificate(reading, value, kind === "4", name, attributes)
    else if (kind === "6") readBags(reading, encodingOf(value), depth + 1)
  }
}

function readShroudedKey(reading: Reading, value: Element, label: string): void {
  const [algorithm, encrypted] = childrenOf(value) ?? []
  const input = octetsOf(encrypted)
  const der = algorithm && input && decrypted(reading, algorithm, input)
  if (der === undefined) {
    reading.keys.push({ label, state: "encrypted" })
    return
  }
  const key = keyStateOf(der)
  // An empty password protects nothing.
  const open = key.state === "plain" && reading.passwords[0] !== ""
  reading.keys.push({ label, ...key, ...(open && { state: "encrypted" as const }) })
}

function readCertificate(
  reading: Reading,
  value: Element,
  list: boolean,
  name: string | undefined,
  attributes: Element | undefined,
): void {
  const [type, wrapped] = childrenOf(value) ?? []
  const der = octetsOf(childrenOf(wrapped)?.[0])
  if (identifierOf(type) !== (list ? X509_LIST : X509_CERTIFICATE) || der === undefined) return
  const anchor = (childrenOf(attributes) ?? []).some((one) => identifierOf(childrenOf(one)?.[0]) === TRUSTED_KEY_USAGE)
  const label = name ?? (list ? "X509 CRL" : "CERTIFICATE")
  reading.certificates.push({ der, label, list, ...(anchor && { anchor }) })
}

/** The octets in a ContentInfo of type data, or in what a SignedData signs. */
function contentOf(info: Element | undefined): Uint8Array | undefined {
  const [type, wrapped] = childrenOf(info) ?? []
  const content = childrenOf(wrapped)?.[0]
  if (identifierOf(type) === DATA) return octetsOf(content)
  return identifierOf(type) === SIGNED_DATA
    ? octetsOf(childrenOf(childrenOf(childrenOf(content)?.[2])?.[1])?.[0])
    : undefined
}

function friendlyName(attributes: Element | undefined): string | undefined {
  for (const attribute of childrenOf(attributes) ?? []) {
    const [type, values] = childrenOf(attribute) ?? []
    const value = octetsOf(childrenOf(values)?.[0])
    if (identifierOf(type) === FRIENDLY_NAME && value !== undefined && value.length <= 512 && value.length % 2 === 0)
      return Buffer.from(value).swap16().toString("utf16le")
  }
  return undefined
}

const DATA = "1.2.840.113549.1.7.1"
const SIGNED_DATA = "1.2.840.113549.1.7.2"
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
const BAGS = /^1\.2\.840\.113549\.1\.12\.10\.1\./
const X509_CERTIFICATE = "1.2.840.113549.1.9.22.1"
const X509_LIST = "1.2.840.113549.1.9.23.1"
/** Oracle's trustedKeyUsage: without it, Java takes a certificate for part of a key's chain. */
const TRUSTED_KEY_USAGE = "2.16.840.1.113894.746875.1.1"
const FRIENDLY_NAME = "1.2.840.113549.1.9.20"
const REFUSALS: Readonly<Record<Refusal, string>> = {
  password: "none of the passwords opens it",
  work: "it asks for more rounds of key derivation than are tried",
  unsupported: "it is encrypted in a way that is not supported",
}

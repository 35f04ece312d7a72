import { createHash } from "node:crypto"
import type { PemReading, PemReadings } from "../../model/facts.ts"
import { decodeCertificate } from "../../x509/certificate.ts"

/**
 * What the readers of PEM that clients use make of a text, where it is not the same for all: `encoding/pem` of Go, the
 * store of OpenSSL (`X509_load_cert_crl_file`, which reads all or nothing), and one certificate after another
 * (`PEM_read_bio_X509`, as Node reads NODE_EXTRA_CA_CERTS). Undefined where all read every certificate.
 */
export function pemReadings(text: string): PemReadings | undefined {
  if (text.length > longest || !text.includes("CERTIFICATE") || isOrdinary(text)) return undefined
  return { go: byGo(text), openssl: byStore(text), single: byOne(text) }
}

/** Larger texts are bundles of public roots, which tools write. */
const longest = 1 << 18

/** Lines of whole blocks with the plain label, and whatever stands between them. */
function isOrdinary(text: string): boolean {
  if (text.startsWith("\uFEFF") || text.startsWith("\u00EF\u00BB\u00BF")) return false
  let label: string | undefined
  for (const line of text.split(/\r?\n/)) {
    if (label === undefined) {
      const begin = /^-----BEGIN ([A-Z ]+)-----$/.exec(line)
      if (begin !== null) label = begin[1]!
      else if (line.includes("-----")) return false
      if (label !== undefined && label !== "CERTIFICATE" && label.includes("CERTIFICATE")) return false
    } else if (line === `-----END ${label}-----`) label = undefined
    else if (!/^[A-Za-z0-9+/=]{1,100}$/.test(line)) return false
  }
  return label === undefined
}

/** `pem.Decode` in a loop, as `CertPool.AppendCertsFromPEM` does it. */
function byGo(text: string): PemReading {
  const certificates: string[] = []
  let rest = text
  while (rest !== "") {
    const start = rest.startsWith("-----BEGIN ") ? 0 : rest.indexOf("\n-----BEGIN ")
    if (start === -1) break
    rest = rest.slice(start === 0 && rest.startsWith("-----BEGIN ") ? 11 : start + 12)
    const [typeLine, afterType] = lineOf(rest)
    if (!typeLine.endsWith("-----")) continue
    const type = typeLine.slice(0, -5)
    let body = afterType
    let headers = 0
    for (;;) {
      if (body === "") break
      const [line, next] = lineOf(body)
      if (!line.includes(":")) break
      headers++
      body = next
    }
    const endsAtOnce = headers === 0 && body.startsWith("-----END ")
    const end = endsAtOnce ? 0 : body.indexOf("\n-----END ")
    if (end === -1) continue
    const trailer = body.slice(end + (endsAtOnce ? 9 : 10))
    const [trailerLine] = lineOf(trailer)
    if (trailerLine !== `${type}-----`) continue
    rest = trailer.slice(type.length + 5)
    const der = base64(body.slice(0, end).replace(/[ \t\r\n]/g, ""))
    if (type !== "CERTIFICATE" || headers > 0 || der === undefined) continue
    const found = certificateOf(der)
    if (found !== undefined) certificates.push(found)
  }
  return { certificates, refused: certificates.length === 0 }
}

function lineOf(text: string): [string, string] {
  const end = text.indexOf("\n")
  const line = end === -1 ? text : text.slice(0, end)
  return [line.replace(/\r$/, "").replace(/[ \t]+$/, ""), end === -1 ? "" : text.slice(end + 1)]
}

interface Block {
  readonly label: string
  readonly der: Uint8Array | undefined
}

/** `PEM_read_bio_ex`: the blocks in their order; one that is broken ends the reading. */
function* opensslBlocks(text: string): Generator<Block> {
  const lines = text.replace(/^(\uFEFF|\u00EF\u00BB\u00BF)/, "").split("\n")
  for (let index = 0; index < lines.length; index++) {
    const begin = /^-----BEGIN (.+)-----$/.exec(trimmed(lines[index]!))
    if (begin === null) continue
    const label = begin[1]!
    const body: string[] = []
    let closed = false
    for (index++; index < lines.length && !closed; index++) {
      const line = trimmed(lines[index]!)
      if (line === `-----END ${label}-----`) closed = true
      else if (line.startsWith("-----END ") || line === "") break
      else body.push(line)
    }
    index--
    const headers = body.some((line) => line.includes(":"))
    const der = closed && !headers ? base64(body.join("").replace(/[^\x21-\x7e]/g, "")) : undefined
    yield { label, der }
    if (der === undefined) return
  }
}

function trimmed(line: string): string {
  return line.replace(/[\0- ]+$/, "")
}

function byStore(text: string): PemReading {
  const certificates: string[] = []
  for (const { label, der } of opensslBlocks(text)) {
    if (der === undefined) return { certificates: [], refused: true }
    if (!/^(X509 |TRUSTED )?CERTIFICATE$/.test(label)) continue
    const found = certificateOf(der, label.startsWith("TRUSTED"))
    if (found === undefined) return { certificates: [], refused: true }
    certificates.push(found)
  }
  return { certificates, refused: certificates.length === 0 }
}

function byOne(text: string): PemReading {
  const certificates: string[] = []
  for (const { label, der } of opensslBlocks(text)) {
    if (der === undefined) break
    if (!/^(X509 )?CERTIFICATE$/.test(label)) continue
    const found = certificateOf(der)
    if (found === undefined) break
    certificates.push(found)
  }
  return { certificates, refused: certificates.length === 0 }
}

function base64(text: string): Uint8Array | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined
}

/** The SHA-256 of a certificate that can be read; what OpenSSL appends to a trusted one is left out. */
function certificateOf(der: Uint8Array, trusted = false): string | undefined {
  const length = trusted && der[1] === 0x82 ? 4 + ((der[2]! << 8) | der[3]!) : der.length
  const own = der.subarray(0, length)
  return decodeCertificate(own).ok ? createHash("sha256").update(own).digest("hex") : undefined
}

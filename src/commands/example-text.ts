import { decodeCertificate, nameText, pemBlocks } from "../x509/index.ts"

/** The files of an example for people: what matters of a certificate is which one stands where. */
export function readableExample(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, readable(text)]))
}

function readable(text: string): string {
  return text
    .replaceAll(armoured, (block, label: string) => {
      const der = pemBlocks(block, "CERTIFICATE")[0]
      if (der !== undefined) return called(der)
      return label.endsWith("PRIVATE KEY") ? "<private key>" : `<${label.toLowerCase()}>`
    })
    .replaceAll(encoded, (block) => {
      const bytes = Buffer.from(block, "base64")
      const inside = pemBlocks(bytes.toString("latin1"), "CERTIFICATE")
      return `<base64 of ${inside.length > 0 ? inside.map(called).join(", ") : called(bytes)}>`
    })
}

const armoured = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----BEGIN)[\s\S])*?-----END \1-----/g
const encoded =
  /(?:[A-Za-z0-9+/]{60,}(?:\\n|\s)+)*[A-Za-z0-9+/]{120,}={0,2}|(?:[A-Za-z0-9+/]{64}\s+)+[A-Za-z0-9+/]+={0,2}/g

function called(der: Uint8Array): string {
  const decoded = decodeCertificate(der)
  if (!decoded.ok) return "<something else>"
  const { subject, notAfter } = decoded.value
  return `<certificate ${nameText(subject) || "without a subject"}, until ${new Date(notAfter).toISOString().slice(0, 10)}>`
}

/** The contents of all PEM blocks (RFC 7468) with one of these labels. For suites and scripts: formats with places have their own reader. */
export function pemBlocks(text: string, ...labels: readonly string[]): readonly Uint8Array[] {
  const blocks = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)
  return [...blocks].flatMap(([, label = "", body = ""]) => (labels.includes(label) ? Buffer.from(body, "base64") : []))
}

/**
 * Writes src/x509/anchors.data.ts from the roots that this Node embeds, without those that Mozilla has taken out since
 * (former-roots.data.ts): run it on Node 24, since the set differs between releases and the runtime must not change a verdict.
 *
 *     node scripts/anchors.ts
 */

import { hash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { rootCertificates } from "node:tls"
import { decodeCertificate } from "../src/x509/certificate.ts"
import { removedRoots } from "../src/x509/former-roots.data.ts"

if (!process.versions.node.startsWith("24.")) throw new Error(`Node 24 is needed, this is ${process.version}`)

const former = new Set(removedRoots.map(([sha256]) => sha256))
const ders = rootCertificates
  .map((pem) => Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64"))
  .filter((der) => !former.has(hash("sha256", der, "hex")))
const index = ders.map((der) => {
  const root = decodeCertificate(der)
  if (!root.ok) throw new Error(`a root does not decode: ${JSON.stringify(root.defect)}`)
  return `${hash("sha256", root.value.subject.key, "hex").slice(0, 12)}:${der.length}`
})
// The day of the run: Node does not say when its set was taken.
const date = new Date().toISOString().slice(0, 10)

writeFileSync(
  new URL("../src/x509/anchors.data.ts", import.meta.url),
  `/** Mozilla's trust anchors for servers, as Node has them. Written by scripts/anchors.ts: do not edit. */
export const mozilla = {
  date: "${date}",
  source: "Node ${process.versions.node}",
  count: ${ders.length},
  /** For each certificate, the first 48 bits of SHA-256 of its subject's comparable form, and its length. */
  index:
    "${index.join(" ")}",
  certificates:
    "${Buffer.concat(ders).toString("base64")}",
} as const
`,
)

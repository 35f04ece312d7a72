/**
 * Throws damaged certificates and CRLs at the decoder and the validator:
 *
 *     node scripts/fuzz.ts [COUNT] [SEED] [SUITE.json[.gz]…]
 *
 * Fails on a crash, on an input that takes more than 50 ms, and on an accepted encoding that is not canonical; prints
 * each such input in base64. Certificates come from Node's roots and, where given, from suites in limbo's schema.
 */
import { readFileSync } from "node:fs"
import { rootCertificates } from "node:tls"
import { gunzipSync } from "node:zlib"
import { pemBlocks } from "../src/x509/index.ts"
import { tryCertificate, tryCertificateList } from "../test/x509/fuzz-case.ts"
import { mutate, randomFrom } from "../test/x509/mutate.ts"

const [count = "100000", seed = "1", ...suites] = process.argv.slice(2)
const texts = suites.map((file) => {
  const bytes = readFileSync(file)
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8").replaceAll("\\n", "\n")
})
// Larger ones cost time and show nothing more.
const maxLength = 8192
const pick = (label: string) =>
  [
    ...new Map(
      [...rootCertificates, ...texts]
        .flatMap((text) => pemBlocks(text, label))
        .map((der) => [Buffer.from(der).toString("base64"), Uint8Array.from(der)]),
    ).values(),
  ]
    .filter((der) => der.length < maxLength)
    .slice(0, 3000)
const certificates = pick("CERTIFICATE")
const lists = pick("X509 CRL")
const random = randomFrom(Number(seed))

const totals = { inputs: 0, accepted: 0, faults: 0, slowestMs: 0 }
for (; totals.inputs < Number(count); totals.inputs++) {
  const isList = lists.length > 0 && random.below(5) === 0
  const pool = isList ? lists : certificates
  const [original, donor] = [
    pool[random.below(pool.length)] as Uint8Array,
    certificates[random.below(certificates.length)] as Uint8Array,
  ]
  const input = mutate(original, donor, random)
  const start = performance.now()
  try {
    if (isList ? tryCertificateList(input) : tryCertificate(input)) totals.accepted++
  } catch (error) {
    report(error instanceof Error ? `${error.message} ${error.stack?.split("\n")[1] ?? ""}` : String(error), input)
  }
  const took = performance.now() - start
  // The first inputs pay for compilation; and the machine may just have been busy, so slow ones get two more chances.
  const best = took > 10 && totals.inputs > 1000 ? Math.min(took, retake(input, isList), retake(input, isList)) : took
  if (totals.inputs > 1000) totals.slowestMs = Math.max(totals.slowestMs, best)
  if (best > 50 && totals.inputs > 1000) report(`took ${best.toFixed(1)} ms`, input)
}
process.stdout.write(`${JSON.stringify(totals)}\n`)
process.exitCode = totals.faults > 0 ? 1 : 0

function report(what: string, input: Uint8Array): void {
  if (++totals.faults <= 20) process.stdout.write(`${what}\n${Buffer.from(input).toString("base64")}\n`)
}

function retake(input: Uint8Array, isList: boolean): number {
  const start = performance.now()
  try {
    if (isList) tryCertificateList(input)
    else tryCertificate(input)
  } catch {
    // Reported the first time.
  }
  return performance.now() - start
}

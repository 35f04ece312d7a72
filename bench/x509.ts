/**
 * CPU time for each certificate, ours beside Go's and OpenSSL's, over 10,000 distinct certificates of one CA:
 *
 *     node bench/x509.ts [COUNT]
 *
 * Go's part runs if `go` is on the PATH, OpenSSL's if `openssl` is. Compare ratios: absolute values are the machine's.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { anchorsFrom, type Certificate, decodeCertificate, pemBlocks, validatePath } from "../src/x509/index.ts"
import * as pki from "../test/x509/pki.ts"

const count = Number(process.argv[2] ?? 10_000)
const directory = mkdtempSync(join(tmpdir(), "x509-bench-"))
const root = pki.root("Bench Root")
const intermediate = pki.authority(root, "Bench Intermediate")
const leaves = Array.from({ length: count }, (_, i) => pki.server(intermediate, `host-${i}.bench.example.net`).der)
const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")
    .trimEnd()}\n-----END CERTIFICATE-----\n`
const text = leaves.map(pem).join("")
writeFileSync(join(directory, "certificates.pem"), text)
writeFileSync(join(directory, "ca.pem"), pem(root.der) + pem(intermediate.der))

const results: Record<string, string> = {}
const ours = (label: string, work: () => void) => {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  results[label] = `${((user + system) / count).toFixed(1)} µs`
}
const decoded = (der: Uint8Array): Certificate => {
  const result = decodeCertificate(der)
  if (!result.ok) throw new Error(result.defect.reason)
  return result.value
}

// Each label is measured cold and then warm: a short scan runs cold.
for (const state of ["first", "again"]) {
  ours(`ours: PEM, decode (${state})`, () => {
    for (const der of pemBlocks(text, "CERTIFICATE")) decoded(der)
  })
  ours(`ours: PEM, decode, all extensions, SHA-256 (${state})`, () => {
    for (const der of pemBlocks(text, "CERTIFICATE")) {
      const certificate = decoded(der)
      if (certificate.malformedExtensions.length > 0 || certificate.sha256 === "") throw new Error("malformed")
    }
  })
  ours(`ours: PEM, decode, validate (${state})`, () => {
    const candidates = [decoded(intermediate.der)]
    const anchors = anchorsFrom([decoded(root.der)])
    for (const der of pemBlocks(text, "CERTIFICATE")) {
      const result = validatePath(decoded(der), { candidates, anchors, at: pki.at })
      if (result.kind === "invalid") throw new Error(result.reason.reason.kind)
    }
  })
}

const go = join(import.meta.dirname, "go")
const binary = join(directory, "bench-go")
if (spawnSync("go", ["build", "-o", binary, "."], { cwd: go }).status === 0) {
  for (const mode of ["parse", "verify"]) {
    const { stdout } = spawnSync(binary, [mode, directory], { encoding: "utf8" })
    results[`Go: PEM, parse${mode === "verify" ? ", verify" : ""}`] = `${stdout.trim()} µs`
  }
}
if (spawnSync("openssl", ["version"]).status === 0) {
  const script = `openssl storeutl -noout -certs ${join(directory, "certificates.pem")} > /dev/null; times`
  const [, , children = ""] = spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.split(/\s+/)
  const [, minutes = "0", seconds = "0"] = /(\d+)m([\d.]+)s/.exec(children) ?? []
  results["OpenSSL: storeutl (user)"] = `${(((Number(minutes) * 60 + Number(seconds)) * 1e6) / count).toFixed(1)} µs`
}
rmSync(directory, { recursive: true })
console.table(results)

/** Our side of the X.509 benchmark, in a process of its own: `node bench/x509-ours.ts DIR` prints µs by label as JSON. */
import { hash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { check } from "../src/evaluate/check.ts"
import { inventoryOf } from "../src/evaluate/inventory.ts"
import type { FileFacts } from "../src/model/facts.ts"
import { certificate as lints } from "../src/rules/certificate/index.ts"
import { anchorsFrom, type Certificate, decodeCertificate, pemBlocks, validatePath } from "../src/x509/index.ts"
import { at } from "../test/x509/pki.ts"

const [directory = "."] = process.argv.slice(2)
const text = readFileSync(join(directory, "certificates.pem"), "latin1")
const [root, intermediate] = blocks(readFileSync(join(directory, "ca.pem"), "latin1")).map(decoded)
if (root === undefined || intermediate === undefined) throw new Error("ca.pem has a root and an intermediate")
const anchors = anchorsFrom([root])
/** Chains in a repository: more than most have. */
const size = 100
const count = blocks(text).length
// Go's side has its CAs at hand, too.
const issuer = carried(intermediate.der)

// Each label is measured cold, as a short scan runs, and warm, once the compiler is done: the last of four passes.
const results: Record<string, number> = {}
for (const state of ["first pass", "warm", "warm", "warm"]) {
  measure(`tlsgate: decode, ${state}`, () => {
    for (const der of blocks(text)) decoded(der)
  })
  measure(`tlsgate: decode, validate, ${state}`, () => {
    const candidates = [intermediate]
    for (const der of blocks(text)) {
      const result = validatePath(decoded(der), { candidates, anchors, at })
      if (result.kind === "invalid") throw new Error(result.reason.reason.kind)
    }
  })
  measure(`tlsgate: decode, validate, all lints, ${state}`, () => {
    const all = blocks(text)
    for (let i = 0; i < all.length; i += size) lint(all.slice(i, i + size))
  })
}
process.stdout.write(JSON.stringify(results))

/** As a scan does, short of recognising files: facts, the join, and the family of rules that validates and lints. */
function lint(ders: readonly Uint8Array[]): void {
  const facts = ders.map(factsOf)
  const inventory = inventoryOf(facts, new Set())
  const options = { expiry: { error: 14, warning: 30 }, chain: "auto", chains: [], controllers: {} } as const
  const found = check(lints, inventory, { at, options, trust: anchors })
  if (found.length > 0) throw new Error(found[0]?.message)
}

/** A file with a chain of two, as a server presents it. */
function factsOf(der: Uint8Array, index: number): FileFacts {
  const path = `certs/host-${index}.pem`
  const location = { path, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 }
  const ders = [carried(der), issuer]
  const certificates = ders.map(
    ([sha256]) => ({ sha256, form: "pem", location, label: "CERTIFICATE", list: false }) as const,
  )
  const empty = { documents: [], scripts: [], variables: [], images: [], ignores: [], notes: [] }
  return {
    ...{ path, bytes: der.length, lines: [0], ...empty, stats: { documents: 0, templates: 0 } },
    bundles: [
      {
        ...{ location, name: path, certificates, keys: [], requests: 0, defects: [], commented: false },
        container: "pem",
      },
    ],
    der: Object.fromEntries(ders),
  }
}

function carried(der: Uint8Array): readonly [sha256: string, base64: string] {
  return [hash("sha256", der), Buffer.from(der).toString("base64")]
}

function measure(label: string, work: () => void): void {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  results[label] = (user + system) / count
}

function blocks(pem: string): readonly Uint8Array[] {
  return pemBlocks(pem, "CERTIFICATE")
}

function decoded(der: Uint8Array): Certificate {
  const result = decodeCertificate(der)
  if (!result.ok) throw new Error(result.defect.reason)
  return result.value
}

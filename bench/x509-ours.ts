/** Our side of the X.509 benchmark: `node bench/x509-ours.ts DIR WHAT` prints µs of the first and of a warm pass as JSON. */
import { hash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { inventoryOf } from "../src/join/inventory.ts"
import type { FileFacts } from "../src/model/facts.ts"
import { check } from "../src/policy/check.ts"
import { optimiseLate } from "../src/ports/engine.ts"
import { certificate as lints } from "../src/rules/certificate/index.ts"
import { anchorsFrom, type Certificate, decodeCertificate, eachPemBlock, validatePath } from "../src/x509/index.ts"
import { at } from "../test/x509/pki.ts"

const [directory = ".", what = "decode"] = process.argv.slice(2)
const text = readFileSync(join(directory, "certificates.pem"), "latin1")
const [root, intermediate] = [...blocks(readFileSync(join(directory, "ca.pem"), "latin1"))].map(decoded)
if (root === undefined || intermediate === undefined) throw new Error("ca.pem has a root and an intermediate")
const anchors = anchorsFrom([root])
/** Chains in a repository: more than most have. */
const size = 100
const count = text.split("-----BEGIN CERTIFICATE-----").length - 1
// Go's side has its CAs at hand, too.
const issuer = carried(intermediate.der)

// As a scan does with as much.
optimiseLate()

const works: Readonly<Record<string, () => void>> = {
  decode() {
    for (const der of blocks(text)) decoded(der)
  },
  "decode, every value"() {
    for (const der of blocks(text)) {
      const { malformedExtensions, serialNumber, subjectPublicKeyInfo } = decoded(der)
      // These are looked at when somebody asks; Go looks at all at once.
      if (malformedExtensions.length > 0 || serialNumber === "" || subjectPublicKeyInfo.bits === undefined)
        throw new Error("a certificate is not as it was made")
    }
  },
  "decode, validate"() {
    const candidates = [intermediate]
    for (const der of blocks(text)) {
      const result = validatePath(decoded(der), { candidates, anchors, at })
      if (result.kind === "invalid") throw new Error(result.reason.reason.kind)
    }
  },
  "decode, validate, all lints"() {
    let batch: Uint8Array[] = []
    for (const der of blocks(text)) {
      if (batch.push(der) < size) continue
      lint(batch)
      batch = []
    }
    if (batch.length > 0) lint(batch)
  },
}

// Cold, as a scan runs, and warm, once the compiler is done: the last of four passes.
const passes = [1, 2, 3, 4].map(() => measured(works[what] as () => void))
process.stdout.write(JSON.stringify({ first: passes[0], warm: passes.at(-1) }))

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
  const [sha256, base64] = carried(der)
  const fact = (id: string) => ({ sha256: id, form: "pem", location, label: "CERTIFICATE", list: false }) as const
  return {
    path,
    bytes: der.length,
    lines: [0],
    documents: [],
    scripts: [],
    variables: [],
    images: [],
    ignores: [],
    notes: [],
    stats: { documents: 0, templates: 0 },
    bundles: [
      {
        location,
        name: path,
        certificates: [fact(sha256), fact(issuer[0])],
        keys: [],
        requests: 0,
        defects: [],
        commented: false,
        container: "pem",
      },
    ],
    der: { [sha256]: base64, [issuer[0]]: issuer[1] },
  }
}

function carried(der: Uint8Array): readonly [sha256: string, base64: string] {
  return [hash("sha256", der), Buffer.from(der).toString("base64")]
}

function measured(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / count
}

function blocks(pem: string): Iterable<Uint8Array> {
  return eachPemBlock(pem, "CERTIFICATE")
}

function decoded(der: Uint8Array): Certificate {
  const result = decodeCertificate(der)
  if (!result.ok) throw new Error(result.defect.reason)
  return result.value
}

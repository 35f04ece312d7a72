/**
 * CPU time for each certificate, ours beside Go's, zlint's and OpenSSL's, over 10,000 distinct certificates of one CA
 * below one root:
 *
 *     node bench/x509.ts [COUNT] [ROUNDS]
 *
 * Go's and zlint's parts run if `go` is on the PATH, OpenSSL's if `openssl` is. Each part runs in a process of its own,
 * and the parts take turns, ROUNDS times: what is told is the median. Compare ratios: absolute values are the machine's.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as pki from "../test/x509/pki.ts"

const [count = 10_000, rounds = 3] = process.argv.slice(2).map(Number)
const directory = mkdtempSync(join(tmpdir(), "x509-bench-"))
const root = pki.root("Bench Root")
const intermediate = pki.authority(root, "Bench Intermediate")
const leaves = Array.from({ length: count }, (_, i) => pki.server(intermediate, `host-${i}.bench.example.net`))
const pem = ({ der }: pki.Issued) =>
  `-----BEGIN CERTIFICATE-----\n${der
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")
    .trimEnd()}\n-----END CERTIFICATE-----\n`
writeFileSync(join(directory, "certificates.pem"), leaves.map(pem).join(""))
writeFileSync(join(directory, "ca.pem"), pem(root) + pem(intermediate))

const here = import.meta.dirname
const go = built("go")
const zlint = built("go-zlint")
const parts: Readonly<Record<string, () => Readonly<Record<string, number>>>> = {
  ours: () => JSON.parse(run(process.execPath, [join(here, "x509-ours.ts"), directory])),
  ...(go && {
    "Go: PEM, parse": () => ({ "Go: PEM, parse": Number(run(go, ["parse", directory])) }),
    "Go: PEM, parse, verify": () => ({ "Go: PEM, parse, verify": Number(run(go, ["verify", directory])) }),
  }),
  ...(zlint && { zlint: () => ({ "zlint: PEM, parse, all lints": Number(run(zlint, [directory])) }) }),
  ...(spawnSync("openssl", ["version"]).status === 0 && { openssl }),
}

const measured: Record<string, number[]> = {}
for (let round = 0; round < rounds; round++) {
  for (const part of Object.values(parts)) {
    for (const [label, micros] of Object.entries(part())) {
      measured[label] ??= []
      measured[label].push(micros)
    }
  }
}
rmSync(directory, { recursive: true })
console.table(
  Object.fromEntries(
    Object.entries(measured).map(([label, micros]) => {
      const sorted = micros.toSorted((a, b) => a - b)
      const [least = 0, median = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)]]
      return [label, { "median µs": median.toFixed(1), "least µs": least.toFixed(1) }]
    }),
  ),
)

/** The program of a Go module beside this file; undefined without Go, or without the module's dependencies. */
function built(module: string): string | undefined {
  const binary = join(directory, module)
  return spawnSync("go", ["build", "-o", binary, "."], { cwd: join(here, module) }).status === 0 ? binary : undefined
}

function run(program: string, words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** In one process each: it only prints them; and it verifies a file of one certificate, so most of that is its start. */
function openssl(): Readonly<Record<string, number>> {
  const script = `openssl storeutl -noout -certs ${join(directory, "certificates.pem")} > /dev/null; times`
  const [, , children = ""] = run("bash", ["-c", script]).split(/\s+/)
  const [, minutes = "0", seconds = "0"] = /(\d+)m([\d.]+)s/.exec(children) ?? []
  return { "OpenSSL: storeutl (user)": ((Number(minutes) * 60 + Number(seconds)) * 1e6) / count }
}

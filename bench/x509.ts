/**
 * CPU time for each certificate, ours beside Go's, zlint's and OpenSSL's, over 10,000 distinct certificates of one CA
 * below one root, as one table in Markdown:
 *
 *     npm run -s bench:x509 -- [COUNT] [ROUNDS]
 *
 * Go's and zlint's parts run if `go` is on the PATH, OpenSSL's if `openssl` is. Each part runs in a process of its own,
 * and the parts take turns, ROUNDS times: what is told is the median. Compare ratios: absolute values are the machine's.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cpus, tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "rolldown"
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
writeFileSync(join(directory, "root.pem"), pem(root))
writeFileSync(join(directory, "intermediate.pem"), pem(intermediate))
for (const [i, leaf] of leaves.entries()) writeFileSync(join(directory, `${i}.pem`), pem(leaf))

/** The rows of the table; what else was measured is not told. */
const order = [
  "Go: parse",
  "tlsgate: decode, warm",
  "tlsgate: decode, first pass",
  "tlsgate: decode, every value, warm",
  "tlsgate: decode, every value, first pass",
  "Go: parse, verify",
  "tlsgate: decode, validate, warm",
  "tlsgate: decode, validate, first pass",
  "tlsgate: decode, validate, all lints, warm",
  "tlsgate: decode, validate, all lints, first pass",
  "openssl verify",
  "zlint: parse, all lints",
]

const here = import.meta.dirname
// As users have it: in one file.
const bundle = join(directory, "ours.mjs")
await build({
  input: join(here, "x509-ours.ts"),
  platform: "node",
  output: { file: bundle, format: "esm", codeSplitting: false },
})
const go = built("go")
const zlint = built("go-zlint")
const parts: Readonly<Record<string, () => Readonly<Record<string, number>>>> = {
  ...Object.fromEntries(
    ["decode", "decode, every value", "decode, validate", "decode, validate, all lints"].map((what) => [
      what,
      () => ours(what),
    ]),
  ),
  ...(go && {
    "Go: parse": () => ({ "Go: parse": Number(run(go, ["parse", directory])) }),
    "Go: parse, verify": () => ({ "Go: parse, verify": Number(run(go, ["verify", directory])) }),
  }),
  ...(zlint && { zlint: () => ({ "zlint: parse, all lints": Number(run(zlint, [directory])) }) }),
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

const medians = new Map(
  Object.entries(measured).map(([label, micros]) => {
    const sorted = micros.toSorted((a, b) => a - b)
    return [label, sorted[Math.floor(sorted.length / 2)] ?? 0]
  }),
)
const parse = medians.get("Go: parse")
const verify = medians.get("Go: parse, verify")
const rows = order.flatMap((label) => {
  const micros = medians.get(label)
  if (micros === undefined) return []
  const ratio = (of: number | undefined) => (of === undefined ? "" : (micros / of).toFixed(2))
  return `| ${label} | ${micros.toFixed(1)} | ${ratio(parse)} | ${ratio(verify)} |`
})
process.stdout.write(`${[...head(), ...rows].join("\n")}\n`)

function head(): readonly string[] {
  const [{ model = "unknown" } = {}, ...others] = cpus()
  const versions = [
    `Node ${process.versions.node}`,
    run("bash", ["-c", "go version 2> /dev/null | cut -d' ' -f3 || true"]).trim().replace(/^go/, "Go "),
    run("bash", ["-c", "openssl version 2> /dev/null | cut -d' ' -f1,2 || true"]).trim(),
  ].filter((version) => version !== "")
  return [
    `${count.toLocaleString("en-US")} certificates, ${rounds} rounds, ${model} (${others.length + 1} cores), ${versions.join(", ")}`,
    "",
    "| | CPU µs a certificate | of Go's parse | of Go's parse and verify |",
    "| --- | --- | --- | --- |",
  ]
}

/** Each in a process of its own, so that what is cold is cold. */
function ours(what: string): Readonly<Record<string, number>> {
  const { first, warm } = JSON.parse(run(process.execPath, [bundle, directory, what]))
  return { [`tlsgate: ${what}, first pass`]: first, [`tlsgate: ${what}, warm`]: warm }
}

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

/** One process that verifies every file: its start is spread over all of them. */
function openssl(): Readonly<Record<string, number>> {
  const files = leaves.map((_, i) => `${i}.pem`).join(" ")
  const options = `-attime ${pki.at / 1000} -CAfile root.pem -untrusted intermediate.pem`
  writeFileSync(
    join(directory, "verify.sh"),
    `cd ${directory}\nopenssl verify ${options} ${files} > /dev/null\ntimes\n`,
  )
  const [, , user = "", system = ""] = run("bash", [join(directory, "verify.sh")]).split(/\s+/)
  return { "openssl verify": ((seconds(user) + seconds(system)) * 1e6) / count }
}

/** `0m1.234s`, as the shell says it. */
function seconds(text: string): number {
  const [, minutes = "0", rest = "0"] = /(\d+)m([\d.]+)s/.exec(text) ?? []
  return Number(minutes) * 60 + Number(rest)
}

/**
 * Throws hostile files at the whole of a scan, from the bytes of a file to the reports in every format:
 *
 *     node scripts/fuzz-scan.ts [COUNT] [SEED] [PATTERN]
 *
 * COUNT damaged files (100,000 by default), the same for the same SEED, then each shape whose name fits PATTERN at n, 2n,
 * 4n …. Fails on an exception, on a document that what stands before it hides, on an input that takes more than its size
 * allows, and on a shape that grows faster than its size. Prints figures by reader, and the table of growth.
 */
import { loadShellParser } from "../src/formats/shell/parser.ts"
import { faultOf } from "../test/fuzz/fault.ts"
import { growthOf, isSuperlinear } from "../test/fuzz/growth.ts"
import { inputOf, seeds } from "../test/fuzz/inputs.ts"
import { shapes } from "../test/fuzz/shapes.ts"
import { randomFrom } from "../test/x509/mutate.ts"

const [count = "100000", seed = "1", pattern = "."] = process.argv.slice(2)
await loadShellParser()
const random = randomFrom(Number(seed))
const files = seeds()
const figures = new Map<string, { inputs: number; documents: number; slowestMs: number; faults: number }>()
let faults = 0

for (let number = 0; number < Number(count); number++) {
  const input = inputOf(random, files)
  // Reports take longer than all else.
  const { fault, documents, took } = await faultOf(input, number > 500, number % 16 === 0)
  const figure = figures.get(input.reader) ?? { inputs: 0, documents: 0, slowestMs: 0, faults: 0 }
  figures.set(input.reader, figure)
  figure.inputs++
  figure.documents += documents
  if (number > 500) figure.slowestMs = Math.max(figure.slowestMs, Math.round(took))
  if (fault === undefined) continue
  figure.faults++
  if (++faults <= 20) process.stdout.write(`${fault}\n${JSON.stringify([input.path, input.text])}\n`)
}
for (const [reader, { inputs, documents, slowestMs, faults: own }] of [...figures].sort())
  row(reader, `${inputs} inputs`, `${documents} documents`, `slowest ${slowestMs} ms`, `${own} faults`)

for (const [name, shape] of Object.entries(shapes)) {
  if (!new RegExp(pattern).test(name)) continue
  const growth = await growthOf(shape, { seconds: 0.5, bytes: 500_000 })
  const last = growth.steps.at(-1)!
  const isFault = isSuperlinear(growth)
  if (isFault) faults++
  const took = growth.steps.slice(-3).map(({ seconds }) => seconds.toFixed(2))
  row(
    name,
    `n ${last.n}`,
    `${last.bytes} bytes`,
    `${took.join(", ")} s`,
    `n^${growth.exponent.toFixed(2)}${isFault ? " FAULT" : ""}`,
  )
}
process.stdout.write(`${faults} faults\n`)
process.exitCode = faults > 0 ? 1 : 0

function row(name: string, ...cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${cells.map((cell) => cell.padEnd(20)).join("")}\n`)
}

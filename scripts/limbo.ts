/**
 * Runs a suite in the schema of C2SP/x509-limbo (bettertls and PKITS are kept in it, too):
 *
 *     npm run -s limbo -- FILE.json[.gz] [--profile namespace|gate]
 */
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { gunzipSync } from "node:zlib"
import { runCase, type Suite, type SuiteProfile } from "../test/x509/suite.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { profile: { type: "string", default: "namespace" }, times: { type: "boolean", default: false } },
})
const [file] = positionals
if (file === undefined || (values.profile !== "namespace" && values.profile !== "gate")) {
  process.stderr.write("usage: limbo FILE.json[.gz] [--profile namespace|gate]\n")
  process.exit(2)
}
const bytes = readFileSync(file)
const suite: Suite = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8"))

const totals = { total: 0, match: 0, falseAccept: 0, falseReject: 0, skipped: 0 }
for (const testcase of suite.testcases) {
  const outcome = runCase(testcase, values.profile as SuiteProfile)
  totals.total++
  if (outcome.actual === "SKIPPED") totals.skipped++
  else if (outcome.actual === testcase.expected_result) totals.match++
  else if (outcome.actual === "SUCCESS") totals.falseAccept++
  else totals.falseReject++
  process.stdout.write(`${JSON.stringify({ id: testcase.id, ...outcome })}\n`)
}
process.stdout.write(`${JSON.stringify(totals)}\n`)

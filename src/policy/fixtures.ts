import { isLookedThrough } from "../collect/recognise.ts"

/**
 * Whether a path stands among tests, examples, documentation or foreign code. It is taken below the PATH that was given:
 * whoever asks for `test/` means what is in it.
 */
export function isFixture(below: string): boolean {
  const segments = below.split("/")
  segments.pop()
  return segments.some((segment) => fixtureSegments.has(segment.toLowerCase()))
}

/**
 * Whether a certificate at a path is there to test with, by a word in the names of its directories: `test-certs`,
 * `integration/resources`. Only certificates and keys: nobody deploys these, while settings are copied from anywhere.
 * What stands in source code is, too: whether anybody runs that code is not to be seen from here.
 */
export function isTestMaterial(below: string): boolean {
  if (isLookedThrough(below)) return true
  const segments = below.split("/")
  segments.pop()
  return segments.some((segment) => !hostName.test(segment) && words(segment).some((word) => testWords.has(word)))
}

/** `testCerts`, `test-certs` and `test_certs` are two words each. */
function words(segment: string): string[] {
  return segment
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
}

/** `certs.d/reg.example.net:5000` is named after a host, whatever that is called. */
const hostName = /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}([:_]\d+_?)?$/i

const testWords: ReadonlySet<string> = new Set([
  ...["test", "tests", "testing", "testdata", "testutil", "testutils", "unittest", "unittests", "e2e", "integration"],
  ...["fixture", "fixtures", "example", "examples", "sample", "samples", "demo", "demos", "mock", "mocks", "dummy"],
  ...["bench", "benches", "benchmark", "benchmarks", "bogo", "fuzz", "spec", "specs", "doc", "docs", "snakeoil"],
])

const fixtureSegments: ReadonlySet<string> = new Set([
  "test",
  "tests",
  "testdata",
  "fixture",
  "fixtures",
  "example",
  "examples",
  "doc",
  "docs",
  "vendor",
  "third_party",
])

/**
 * Whether a path stands among tests, examples, documentation or foreign code. It is taken below the PATH that was given:
 * whoever asks for `test/` means what is in it.
 */
export function isFixture(below: string): boolean {
  const segments = below.split("/")
  segments.pop()
  return segments.some((segment) => fixtureSegments.has(segment.toLowerCase()))
}

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

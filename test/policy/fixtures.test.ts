import { describe, expect, test } from "vitest"
import { isFixture, isTestMaterial } from "../../src/policy/fixtures.ts"

const places: readonly (readonly [path: string, fixture: boolean, testMaterial: boolean])[] = [
  ["deploy/tls.pem", false, false],
  ["test/tls.pem", true, true],
  ["pkg/testdata/tls.pem", true, true],
  ["test-certs/tls.pem", false, true],
  ["integration/tls.pem", false, true],
  ["certs.d/reg.example.net:5000/ca.crt", false, false],
  ["certs.d/reg.example.com_5000_/ca.crt", false, false],
  ["examples.md/tls.pem", false, false],
  ["testing.pem", false, false],
]

describe("where certificates are there to test with", () => {
  test.each(places)("%s", (path, fixture, testMaterial) => {
    expect([isFixture(path), isTestMaterial(path)]).toEqual([fixture, testMaterial])
  })
})

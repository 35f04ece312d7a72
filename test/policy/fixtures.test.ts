import { describe, expect, test } from "vitest"
import { fixtureNames } from "../../src/policy/fixtures.table.ts"
import { isFixture, isTestMaterial } from "../../src/policy/fixtures.ts"

const places: readonly (readonly [path: string, fixture: boolean, testMaterial: boolean])[] = [
  ["deploy/tls.pem", false, false],
  ["test/tls.pem", true, true],
  ["pkg/testdata/tls.pem", true, true],
  ["test-certs/tls.pem", true, true],
  ["integration/tls.pem", false, true],
  ["certs.d/reg.example.net:5000/ca.crt", false, false],
  ["certs.d/reg.example.com_5000_/ca.crt", false, false],
  ["examples.md/tls.pem", false, false],
  ["testing.pem", false, false],
  ["src/testresources/tls.pem", true, true],
  ["src/testResources/tls.pem", true, true],
  ["third-party/acme/priv.pem", true, false],
  ["ThirdParty/acme/priv.pem", true, false],
  ["site/_assets/tls.pem", true, false],
  ["__tests__/tls.pem", true, true],
  ["dummy_certs/tls.pem", false, true],
  ["conf/dummy_upstream_ca.key", false, true],
  ["conf/snakeoil.key", false, true],
  ["benchmark-http/tls.pem", false, true],
  ["benchmarks/tls.pem", true, true],
  ["e2e/tls.pem", true, true],
  ["internal/mocks/tls.pem", true, true],
  ["samples/shop/tls.pem", true, true],
  ["clusters/test-eu/registries.yaml", false, true],
  ["latest/tls.pem", false, false],
  ["contest/tls.pem", false, false],
  ["attestation/tls.pem", false, false],
  ["assets/tls.pem", false, false],
  ["documents/tls.pem", false, false],
  ["vendors/acme/tls.pem", false, false],
]

describe("where certificates are there to test with", () => {
  test.each(places)("%s", (path, fixture, testMaterial) => {
    expect([isFixture(path), isTestMaterial(path)]).toEqual([fixture, testMaterial])
  })
})

test("every name of a fixture has a reason, and is written as it is compared", () => {
  for (const { reason, names } of fixtureNames) {
    expect(reason.length).toBeGreaterThan(20)
    for (const name of names) expect(name).toMatch(/^_?[a-z0-9]+( [a-z0-9]+)*$/)
  }
})

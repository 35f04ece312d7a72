import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { clientProfiles, type ProfileName } from "../../src/graph/profiles.table.ts"
import { clientAccepts } from "../../src/x509/client-name.ts"
import { clientPath } from "../../src/x509/client-path.ts"
import { decodeCertificate, pemBlocks } from "../../src/x509/index.ts"
import { today } from "../examples.ts"

function read(name: string) {
  const [der] = pemBlocks(readFileSync(`test/pki/${name}.pem`, "latin1"), "CERTIFICATE")
  const result = decodeCertificate(der!)
  if (!result.ok) throw new Error(name)
  return result.value
}

/** What a client says of a chain (leaf first) with some anchors. */
function said(profile: ProfileName, chain: string, anchors: string): string {
  const [target, ...candidates] = chain.split(" ").map(read)
  const answer = clientPath({
    target: target!,
    candidates,
    anchors: anchors.split(" ").map(read),
    at: today,
    purpose: "server",
    rules: clientProfiles[profile].path,
  })
  return answer.ok ? "ok" : answer.fault.kind
}

describe("clientPath", () => {
  it.each<[ProfileName, string, string, string]>([
    ["go", "end-entity intermediate", "root", "ok"],
    ["go", "intermediate end-entity", "root", "ok"],
    ["go", "end-entity", "root", "missing-intermediate"],
    ["go", "end-entity", "intermediate", "ok"],
    ["curl", "end-entity", "intermediate", "ok"],
    ["openssl", "end-entity", "intermediate", "unknown-authority"],
    ["openssl", "end-entity", "intermediate root", "ok"],
    ["java", "end-entity", "intermediate", "ok"],
    ["node", "self-signed", "self-signed", "ok"],
    ["curl", "end-entity", "end-entity", "ok"],
    ["openssl", "end-entity", "end-entity", "unknown-authority"],
    ["go", "end-entity intermediate", "other-root", "unknown-authority"],
    ["curl", "end-entity intermediate", "impostor-root", "unknown-authority"],
    ["go", "end-entity intermediate", "impostor-root root", "ok"],
    ["go", "expired intermediate", "root", "expired"],
    ["java", "expired intermediate", "root", "expired"],
    ["openssl", "not-yet-valid intermediate", "root", "not-yet-valid"],
    ["go", "under-expired expired-intermediate", "root", "expired"],
    ["openssl", "under-non-ca non-ca", "root", "unknown-authority"],
    ["go", "under-non-ca non-ca", "root", "constraint"],
    ["go", "client intermediate", "root", "purpose"],
    ["java", "client intermediate", "root", "purpose"],
    ["java", "client", "client", "ok"],
    ["go", "weak-rsa", "root", "ok"],
    ["openssl", "weak-rsa", "root", "weak"],
  ])("%s: %s with %s is %s", (profile, chain, anchors, expected) => {
    expect(said(profile, chain, anchors)).toBe(expected)
  })
})

describe("clientAccepts", () => {
  it.each<[ProfileName, string, string, boolean]>([
    ["go", "end-entity", "SHOP.corp.example.com", true],
    ["go", "wildcard", "a.corp.example.com", true],
    ["go", "wildcard", "a.b.corp.example.com", false],
    ["go", "wildcard", "corp.example.com", false],
    ["go", "no-san", "legacy.corp.example.com", false],
    ["curl", "no-san", "legacy.corp.example.com", true],
    ["curl", "end-entity", "10.0.0.1", false],
    ["haproxy", "end-entity", "shop.corp.example.com", true],
  ])("%s: %s for %s", (profile, certificate, host, expected) => {
    expect(clientAccepts(read(certificate), host, clientProfiles[profile].names)).toBe(expected)
  })
})

import { describe, expect, it } from "vitest"
import {
  anchorsFrom,
  nameText,
  noAnchors,
  type PathOptions,
  type PathResult,
  validatePath,
} from "../../src/x509/index.ts"
import * as pki from "./pki.ts"

const root = pki.root()
const intermediate = pki.authority(root, "intermediate")
const leaf = pki.server(intermediate)

function validate(
  target: pki.Issued,
  candidates: readonly pki.Issued[],
  options: Partial<PathOptions> = {},
): PathResult {
  return validatePath(target.certificate, {
    candidates: candidates.map(({ certificate }) => certificate),
    anchors: anchorsFrom([root.certificate]),
    at: pki.at,
    ...options,
  })
}

function outcome(result: PathResult): string {
  if (result.kind === "valid") return result.path.map(({ subject }) => nameText(subject)).join(" < ")
  const { reason } = result.reason
  return reason.kind === "nonconforming" ? reason.rule : reason.kind
}

describe("validatePath", () => {
  it("finds the path, whatever the order of the candidates", () => {
    const other = pki.authority(root, "other")
    expect(outcome(validate(leaf, [other, intermediate]))).toBe("CN=a.example.com < CN=intermediate < CN=root")
    expect(outcome(validate(leaf, [intermediate, other]))).toBe("CN=a.example.com < CN=intermediate < CN=root")
  })

  it("names the issuer that is missing, with its key", () => {
    const result = validate(leaf, [])
    expect(result).toMatchObject({
      kind: "invalid",
      reason: { reason: { kind: "issuer-not-found" }, certificate: leaf.certificate },
    })
    const { reason } = (result as Extract<PathResult, { kind: "invalid" }>).reason
    if (reason.kind !== "issuer-not-found") throw new Error(reason.kind)
    expect(nameText(reason.issuer)).toBe("CN=intermediate")
    expect(reason.keyIdentifier).toBe(intermediate.certificate.subjectKeyIdentifier)
  })

  it("says that a root is there but not trusted", () => {
    expect(outcome(validate(leaf, [intermediate, root], { anchors: noAnchors }))).toBe("root-untrusted")
  })

  it("takes an intermediate that is itself an anchor, and a leaf that is", () => {
    expect(outcome(validate(leaf, [root], { anchors: anchorsFrom([intermediate.certificate]) }))).toBe(
      "CN=a.example.com < CN=intermediate",
    )
    const lone = pki.server(undefined)
    expect(outcome(validate(lone, [], { anchors: anchorsFrom([lone.certificate]) }))).toBe("CN=a.example.com")
    expect(outcome(validate(lone, []))).toBe("root-untrusted")
  })

  it("tries the key that the identifier names first, and finds cross-signed ways round an expired one", () => {
    const old = pki.root("old")
    const expired = pki.authority(old, "root", { keys: root.keys, notAfter: pki.time(pki.at - 1000) })
    const anchors = anchorsFrom([root.certificate, old.certificate])
    expect(outcome(validate(leaf, [intermediate, expired], { anchors }))).toBe(
      "CN=a.example.com < CN=intermediate < CN=root",
    )
    expect(outcome(validate(leaf, [intermediate, expired], { anchors: anchorsFrom([old.certificate]) }))).toBe(
      "expired",
    )
  })

  it("is valid in the first and the last second, and in none beside", () => {
    const [from, to] = [leaf.certificate.notBefore, leaf.certificate.notAfter]
    const old = pki.root("root", { keys: root.keys, notBefore: pki.time(from - 5000), notAfter: pki.time(to + 5000) })
    const middle = pki.authority(old, "intermediate", {
      keys: intermediate.keys,
      notBefore: pki.time(from - 5000),
      notAfter: pki.time(to + 5000),
    })
    const anchors = anchorsFrom([old.certificate])
    for (const [at, expected] of [
      [from - 1, "not-yet-valid"],
      [from, "valid"],
      [to + 999, "valid"],
      [to + 1000, "expired"],
    ] as const) {
      const result = validate(leaf, [middle], { at, anchors })
      expect(result.kind === "valid" ? "valid" : outcome(result)).toBe(expected)
    }
  })

  it("refuses what is no CA, may not sign, or has its path too long", () => {
    const noCa = pki.issue(root, { subject: pki.name("x"), extensions: [pki.keyUsage(5)] })
    expect(outcome(validate(pki.server(noCa), [noCa]))).toBe("not-a-ca")
    const noSign = pki.issue(root, {
      subject: pki.name("x"),
      extensions: [pki.basicConstraints(true), pki.keyUsage(6)],
    })
    expect(outcome(validate(pki.server(noSign), [noSign]))).toBe("key-usage-lacks")
    const short = pki.authority(root, "short", { pathLength: 0 })
    const below = pki.authority(short, "below")
    expect(outcome(validate(pki.server(short), [short]))).toContain("CN=short")
    expect(outcome(validate(pki.server(below), [short, below]))).toBe("path-too-long")
  })

  it("tells a bad signature from one that it cannot check", () => {
    const forged = pki.server(intermediate, "a.example.com", {
      sign: () => Uint8Array.from(pki.ecdsaWithSha256),
    })
    expect(outcome(validate(forged, [intermediate]))).toBe("signature-invalid")
    const unknown = pki.server(intermediate, "a.example.com", { algorithm: pki.sequence(pki.oid("1.2.643.7.1.1.3.2")) })
    expect(outcome(validate(unknown, [intermediate]))).toBe("signature-unsupported")
  })

  it("checks the purpose of every certificate of the path", () => {
    expect(outcome(validate(leaf, [intermediate], { purpose: "client" }))).toBe("purpose-not-allowed")
    const clients = pki.authority(root, "clients", { extensions: [pki.purposes(pki.clientAuth)] })
    expect(outcome(validate(pki.server(clients), [clients]))).toBe("purpose-not-allowed")
  })

  it("checks the name against the alternative names only", () => {
    expect(outcome(validate(leaf, [intermediate], { name: "a.example.com" }))).toContain("CN=root")
    expect(outcome(validate(leaf, [intermediate], { name: "b.example.com" }))).toBe("name-mismatch")
    const named = pki.issue(intermediate, {
      subject: pki.name("a.example.com"),
      extensions: [pki.purposes(pki.serverAuth)],
    })
    expect(outcome(validate(named, [intermediate], { name: "a.example.com" }))).toBe("name-mismatch")
  })

  it("lets the constraints of any CA above bind, self-issued ones aside", () => {
    const bound = pki.authority(root, "bound", {
      extensions: [pki.nameConstraints([pki.dns("example.com")], [pki.dns("bad.example.com")])],
    })
    expect(outcome(validate(pki.server(bound), [bound]))).toContain("CN=bound")
    expect(outcome(validate(pki.server(bound, "a.example.org"), [bound]))).toBe("name-not-permitted")
    expect(outcome(validate(pki.server(bound, "x.bad.example.com"), [bound]))).toBe("name-excluded")
    expect(outcome(validate(pki.server(bound, "*.example.com"), [bound]))).toBe("name-excluded")
  })

  it("refuses unknown critical, doubled and malformed extensions, and mismatched algorithms", () => {
    const extra = (...extensions: readonly Uint8Array[]) =>
      outcome(validate(pki.server(intermediate, "a.example.com", { extensions }), [intermediate]))
    expect(extra(pki.extension("1.2.3.4", pki.utf8("x"), true))).toBe("unknown-critical-extension")
    expect(extra(pki.extension("1.2.3.4", pki.utf8("x")))).toContain("CN=root")
    expect(extra(pki.purposes(pki.serverAuth))).toBe("duplicate-extension")
    expect(extra(pki.extension("authorityInfoAccess", Buffer.from("malformed")))).toBe("malformed-extension")
    const mismatched = pki.server(intermediate, "a.example.com", {
      innerAlgorithm: pki.sequence(pki.oid("1.2.840.10045.4.3.3")),
    })
    expect(outcome(validate(mismatched, [intermediate]))).toBe("signature-algorithm-mismatch")
  })

  it("warns in the gate of what it rejects in the stricter profiles", () => {
    const odd = pki.server(intermediate, "under_score.example.com", { serial: pki.integer(0) })
    const result = validate(odd, [intermediate])
    expect(
      result.kind === "valid" && result.warnings.map(({ reason }) => reason.kind === "nonconforming" && reason.rule),
    ).toEqual(["serial-number-not-positive", "dns-name-syntax"])
    expect(validate(odd, [intermediate], { profile: "rfc5280" }).kind).toBe("invalid")
    expect(validate(odd, [intermediate], { profile: "webpki" }).kind).toBe("invalid")
    expect(validate(odd, [intermediate], { profile: "validation" }).kind).toBe("valid")
  })

  it("gives up where CAs of one name sign each other without end", () => {
    const keys = Array.from({ length: 40 }, () => pki.ecKeys())
    const tangle = keys.flatMap((own, i) =>
      [1, 2, 3].map((step) =>
        pki.authority(
          { ...root, keys: keys[(i + step) % keys.length] as pki.Keys, name: pki.name("tangle") },
          "tangle",
          { keys: own, identifiers: false },
        ),
      ),
    )
    expect(outcome(validate(pki.server(tangle[0] as pki.Issued), tangle))).toBe("budget-exhausted")
  })
})

describe("CRLs", () => {
  const lists = (...certificateLists: NonNullable<PathOptions["certificateLists"]>) =>
    outcome(validate(leaf, [intermediate], { certificateLists }))

  it("revoke", () => {
    expect(lists(pki.revocationList(intermediate, { revoked: [leaf.certificate.serialNumber] }))).toBe("revoked")
    expect(lists(pki.revocationList(intermediate))).toContain("CN=root")
  })

  it("must be current, signed by the issuer, and understood", () => {
    expect(lists(pki.revocationList(intermediate, { nextUpdate: pki.at - 1000 }))).toBe("revocation-unknown")
    expect(lists(pki.revocationList(intermediate, { thisUpdate: pki.at + 1000 }))).toBe("revocation-unknown")
    expect(lists(pki.revocationList(intermediate, { keys: root.keys }))).toBe("revocation-unknown")
    expect(lists(pki.revocationList(intermediate, { extensions: [pki.extension("1.2.3", pki.utf8("x"), true)] }))).toBe(
      "revocation-unknown",
    )
  })

  it("of others do not matter, unless one is required", () => {
    const other = pki.root("elsewhere")
    const list = pki.revocationList(other, { revoked: [leaf.certificate.serialNumber] })
    expect(lists(list)).toContain("CN=root")
    expect(outcome(validate(leaf, [intermediate], { certificateLists: [list], revocation: "required" }))).toBe(
      "revocation-unknown",
    )
  })
})

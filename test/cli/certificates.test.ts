import { sign } from "node:crypto"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { main } from "../../src/commands/main.ts"
import {
  at,
  authority,
  clientAuth,
  dns,
  ecdsaWithSha256,
  ecKeys,
  type Issued,
  name,
  nameConstraints,
  oid,
  purposes,
  revocationList,
  root,
  sequence,
  server,
  time,
} from "../x509/pki.ts"

const folder = new URL("../pki/", import.meta.url)
const pem = (...names: readonly string[]) =>
  names.map((name) => readFileSync(new URL(name.includes(".") ? name : `${name}.pem`, folder), "utf8")).join("")

const pemOf = ({ der }: Issued) => `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`

async function run(argv: string, stdin = ""): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const status = await main(argv.split(" "), {
    cwd: folder.pathname,
    now: Date.UTC(2026, 10, 22),
    isTerminal: false,
    isErrorTerminal: false,
    columns: 100,
    variables: {},
    env: {},
    clock: () => 0,
    out: async (text) => void out.push(text),
    err: async (text) => void err.push(text),
    stdin: async () => Buffer.from(stdin),
  })
  return { status, out: out.join(""), err: err.join("") }
}

describe("tlsgate verify", () => {
  it.each<[string, readonly string[], number, string]>([
    ["verify -", ["end-entity", "intermediate", "root"], 1, "✖ complete, but not trusted · Mozilla"],
    ["verify -", ["end-entity", "intermediate", "root"], 1, 'its root "O=Corp,CN=Corp Root CA"'],
    ["verify -", ["end-entity", "intermediate", "root"], 1, "tlsgate verify - --trust files"],
    ["verify - --trust files", ["end-entity", "intermediate", "root"], 0, "ends at a trust anchor"],
    ["verify - --trust mozilla,files", ["end-entity", "intermediate", "root"], 0, "and the roots of the files"],
    ["verify - --trust files", ["end-entity", "intermediate"], 1, "complete, but"],
    ["verify - root.pem", ["end-entity", "intermediate"], 1, "tlsgate verify - --trust root.pem"],
    ["verify - --trust root.pem", ["end-entity", "intermediate"], 0, "ends at a trust anchor"],
    ["verify -", ["end-entity", "intermediate"], 1, "✖ complete, but not trusted"],
    ["verify -", ["end-entity"], 1, "neither at hand nor a trust anchor"],
    ["verify - --trust intermediate.pem", ["end-entity"], 0, "ends at a trust anchor"],
    ["verify - --trust end-entity.pem", ["end-entity"], 0, "ends at a trust anchor"],
    ["verify - --trust other-root.pem", ["end-entity", "intermediate", "root"], 1, "none of the trust anchors (/"],
    ["verify - --trust none", ["end-entity", "intermediate", "root"], 1, "✖ complete, but not trusted"],
    ["verify -", ["expired", "intermediate", "root"], 1, "expired at 2026-11-20 23:59 UTC"],
    ["verify -", ["expired", "intermediate", "root"], 1, "✖ not valid"],
    ["verify - --trust files --at 2026-11-20", ["expired", "intermediate", "root"], 0, "✔ old.corp.example.com"],
    ["verify -", ["end-entity", "impostor", "root"], 1, 'is not signed by "Corp Issuing CA 1"'],
    ["verify - --trust files", ["end-entity", "root", "intermediate"], 0, "warning[chain-wrong-order]"],
    ["verify - --trust root.pem --host shop.corp.example.com", ["end-entity", "intermediate"], 0, "✔"],
    [
      "verify - --trust root.pem --host cart.corp.example.com",
      ["end-entity", "intermediate"],
      1,
      "is not valid for cart",
    ],
    ["verify - --purpose client", ["end-entity", "intermediate", "root"], 1, 'the purpose "client"'],
    ["verify - --trust files", ["client", "intermediate", "root"], 0, "as client"],
    ["verify -", ["under-non-ca", "non-ca", "root"], 1, "is no CA"],
    ["verify -", ["self-signed"], 1, "it is its own issuer, and itself none of the trust anchors"],
    ["verify - --trust self-signed.pem", ["self-signed"], 0, "✔"],
    ["verify - --trust files", ["self-signed"], 0, "✔"],
    ["verify -", ["end-entity.key"], 1, "no certificate in it"],
    ["verify --trust files root.pem -", ["end-entity", "intermediate"], 0, "all 2 files are valid"],
  ])("says of %s %j with status %i: %s", async (argv, names, status, text) => {
    const result = await run(argv, pem(...names))
    expect(result.out).toContain(text)
    expect(result.status).toBe(status)
  })

  it("says the same as JSON", async () => {
    const { out, status } = await run("verify - --format json", pem("expired", "intermediate", "root"))
    const { verdict, files } = JSON.parse(out)
    const [chain] = files[0].chains
    expect([status, verdict, chain.outcome, chain.reasons[0].reason]).toEqual([1, "fail", "broken", "expired"])
  })

  it("names as JSON the root that a complete chain needs, and what would accept it", async () => {
    const { out } = await run("verify - root.pem --format json", pem("end-entity", "intermediate"))
    const [chain] = JSON.parse(out).files[0].chains
    expect(chain).toMatchObject({
      outcome: "complete",
      valid: false,
      root: { subject: "O=Corp,CN=Corp Root CA", acceptedWith: "--trust root.pem" },
      warnings: [],
    })
    const trusted = JSON.parse(
      (await run("verify - --trust root.pem --format json", pem("end-entity", "intermediate"))).out,
    )
    expect(trusted.files[0].chains[0]).toMatchObject({ outcome: "anchored", valid: true })
  })

  it("takes no root of the files for trusted in a scan", async () => {
    const { err, status } = await run("scan --trust files", "")
    expect([status, err]).toEqual([2, expect.stringContaining("--trust files is for verify")])
  })

  it("names the missing issuer, its key identifier and the file that has it", async () => {
    const { out } = await run("verify end-entity.pem")
    expect(out).toContain('was issued by "O=Corp,CN=Corp Issuing CA 1"')
    expect(out).toContain("key identifier is A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3")
    expect(out).toMatch(/(\S+) in this repository holds the missing issuer: tlsgate verify end-entity.pem \1\n/)
    const { files } = JSON.parse((await run("verify end-entity.pem --format json")).out)
    expect(files[0].chains[0].reasons[0]).toMatchObject({
      reason: "issuer-not-found",
      subject: "CN=shop.corp.example.com",
      issuer: {
        subject: "O=Corp,CN=Corp Issuing CA 1",
        keyIdentifier: "a7a19b163100e9afc54beee97ff0d92d994482b3",
        heldBy: expect.arrayContaining(["intermediate.pem"]),
      },
    })
  })

  it("says that no file has it", async () => {
    const stranger = server(root("stranger"))
    const { out } = await run("verify -", pemOf(stranger))
    expect(out).toContain("no file of this repository holds the missing issuer")
  })

  it("tells a CA of the right name from the one with the right key", async () => {
    const { out } = await run("verify end-entity.pem impostor.pem")
    expect(out).toContain('is not signed by "Corp Issuing CA 1", though the names fit')
    expect(out).toMatch(/that CA has the key identifier 94:2A:\S+, the issuer A7:A1:/)
    expect(out).toMatch(
      /intermediate.pem in this repository holds the missing issuer|issuing-ca.pem in this repository/,
    )
  })

  it.each<[string, () => readonly Issued[], string, string]>([
    [
      "an expired intermediate alone",
      () => {
        const ca = root()
        const old = authority(ca, "old", { notAfter: time(at - 1000) })
        return [server(old), old, ca]
      },
      '"old" expired at 2026-11-21 23:59 UTC',
      "stdin:",
    ],
    [
      "a name that is out of bounds",
      () => {
        const ca = root()
        const bound = authority(ca, "bound", { extensions: [nameConstraints([dns("example.org")], [])] })
        return [server(bound), bound, ca]
      },
      'has the name a.example.com, which is outside of what the CA "bound" may certify',
      "extension nameConstraints",
    ],
    [
      "another purpose",
      () => {
        const ca = root()
        const clients = authority(ca, "clients", { extensions: [purposes(clientAuth)] })
        return [server(clients), clients, ca]
      },
      '"clients" does not allow the purpose "server"',
      "extension extendedKeyUsage",
    ],
    [
      "a CA too many",
      () => {
        const ca = root()
        const short = authority(ca, "short", { pathLength: 0 })
        const below = authority(short, "below")
        return [server(below), below, short, ca]
      },
      '"short" allows 0 CAs below it, and there are 1',
      "extension basicConstraints",
    ],
    [
      "a damaged signature",
      () => {
        const ca = root()
        return [server(ca, "a.example.com", { sign: () => ecdsaWithSha256 }), ca]
      },
      '"a.example.com" is not signed by "root", though the names fit',
      "the key identifiers fit, too:",
    ],
    [
      "CAs that sign each other",
      () => {
        const [one, two] = [ecKeys(), ecKeys()]
        const ring = root("ring")
        const first = authority({ ...ring, keys: two, name: name("two") }, "one", { keys: one })
        return [server(first), first, authority({ ...ring, keys: one, name: name("one") }, "two", { keys: two })]
      },
      'was issued by "CN=one"',
      "the issuer's key identifier is",
    ],
    [
      "an algorithm that is not known",
      () => {
        const ca = root()
        return [server(ca, "a.example.com", { algorithm: sequence(oid("1.2.643.7.1.1.3.2")) }), ca]
      },
      '"a.example.com" is signed with 1.2.643.7.1.1.3.2, which cannot be verified here',
      "",
    ],
    [
      "SHA-1",
      () => {
        const ca = root()
        const algorithm = sequence(oid("1.2.840.10045.4.1"))
        return [server(ca, "a.example.com", { algorithm, sign: (tbs, key) => sign("sha1", tbs, key) }), ca]
      },
      "SHA-1 is not used in signatures",
      "",
    ],
  ])("says why %s does not do", async (_, build, reason, evidence) => {
    const { out, status } = await run("verify -", build().map(pemOf).join(""))
    expect(out).toContain(reason)
    expect(out).toContain(evidence)
    expect(status).toBe(1)
  })

  it("does not mind an expired intermediate beside a good one", async () => {
    const ca = root()
    const keys = ecKeys()
    const [old, sound] = [authority(ca, "ca", { keys, notAfter: time(at - 1000) }), authority(ca, "ca", { keys })]
    const { out } = await run("verify - --trust files", [server(sound), old, sound, ca].map(pemOf).join(""))
    expect(out).toContain("✔ a.example.com")
  })

  it.each([
    [[], 0, "✔ a.example.com"],
    [["revoke"], 1, "was revoked at"],
  ] as const)("looks into a CRL that revokes %j", async (revoked, status, text) => {
    const ca = root()
    const leaf = server(ca)
    const list = join(mkdtempSync(join(tmpdir(), "tlsgate-")), "ca.crl")
    const serials = revoked.length === 0 ? [] : [leaf.certificate.serialNumber]
    writeFileSync(list, revocationList(ca, { revoked: serials }).der)
    const result = await run(`verify - --trust files --crl ${list}`, pemOf(leaf) + pemOf(ca))
    expect(result.out).toContain(text)
    expect(result.status).toBe(status)
  })

  it.each([
    ["verify nowhere.pem", "nowhere.pem does not exist"],
    ["verify .", ". is a directory"],
    ["verify root.pem --crl root.pem", "holds no CRL"],
    ["verify root.pem --crl nowhere.crl", "cannot be read"],
    ["rules chain-to-short", 'did you mean "chain-too-short"?'],
  ])("takes %s for wrong usage", async (argv, text) => {
    const { status, err } = await run(argv)
    expect(err).toContain(text)
    expect(status).toBe(2)
  })
})

describe("tlsgate inspect", () => {
  it("draws the chain and tells whose a key is, but nothing of the key", async () => {
    const key = pem("end-entity.key")
    const { out, status } = await run("inspect -", pem("end-entity", "intermediate", "root") + key)
    expect(status).toBe(0)
    expect(out).toContain("chain: shop.corp.example.com ← Corp Issuing CA 1 ← Corp Root CA")
    expect(out).toContain('private key (line 36): of "shop.corp.example.com"')
    for (const line of key.split("\n").filter((text) => text.length > 30 && !text.startsWith("-")))
      expect(out).not.toContain(line)
  })

  it("says the same as JSON", async () => {
    const { out } = await run("inspect - --format json", pem("end-entity", "end-entity.key"))
    const [bundle] = JSON.parse(out).files[0].bundles
    expect(bundle.certificates[0].names).toEqual(["DNS:shop.corp.example.com", "DNS:www.shop.corp.example.com"])
    expect(bundle.keys[0].certificate).toBe(bundle.certificates[0].sha256)
  })
})

describe("tlsgate rules", () => {
  it.each([
    ["rules", "chain-too-short"],
    ["rules chain-too-short", "Sources:"],
    ["rules --format markdown", "| `chain-too-short` | chain | error |"],
    ["rules chain-too-short --format markdown", "### Bad"],
    ["rules chain-too-short --format json", '"citations"'],
  ])("prints for %s: %s", async (argv, text) => {
    const { status, out } = await run(argv)
    expect(out).toContain(text)
    expect(status).toBe(0)
  })
})

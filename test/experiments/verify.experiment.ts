import { generateKeyPairSync, sign } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { main } from "../../src/commands/main.ts"
import {
  at,
  authority,
  basicConstraints,
  clientAuth,
  dns,
  ecKeys,
  extension,
  type Issued,
  integer,
  issue,
  keyUsage,
  name,
  nameConstraints,
  type Options,
  oid,
  purposes,
  root,
  sequence,
  server,
  time,
  tlv,
} from "../x509/pki.ts"
import { built, has, run, scratch } from "./tools.ts"

/**
 * `tlsgate verify` beside `openssl verify` and crypto/x509, on chains that are made here. The table is written to
 * docs/verify.md with UPDATE=1, and must be the same otherwise.
 */
interface Case {
  readonly file: readonly Issued[]
  /** What is trusted; nothing but a root of somebody else where that is left out. */
  readonly trust?: readonly Issued[]
  readonly purpose?: "client"
  /** Why they do not agree, where they do not. */
  readonly because?: string
}

const day = 86_400_000
const past = { notBefore: time(at - 100 * day), notAfter: time(at - day) }
const future = { notBefore: time(at + day), notAfter: time(at + 100 * day) }
const rsa = (bits: number) => generateKeyPairSync("rsa", { modulusLength: bits })
const rsaSha256 = sequence(oid("1.2.840.113549.1.1.11"), tlv(0x05))
const sha1 = {
  algorithm: sequence(oid("1.2.840.10045.4.1")),
  sign: (tbs: Uint8Array, key: Parameters<typeof sign>[2]) => sign("sha1", tbs, key),
} as Options

const top = root("Corp Root")
const ca = authority(top, "Corp Issuing CA")
const leaf = server(ca)
const other = root("Other Root")
const self = server(undefined)
const direct = server(top)

const keysOfB = ecKeys()
const b = root("B", { keys: keysOfB })
const bByTop = authority(top, "B", { keys: keysOfB })
const bByTopExpired = authority(top, "B", { keys: keysOfB, ...past })
const caOfB = authority(b, "B Issuing CA")
const leafOfB = server(caOfB)

const keysOfCa = ecKeys()
const caNow = authority(top, "Renewed CA", { keys: keysOfCa })
const caThen = authority(top, "Renewed CA", { keys: keysOfCa, ...past })
const expiredTop = root("Old Root", past)
const caOfExpired = authority(expiredTop, "Old CA")
const narrow = authority(top, "Narrow CA", { extensions: [nameConstraints([dns("corp.example.com")], [])] })
const short = authority(top, "Short CA", { pathLength: 0 })
const below = authority(short, "Below")
const noCa = issue(top, { subject: name("No CA"), extensions: [basicConstraints(false)] })
const noSign = issue(top, { subject: name("No Signer"), extensions: [basicConstraints(true), keyUsage(0)] })
const clientsOnly = authority(top, "CA for clients", { extensions: [purposes(clientAuth)] })
const robot = issue(ca, { subject: name("robot"), extensions: [purposes(clientAuth), keyUsage(0)] })
const plain = (extensions: readonly Uint8Array[] = []) =>
  issue(ca, {
    subject: name("a.example.com"),
    extensions: [extension("subjectAltName", sequence(dns("a.example.com"))), ...extensions],
  })
const old = issue(undefined, { subject: name("v1 root"), version: Buffer.alloc(0), identifiers: false })
const weak = server(ca, "a.example.com", { keys: rsa(1024) })
const unknown = server(ca, "a.example.com", { extensions: [extension("1.3.6.1.4.1.99999.1", sequence(), true)] })
const inviolate = server(ca, "a.example.com", { serial: integer(0) })
const rsaTop = root("RSA Root", { keys: rsa(2048), algorithm: rsaSha256, sign: (tbs, key) => sign("sha256", tbs, key) })

const pinned = "OpenSSL takes only a root for the end of a path, unless it is told -partial_chain"
const deep =
  "OpenSSL's default security level does not look at the algorithms of a chain; programs on Debian have level 2"

const cases: Readonly<Record<string, Case>> = {
  "self-signed": { file: [self] },
  "self-signed, itself trusted": { file: [self], trust: [self] },
  "self-signed CA": { file: [top] },
  "self-signed CA, itself trusted": {
    file: [top],
    trust: [top],
    because: "its keyUsage is that of a CA, which OpenSSL does not take as a server's; Go does not look",
  },
  "leaf, CA, root": { file: [leaf, ca, top] },
  "leaf, CA, root, and the root trusted": { file: [leaf, ca, top], trust: [top] },
  "leaf, CA": { file: [leaf, ca] },
  "leaf, CA, and the root trusted": { file: [leaf, ca], trust: [top] },
  "leaf alone": { file: [leaf] },
  "leaf alone, and the root trusted": { file: [leaf], trust: [top] },
  "leaf alone, and the CA trusted": { file: [leaf], trust: [ca], because: pinned },
  "leaf alone, and itself trusted": { file: [leaf], trust: [leaf], because: pinned },
  "leaf under the root": { file: [direct] },
  "leaf under the root, which is trusted": { file: [direct], trust: [top] },
  "leaf, root, CA": { file: [leaf, top, ca], trust: [top] },
  "leaf, CA twice": { file: [leaf, ca, ca], trust: [top] },
  "leaf, CA, a stranger": {
    file: [leaf, ca, other],
    trust: [top],
    because: "it verifies every chain of a file, the others the first",
  },
  "leaf of RSA under RSA": {
    file: [server(rsaTop, "a.example.com", { keys: rsa(2048), algorithm: rsaSha256 })],
    trust: [rsaTop],
  },
  "expired leaf": { file: [server(ca, "a.example.com", past), ca], trust: [top] },
  "expired leaf, nothing trusted": { file: [server(ca, "a.example.com", past), ca] },
  "leaf of the future": { file: [server(ca, "a.example.com", future), ca], trust: [top] },
  "expired CA": { file: [server(caThen), caThen], trust: [top] },
  "expired CA beside its successor": { file: [server(caNow), caThen, caNow], trust: [top] },
  "expired root": { file: [server(caOfExpired), caOfExpired], trust: [expiredTop] },
  "cross-signed, the new root trusted": { file: [leafOfB, caOfB, bByTop], trust: [b] },
  "cross-signed, the old root trusted": { file: [leafOfB, caOfB, bByTop], trust: [top] },
  "cross-signed, none trusted": { file: [leafOfB, caOfB, bByTop] },
  "expired cross-certificate, the new root trusted": { file: [leafOfB, caOfB, bByTopExpired], trust: [b] },
  "expired cross-certificate, the old root trusted": { file: [leafOfB, caOfB, bByTopExpired], trust: [top] },
  "a CA of the name with another key": { file: [leaf, authority(top, "Corp Issuing CA")], trust: [top] },
  "issued by no CA": { file: [server(noCa), noCa], trust: [top] },
  "issued by a CA that must not sign": { file: [server(noSign), noSign], trust: [top] },
  "a CA more than pathLen allows": { file: [server(below), below, short], trust: [top] },
  "a name that the CA may not certify": { file: [server(narrow), narrow], trust: [top] },
  "a name that the CA may certify": { file: [server(narrow, "a.corp.example.com"), narrow], trust: [top] },
  "a CA for clients above a server": { file: [server(clientsOnly), clientsOnly], trust: [top] },
  "a client's certificate as a server": { file: [robot, ca], trust: [top] },
  "a client's certificate as a client": { file: [robot, ca], trust: [top], purpose: "client" },
  "no extendedKeyUsage": { file: [plain(), ca], trust: [top] },
  "an unknown critical extension": { file: [unknown, ca], trust: [top] },
  "signed with SHA-1": { file: [server(ca, "a.example.com", sha1), ca], trust: [top], because: deep },
  "an RSA key of 1024 bits": {
    file: [weak, ca],
    trust: [top],
    because: `${deep}; Go refuses such keys in handshakes, and not here`,
  },
  "a root of version 1": { file: [server(old)], trust: [old] },
  "a serial number of zero": { file: [inviolate, ca], trust: [top] },
}

const folder = scratch()
const program = built("verify", folder.path)
afterAll(() => folder.remove())

it.skipIf(program === undefined || !has("openssl", "version"))(
  "tlsgate, OpenSSL and Go agree, or it is said why not",
  async () => {
    const rows: string[] = []
    const unexplained: string[] = []
    for (const [what, one] of Object.entries(cases)) {
      const file = written("chain.pem", one.file)
      const trust = written("trust.pem", one.trust ?? [other])
      const own = await tlsgate(file, trust, one.purpose)
      const openssl = opensslOf(file, trust, one.purpose)
      const go = run(program!, [one.trust === undefined ? "-" : trust, file, one.purpose ?? "server"]).stdout.trim()
      const all = [own === "anchored", openssl === "OK", go === "ok"]
      const agree = new Set(all).size === 1
      if (!agree && one.because === undefined) unexplained.push(`${what}: ${own}, ${openssl}, ${go}`)
      rows.push(`| ${[what, own, openssl, go.replace(/^x509: /, ""), agree ? "" : one.because].join(" | ")} |`)
    }
    expect(unexplained).toEqual([])
    const page = new URL("../../docs/verify.md", import.meta.url)
    const text = `${head}${rows.join("\n")}\n`
    if (process.env["UPDATE"] !== undefined || !existsSync(page)) writeFileSync(page, text)
    expect(readFileSync(page, "utf8")).toBe(text)
  },
)

const head = `# \`tlsgate verify\` beside \`openssl verify\` and Go

Chains that \`npm run experiments\` makes, on 2026-11-22, as a server unless said. Where nothing is said to be trusted, a root
of somebody else is. OpenSSL: \`openssl verify -purpose sslserver -CAfile TRUST -untrusted FILE FILE\`; Go: \`Certificate.Verify\`
with the certificates behind the first as intermediates. \`anchored\` is status 0; \`complete\` (to a root that is none of the
anchors) and \`broken\` are status 1.

| Chain | tlsgate | OpenSSL | Go | Why they differ |
| ----- | ------- | ------- | -- | --------------- |
`

function written(file: string, certificates: readonly Issued[]): string {
  const path = join(folder.path, file)
  const lines = certificates.map(({ der }) => {
    const base64 = der.toString("base64").match(/.{1,64}/g)!
    return `-----BEGIN CERTIFICATE-----\n${base64.join("\n")}\n-----END CERTIFICATE-----\n`
  })
  writeFileSync(path, lines.join(""))
  return path
}

async function tlsgate(file: string, trust: string, purpose = "server"): Promise<string> {
  const out: string[] = []
  const status = await main(
    ["verify", file, "--trust", trust, "--purpose", purpose, "--format", "json", "--at", "2026-11-22"],
    {
      cwd: folder.path,
      columns: 100,
      variables: {},
      env: {},
      clock: () => 0,
      now: at,
      isTerminal: false,
      isErrorTerminal: false,
      out: async (text) => void out.push(text),
      err: async () => undefined,
      stdin: async () => Buffer.alloc(0),
    },
  )
  const { chains, problems } = JSON.parse(out.join("")).files[0]
  const { outcome, reasons } = chains[0]
  if (chains.length > 1) return `${outcome}; the other chain: ${chains[1].outcome}`
  if (outcome === "anchored" && status !== 0) return `anchored, and ${problems[0].rule}`
  return outcome === "broken" ? `broken: ${reasons[0].reason}` : outcome
}

function opensslOf(file: string, trust: string, purpose = "server"): string {
  const { stdout, stderr } = run("openssl", [
    ...["verify", "-no-CAfile", "-no-CApath", "-attime", `${at / 1000}`],
    ...["-purpose", purpose === "client" ? "sslclient" : "sslserver", "-CAfile", trust, "-untrusted", file, file],
  ])
  return /: OK$/m.test(stdout)
    ? "OK"
    : (/^error \d+ .*$/m.exec(`${stdout}\n${stderr}`)?.[0].replace(/ at \d+ depth lookup/, "") ?? "refused")
}

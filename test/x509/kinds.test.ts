/** The kinds of cases that C2SP/x509-limbo and bettertls have, each with certificates of our own. */
import { generateKeyPairSync, hash } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { Profile } from "../../src/x509/index.ts"
import {
  bare,
  ca,
  ecdsaWithSha1,
  host,
  type Kind,
  leaf,
  root,
  rootWith,
  rsaKeys,
  rsaWithSha256,
  san,
  signSha1,
  verdict,
} from "./kinds.ts"
import * as pki from "./pki.ts"

type Row = readonly [kind: string, expected: string, build: () => Kind]

const direct = (target: pki.Issued, trusted = root): Kind => ({ target, trusted: [trusted] })
const below = (target: pki.Issued, ...others: readonly pki.Issued[]): Kind => ({ target, trusted: [root], others })
const named = (value: string, kind: "dns" | "ip" | "email" = "dns") => ({ options: { name: { kind, value } } })

/** A certificate with key identifiers of its own making. */
function identified(
  issuer: pki.Issued | undefined,
  { keys = pki.ecKeys(), subject = pki.name("other"), extensions = [] }: pki.Options,
  identifiers: { readonly subject?: "plain" | "critical"; readonly authority?: Uint8Array | "critical" },
): pki.Issued {
  const of = (key: pki.Keys) =>
    Buffer.from(hash("sha1", key.publicKey.export({ format: "der", type: "spki" }), "hex"), "hex")
  const authority =
    identifiers.authority === "critical"
      ? pki.extension("authorityKeyIdentifier", pki.sequence(pki.tlv(0x80, of(issuer?.keys ?? keys))), true)
      : identifiers.authority && pki.extension("authorityKeyIdentifier", identifiers.authority)
  return pki.issue(issuer, {
    keys,
    subject,
    identifiers: false,
    extensions: [
      ...(identifiers.subject
        ? [pki.extension("subjectKeyIdentifier", pki.tlv(0x04, of(keys)), identifiers.subject === "critical")]
        : []),
      ...(authority ? [authority] : []),
      ...extensions,
    ],
  })
}

const caExtensions = [pki.basicConstraints(true), pki.keyUsage(5, 6)]
const leafExtensions = [san(pki.dns(host)), pki.purposes(pki.serverAuth), pki.keyUsage(0)]
const anyAuthority = (keys: pki.Keys) =>
  pki.tlv(0x80, Buffer.from(hash("sha1", keys.publicKey.export({ format: "der", type: "spki" }), "hex"), "hex"))

const profileOf5280: readonly Row[] = [
  [
    "a root whose authorityKeyIdentifier is critical",
    "authority-key-identifier-critical",
    () => {
      const odd = identified(undefined, { extensions: caExtensions }, { subject: "plain", authority: "critical" })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a root whose subjectKeyIdentifier is critical",
    "subject-key-identifier-critical",
    () => {
      const odd = identified(undefined, { extensions: caExtensions }, { subject: "critical" })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a root without subjectKeyIdentifier",
    "subject-key-identifier-missing",
    () => {
      const odd = identified(undefined, { extensions: caExtensions }, {})
      return direct(leaf(odd), odd)
    },
  ],
  [
    "an intermediate without subjectKeyIdentifier",
    "subject-key-identifier-missing",
    () => {
      const odd = identified(root, { extensions: caExtensions }, { authority: pki.sequence(anyAuthority(root.keys)) })
      return below(leaf(odd), odd)
    },
  ],
  [
    "an end entity without authorityKeyIdentifier",
    "authority-key-identifier-missing",
    () => direct(identified(root, { subject: pki.name(host), extensions: leafExtensions }, { subject: "plain" })),
  ],
  [
    "a self-signed root without authorityKeyIdentifier",
    "valid",
    () => {
      const odd = identified(undefined, { extensions: caExtensions }, { subject: "plain" })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a cross-signed root without authorityKeyIdentifier",
    "authority-key-identifier-missing",
    () => {
      const odd = identified(pki.root("signer"), { extensions: caExtensions }, { subject: "plain" })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a certificate for clients where a server is wanted",
    "purpose-not-allowed",
    () => direct(bare(root, { extensions: [san(pki.dns(host)), pki.purposes(pki.clientAuth)] })),
  ],
  [
    "an extendedKeyUsage without a purpose",
    "malformed-extension",
    () => direct(bare(root, { extensions: [san(pki.dns(host)), pki.extension("extendedKeyUsage", pki.sequence())] })),
  ],
  [
    "a second name that is excluded",
    "name-excluded",
    () => {
      const bound = rootWith(pki.nameConstraints([], [pki.dns("no.example.com")]))
      return direct(leaf(bound, { names: [pki.dns(host), pki.dns("no.example.com")] }), bound)
    },
  ],
  [
    "an address outside of the permitted network",
    "name-not-permitted",
    () => {
      const bound = rootWith(pki.nameConstraints([pki.ip(192, 0, 2, 0, 255, 255, 255, 0)], []))
      return { ...direct(leaf(bound, { names: [pki.ip(192, 0, 3, 1)] }), bound), ...named("192.0.3.1", "ip") }
    },
  ],
  [
    "an address of an excluded network",
    "name-excluded",
    () => {
      const bound = rootWith(pki.nameConstraints([], [pki.ip(192, 0, 2, 0, 255, 255, 255, 0)]))
      return { ...direct(leaf(bound, { names: [pki.ip(192, 0, 2, 1)] }), bound), ...named("192.0.2.1", "ip") }
    },
  ],
  [
    "an IPv6 address of an excluded network",
    "name-excluded",
    () => {
      const loopback = [...Array<number>(15).fill(0), 1]
      const bound = rootWith(pki.nameConstraints([], [pki.ip(...loopback, ...Array<number>(16).fill(255))]))
      return { ...direct(leaf(bound, { names: [pki.ip(...loopback)] }), bound), ...named("::1", "ip") }
    },
  ],
  [
    "a directory name outside of the permitted one",
    "name-not-permitted",
    () => {
      const bound = rootWith(pki.nameConstraints([pki.tlv(0xa4, pki.name("foo"))], []))
      return direct(
        leaf(bound, { subject: pki.name("not-foo"), names: [pki.dns(host), pki.tlv(0xa4, pki.name("not-foo"))] }),
        bound,
      )
    },
  ],
  [
    "an excluded directory name in the subject alone",
    "name-excluded",
    () => {
      const bound = rootWith(pki.nameConstraints([], [pki.tlv(0xa4, pki.name("foo"))]))
      return direct(
        leaf(bound, { subject: pki.name("foo"), names: [pki.dns(host), pki.tlv(0xa4, pki.name("not-foo"))] }),
        bound,
      )
    },
  ],
  [
    "a self-issued end entity outside of the constraints",
    "name-not-permitted",
    () => {
      const bound = rootWith(pki.nameConstraints([pki.dns(host)], []))
      const middle = ca(bound, "same")
      const target = leaf(middle, { subject: pki.name("same"), names: [pki.dns("not-example.com")] })
      return { target, trusted: [bound], others: [middle], ...named("not-example.com") }
    },
  ],
  [
    "a critical nameConstraints in an end entity",
    "name-constraints-without-ca",
    () => direct(leaf(root, { extensions: [pki.nameConstraints([pki.dns(host)], [])] })),
  ],
  [
    "an intermediate whose own name another excludes",
    "name-excluded",
    () => {
      const first = ca(root, "first", {
        extensions: [pki.nameConstraints([pki.dns("ok.example.com")], [pki.dns("no.example.com")])],
      })
      const second = ca(first, "second", { extensions: [san(pki.dns("no.example.com"))] })
      return {
        ...below(leaf(second, { names: [pki.dns("ok.example.com")] }), first, second),
        ...named("ok.example.com"),
      }
    },
  ],
  [
    "an intermediate whose own name the root excludes",
    "name-excluded",
    () => {
      const bound = rootWith(pki.nameConstraints([pki.dns("ok.example.com")], [pki.dns("no.example.com")]))
      const first = ca(bound, "first")
      const second = ca(first, "second", { extensions: [san(pki.dns("no.example.com"))] })
      const target = leaf(second, { names: [pki.dns("ok.example.com")] })
      return { target, trusted: [bound], others: [first, second], ...named("ok.example.com") }
    },
  ],
  [
    "a name with a leading dot below a constraint",
    "name-not-comparable",
    () => {
      const middle = ca(root, "middle", { extensions: [pki.nameConstraints([pki.dns(host)], [])] })
      return {
        ...below(leaf(middle, { names: [pki.dns(".example.com"), pki.dns("foo.example.com")] }), middle),
        ...named("foo.example.com"),
      }
    },
  ],
  [
    "a wildcard of which the permitted name is only one",
    "name-not-permitted",
    () => {
      const middle = ca(root, "middle", { extensions: [pki.nameConstraints([pki.dns("foo.example.com")], [])] })
      return { ...below(leaf(middle, { names: [pki.dns("*.example.com")] }), middle), ...named("foo.example.com") }
    },
  ],
  [
    "permitted subtrees that are empty beside excluded ones",
    "malformed-extension",
    () => {
      const constraints = pki.sequence(pki.tlv(0xa0), pki.tlv(0xa1, pki.sequence(pki.dns("no.example.com"))))
      const middle = ca(root, "middle", { extensions: [pki.extension("nameConstraints", constraints, true)] })
      return below(leaf(middle), middle)
    },
  ],
  [
    "excluded subtrees that are empty beside permitted ones",
    "malformed-extension",
    () => {
      const constraints = pki.sequence(pki.tlv(0xa0, pki.sequence(pki.dns(host))), pki.tlv(0xa1))
      const middle = ca(root, "middle", { extensions: [pki.extension("nameConstraints", constraints, true)] })
      return below(leaf(middle), middle)
    },
  ],
  [
    "a subjectAltName that is not critical beside an empty subject",
    "subject-empty-without-critical-names",
    () => direct(leaf(root, { subject: pki.name() })),
  ],
  ["a serial number of zero", "serial-number-not-positive", () => direct(leaf(root, { serial: pki.integer(0) }))],
  [
    "a root with the serial number zero, as public ones have",
    "valid",
    () => {
      const zero = pki.root("root", { serial: pki.integer(0) })
      return direct(leaf(zero), zero)
    },
  ],
  [
    "an instant in the last second",
    "valid",
    () => ({
      ...direct(leaf(root, { notAfter: pki.time(pki.at) })),
      options: { at: pki.at + 5 },
    }),
  ],
  [
    "an instant just before the first second",
    "not-yet-valid",
    () => ({
      ...direct(leaf(root, { notBefore: pki.time(pki.at) })),
      options: { at: pki.at - 1 },
    }),
  ],
  [
    "a GeneralizedTime where a UTCTime does",
    "time-encoding",
    () => direct(leaf(root, { notAfter: pki.tlv(0x18, "20491231235959Z") })),
  ],
  [
    "a GeneralizedTime where no UTCTime does",
    "valid",
    () =>
      direct(leaf(root, { notBefore: pki.tlv(0x18, "19491231235959Z"), notAfter: pki.tlv(0x18, "20500101000000Z") })),
  ],
  [
    "an expired root",
    "expired",
    () => {
      const old = pki.root("root", { notAfter: pki.time(pki.at - 1000) })
      return direct(leaf(old), old)
    },
  ],
  [
    "an expired intermediate",
    "expired",
    () => {
      const old = ca(root, "old", { notAfter: pki.time(pki.at - 1000) })
      return below(leaf(old), old)
    },
  ],
  ["an expired end entity", "expired", () => direct(leaf(root, { notAfter: pki.time(pki.at - 1000) }))],
  [
    "a CA without a name",
    "issuer-empty",
    () => {
      const nameless = pki.root("", { subject: pki.name() })
      return direct(leaf(nameless), nameless)
    },
  ],
  [
    "an unknown critical extension of an intermediate",
    "unknown-critical-extension",
    () => {
      const odd = ca(root, "odd", { pathLength: 0, extensions: [pki.extension("1.2.3.4", Buffer.of(), true)] })
      return below(leaf(odd), odd)
    },
  ],
  [
    "a root that is there and not trusted",
    "root-untrusted",
    () => {
      const middle = ca(root, "middle")
      return { target: leaf(middle), trusted: [pki.root("unrelated")], others: [root, middle] }
    },
  ],
  [
    "an intermediate without basicConstraints",
    "not-a-ca",
    () => {
      const odd = pki.issue(root, { subject: pki.name("odd"), extensions: [pki.keyUsage(5, 6)] })
      return below(leaf(odd), odd)
    },
  ],
  [
    "a root without basicConstraints",
    "not-a-ca",
    () => {
      const odd = pki.issue(undefined, { subject: pki.name("odd"), extensions: [pki.keyUsage(5, 6)] })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "an end entity that may sign certificates",
    "key-cert-sign-without-ca",
    () => direct(bare(root, { extensions: [san(pki.dns(host)), pki.keyUsage(0, 5), pki.basicConstraints(false)] })),
  ],
  [
    "an extension that is there twice",
    "duplicate-extension",
    () => direct(leaf(root, { extensions: [san(pki.dns(host))] })),
  ],
  [
    "no keyUsage and no basicConstraints",
    "valid",
    () => direct(bare(root, { extensions: [san(pki.dns(host)), pki.purposes(pki.serverAuth)] })),
  ],
  [
    "a root whose two signature algorithms differ",
    "signature-algorithm-mismatch",
    () => {
      const odd = pki.root("root", { innerAlgorithm: ecdsaWithSha1 })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "an intermediate with a key that is none",
    "public-key-malformed",
    () => {
      const spki = pki.sequence(pki.sequence(pki.oid("1.2.840.113549.1.1.1"), Buffer.of(5, 0)), pki.tlv(0x03, 0))
      const odd = ca(pki.root("other"), "odd", { spki })
      const target = leaf(odd, { sign: () => pki.sequence() })
      return below(target, odd)
    },
  ],
  [
    "a signature with SHA-1 on the only path (bettertls)",
    "digest-sha1",
    () => {
      const middle = ca(root, "middle")
      return below(leaf(middle, { algorithm: ecdsaWithSha1, sign: signSha1 }), middle)
    },
  ],
  [
    "an intermediate signed with SHA-1 (bettertls)",
    "digest-sha1",
    () => {
      const middle = ca(root, "middle", { algorithm: ecdsaWithSha1, sign: signSha1 })
      return below(leaf(middle), middle)
    },
  ],
  [
    "a way round a signature with SHA-1 (bettertls)",
    "valid",
    () => {
      const keys = pki.ecKeys()
      const [old, sound] = [
        ca(root, "middle", { keys, algorithm: ecdsaWithSha1, sign: signSha1 }),
        ca(root, "middle", { keys }),
      ]
      return below(leaf(sound), old, sound)
    },
  ],
  [
    "a root signed with SHA-1, which nobody verifies",
    "valid",
    () => {
      const old = pki.root("root", { algorithm: ecdsaWithSha1, sign: signSha1 })
      return direct(leaf(old), old)
    },
  ],
]

const webpki: readonly Row[] = [
  [
    "a root whose authorityKeyIdentifier is empty",
    "root-key-identifier",
    () => {
      const odd = identified(undefined, { extensions: caExtensions }, { subject: "plain", authority: pki.sequence() })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a root whose authorityKeyIdentifier names an issuer alone",
    "root-key-identifier",
    () => {
      const keys = pki.ecKeys()
      const authority = pki.sequence(anyAuthority(keys), pki.tlv(0xa1, pki.tlv(0xa4, pki.name("x"))))
      const odd = identified(undefined, { keys, extensions: caExtensions }, { subject: "plain", authority })
      return direct(leaf(odd), odd)
    },
  ],
  ...(
    [
      ["0xC0A80101", "192.168.1.1", pki.ip(192, 168, 1, 1)],
      ["192.168.001.001", "192.168.1.1", pki.ip(192, 168, 1, 1)],
      ["2001:DB8::1", "2001:db8::1", pki.ip(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)],
      [
        "2001:0db8:0000:0000:0000:0000:0000:0001",
        "2001:db8::1",
        pki.ip(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      ],
    ] as const
  ).map(
    ([common, value, name]): Row => [
      `the common name ${common}`,
      "common-name-not-among-names",
      () => ({ ...direct(leaf(root, { subject: pki.name(common), names: [name] })), ...named(value, "ip") }),
    ],
  ),
  ...["xn--nxasmq6b.com", "Example.COM", "other.example.com"].map(
    (common): Row => [
      `the common name ${common} beside another`,
      "common-name-not-among-names",
      () => direct(leaf(root, { subject: pki.name(common) })),
    ],
  ),
  [
    "a constraint that is not critical",
    "valid",
    () => {
      const bound = rootWith(pki.nameConstraints([pki.dns(host)], [], false))
      return direct(leaf(bound), bound)
    },
  ],
  ...(
    [
      ["anyExtendedKeyUsage", "2.5.29.37.0"],
      ["code signing", "1.3.6.1.5.5.7.3.3"],
      ["e-mail protection", "1.3.6.1.5.5.7.3.4"],
      ["time stamping", "1.3.6.1.5.5.7.3.8"],
      ["OCSP signing", "1.3.6.1.5.5.7.3.9"],
      ["precertificates", "1.3.6.1.4.1.11129.2.4.4"],
    ] as const
  ).map(
    ([what, oid]): Row => [
      `${what} beside serverAuth`,
      "extended-key-usage-mixed",
      () =>
        direct(bare(root, { extensions: [san(pki.dns(host)), pki.keyUsage(0), pki.purposes(pki.serverAuth, oid)] })),
    ],
  ),
  [
    "clientAuth beside serverAuth",
    "valid",
    () =>
      direct(
        bare(root, { extensions: [san(pki.dns(host)), pki.keyUsage(0), pki.purposes(pki.serverAuth, pki.clientAuth)] }),
      ),
  ],
  [
    "clientAuth alone",
    "purpose-not-allowed",
    () => direct(bare(root, { extensions: [san(pki.dns(host)), pki.keyUsage(0), pki.purposes(pki.clientAuth)] })),
  ],
  ["the very name", "valid", () => direct(leaf(root))],
  [
    "the very address",
    "valid",
    () => ({ ...direct(leaf(root, { names: [pki.ip(127, 0, 0, 1)] })), ...named("127.0.0.1", "ip") }),
  ],
  ...(
    [
      ["example.com", "example2.com"],
      ["abc.example.com", "def.example.com"],
      ["example.com", "abc.example.com"],
      ["abc.example.com", "example.com"],
      ["foo.*.example.com", "foo.bar.example.com"],
      ["ba*.example.com", "baz.example.com"],
      ["xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com"],
      ["*.example.com", "foo.bar.example.com"],
      ["*.example.com", "example.com"],
      ["*", "example.com"],
      ["*", "com"],
      ["*.com", "com"],
    ] as const
  ).map(
    ([presented, wanted]): Row => [
      `${presented} for ${wanted}`,
      "name-mismatch",
      () => ({ ...direct(leaf(root, { names: [pki.dns(presented)] })), ...named(wanted) }),
    ],
  ),
  ...(
    [
      ["*.com", "example.com"],
      ["*.co.uk", "example.co.uk"],
      ["*.s3.amazonaws.com", "example.s3.amazonaws.com"],
      ["*.github.io", "example.github.io"],
      ["*.foo.ck", "example.foo.ck"],
      ["*.foo.kobe.jp", "example.foo.kobe.jp"],
      ["*.xn--55qx5d.cn", "example.xn--55qx5d.cn"],
    ] as const
  ).map(
    ([presented, wanted]): Row => [
      `the wildcard ${presented}`,
      "wildcard-of-public-suffix",
      () => ({
        ...direct(leaf(root, { subject: pki.name(presented), names: [pki.dns(presented)] })),
        ...named(wanted),
      }),
    ],
  ),
  ...["www.ck", "city.kobe.jp", "example.co.uk", "bucket.s3.amazonaws.com"].map(
    (domain): Row => [
      `the wildcard *.${domain}`,
      "valid",
      () => ({
        ...direct(leaf(root, { subject: pki.name(`*.${domain}`), names: [pki.dns(`*.${domain}`)] })),
        ...named(`a.${domain}`),
      }),
    ],
  ),
  [
    "a critical subjectAltName beside a subject",
    "subject-alt-name-critical",
    () =>
      direct(
        bare(root, {
          extensions: [
            pki.extension("subjectAltName", pki.sequence(pki.dns(host)), true),
            pki.purposes(pki.serverAuth),
          ],
        }),
      ),
  ],
  ["no subjectAltName", "name-mismatch", () => direct(bare(root, { extensions: [pki.purposes(pki.serverAuth)] }))],
  [
    "version 1",
    "name-mismatch",
    () => direct(pki.issue(root, { subject: pki.name(host), version: Buffer.of(), identifiers: false })),
  ],
  [
    "a root on P-192",
    "ca-curve-uncommon",
    () => {
      const keys = generateKeyPairSync("ec", { namedCurve: "prime192v1" })
      const odd = pki.root("root", { keys })
      return direct(leaf(odd), odd)
    },
  ],
  [
    "a key on P-192",
    "key-algorithm-not-allowed",
    () => direct(leaf(root, { keys: generateKeyPairSync("ec", { namedCurve: "prime192v1" }) })),
  ],
  [
    "a DSA key",
    "key-algorithm-not-allowed",
    () => direct(leaf(root, { keys: generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }) })),
  ],
  [
    "a root with an RSA key of 1024 bits",
    "rsa-key-size",
    () => {
      const weak = pki.root("root", { keys: rsaKeys(1024), algorithm: rsaWithSha256 })
      return direct(leaf(weak, { algorithm: rsaWithSha256 }), weak)
    },
  ],
  ["an RSA key of 1024 bits", "rsa-key-size", () => direct(leaf(root, { keys: rsaKeys(1024) }))],
  ["an RSA key of 2052 bits", "rsa-key-size", () => direct(leaf(root, { keys: rsaKeys(2052) }))],
  [
    "an RSA key without any usage",
    "key-usage-empty",
    () => {
      const none = pki.extension("keyUsage", pki.tlv(0x03, 0), true)
      return direct(
        bare(root, { keys: rsaKeys(2048), extensions: [san(pki.dns(host)), pki.purposes(pki.serverAuth), none] }),
      )
    },
  ],
  [
    "a server that is a CA without the right to sign",
    "server-is-ca",
    () => direct(leaf(root, { extensions: [pki.basicConstraints(true)] })),
  ],
]

const lengths: readonly Row[] = [
  [
    "a path length of one below which there is none",
    "valid",
    () => {
      const middle = ca(root, "middle", { pathLength: 1 })
      return below(leaf(middle), middle)
    },
  ],
  [
    "a path length that grows below",
    "valid",
    () => {
      const first = ca(root, "first", { pathLength: 1 })
      const second = ca(first, "second", { pathLength: 2 })
      return below(leaf(second), first, second)
    },
  ],
  [
    "a CA too many",
    "path-too-long",
    () => {
      const first = ca(root, "first", { pathLength: 1 })
      const second = ca(first, "second", { pathLength: 0 })
      const third = ca(second, "third", { pathLength: 0 })
      return below(leaf(third), first, second, third)
    },
  ],
  [
    "a self-issued CA, which does not count",
    "valid",
    () => {
      const first = ca(root, "first", { pathLength: 1 })
      const second = ca(first, "first", { pathLength: 1 })
      const third = ca(second, "third", { pathLength: 0 })
      return below(leaf(third), first, second, third)
    },
  ],
  [
    "no intermediate where none is allowed",
    "valid",
    () => ({ ...direct(leaf(root)), options: { maxIntermediates: 0 } }),
  ],
  [
    "an intermediate where none is allowed",
    "budget-exhausted",
    () => {
      const middle = ca(root, "middle")
      return { ...below(leaf(middle), middle), options: { maxIntermediates: 0 } }
    },
  ],
  [
    "two intermediates where one is allowed",
    "budget-exhausted",
    () => {
      const first = ca(root, "first")
      const second = ca(first, "second")
      return { ...below(leaf(second), first, second), options: { maxIntermediates: 1 } }
    },
  ],
  [
    "two certificates of one CA where one intermediate is allowed",
    "valid",
    () => {
      const first = ca(root, "first")
      const second = ca(first, "first")
      return { ...below(leaf(second), first, second), options: { maxIntermediates: 1 } }
    },
  ],
  [
    "a namesake too deep beside the way",
    "valid",
    () => {
      const first = ca(root, "first")
      const second = ca(first, "first")
      const stray = ca(first, "first", { issuer: pki.name("elsewhere") })
      return { ...below(leaf(second), stray, first, second), options: { maxIntermediates: 1 } }
    },
  ],
  ...([undefined, 255] as const).map(
    (maxIntermediates): Row => [
      `two CAs that sign each other, to a depth of ${maxIntermediates ?? "our own"}`,
      "issuer-not-found",
      () => {
        const [one, two] = [pki.ecKeys(), pki.ecKeys()]
        const signer = (name: string, keys: pki.Keys) => ({ ...root, keys, name: pki.name(name) })
        const first = ca(signer("two", two), "one", { keys: one })
        const second = ca(signer("one", one), "two", { keys: two })
        return {
          ...below(leaf(first), first, second),
          options: maxIntermediates === undefined ? {} : { maxIntermediates },
        }
      },
    ],
  ),
  [
    "two keys of one CA that sign each other",
    "issuer-not-found",
    () => {
      const [one, two] = [pki.ecKeys(), pki.ecKeys()]
      const first = ca({ ...root, keys: two, name: pki.name("same") }, "same", { keys: one })
      const second = ca({ ...root, keys: one, name: pki.name("same") }, "same", { keys: two })
      return below(leaf(first), first, second)
    },
  ],
  [
    "thousands of subtrees and addresses",
    "budget-exhausted",
    () => {
      const many = Array.from({ length: 2048 }, (_, i) => pki.ip(10, 1, i >> 8, i & 255, 255, 255, 255, 255))
      const bound = rootWith(
        pki.nameConstraints(
          many,
          many.map((_, i) => pki.ip(10, 2, i >> 8, i & 255, 255, 255, 255, 255)),
        ),
      )
      const names = Array.from({ length: 2048 }, (_, i) => pki.ip(10, 1, i >> 8, i & 255))
      return direct(leaf(bound, { names: [pki.dns(host), ...names] }), bound)
    },
  ],
  [
    "thousands of subtrees and e-mail addresses in the subject",
    "name-mismatch",
    () => {
      const base = (i: number) => pki.tlv(0x81, `t${i}@test`)
      const bound = rootWith(
        pki.nameConstraints(
          Array.from({ length: 2048 }, (_, i) => base(i)),
          [],
        ),
      )
      const subject = pki.name(
        ...Array.from({ length: 2048 }, (_, i) => pki.rdn("1.2.840.113549.1.9.1", pki.tlv(0x16, `t${i}@test`))),
      )
      return direct(bare(bound, { subject, extensions: [pki.purposes(pki.serverAuth)] }), bound)
    },
  ],
]

const lists: readonly Row[] = [
  ["a list without the certificate", "valid", () => listed(() => pki.revocationList(root, { revoked: ["0102"] }))],
  ["an empty list", "valid", () => listed(() => pki.revocationList(root))],
  [
    "the serial number on the list of another CA",
    "valid",
    () => {
      const other = pki.root("other")
      return listed((serial) => pki.revocationList(other, { revoked: [serial] }))
    },
  ],
  [
    "a list whose number is critical",
    "revocation-unknown",
    () => listed(() => pki.revocationList(root, { extensions: [pki.extension("2.5.29.20", pki.integer(1), true)] })),
  ],
  [
    "a list without a number",
    "revocation-unknown",
    () => listed(() => pki.revocationList(root, { extensions: [pki.extension("1.2.3.4", Buffer.of(5, 0))] })),
  ],
  [
    "a list with an unknown extension",
    "valid",
    () =>
      listed(() =>
        pki.revocationList(root, {
          extensions: [pki.extension("2.5.29.20", pki.integer(1)), pki.extension("1.2.3.4", Buffer.of(5, 0))],
        }),
      ),
  ],
  [
    "a list that another key signed",
    "revocation-unknown",
    () => listed(() => pki.revocationList(root, { keys: pki.ecKeys() })),
  ],
  [
    "a CA without keyUsage, which may sign lists",
    "valid",
    () => {
      const plain = pki.issue(undefined, { subject: pki.name("plain"), extensions: [pki.basicConstraints(true)] })
      return { ...direct(leaf(plain), plain), lists: [pki.revocationList(plain)] }
    },
  ],
  [
    "a CA that may not sign lists",
    "revocation-unknown",
    () => {
      const plain = pki.issue(undefined, {
        subject: pki.name("plain"),
        extensions: [pki.basicConstraints(true), pki.keyUsage(5)],
      })
      return { ...direct(leaf(plain), plain), lists: [pki.revocationList(plain)] }
    },
  ],
  [
    "ten thousand entries",
    "valid",
    () => {
      const revoked = Array.from({ length: 10_000 }, (_, i) => `01${i.toString(16).padStart(6, "0")}`)
      return listed(() => pki.revocationList(root, { revoked }))
    },
  ],
]

function listed(list: (serial: string) => ReturnType<typeof pki.revocationList>): Kind {
  const target = leaf(root, { serial: pki.integer(0x7f_00_00_01) })
  return { ...direct(target), lists: [list(target.certificate.serialNumber)] }
}

const tables: readonly (readonly [string, Profile, readonly Row[]])[] = [
  ["RFC 5280", "rfc5280", profileOf5280],
  ["the Baseline Requirements", "webpki", webpki],
  ["lengths and mazes", "rfc5280", lengths],
  ["lists", "rfc5280", lists],
]

describe.each(tables)("%s", (_, profile, rows) => {
  it.each(rows)("%s", (_kind, expected, build) => {
    expect(verdict(build(), profile)).toBe(expected)
  })
})

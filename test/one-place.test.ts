import { expect, it } from "vitest"
import { examplesOf } from "../src/commands/examples.ts"
import { inventoryOf } from "../src/join/inventory.ts"
import { grouped } from "../src/model/grouped.ts"
import { check, type Found } from "../src/policy/check.ts"
import { rules } from "../src/rules/index.ts"
import { mozillaAnchors } from "../src/x509/mozilla-anchors.ts"
import { factsOf, mark, options, readable, today } from "./examples.ts"

/** Rules that may speak at one place, and why each of them says something of its own there. */
const pairs: readonly (readonly [one: string, other: string, why: string])[] = [
  [
    "ca-bundle-replaced",
    "ca-store-wrong-distro",
    "that the bundle is replaced, and that another distribution reads it",
  ],
  ["ca-env-kind-mismatch", "ca-env-path-not-mounted", "a file where a directory is wanted, which is not there either"],
  [
    "ca-env-path-not-mounted",
    "external-dns-coredns-env",
    "one variable is missing its volume, the others are never read",
  ],
  ["ca-env-path-not-mounted", "external-dns-tls-ca-ignored", "the provider reads the path after all when it is etcd's"],
  ["ca-store-leaf", "chain-too-short", "the file is a trust source and a server's chain in one"],
  ["ca-store-leaf", "leaf-host-mismatch", "what the file is trusted for, and for whom the certificate speaks"],
  [
    "ca-store-no-update-command",
    "ca-store-wrong-distro",
    "the directory is another's, and its command is not run either",
  ],
  ["certificate-common-name-not-in-san", "certificate-common-name-present", "that there is one, and what it says"],
  ["certificate-version-outdated", "leaf-without-san", "two words for one fault"],
  ["certsd-leaf-as-ca", "leaf-host-mismatch", "two words for one fault"],
  ["certificate-refs", "object-refused", "two words for one fault"],
  ["chain-key-mismatch", "tls-private-key-committed", "that the key is in the open, and that it is another's"],
  [
    "chain-not-yet-valid",
    "root-refused-by-strict-clients",
    "when it begins, and what some clients refuse about it for good",
  ],
  ["cm-secret-ca-content", "gateway-backendtls-invalid", "two words for one fault"],
  ["containerd-config-deprecated-registry", "containerd-mirrors-refused", "that it goes away, and that 2.x refuses it"],
  [
    "containerd-config-deprecated-registry",
    "containerd-config-mirrors-with-config-path",
    "that it goes away, and that it is ignored",
  ],
  ["containerd-hosts-plain-http", "containerd-mirror-can-resolve", "how the mirror is asked, and what it is asked for"],
  ["docker-daemon-insecure-format", "docker-daemon-insecure-registry", "two words for one fault"],
  ["istio-dr-credentialname-sidecar", "object-refused", "that it is for gateways, and that it rules out the files"],
  ["istio-dr-simple-no-ca", "object-refused", "that nothing is verified, and that the object is refused"],
  ["object-refused", "tls-secret-undefined", "that the name is none, and that nothing defines it"],
  ["registries-conf-invalid", "registries-conf-v1-refused", "one refuses the mix of versions, the other the version"],
  ["env-tls-off-other", "external-dns-coredns-env", "two words for one fault"],
  ["external-dns-coredns-env", "external-dns-tls-ca-ignored", "two words for one fault"],
]
const listed = new Map(pairs.map(([one, other, why]) => [`${one} + ${other}`, why]))

/** One certificate may have several faults, and is one place: what its signer lacks is told beside what is wrong with it. */
function isOfOneCertificate(found: readonly Found[]): boolean {
  const [whole] = found.filter(({ rule }) => rule.id === "chain-too-short")
  return whole !== undefined && found.every(({ rule }) => /^(certificate|chain)$/.test(rule.family))
}

it("hears two rules at one place only where a list says why", async () => {
  const heard = new Map<string, string>()
  for (const rule of rules) {
    const { bad, good } = examplesOf(rule)
    for (const example of [...bad, ...good]) {
      const files = readable(example)
      const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
      const found = check(rules, inventory, { at: today, options, trust: mozillaAnchors() })
      for (const [one, other] of twosAtOnePlace(found))
        if (!isOfOneCertificate([one, other]))
          heard.set([one.rule.id, other.rule.id].sort().join(" + "), `${rule.id}, ${example.name}, ${mark(one)}`)
    }
  }
  expect(Object.fromEntries([...heard].filter(([two]) => !listed.has(two)))).toEqual({})
  expect([...listed.keys()].filter((two) => !heard.has(two))).toEqual([])
}, 120_000)

function twosAtOnePlace(found: readonly Found[]): [Found, Found][] {
  const places = grouped(found, (one) => [mark(one), ...(one.at.inner ?? [])].join("\0"))
  return [...places.values()].flatMap((all) =>
    all.flatMap((one, index) =>
      all.slice(index + 1).flatMap((other): [Found, Found][] => (other.rule === one.rule ? [] : [[one, other]])),
    ),
  )
}

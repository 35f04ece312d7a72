import { resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { hostOf } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import { type Certificate, isSelfIssued } from "../../x509/certificate.ts"
import {
  type FormerRoot,
  leavingRootOf,
  publishedKeyOf,
  removedRootNamed,
  removedRootOf,
} from "../../x509/former-roots.ts"
import { mozillaAnchors } from "../../x509/mozilla-anchors.ts"
import { literalOf } from "../commands/variables.shared.ts"
import { type Problem, rule } from "../rule.ts"

export const rootRemoved = rule({
  id: "root-removed",
  family: "chain",
  level: "warning",
  summary: "A chain or a trust store depends on a root that clients have taken out, or on a key that is public",
  citations: [
    {
      document: "Mozilla",
      section: "Root CA Lifecycles; included and removed certificates",
      says: "The websites trust bit is removed 15 years after the key was made, and where a CA is distrusted.",
      url: "https://wiki.mozilla.org/CA/Root_CA_Lifecycles",
    },
    {
      document: "CVE-2026-111943",
      section: "RUSTSEC-2026-0381 to 0383",
      says: "The private keys of eight intermediates of eMudhra are public; Mozilla took three emSign roots out.",
      url: "https://rustsec.org/advisories/RUSTSEC-2026-0382.html",
    },
  ],
  why: "Clients with Mozilla's set (Firefox, certifi, Debian, Alpine, Node, rustls) no longer know the root: the server's chain is refused, or a store of one's own holds nothing that today's servers chain to.",
  fix: "Get the certificate from a CA whose root is trusted, or put the current root into the store.",

  on: "bundle",
  *check(bundle, { inventory, at }) {
    if (bundle.commented || bundle.certificates.length === 0) return
    const certificates = inventory.certificates(bundle)
    yield* published(bundle, certificates)
    const first = certificates[0]
    if (first === undefined) return
    if (!first.isCa) yield* ofChain(bundle, certificates, at)
    else yield* ofStore(bundle, certificates, inventory)
  },
})

/** A full set of public roots, of which old ones are a matter of its age. */
const full = 50

function* published(bundle: BundleFact, certificates: readonly Certificate[]): Generator<Problem> {
  for (const certificate of certificates) {
    const name = publishedKeyOf(certificate)
    if (name === undefined) continue
    yield {
      message: `The private key of this certificate (${name}) is public: anybody can sign with it, and what it signed proves nothing.`,
      help: [
        {
          do: "Take it out of every store and chain, and get new certificates from another CA.",
          verify: "openssl x509 -in FILE -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum",
        },
      ],
      at: placeOf(bundle, certificate),
      level: "error",
      certificate: certificate.sha256,
      identity: certificate.sha256,
      ...resourceOf(bundle),
    }
  }
}

/** A chain as a server sends it, leaf first. */
function* ofChain(bundle: BundleFact, certificates: readonly Certificate[], at: number): Generator<Problem> {
  const authorities = certificates.slice(1)
  const leaf = certificates[0]!
  // One that clients know by another path: a root of today's that was cross-signed by the old one.
  if (
    authorities.some(
      (one) => mozillaAnchors().find(one.subject).length > 0 || mozillaAnchors().find(one.issuer).length > 0,
    )
  )
    return
  if (authorities.length === 0 && mozillaAnchors().find(leaf.issuer).length > 0) return
  const last = certificates.at(-1)!
  const root = removedRootOf(last) ?? (isSelfIssued(last) ? undefined : removedRootNamed(last.issuer))
  if (root === undefined) return
  const level: Level = at - Date.parse(root.date) > 365 * 86_400_000 ? "error" : "warning"
  yield {
    message: `The chain ends at ${root.name}, which clients with Mozilla's roots no longer have since ${root.date}: they refuse the server.`,
    help: [
      {
        do: "Get the certificate from a CA with a current root, or ask this one for its new chain.",
        verify: "openssl verify -CAfile /etc/ssl/certs/ca-certificates.crt -untrusted chain.pem leaf.pem",
      },
    ],
    at: placeOf(bundle, last),
    level: at < Date.parse(root.date) ? "notice" : level,
    certificate: last.sha256,
    identity: root.sha256,
    ...resourceOf(bundle),
  }
}

/** Trust anchors: a store, a ConfigMap, a pin. Private CAs are never compared. */
function* ofStore(bundle: BundleFact, certificates: readonly Certificate[], inventory: Inventory): Generator<Problem> {
  const gone = certificates.flatMap((certificate) => {
    const root = removedRootOf(certificate)
    return root === undefined ? [] : [{ certificate, root }]
  })
  if (gone.length === 0) {
    yield* ofLeaving(bundle, certificates)
    return
  }
  const [first] = gone
  const rest = certificates.length - gone.length
  const names = [...new Set(gone.map(({ root }) => root.name))]
  const database =
    rest === 0
      ? cloudDatabase(
          gone.map(({ root }) => root),
          inventory,
        )
      : undefined
  const alone = rest === 0
  yield {
    message:
      certificates.length >= full
        ? `${gone.length} of the ${certificates.length} roots in this bundle have been taken out by Mozilla (${names.slice(0, 3).join(", ")}…): the bundle is older than that.`
        : database === undefined
          ? `${names.slice(0, 3).join(", ")} ${names.length > 1 ? "are" : "is"} no longer in Mozilla's set (since ${first!.root.date})${alone ? ", and the only trust here: servers have moved to other roots, and are refused" : ""}.`
          : `${names[0]} is the only root here, and the servers of ${database} have moved to DigiCert Global Root G2 and Microsoft RSA Root CA 2017: the database is refused.`,
    help: [
      certificates.length >= full
        ? { do: "Take a new bundle: update the package ca-certificates or certifi.", verify: "count the roots again" }
        : database === undefined
          ? {
              do: "Put the current root of the CA beside it, and take the old one out once no server needs it.",
              verify: 'openssl s_client -connect HOST:443 -CAfile FILE </dev/null says "Verify return code: 0 (ok)".',
            }
          : {
              do: "Put the current roots beside it (DigiCert Global Root G2, Microsoft RSA Root Certificate Authority 2017).",
              verify: "openssl s_client -starttls postgres -connect HOST:5432 -CAfile FILE </dev/null",
            },
    ],
    at: placeOf(bundle, first!.certificate),
    level: certificates.length >= full || !alone ? "notice" : database === undefined ? "warning" : "error",
    certificate: first!.certificate.sha256,
    identity: first!.root.sha256,
    ...resourceOf(bundle),
  }
}

/** A root that leaves on a day that is known, where nothing else is trusted. */
function* ofLeaving(bundle: BundleFact, certificates: readonly Certificate[]): Generator<Problem> {
  if (certificates.length !== 1) return
  const [only] = certificates
  const root = only && leavingRootOf(only)
  if (only === undefined || root === undefined || root.date > "2028") return
  yield {
    message: `${root.name} is the only root here, and Mozilla plans to take it out on ${root.date}: servers move to other roots before that.`,
    help: [
      {
        do: "Put the CA's newer root beside it.",
        verify: "openssl s_client -connect HOST:443 -CAfile FILE </dev/null",
      },
    ],
    at: placeOf(bundle, only),
    level: "notice",
    certificate: only.sha256,
    identity: root.sha256,
    ...resourceOf(bundle),
  }
}

const azureRoots = /^(DigiCert Global Root CA|Baltimore CyberTrust Root)$/

/** The managed databases that the repository talks to, whose roots these were. */
function cloudDatabase(roots: readonly FormerRoot[], inventory: Inventory): string | undefined {
  if (!roots.every(({ name }) => azureRoots.test(name))) return undefined
  for (const { variables } of inventory.filesWith("variables"))
    for (const variable of variables) {
      const value = literalOf(variable) ?? ""
      const found = /[\w.-]+\.(mysql|postgres|mariadb)\.database\.azure\.com/.exec(value)
      if (found !== null) return hostOf(found[0])
    }
  return undefined
}

function placeOf(bundle: BundleFact, { sha256 }: Certificate) {
  return bundle.certificates.find((fact) => fact.sha256 === sha256)?.location ?? bundle.location
}

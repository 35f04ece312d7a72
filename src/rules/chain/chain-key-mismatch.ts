import { basename, dirname, join } from "node:path/posix"
import { called, objectText, placeOf, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, DocumentFact, KeyFact } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { usageOf } from "../../usage/index.ts"
import { contentsOf, type KeyedContent } from "../../usage/secrets.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { type Context, type Problem, rule } from "../rule.ts"

export const chainKeyMismatch = rule({
  id: "chain-key-mismatch",
  family: "chain",
  level: "error",
  summary: "A private key and the certificate beside it do not belong together",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Secrets, TLS Secrets",
      says: "tls.crt and tls.key must both be there; the API server does not check that they match.",
      url: "https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
    },
    {
      document: "Go",
      section: "crypto/tls, X509KeyPair",
      says: "Loading fails when the private key does not match the public key of the first certificate.",
      url: "https://pkg.go.dev/crypto/tls#X509KeyPair",
    },
  ],
  why: "Servers refuse to start with such a pair (“private key does not match public key”), and ingress controllers serve their own fallback certificate in its place.",
  fix: "Put the key that the certificate was issued for beside it, or have a certificate issued for the key.",

  on: "repository",
  *check({ documents, bundles }, context) {
    for (const document of documents("kubernetes"))
      if (document.resource?.kind === "Secret") yield* ofSecret(document, context)
      else if (document.resource?.kind === "Route") yield* ofSiblings(document, ["spec", "tls"], routeKeys, context)
    for (const document of documents("kubeconfig"))
      for (const [index] of itemsAt(document.root, "users").entries())
        yield* ofSiblings(document, ["users", `${index}`, "user"], userKeys, context)
    const compared = new Map<BundleFact, KeyFact>()
    for (const bundle of bundles) {
      yield* ofFile(bundle, context, compared)
      yield* ofOne(bundle, context, compared)
    }
    // What a server is told to use together, whatever the files are called.
    for (const { bundle, key, where } of usageOf(context.inventory).pairs)
      if (compared.get(bundle) !== key) {
        compared.set(bundle, key)
        yield* compare(bundle, key, where, context)
      }
  },
})

function* ofSecret(document: DocumentFact, context: Context): Generator<Problem> {
  const contents = contentsOf(document, context.inventory)
  const content = (key: string) => contents.find(({ entry }) => entry.key.value === key)
  const [crt, key] = [content("tls.crt"), content("tls.key")]
  yield* ofMissing(document, crt, key, context)
  const certificates = crt?.bundles.find((bundle) => bundle.certificates.length > 0)
  const inside = crt?.bundles
    .flatMap(({ keys }) => keys)
    .find(({ state }) => state === "plain" || state === "encrypted")
  const isSwapped =
    inside !== undefined && certificates === undefined && key?.bundles.some((bundle) => bundle.certificates.length > 0)
  if (isSwapped)
    yield {
      message: `tls.crt and tls.key of ${objectText(document)} are swapped: the key stands in tls.crt and the certificate in tls.key, so that servers do not start with them or serve a fallback.`,
      help: [{ do: "Exchange the two values.", verify: `tlsgate inspect ${document.path}` }],
      at: inside.location,
      sensitive: true,
      ...(document.resource && { resource: document.resource }),
    }
  else if (inside !== undefined)
    yield {
      message: `tls.crt of ${objectText(document)} holds a private key beside the certificate: whatever hands out tls.crt hands out the key.`,
      help: [
        {
          do: "Leave the certificates in tls.crt, and the key in tls.key alone.",
          verify: `tlsgate inspect ${document.path}`,
        },
      ],
      at: inside.location,
      sensitive: true,
      ...(document.resource && { resource: document.resource }),
    }
  const own = key?.bundles.flatMap(({ keys }) => keys)[0]
  if (certificates === undefined || own === undefined) return
  yield* compare(certificates, own, "tls.key", context)
  if (own.state === "encrypted" && textAt(document.root, "type") === "kubernetes.io/tls")
    yield {
      message: `tls.key of ${objectText(document)} is encrypted, and a Secret of type kubernetes.io/tls has no place for its passphrase: ingress controllers, gateways and servers in Go cannot read it (“failed to parse private key”) and serve another certificate or none.`,
      help: [
        {
          do: "Decrypt it, and put that into the Secret (from a store of secrets, not from this repository):",
          copy: sh("openssl pkey -in encrypted.key -out tls.key"),
          verify: "openssl pkey -in tls.key -noout -passin pass: (asks for nothing)",
        },
      ],
      at: own.location,
      level: "warning",
      identity: "encrypted",
      sensitive: true,
      ...(document.resource && { resource: document.resource }),
    }
}

function* ofMissing(
  document: DocumentFact,
  crt: KeyedContent | undefined,
  key: KeyedContent | undefined,
  { inventory }: Context,
): Generator<Problem> {
  const { root, template, inner, path } = document
  if (textAt(root, "type") !== "kubernetes.io/tls" || template || inner.length > 0) return
  // Neither of them: a patch, or a Secret that something fills in.
  if ((crt === undefined) === (key === undefined) || isPatch(path, inventory)) return
  const missing = crt === undefined ? "tls.crt" : "tls.key"
  const kind = scalarAt(root, "kind")
  yield {
    message: `${objectText(document)} is of type kubernetes.io/tls and has no ${missing}, which the API server refuses.`,
    help: [
      {
        do: `Add ${missing}; an empty one ("") will do where something else fills it in.`,
        verify: `kubectl apply --dry-run=server -f ${path}`,
      },
    ],
    at: inventory.locate(path, kind ?? root),
    identity: missing,
    ...(document.resource && { resource: document.resource }),
  }
}

/** Whether a kustomization lays a file over another: what is missing in it is there. */
function isPatch(path: string, inventory: Inventory): boolean {
  return inventory.documents("kustomization").some(({ root, path: from }) =>
    [...itemsAt(root, "patches"), ...itemsAt(root, "patchesStrategicMerge")].some((item) => {
      const file = item.kind === "scalar" ? item.value : textAt(item, "path")
      return file !== undefined && join(dirname(from), file) === path
    }),
  )
}

/** A certificate and a key under two keys of one mapping. */
function* ofSiblings(
  document: DocumentFact,
  way: readonly string[],
  [certificateKey, privateKey]: readonly [string, string],
  context: Context,
): Generator<Problem> {
  const file = context.inventory.files.get(document.path)
  const index = file?.documents.indexOf(document)
  const at = (key: string) =>
    file?.bundles.find(
      ({ owner }) => owner?.document === index && owner?.pointer.join("\0") === [...way, key].join("\0"),
    )
  const certificates = at(certificateKey)
  const own = at(privateKey)?.keys[0]
  if (certificates !== undefined && own !== undefined) yield* compare(certificates, own, privateKey, context)
}

/** `server.crt` with `server.key`, `server.pem` with `server-key.pem`, `fullchain.pem` with `privkey.pem`. */
function* ofFile(bundle: BundleFact, context: Context, compared: Map<BundleFact, KeyFact>): Generator<Problem> {
  const { location, owner, carrier } = bundle
  if (owner !== undefined || carrier !== undefined || bundle.certificates.length === 0) return
  const files = context.inventory.files
  for (const name of keyNames(basename(location.path))) {
    const path = `${dirname(location.path)}/${name}`.replace(/^\.\//, "")
    const beside = path === location.path ? undefined : files.get(path)?.bundles
    const keys = beside?.filter((other) => other.certificates.length === 0).flatMap((other) => other.keys) ?? []
    if (keys.length !== 1 || keys[0] === undefined) continue
    // A key stands beside the certificate that it fits; the chain and other certificates of the folder have none there.
    if (!isNamedAfter(name, location.path) && isOfAnother(keys[0], bundle, context.inventory)) continue
    compared.set(bundle, keys[0])
    yield* compare(bundle, keys[0], path, context)
  }
}

/** `server.key` is meant for `server.crt` and for no other. */
function isNamedAfter(key: string, path: string): boolean {
  return key.replace(/[-_.](key|pem)\b/g, "") === basename(path).replace(/\.[^.]+$/, "")
}

/** Whether a key fits a certificate of another file in the folder. */
function isOfAnother(key: KeyFact, bundle: BundleFact, inventory: Inventory): boolean {
  const folder = dirname(bundle.location.path)
  return inventory.bundles.some(
    (other) =>
      other !== bundle &&
      dirname(other.location.path) === folder &&
      inventory.certificates(other).some((certificate) => fits(certificate, key)),
  )
}

/** One text with key and certificate, as HAProxy, Postfix, MongoDB and stunnel take it; a Secret's key of that kind, too. */
function* ofOne(bundle: BundleFact, context: Context, compared: Map<BundleFact, KeyFact>): Generator<Problem> {
  const { certificates, keys, container, carrier } = bundle
  const [key] = keys
  if (key === undefined || keys.length !== 1 || certificates.length === 0 || container !== "pem") return
  // tls.crt with a key in it is said of the Secret.
  if (carrier?.key === "tls.crt" || compared.has(bundle)) return
  compared.set(bundle, key)
  yield* compare(bundle, key, "the same file", context)
}

function keyNames(name: string): string[] {
  const [, stem = "", ending = ""] = /^(.+)\.(crt|pem|cer|cert)$/i.exec(name) ?? []
  if (stem === "") return []
  const bare = stem.replace(/[-_.](cert|certificate|crt|fullchain|chain)$|^(cert|fullchain)[-_.]/i, "")
  const names = [
    `${stem}.key`,
    `${stem}-key.${ending}`,
    `${stem}_key.${ending}`,
    `${bare}.key`,
    `${bare}-key.${ending}`,
  ]
  if (/^(fullchain|cert|chain)$/i.test(stem)) names.push("privkey.pem", "key.pem", "key.key")
  return [...new Set(names)]
}

function* compare(bundle: BundleFact, key: KeyFact, where: string, { inventory }: Context): Generator<Problem> {
  if (bundle.commented || key.state !== "plain" || key.publicKey === undefined) return
  const certificates = inventory.certificates(bundle)
  // A chain in the wrong order has its key somewhere: that is chain-wrong-order.
  if (certificates.length === 0 || certificates.some((certificate) => fits(certificate, key))) return
  const fact = bundle.certificates.find(({ list }) => !list)!
  const [first] = certificates as [Certificate]
  yield {
    message: `The key in ${where} is not that of "${called(first)}" in ${placeOf(bundle)}: servers refuse to start with the pair.`,
    help: [
      {
        do: "Put the key that the certificate was issued for beside it, or have a certificate issued for this key.",
      },
      {
        do: "These print the same where they belong together:",
        copy: sh("openssl x509 -in tls.crt -noout -pubkey | sha256sum", "openssl pkey -in tls.key -pubout | sha256sum"),
      },
    ],
    at: fact.location,
    certificate: first.sha256,
    identity: first.sha256,
    related: [{ at: key.location, message: "the key" }],
    ...resourceOf(bundle),
  }
}

function fits(certificate: Certificate, key: KeyFact): boolean {
  return certificate.subjectPublicKeyInfo.spkiSha256 === key.publicKey
}

const routeKeys = ["certificate", "key"] as const
const userKeys = ["client-certificate-data", "client-key-data"] as const

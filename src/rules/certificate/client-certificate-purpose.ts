import { linksOf } from "../../chains/links.ts"
import { isPublic } from "../../chains/public-trust.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, listed, placeOf, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { plain, yaml } from "../../model/help.ts"
import type { Location } from "../../model/place.ts"
import { entryAt, itemsAt, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { definitionsOf } from "../../usage/definitions.ts"
import { type Reference, usageOf } from "../../usage/index.ts"
import { keyPurposes } from "../../x509/purpose.ts"
import { issuersOf } from "../acme/issuers.shared.ts"
import { issuerOf, requestsOf } from "../acme/requests.shared.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const clientCertificatePurpose = rule({
  id: "client-certificate-purpose",
  family: "certificate",
  level: "error",
  summary: "A certificate that a client presents, or that is asked for one, is not for clients",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.12",
      says: "Where extendedKeyUsage is present, the certificate may be used for the purposes in it only; id-kp-clientAuth is that of TLS clients.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12",
    },
    {
      document: "Let's Encrypt",
      section: "Profiles",
      says: "The default profile has left out clientAuth since 2026-02-11, and the profile tlsclient ended on 2026-07-08.",
      url: "https://letsencrypt.org/docs/profiles/",
    },
  ],
  why: "The server refuses the client: OpenSSL says “unsuitable certificate purpose”, Go “incompatible key usage”, Java “does not permit use for TLS client authentication”.",
  fix: "Have a certificate issued with `extendedKeyUsage = clientAuth` for the client, by a CA of your own.",

  on: "repository",
  *check(inventory) {
    const presented = new Map<BundleFact, Presenter[]>()
    for (const { bundle, ...presenter } of presenters(inventory))
      presented.set(bundle, [...(presented.get(bundle) ?? []), presenter])
    for (const [bundle, by] of presented) yield* ofBundle(bundle, by, inventory)
    yield* ofRequests(inventory)
  },
})

interface Presenter {
  readonly label: string
  readonly at: Location
}

/** Who presents a certificate as a client, and which. */
function* presenters(inventory: Inventory): Generator<Presenter & { readonly bundle: BundleFact }> {
  const usage = usageOf(inventory)
  for (const bundle of inventory.bundles)
    for (const { purpose, user, label, at } of usage.usesOf(bundle)) {
      if (purpose !== "client" || (user.resource !== undefined && !isKnown(user.resource.apiVersion))) continue
      yield { bundle, label, at: inventory.locate(user.path, at, user.inner) }
    }
  for (const reference of clientReferences(inventory))
    for (const bundle of usage.bundlesFor(reference)) {
      const { user, at } = reference
      yield { bundle, label: usage.toUse(reference).label, at: inventory.locate(user.path, at, user.inner) }
    }
}

/** Secrets that hold the client's certificate beside the CA of the server. */
function clientReferences(inventory: Inventory): Reference[] {
  return usageOf(inventory).references.flatMap((reference) => {
    const { user, at: place, purpose } = reference
    if (purpose !== "trust" || user.template) return []
    const isMutual =
      user.resource?.kind === "DestinationRule" &&
      textAt(user.root, "spec", "trafficPolicy", "tls", "mode") === "MUTUAL"
    const isProxied =
      user.resource?.kind === "Ingress" &&
      scalarAt(user.root, "metadata", "annotations", "nginx.ingress.kubernetes.io/proxy-ssl-secret") === place
    return isMutual || isProxied ? [{ ...reference, keys: ["tls.crt", "cert"] }] : []
  })
}

function* ofBundle(bundle: BundleFact, by: readonly Presenter[], inventory: Inventory): Generator<Problem> {
  const leaf = linksOf(bundle, inventory).find(({ certificate }) => !isAuthority(certificate))
  const purposes = leaf?.certificate.extendedKeyUsage
  if (leaf === undefined || purposes === undefined) return
  const { certificate, fact } = leaf
  const users = [...new Set(by.map(({ label }) => label))]
  const common = {
    at: fact.location,
    certificate: certificate.sha256,
    identity: "client",
    related: by.slice(0, 10).map(({ label, at }) => ({ at, message: `${label} presents it` })),
    ...resourceOf(bundle),
  }
  if (purposes.includes(keyPurposes.clientAuth) || purposes.includes(keyPurposes.any)) {
    if (!isPublic(certificate, inventory)) return
    yield {
      ...common,
      message: `${listed(users, 3)} presents "${called(certificate)}" in ${placeOf(bundle)} as a client; it is of a public CA, and public CAs no longer issue certificates for clients: the next one will be refused.`,
      help: [
        {
          do: "Have the clients' certificates issued by a CA of your own, and give that CA to the server.",
          verify: "tlsgate verify --purpose client new.crt",
        },
      ],
      level: "warning",
    }
    return
  }
  yield {
    ...common,
    message: `${listed(users, 3)} presents "${called(certificate)}" in ${placeOf(bundle)} as a client, but its extendedKeyUsage lacks clientAuth: servers that verify clients refuse it.`,
    help: [
      { do: "Have it issued anew for clients:", copy: plain("extendedKeyUsage = clientAuth") },
      {
        do: "With cert-manager: usages: [digital signature, client auth]",
        verify: "tlsgate verify --purpose client new.crt",
      },
    ],
  }
}

/** Certificates of cert-manager: what is asked for, by whom it is used, and of whom it is asked. */
function* ofRequests(inventory: Inventory): Generator<Problem> {
  const issuers = issuersOf(inventory)
  for (const request of requestsOf(inventory)) {
    const { document } = request
    if (request.by !== "Certificate" || document.template) continue
    const usages = itemsAt(document.root, "spec", "usages").filter((item): item is Scalar => item.kind === "scalar")
    const wanted = usages.find(({ value }) => value === "client auth")
    const server = issuerOf(request, issuers, inventory)?.server?.value ?? ""
    if (wanted === undefined || !/^https:\/\/acme-[a-z0-9-]*\.api\.letsencrypt\.org\//.test(server)) continue
    const isOnly = !usages.some(({ value }) => value === "server auth")
    yield {
      message: `${objectText(document)} asks Let's Encrypt for a certificate for clients (client auth), which it has not issued since 2026-07-08 under any profile: what it gets, if anything, is refused by servers that verify clients.`,
      help: [
        {
          do: "Ask a CA of your own for the client's certificate, and give that CA to the server:",
          copy: plain("issuerRef:", "  kind: ClusterIssuer", "  name: ISSUER-OF-TYPE-CA-OR-VAULT"),
          verify: `kubectl describe certificate ${document.resource?.name || "NAME"}`,
        },
      ],
      at: inventory.locate(document.path, wanted, document.inner),
      level: isOnly ? "error" : "warning",
      identity: "client auth",
      ...(document.resource && { resource: document.resource }),
    }
  }
  yield* withoutUsage(inventory)
}

/** A Certificate whose usages leave out what the user of its Secret needs. */
function* withoutUsage(inventory: Inventory): Generator<Problem> {
  const usage = usageOf(inventory)
  const clients = usage.references.filter(
    ({ purpose, user }) => purpose === "client" && isKnown(user.resource?.apiVersion ?? ""),
  )
  const seen = new Set<Scalar>()
  for (const reference of [...clients, ...clientReferences(inventory)])
    for (const { document } of definitionsOf(inventory).of("Secret", reference.name)) {
      const entry = entryAt(document.root, "spec", "usages")
      const usages = itemsAt(entry?.value).flatMap((item) => (item.kind === "scalar" ? [item.value] : []))
      if (document.resource?.kind !== "Certificate" || document.template || entry === undefined) continue
      if (usages.length === 0 || usages.some((one) => /client auth|^any$|[{}$]/.test(one)) || seen.has(entry.key))
        continue
      if (!usages.includes("server auth") || !inventory.joined(reference.user.path, document.path)) continue
      if (!usage.identities.meet(placed(reference.user), placed(document))) continue
      seen.add(entry.key)
      const { label } = usage.toUse(reference)
      yield {
        message: `${objectText(document)} lists usages without client auth, but ${label} presents its Secret ${reference.name} as a client: servers that verify clients refuse what is issued.`,
        help: [
          {
            do: "Add the usage:",
            copy: yaml("usages:", ...[...usages, "client auth"].map((one) => `  - ${one}`)),
            verify: `kubectl get secret ${reference.name} -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate verify --purpose client -`,
          },
        ],
        at: inventory.locate(document.path, entry.key, document.inner),
        identity: "usages",
        ...(document.resource && { resource: document.resource }),
        related: [
          {
            at: inventory.locate(reference.user.path, reference.at, reference.user.inner),
            message: `${label} presents it`,
          },
        ],
      }
    }
}

function placed({ path, resource }: Reference["user"]) {
  return { path, namespace: resource?.namespace }
}

/** APIs in which what is taken for a client's certificate by its place is one. */
function isKnown(apiVersion: string): boolean {
  return /^(v1$|apps\/|batch\/|monitoring\.coreos\.com\/|gateway\.networking\.|traefik\.|(source|image|notification)\.toolkit\.fluxcd\.io\/|networking\.istio\.io\/)/.test(
    apiVersion,
  )
}

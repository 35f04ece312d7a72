import { storedBundles } from "../distribution/index.ts"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import { textAt } from "../model/tree.ts"
import type { CheckOptions } from "../rules/rule.ts"
import { type Purpose, usageOf } from "../usage/index.ts"
import { isReplaced } from "../usage/injected.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { signed } from "../x509/certifies.ts"

/**
 * What a bundle is for. `server`: presented by a server, root optional. `full`: the same, and served as a trust source,
 * root last. `trust`: trust anchors for somebody. `client`: presented by a client. `loose`: certificates whose use
 * nothing shows. `none`: no certificate in it, or one that is replaced in the cluster.
 */
export type Role = "server" | "full" | "trust" | "client" | "loose" | "none"

const decided = new WeakMap<Inventory, WeakMap<CheckOptions, Map<BundleFact, Role>>>()

/** What a bundle is for: the configuration decides first, then its place, then its content. Decided once. */
export function roleOf(bundle: BundleFact, inventory: Inventory, options: CheckOptions): Role {
  const byOptions = decided.get(inventory) ?? new WeakMap<CheckOptions, Map<BundleFact, Role>>()
  decided.set(inventory, byOptions)
  const roles = byOptions.get(options) ?? new Map<BundleFact, Role>()
  byOptions.set(options, roles)
  const role = roles.get(bundle) ?? decide(bundle, inventory, options)
  roles.set(bundle, role)
  return role
}

function decide(bundle: BundleFact, inventory: Inventory, options: CheckOptions): Role {
  const certificates = inventory.certificates(bundle)
  const [first] = certificates
  if (first === undefined) return "none"
  const configured = modeOf(bundle, options)
  if (configured === "ca-bundle") return "trust"
  if (configured === "leaf-only") return "client"
  if (configured !== undefined) return configured
  if (isReplaced(bundle, inventory)) return "none"
  const shown = useRole(bundle, inventory) ?? placeRole(bundle, inventory)
  const role = shown ?? contentRole(certificates)
  // What nobody is told to serve, and could not: certificates for mail, code, OCSP, time stamps, log-in with smart cards.
  if (shown === undefined && role === "server" && isForOthers(targetAmong(certificates))) return "loose"
  if (role !== "server") return role
  if (isClientOnly(first)) return "client"
  if (isFullChainConsumer(bundle)) return "full"
  return options.chain === "full" ? "full" : "server"
}

function modeOf({ carrier, location }: BundleFact, { chains }: CheckOptions) {
  const secret = `${carrier?.resource?.namespace ?? "default"}/${carrier?.resource?.name ?? ""}`
  return chains.find(
    (entry) =>
      (entry.secret !== undefined &&
        carrier?.resource !== undefined &&
        glob(entry.secret.includes("/") ? entry.secret : `*/${entry.secret}`).test(secret)) ||
      (entry.path !== undefined && glob(entry.path).test(location.path)),
  )?.mode
}

/** `*` within a segment, `**` across segments. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^$()|[\]\\{}]/g, "\\$&")
    .replaceAll(/\*\*\/?|\*|\?/g, (wild) => (wild === "?" ? "[^/]" : wild === "*" ? "[^/]*" : ".*"))
  return new RegExp(`^${source}$`)
}

/** The platform of seed 0 copies this Secret to its clients, which validate with it. */
function isFullChainConsumer({ carrier }: BundleFact): boolean {
  return carrier?.kind === "secret" && carrier.resource?.name === "dex.tls" && carrier.key === "tls.crt"
}

/** What the users of a bundle say that it is for; undefined where they say nothing, or not the same. */
function useRole(bundle: BundleFact, inventory: Inventory): Role | undefined {
  const uses = usageOf(inventory).usesOf(bundle)
  if (uses.length === 0) return undefined
  const roles = new Set(uses.flatMap(({ purpose }) => byPurpose[purpose] ?? []))
  const [role] = roles
  if (role === undefined || roles.size > 1) return undefined
  // Under these keys everybody expects the same, however it is named; what an issuer signs with is presented by nobody.
  const isConventional = /^(tls|ca)\.crt$/.test(bundle.carrier?.key ?? "")
  return isConventional && role !== "loose" ? undefined : role
}

/** What the place of a bundle says that it is for: a consumer reads it there. Undefined where only its content tells. */
export function placeRole(bundle: BundleFact, inventory: Inventory): Role | undefined {
  const { carrier, name, owner } = bundle
  const key = owner?.pointer.at(-1) ?? ""
  if (isTrustPlace(name) || trustKeys.test(key) || storedBundles(inventory).has(bundle)) return "trust"
  if (carrier?.kind === "secret" || carrier?.kind === "config-map") {
    if (trustNames.test(carrier.key ?? "")) return "trust"
    if (carrier.key === "tls.crt") return "server"
  }
  if (clientKeys.test(key)) return "client"
  const document = inventory.ownerOf(bundle)
  if (document?.kind === "kubeconfig") return /authority/.test(key) ? "trust" : "client"
  if (document?.resource?.kind === "Route" && key === "certificate") return "server"
  if (textAt(document?.root, "kind") === "Bundle") return "trust"
  return carrier === undefined && owner === undefined && trustFile.test(name) ? "trust" : undefined
}

/** An OpenShift Route has the certificate in one field and its issuers in another; the router serves both. */
export function servedBelow({ owner, location }: BundleFact, inventory: Inventory): BundleFact[] {
  if (owner === undefined || owner.pointer.join(".") !== "spec.tls.certificate") return []
  const { documents = [], bundles = [] } = inventory.files.get(location.path) ?? {}
  if (documents[owner.document]?.resource?.kind !== "Route") return []
  return bundles.filter(
    (other) => other.owner?.document === owner.document && other.owner.pointer.join(".") === "spec.tls.caCertificate",
  )
}

/** Whether a certificate says that it is for something else than TLS, and names no host. */
export function isForOthers({ extendedKeyUsage, subjectAltName }: Certificate): boolean {
  if (extendedKeyUsage === undefined || extendedKeyUsage.some((purpose) => ofTls.has(purpose))) return false
  return !subjectAltName?.some(({ kind }) => kind === "dns" || kind === "ip")
}

function targetAmong(certificates: readonly Certificate[]): Certificate {
  return (
    certificates.find((certificate) => !isAuthority(certificate) && !issuesAmong(certificate, certificates)) ??
    certificates[0]!
  )
}

function contentRole(certificates: readonly Certificate[]): Role {
  const first = certificates[0]!
  if (certificates.every((certificate) => isAuthority(certificate)))
    return certificates.length === 1 && !isSelfIssued(first) ? "loose" : "trust"
  const targets = certificates.filter(
    (certificate) => !isAuthority(certificate) && !issuesAmong(certificate, certificates),
  )
  if (targets.length !== 1) return "loose"
  // Roots of a time before basicConstraints stand in old bundles.
  const roots = certificates.filter((certificate) => isSelfIssued(certificate))
  return roots.length > 2 && roots.includes(targets[0]!) ? "trust" : "server"
}

/** Whether a certificate signed another of the list, whether or not it may. */
export function issuesAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => other !== certificate && signed(certificate, other))
}

/** A CA by its basic constraints, or a self-issued certificate of a time before them. */
export function isAuthority(certificate: Certificate): boolean {
  if (certificate.basicConstraints !== undefined) return certificate.isCa
  return certificate.version < 3 && isSelfIssued(certificate)
}

function isClientOnly(certificate: Certificate): boolean {
  const purposes = certificate.extendedKeyUsage
  return purposes?.includes(clientAuth) === true && !purposes.includes(serverAuth) && !purposes.includes(anyPurpose)
}

/** Whether a path on a node or in an image is one that trust is read from. */
export function isTrustPlace(path: string): boolean {
  return trustPlaces.test(path)
}

const byPurpose: Partial<Record<Purpose, Role>> = {
  server: "server",
  trust: "trust",
  clients: "trust",
  client: "client",
  signer: "loose",
}

/** Whether what stands there is meant to be handed out: a trust store, a file of certificates, a ConfigMap. */
export function isForEveryone({ carrier, name, owner, container }: BundleFact): boolean {
  if (carrier?.kind === "config-map" || isTrustPlace(name)) return true
  return carrier === undefined && owner === undefined && container === "pem" && /\.(crt|cer|cert)$/i.test(name)
}

const serverAuth = "1.3.6.1.5.5.7.3.1"
const clientAuth = "1.3.6.1.5.5.7.3.2"
const anyPurpose = "2.5.29.37.0"

/** The server-gated cryptography of Microsoft and Netscape counted as serverAuth once. */
const ofTls: ReadonlySet<string> = new Set([
  serverAuth,
  clientAuth,
  anyPurpose,
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
])

const trustPlaces =
  /(^|\/)(usr\/local\/share\/ca-certificates|usr\/share\/ca-certificates|etc\/pki\/ca-trust\/source(\/anchors)?|etc\/pki\/trust\/anchors|etc\/ca-certificates\/trust-source(\/anchors)?|etc\/ssl\/certs)\/.|(^|\/)certs\.d\/[^/]+\/[^/]+\.crt$/
const trustNames =
  /^(ca|root|cacert|ca-cert|rootca|root-ca|root-cert|trusted?|trust-?bundle|service-ca|client-?ca)([-_.].*)?\.?(crt|pem|cert|cer)?$|ca[-_]?bundle|ca-certificates|^(additional-?)?trusted-?ca|ca\.crt$/i
const trustKeys =
  /^(caBundle|certificate-authority-data|ca|cacert|caCert|ca_cert|caCertificate|caCertificates|destinationCACertificate|trustBundle|trusted|rootCA|rootca|additionalTrustBundle|certificates|cluster_ca_certificate|ca_file)$/i
const clientKeys = /^client[-_]?certificate(-data)?$|^client[-_]?cert$|^clientIdentity$/i
const trustFile =
  /(^|\/)(ca|cacert|root|rootca|root-ca|ca-root|ca-cert|ca-bundle|ca-certificates|trust-?bundle|truststore|trusted[-_]?certs?)([-_.][^/]*)?\.(pem|crt|cer|cert|ca-bundle|jks|p12|pfx|p7b)$|(^|[^a-z])ca[-_]?(certs|certificates|bundle)[^/a-z]*\.(txt|pem|crt)$/i

import { called, listed } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import type { Certificate } from "../x509/certificate.ts"
import { clientAccepts } from "../x509/client-name.ts"
import { clientPath } from "../x509/client-path.ts"
import type { Fault, PathRules } from "../x509/client-rules.ts"
import { ipText } from "../x509/ip.ts"
import type { Purpose } from "../x509/purpose.ts"
import { keysOf } from "./contents.ts"
import type { Dial } from "./dial.ts"
import type { ClientDemand, Engine, Listener, Pair, Site } from "./listener.ts"
import type { Because, FailureReason, Outcome } from "./model.ts"
import { type ClientProfile, type ProfileName, profileOf, serverProfiles, type TrustReader } from "./profiles.table.ts"
import { anchorsOf, presented, publicRootsFor, readAnchors } from "./trust.ts"

/** What comes of it when a client meets a listener, at an instant. */
export function judge(dial: Dial, listener: Listener, at: number, inventory: Inventory): Outcome {
  if (dial.refused !== undefined) return fails("other", dial.refused)
  if (dial.open !== undefined) return missing(dial.open)
  const { service } = listener
  if (service.kind === "unknown") return missing(service.why)
  if (service.kind === "plain" || dial.speaks === "plain") return protocolOf(dial, listener)
  const site = siteFor(service.sites, dial)
  if (typeof site === "string") return missing(site)
  if (dial.profiles.length === 0) return missing(`what ${dial.program} verifies is not known`)
  const outcomes = dial.profiles.map((profile) => withProfile(dial, profile, listener, site, at, inventory))
  return agreed(outcomes, dial)
}

const fails = (reason: FailureReason, because: Because): Outcome => ({ verdict: "fails", reason, because })
const missing = (what: string): Outcome => ({ verdict: "unknown", missing: what })

/** One verdict of several: where clients that it may be differ, nothing is said. */
function agreed(outcomes: readonly Outcome[], { program }: Dial): Outcome {
  const [first] = outcomes
  const unknown = outcomes.find(({ verdict }) => verdict === "unknown")
  if (unknown !== undefined) return unknown
  if (outcomes.every(({ verdict }) => verdict === first!.verdict)) return first!
  return missing(`it depends on the version or the library of ${program}`)
}

function protocolOf({ speaks, host, port, fallsBack }: Dial, { service, at, program, alsoPlain }: Listener): Outcome {
  if (service.kind === "plain" && (speaks === "plain" || fallsBack)) return { verdict: "unverified" }
  if (service.kind === "tls" && alsoPlain) return { verdict: "unverified" }
  const message =
    service.kind === "plain"
      ? `TLS is spoken to ${host}:${port}, where ${program} listens without it`
      : `plain text is spoken to ${host}:${port}, where ${program} wants TLS`
  return fails("protocol", { at, message })
}

/** The certificate that is chosen for the name that the client sends. */
function siteFor(sites: readonly Site[], { name, host, serverName }: Dial): Site | string {
  const asked = serverName === null ? undefined : (serverName ?? name ?? host).toLowerCase()
  const matching =
    asked === undefined ? [] : sites.filter(({ names }) => names.some((one) => covers(one.toLowerCase(), asked)))
  const exact = matching.find(({ names }) => asked !== undefined && names.some((one) => one.toLowerCase() === asked))
  const chosen = exact ?? matching[0] ?? sites.find(({ isDefault }) => isDefault) ?? sites[0]
  return chosen ?? "the server has no certificate"
}

function covers(pattern: string, name: string): boolean {
  if (pattern.startsWith("*.")) return name.endsWith(pattern.slice(1))
  return pattern.startsWith(".") ? name.endsWith(pattern) || name === pattern.slice(1) : pattern === name
}

function withProfile(
  dial: Dial,
  name: ProfileName,
  listener: Listener,
  site: Site,
  at: number,
  inventory: Inventory,
): Outcome {
  const profile = profileOf(name)
  const anchors = dial.verify === "none" ? undefined : anchorsOf(dial.trust, profile.reader, inventory)
  if (anchors?.kind === "refused") return fails("malformed-trust", anchors)
  if (dial.identity !== undefined) {
    const own = pairOutcome(dial.identity, profile.reader, dial.client, inventory)
    if (own !== undefined) return own
  }
  const chain = presented(site.pair.certificate, readerOf(listener.engine), inventory)
  if (chain === undefined) {
    const { certificate } = site.pair
    return missing(
      `what ${listener.program} presents is not known: ${certificate.kind === "content" ? "" : certificate.why}`,
    )
  }
  const [leaf] = chain
  if (leaf === undefined) return missing(`what ${listener.program} presents cannot be read`)
  const start = startOutcome(site, leaf, listener)
  if (start !== undefined) return start
  if (Math.max(dial.versions.min, site.versions.min) > Math.min(dial.versions.max, site.versions.max))
    return fails("protocol", {
      at: site.pair.at,
      message: `${dial.program} and ${listener.program} have no version of TLS in common`,
    })
  if (anchors?.kind === "unknown") return missing(anchors.why)
  if (anchors !== undefined) {
    const found = chainOutcome(dial, profile, leaf, sentBy(listener, site, chain, inventory), anchors, site, at)
    if (found !== undefined) return found
    if (dial.verify === "full") {
      const asked = dial.name ?? dial.host
      if (!clientAccepts(leaf, asked, profile.names)) return nameOutcome(leaf, asked, profile, site)
    }
  }
  const refused = clientOutcome(dial, listener, site.clients, at, inventory)
  return refused ?? { verdict: anchors === undefined ? "unverified" : "succeeds" }
}

/** OpenSSL completes a lone leaf from what the server verifies its clients with. */
function sentBy(
  { engine }: Listener,
  { clients }: Site,
  chain: readonly Certificate[],
  inventory: Inventory,
): readonly Certificate[] {
  if (engine !== "openssl" || chain.length > 1 || clients.trust?.kind !== "content") return chain
  const store = readAnchors(clients.trust.content, "openssl", inventory)
  return Array.isArray(store) ? [...chain, ...store] : chain
}

function chainOutcome(
  dial: Dial,
  profile: ClientProfile,
  leaf: Certificate,
  chain: readonly Certificate[],
  anchors: { readonly certificates: readonly Certificate[]; readonly publicRoots: boolean },
  site: Site,
  at: number,
): Outcome | undefined {
  const all = anchors.publicRoots ? [...anchors.certificates, ...publicRootsFor(chain)] : anchors.certificates
  const rules: PathRules = dial.depth === undefined ? profile.path : { ...profile.path, depth: dial.depth }
  const answer = clientPath({ target: leaf, candidates: chain.slice(1), anchors: all, at, purpose: "server", rules })
  if (answer.ok) return undefined
  const { fault } = answer
  const place = fault.kind === "unknown-authority" ? dial.trust.at : site.pair.at
  return fails(reasonOf(fault), { at: place, message: sayFault(fault, leaf) })
}

function reasonOf({ kind }: Fault): FailureReason {
  return kind === "constraint" || kind === "nonconforming" ? "other" : kind
}

function sayFault({ certificate, says }: Fault, leaf: Certificate, whose = "the server's certificate"): string {
  return certificate === leaf ? `${whose} "${called(leaf)}" ${says}` : `"${called(certificate)}" ${says}`
}

function nameOutcome(leaf: Certificate, asked: string, profile: ClientProfile, site: Site): Outcome {
  const names = [...leaf.dnsNames, ...leaf.ipAddresses.map(ipText)]
  const isNameless = (leaf.subjectAltName ?? []).length === 0
  const reason = isNameless && profile.names.commonName === "never" ? "no-san" : "name-mismatch"
  const certificate = `the server's certificate "${called(leaf)}"`
  const message = isNameless
    ? `${certificate} has a common name and no subjectAltName, which ${profile.title} wants`
    : `${certificate} is for ${listed(names, 3)}, and not for ${asked}`
  return fails(reason, { at: site.pair.at, message })
}

/** Whether a server starts at all with its certificate and key. */
function startOutcome({ pair }: Site, leaf: Certificate, { engine, program }: Listener): Outcome | undefined {
  const mismatch = mismatchOf(pair, leaf)
  if (mismatch !== undefined)
    return fails("key-mismatch", { at: pair.at, message: `${program} does not start: ${mismatch}` })
  const { algorithm, bits } = leaf.subjectPublicKeyInfo
  if (engine === "openssl" && /^RSA/.test(algorithm) && bits !== undefined && bits < 2048)
    return fails("weak", { at: pair.at, message: `${program} does not start with an RSA key of ${bits} bits` })
  return undefined
}

function mismatchOf({ key }: Pair, leaf: Certificate): string | undefined {
  if (key.kind !== "content") return undefined
  const keys = keysOf(key.content).filter(({ publicKey, state }) => publicKey !== undefined && state === "plain")
  if (keys.length === 0 || keys.some(({ publicKey }) => publicKey === leaf.subjectPublicKeyInfo.spkiSha256))
    return undefined
  return `the private key does not belong to the certificate "${called(leaf)}"`
}

function pairOutcome(pair: Pair, reader: TrustReader, client: string, inventory: Inventory): Outcome | undefined {
  const chain = presented(pair.certificate, reader, inventory)
  if (chain === undefined)
    return pair.certificate.kind === "unknown"
      ? missing(`the certificate of ${client} is not known: ${pair.certificate.why}`)
      : undefined
  const [leaf] = chain
  const mismatch = leaf && mismatchOf(pair, leaf)
  return mismatch === undefined ? undefined : fails("key-mismatch", { at: pair.at, message: mismatch })
}

/** Whether the server lets the client in. */
function clientOutcome(
  dial: Dial,
  { engine, program }: Listener,
  demand: ClientDemand,
  at: number,
  inventory: Inventory,
): Outcome | undefined {
  if (demand.mode === "none") return undefined
  const found = dial.identity?.certificate
  if (found === undefined || found.kind === "absent") {
    if (demand.mode === "optional") return undefined
    return fails("client-certificate-missing", {
      at: demand.at,
      message: `${program} asks for a client certificate, and ${dial.program} has none`,
    })
  }
  const chain = presented(found, readerOf(engine), inventory)
  if (chain === undefined || chain[0] === undefined) return missing("the client certificate is not known")
  if (demand.trust === undefined) return undefined
  if (demand.trust.kind !== "content")
    return missing(`what ${program} verifies clients with is not known: ${demand.trust.why}`)
  const { content } = demand.trust
  const outcomes = serverProfiles[engine].map((name) => {
    const profile = profileOf(name)
    // Kafka takes PEM as well.
    const isText = content.bundles.every(({ container }) => container === "pem")
    const anchors = readAnchors(content, profile.reader === "java" && isText ? "single" : profile.reader, inventory)
    if (!Array.isArray(anchors))
      return fails("malformed-trust", {
        at: demand.at,
        message: `${program} cannot read what it verifies clients with`,
      })
    const rules: PathRules = demand.depth === undefined ? profile.path : { ...profile.path, depth: demand.depth }
    const purpose: Purpose = "client"
    const answer = clientPath({ target: chain[0]!, candidates: chain.slice(1), anchors, at, purpose, rules })
    if (answer.ok) return accepted
    return fails("client-certificate-refused", {
      at: dial.identity!.at,
      message: `${program} refuses the client certificate: ${sayFault(answer.fault, chain[0]!, "its certificate")}`,
    })
  })
  const one = agreed(outcomes, dial)
  if (one !== accepted) return one
  if (demand.named !== "user") return undefined
  if (dial.user === undefined) return missing("the user that the client certificate must be for is not known")
  if (called(chain[0]) === dial.user) return undefined
  return fails("client-certificate-refused", {
    at: dial.identity!.at,
    message: `the client certificate is for "${called(chain[0])}", and the user is ${dial.user}`,
  })
}

const accepted: Outcome = { verdict: "succeeds" }

function readerOf(engine: Engine): TrustReader {
  return engine === "go" ? "go" : engine === "java" ? "java" : "single"
}

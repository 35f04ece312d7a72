import type { DocumentFact } from "../../model/facts.ts"
import { at, isTrue, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { goDuration } from "./durations.shared.ts"
import { about, type Issuer, issuersOf, objectText } from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

const profilesPage = {
  document: "Let's Encrypt",
  section: "Profiles",
  says: "IP addresses are issued for with the profile shortlived alone; tlsserver and shortlived take 25 names, classic 100; no profile has the purpose clientAuth any more.",
  url: "https://letsencrypt.org/docs/profiles/",
} as const

export const acmeOrderRefused = rule({
  id: "acme-order-refused",
  family: "acme",
  level: "error",
  summary: "A certificate is asked of Let's Encrypt that it does not issue",
  citations: [
    profilesPage,
    {
      document: "Let's Encrypt",
      section: "Ending OCSP support in 2025",
      says: "Requests for a certificate with the extension OCSP Must-Staple fail since May 2025.",
      url: "https://letsencrypt.org/2024/12/05/ending-ocsp",
    },
  ],
  why: "The order is refused each time that it is tried, and the certificate that is served ends without a successor.",
  fix: "Ask for what the profile of the issuer gives.",

  on: "repository",
  *check(inventory, { at: now }) {
    const issuers = issuersOf(inventory)
    for (const request of requestsOf(inventory)) {
      const issuer = issuerOf(request, issuers, inventory)
      if (issuer === undefined || !letsEncrypt.test(issuer.server?.value ?? "")) continue
      for (const { node, fault, instead } of faults(request.document, request.names, issuer, now))
        yield refused(request.document, node, fault, instead, issuer, inventory)
    }
  },
})

const letsEncrypt = /^https:\/\/acme-(?:staging-)?v0\d\.api\.letsencrypt\.org\//

interface Fault {
  readonly node: Node
  readonly fault: string
  readonly instead: string
}

function* faults(document: DocumentFact, names: readonly Scalar[], { acme }: Issuer, now: number): Generator<Fault> {
  const profile = textAt(acme, "profile") ?? "classic"
  const spec = document.resource?.kind === "Certificate" ? at(document.root, "spec") : undefined
  const ended = now >= Date.UTC(2026, 6, 8)
  const profileNode = at(acme, "profile")
  if (profile === "tlsclient" && ended && profileNode !== undefined)
    yield {
      node: profileNode,
      fault: "has the profile tlsclient, which ended on 2026-07-08",
      instead: "For clients, use a CA of your own (an Issuer with ca:); for servers, remove profile.",
    }
  const [address] = itemsAt(spec, "ipAddresses")
  if (address?.kind === "scalar" && !isTemplated(address) && profile !== "shortlived")
    yield {
      node: address,
      fault: `asks for the address ${address.value}, which the authority issues for with the profile shortlived alone (here: ${profile})`,
      instead: "Write profile: shortlived under acme of the issuer (certificates of 160 hours), or use a DNS name.",
    }
  const most = profile === "classic" ? 100 : 25
  if (names.length > most)
    yield {
      node: names[most] as Node,
      fault: `asks for ${names.length} names, of which the profile ${profile} takes ${most}`,
      instead: "Spread the names over several Certificates.",
    }
  const options = itemsAt(spec, "encodeUsagesInRequest")
  const staple = at(spec, "mustStaple")
  if (options.length === 0 && isTrue(staple))
    yield {
      node: staple,
      fault: "asks for OCSP Must-Staple, which the authority refuses since May 2025",
      instead: "Remove it.",
    }
  const before = scalarAt(spec, "renewBefore")
  const lasts = lifetimeOf(profile, now)
  const early = before === undefined || isTemplated(before) ? undefined : goDuration(before.value)
  if (before !== undefined && early !== undefined && early >= lasts)
    yield {
      node: before,
      fault: `is to be renewed ${before.value} before it ends, and the profile ${profile} gives ${Math.round(lasts / hour)} hours: it is asked for over and over until the rate limit`,
      instead: `Write renewBefore: ${Math.round(lasts / 3 / hour)}h, or renewBeforePercentage: 33.`,
    }
}

const hour = 3_600_000

/** What a profile gives at a time: classic shortens in two steps. Source: letsencrypt.org, post of 2025-12-02. */
function lifetimeOf(profile: string, now: number): number {
  if (profile === "shortlived") return 160 * hour
  if (profile === "tlsserver") return (now >= Date.UTC(2026, 4, 13) ? 45 : 90) * 24 * hour
  if (now >= Date.UTC(2028, 1, 16)) return 45 * 24 * hour
  return (now >= Date.UTC(2027, 1, 10) ? 64 : 90) * 24 * hour
}

function refused(
  document: DocumentFact,
  node: Node,
  fault: string,
  instead: string,
  issuer: Issuer,
  inventory: Parameters<typeof issuersOf>[0],
): Problem {
  const owner = fault.startsWith("has the profile") ? issuer.document : document
  return {
    message: `${objectText(owner)} ${fault}${/rate limit$/.test(fault) ? "" : ": the certificate is not issued"}.`,
    help: [{ do: instead, verify: "kubectl describe certificate,order -A shows no order that is refused." }],
    at: inventory.locate(owner.path, node, owner.inner),
    level: owner.template ? "notice" : "error",
    ...about(owner),
    identity: fault,
    ...(owner === document && {
      related: [
        {
          message: "the issuer",
          at: inventory.locate(issuer.document.path, issuer.server ?? issuer.document.root, issuer.document.inner),
        },
      ],
    }),
    cause: `${owner.path} ${node.start} ${fault}`,
  }
}

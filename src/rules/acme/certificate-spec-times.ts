import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import type { Edit, Level } from "../../model/report.ts"
import { at, isTrue, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { durationText, goDuration, meantDuration } from "./durations.shared.ts"
import { about, certManagerCode, type Issuer, issuersOf, objectText, publicAcme, written } from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

export const certificateSpecTimes = rule({
  id: "certificate-spec-times",
  family: "acme",
  level: "error",
  summary: "The times of a Certificate contradict one another, or are no durations",
  citations: [
    certManagerCode(
      "internal/apis/certmanager/validation/certificate.go",
      "ValidateDuration",
      "duration must be greater than renewBefore and at least 1h, renewBefore at least 5m; only one form of renewBefore.",
    ),
    certManagerCode(
      "pkg/apis/certmanager/v1/const.go",
      "DefaultCertificateDuration",
      "90 days (2160h) where it is not set.",
    ),
    {
      document: "Go documentation: time.ParseDuration",
      says: 'Valid units are "ns", "us", "ms", "s", "m", "h": there are no days.',
      url: "https://pkg.go.dev/time#ParseDuration",
    },
  ],
  why: "The API server or cert-manager's webhook rejects the object, and the certificate is not renewed under it.",
  fix: "Write durations in hours, and renewBefore well below the duration: a third of it.",

  on: "kubernetes",
  *check(document, { inventory }) {
    const times = timesOf(document)
    if (times === undefined) return
    for (const { at, reason, instead, level = "error" } of faults(times, document, inventory)) {
      const edits: Edit[] =
        instead === undefined || document.inner.length > 0
          ? []
          : [{ path: document.path, start: at.start, end: at.end, text: written(instead, document) }]
      yield {
        message: `${objectText(document)} ${reason}.`,
        help: [
          {
            ...(instead === undefined
              ? { do: "For a certificate of 90 days:", copy: yaml("duration: 2160h", "renewBefore: 720h") }
              : { do: `Write ${instead}.` }),
            verify: "kubectl apply --dry-run=server -f FILE",
          },
        ],
        at,
        level: weigh(level, document.template && "template"),
        edits,
        ...about(document),
        identity: reason,
      }
    }
  },
})

interface Times {
  readonly duration?: Scalar
  readonly renewBefore?: Scalar
  readonly percentage?: Scalar
}

function timesOf({ root, resource }: DocumentFact): Times | undefined {
  if (resource?.kind === "Certificate" && resource.apiVersion.startsWith("cert-manager.io/"))
    return {
      ...present("duration", scalarAt(root, "spec", "duration")),
      ...present("renewBefore", scalarAt(root, "spec", "renewBefore")),
      ...present("percentage", scalarAt(root, "spec", "renewBeforePercentage")),
    }
  if (resource?.kind !== "Ingress" && resource?.kind !== "Gateway") return undefined
  const annotation = (name: string): Node | undefined =>
    scalarAt(root, "metadata", "annotations", `cert-manager.io/${name}`)
  return {
    ...present("duration", annotation("duration")),
    ...present("renewBefore", annotation("renew-before")),
    ...present("percentage", annotation("renew-before-percentage")),
  }
}

function present(name: keyof Times, node: Node | undefined): Times {
  return node?.kind === "scalar" && node.type !== "null" && node.value !== "" ? { [name]: node } : {}
}

interface Fault {
  readonly at: Scalar
  readonly reason: string
  readonly instead?: string
  readonly level?: Level
}

function* faults(times: Times, document: DocumentFact, inventory: Inventory): Generator<Fault> {
  const { duration, renewBefore, percentage } = times
  for (const at of [duration, renewBefore]) {
    if (at === undefined || isTemplated(at) || goDuration(at.value) !== undefined) continue
    const instead = meantDuration(at.value)
    yield {
      at,
      reason: `has the time ${at.value}, which is no duration (Go knows hours, no days): it is rejected`,
      ...(instead !== undefined && { instead }),
    }
  }
  if (renewBefore !== undefined && percentage !== undefined)
    yield { at: percentage, reason: "has both renewBefore and renewBeforePercentage, of which only one may be set" }
  if (isTemplated(duration) || isTemplated(renewBefore) || isTemplated(percentage)) return
  const lasts = duration === undefined ? standard : goDuration(duration.value)
  if (duration !== undefined && lasts !== undefined && lasts < hour)
    yield { at: duration, reason: `has a duration of ${duration.value}; the least is 1h` }
  const before = renewBefore === undefined ? undefined : goDuration(renewBefore.value)
  if (renewBefore !== undefined && before !== undefined) {
    if (before < least) yield { at: renewBefore, reason: `has a renewBefore of ${renewBefore.value}; the least is 5m` }
    else if (lasts !== undefined && before >= lasts)
      yield {
        at: renewBefore,
        reason: `is to be renewed ${renewBefore.value} before it ends, but lasts ${duration?.value ?? "2160h"}: it is rejected`,
        instead: durationText(Math.floor(lasts / 3 / 60_000) * 60_000),
      }
  }
  if (percentage !== undefined && lasts !== undefined) {
    const share = Number(percentage.value)
    // pkg/util/pki/renewaltime.go: this share of the lifetime is left when it is renewed.
    const left = (lasts * share) / 100
    if (!Number.isInteger(share) || share < 1 || share > 99 || left < least)
      yield { at: percentage, reason: `has renewBeforePercentage ${percentage.value}, which leaves no time to renew` }
  }
  const issuer = duration === undefined || lasts === standard ? undefined : issuerFor(document, inventory)
  if (duration === undefined || !publicAcme.test(issuer?.server?.value ?? "")) return
  // It says what the profile gives, so that cert-manager renews in time.
  if (lasts !== undefined && lasts === profiles[textAt(issuer?.acme, "profile") ?? ""]) return
  yield isTrue(at(issuer?.acme, "enableDurationFeature"))
    ? {
        at: duration,
        reason: `asks a public ACME authority for a duration of ${duration.value}, which Let's Encrypt refuses: the order fails`,
      }
    : {
        at: duration,
        reason: `asks a public ACME authority for a duration of ${duration.value}, which is not sent to it: the authority decides`,
        level: "warning",
      }
}

/** The issuer of what a document asks for. */
function issuerFor(document: DocumentFact, inventory: Inventory): Issuer | undefined {
  const request = requestsOf(inventory).find((one) => one.document === document)
  return request === undefined ? undefined : issuerOf(request, issuersOf(inventory), inventory)
}

const hour = 3_600_000
/** How long what Let's Encrypt issues under a profile is valid (letsencrypt.org/docs/profiles). */
const profiles: Readonly<Record<string, number>> = {
  shortlived: 160 * hour,
  tlsserver: 45 * 24 * hour,
  classic: 90 * 24 * hour,
}
const least = 300_000
const standard = 2160 * hour

import { instant } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateValidityTooLong = rule({
  id: "certificate-validity-too-long",
  family: "certificate",
  level: "error",
  summary: "A server certificate is valid for longer than clients accept",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "6.3.2",
      says: "Server certificates issued from 2020-09-01 have at most 398 days, from 2026-03-15 at most 200, from 2027-03-15 at most 100, from 2029-03-15 at most 47 (ballot SC-081v3).",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "Apple Support",
      section: "HT211025, About upcoming limits on trusted certificates",
      says: "TLS server certificates issued on or after 2020-09-01 under a preinstalled root must not be valid for more than 398 days.",
      url: "https://support.apple.com/en-us/102028",
    },
    {
      document: "Apple Support",
      section: "HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15",
      says: "TLS server certificates issued after 2019-07-01, under any root, must be valid for 825 days or fewer.",
      url: "https://support.apple.com/en-us/103769",
    },
  ],
  why: "Browsers and Apple systems count the days and refuse the connection, whatever the CA was ready to sign.",
  fix: "Issue it for a shorter time, and let something renew it: cert-manager, an ACME client.",

  on: "repository",
  check: (_, context) =>
    lint(context, "server", (presented) => {
      const { notBefore, notAfter } = presented.certificate
      const limits = presented.isPublic ? publicLimits : privateLimits
      const limit = limits.find(([since]) => notBefore >= since)?.[1]
      // Both ends belong to the period. What has ended is to be replaced anyway.
      const days = (notAfter - notBefore + 1000) / 86_400_000
      if (limit === undefined || days <= limit || notAfter < context.at) return undefined
      return {
        says: `is valid for ${Math.ceil(days)} days, more than the ${limit} that ${presented.isPublic ? "browsers accept of public CAs" : "Apple's systems accept of any CA"} for one issued on ${instant(notBefore).slice(0, 10)}`,
        level: presented.isPublic ? "error" : "notice",
      }
    }),
})

/** From the latest on: certificates issued since then have at most so many days. */
const publicLimits: readonly (readonly [since: number, days: number])[] = [
  [Date.UTC(2029, 2, 15), 47],
  [Date.UTC(2027, 2, 15), 100],
  [Date.UTC(2026, 2, 15), 200],
  [Date.UTC(2020, 8, 1), 398],
  [Date.UTC(2018, 2, 1), 825],
]
const privateLimits: typeof publicLimits = [[Date.UTC(2019, 6, 1), 825]]

import { parseIp } from "../../x509/ip.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateNameMalformed = rule({
  id: "certificate-name-malformed",
  family: "certificate",
  level: "warning",
  summary: "A name of a certificate is one that no client ever matches",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.6",
      says: "A dNSName is in the preferred name syntax: labels of letters, digits and hyphens, of at most 63 octets.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6",
    },
    {
      document: "RFC 9525",
      section: "6.3",
      says: "A wildcard is the whole leftmost label, and nothing but it.",
      url: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.12",
      says: "A dNSName has no underscore since 2019-04-01.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "The certificate looks as if it covered the host, and clients refuse it for that host: a URL, a port, an IP address or a misplaced wildcard is no DNS name.",
  fix: "Have it issued with names that clients match: `DNS:shop.corp`, `IP:10.0.0.1`, `DNS:*.shop.corp`.",

  on: "repository",
  check: (_, context) =>
    lint(context, "server", ({ certificate, isPublic }) => {
      for (const name of certificate.dnsNames) {
        const why = whyMalformed(name) ?? (isPublic && name.includes("_") ? "has an underscore" : undefined)
        if (why === undefined) continue
        const shown = name === "" ? "an empty name" : `the name "${name}"`
        return {
          says: `has ${shown}, which ${why}: clients refuse it for that host`,
          level: isPublic ? "error" : "warning",
        }
      }
      return undefined
    }),
})

/** The names that nearly all certificates have: no more has to be asked of them. */
const plain = /^(?=.{1,253}$)(\*\.)?([A-Za-z0-9_-]{1,63}\.)*[A-Za-z][A-Za-z0-9_-]{0,62}$/

function whyMalformed(name: string): string | undefined {
  if (plain.test(name)) return undefined
  if (name === "") return "matches nothing"
  if (name.includes("\0")) return "has a NUL in it"
  if (parseIp(name) !== undefined) return "is an IP address and belongs into an iPAddress"
  if (name.includes("://") || name.includes("/")) return "is a URL"
  if (/:\d+$/.test(name)) return "has a port"
  if (name === "*" || name === "*.") return "is a wildcard of nothing"
  if (name.length > 253) return "is longer than 253 characters"
  const [first = "", ...others] = name.replace(/\.$/, "").split(".")
  if (others.some((label) => label.includes("*"))) return "has its wildcard not at the left"
  if (first.includes("*") && first !== "*") return "has a wildcard within a label"
  if ([first, ...others].some((label) => label.length > 63)) return "has a label longer than 63 characters"
  if ([first, ...others].some((label) => label === "")) return "has an empty label"
  return /[^A-Za-z0-9.*_-]/.test(name) ? "has a character that no host name has" : undefined
}

import { rule } from "../rule.ts"

export const mustStapleRefused = rule({
  id: "must-staple-refused",
  family: "acme",
  level: "error",
  summary: "A certificate with OCSP Must-Staple is asked for, which Let's Encrypt refuses",
  citations: [
    {
      document: "Let's Encrypt",
      section: "Ending OCSP Support in 2025",
      says: "Requests with the Must-Staple extension fail since May 2025; the responders are off since 2025-08-06.",
      url: "https://letsencrypt.org/2024/12/05/ending-ocsp/",
    },
  ],
  why: "The order is refused, at the first issuance or at the next renewal, and the certificate runs out.",
  fix: "Remove the option; revocation is by CRL now.",

  on: ["command", "variable"],
  *check(subject) {
    const message =
      "Let's Encrypt refuses orders with OCSP Must-Staple since May 2025: the certificate is not issued or renewed."
    const help = [{ do: "Remove the option.", verify: "certbot renew --dry-run" }]
    if (!("command" in subject)) {
      if (subject.name === "OCSP_MUST_STAPLE" && /^(yes|true|1)$/i.test(subject.value.value))
        yield { message, help, at: subject.value }
      return
    }
    const { tool, words } = subject.command
    if (!/^(certbot|certbot-auto|letsencrypt|lego|acme\.sh|dehydrated|simp_le)$/.test(tool)) return
    const word = words.find(({ value }) => /^--(must-staple|ocsp-must-staple|ocsp)$/.test(value))
    const server = words.find(
      ({ value }, index) =>
        /^(--server|-s|--ca)(=|$)/.test(value) && !/letsencrypt/.test(`${value} ${words[index + 1]?.value ?? ""}`),
    )
    if (word !== undefined && server === undefined) yield { message, help, at: word }
  },
})

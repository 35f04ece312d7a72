import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateDuplicateName = rule({
  id: "certificate-duplicate-name",
  family: "certificate",
  level: "notice",
  summary: "A certificate has the same name twice",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.6",
      says: "subjectAltName lists the identities that are bound to the key.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6",
    },
  ],
  why: "Nothing breaks; the second was probably meant to be another host, which is then not covered.",
  fix: "Look which host the second entry was meant to be.",

  on: "repository",
  check: (_, context) =>
    lint(context, "server", ({ certificate: { dnsNames } }) => {
      const twice = dnsNames.find((name, index) => dnsNames.indexOf(name) < index)
      return twice === undefined ? undefined : { says: `has the name ${twice} twice`, level: "notice" }
    }),
})

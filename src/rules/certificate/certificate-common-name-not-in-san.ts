import { ipText } from "../../x509/ip.ts"
import { attributeTypes, attributeValues } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateCommonNameNotInSan = rule({
  id: "certificate-common-name-not-in-san",
  family: "certificate",
  level: "warning",
  summary: "The common name of a public certificate is not among its names",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.4.3",
      says: "If present, the common name is one of the names of subjectAltName, character for character.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Clients look at subjectAltName only: whoever believes that the common name counts will find the host refused.",
  fix: "Have it issued with that host among the subject alternative names, or without common name.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) => {
      const names = [...certificate.dnsNames, ...certificate.ipAddresses.map(ipText)]
      const stray = attributeValues(certificate.subject, attributeTypes.commonName).find(
        (name) => !names.includes(name),
      )
      return stray === undefined
        ? undefined
        : {
            says: `has the common name ${stray}, which is not among its subject alternative names: no client accepts it for that host`,
            level: "warning",
          }
    }),
})

import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const tlsHostNameUnchecked = rule({
  id: "tls-host-name-unchecked",
  family: "commands",
  level: "warning",
  summary: "A program is told to take a certificate of any name",
  citations: [
    {
      document: "Apache Kafka",
      section: "SslConfigs, ssl.endpoint.identification.algorithm",
      says: "The algorithm that checks the host name against the certificate; an empty one turns the check off.",
      url: "https://kafka.apache.org/documentation/#brokerconfigs_ssl.endpoint.identification.algorithm",
    },
    {
      document: "Keycloak",
      section: "All configuration, tls-hostname-verifier",
      says: "ANY does not verify the host name of outgoing requests.",
      url: "https://www.keycloak.org/server/all-config",
    },
  ],
  why: "Any certificate that one of the trusted CAs has issued, to whomever, opens the connection: with public CAs, anybody's.",
  fix: "Remove the setting, and use certificates that name the hosts that clients use.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "host-name"),
})

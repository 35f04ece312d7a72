import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const tlsGivenUp = rule({
  id: "tls-given-up",
  family: "commands",
  level: "warning",
  summary: "A program is told to talk without TLS, or to go on without it",
  citations: [
    {
      document: "PostgreSQL",
      section: "libpq, SSL Support, sslmode",
      says: "disable never uses TLS; allow and prefer go on without it where the server says that it has none.",
      url: "https://www.postgresql.org/docs/current/libpq-ssl.html",
    },
    {
      document: "Apache Kafka",
      section: "CommonClientConfigs, security.protocol",
      says: "SASL_PLAINTEXT authenticates over a connection without TLS.",
      url: "https://kafka.apache.org/documentation/#producerconfigs_security.protocol",
    },
  ],
  why: "Everybody on the way reads what is sent, passwords among it, and can change it.",
  fix: "Remove the setting, use TLS, and give the program the CA of the server.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "plaintext"),
})

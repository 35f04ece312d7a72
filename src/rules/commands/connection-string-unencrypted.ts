import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const connectionStringUnencrypted = rule({
  id: "connection-string-unencrypted",
  family: "commands",
  level: "error",
  summary: "A connection string leads to another machine without TLS",
  citations: [
    {
      document: "PostgreSQL",
      section: "libpq, SSL Support, sslmode",
      says: "disable never uses TLS; allow and prefer go on without it.",
      url: "https://www.postgresql.org/docs/current/libpq-ssl.html",
    },
    {
      document: "MySQL Connector/J",
      section: "Connection properties, Security, sslMode",
      says: "DISABLED: unencrypted; PREFERRED, the default: unencrypted where the server has no TLS.",
      url: "https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-security.html",
    },
  ],
  why: "Everybody on the way reads the password and the data, and can change them.",
  fix: "Use TLS, and verify the server: sslmode=verify-full and its relatives.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "connection-plaintext"),
})

import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const connectionStringUnverified = rule({
  id: "connection-string-unverified",
  family: "commands",
  level: "error",
  summary: "A connection string takes any certificate from its server",
  citations: [
    {
      document: "go-sql-driver/mysql",
      section: "README, tls",
      says: "skip-verify uses TLS and verifies nothing; preferred goes on without TLS.",
      url: "https://github.com/go-sql-driver/mysql#tls",
    },
    {
      document: "pgjdbc",
      section: "Connection parameters, sslfactory",
      says: "NonValidatingFactory accepts any certificate.",
      url: "https://jdbc.postgresql.org/documentation/ssl/",
    },
    {
      document: "MongoDB manual",
      section: "Connection string options, TLS",
      says: "tlsInsecure and tlsAllowInvalidCertificates turn the validation off.",
      url: "https://www.mongodb.com/docs/manual/reference/connection-string/",
    },
  ],
  why: "Whoever can answer in the server's name gets the password and the data, and decides what is read.",
  fix: "Verify the server: give the driver the CA, and the parameter that verifies chain and name.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "connection-unverified"),
})

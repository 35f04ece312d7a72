import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const tlsServerUnverified = rule({
  id: "tls-server-unverified",
  family: "commands",
  level: "warning",
  summary: "A program that is known is told not to verify the server it talks to",
  citations: [
    {
      document: "Grafana documentation",
      section: "Configure Grafana, [smtp] skip_verify",
      says: "Verification of the mail server's certificate is skipped.",
      url: "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    },
    {
      document: "ldap.conf(5)",
      section: "TLS_REQCERT",
      says: "never: no certificate is asked for; allow: a bad one is ignored.",
      url: "https://www.openldap.org/software/man.cgi?query=ldap.conf",
    },
    {
      document: "The lexicon of switches",
      section: "docs/switches.md",
      says: "The settings that are known, with what they do and where that is written.",
      url: "https://github.com/tlsgate/tlsgate/blob/main/docs/switches.md",
    },
  ],
  why: "Whoever can answer in the server's name gets what is sent, passwords and tokens among it, and decides what comes back.",
  fix: "Remove the setting, and give the program the CA of the server.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "unverified"),
})

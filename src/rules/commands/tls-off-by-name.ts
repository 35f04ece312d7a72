import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const tlsOffByName = rule({
  id: "tls-off-by-name",
  family: "commands",
  level: "warning",
  summary: "A setting says by its name that a server is not verified",
  citations: [
    {
      document: "RFC 9325",
      section: "4.1, 6",
      says: "Clients validate the certificate of the server and its name.",
      url: "https://www.rfc-editor.org/rfc/rfc9325",
    },
    {
      document: "The lexicon of switches",
      section: "docs/switches.md, names that speak for themselves",
      says: "The grammar of such names, and what is left alone.",
      url: "https://github.com/tlsgate/tlsgate/blob/main/docs/switches.md",
    },
  ],
  why: "Whoever can answer in the server's name gets what is sent, and decides what comes back. The program is not known here: this goes by the name alone.",
  fix: "Remove the setting, and give the program the CA of the server.",

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "spelling"),
})

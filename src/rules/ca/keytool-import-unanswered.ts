import { sh } from "../../model/help.ts"
import { placed } from "../commands/flags.shared.ts"
import { rule } from "../rule.ts"

export const keytoolImportUnanswered = rule({
  id: "keytool-import-unanswered",
  family: "ca",
  level: "error",
  summary: "keytool asks whether to trust a CA, gets no answer, and adds nothing",
  citations: [
    {
      document: "keytool",
      section: "-importcert, -noprompt",
      says: "Without -noprompt keytool prints the certificate and asks whether it is to be trusted.",
      url: "https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html",
    },
  ],
  why: "Nobody is there to answer in a build: keytool says “Certificate was not added to keystore” and ends with status 0. The image lacks the CA, and nobody sees it before the first connection.",
  fix: "Add -noprompt.",

  on: "script",
  *check(script, { inventory }) {
    for (const command of script.commands) {
      const { tool, words, redirects } = command
      const place = words.find(({ value }) => /^-import(cert)?$/.test(value))
      if (tool !== "keytool" || place === undefined) continue
      if (words.some(({ value, literal }) => value === "-noprompt" || (!literal && /^"?\$\{?\w+\}?"?$/.test(value))))
        continue
      // Somebody answers: `yes |`, a file, a heredoc.
      if (redirects.some(({ operator }) => operator.startsWith("<"))) continue
      if (script.commands.some((other) => other.pipedTo.includes("keytool") && other.start < command.start)) continue
      // A signed reply to one's own request, and what has its issuer in the store, is taken without a question.
      const alone = script.scope !== "shell" && script.scope !== "other"
      yield {
        message: `keytool asks whether to trust the certificate${placed(script)}, where nobody answers: it adds nothing and ends without an error.`,
        help: [
          {
            do: "Add -noprompt:",
            copy: sh(`keytool ${["-noprompt", ...words.map(({ value }) => value || "…")].join(" ").slice(0, 200)}`),
            verify: "keytool -list -cacerts -storepass changeit | grep -i trusted",
          },
        ],
        at: inventory.locate(script.path, { start: command.start, end: place.end }, script.inner),
        level: alone ? "error" : "warning",
      }
    }
  },
})

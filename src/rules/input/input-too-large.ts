import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { isRelevantName } from "./relevance.shared.ts"

export const inputTooLarge = rule({
  id: "input-too-large",
  family: "input",
  level: "warning",
  summary: "A file is too large to be checked",
  citations: [
    {
      document: "tlsgate",
      section: "tlsgate scan --help",
      says: "Files over --max-file-size are not read; those that look relevant are told.",
    },
  ],
  why: "A gate that passes over a file says that it is fine. Whatever is wrong in it goes out.",
  fix: "Raise --max-file-size, or exclude the file in the config.",

  on: "repository",
  *check(inventory) {
    for (const { path, notes } of inventory.filesWith("notes")) {
      for (const { reason, location, detail } of notes) {
        if (reason !== "too-large" || !isRelevantName(path)) continue
        yield {
          message: `${path} was not checked: ${detail}.`,
          help: [
            {
              do: "Read it all the same (tlsgate --max-file-size 256MiB), or say in .tlsgate.yml that it is meant to be left out:",
              copy: yaml("exclude:", `  - ${path}`),
            },
          ],
          at: location,
        }
      }
    }
  },
})

import { yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { isRelevantName } from "./relevance.shared.ts"

export const inputUnreadable = rule({
  id: "input-unreadable",
  family: "input",
  level: "warning",
  summary: "A file could not be read, so nothing in it was checked",
  citations: [
    {
      document: "tlsgate",
      section: "README, What is checked",
      says: "A file that should have been checked and cannot be read is a finding, never a silent pass.",
    },
  ],
  why: "A gate that passes over a file says that it is fine. Whatever is wrong in it goes out.",
  fix: "Give the user that runs the scan the right to read the file, or exclude it in the config.",

  on: "repository",
  *check(inventory) {
    for (const { path, notes } of inventory.filesWith("notes")) {
      for (const { reason, location, detail } of notes) {
        if (reason !== "unreadable") continue
        const level: Level = isRelevantName(path) ? "warning" : "notice"
        yield {
          message: `${path} was not checked: ${detail}.`,
          help: [
            {
              do: `Let the scan read it (ls -l ${path}), or say in .tlsgate.yml that it is meant to be left out:`,
              copy: yaml("exclude:", `  - ${path}`),
            },
          ],
          at: location,
          level,
        }
      }
    }
  },
})

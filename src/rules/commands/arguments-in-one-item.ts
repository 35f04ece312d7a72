import { yaml } from "../../model/help.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"

export const argumentsInOneItem = rule({
  id: "arguments-in-one-item",
  family: "commands",
  level: "error",
  summary: "A flag about certificates and its value stand in one item of a list of arguments",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Define a Command and Arguments for a Container",
      says: "Each item of args is one argument of the process; no shell splits it.",
      url: "https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/",
    },
    {
      document: "GoogleContainerTools/kaniko",
      section: "issue 1100",
      says: "“--flag value” in one item is an unknown flag, and the executor ends.",
      url: "https://github.com/GoogleContainerTools/kaniko/issues/1100",
    },
  ],
  why: "The program gets one argument with a blank in it, knows no such flag, and does not start; what the flag was to set is not set.",
  fix: "Write the flag and its value as --flag=value, or as two items.",

  on: "command",
  *check({ command, script }) {
    if (script.scope !== "container" || /^(?:ba|da|z|k)?sh$/.test(command.tool)) return
    for (const word of command.words) {
      const [, flag, value] = /^(--?[A-Za-z][\w-]*)[ \t]+(\S.*)$/.exec(word.value) ?? []
      if (flag === undefined || value === undefined || !aboutTrust.test(flag) || word.value.includes("\n")) continue
      const where = command.tool === "" ? "The container" : command.tool
      yield {
        message: `${where} gets “${word.value.slice(0, 80)}” as one argument: it knows no flag of that name and does not start.`,
        help: [
          {
            do: "Write the flag and its value as one word, or as two items:",
            copy: yaml(`- ${flag}=${value.slice(0, 120)}`),
            verify: "kubectl logs of the container no longer says that the flag is unknown.",
          },
        ],
        at: word,
        level: isTemplated(flag) || !word.literal ? "notice" : command.tool === "" ? "warning" : "error",
        identity: flag,
      }
    }
  },
})

/** Flags that say whom to trust, with what to connect, or what not to verify. */
const aboutTrust = /cert|\bca\b|-ca-|cacert|cafile|tls|ssl|insecure|trust|verify|\bkey\b|-key|registry|mirror/i

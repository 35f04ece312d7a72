import { distributionOf } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import { yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { baseName, updateCaCertificates, updateCaTrust } from "./stores.shared.ts"
import { missingUpdate, updaterOf } from "./update-steps.shared.ts"

export const ansibleCaCopyWithoutUpdate = rule({
  id: "ansible-ca-copy-without-update",
  family: "ca",
  level: "error",
  summary: "A task copies a CA into the trust store, and nothing updates the store",
  citations: [
    updateCaCertificates,
    updateCaTrust,
    {
      document: "Ansible documentation, Handlers",
      says: "A handler runs when a task notifies it by exactly its name, or a topic that it listens to.",
      url: "https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_handlers.html",
    },
  ],
  why: "The play succeeds, and the CA is not trusted on any of its hosts.",
  fix: "Notify a handler that runs update-ca-certificates or update-ca-trust.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units) {
      if (unit.kind !== "ansible") continue
      for (const step of unit.steps) {
        const fault = step.does === "place" ? missingUpdate(unit, step) : undefined
        if (step.does !== "place" || fault === undefined) continue
        const tool = updaterOf(step.store!)
        const notified = step.notifies ?? []
        const unknown = notified.filter((name) => !(unit.handlers ?? []).includes(name))
        const what = baseName(step.target) || "a certificate"
        yield {
          message: `${what} is copied into the trust store, but ${
            fault === "before"
              ? `${tool} runs before`
              : unknown.length > 0
                ? `no handler here is called "${unknown[0]}"${(unit.handlers ?? []).length > 0 ? ` (there is "${unit.handlers![0]}")` : ""}`
                : `nothing runs ${tool} after it`
          }: the CA is not trusted.`,
          help: [
            {
              do: "Notify a handler by its exact name, in the task:",
              copy: yaml("notify: Update the trust store"),
            },
            {
              do: "And have the handler run the tool:",
              copy: yaml("- name: Update the trust store", `  ansible.builtin.command: ${tool}`),
              verify: "ansible all -m command -a 'openssl verify /path/server.crt'",
            },
          ],
          at: placeOfStep(unit, step.at, inventory),
          level: levelOf(unit.whole, step.conditional, unknown, unit.handlers ?? []),
          identity: what,
        }
      }
    }
  },
})

/** A handler that is not in the repository may belong to a role that is a dependency. */
function levelOf(whole: boolean, conditional: boolean, unknown: readonly string[], handlers: readonly string[]): Level {
  if (unknown.length > 0 && handlers.length === 0) return "notice"
  return whole && !conditional ? "error" : "warning"
}

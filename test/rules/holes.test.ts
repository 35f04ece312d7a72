import { describe, expect, it } from "vitest"
import { examplesOf } from "../../src/commands/examples.ts"
import { rules } from "../../src/rules/index.ts"
import { findings, readable } from "../examples.ts"

/** What a name leaves behind that only a template gives: a noun before a comma, two blanks, an argument that is missing. */
const hole =
  /\b(?:ConfigMap|Secret|Service|Ingress|Certificate|Issuer|ClusterIssuer|Gateway|Deployment|DaemonSet|Pod|of|job) +[,.:;)]|\S {2,}\S|\bundefined\b|\bNaN\b/

describe("sentences have no holes where names are templates", () => {
  for (const rule of rules)
    it(rule.id, async () => {
      for (const example of examplesOf(rule).bad) {
        const files = readable(example)
        const templated = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, withoutNames(text)]))
        for (const { message } of await findings(rule, templated)) expect(message).not.toMatch(hole)
      }
    })
})

/** The objects of a text under names that a chart gives them. */
function withoutNames(text: string): string {
  return text
    .replaceAll(/^(\s*metadata:\s*\n\s+name: )\S+/gm, '$1{{ include "shop.fullname" . }}')
    .replaceAll(/^(\s*metadata: )\{name: [\w.-]+/gm, '$1{name: "{{ .Release.Name }}"')
    .replaceAll(/^(\s*(?:- )?job_name: )\S+/gm, "$1{{ .Values.job }}")
}

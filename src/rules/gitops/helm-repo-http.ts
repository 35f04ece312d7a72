import type { CommandFact, DocumentFact } from "../../model/facts.ts"
import { hostOf, isClusterLocal, lowered } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { entriesAt, itemsAt, type Node, scalarAt, textAt, walk } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const helmRepoHttp = rule({
  id: "helm-repo-http",
  family: "gitops",
  level: "error",
  summary: "A chart or manifest is fetched over plain HTTP",
  citations: [
    {
      document: "Helm documentation",
      section: "The Chart Repository Guide",
      says: "A chart repository is an HTTP server; helm verifies what https:// ones send, and nothing of the others.",
      url: "https://helm.sh/docs/topics/chart_repository/",
    },
  ],
  why: "Anyone on the way decides what is installed, with the rights of who installs it.",
  fix: "Use https:// or oci://, with --ca-file or caFile for a private CA.",

  on: ["helm-chart", "kubernetes", "kustomization", "terraform", "command"],
  *check(subject) {
    if ("command" in subject) yield* ofCommand(subject.command)
    else
      for (const { who, node } of addressesOf(subject))
        if (node.type === "string") yield* problem(who, node.value, node)
  },
})

/** Where documents name repositories of charts, and the repositories of Applications. */
function* addressesOf(document: DocumentFact): Generator<{ who: string; node: ReturnType<typeof scalarAt> & {} }> {
  const { kind, root } = document
  if (kind === "terraform")
    for (const { value } of entriesAt(root, "resource", "helm_release"))
      for (const block of value.kind === "sequence" ? value.items : [value]) {
        const node = scalarAt(block, "repository")
        if (node !== undefined) yield { who: `Chart ${textAt(block, "chart") ?? ""}`, node }
      }
  const lists: [Node, string][] =
    kind === "helm-chart"
      ? itemsAt(root, "dependencies").map((item) => [item, "repository"])
      : kind === "kustomization"
        ? itemsAt(root, "helmCharts").map((item) => [item, "repo"])
        : []
  for (const [item, key] of lists) {
    const node = scalarAt(item, key)
    if (node !== undefined) yield { who: `Chart ${textAt(item, "name") ?? ""}`, node }
  }
  if (isObject(document, "argoproj.io", "Application", "ApplicationSet")) {
    for (const { node, path } of walk(root, 20_000))
      if (node.kind === "scalar" && path.at(-1) === "repoURL") yield { who: objectText(document), node }
  } else if (isObject(document, "helm.cattle.io", "HelmChart")) {
    const node = scalarAt(root, "spec", "repo")
    if (node !== undefined) yield { who: objectText(document), node }
  }
}

function* ofCommand({ tool, words }: CommandFact): Generator<Problem> {
  if (tool !== "helm") return
  const operands = words.filter(({ value }) => !value.startsWith("-"))
  const adding = operands[0]?.value === "repo" && operands[1]?.value === "add"
  for (const [index, word] of words.entries()) {
    const given =
      /^--repo=(.*)$/.exec(word.value)?.[1] ?? (words[index - 1]?.value === "--repo" ? word.value : undefined)
    if (given !== undefined) yield* problem("helm", given, word)
    else if (adding && word === operands[3]) yield* problem(`Repository ${operands[2]?.value ?? ""}`, word.value, word)
  }
}

function* problem(who: string, url: string, at: Span): Generator<Problem> {
  const host = /^http:\/\//i.test(url) ? hostOf(url) : undefined
  if (host === undefined || isClusterLocal(host)) return
  yield {
    message: `${who} is fetched from ${host} over plain HTTP, so anyone on the way decides what is installed.`,
    help: [
      {
        do: `Use https://${host} with --ca-file for a private CA, or oci://.`,
        verify: `helm pull --repo https://${host} <chart>`,
      },
    ],
    at,
    level: lowered("error", host),
    identity: host,
  }
}

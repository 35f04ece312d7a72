import { yaml } from "../../model/help.ts"
import { hostOf, lowered, registryOf } from "../../model/hosts.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const helmfileTlsOff = rule({
  id: "helmfile-tls-off",
  family: "gitops",
  level: "error",
  summary: "helmfile fetches charts over plain HTTP, or without verifying their server",
  citations: [
    {
      document: "helmfile/helmfile",
      section: "pkg/state/state.go, RepositorySpec, HelmSpec and ReleaseSpec",
      says: "Repositories take skipTLSVerify and caFile; helmDefaults and releases take insecureSkipTLSVerify and plainHttp.",
      url: "https://github.com/helmfile/helmfile/blob/main/pkg/state/state.go",
    },
  ],
  why: "Whoever answers for the repository decides what is installed, with the rights of who runs helmfile.",
  fix: "Remove the setting, and name the CA of the repository: caFile: ./ca.crt",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "helmfile",
  *check({ root }) {
    for (const repository of itemsAt(root, "repositories")) {
      const name = textAt(repository, "name") ?? "(unnamed)"
      const url = scalarAt(repository, "url")
      const oci = isTrue(at(repository, "oci")) || /^oci:/.test(url?.value ?? "")
      const host = url?.type !== "string" ? undefined : oci ? registryOf(url.value) : hostOf(url.value)
      yield* switches(repository, ["skipTLSVerify", "plainHttp"], "insecureSkipTLSVerify", `Repository ${name}`, host)
      if (url !== undefined && host !== undefined && /^http:/i.test(url.value))
        yield problem(`Repository ${name} is fetched over plain HTTP from ${host}`, url, host, name)
    }
    const blocks: [string, Node | undefined][] = [["helmDefaults", at(root, "helmDefaults")]]
    for (const release of itemsAt(root, "releases")) blocks.push([`Release ${textAt(release, "name") ?? ""}`, release])
    for (const [who, block] of blocks) {
      const chart = textAt(block, "chart") ?? ""
      const host = /^oci:/.test(chart) ? registryOf(chart) : undefined
      yield* switches(block, ["insecureSkipTLSVerify", "plainHttp"], "skipTLSVerify", who, host)
    }
  },
})

function* switches(
  block: Node | undefined,
  known: readonly string[],
  misplaced: string,
  who: string,
  host: string | undefined,
): Generator<Problem> {
  for (const { key, value } of entriesAt(block)) {
    if (!isTrue(value)) continue
    if (known.includes(key.value))
      yield problem(
        `${who} ${key.value === "plainHttp" ? "uses plain HTTP for" : "does not verify"} ${host ?? "the servers of its charts"}`,
        value,
        host,
        who,
      )
    else if (key.value === misplaced)
      yield {
        message: `${who} has ${misplaced}, which helmfile does not read there (it is ${known[0]}), so its server is verified all the same.`,
        help: [{ do: "Remove the line, and name the CA of the repository: caFile: ./ca.crt", verify: "helmfile deps" }],
        at: key,
        level: "warning",
        identity: who,
      }
  }
}

function problem(fault: string, at: Node, host: string | undefined, identity: string): Problem {
  return {
    message: `${fault}, so whoever answers in its name decides what is installed.`,
    help: [
      {
        do: "Name the CA of the repository:",
        copy: yaml("repositories:", "  - name: NAME", `    url: https://${host ?? "HOST"}`, "    caFile: ./ca.crt"),
        verify: "helmfile deps && helmfile diff",
      },
    ],
    at,
    level: lowered("error", host),
    identity,
  }
}

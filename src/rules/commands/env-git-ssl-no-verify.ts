import type { CommandFact, DocumentFact, VariableFact } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { entriesAt } from "../../model/tree.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { operands, without } from "./flags.shared.ts"
import { levelFor, literalOf, placeOf, reachOf } from "./variables.shared.ts"

export const envGitSslNoVerify = rule({
  id: "env-git-ssl-no-verify",
  family: "commands",
  level: "error",
  summary: "Git is told not to verify the server it fetches from",
  citations: [
    {
      document: "git/git",
      section: "http.c, http_init()",
      says: "GIT_SSL_NO_VERIFY is only asked for its presence: any value, even false or none, turns the verification off.",
      url: "https://github.com/git/git/blob/master/http.c",
    },
    {
      document: "git-config(1)",
      section: "http.sslVerify, http.<url>.*",
      says: "Whether to verify the certificate when fetching or pushing over HTTPS; may be set for one URL.",
      url: "https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify",
    },
  ],
  why: "Whoever can answer in the server's name decides what code is checked out, built and deployed, and gets the token that is sent along.",
  fix: "Give Git the CA of the server: http.sslCAInfo, or GIT_SSL_CAINFO=/path/ca.pem.",

  on: ["variable", "command", "gitconfig"],
  *check(subject) {
    if ("root" in subject) yield* ofConfig(subject)
    else if ("command" in subject) yield* ofCommand(subject.command)
    else yield* ofVariable(subject)
  },
})

function* ofVariable(variable: VariableFact): Generator<Problem> {
  if (variable.name !== "GIT_SSL_NO_VERIFY") return
  const value = literalOf(variable)
  if (value === undefined) return
  // Git does not read the value; somebody who writes "false" means the contrary of what it does.
  const meant = !/^(0|false|no|off|)$/i.test(value)
  // gitlab-ci-tls-off has the runner's own way to a CA.
  if (variable.scope === "gitlab-ci" && /^(1|true|yes|on)$/i.test(value)) return
  yield {
    message: meant
      ? `GIT_SSL_NO_VERIFY is set ${reachOf(variable)}: Git fetches there from whoever answers in the server's name.`
      : `GIT_SSL_NO_VERIFY is set to "${value}" ${reachOf(variable)}, and Git only looks whether it is set: the verification is off all the same.`,
    help: [{ do: "Remove it, and give Git the CA of the server: GIT_SSL_CAINFO=/path/to/ca.pem" }],
    at: placeOf(variable),
    level: levelFor(meant ? "error" : "warning", variable),
  }
}

function* ofCommand(command: CommandFact): Generator<Problem> {
  const { tool, words } = command
  if (tool !== "git") return
  const list = operands(words)
  for (const [index, word] of words.entries()) {
    const { value } = word
    const inline = /^http\.(?:(.+)\.)?sslverify=(false|no|off|0)$/i.exec(value)
    if (inline !== null && words[index - 1]?.value === "-c")
      yield {
        message: `git runs with ${value}: it fetches from whoever answers in the server's name.`,
        help: [
          {
            do: "Give Git the CA of the server:",
            copy: sh(
              `${without(command, word, `${value.slice(0, value.lastIndexOf(".") + 1)}sslCAInfo=/path/to/ca.pem`)}`,
            ),
          },
        ],
        at: word,
        level: lowered("warning", hostOf(inline[1] ?? list.find((each) => each.value.includes("://"))?.value ?? "")),
      }
    const scoped = /^http\.(?:(.+)\.)?sslverify$/i.exec(value)
    const next = words[index + 1]
    if (
      scoped !== null &&
      !words.some((each) => /^--(unset|unset-all|get|get-all|remove-section)$/.test(each.value)) &&
      next !== undefined &&
      list[0]?.value === "config" &&
      /^(false|no|off|0)$/i.test(next.value)
    )
      yield configured(scoped[1], next)
    if (
      /^http:\/\/[^/]*@/.test(value) &&
      /^(clone|fetch|pull|push|remote|ls-remote|submodule)$/.test(list[0]?.value ?? "")
    )
      yield {
        message: `git ${list[0]?.value} sends credentials to ${hostOf(value) ?? "the server"} over plain HTTP: anyone on the way can read them, and change the code.`,
        help: [{ do: "Use https://, and let a credential helper supply the credentials." }],
        at: word,
        level: lowered("error", hostOf(value)),
        sensitive: true,
      }
  }
}

function* ofConfig({ root }: DocumentFact): Generator<Problem> {
  for (const { key, value } of entriesAt(root, "http")) {
    if (value.kind === "scalar" && /^sslverify$/i.test(key.value) && isOff(value.value))
      yield configured(undefined, value)
    if (value.kind === "mapping")
      for (const entry of value.entries)
        if (entry.value.kind === "scalar" && /^sslverify$/i.test(entry.key.value) && isOff(entry.value.value))
          yield configured(key.value, entry.value)
  }
}

function configured(url: string | undefined, at: { readonly start: number; readonly end: number }): Problem {
  const host = url === undefined ? undefined : hostOf(url)
  const where = url === undefined ? "any server" : (host ?? url)
  return {
    message: `Git is configured not to verify ${where} (http.${url === undefined ? "" : `${url}.`}sslVerify): it fetches from whoever answers in its name.`,
    help: [
      {
        do: `Give Git the CA instead: git config --global http.${url === undefined ? "" : `${url}.`}sslCAInfo /path/to/ca.pem`,
      },
    ],
    at,
    // One server of the repository's choice is less than all of them.
    level: lowered(url === undefined ? "error" : "warning", host),
    identity: url ?? "",
  }
}

function isOff(value: string): boolean {
  return /^(false|no|off|0)$/i.test(value)
}

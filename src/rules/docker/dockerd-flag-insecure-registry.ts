import type { VariableFact } from "../../model/facts.ts"
import { lowered } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { invocationsOf } from "../../workloads/invocations.ts"
import { type Problem, rule } from "../rule.ts"
import {
  certsDirAdvice,
  consequence,
  insecureEntry,
  insecureRegistryCitations,
  insecureRegistryControls,
} from "./registries.shared.ts"

export const dockerdFlagInsecureRegistry = rule({
  id: "dockerd-flag-insecure-registry",
  family: "docker",
  level: "error",
  summary: "dockerd is started with --insecure-registry",
  citations: insecureRegistryCitations,
  why: "Whoever can answer for the registry on the way, by DNS, ARP or a proxy, decides which images are run and built.",
  fix: "Remove the flag, and put the CA of the registry in /etc/docker/certs.d/<host[:port]>/ca.crt.",
  controls: insecureRegistryControls,

  on: ["command", "helm-values", "variable"],
  *check(subject, { inventory }) {
    if ("scope" in subject) yield* ofVariable(subject)
    else
      for (const { program, flags } of invocationsOf(subject, inventory)) {
        if (!programs.test(program) || (program === "" && flags.some(({ name }) => kanikos.has(name)))) continue
        for (const { name, value, at } of flags)
          if (/^--(engine-)?insecure-registry$/.test(name) && value !== undefined) yield* problems(value, at)
      }
  },
})

function* ofVariable({ name, value }: VariableFact): Generator<Problem> {
  if (!variables.test(name)) return
  for (const [, entry = ""] of value.value.matchAll(/--insecure-registry(?:=|\s+)["']?([^\s"',]+)/g))
    yield* problems(entry, value)
}

function* problems(list: string, at: Span): Generator<Problem> {
  for (const text of list.split(",")) {
    const entry = text === "" ? undefined : insecureEntry(text)
    if (entry === undefined) continue
    yield {
      message: consequence("dockerd", entry),
      help: certsDirAdvice(entry),
      at,
      level: entry.kind === "host" ? lowered("error", entry.host) : "error",
      identity: entry.kind === "host" ? entry.host : entry.network,
    }
  }
}

/** What hands its flags to dockerd. Kaniko, nerdctl and minikube know a flag of this name as well, and have their own rules. */
const programs = /^(docker|dockerd|docker-machine|dockerd-[\w.-]+|dind|docker-dind|)$/
const kanikos = new Set(["--destination", "--no-push", "--context", "--dockerfile"])
const variables = /^(DOCKER\w*|OPTIONS|INSECURE_REGISTRY|other_args)$/

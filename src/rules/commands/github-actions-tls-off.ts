// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions look like them

import { hostOf, isLocalHost, lowered } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, textAt } from "../../model/tree.ts"
import { registryTables } from "../docker/buildkit.shared.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"

export const githubActionsTlsOff = rule({
  id: "github-actions-tls-off",
  family: "commands",
  level: "error",
  summary: "An input of an action turns the verification of a registry or API off",
  citations: [
    {
      document: "docker/setup-buildx-action",
      section: "buildkitd-config-inline",
      says: "The text is the buildkitd.toml of the builder, in which a registry can be insecure or plain HTTP.",
      url: "https://github.com/docker/setup-buildx-action#inputs",
    },
    {
      document: "redhat-actions/push-to-registry",
      section: "tls-verify",
      says: "Verify TLS certificates when contacting the registry; true by default.",
      url: "https://github.com/redhat-actions/push-to-registry#action-inputs",
    },
    {
      document: "redhat-actions/oc-login",
      section: "insecure_skip_tls_verify",
      says: "If true, the certificate of the cluster's API server is not checked.",
      url: "https://github.com/redhat-actions/oc-login#action-inputs",
    },
  ],
  why: "The action sends the registry's or cluster's credentials, and pushes or runs what comes back: whoever can answer in the server's name has both.",
  fix: 'Remove the input, and give the action the CA: certificate_authority_data, ca-cert, or ca = ["…"] in buildkitd\'s configuration.',

  on: ["github-workflow", "github-action", "buildkitd"],
  *check({ root, kind, carrier }) {
    if (kind === "buildkitd") {
      if (carrier?.kind === "step") yield* ofBuilder(root, carrier.key ?? "")
      return
    }
    const lists = [...entriesAt(root, "jobs").map(({ value }) => value), at(root, "runs")]
    for (const step of lists.flatMap((owner) => itemsAt(owner, "steps"))) {
      const uses = textAt(step, "uses")
      if (uses !== undefined) yield* ofStep(uses, at(step, "with"))
    }
    for (const { value: job } of entriesAt(root, "jobs")) {
      const uses = textAt(job, "uses")
      if (uses !== undefined) yield* ofStep(uses, at(job, "with"))
    }
  },
})

function* ofStep(uses: string, inputs: Node | undefined): Generator<Problem> {
  const action = uses.replace(/@.*$/s, "")
  const host = hostNear(inputs)
  for (const { key, value } of entriesAt(inputs)) {
    if (value.kind !== "scalar" || value.type === "template" || /\$\{\{/.test(value.value)) continue
    if (/(^|,)registry\.insecure=true/.test(value.value))
      yield problem(
        action,
        "registry.insecure",
        host,
        value,
        "error",
        "Give the builder the CA, in buildkitd-config-inline.",
      )
    const off = verifying.test(key.value)
      ? /^(false|no|off|0)$/i
      : skipping.test(key.value)
        ? /^(true|yes|on|1)$/i
        : undefined
    const known = /^(redhat-actions|hashicorp|docker|azure|aevea|imjasonh)\//i.test(action)
    if (off?.test(value.value))
      yield problem(
        action,
        key.value,
        host,
        value,
        known ? "error" : "warning",
        "Remove the input, and give the action the CA of the server.",
      )
  }
}

function problem(
  action: string,
  input: string,
  host: string | undefined,
  place: Span,
  level: Level,
  help: string,
): Problem {
  return {
    message: `${action} is told not to verify ${host ?? "the server"} (${input}): whoever answers in its name gets the credentials, and decides what comes back.`,
    help: [{ do: help }],
    at: { start: place.start, end: place.end },
    level: lowered(level, host),
    identity: `${action} ${input} ${host ?? ""}`,
  }
}

/** What a step makes of a registry in the buildkitd.toml of its builder. */
function* ofBuilder(root: Node, input: string): Generator<Problem> {
  const secure = 'Give BuildKit the CA: [registry."…"] ca = ["/path/to/ca.pem"]'
  for (const { key, value } of registryTables(root)) {
    const off = [at(value, "insecure"), at(value, "http")].find((setting) => isTrue(setting))
    const host = hostOf(key.value)
    if (off !== undefined && !isLocalHost(host ?? ""))
      yield problem("docker/setup-buildx-action", input, host, off, "error", secure)
  }
}

function hostNear(inputs: Node | undefined): string | undefined {
  for (const name of ["registry", "url", "server", "openshift_server_url", "image", "host"]) {
    const host = hostOf(textAt(inputs, name) ?? "")
    if (host !== undefined) return host
  }
  return undefined
}

const verifying = /^(verify[-_]?(tls|ssl|certs?)|(tls|ssl|cert)[-_]?(verify|verification)|sslVerify|tlsVerify)$/i
const skipping = /insecure|skip[-_]?(tls|ssl|cert)|(tls|ssl)[-_]?skip|plain[-_]?http/i

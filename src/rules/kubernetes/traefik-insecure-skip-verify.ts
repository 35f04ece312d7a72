import type { DocumentFact, VariableFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import { isTrue, walk } from "../../model/tree.ts"
import { invocationsOf, isSet } from "../../workloads/invocations.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const traefikInsecureSkipVerify = rule({
  id: "traefik-insecure-skip-verify",
  family: "kubernetes",
  level: "error",
  summary: "Traefik does not verify its backends",
  citations: [
    {
      document: "Traefik documentation",
      section: "Routing, ServersTransport, insecureSkipVerify",
      says: "It disables SSL certificate verification; rootCAs is the set of CAs to verify self-signed certificates with.",
      url: "https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/serverstransport/",
    },
  ],
  why: "The traffic looks encrypted to the end, but whatever answers for a backend can read and change it.",
  fix: "Give the ServersTransport the CA (rootCAs) and the serverName of its backends, and remove insecureSkipVerify.",

  on: [
    "traefik",
    "kubernetes",
    "compose",
    "plain",
    "ansible",
    "terraform",
    "command",
    "helm-values",
    "helmfile",
    "variable",
  ],
  *check(subject, { inventory }) {
    if ("scope" in subject) {
      yield* ofVariable(subject)
      return
    }
    if (!("command" in subject))
      yield* subject.kind === "traefik" || subject.kind === "kubernetes" ? ofTree(subject) : ofParts(subject)
    if (!("command" in subject) && subject.kind !== "helm-values" && subject.kind !== "helmfile") return
    for (const { flags } of invocationsOf(subject, inventory))
      for (const flag of flags)
        if (/^--[a-z]+(\.[\w-]+)*\.insecureskipverify$/i.test(flag.name) && isSet(flag))
          yield problem("Traefik", /^--(tcp)?serverstransport\./i.test(flag.name), flag.at, flag.name)
  },
})

function* ofTree(document: DocumentFact): Generator<Problem> {
  const { resource, root } = document
  if (resource !== undefined && !/^traefik\.(io|containo\.us)\//.test(resource.apiVersion)) return
  const who = resource === undefined ? "Traefik" : objectText(document)
  for (const { node, key, path } of walk(root)) {
    if (key?.value.toLowerCase() !== "insecureskipverify" || !isTrue(node)) continue
    const all = path.length === 1 || (path.length === 2 && path[0]?.toLowerCase() === "serverstransport")
    yield problem(who, all, node, path.slice(0, -1).join("."))
  }
}

/**
 * Labels are strings in a list (tags, too, as Nomad and Consul call them) or in a mapping; parts of Traefik's configuration
 * stand in variables, in values and in what its API answers, too.
 */
function* ofParts({ root }: DocumentFact): Generator<Problem> {
  for (const { node, key, path } of walk(root)) {
    if (node.kind !== "scalar") continue
    const isLabel =
      skipping.test(key === undefined ? node.value : `${key.value}=${node.value}`) || skipping.test(node.value)
    if (isLabel) yield problem("Traefik", false, node, "labels")
    else if (key?.value.toLowerCase() === "insecureskipverify" && isTrue(node) && parts.test(path.join("."))) {
      const way = path.slice(path.findLastIndex((step) => /^\d+$/.test(step)) + 1, -1)
      const found = problem("Traefik", false, node, way.join("."))
      // A list is what its API answered once, not what it is told.
      yield root.kind === "sequence" ? { ...found, level: "notice" } : found
    }
  }
}

function* ofVariable({ name, value }: VariableFact): Generator<Problem> {
  if (/^TRAEFIK_(\w+_)?INSECURESKIPVERIFY$/i.test(name) && /^true$/i.test(value.value))
    yield problem("Traefik", /^TRAEFIK_(TCP)?SERVERSTRANSPORT_/i.test(name), value, name)
}

function problem(who: string, all: boolean, at: Span, identity: string): Problem {
  return {
    message: all
      ? `${who} verifies no certificate of any backend, so whatever answers for one can read and change its traffic.`
      : `${who} does not verify the servers that it connects to${/\./.test(identity) ? ` by ${identity}` : ""}, so whatever answers there can read and change the traffic.`,
    help: [
      {
        do: "Give Traefik the name and the CA:",
        copy: yaml(
          "apiVersion: traefik.io/v1alpha1",
          "kind: ServersTransport",
          "spec:",
          "  serverName: NAME-IN-THE-CERTIFICATE",
          "  rootCAs: [{secret: SECRET}]",
        ),
        verify: "a request through Traefik answers as before, and its log has no x509 error.",
      },
    ],
    at,
    identity,
  }
}

const skipping = /^traefik\.\S*insecureskipverify\s*=\s*true$/i

/** Where Traefik has the setting, by names that are no other program's. */
const parts =
  /(^|\.)(forwardAuth\.tls|(tcp)?serversTransports?(\.[^.]+)*|(providers|tracing|metrics|accessLog)(\.[^.]+)+\.tls)\.insecureSkipVerify$/i

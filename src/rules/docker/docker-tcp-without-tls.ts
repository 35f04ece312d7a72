import type { DocumentFact, VariableFact } from "../../model/facts.ts"
import { hostOf, isLocalHost, lowered } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { at, isTrue, itemsAt } from "../../model/tree.ts"
import { type Invocation, invocationsOf, isSet } from "../../workloads/invocations.ts"
import { type Context, type Problem, rule } from "../rule.ts"
import { stringsOf } from "./registries.shared.ts"

export const dockerTcpWithoutTls = rule({
  id: "docker-tcp-without-tls",
  family: "docker",
  level: "error",
  summary: "The Docker API is served or used over TCP without authentication by TLS",
  citations: [
    {
      document: "Docker documentation",
      section: "Protect the Docker daemon socket, Use TLS",
      says: "With tlsverify the daemon only accepts clients that a trusted CA has signed; with tls alone it asks for none.",
      url: "https://docs.docker.com/engine/security/protect-access/",
    },
    {
      document: "Docker Official Image docker",
      section: "TLS",
      says: "Since 19.03 dind makes its certificates in DOCKER_TLS_CERTDIR; an empty value turns TLS off.",
      url: "https://hub.docker.com/_/docker",
    },
  ],
  why: "Access to the Docker API is root on its machine: whoever reaches the port, or answers in its name, has it.",
  fix: "Serve port 2376 with tlsverify and a CA for the clients, or use ssh:// or the Unix socket.",
  controls: ["CIS Docker Benchmark 1.5.0, 2.7"],

  on: ["docker-daemon", "variable", "command", "helm-values"],
  *check(subject, context) {
    if ("scope" in subject) yield* ofVariable(subject, context)
    else if (!("command" in subject) && subject.kind === "docker-daemon") yield* ofDaemon(subject)
    else for (const invocation of invocationsOf(subject, context.inventory)) yield* ofFlags(invocation)
  },
})

function* ofDaemon({ root }: DocumentFact): Generator<Problem> {
  if (isTrue(at(root, "tlsverify"))) return
  const encrypted = isTrue(at(root, "tls"))
  for (const { node, text } of stringsOf(itemsAt(root, "hosts")))
    if (text.startsWith("tcp://")) yield served(text, node, encrypted)
}

function* ofFlags({ program, flags }: Invocation): Generator<Problem> {
  if (!/^(dockerd.*|docker|dind)$/.test(program) || flags.some((flag) => flag.name === "--tlsverify" && isSet(flag)))
    return
  // `docker -H tcp://…` is a client; as the argument of a container, or of dockerd, it is what is listened on.
  if (program === "docker" && !flags.some(({ value }) => /^tcp:\/\/(0\.0\.0\.0|:|\[::\])/.test(value ?? ""))) return
  const encrypted = flags.some((flag) => flag.name === "--tls" && isSet(flag))
  for (const { name, value = "", at } of flags)
    if (/^(-H|--hosts?)$/.test(name) && value.startsWith("tcp://")) yield served(value, at, encrypted)
}

function served(address: string, at: Span, encrypted: boolean): Problem {
  const host = hostOf(address)
  // To listen on 0.0.0.0 is the opposite of local.
  const local = host !== undefined && isLocalHost(host) && !/^0\.0\.0\.0/.test(host)
  return {
    message: encrypted
      ? `dockerd encrypts ${address} but asks its clients for no certificate, so whoever reaches the port is root on the machine.`
      : `dockerd serves its API on ${address} without TLS, so whoever reaches the port is root on the machine.`,
    help: [
      {
        do: 'Set "tlsverify": true with "tlscacert", "tlscert" and "tlskey", and use port 2376.',
        verify: "docker --tlsverify -H tcp://<host>:2376 version works, and without --tlsverify it does not.",
      },
    ],
    at,
    level: local ? "notice" : "error",
    identity: address,
  }
}

function* ofVariable({ name, value, path }: VariableFact, { inventory }: Context): Generator<Problem> {
  const literal = "literal" in value ? value.literal : value.type !== "template" && value.secret === undefined
  if (!literal) return
  const cause = `dind of ${path}`
  const host = name === "DOCKER_HOST" && /^tcp:\/\/.+:2375\/?$/.test(value.value) ? hostOf(value.value) : undefined
  if (host !== undefined) {
    // The name that CI runners give the daemon beside the job, whose network it shares.
    const beside = /^docker(:|$)/.test(host)
    yield {
      message: `The Docker API at ${host} is used without TLS, so anyone on the way can read, change and give commands to it.`,
      help: [
        {
          do: `Set DOCKER_HOST=tcp://${host.replace(/:2375$/, ":2376")} with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.`,
          verify: "docker version shows the server.",
        },
      ],
      at: value,
      level: beside ? "warning" : lowered("error", host),
      identity: host,
      ...(beside && { cause }),
    }
  }
  if (name !== "DOCKER_TLS_CERTDIR" || value.value !== "") return
  const variables = inventory.files.get(path)?.variables ?? []
  const local = variables.some((other) => other.name === "DOCKER_HOST" && isLocalHost(hostOf(other.value.value) ?? ""))
  yield {
    message:
      "An empty DOCKER_TLS_CERTDIR makes dind serve the Docker API on port 2375 without TLS, to whoever reaches it.",
    help: [
      {
        do: "Set DOCKER_TLS_CERTDIR: /certs, share /certs/client with the client, and use DOCKER_HOST=tcp://docker:2376.",
        verify: "docker info in the job shows the server.",
      },
    ],
    at: value,
    level: local ? "notice" : "error",
    cause,
  }
}

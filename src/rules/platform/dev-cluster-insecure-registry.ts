import type { DocumentFact } from "../../model/facts.ts"
import { lowered } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { at, itemsAt, textAt } from "../../model/tree.ts"
import { invocationsOf } from "../../workloads/invocations.ts"
import { consequence, insecureEntry } from "../docker/registries.shared.ts"
import { type Problem, rule } from "../rule.ts"

export const devClusterInsecureRegistry = rule({
  id: "dev-cluster-insecure-registry",
  family: "platform",
  level: "warning",
  summary: "A development cluster is told that a registry is insecure",
  citations: [
    {
      document: "minikube documentation",
      section: "Registries, Enabling Insecure Registries",
      says: "--insecure-registry is handed to the container runtime when the cluster is created, and kept with it.",
      url: "https://minikube.sigs.k8s.io/docs/handbook/registry/",
    },
    {
      document: "Colima documentation",
      section: "Docker daemon configuration",
      says: "What stands under docker in the profile is written to daemon.json of the virtual machine.",
      url: "https://github.com/abiosoft/colima/blob/main/docs/FAQ.md",
    },
  ],
  why: "Developers run what whoever answers for the registry gives them, with their own credentials beside it.",
  fix: "Give the cluster the CA instead: minikube start --embed-certs with the CA in ~/.minikube/certs.",
  controls: ["NIST SP 800-190, 4.2.1"],

  // The patches of kind and the registries of k3d are files that containerd's and k3s' rules judge, one step lower.
  on: ["command", "plain"],
  *check(subject, { inventory }) {
    if (!("command" in subject)) {
      yield* ofColima(subject)
      return
    }
    for (const { program, flags } of invocationsOf(subject, inventory))
      for (const { name, value = "", at } of program === "minikube" ? flags : [])
        if (name === "--insecure-registry") for (const entry of value.split(",")) yield* problem(entry, at, "minikube")
  },
})

function* ofColima({ root, name }: DocumentFact): Generator<Problem> {
  if (at(root, "docker", "insecure-registries") === undefined) return
  for (const item of itemsAt(root, "docker", "insecure-registries"))
    yield* problem(textAt(item) ?? "", item, /lima/.test(name) ? "Colima" : "The development machine")
}

function* problem(text: string, at: Span, who: string): Generator<Problem> {
  const entry = text === "" ? undefined : insecureEntry(text)
  if (entry === undefined) return
  const host = entry.kind === "host" ? entry.host : undefined
  yield {
    message: consequence(who, entry),
    help: [
      {
        do:
          who === "minikube"
            ? "Put the CA into ~/.minikube/certs/ and run: minikube start --embed-certs"
            : `Put the CA into /etc/docker/certs.d/${host ?? "<host:port>"}/ca.crt of the machine.`,
        verify: `an image of ${host ?? "the registry"} can be pulled in the cluster.`,
      },
    ],
    at,
    level: lowered("warning", host),
    identity: entry.kind === "host" ? entry.host : entry.network,
  }
}

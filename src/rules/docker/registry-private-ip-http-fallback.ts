import type { DocumentFact } from "../../model/facts.ts"
import { isClusterLocal, isPrivateAddress, nameOf, registryOf } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const registryPrivateIpHttpFallback = rule({
  id: "registry-private-ip-http-fallback",
  family: "docker",
  level: "warning",
  summary: "A go-containerregistry tool falls back to plain HTTP for a private address",
  citations: [
    {
      document: "google/go-containerregistry",
      section: "pkg/name/registry.go, Scheme",
      says: "Addresses of RFC 1918, and names in .local, are taken for registries that may speak plain HTTP.",
      url: "https://github.com/google/go-containerregistry/blob/main/pkg/name/registry.go",
    },
    {
      document: "google/go-containerregistry",
      section: "pkg/v1/remote/transport/ping.go",
      says: "Where the scheme is http, HTTPS and HTTP are both tried, and the first that answers is used.",
      url: "https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/ping.go",
    },
  ],
  why: "No flag asks for it, yet whoever blocks port 443 on the way gets images and credentials in plain text.",
  fix: "Name the registry by a DNS name outside .local, and give the tool its CA.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: ["command", "kubernetes"],
  *check(subject) {
    if (!("command" in subject)) {
      yield* ofFlux(subject)
      return
    }
    const { tool, words } = subject.command
    if (!programs.test(tool)) return
    for (const word of words) {
      const [, reference] = /^(?:--?[\w-]+=)?([^=]+\/.+)$/s.exec(word.value) ?? []
      if (reference !== undefined) yield* problem(tool === "executor" ? "kaniko" : tool, reference, word)
    }
  },
})

function* ofFlux({ root }: DocumentFact): Generator<Problem> {
  if (!textAt(root, "apiVersion")?.startsWith("source.toolkit.fluxcd.io/")) return
  const url = scalarAt(root, "spec", "url")
  if (url?.type === "string" && url.value.startsWith("oci://")) yield* problem("Flux", url.value, url)
}

function* problem(tool: string, reference: string, at: Span): Generator<Problem> {
  const host = registryOf(reference)
  if (host === undefined || !(isPrivateAddress(host) || /\.local$/.test(nameOf(host)))) return
  if (/^(169\.254\.|\[?f[cde])/.test(host)) return
  yield {
    message: `${tool} tries ${host} over plain HTTP as well as HTTPS because of how it is named, so anyone on the way can make it send images and credentials in plain text.`,
    help: [
      {
        do: `Name the registry by a DNS name that its certificate holds, and give ${tool} the CA.`,
        verify: "curl --cacert ca.crt https://<name>/v2/ answers 200 or 401.",
      },
    ],
    at,
    level: isClusterLocal(host) ? "notice" : "warning",
    identity: host,
  }
}

const programs = /^(crane|gcrane|krane|ko|cosign|executor|kaniko)$/

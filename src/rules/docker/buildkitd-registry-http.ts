import { lowered } from "../../model/hosts.ts"
import { at, isTrue } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { buildkitAdvice, buildkitdCitation, registryTables } from "./buildkit.shared.ts"

export const buildkitdRegistryHttp = rule({
  id: "buildkitd-registry-http",
  family: "docker",
  level: "error",
  summary: "BuildKit asks a registry over plain HTTP",
  citations: [
    buildkitdCitation,
    {
      document: "moby/buildkit",
      section: "util/resolver/resolver.go, fillInsecureOpts",
      says: "With http and insecure together, unverified HTTPS is tried first and plain HTTP after it.",
      url: "https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go",
    },
  ],
  why: "Base images and pushed results travel unprotected: anyone on the way can read and replace them.",
  fix: 'Serve the registry over https:// and name its CA: ca = ["/etc/buildkit/certs/ca.pem"].',
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "buildkitd",
  *check({ root, carrier }) {
    // github-actions-tls-off speaks about what a step hands to BuildKit.
    if (carrier?.kind === "step") return
    for (const { key, value } of registryTables(root)) {
      const http = at(value, "http")
      if (!isTrue(http)) continue
      const host = key.value
      const both = isTrue(at(value, "insecure"))
      yield {
        message: both
          ? `BuildKit tries ${host} over HTTPS without verifying its certificate and then over plain HTTP, so anyone on the way can read and replace what is pulled and pushed.`
          : `BuildKit asks ${host} over plain HTTP, so anyone on the way can read and replace what is pulled and pushed.`,
        help: buildkitAdvice(host),
        at: http,
        level: lowered("error", host),
        identity: host,
      }
    }
  },
})

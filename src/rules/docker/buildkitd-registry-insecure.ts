import { lowered } from "../../model/hosts.ts"
import { at, isTrue } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { buildkitAdvice, buildkitdCitation, registryTables } from "./buildkit.shared.ts"

export const buildkitdRegistryInsecure = rule({
  id: "buildkitd-registry-insecure",
  family: "docker",
  level: "error",
  summary: "BuildKit does not verify the certificate of a registry",
  citations: [buildkitdCitation],
  why: "Base images, and with them everything that is built, can be replaced by anyone on the way to the registry.",
  fix: 'Name the CA instead: ca = ["/etc/buildkit/certs/ca.pem"] in the table of the registry.',
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "buildkitd",
  *check({ root, carrier }) {
    // github-actions-tls-off speaks about what a step hands to BuildKit.
    if (carrier?.kind === "step") return
    for (const { key, value } of registryTables(root)) {
      const insecure = at(value, "insecure")
      // Together with http it means more, and buildkitd-registry-http says what.
      if (!isTrue(insecure) || isTrue(at(value, "http"))) continue
      const host = key.value
      yield {
        message: `BuildKit does not verify the certificate of ${host}, so anyone on the way can replace the base images of every build.`,
        help: buildkitAdvice(host),
        at: insecure,
        level: lowered("error", host),
        identity: host,
      }
    }
  },
})

import { nameIn } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, textAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { isFlux } from "./flux.shared.ts"

export const fluxSourceInsecure = rule({
  id: "flux-source-insecure",
  family: "gitops",
  level: "error",
  summary: "A source of Flux is fetched over plain HTTP, or without verifying its server",
  citations: [
    {
      document: "Flux documentation",
      section: "OCI Repositories, Insecure",
      says: "spec.insecure allows connecting to an insecure (HTTP) container registry server.",
      url: "https://fluxcd.io/flux/components/source/ocirepositories/#insecure",
    },
    {
      document: "fluxcd/source-controller",
      section: "internal/controller/ocirepository_controller.go, transport",
      says: "With insecure and without certSecretRef, the certificate of the registry is not verified.",
      url: "https://github.com/fluxcd/source-controller/blob/main/internal/controller/ocirepository_controller.go",
    },
  ],
  why: "Whoever answers for the source decides what Flux applies to the cluster, with the rights of its controllers.",
  fix: "Remove insecure, and name a Secret with the CA under ca.crt: certSecretRef: {name: registry-ca}.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "kubernetes",
  *check(document) {
    if (!isFlux(document, "OCIRepository", "HelmRepository", "Bucket", "ImageRepository")) return
    const { root, resource } = document
    const insecure = at(root, "spec", "insecure")
    if (!isTrue(insecure)) return
    // Without `type: oci` nothing reads it: flux-insecure-no-effect says so.
    if (resource?.kind === "HelmRepository" && textAt(root, "spec", "type") !== "oci") return
    const address =
      textAt(root, "spec", "url") ?? textAt(root, "spec", "endpoint") ?? textAt(root, "spec", "image") ?? ""
    const host = hostOf(address)
    const whom = host ?? "its server"
    const unverified = resource?.kind === "OCIRepository" && at(root, "spec", "certSecretRef") === undefined
    yield {
      message: unverified
        ? `${objectText(document)} accepts plain HTTP and any certificate from ${whom}, so whoever answers in its name decides what Flux applies to the cluster.`
        : `${objectText(document)} accepts plain HTTP from ${whom}, so anyone on the way decides what Flux applies to the cluster.`,
      help: [
        {
          do: `Remove insecure: true, so that ${whom} is asked over TLS and verified. If its CA is private, name a Secret with it under the key ca.crt:`,
          copy: yaml("spec:", "  certSecretRef:", "    name: registry-ca"),
          verify: `flux reconcile source ${sources[resource?.kind ?? ""] ?? "oci"} ${nameIn({ resource })}`,
        },
      ],
      at: insecure,
      level: lowered("error", host),
      ...(host !== undefined && { identity: host }),
    }
  },
})

const sources: Readonly<Record<string, string>> = { OCIRepository: "oci", HelmRepository: "helm", Bucket: "bucket" }

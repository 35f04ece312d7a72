import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, nameOf } from "../../model/hosts.ts"
import { type Entry, entriesAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { chartConfigs } from "./argocd.shared.ts"

export const argocdTlsCertsKey = rule({
  id: "argocd-tls-certs-key",
  family: "gitops",
  level: "error",
  summary: "Argo CD has a CA for a host under a key that it does not look up",
  citations: [
    {
      document: "Argo CD documentation",
      section: "Declarative Setup, Repositories using self-signed TLS certificates",
      says: "The key is the host name only, without scheme, port or path; the value is PEM.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca",
    },
  ],
  why: "The CA is ignored: the repository is verified with the system's CAs, and fails with an unknown authority.",
  fix: "Name the key after the host alone: git.corp, not https://git.corp:8443/team.",

  on: ["kubernetes", "helm-values"],
  *check(document, { inventory }) {
    const bundles = inventory.files.get(document.path)?.bundles ?? []
    for (const { key, value } of certificatesOf(document)) {
      const host = hostOf(key.value)
      const name = host === undefined ? undefined : nameOf(host)
      const isName = name === key.value.toLowerCase()
      const held = bundles.some(({ location }) => location.start >= value.start && location.end <= value.end)
      const known = value.kind !== "scalar" || value.type === "template" || value.value === "" || held
      // A hidden value is a key, or too long to be kept: what it is was told when it was read.
      if (name === undefined || (isName && known)) continue
      yield {
        message: isName
          ? `What argocd-tls-certs-cm holds for ${name} is no PEM certificate, so Argo CD verifies ${name} with the system's CAs.`
          : `Argo CD looks up the CA of ${name} under ${name}, not under ${key.value}, so it verifies ${name} with the system's CAs.`,
        help: [
          {
            do: "Name the host alone:",
            copy: yaml(`${name}: |`, "  -----BEGIN CERTIFICATE----- …"),
            verify: `argocd cert list --cert-type https shows ${name}.`,
          },
        ],
        at: key,
        identity: key.value,
      }
    }
  },
})

function certificatesOf({ kind, root, resource }: DocumentFact): readonly Entry[] {
  if (kind === "helm-values") return chartConfigs(root).flatMap((configs) => entriesAt(configs, "tls", "certificates"))
  return resource?.kind === "ConfigMap" && resource.name === "argocd-tls-certs-cm" ? entriesAt(root, "data") : []
}

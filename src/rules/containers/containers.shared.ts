import type { Help } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import type { Node } from "../../model/tree.ts"
import { textAt } from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** What a `[[registry]]` table is about: its prefix, or its location where it has none. */
export function scopeOf(table: Node): string | undefined {
  const prefix = textAt(table, "prefix")
  return prefix === undefined || prefix === "" ? textAt(table, "location") : prefix
}

/** Whether a scope holds registries that the whole world pulls from: a wildcard, or a public registry as a whole. */
export function isPublicScope(scope: string): boolean {
  return /^\*\./.test(scope) || publicRegistries.has(scope.toLowerCase())
}

/** How to make podman, buildah, skopeo and CRI-O trust a CA instead, and how to see that they do. */
export function containersAdvice(scope: string): Help {
  const host = hostOf(scope) ?? "<host:port>"
  const known = host.startsWith("*.") ? "<host:port>" : host
  return [
    {
      do: `Remove the line, and put the CA of the registry in /etc/containers/certs.d/${known}/ca.crt.`,
      verify: `curl --cacert /etc/containers/certs.d/${known}/ca.crt https://${known}/v2/ answers 200 or 401, then skopeo inspect an image of it.`,
    },
  ]
}

export const registriesConfCitation = {
  document: "containers-registries.conf(5)",
  section: "Per-namespace settings, insecure",
  says: "If it is true, unencrypted HTTP as well as TLS connections with untrusted certificates are allowed.",
  url: "https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md",
} as const satisfies Citation

const publicRegistries = new Set([
  "docker.io",
  "registry-1.docker.io",
  "quay.io",
  "ghcr.io",
  "gcr.io",
  "registry.k8s.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "registry.redhat.io",
  "registry.access.redhat.com",
])

import { type Container, mountedAt } from "../../evaluate/workloads.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { trustReferences } from "./references.shared.ts"
import { isImageDefault } from "./trust-variables.shared.ts"

export const caEnvPathNotMounted = rule({
  id: "ca-env-path-not-mounted",
  family: "ca",
  level: "error",
  summary: "A container is told to read its CA from a path that nothing mounts",
  citations: [
    {
      document: "Go crypto/x509, root_unix.go",
      says: "A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.",
      url: "https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go",
    },
    {
      document: "Kubernetes, Volumes",
      says: "A volume is seen in a container only at the paths of its volumeMounts.",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/",
    },
  ],
  why: "Programs in Go pass over the missing file without a word, and go on with the roots of the image: every connection to a server with a certificate of your CA fails. Others do not start.",
  fix: "Mount the ConfigMap or Secret with the CA at that path.",
  examples: {
    bad: [
      {
        "external-dns/values.yaml":
          "provider: aws\npolicy: sync\nenv:\n  - name: SSL_CERT_FILE\n    value: «/ssl/ca.crt»\n",
      },
      {
        "deploy/api.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: ghcr.io/corp/api:1\n          env:\n            - name: NODE_EXTRA_CA_CERTS\n              value: «/ssl/ca.crt»\n          volumeMounts:\n            - name: ca\n              mountPath: /certs\n      volumes:\n        - name: ca\n          configMap: {name: corp-ca}\n",
      },
    ],
    good: [
      {
        "deploy/api.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: ghcr.io/corp/api:1\n          env:\n            - name: NODE_EXTRA_CA_CERTS\n              value: /ssl/ca.crt\n            - name: SSL_CERT_FILE\n              value: /etc/ssl/certs/ca-certificates.crt\n          volumeMounts:\n            - name: ca\n              mountPath: /ssl\n      volumes:\n        - name: ca\n          configMap: {name: corp-ca}\n",
      },
      {
        "app/values.yaml":
          "env:\n  - name: SSL_CERT_FILE\n    value: /ssl/ca.crt\nextraVolumeMounts:\n  - name: ca\n    mountPath: /ssl\n",
      },
    ],
  },

  on: ["kubernetes", "helm-values", "compose"],
  *check(document) {
    for (const { container, name, path, node } of trustReferences(document)) {
      if (isImageDefault(path) || mountedAt(container, path) !== undefined) continue
      const level = certainty(container)
      if (level === undefined) continue
      const elsewhere = container.mounts.map((mount) => mount.path)
      yield {
        message: `${name} points at ${path}, but nothing is mounted there${elsewhere.length > 0 ? ` (mounted are ${elsewhere.slice(0, 4).join(", ")})` : ""}: the CA is not read, and connections to servers with its certificates fail.`,
        help: [
          "Mount the CA at that path:",
          "  volumeMounts:",
          "    - name: ca",
          `      mountPath: ${path.slice(0, path.lastIndexOf("/")) || "/"}`,
          "  volumes:",
          "    - name: ca",
          "      configMap:",
          "        name: corp-ca",
          `Then check it in the pod: kubectl exec deploy/… -- ls -l ${path}`,
        ].join("\n"),
        at: node,
        level,
        identity: name,
        ...(container.resource && { resource: container.resource }),
      }
    }
  },
})

/**
 * The whole of a pod is seen in a manifest, so that what is not mounted is missing. The values of a chart whose templates
 * are elsewhere may be completed by them: external-dns' chart, which mounts nothing of itself, is known not to.
 */
function certainty({ document, open, node, image, mounts }: Container): Level | undefined {
  if (document.kind === "helm-values")
    return isExternalDns(document.path, node, document.carrier?.resource?.name ?? document.resource?.name)
      ? "error"
      : mounts.length > 0
        ? "notice"
        : undefined
  if (document.kind === "compose") return open ? "notice" : "warning"
  if (open) return "notice"
  return image === undefined ? "notice" : "error"
}

function isExternalDns(path: string, node: Container["node"], release: string | undefined): boolean {
  const keys = node.kind === "mapping" ? node.entries.map(({ key }) => key.value) : []
  return (
    keys.includes("provider") &&
    (/external-?dns/i.test(`${path} ${release ?? ""}`) ||
      ["txtOwnerId", "domainFilters", "sources", "policy"].some((key) => keys.includes(key)))
  )
}

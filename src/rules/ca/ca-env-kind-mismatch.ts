import { type Mounted, mountedAt } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"
import { trustReferences } from "./references.shared.ts"
import { isImageDefault } from "./trust-variables.shared.ts"

export const caEnvKindMismatch = rule({
  id: "ca-env-kind-mismatch",
  family: "ca",
  level: "error",
  summary: "A variable that wants a file is given a directory, or the other way round",
  citations: [
    {
      document: "Go crypto/x509, root_unix.go",
      says: "SSL_CERT_FILE names a file and SSL_CERT_DIR a list of directories separated by colons; what cannot be read as such is passed over.",
      url: "https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go",
    },
  ],
  why: "Go passes over it without an error, so the CA is never read, and nothing says so but the failing connections.",
  fix: "Give SSL_CERT_FILE a file and SSL_CERT_DIR a directory.",

  on: ["kubernetes", "helm-values", "compose"],
  *check(document, { inventory }) {
    for (const { container, name, path, kind, at } of trustReferences(document, inventory)) {
      // Vault walks what it is given (go-rootcerts, LoadCAPath): a file is a walk of one.
      if (name === "VAULT_CAPATH") continue
      const fault =
        kind === "file" ? fileFault(path, mountedAt(container, path)) : directoryFault(path, mountedAt(container, path))
      if (fault === undefined) continue
      yield {
        message: `${name} wants ${kind === "file" ? "a file" : "directories separated by colons"}, but ${fault}: it is passed over without an error, and the CA is never read.`,
        help: [
          {
            do: `${kind === "file" ? `Name the file: ${path.replace(/\/$/, "")}/ca.crt, or use SSL_CERT_DIR for the directory.` : `Name the directory: ${name}=/etc/ssl/certs:${path.split(/[;,]/)[0]!.replace(/\/[^/]*\.[a-z]+$/, "")}`}`,
            verify: `kubectl exec deploy/… -- ls -l ${path.split(/[;,]/)[0]}`,
          },
        ],
        at,
        identity: name,
        ...(container.resource && { resource: container.resource }),
      }
    }
  },
})

function fileFault(path: string, mounted: Mounted): string | undefined {
  if (path.endsWith("/")) return `${path} is a directory`
  if (mounted?.kind === "directory") return `${path} is the directory where a whole volume is mounted`
  return isImageDefault(path) && /\/(certs|ssl)$/.test(path) ? `${path} is a directory` : undefined
}

function directoryFault(path: string, mounted: Mounted): string | undefined {
  if (/[;,]/.test(path)) return `${path} is separated by ${path.includes(";") ? "a semicolon" : "a comma"}`
  return mounted?.kind === "file" || /\.(crt|pem|cer)$/.test(path) ? `${path} is a file` : undefined
}

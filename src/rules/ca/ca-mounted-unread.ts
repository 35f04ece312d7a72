import { storeOf } from "../../distribution/distros.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { plain } from "../../model/help.ts"
import { type Node, textAt, walk } from "../../model/tree.ts"
import { type Container, containersOf } from "../../workloads/workloads.ts"
import { type Problem, rule } from "../rule.ts"
import { fileMounts } from "./file-mounts.shared.ts"
import { updateCaCertificates, updateCaTrust } from "./stores.shared.ts"

export const caMountedUnread = rule({
  id: "ca-mounted-unread",
  family: "ca",
  level: "warning",
  summary: "A CA is mounted where only an update would read it, and nothing runs one",
  citations: [updateCaCertificates, updateCaTrust],
  why: "The directory holds the sources of the trust store. Programs read the store itself, which was written when the image was built: the mounted CA is trusted by nobody.",
  fix: "Mount the CA elsewhere and name it: SSL_CERT_DIR=/etc/ssl/certs:/etc/corp-ca, NODE_EXTRA_CA_CERTS, or run the update before the program.",

  on: ["kubernetes", "helm-values", "repository"],
  *check(subject, { inventory }) {
    if ("root" in subject) {
      for (const container of containersOf(subject))
        for (const { path, node, volume } of container.mounts) {
          if (!isSource(path) || volume?.kind === "empty-dir") continue
          if (volume === undefined || volume.kind === "other" || isRead(container, subject, path)) continue
          const place =
            node.kind === "mapping" ? node.entries.find(({ key }) => key.value === "mountPath")?.value : undefined
          yield {
            ...problem(path, container.name),
            at: place ?? node,
            ...(volume.kind === "host-path" && !container.open && { level: "warning" as const }),
            ...(container.resource && { resource: container.resource }),
          }
        }
      return
    }
    for (const { target, container, command, at } of fileMounts(inventory)) {
      if (!isSource(target)) continue
      if (container !== undefined && isRead(container, container.document, target)) continue
      if (command?.some((word) => /update-ca|\bsh\b|bash|-e$|CERT/.test(word))) continue
      if (container?.image !== undefined && /gitlab-runner|jenkins|gitea|nextcloud/.test(container.image)) continue
      yield { ...problem(target, container?.name ?? "the container"), at }
    }
  },
})

/** The sources of a store, not the directory of a host that a node's agent writes into. */
function isSource(path: string): boolean {
  const store = storeOf(path.replace(/\/$/, ""))
  return store !== undefined && store !== "generated" && path.startsWith("/") && !/^\/(host|rootfs|mnt|node)/.test(path)
}

/** Whether something in the pod may run the update, or a variable names what is mounted. */
function isRead(container: Container, document: DocumentFact, path: string): boolean {
  const folder = path.replace(/\/[^/]*\.(crt|pem|cer)$/, "").replace(/\/$/, "")
  if (
    container.environment.some(
      ({ name, value }) => readers.test(name) && (value === undefined || value.value.includes(folder)),
    )
  )
    return true
  if (container.environment.some(({ name }) => updating.test(name))) return true
  return mentionsUpdate(container.node) || (document.kind !== "compose" && mentionsUpdate(document.root))
}

function mentionsUpdate(root: Node): boolean {
  for (const { node } of walk(root, 20_000))
    if (node.kind === "scalar" && /update-ca|trust extract|trust anchor|c_rehash|keytool/.test(node.value)) return true
  return textAt(root, "lifecycle", "postStart") !== undefined
}

/** Variables that name certificates, and those by which an image runs the update itself. */
const readers = /CERT|_CA(_|$)|CA_|TRUST/i
const updating = /^(RUNNER_UPDATE_CA_CERTS|USE_SYSTEM_CA_CERTS|UPDATE_CA_CERT\w*|ENABLE_CA_UPDATE|BITNAMI_\w+)$/

function problem(path: string, name: string): Omit<Problem, "at"> {
  return {
    message: `A CA is mounted at ${path} of ${name || "the container"}, from where only an update would take it, and nothing runs one: the CA is not trusted.`,
    help: [
      {
        do: "Mount it elsewhere and name it for the program:",
        copy: plain(
          "SSL_CERT_DIR=/etc/ssl/certs:/etc/corp-ca (Go, OpenSSL), NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, -Djavax.net.ssl.trustStore",
        ),
      },
      {
        do: "Or run update-ca-certificates (update-ca-trust) before the program, or put the CA into the image.",
        verify: 'openssl s_client -connect <host:port> </dev/null says "Verify return code: 0 (ok)".',
      },
    ],
    identity: path,
  }
}

import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { textAt } from "../../model/tree.ts"
import type { Mount, Volume } from "../../workloads/container-parts.ts"
import { containersOf } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"

export const mountShadowsCaDirectory = rule({
  id: "mount-shadows-ca-directory",
  family: "ca",
  level: "error",
  summary: "A volume is mounted over the directory that holds the image's trust anchors",
  citations: [
    {
      document: "Kubernetes, Volumes: using subPath",
      says: "A mounted volume hides what the image has at the mount path; subPath mounts a single file of it.",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath",
    },
  ],
  why: "All public roots vanish from the container: calls to every public server fail, while those to your own work.",
  fix: "Mount the CA as one more file, with subPath, or in a directory of its own that SSL_CERT_DIR names beside the system's.",

  on: ["kubernetes", "helm-values"],
  *check(document) {
    for (const container of containersOf(document)) {
      for (const mount of container.mounts) {
        if (
          mount.subPath !== undefined ||
          !directories.test(mount.path.replace(/(?<!\/)\/+$/, "")) ||
          isWholeBundle(mount)
        )
          continue
        const name = textAt(mount.node, "name")
        const volume = mount.volume ?? volumeElsewhere(document, name)
        const known = volume?.kind === "config-map" || volume?.kind === "secret" || volume?.kind === "projected"
        const folder =
          volume?.kind === "host-path" && document.kind === "kubernetes" ? otherFolder(volume, mount) : undefined
        if (folder !== undefined) {
          yield {
            message: `${folder} of the node is mounted over ${mount.path}: ${sources.test(folder) ? "it holds the sources of the trust store and no bundle, so no public CA is trusted" : "unless it holds the bundle of the image's distribution, no public CA is trusted"}.`,
            help: [
              {
                do: "Mount the same directory of the node, or none:",
                copy: yaml(`hostPath: {path: ${mount.path.replace(/(?<!\/)\/+$/, "")}}`),
                verify: `kubectl exec deploy/… -- ls ${mount.path}`,
              },
            ],
            at:
              (mount.node.kind === "mapping"
                ? mount.node.entries.find(({ key }) => key.value === "mountPath")?.value
                : undefined) ?? mount.node,
            level: sources.test(folder) ? "error" : "warning",
            identity: mount.path,
            ...(container.resource && { resource: container.resource }),
          }
          continue
        }
        // A volume that is not seen, or that something else fills, may well hold a whole bundle.
        if (volume !== undefined && !known) continue
        const place =
          mount.node.kind === "mapping"
            ? mount.node.entries.find(({ key }) => key.value === "mountPath")?.value
            : undefined
        yield {
          message: `The volume "${volume?.name ?? name ?? "ca"}" is mounted over ${mount.path} and hides the image's trust anchors: connections to all servers with public certificates fail.`,
          help: [
            {
              do: "Add the CA as a file of its own; the rest of the directory stays:",
              copy: yaml(
                "volumeMounts:",
                `  - name: ${volume?.name || name || "ca"}`,
                `    mountPath: ${mount.path.replace(/(?<!\/)\/+$/, "")}/corp-root.crt`,
                "    subPath: corp-root.crt",
              ),
            },
            {
              do: "A subPath mount does not follow changes of the ConfigMap: restart the pods after a rotation.",
              verify: "kubectl exec deploy/… -- ls /etc/ssl/certs",
            },
          ],
          at: place ?? mount.node,
          level: volume === undefined ? "notice" : container.open ? "warning" : "error",
          identity: mount.path,
          ...(container.resource && { resource: container.resource }),
        }
      }
    }
  },
})

/** A directory of the node that is neither a bundle's nor the one that it is mounted over. */
function otherFolder({ hostPath }: Volume, { path }: Mount): string | undefined {
  const from = hostPath?.replace(/(?<!\/)\/+$/, "")
  if (from === undefined || !from.startsWith("/") || from === path.replace(/(?<!\/)\/+$/, "")) return undefined
  return directories.test(from) && !sources.test(from) ? undefined : from
}

/** What the store is made from: `ca-certificates` brings one file for each root, and neither a bundle nor hash links. */
const sources = /^\/usr(\/local)?\/share\/ca-certificates/

/** A volume of the same values that stands further up than the container which mounts it. */
function volumeElsewhere(document: DocumentFact, name: string | undefined): Volume | undefined {
  if (name === undefined || document.kind !== "helm-values") return undefined
  for (const { volumes } of containersOf(document)) {
    const found = volumes.find((volume) => volume.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** An item that takes the place of the system's own bundle file is the documented way to bring a whole one. */
function isWholeBundle({ volume }: Mount): boolean {
  const items = volume?.sources.flatMap((source) => source.items) ?? []
  if (items.some(({ path }) => /^(tls-ca-bundle\.pem|ca-certificates\.crt|ca-bundle\.(crt|pem)|cert\.pem)$/.test(path)))
    return true
  return volume?.sources.some(({ name }) => /trusted-?ca|ca-?bundle|trust-?bundle|cabundle/i.test(name)) === true
}

const directories =
  /^\/(etc\/ssl(\/certs)?|etc\/pki(\/tls\/certs|\/ca-trust\/extracted(\/pem)?)?|usr\/share\/ca-certificates)$/

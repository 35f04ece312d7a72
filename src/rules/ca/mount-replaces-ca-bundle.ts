import type { Inventory } from "../../join/inventory.ts"
import { yaml } from "../../model/help.ts"
import type { Volume } from "../../workloads/container-parts.ts"
import { containersOf } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"

export const mountReplacesCaBundle = rule({
  id: "mount-replaces-ca-bundle",
  family: "ca",
  level: "warning",
  summary: "A small CA file is mounted in the place of the image's whole bundle",
  citations: [
    {
      document: "Kubernetes, Volumes: using subPath",
      says: "A subPath mount puts one file of a volume in the place of a file of the image.",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath",
    },
    {
      document: "cert-manager, trust-manager",
      says: "A Bundle with useDefaultCAs puts the public CAs beside one's own.",
      url: "https://cert-manager.io/docs/trust/trust-manager/",
    },
  ],
  why: "The public roots vanish from the container. That is right in an air-gapped cluster, and breaks every call to the outside elsewhere.",
  fix: "Mount the CA as one more file beside the bundle, or let trust-manager make a bundle with the public CAs in it.",

  on: ["kubernetes", "helm-values"],
  *check(document, { inventory }) {
    for (const container of containersOf(document)) {
      for (const { path, subPath, volume, node } of container.mounts) {
        if (!bundles.test(path) || volume === undefined || (subPath === undefined && volume.kind !== "host-path"))
          continue
        const count = certificatesIn(volume, subPath ?? "", document.path, inventory)
        if (count === undefined || count >= 50) continue
        const place =
          node.kind === "mapping" ? node.entries.find(({ key }) => key.value === "mountPath")?.value : undefined
        yield {
          message: `${path} is replaced by a file with ${count === 1 ? "one certificate" : `${count} certificates`}: the container no longer trusts any public CA.`,
          help: [
            {
              do: "Keep the bundle and mount the CA beside it:",
              copy: yaml(
                `mountPath: ${path.slice(0, path.lastIndexOf("/"))}/corp-root.crt`,
                `subPath: ${subPath ?? "ca.crt"}`,
              ),
            },
            {
              do: "In an air-gapped cluster this is as it should be: say so with an ignore.",
              verify: `kubectl exec deploy/… -- grep -c BEGIN ${path}`,
            },
          ],
          at: place ?? node,
          identity: path,
          ...(container.resource && { resource: container.resource }),
        }
      }
    }
  },
})

/** How many certificates a key of a ConfigMap or Secret of the repository holds; undefined where it is not at hand. */
function certificatesIn(volume: Volume, key: string, from: string, inventory: Inventory): number | undefined {
  const names = volume.sources.map(({ name }) => name)
  const item = volume.sources.flatMap(({ items }) => items).find(({ path }) => path === key)?.key ?? key
  const bundle = inventory.bundles.find(
    ({ carrier, location }) =>
      carrier?.key === item && names.includes(carrier.resource?.name ?? "") && inventory.joined(from, location.path),
  )
  return bundle?.certificates.length
}

const bundles =
  /^\/(etc\/ssl\/certs\/ca-certificates\.crt|etc\/ssl\/cert\.pem|etc\/ssl\/ca-bundle\.pem|etc\/pki\/tls\/certs\/ca-bundle\.crt|etc\/pki\/tls\/cert\.pem|etc\/pki\/ca-trust\/extracted\/pem\/tls-ca-bundle\.pem)$/

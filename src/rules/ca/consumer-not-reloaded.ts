import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import type { ResourceRef } from "../../model/source.ts"
import { at, entriesAt, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { isAppliedPatch } from "../../workloads/effective.ts"
import { containersOf } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"

export const consumerNotReloaded = rule({
  id: "consumer-not-reloaded",
  family: "ca",
  level: "notice",
  summary: "A workload reads a certificate only when it starts, and nothing restarts it when that changes",
  citations: [
    {
      document: "Kubernetes documentation, Secrets",
      section: "Using Secrets as environment variables",
      says: "A container does not see an update of a Secret that it consumes as an environment variable unless it is restarted.",
      url: "https://kubernetes.io/docs/concepts/configuration/secret/",
    },
    {
      document: "Kubernetes documentation, Volumes",
      section: "Using subPath",
      says: "A container that mounts a ConfigMap or Secret by subPath does not receive its updates.",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/",
    },
  ],
  why: "After a renewal the pods go on with the old certificate or CA, until it expires and all of them fail at once.",
  fix: "Annotate the pod template with a checksum of the content, or let a reloader restart it.",

  on: ["kubernetes"],
  *check(document, { inventory }) {
    const { resource } = document
    if (resource === undefined || !/^(Deployment|StatefulSet|DaemonSet)$/.test(resource.kind) || document.template)
      return
    if (isAppliedPatch(document, inventory) || document.carrier?.kind === "patch" || isReloaded(document)) return
    // One for each workload: the first is enough to have it restarted.
    for (const { node, kind, name, key, how } of readAtStart(document)) {
      const bundle = certificatesOf(kind, name, key, resource, document, inventory)
      if (bundle === undefined) continue
      yield {
        message: `${resource.kind} ${resource.name} reads ${key} of ${kind} ${name} ${how}, so running pods never see a renewal of it, and nothing restarts them.`,
        help: [
          {
            do: "Restart the pods when it changes, by a reloader or a checksum on the pod template:",
            copy: yaml("metadata:", "  annotations:", '    reloader.stakater.com/auto: "true"'),
          },
          {
            do: `When it is renewed: update the ${kind}, let it sync, then kubectl rollout restart ${resource.kind.toLowerCase()}/${resource.name}`,
            verify: `kubectl exec ${resource.kind.toLowerCase()}/${resource.name} -- openssl x509 -noout -enddate -in PATH`,
          },
        ],
        at: node,
        identity: name,
        related: [{ message: "the certificate", at: bundle.location }],
      }
      return
    }
  },
})

interface ReadAtStart {
  readonly node: Node
  readonly kind: "ConfigMap" | "Secret"
  readonly name: string
  readonly key: string
  readonly how: string
}

/** What the containers take once: variables from keys, and files by subPath. */
function* readAtStart(document: DocumentFact): Iterable<ReadAtStart> {
  for (const { environment, mounts, init } of containersOf(document)) {
    if (init) continue
    for (const { node } of environment) {
      for (const [field, kind] of [
        ["secretKeyRef", "Secret"],
        ["configMapKeyRef", "ConfigMap"],
      ] as const) {
        const reference = at(node, "valueFrom", field)
        const name = textAt(reference, "name")
        const key = scalarAt(reference, "key")
        if (name !== undefined && key !== undefined)
          yield { node: key, kind, name, key: key.value, how: "as an environment variable" }
      }
    }
    for (const { node, subPath, volume } of mounts) {
      const [source] = volume?.sources ?? []
      if (subPath === undefined || source === undefined || source.kind === "other") continue
      const key = source.items.find(({ path }) => path === subPath)?.key ?? subPath
      const kind = source.kind === "secret" ? "Secret" : "ConfigMap"
      yield { node: at(node, "subPath") ?? node, kind, name: source.name, key, how: "by a subPath mount" }
    }
  }
}

function certificatesOf(
  kind: "ConfigMap" | "Secret",
  name: string,
  key: string,
  { namespace }: ResourceRef,
  { path }: DocumentFact,
  inventory: Inventory,
): BundleFact | undefined {
  return inventory.bundles.find(
    ({ carrier, certificates, location, commented }) =>
      !commented &&
      certificates.length > 0 &&
      carrier?.key === key &&
      carrier.resource?.kind === kind &&
      carrier.resource.name === name &&
      (namespace === undefined ||
        carrier.resource.namespace === undefined ||
        carrier.resource.namespace === namespace) &&
      inventory.joined(path, location.path),
  )
}

function isReloaded({ root }: DocumentFact): boolean {
  const annotations = [["metadata"], ["spec", "template", "metadata"]].flatMap((path) =>
    entriesAt(root, ...path, "annotations"),
  )
  if (
    annotations.some(({ key }) =>
      /checksum|hash|reload|wave\.pusher|secret-?version|config-?version|restartedAt/i.test(key.value),
    )
  )
    return true
  // A sidecar that watches the files does it as well.
  const containers = itemsAt(root, "spec", "template", "spec", "containers")
  return containers.some((container) =>
    /reload/i.test(`${textAt(container, "name") ?? ""} ${textAt(container, "image") ?? ""}`),
  )
}

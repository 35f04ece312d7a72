import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { nameOf, registryOf } from "../../model/hosts.ts"
import { type Entry, entriesAt, scalarAt, textAt } from "../../model/tree.ts"
import { isObject } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const openshiftRegistryCaKey = rule({
  id: "openshift-registry-ca-key",
  family: "platform",
  level: "error",
  summary: "OpenShift has the CA of a registry where it does not look for it",
  citations: [
    {
      document: "OKD documentation",
      section: "Setting up additional trusted certificate authorities for builds",
      says: "The key is the host name of the registry, with the port as ..5000; the ConfigMap is in openshift-config.",
      url: "https://docs.okd.io/latest/cicd/builds/setting-up-trusted-ca.html",
    },
  ],
  why: "The CA is not distributed to the nodes, and pulls from the registry fail with an unknown authority.",
  fix: "Name the key after the registry as images name it, with .. before the port: reg.corp..5000.",

  on: "kubernetes",
  *check(document, { inventory }): Iterable<Problem> {
    if (document.resource?.kind !== "ConfigMap" || !isTrustedCa(document, inventory)) return
    const { root, path } = document
    const namespace = scalarAt(root, "metadata", "namespace")
    if (namespace?.type === "string" && namespace.value !== "openshift-config")
      yield {
        message: `ConfigMap ${document.resource.name} holds the CAs of registries but is in namespace ${namespace.value}, so OpenShift does not find it.`,
        help: [
          {
            do: "Write namespace: openshift-config.",
            verify: `oc get configmap ${document.resource.name} -n openshift-config`,
          },
        ],
        at: namespace,
      }
    const entries = entriesAt(root, "data")
    const keys = new Set(entries.map(({ key }) => key.value))
    const used = registriesOf(inventory)
    const bundles = inventory.files.get(path)?.bundles ?? []
    for (const entry of entries) {
      const { key, value } = entry
      if (key.value === "updateservice-registry") continue
      const better = betterKey(entry, keys, used)
      const held = bundles.some(({ location }) => location.start >= value.start && location.end <= value.end)
      const known = value.kind !== "scalar" || value.type === "template" || value.value === "" || held
      if (better === undefined && known) continue
      yield {
        message:
          better === undefined
            ? `What is under ${key.value} is no PEM certificate, so nodes get no CA for that registry.`
            : `The CA under ${key.value} is for no registry that is used; it should be under ${better}, so pulls from there fail.`,
        help: [
          {
            do: "Name the host, with its port behind two dots:",
            copy: yaml(`${better ?? key.value}: |`, "  -----BEGIN CERTIFICATE----- …"),
            verify: "oc debug node/<node> -- ls /host/etc/docker/certs.d",
          },
        ],
        at: key,
        identity: key.value,
      }
    }
  },
})

/** Whether the cluster's image configuration names the ConfigMap for the CAs of its registries. */
function isTrustedCa({ resource, path }: DocumentFact, inventory: Inventory): boolean {
  return inventory
    .objects("Image")
    .some(
      (image) =>
        isObject(image, "config.openshift.io", "Image") &&
        textAt(image.root, "spec", "additionalTrustedCA", "name") === resource?.name &&
        inventory.joined(image.path, path),
    )
}

function betterKey({ key }: Entry, keys: ReadonlySet<string>, used: ReadonlySet<string>): string | undefined {
  const [, host, port] = /^(.+?)(?::|_|\.)(\d{2,5})$/.exec(key.value) ?? []
  if (host !== undefined && !key.value.includes("..") && /[a-z]/i.test(host)) return `${host}..${port}`
  const own = key.value.replace("..", ":").toLowerCase()
  if (used.has(own)) return undefined
  const other = [...used].find((registry) => nameOf(registry) === nameOf(own))?.replace(":", "..")
  return other === undefined || keys.has(other) ? undefined : other
}

function registriesOf(inventory: Inventory): Set<string> {
  const references = inventory.filesWith("images").flatMap(({ images }) => images.map(({ reference }) => reference))
  return new Set(references.flatMap((reference) => registryOf(reference) ?? []))
}

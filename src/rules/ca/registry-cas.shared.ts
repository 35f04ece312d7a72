import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { hostOf } from "../../model/hosts.ts"
import type { Location } from "../../model/place.ts"
import { at, entriesAt, textAt } from "../../model/tree.ts"
import { canonicalHost } from "../../usage/registries.ts"
import { hostSettings } from "../containerd/config.shared.ts"
import { namespaceOf } from "../containerd/hosts.shared.ts"
import { hostDirectories } from "../docker/certsd.shared.ts"
import { caBundles } from "./trust-locations.shared.ts"

/** A registry that the configuration of nodes speaks of, with the CA it is given, if any. */
export interface ConfiguredRegistry {
  readonly host: string
  readonly at: Location
  readonly hasCa: boolean
  /** The CA certificates, as far as the repository holds them. */
  readonly bundles: readonly BundleFact[]
}

/** The registries of hosts.toml, certs.d, registries.yaml, Talos, OpenShift and the insecure ones of Docker. */
export function configuredRegistries(inventory: Inventory): ConfiguredRegistry[] {
  return [
    ...ofHostsFiles(inventory),
    ...ofDirectories(inventory),
    ...ofRegistriesFiles(inventory),
    ...ofContainerd(inventory),
    ...ofTalos(inventory),
    ...ofOpenShift(inventory),
    ...ofDocker(inventory),
  ].map((registry) => ({ ...registry, host: canonicalHost(registry.host) }))
}

function ofHostsFiles(inventory: Inventory): ConfiguredRegistry[] {
  return inventory.documents("containerd-hosts").flatMap((document) => {
    const directory = /certs\.d\/([^/]+)\/[^/]*$/.exec(document.name)?.[1]
    const host = directory === undefined ? undefined : hostOf(namespaceOf(directory))
    if (host === undefined) return []
    const tables = [document.root, ...entriesAt(document.root, "host").map(({ value }) => value)]
    const hasCa = tables.some((table) => at(table, "ca") !== undefined)
    const place = inventory.locate(document.path, document.span, document.inner)
    return [{ host, at: place, hasCa, bundles: caBundles(document, inventory) }]
  })
}

function ofDirectories(inventory: Inventory): ConfiguredRegistry[] {
  return [...hostDirectories(inventory).values()].flatMap((files) => {
    const authorities = files.filter(({ file }) => file.endsWith(".crt"))
    const [first] = files
    const host = first === undefined ? undefined : hostOf(first.host)
    if (first === undefined || host === undefined) return []
    const places = new Set(authorities.map(({ directory, file }) => `${directory}/${file}`))
    const copied = authorities.flatMap(({ bundles: own }) => own ?? [])
    const laid = inventory.bundles.filter(({ name, commented }) => !commented && places.has(name))
    const bundles = [...new Set([...laid, ...copied])]
    return [{ host, at: (authorities[0] ?? first).location, hasCa: authorities.length > 0, bundles }]
  })
}

function ofRegistriesFiles(inventory: Inventory): ConfiguredRegistry[] {
  return inventory.documents("k3s-registries").flatMap((document) => {
    const names = [...entriesAt(document.root, "mirrors"), ...entriesAt(document.root, "configs")]
    return names.flatMap(({ key, value }) => {
      const host = key.value === "*" ? undefined : hostOf(key.value)
      if (host === undefined) return []
      const hasCa = textAt(value, "tls", "ca_file") !== undefined
      const bundles = hasCa ? caBundles(document, inventory, textAt(value, "tls", "ca_file")) : []
      return [{ host, at: inventory.locate(document.path, key, document.inner), hasCa, bundles }]
    })
  })
}

/** The tables that containerd 1 read from its config.toml. */
function ofContainerd(inventory: Inventory): ConfiguredRegistry[] {
  return inventory.documents("containerd-config").flatMap((document) =>
    hostSettings(document, "tls").flatMap(({ host: key, entry }) => {
      const host = hostOf(key.value)
      const hasCa = textAt(entry.value, "ca_file") !== undefined
      return host === undefined
        ? []
        : [{ host, at: inventory.locate(document.path, key, document.inner), hasCa, bundles: [] }]
    }),
  )
}

function ofTalos(inventory: Inventory): ConfiguredRegistry[] {
  return inventory.documents("talos").flatMap((document) => {
    const { root, path, inner } = document
    const own = textAt(root, "kind") === "RegistryTLSConfig" ? textAt(root, "name") : undefined
    const named = entriesAt(root, "machine", "registries", "config").map(({ key, value }) => ({
      name: key.value,
      hasCa: at(value, "tls", "ca") !== undefined,
      node: key,
      pointer: ["machine", "registries", "config", key.value, "tls", "ca"],
    }))
    if (own !== undefined)
      named.push({
        name: own,
        hasCa: at(root, "ca") !== undefined,
        node: { ...document.span, kind: "scalar", value: own, type: "string", style: "plain" },
        pointer: ["ca"],
      })
    return named.flatMap(({ name, hasCa, node, pointer }) => {
      const host = hostOf(name)
      const bundles = inventory.bundles.filter(
        (bundle) =>
          bundle.location.path === path &&
          inventory.ownerOf(bundle) === document &&
          bundle.owner?.pointer.join("\0") === pointer.join("\0"),
      )
      return host === undefined ? [] : [{ host, at: inventory.locate(path, node, inner), hasCa, bundles }]
    })
  })
}

/** The ConfigMap that `image.config.openshift.io` names: a key for each registry, `..` for the colon. */
function ofOpenShift(inventory: Inventory): ConfiguredRegistry[] {
  const names = inventory
    .objects("Image")
    .flatMap(({ root }) => textAt(root, "spec", "additionalTrustedCA", "name") ?? [])
  return inventory.objects("ConfigMap").flatMap((document) => {
    if (!names.includes(document.resource?.name ?? "")) return []
    return entriesAt(document.root, "data").flatMap(({ key }) => {
      const host = hostOf(key.value.replace("..", ":"))
      if (host === undefined) return []
      const bundles = inventory.bundles.filter((bundle) =>
        inventory
          .carriersOf(bundle)
          .some(
            ({ kind, key: own, resource }) =>
              kind === "config-map" &&
              own === key.value &&
              resource?.name === document.resource?.name &&
              resource?.namespace === document.resource?.namespace,
          ),
      )
      return [{ host, at: inventory.locate(document.path, key, document.inner), hasCa: true, bundles }]
    })
  })
}

function ofDocker(inventory: Inventory): ConfiguredRegistry[] {
  return inventory.documents("docker-daemon").flatMap(({ root, path, inner }) => {
    const list = at(root, "insecure-registries")
    return (list?.kind === "sequence" ? list.items : []).flatMap((item) => {
      const host = item.kind === "scalar" ? hostOf(item.value) : undefined
      return host === undefined ? [] : [{ host, at: inventory.locate(path, item, inner), hasCa: false, bundles: [] }]
    })
  })
}

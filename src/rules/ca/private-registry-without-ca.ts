import { storeOf } from "../../distribution/distros.ts"
import { distributionOf } from "../../distribution/index.ts"
import type { Inventory } from "../../join/inventory.ts"
import { toml } from "../../model/help.ts"
import { isElsewhere, isPrivateAddress, nameOf } from "../../model/hosts.ts"
import { textAt } from "../../model/tree.ts"
import { canonicalHost, registriesOf } from "../../usage/registries.ts"
import { rule } from "../rule.ts"
import { configuredRegistries } from "./registry-cas.shared.ts"

export const privateRegistryWithoutCa = rule({
  id: "private-registry-without-ca",
  family: "ca",
  level: "warning",
  summary: "Nodes get the CA of one private registry, but not that of another that images are pulled from",
  citations: [
    {
      document: "containerd documentation, docs/hosts.md",
      says: "The settings of certs.d, the CA among them, are looked up for each registry host.",
      url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
    },
    {
      document: "Docker documentation, Verify repository client with certificates",
      says: "A custom certificate is configured in a directory of the name of the registry's host.",
      url: "https://docs.docker.com/engine/security/certificates/",
    },
  ],
  why: "Pods that run go on from the cache of their node; the first one on a new node stays in ImagePullBackOff with “certificate signed by unknown authority”.",
  fix: "Give the nodes the CA of this registry as well, or put it into their system store for all.",

  on: "repository",
  *check(inventory) {
    const configured = configuredRegistries(inventory)
    const trusting = configured.filter(({ hasCa }) => hasCa)
    if (trusting.length === 0 || trustsSystemWide(inventory)) return
    // A port too many or too few is the business of containerd-hosts-dir-name, certsd-dir-name and their like.
    const known = new Set(configured.map(({ host }) => nameOf(host)))
    for (const [registry, images] of registriesOf(inventory)) {
      const host = canonicalHost(registry)
      if (known.has(nameOf(host)) || !isElsewhere(host)) continue
      const akin = trusting.find((other) => isAkin(host, other.host))
      // What an image is built on is pulled by the builder, and not by the nodes.
      const pulled = images.filter(({ path, resource }) => resource !== undefined || !isDockerfile(path, inventory))
      const [image] = pulled
      if (akin === undefined || image === undefined) continue
      yield {
        message: `Images are pulled from ${host}, but nothing gives the nodes its CA, as ${akin.host} is given one: a new node cannot pull them if the CA is not public.`,
        help: [
          {
            do: "Give the nodes its CA, too:",
            copy: toml(
              `# /etc/containerd/certs.d/${host}/hosts.toml`,
              `server = "https://${host}"`,
              `[host."https://${host}"]`,
              'ca = "ca.crt"',
            ),
          },
          {
            do: "If its certificate is from a public CA, say so with an ignore.",
            verify: `crictl pull ${image.reference}`,
          },
        ],
        at: inventory.locate(image.path, image.span),
        identity: host,
        ...(image.resource && { resource: image.resource }),
        related: [
          { message: `${akin.host} has one`, at: akin.at },
          ...pulled
            .slice(1, 4)
            .map(({ path, span }) => ({ message: "pulled here as well", at: inventory.locate(path, span) })),
        ],
      }
    }
  },
})

/** A CA in the system store of nodes is there for every registry. */
function trustsSystemWide(inventory: Inventory): boolean {
  const placed = distributionOf(inventory).units.some(
    ({ kind, steps }) =>
      kind !== "image" &&
      kind !== "pipeline" &&
      steps.some(
        (step) =>
          (step.does === "place" && step.store !== undefined) || (step.does === "update" && step.tool === "ca_certs"),
      ),
  )
  return (
    placed ||
    inventory.bundles.some(({ name, carrier }) => storeOf(name) !== undefined && carrier?.kind !== "config-map") ||
    inventory.documents("talos").some(({ root }) => textAt(root, "kind") === "TrustedRootsConfig")
  )
}

/** Hosts of one organisation: below the same domain of two labels or more, or both in a private network. */
function isAkin(a: string, b: string): boolean {
  if (isPrivateAddress(a)) return isPrivateAddress(b)
  const [left, right] = [nameOf(a), nameOf(b)]
  if (left === right) return true
  const parent = right.split(".").slice(1).join(".")
  return parent.split(".").length >= 2 && !publicDomains.test(parent) && left.endsWith(`.${parent}`)
}

function isDockerfile(path: string, inventory: Inventory): boolean {
  return inventory.files.get(path)?.documents.some(({ kind }) => kind === "dockerfile") === true
}

// Below these, names of one level are of different owners.
const publicDomains =
  /^((\w+\.)?(amazonaws\.com|azurecr\.io|pkg\.dev|gcr\.io|docker\.io|quay\.io|ghcr\.io|jfrog\.io|cloudsmith\.io)|co\.\w\w|com\.\w\w)$/

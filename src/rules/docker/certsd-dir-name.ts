import type { Inventory } from "../../join/inventory.ts"
import { nameOf, registryOf } from "../../model/hosts.ts"
import { rule } from "../rule.ts"
import { certsdCitations, type HostFile, hostDirectories } from "./certsd.shared.ts"

export const certsdDirName = rule({
  id: "certsd-dir-name",
  family: "docker",
  level: "error",
  summary: "A directory of certs.d is named as no image reference names its registry",
  citations: [
    {
      ...certsdCitations[0],
      says: "The directory is named after the registry as images name it: with its port if they do, without if not.",
    },
    certsdCitations[1],
  ],
  why: "The runtime looks for the directory by the host and port of the image; it finds none, and the CA is not used.",
  fix: "Name the directory exactly as the image references write the registry: host, or host:port.",

  on: "repository",
  *check(inventory) {
    const directories = [...hostDirectories(inventory).values()].flatMap(([first]) => first ?? [])
    if (directories.length === 0) return
    const used = registriesOf(inventory)
    const present = new Set(directories.map(({ host }) => host.toLowerCase()))
    for (const directory of directories) {
      // containerd-hosts-dir-name speaks about containerd's.
      if (directory.runtime === "containerd") continue
      const better = betterName(directory, used, present)
      if (better === undefined) continue
      yield {
        message: `No image names its registry ${directory.host}, so the certificates in ${directory.directory} are never used.`,
        help: [
          {
            do: `Name it as the images do: git mv ${directory.directory} ${directory.directory.replace(/(?<![^/])[^/]+$/, better)}`,
            verify: `docker pull an image of ${better}.`,
          },
        ],
        at: directory.location,
        identity: directory.host,
      }
    }
  },
})

/** The name that the directory should have had; undefined where its own may well be right. */
function betterName({ host }: HostFile, used: ReadonlySet<string>, present: ReadonlySet<string>): string | undefined {
  const scheme = /^https?:(_|%2F|\/)*/i.exec(host)?.[0]
  if (scheme !== undefined) return host.slice(scheme.length)
  const underscored = /^(.+)_(\d{1,5})_$/.exec(host)
  if (underscored !== null) return `${underscored[1]}:${underscored[2]}`
  const own = host.toLowerCase()
  if (used.has(own)) return undefined
  return [...used].find((registry) => nameOf(registry) === nameOf(own) && !present.has(registry))
}

function registriesOf(inventory: Inventory): Set<string> {
  const registries = inventory
    .filesWith("images")
    .flatMap(({ images }) => images.flatMap(({ reference }) => registryOf(reference) ?? []))
  return new Set(registries)
}

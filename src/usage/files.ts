import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import { append } from "../model/append.ts"
import type { BundleFact, KeyFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { grouped } from "../model/grouped.ts"
import { containerFiles } from "./container-files.ts"
import { type FileReference, fileReferencesIn } from "./file-references.ts"
import { mountedBundles } from "./mounted.ts"
import type { Use } from "./reference.ts"
import { terraformPairs } from "./terraform-files.ts"
import { isLiteral } from "./ways.ts"

/** Who names a file with certificates by its path: a registry configuration, a compose file, a kubeconfig. */
export function fileUses(inventory: Inventory): { uses: Map<BundleFact, Use[]>; pairs: readonly Pair[] } {
  const pairs: Pair[] = []
  const uses = new Map<BundleFact, Use[]>()
  const byFile = grouped(inventory.bundles.filter(({ commented }) => !commented).flatMap(targetsOf), ({ path }) =>
    posix.basename(path),
  )
  const byFolder = grouped([...byFile.values()].flat(), ({ path }) => folderOf(path))
  for (const kind of kinds)
    for (const document of inventory.documents(kind))
      for (const reference of fileReferencesIn(document)) {
        const { user, at, label, purpose, hosts, path, key } = reference
        const lookUp = (wanted: string) => {
          const near = found({ ...reference, path: wanted }, byFile, byFolder)
          return near.length > 0 || !served.has(kind) ? near : mountedBundles(user, wanted, inventory)
        }
        const bundles = lookUp(path)
        if (key !== undefined && isLiteral(key)) {
          const keys = lookUp(key.value).flatMap((bundle) => bundle.keys)
          if (keys.length === 1)
            append(
              pairs,
              bundles.map((bundle) => ({ bundle, key: keys[0]!, where: key.value })),
            )
        }
        for (const bundle of bundles) {
          const use = { user, at, label, purpose, hosts: hosts.map((name) => ({ name, document: user })), through: [] }
          add(uses, bundle, use)
        }
      }
  for (const { user, at, label, purpose, bundles, key, where } of containerFiles(inventory))
    for (const bundle of bundles) {
      if (key !== undefined) pairs.push({ bundle, key, where })
      add(uses, bundle, { user, at, label, purpose, hosts: [], through: [] })
    }
  for (const { bundle, key, where } of terraformPairs(inventory)) pairs.push({ bundle, key, where })
  return { uses, pairs }
}

function add(uses: Map<BundleFact, Use[]>, bundle: BundleFact, use: Use): void {
  const list = uses.get(bundle)
  if (list === undefined) uses.set(bundle, [use])
  else list.push(use)
}

/** A certificate and the private key that a server is told to use with it. */
export interface Pair {
  readonly bundle: BundleFact
  readonly key: KeyFact
  /** As the server names it. */
  readonly where: string
}

interface Target {
  readonly path: string
  readonly bundle: BundleFact
  /** Whether the path is one on a machine, and not in the repository. */
  readonly isTarget: boolean
}

function targetsOf(bundle: BundleFact): Target[] {
  const { name, location, carrier, owner } = bundle
  if (carrier !== undefined && name.startsWith("/")) return [{ path: name, bundle, isTarget: true }]
  return owner === undefined ? [{ path: location.path, bundle, isTarget: false }] : []
}

function found(
  { user, path }: FileReference,
  byFile: ReadonlyMap<string, readonly Target[]>,
  byFolder: ReadonlyMap<string, readonly Target[]>,
): BundleFact[] {
  if (path === "" || /[{}$*~]/.test(path)) return []
  const from = user.carrier === undefined ? user.path : user.name
  const wanted = path.startsWith("/") ? path : posix.join(folderOf(from), path)
  const named = byFile.get(posix.basename(wanted)) ?? []
  const exact = named.filter((target) => target.path === wanted)
  if (exact.length > 0) return exact.map(({ bundle }) => bundle)
  // A tree of node files in the repository: `nodes/etc/ssl/ca.crt` is what becomes `/etc/ssl/ca.crt`.
  if (path.startsWith("/")) {
    const inTree = named.filter((target) => !target.isTarget && `/${target.path}`.endsWith(path))
    return (inTree.length > 0 ? inTree : nearIn(user.path, path, named)).map(({ bundle }) => bundle)
  }
  return (byFolder.get(wanted.replace(/\/$/, "")) ?? []).map(({ bundle }) => bundle)
}

/**
 * What a path of a machine means in the folder that the configuration stands in, where nothing says how it gets there:
 * `nginx/certs/shop.crt` for `/etc/nginx/certs/shop.crt` of `nginx/conf.d/shop.conf`. Only the one file that agrees with its
 * last folder is meant.
 */
function nearIn(from: string, path: string, named: readonly Target[]): readonly Target[] {
  const [file, folder] = path.split("/").reverse()
  const top = from.includes("/") ? from.slice(0, from.indexOf("/") + 1) : ""
  const near = named.filter(
    (target) =>
      !target.isTarget &&
      target.path.startsWith(top) &&
      `/${target.path}`.endsWith(`/${folder}/${file}`) &&
      folder !== "",
  )
  return new Set(near.map((target) => target.path)).size === 1 ? near : []
}

const kinds = [
  "compose",
  "kubeconfig",
  "prometheus",
  "traefik",
  "containerd-hosts",
  "containerd-config",
  "k3s-registries",
  "buildkitd",
  "nginx",
  "apache",
  "haproxy",
] as const

/** What runs in containers, and reads files that are mounted there. */
const served: ReadonlySet<string> = new Set(["nginx", "apache", "haproxy", "traefik"])

import { repositoryPath } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { type Container, containersOf } from "../../workloads/workloads.ts"

/** A file or directory of the host that a container gets: a volume of compose, `docker run -v`. */
export interface FileMount {
  /** As it is written; undefined where it is only known at run time. */
  readonly source: string | undefined
  readonly target: string
  readonly at: Location
  readonly bundles: readonly BundleFact[]
  /** For compose: the service. */
  readonly container?: Container
  /** The words of the command behind the options, for `docker run`. */
  readonly command?: readonly string[]
}

const remembered = new WeakMap<Inventory, readonly FileMount[]>()

/** Every mount of a host's file into a container that the repository shows. */
export function fileMounts(inventory: Inventory): readonly FileMount[] {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const mounts = [...ofCompose(inventory), ...ofCommands(inventory)]
  remembered.set(inventory, mounts)
  return mounts
}

function* ofCompose(inventory: Inventory): Generator<FileMount> {
  for (const document of inventory.documents("compose"))
    for (const container of containersOf(document))
      for (const { path, node, volume } of container.mounts) {
        const source = volume?.hostPath
        if (volume?.kind !== "host-path") continue
        yield {
          source,
          target: path,
          at: inventory.locate(document.path, node, document.inner),
          bundles: bundlesOf(source, document.path, inventory),
          container,
        }
      }
}

function* ofCommands(inventory: Inventory): Generator<FileMount> {
  for (const { scripts } of inventory.filesWith("scripts"))
    for (const { commands, path, inner } of scripts)
      for (const { tool, words } of commands) {
        if (!/^(docker|podman|nerdctl)$/.test(tool)) continue
        if (!words.some(({ value }) => /^(run|create)$/.test(value))) continue
        for (const [index, word] of words.entries()) {
          const given = /^(?:-v|--volume)(?:=(.*))?$/.exec(word.value)
          const value = given === null ? undefined : (given[1] ?? words[index + 1]?.value)
          const [source, target] = value?.split(":") ?? []
          if (source === undefined || target === undefined) continue
          const at = given?.[1] === undefined ? (words[index + 1] ?? word) : word
          yield {
            source: /[$`]/.test(source) ? undefined : source,
            target,
            at: inventory.locate(path, at, inner),
            bundles: bundlesOf(source.replace(/^\$\{?PWD\}?\//, "").replace(/^\$\(pwd\)\//, ""), path, inventory),
            command: words.slice(index + 2).map((one) => one.value),
          }
        }
      }
}

function bundlesOf(source: string | undefined, from: string, inventory: Inventory): readonly BundleFact[] {
  if (source === undefined) return []
  const path = repositoryPath(source.replace(/^\.\//, ""), from, inventory)
  return path === undefined ? [] : (inventory.files.get(path)?.bundles ?? [])
}

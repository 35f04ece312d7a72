import type { Inventory } from "../join/inventory.ts"
import type { DocumentKind } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { entriesAt, type Node } from "../model/tree.ts"

/** The version of a product somewhere in a repository, as far as it is written: `2.2` is [2, 2]. */
export interface Version {
  readonly product: string
  readonly numbers: readonly number[]
  readonly text: string
  readonly at: Location
}

const remembered = new WeakMap<Inventory, readonly Version[]>()

/**
 * Where the repository says which version of a product it uses: tags of images, variables that are called after it
 * (`containerd_version: 2.2.1`), and pins of packages (`podman=6.0`, `podman-6.0.0`).
 */
export function versionsOf(product: string, inventory: Inventory): readonly Version[] {
  const known = remembered.get(inventory) ?? [
    ...ofImages(inventory),
    ...ofVariables(inventory),
    ...ofPackages(inventory),
  ]
  remembered.set(inventory, known)
  return known.filter((version) => version.product === product)
}

/**
 * The version of a product that a file is for: the one that is written nearest to it in the tree of folders; undefined where
 * none is, and where those that are as near are not one.
 */
export function versionFor(product: string, path: string, inventory: Inventory): Version | undefined {
  const all = versionsOf(product, inventory)
  const nearest = Math.max(...all.map((version) => shared(version.at.path, path)))
  const near = all.filter((version) => shared(version.at.path, path) === nearest)
  return near.every(({ text }) => text === near[0]?.text) ? near[0] : undefined
}

/** Whether a version is at least another (`[2, 2]`); what it does not say counts as zero. */
export function isAtLeast(version: Pick<Version, "numbers">, least: readonly number[]): boolean {
  for (const [index, number] of least.entries()) {
    const own = version.numbers[index] ?? 0
    if (own !== number) return own > number
  }
  return true
}

/** How many folders two paths share. */
function shared(a: string, b: string): number {
  const left = a.split("/").slice(0, -1)
  const right = b.split("/").slice(0, -1)
  let count = 0
  while (count < left.length && count < right.length && left[count] === right[count]) count++
  return count
}

function numbersOf(text: string): readonly number[] | undefined {
  const match = /^v?(\d{1,5}(?:\.\d{1,6}){0,3})(?:$|[-+_.~^])/.exec(text.trim())
  return match?.[1]?.split(".").map(Number)
}

function* ofImages(inventory: Inventory): Generator<Version> {
  for (const { images } of inventory.filesWith("images"))
    for (const { reference, path, span } of images) {
      const match = /(?:^|\/)([\w.-]+):([\w][\w.-]*)(?:@sha256:[0-9a-f]+)?$/.exec(reference)
      const product = products.get(match?.[1] ?? "")
      const text = match?.[2] ?? ""
      const numbers = numbersOf(text)
      if (product === undefined || numbers === undefined) continue
      yield { product, numbers, text, at: inventory.locate(path, span) }
    }
}

/** Images by the last part of their names; a `-dind` in the tag changes nothing. */
const products: ReadonlyMap<string, string> = new Map([
  ["docker", "docker"],
  ["podman", "podman"],
  ["buildah", "buildah"],
  ["skopeo", "skopeo"],
  ["fedora", "fedora"],
  ["external-dns", "external-dns"],
  ["node", "kindest-node"],
  ["golang", "go"],
  ["python", "python"],
  ["argocd", "argocd"],
  ["traefik", "traefik"],
  ["cert-manager-controller", "cert-manager"],
  ["pilot", "istio"],
  ["containerd", "containerd"],
])

function* ofVariables(inventory: Inventory): Generator<Version> {
  for (const kind of variableKinds)
    for (const document of inventory.documents(kind)) {
      for (const { key, value } of [
        ...entriesAt(document.root),
        ...entriesAt(document.root, "vars"),
        ...entriesAt(document.root, "all", "vars"),
      ]) {
        const product =
          /^(?:\w+_)?(containerd|podman|buildah|skopeo|docker|cri_?o|k3s|rke2|external_dns|argocd|cert_manager|istio|traefik)_(?:ce_)?version$/i.exec(
            key.value,
          )?.[1]
        const numbers = product === undefined ? undefined : numbersOf(textOf(value))
        if (product === undefined || numbers === undefined) continue
        const name = product.toLowerCase().replace("_", "-").replace("cri-o", "crio")
        yield {
          product: name,
          numbers,
          text: textOf(value),
          at: inventory.locate(document.path, value, document.inner),
        }
      }
    }
}

const variableKinds: readonly DocumentKind[] = ["plain", "ansible", "helm-values"]

function textOf(node: Node): string {
  return node.kind === "scalar" && node.type !== "template" ? node.value : ""
}

/** `apt-get install podman=6.0.0-1`, `dnf install podman-6.0.0`, `apk add skopeo=1.23.0-r0`. */
function* ofPackages(inventory: Inventory): Generator<Version> {
  for (const { scripts } of inventory.filesWith("scripts"))
    for (const { commands, path, inner } of scripts)
      for (const { tool, words } of commands) {
        if (!/^(apt|apt-get|dnf|yum|microdnf|apk|zypper)$/.test(tool)) continue
        for (const word of words) {
          const match =
            /^(containerd(?:\.io)?|podman|buildah|skopeo|docker-ce|cri-o)(?:=|-)(?:\d+:)?(\d[\w.+~:-]*)$/.exec(
              word.value,
            )
          const numbers = match === null ? undefined : numbersOf(match[2] ?? "")
          if (match === null || numbers === undefined) continue
          const product = (match[1] ?? "").replace(".io", "").replace("-ce", "").replace("cri-o", "crio")
          yield { product, numbers, text: match[2] ?? "", at: inventory.locate(path, word, inner) }
        }
      }
}

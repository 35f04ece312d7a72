import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact, KeyFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { type Entry, type Node, type Scalar, walk } from "../model/tree.ts"
import { certificateStems, keyStems, stemOf } from "./stems.ts"

/** `certificate = file("api.crt")` beside `private_key = file("api.key")`. */
export interface TerraformPair {
  readonly user: DocumentFact
  readonly bundle: BundleFact
  readonly key: KeyFact
  /** As Terraform names the file with the key. */
  readonly where: string
}

/** The files of Terraform's `file()` that stand beside one another as a certificate and its key. */
export function terraformPairs(inventory: Inventory): TerraformPair[] {
  return inventory.documents("terraform").flatMap((user) => {
    const found: TerraformPair[] = []
    for (const { node } of walk(user.root, 100_000)) {
      if (node.kind !== "mapping") continue
      const files = node.entries.flatMap((entry) => fileIn(entry, user) ?? [])
      if (files.length < 2) continue
      for (const certificate of files.filter(({ stem }) => certificateStems.test(stem))) {
        const key = files.find(({ stem }) => keyStems(certificate.stem).includes(stem))
        const [bundle] = bundlesOf(certificate.path, inventory).filter((one) => one.certificates.length > 0)
        const keys = key === undefined ? [] : bundlesOf(key.path, inventory).flatMap((one) => one.keys)
        if (bundle !== undefined && keys.length === 1) found.push({ user, bundle, key: keys[0]!, where: key!.path })
      }
    }
    return found
  })
}

interface NamedFile {
  readonly stem: string
  readonly path: string
}

function fileIn({ key, value }: Entry, user: DocumentFact): NamedFile | undefined {
  const named = argumentOf(value)
  if (named === undefined) return undefined
  const relative = named.replace(/^\$\{path\.(module|root|cwd)\}\//, "")
  if (/[{}$]/.test(relative) || relative.startsWith("/")) return undefined
  return { stem: stemOf(key.value), path: posix.join(folderOf(user.path), relative) }
}

/** The argument of `file()`, also within `base64encode()`, `trimspace()` and their like. */
function argumentOf(node: Node): string | undefined {
  if (node.kind === "scalar") return /\bfile(?:base64)?\(\s*"([^"]{1,500})"\s*\)/.exec(node.value)?.[1]
  if (node.kind !== "mapping" || node.entries.length !== 1) return undefined
  const [{ key, value }] = node.entries as readonly [Entry]
  if (/^file(base64)?\(\)$/.test(key.value)) return value.kind === "scalar" ? (value as Scalar).value : undefined
  return key.value.endsWith("()") ? argumentOf(value) : undefined
}

function bundlesOf(path: string, inventory: Inventory): readonly BundleFact[] {
  return (inventory.files.get(path)?.bundles ?? []).filter(({ owner, commented }) => owner === undefined && !commented)
}

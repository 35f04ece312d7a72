import { type Store, storeOf } from "../../distribution/distros.ts"
import { distributionOf, type Placement, type Unit } from "../../distribution/index.ts"
import { contentOf, placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import type { Citation } from "../rule.ts"

/** A file in a trust store of a machine or an image, with what the repository knows of it. */
export interface StoredFile {
  readonly store: Exclude<Store, "generated">
  /** The absolute path there; ends with `/` where only the directory is known. */
  readonly target: string
  /** Where the repository says so. */
  readonly at: Location
  readonly bundles: readonly BundleFact[]
  readonly step?: { readonly unit: Unit; readonly placement: Placement }
}

const remembered = new WeakMap<Inventory, readonly StoredFile[]>()

/** The files that the repository puts into trust stores: by a step, by an overlay of files, or carried by a document. */
export function storedFiles(inventory: Inventory): readonly StoredFile[] {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const placed = distributionOf(inventory).units.flatMap((unit) =>
    unit.steps.flatMap((step): StoredFile[] => {
      if (step.does !== "place" || step.store === undefined || step.store === "generated") return []
      const at = placeOfStep(unit, step.at, inventory)
      return [
        {
          store: step.store,
          target: step.target,
          at,
          bundles: contentOf(unit, step, inventory),
          step: { unit, placement: step },
        },
      ]
    }),
  )
  const covered = new Set(placed.flatMap(({ bundles }) => bundles))
  const laid = inventory.bundles.flatMap((bundle): StoredFile[] => {
    const store = storeOf(bundle.name)
    if (store === undefined || store === "generated" || bundle.commented || covered.has(bundle)) return []
    return [{ store, target: bundle.name, at: bundle.location, bundles: [bundle] }]
  })
  const files = [...placed, ...laid]
  remembered.set(inventory, files)
  return files
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

export const updateCaCertificates = {
  document: "update-ca-certificates(8)",
  says: "Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.",
  url: "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html",
} as const satisfies Citation

export const updateCaTrust = {
  document: "update-ca-trust(8)",
  says: "Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.",
  url: "https://www.mankier.com/8/update-ca-trust",
} as const satisfies Citation

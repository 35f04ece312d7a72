import { hash } from "node:crypto"
import { mozilla } from "./anchors.data.ts"
import { anchorsOf, type TrustAnchors } from "./anchors.ts"
import { type Certificate, decodeCertificate } from "./certificate.ts"
import type { Name } from "./name.ts"

/** When and from what the embedded set was made. */
export const mozillaSet: { readonly date: string; readonly source: string; readonly count: number } = mozilla

/** Mozilla's trust anchors as `scripts/anchors.ts` embedded them, the same on every runtime. Decoded as they are found. */
export function mozillaAnchors(): TrustAnchors {
  return anchors
}

/** Whether a root of Mozilla's has this name, whatever its key. */
export function isMozillaName(name: Name): boolean {
  return placesBySubject().has(nameId(name.key))
}

/** How the index of the data names a subject: 48 bits are enough to tell some hundred names apart. */
export function nameId(key: string): string {
  return hash("sha256", key, "hex").slice(0, 12)
}

/** One issuer's name stands in all that it issued, and each is looked for. */
const found = new WeakMap<Name, readonly Certificate[]>()

function find(subject: Name): readonly Certificate[] {
  const known = found.get(subject)
  if (known !== undefined) return known
  const roots = (placesBySubject().get(nameId(subject.key)) ?? [])
    .map(decodeAt)
    .filter((root) => root.subject.key === subject.key)
  found.set(subject, roots)
  return roots
}

const anchors: TrustAnchors = {
  ...anchorsOf("", find),
  // Asked for, not kept: the data is loaded when a certificate is met.
  get description() {
    return `Mozilla's set of ${mozilla.date}`
  },
}

interface Place {
  readonly start: number
  readonly end: number
}

let places: ReadonlyMap<string, readonly Place[]> | undefined

function placesBySubject(): ReadonlyMap<string, readonly Place[]> {
  if (places === undefined) {
    const map = new Map<string, Place[]>()
    let start = 0
    for (const entry of mozilla.index.split(" ")) {
      const [id = "", length] = entry.split(":")
      const end = start + Number(length)
      map.set(id, [...(map.get(id) ?? []), { start, end }])
      start = end
    }
    places = map
  }
  return places
}

const decoded = new Map<number, Certificate>()
let bytes: Uint8Array | undefined

function decodeAt({ start, end }: Place): Certificate {
  const known = decoded.get(start)
  if (known !== undefined) return known
  bytes ??= Buffer.from(mozilla.certificates, "base64")
  const root = decodeCertificate(bytes.subarray(start, end))
  if (!root.ok) throw new Error(`anchors.data.ts is damaged: ${root.defect.reason} at ${start + root.defect.offset}`)
  decoded.set(start, root.value)
  return root.value
}

import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact, KeyFact, ProgramFact, ScriptFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import type { Entry, Scalar } from "../model/tree.ts"

/** What stands in a file as a process sees it, wherever in the repository that comes from. */
export interface Content {
  readonly bundles: readonly BundleFact[]
  readonly documents: readonly DocumentFact[]
  readonly scripts: readonly ScriptFact[]
  readonly programs: readonly ProgramFact[]
  /** Where it stands. */
  readonly at: Location
  /** A short text, where it is one: the value of a key of a ConfigMap. */
  readonly text?: string
}

/** The answer to a path: what is there, that nothing is, or that the repository does not tell. */
export type Found =
  | { readonly kind: "content"; readonly content: Content }
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string }

export const unknown = (why: string): Found => ({ kind: "unknown", why })
export const absent = (why: string): Found => ({ kind: "absent", why })

/** A file of the repository. */
export function fileContent(path: string, inventory: Inventory): Content {
  const file = inventory.files.get(path)
  const at = inventory.locate(path, { start: 0, end: 0 })
  if (file === undefined) return { bundles: [], documents: [], scripts: [], programs: [], at }
  return {
    bundles: file.bundles.filter(({ commented }) => !commented),
    documents: file.documents.filter(({ inner }) => inner.length === 0),
    scripts: file.scripts.filter(({ inner }) => inner.length === 0),
    programs: (file.programs ?? []).filter(({ carrier }) => carrier === undefined),
    at,
  }
}

/** A key of a ConfigMap or Secret. */
export function keyContent(owner: DocumentFact, section: string, { key, value }: Entry, inventory: Inventory): Content {
  const file = inventory.files.get(owner.path)
  const carries = ({ carrier }: Pick<DocumentFact, "carrier">): boolean =>
    carrier?.key === key.value &&
    carrier.resource?.kind === owner.resource?.kind &&
    carrier.resource?.name === owner.resource?.name &&
    carrier.resource?.namespace === owner.resource?.namespace
  const text = value.kind === "scalar" && value.secret === undefined ? value.value : undefined
  const within = ({ start }: { readonly start: number }) => start >= owner.span.start && start <= owner.span.end
  return {
    bundles: (file?.bundles ?? []).filter(
      ({ owner: place, commented, location }) =>
        !commented &&
        ((place?.document === owner.index && place.pointer[0] === section && place.pointer[1] === key.value) ||
          (place === undefined && location.start >= value.start && location.start <= value.end)),
    ),
    documents: (file?.documents ?? []).filter((document) => carries(document) && within(document.span)),
    scripts: (file?.scripts ?? []).filter(
      (script) => carries(script) && script.commands.every(within) && script.carrier?.kind !== "container",
    ),
    programs: (file?.programs ?? []).filter(carries),
    at: inventory.locate(owner.path, { start: key.start, end: key.end }, owner.inner),
    ...(text !== undefined && { text }),
  }
}

/** What stands in a scalar of a document: PEM in the middle of a configuration. */
export function contentOfScalar(node: Scalar, { path, inner }: DocumentFact, inventory: Inventory): Found {
  const at = inventory.locate(path, node, inner)
  if (node.type === "template") return unknown("it is known once it is rendered")
  const bundles = (inventory.files.get(path)?.bundles ?? []).filter(
    ({ location, commented }) => !commented && location.start >= node.start && location.end <= node.end,
  )
  return { kind: "content", content: { bundles, documents: [], scripts: [], programs: [], at } }
}

export function keysOf({ bundles }: Content): KeyFact[] {
  return bundles.flatMap(({ keys }) => keys)
}

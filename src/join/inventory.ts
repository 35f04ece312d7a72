import type { BundleFact, DocumentFact, DocumentKind, FileFacts } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import type { Location, Span } from "../model/place.ts"
import { locate } from "../model/place.ts"
import type { Carrier } from "../model/source.ts"
import { type Certificate, decodeCertificate, decodeLeniently } from "../x509/certificate.ts"
import type { Decoded } from "../x509/der.ts"
import { Borrowed } from "./borrowed.ts"
import { Budget } from "./budget.ts"
import { type Charts, chartsOf } from "./charts/index.ts"
import { withGenerated } from "./generated.ts"
import { type Kustomization, kustomizationsOf } from "./kustomize.ts"
import { type Overlays, overlaysOf } from "./overlays/index.ts"
import { type Scopes, scopesOf } from "./scopes.ts"

/** The facts of all files together, with the ways to find one from another. */
export interface Inventory {
  readonly files: ReadonlyMap<string, FileFacts>
  /** The files that hold facts of a kind, in their order. */
  filesWith(facts: FactList): readonly FileFacts[]
  /** Every path that discovery saw, read or not: what a relative reference can point at. */
  readonly paths: ReadonlySet<string>
  /** By their folders. */
  readonly kustomizations: ReadonlyMap<string, Kustomization>
  /** In the order of the files. */
  readonly bundles: readonly BundleFact[]
  documents(kind: DocumentKind): readonly DocumentFact[]
  /** The Kubernetes objects of a kind, in any API group. */
  objects(kind: string): readonly DocumentFact[]
  /** Those of one name, without a look at the others. */
  named(kind: string, name: string): readonly DocumentFact[]
  /** A certificate by the SHA-256 of its DER, decoded once. */
  certificate(sha256: string): Decoded<Certificate>
  /** As `certificate`; for one that only lenient clients load, what these see. */
  lenientCertificate(sha256: string): Certificate | undefined
  /** The certificates of a bundle that decode, in its order. */
  certificates(bundle: BundleFact): readonly Certificate[]
  /** Whether two files end up in the same cluster, as far as the repository shows it. */
  joined(a: string, b: string): boolean
  /** The Secrets and ConfigMaps that a bundle is a part of; a file may be content of several. */
  carriersOf(bundle: BundleFact): readonly Carrier[]
  /** The document that a bundle stands in. */
  ownerOf(bundle: BundleFact): DocumentFact | undefined
  /** What overlays make of objects. */
  readonly overlays: Overlays
  /** What trees that the join makes are made of. */
  readonly borrowed: Borrowed
  /** The complete place of a span in a file, or in the one that it is borrowed from. */
  locate(path: string, span: Span, inner?: readonly string[]): Location
}

/** The lists of a file's facts besides its documents. */
export type FactList = "bundles" | "scripts" | "variables" | "images" | "notes"

/** The inventory of some files; the order of the files does not matter. */
export function inventoryOf(facts: readonly FileFacts[], paths: ReadonlySet<string>): Inventory {
  const borrowed = new Borrowed(new Budget(facts.reduce((sum, { bytes }) => sum + bytes, 0)))
  const plain = joinedFiles(facts, paths, borrowed)
  const charts = chartsOf(plain)
  return charts === undefined ? plain : joinedFiles(charts.files, paths, borrowed, charts)
}

function joinedFiles(
  facts: readonly FileFacts[],
  paths: ReadonlySet<string>,
  borrowed: Borrowed,
  charts?: Charts,
): Inventory {
  const plain = [...facts].sort((a, b) => (a.path < b.path ? -1 : 1))
  const written = plain.flatMap((file) => file.documents)
  const kustomizations = kustomizationsOf(written)
  const changed = overlaysOf(plain, kustomizations, borrowed)
  const overlays =
    charts === undefined ? changed : { ...changed, variants: new Map([...changed.variants, ...charts.variants]) }
  const { instead } = overlays
  const effective = instead.size === 0 ? plain : plain.map((file) => withDocuments(file, instead))
  const documents = effective
    .flatMap((file) => file.documents)
    .filter((document) => !instead.has(document) || instead.get(document) !== undefined)
  const { files: sorted, others } = withGenerated(effective, kustomizations)
  const files = new Map(sorted.map((file) => [file.path, file]))
  const byKind = grouped(documents, ({ kind }) => kind)
  const byObject = grouped(documents, ({ resource }) => resource?.kind ?? "")
  const ders = new Map(sorted.flatMap((file) => Object.entries(file.der)))
  const withFacts = new Map<FactList, readonly FileFacts[]>()
  const decoded = new Map<string, Decoded<Certificate>>()
  const decodedOf = new Map<BundleFact, readonly Certificate[]>()
  let byName: ReadonlyMap<string, readonly DocumentFact[]> | undefined
  let scopes: Scopes | undefined

  function placed(path: string, span: Span, inner?: readonly string[]): Location {
    const lent = borrowed.find(span)
    if (lent === undefined) return locate(path, files.get(path)?.lines ?? [0], span, inner)
    const { lender } = lent
    return borrowed.tell(locate(lender.path, files.get(lender.path)?.lines ?? [0], lent.span, lender.inner), lent)
  }

  function certificate(sha256: string): Decoded<Certificate> {
    const known = decoded.get(sha256)
    if (known !== undefined) return known
    const result = decodeCertificate(Buffer.from(ders.get(sha256) ?? "", "base64"), sha256)
    decoded.set(sha256, result)
    return result
  }

  const inventory: Inventory = {
    files,
    filesWith(list) {
      const found = withFacts.get(list) ?? sorted.filter((file) => file[list].length > 0)
      withFacts.set(list, found)
      return found
    },
    paths,
    kustomizations,
    bundles: sorted.flatMap((file) => file.bundles),
    documents: (kind) => byKind.get(kind) ?? [],
    objects: (kind) => byObject.get(kind) ?? [],
    named(kind, name) {
      byName ??= grouped(documents, ({ resource }) => `${resource?.kind} ${resource?.name}`)
      return byName.get(`${kind} ${name}`) ?? []
    },
    certificate,
    lenientCertificate(sha256) {
      const result = certificate(sha256)
      return result.ok ? result.value : decodeLeniently(Buffer.from(ders.get(sha256) ?? "", "base64"))
    },
    certificates(bundle) {
      let certificates = decodedOf.get(bundle)
      if (certificates === undefined) {
        certificates = bundle.certificates.flatMap(({ sha256, list }) => {
          const result = list ? undefined : certificate(sha256)
          return result?.ok ? [result.value] : []
        })
        decodedOf.set(bundle, certificates)
      }
      return certificates
    },
    joined(a, b) {
      scopes ??= scopesOf(written, paths, kustomizations)
      return scopes.joined(a, b)
    },
    carriersOf: (bundle) => [...(bundle.carrier === undefined ? [] : [bundle.carrier]), ...(others.get(bundle) ?? [])],
    ownerOf: ({ owner, location }) =>
      owner === undefined ? undefined : files.get(location.path)?.documents[owner.document],
    borrowed,
    overlays,
    locate: placed,
  }
  return inventory
}

/** A file with other documents in the place of its own; their numbers stay. */
function withDocuments(file: FileFacts, instead: ReadonlyMap<DocumentFact, DocumentFact | undefined>): FileFacts {
  if (!file.documents.some((document) => instead.get(document) !== undefined)) return file
  return { ...file, documents: file.documents.map((document) => instead.get(document) ?? document) }
}

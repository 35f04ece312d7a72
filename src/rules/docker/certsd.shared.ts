import { distributionOf } from "../../distribution/index.ts"
import { contentOf, placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import type { Citation } from "../rule.ts"

/** A file of `certs.d/<host>/`: in the repository, carried by a file of it, or put there by a step. */
export interface HostFile {
  readonly runtime: "docker" | "containers" | "containerd" | "unknown"
  readonly host: string
  /** The directory as it is called where the file is used. */
  readonly directory: string
  readonly file: string
  readonly location: Location
  /** The SHA-256 of each certificate in it; undefined where its content is not seen. */
  readonly certificates?: readonly string[]
  /** What a step copies there, wherever in the repository it stands. */
  readonly bundles?: readonly BundleFact[]
}

/** The files of `certs.d/<host>/` directories, by directory; those that a hosts.toml rules are left out. */
export function hostDirectories(inventory: Inventory): Map<string, HostFile[]> {
  const directories = new Map<string, HostFile[]>()
  for (const file of [...ofBundles(inventory), ...ofSteps(inventory), ...ofPaths(inventory)]) {
    // Two files may fill the same directory for different nodes; what one of them puts there says nothing of the other.
    const own = file.location.path === `${file.directory}/${file.file}`
    const key = `${own ? "" : file.location.path}\0${file.directory}`
    const known = directories.get(key) ?? []
    if (!known.some((other) => other.file === file.file)) directories.set(key, [...known, file])
  }
  const ruled = new Set(inventory.documents("containerd-hosts").map(({ name }) => name.replace(/\/[^/]*$/, "")))
  for (const [key, [first]] of directories)
    if (first !== undefined && ruled.has(first.directory)) directories.delete(key)
  return directories
}

function* ofBundles(inventory: Inventory): Generator<HostFile> {
  for (const { bundles } of inventory.filesWith("bundles")) {
    for (const { name, location, certificates, commented } of bundles) {
      const place = commented ? undefined : placeOf(name)
      if (place === undefined) continue
      const first = certificates[0]?.location ?? location
      yield { ...place, location: first, certificates: certificates.map(({ sha256 }) => sha256) }
    }
  }
}

/** What scripts, images, plays and machine configurations copy there. */
function* ofSteps(inventory: Inventory): Generator<HostFile> {
  for (const unit of distributionOf(inventory).units) {
    for (const step of unit.steps) {
      const place = step.does === "place" ? placeOf(step.target) : undefined
      if (step.does !== "place" || place === undefined) continue
      const bundles = contentOf(unit, step, inventory)
      const certificates = bundles.flatMap((bundle) => bundle.certificates)
      yield {
        ...place,
        location: placeOfStep(unit, step.at, inventory),
        bundles,
        ...(certificates.length > 0 && { certificates: certificates.map(({ sha256 }) => sha256) }),
      }
    }
  }
}

/** The other files of the repository that stand there, such as keys. */
function* ofPaths(inventory: Inventory): Generator<HostFile> {
  for (const path of inventory.paths) {
    const place = placeOf(path)
    if (place !== undefined)
      yield { ...place, location: inventory.locate(path, { start: 0, end: 0 }), certificates: [] }
  }
}

function placeOf(path: string): Pick<HostFile, "runtime" | "host" | "directory" | "file"> | undefined {
  const match = /^((?:.*\/)?certs\.d\/([^/]+))\/([^/]+)$/.exec(path)
  if (match === null || /[{}$<>*?]/.test(match[2]!)) return undefined
  const [, directory = "", host = "", file = ""] = match
  const runtime = runtimes.find((name) => `/${path}`.includes(`/${name}/certs.d/`)) ?? "unknown"
  return { runtime, host, directory, file }
}

const runtimes = ["docker", "containers", "containerd"] as const

export const certsdCitations = [
  {
    document: "Docker documentation",
    section: "Verify repository client with certificates",
    says: "A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.",
    url: "https://docs.docker.com/engine/security/certificates/",
  },
  {
    document: "containers-certs.d(5)",
    says: "Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.",
    url: "https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md",
  },
] as const satisfies readonly Citation[]

import type { DocumentFact } from "../../model/facts.ts"
import { at, type Entry, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { scopeOf } from "./containers.shared.ts"

export const registriesConfInvalid = rule({
  id: "registries-conf-invalid",
  family: "containers",
  level: "error",
  summary: "registries.conf is rejected, or a part of it is not read",
  citations: [
    {
      document: "containers/image",
      section: "pkg/sysregistriesv2, loadConfigFile and postProcessRegistries",
      says: "Mixed versions, URI schemes, empty locations and conflicting settings make the whole configuration invalid.",
      url: "https://github.com/containers/image/blob/main/pkg/sysregistriesv2/system_registries_v2.go",
    },
    {
      document: "containers-registries.conf(5)",
      says: "Locations and prefixes are host[:port] with an optional path; a wildcard stands only at the front: *.example.com",
      url: "https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md",
    },
  ],
  why: "One invalid entry makes podman, buildah, skopeo and CRI-O refuse the file, and with it every pull of the node.",
  fix: "Write each registry as host[:port][/path] in one [[registry]] table, without a scheme.",

  on: "containers-registries",
  *check(document) {
    const { root } = document
    const tables = itemsAt(root, "registry")
    yield* mixed(root, tables)
    yield* conflicts(tables)
    yield* lists(root, document)
    for (const table of tables) {
      yield* places(table, document)
      yield* unknown(entriesAt(table), registryKeys, "[[registry]]")
      for (const mirror of itemsAt(table, "mirror")) {
        yield* scheme(mirror, "location", document)
        if (at(mirror, "location") === undefined && !document.template)
          yield rejected(mirror, `a mirror of ${scopeOf(table)} has no location`, "Name it, or remove the table.")
        yield* unknown(entriesAt(mirror), mirrorKeys, "[[registry.mirror]]")
        const mode = scalarAt(mirror, "pull-from-mirror")
        if (mode !== undefined && isTrue(at(table, "mirror-by-digest-only")))
          yield rejected(
            mode,
            `${scopeOf(table)} has both mirror-by-digest-only and pull-from-mirror`,
            "Keep one of them.",
          )
        if (mode?.type === "string" && !/^(all|digest-only|tag-only)?$/.test(mode.value))
          yield rejected(mode, `pull-from-mirror = "${mode.value}" is not one of all, digest-only and tag-only`, "")
      }
    }
    yield* unknown(entriesAt(root), rootKeys, "registries.conf")
  },
})

function* mixed(root: Node, tables: readonly Node[]): Generator<Problem> {
  if (tables.length === 0 && itemsAt(root, "unqualified-search-registries").length === 0) return
  const old = entriesAt(root, "registries").find(({ value }) => itemsAt(value, "registries").length > 0)
  if (old === undefined) return
  const { key } = old
  yield rejected(
    key,
    `[registries.${key.value}] is of version 1, the rest of the file of version 2`,
    "Move its registries to [[registry]] tables.",
  )
}

/** The lists of hosts: without schemes, and those for names without a registry without paths. */
function* lists(root: Node, { path, inner }: DocumentFact): Generator<Problem> {
  const searched = itemsAt(root, "unqualified-search-registries")
  const listed = entriesAt(root, "registries").flatMap(({ value }) => itemsAt(value, "registries"))
  for (const item of [...searched, ...listed]) {
    const entry = textAt(item) ?? ""
    const bare = entry.replace(/^https?:\/\//, "").replace(/(?<!\/)\/+$/, "")
    if (/^https?:\/\//.test(entry))
      yield {
        ...rejected(item, `the entry for ${bare} has a URI scheme`, `Write "${bare}".`),
        ...(inner.length === 0 && { edits: [{ path, start: item.start, end: item.end, text: `"${bare}"` }] }),
      }
    else if (bare.includes("/") && searched.includes(item))
      yield rejected(
        item,
        `unqualified-search-registries names ${bare}, which is more than a host`,
        `Write "${bare.replace(/\/.*$/s, "")}".`,
      )
  }
  const mode = scalarAt(root, "short-name-mode")
  if (mode?.type === "string" && !/^(enforcing|permissive|disabled)?$/.test(mode.value))
    yield rejected(mode, `short-name-mode = "${mode.value}" is not one of enforcing, permissive and disabled`, "")
}

/** Tables with one location must agree on `insecure` and `blocked`. */
function* conflicts(tables: readonly Node[]): Generator<Problem> {
  const first = new Map<string, Node>()
  for (const table of tables) {
    const location = textAt(table, "location")?.replace(/(?<!\/)\/+$/, "")
    if (location === undefined || location === "") continue
    const other = first.get(location)
    if (other === undefined) first.set(location, table)
    else
      for (const name of ["insecure", "blocked"])
        if (isTrue(at(table, name)) !== isTrue(at(other, name)))
          yield rejected(scalarAt(table, "location") ?? table, `two tables of ${location} differ in ${name}`, "")
  }
}

function* places(table: Node, document: DocumentFact): Generator<Problem> {
  yield* scheme(table, "location", document)
  yield* scheme(table, "prefix", document)
  const prefix = scalarAt(table, "prefix")
  if (prefix?.type === "string" && /\*/.test(prefix.value.replace(/^\*\./, "")))
    yield {
      message: `The prefix ${prefix.value} matches no image, because a wildcard is only one at the front, so its settings are ignored.`,
      help: [
        {
          do: 'Write one table for each host, or a prefix that begins with "*.".',
          verify: "podman info --format '{{.Registries}}'",
        },
      ],
      at: prefix,
      identity: prefix.value,
    }
  const usage = scalarAt(table, "pull-from-mirror")
  if (usage !== undefined)
    yield rejected(usage, "pull-from-mirror stands in a table that is no mirror", "Move it to [[registry.mirror]].")
  const wildcard = textAt(table, "prefix")?.startsWith("*.") === true
  const empty = at(table, "location") === undefined && !wildcard
  if (empty && scopeOf(table) !== undefined)
    yield rejected(
      prefix ?? table,
      `the table of ${scopeOf(table)} has no location`,
      `Add location = "${scopeOf(table)}".`,
    )
}

function* scheme(table: Node, name: string, { path, inner }: DocumentFact): Generator<Problem> {
  const place = scalarAt(table, name)
  if (place?.type !== "string" || !/^https?:\/\//.test(place.value)) return
  const bare = place.value.replace(/^https?:\/\//, "").replace(/(?<!\/)\/+$/, "")
  yield {
    ...rejected(place, `the ${name} of ${bare} has a URI scheme`, `Write "${bare}".`),
    ...(inner.length === 0 && { edits: [{ path, start: place.start, end: place.end, text: `"${bare}"` }] }),
  }
}

function* unknown(entries: readonly Entry[], known: ReadonlySet<string>, where: string): Generator<Problem> {
  for (const { key } of entries) {
    if (known.has(key.value)) continue
    yield {
      message: `${where} has no option ${key.value}, so it is ignored without a word.`,
      help: [
        {
          do: `Use one of: ${[...known].join(", ")}.`,
          verify: 'podman --log-level=debug info 2>&1 | grep "Failed to decode keys"',
        },
      ],
      at: key,
      level: "warning",
      identity: key.value,
    }
  }
}

function rejected(at: Node, reason: string, way: string): Problem {
  return {
    message: `The whole file is rejected because ${reason}, so nothing can be pulled.`,
    help: [
      {
        do: way === "" ? "Correct it." : way,
        verify: "podman info --format '{{.Registries}}' ends without an error.",
      },
    ],
    at,
    identity: reason,
  }
}

const rootKeys = new Set([
  "registry",
  "registries",
  "unqualified-search-registries",
  "credential-helpers",
  "short-name-mode",
  "additional-layer-store-auth-helper",
  "aliases",
])
const registryKeys = new Set([
  "prefix",
  "location",
  "insecure",
  "blocked",
  "mirror",
  "mirror-by-digest-only",
  "pull-from-mirror",
])
const mirrorKeys = new Set(["location", "insecure", "pull-from-mirror"])

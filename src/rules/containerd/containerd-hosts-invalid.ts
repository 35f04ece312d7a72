import type { DocumentFact } from "../../model/facts.ts"
import { toml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import type { Edit } from "../../model/report.ts"
import { at, type Entry, isTrue, itemsAt, type Mapping, type Node, walk } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { brokenHostsFile, type HostsFile, hostsCode, rootKeys, tableKeys } from "./hosts.shared.ts"

export const containerdHostsInvalid = rule({
  id: "containerd-hosts-invalid",
  family: "containerd",
  level: "error",
  summary: "containerd cannot decode hosts.toml and ignores all of it",
  citations: [
    hostsCode(
      "loadHostDir",
      "A file that cannot be decoded is logged, and the certificate files of the directory are used instead.",
    ),
    hostsCode("parseHostConfig", "An unknown capability, and a `ca` or `client` of another type, are errors."),
  ],
  why: "Neither the mirror nor the TLS settings apply. Pulls go to the default server, and only the log says why.",
  fix: "Correct the value at the place; quote URLs in values and in table headers.",

  on: "containerd-hosts",
  *check(document) {
    const file = brokenHostsFile(document)
    if (file === undefined || document.template) return
    const where = file.namespace === undefined ? "" : ` for ${file.namespace}`
    const host = file.namespace ?? "HOST[:PORT]"
    const skips = file.tables.some(({ table }) => isTrue(at(table, "skip_verify")))
    yield* newCapabilities(file)
    for (const { reason, at: place } of faults(document, file.root))
      yield {
        message: `containerd cannot decode hosts.toml${where} (${reason}): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.`,
        help: [
          {
            do: "Correct the value. URLs stand in quotes, in values and in table headers:",
            copy: toml(`server = "https://${host}"`, `[host."https://${host}"]`),
            verify: "journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)",
          },
          ...(skips ? [{ do: 'Then skip_verify would turn verification off: write ca = "ca.crt" in its place.' }] : []),
        ],
        at: place,
        edits: document.inner.length > 0 ? [] : quotes(document, place),
        identity: reason,
      }
  },
})

/** `referrers` came with containerd 2.2: before, it is as unknown as any other word. */
function* newCapabilities({ tables }: HostsFile): Generator<Problem> {
  for (const { table } of tables)
    for (const item of itemsAt(table, "capabilities"))
      if (item.kind === "scalar" && item.value.toLowerCase() === "referrers")
        yield {
          message: `containerd before 2.2 does not know the capability "${item.value}" and ignores all of hosts.toml because of it.`,
          help: [{ do: "Leave it out, or see that every node has containerd 2.2: containerd --version" }],
          at: item,
          level: "notice",
          identity: "referrers",
        }
}

/** Quotes around a string that has none, as the reader took it. */
function quotes({ root, path }: DocumentFact, { start, end }: Span): Edit[] {
  for (const { node } of walk(root))
    if (node.kind === "scalar" && node.type === "string" && node.style === "plain" && node.start === start)
      return /["\\]/.test(node.value) ? [] : [{ path, start, end, text: `"${node.value}"` }]
  return []
}

interface Fault {
  readonly reason: string
  readonly at: Span
}

function* faults({ defects }: DocumentFact, root: Mapping): Generator<Fault> {
  // One syntax error is enough for the decoder to give up; what follows it may be its echo.
  const syntax = defects[0]
  if (syntax !== undefined) {
    yield { reason: syntax.reason, at: syntax }
    return
  }
  for (const entry of root.entries) if (rootKeys.has(entry.key.value)) yield* wrongType(entry)
  const host = at(root, "host")
  if (host?.kind !== "mapping") return
  for (const { key, value } of host.entries) {
    if (value.kind !== "mapping") {
      yield { reason: `host."${key.value}" is not a table`, at: key }
      continue
    }
    for (const entry of value.entries) if (tableKeys.has(entry.key.value)) yield* wrongType(entry)
  }
}

function* wrongType({ key, value }: Entry): Generator<Fault> {
  if (value.kind === "scalar" && isTemplated(value)) return
  if (key.value === "capabilities") yield* wrongCapabilities(value)
  else if (key.value === "client") yield* wrongClient(value)
  else {
    const expected = types[key.value]
    if (expected !== undefined && !expected.fits(value))
      yield { reason: `${key.value} is not ${expected.name}`, at: value.kind === "mapping" ? key : value }
  }
}

function* wrongCapabilities(value: Node): Generator<Fault> {
  if (value.kind !== "sequence") {
    yield { reason: "capabilities is not a list", at: value }
    return
  }
  for (const item of value.items) {
    if (!isText(item)) yield { reason: "a capability is not a string", at: item }
    else if (!isTemplated(item) && !capabilities.has(item.value.toLowerCase()))
      yield { reason: `unknown capability "${item.value}"`, at: item }
  }
}

/** A path, a list of paths, or a list of pairs of paths. */
function* wrongClient(value: Node): Generator<Fault> {
  if (isText(value)) return
  if (value.kind !== "sequence") {
    yield { reason: "client is neither a path nor a list", at: value }
    return
  }
  for (const item of value.items) {
    const pair = item.kind === "sequence" && item.items.length === 2 && item.items.every(isText)
    if (!isText(item) && !pair) yield { reason: "client has an entry that is neither a path nor a pair", at: item }
  }
}

function isText(node: Node): node is Node & { kind: "scalar" } {
  return node.kind === "scalar" && (node.type === "string" || node.type === "template")
}

function isBoolean(node: Node): boolean {
  return node.kind === "scalar" && node.type === "boolean"
}

/** The syntax of Go's time.ParseDuration: an empty text is not parsed by containerd. */
function isDuration(node: Node): boolean {
  return (
    isText(node) &&
    (node.value === "" || /^[+-]?((\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$|^[+-]?0$/.test(node.value))
  )
}

const capabilities = new Set(["pull", "resolve", "push", "referrers"])

const types: Readonly<Record<string, { readonly name: string; readonly fits: (node: Node) => boolean }>> = {
  server: { name: "a string", fits: isText },
  host: { name: "a table", fits: (node) => node.kind === "mapping" },
  skip_verify: { name: "a boolean: write true or false without quotes", fits: isBoolean },
  override_path: { name: "a boolean: write true or false without quotes", fits: isBoolean },
  ca: {
    name: "a path or a list of paths",
    fits: (node) => isText(node) || (node.kind === "sequence" && node.items.every(isText)),
  },
  header: {
    name: "a table of strings or lists of strings",
    fits: (node) =>
      node.kind === "mapping" &&
      node.entries.every(({ value }) => isText(value) || (value.kind === "sequence" && value.items.every(isText))),
  },
  dial_timeout: { name: 'a duration such as "10s"', fits: isDuration },
  proxy: { name: "a string", fits: isText },
}

import { posix } from "node:path"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { toml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, itemsAt, type Mapping, type Node, type Scalar } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { type HostsFile, hostsCode, hostsDoc, hostsFile, tableText, verifyPull } from "./hosts.shared.ts"

export const containerdHostsCaMissing = rule({
  id: "containerd-hosts-ca-missing",
  family: "containerd",
  level: "error",
  summary: "hosts.toml names a CA or client certificate that is not there",
  citations: [
    hostsCode("tlsConfigFromHost", 'A CA file that cannot be read is an error: "unable to read CA cert".'),
    hostsCode(
      "loadHostDir",
      "The `.crt` files of the directory are read only where there is no hosts.toml, or an empty one.",
    ),
    hostsDoc("Content Description", "All paths may be absolute or relative to the `hosts.toml` file."),
  ],
  why: "Every pull from the registry fails, also those that would work without the CA.",
  fix: "Add the file beside hosts.toml, in PEM, or correct the path.",

  on: "containerd-hosts",
  *check(document, { inventory }) {
    const file = hostsFile(document)
    // What a ConfigMap or a cloud-init file lies beside is not known here.
    if (file === undefined || document.inner.length > 0) return
    yield* forgotten(document, file, inventory)
    for (const table of file.tables) {
      const host = tableText(table, file)
      for (const { path, isCa } of named(table.table)) {
        if (isTemplated(path)) continue
        const target = fileOf(path.value, document)
        if (target === undefined) continue
        const fault = faultOf(target, isCa, inventory)
        if (fault === undefined) continue
        yield {
          message: `The ${isCa ? "CA" : "client certificate"} ${path.value} for ${host} ${fault}, so every pull from it fails.`,
          help: [
            {
              do: `Put the ${isCa ? "CA certificate, in PEM," : "file"} at ${target}, or correct the path (a relative one counts from hosts.toml).`,
              verify: verifyPull(file.namespace ?? host),
            },
          ],
          at: path,
          identity: path.value,
        }
      }
    }
  },
})

/** A CA that lies beside hosts.toml, as Docker wants it, is used only where there is no hosts.toml, or an empty one. */
function* forgotten({ path, root }: DocumentFact, file: HostsFile, { files }: Inventory): Generator<Problem> {
  const own = file.tables.filter(({ host }) => host !== undefined && host === hostOf(file.namespace ?? ""))
  if (file.root.entries.length === 0 || own.length === 0) return
  const settled = own.some(({ table }) => ["ca", "skip_verify"].some((key) => at(table, key) !== undefined))
  if (settled || own.some(({ url }) => /^http:/i.test(url?.value ?? "")) || hasSlip(file)) return
  const used = new Set(
    file.tables.flatMap(({ table }) => [...named(table)].map(({ path }) => posix.basename(path.value))),
  )
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  for (const [other, { bundles }] of files) {
    const name = other.slice(folder.length)
    if (!other.startsWith(folder) || !/^[^/]+\.crt$/.test(name) || used.has(name)) continue
    if (!bundles.some(({ certificates }) => certificates.length > 0)) continue
    const first = own[0]!.url ?? root
    yield {
      message: `containerd does not use ${name} beside hosts.toml because the file does not name it, so pulls from ${file.namespace} fail where only that CA vouches for it.`,
      help: [
        {
          do: `Name it in the table of ${file.namespace}:`,
          copy: toml(`ca = "${name}"`),
          verify: verifyPull(file.namespace ?? ""),
        },
      ],
      at: first,
      level: "warning",
      identity: name,
    }
    return
  }
}

/** A slip that other rules speak about: with a capability that it does not know, containerd falls back to this very file. */
function hasSlip({ root, tables }: HostsFile): boolean {
  return (
    at(root, "hosts") !== undefined ||
    tables.some(
      ({ table }) =>
        table.entries.some(({ key }) => /insecure|verify|ca_?(file|cert)|^tls$/i.test(key.value)) ||
        itemsAt(table, "capabilities").some(
          (item) => item.kind !== "scalar" || !/^(pull|resolve|push|referrers)$/i.test(item.value),
        ),
    )
  )
}

function* named(table: Mapping): Generator<{ path: Scalar; isCa: boolean }> {
  for (const path of texts(at(table, "ca"))) yield { path, isCa: true }
  for (const path of texts(at(table, "client"))) yield { path, isCa: false }
}

function* texts(node: Node | undefined): Generator<Scalar> {
  if (node?.kind === "sequence") for (const item of node.items) yield* texts(item)
  // In a pair the key may be "": then it is in the file of the certificate.
  if (node?.kind === "scalar" && node.type === "string" && node.value !== "") yield node
}

/**
 * The file of the repository that a path of hosts.toml means. An absolute path means one where the repository keeps an
 * image of the node's root, and only below certs.d: what else is on the node comes from its system or another tool.
 */
function fileOf(path: string, { name }: DocumentFact): string | undefined {
  if (!path.startsWith("/")) return posix.join(posix.dirname(name), path)
  const root = /^(.*?)(?:^|\/)etc\/(?:containerd|docker)\/certs\.d\//.exec(name)?.[1]
  if (root === undefined || !/^\/etc\/(containerd|docker)\/certs\.d\//.test(path)) return undefined
  return posix.join(root, path.slice(1))
}

function faultOf(target: string, isCa: boolean, { paths, files }: Inventory): string | undefined {
  if (!paths.has(target)) return "is not in the repository"
  const facts = files.get(target)
  if (
    !isCa ||
    facts?.notes.length ||
    facts?.bundles.some(({ certificates, requests }) => certificates.length > 0 || requests > 0)
  )
    return undefined
  const placeholder = facts?.bundles.some(({ defects }) => defects.some(({ reason }) => reason === "placeholder"))
  return placeholder ? undefined : "holds no certificate"
}

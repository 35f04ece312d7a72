import { append } from "../model/append.ts"
import type { DocumentFact } from "../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, walk } from "../model/tree.ts"
import { directiveFiles, haproxyFiles } from "./directive-files.ts"
import type { Purpose } from "./reference.ts"
import { isLiteral, scalarsAt } from "./ways.ts"

/** A place where a configuration names a file. */
export interface FileReference {
  readonly user: DocumentFact
  readonly label: string
  readonly at: Scalar
  readonly path: string
  readonly purpose: Purpose
  readonly hosts: readonly Scalar[]
  /** The file with the private key that belongs to it. */
  readonly key?: Scalar
}

/** The files with certificates that a configuration names. */
export function fileReferencesIn(user: DocumentFact): FileReference[] {
  const label = `${user.kind} ${user.carrier === undefined ? user.path : user.name}`
  const found = (node: Node | undefined, purpose: Purpose, hosts: readonly Scalar[] = []): FileReference[] =>
    (node?.kind === "sequence" ? node.items : [node]).flatMap((one) =>
      one?.kind === "scalar" && isLiteral(one) ? [{ user, label, at: one, path: one.value, purpose, hosts }] : [],
    )
  const { root } = user
  switch (user.kind) {
    case "compose":
      return composed(user)
    case "kubeconfig":
      return [
        ...itemsAt(root, "clusters").flatMap((item) =>
          found(at(item, "cluster", "certificate-authority"), "trust", scalarsAt(item, "cluster.server")),
        ),
        ...itemsAt(root, "users").flatMap((item) =>
          withKey(found(at(item, "user", "client-certificate"), "client"), scalarAt(item, "user", "client-key")),
        ),
      ]
    case "nginx":
    case "apache":
      return directiveFiles(user, label)
    case "haproxy":
      return haproxyFiles(user, label)
    case "containerd-hosts":
      return [
        ...found(at(root, "ca"), "trust", scalarsAt(root, "server")),
        ...entriesAt(root, "host").flatMap(({ key, value }) => found(at(value, "ca"), "trust", [key])),
      ]
    case "k3s-registries":
      return entriesAt(root, "configs").flatMap(({ key, value }) => [
        ...found(at(value, "tls", "ca_file"), "trust", [key]),
        ...withKey(found(at(value, "tls", "cert_file"), "client"), scalarAt(value, "tls", "key_file")),
      ])
    case "buildkitd":
      return entriesAt(root, "registry").flatMap(({ key, value }) => found(at(value, "ca"), "trust", [key]))
    default:
      return keyed(user, found)
  }
}

/** `ca_file`, `certFile` and their like, wherever they stand. */
function keyed(
  { root }: DocumentFact,
  found: (node: Node, purpose: Purpose, hosts?: readonly Scalar[]) => FileReference[],
): FileReference[] {
  const references: FileReference[] = []
  for (const visit of walk(root, 100_000)) {
    const { node, parent, step: key } = visit
    const purpose = keys.find(([pattern]) => pattern.test(key))?.[1]
    if (purpose === undefined || node.kind === "mapping") continue
    const name = scalarAt(parent, "server_name") ?? scalarAt(parent, "serverName")
    const isServer = purpose === "client" && visit.path.includes("certificates")
    const own = purpose === "client" ? keyBeside(parent) : undefined
    const named = found(node, isServer ? "server" : purpose, name === undefined ? [] : [name])
    append(references, withKey(named, own))
  }
  return references
}

function withKey(references: readonly FileReference[], key: Scalar | undefined): FileReference[] {
  return references.map((reference) => (key === undefined ? reference : { ...reference, key }))
}

/** The key of `certFile`, `cert_file`: `keyFile`, `key_file`. */
function keyBeside(parent: Node | undefined): Scalar | undefined {
  return ["keyFile", "key_file", "keyfile", "client_key"]
    .map((key) => scalarAt(parent, key))
    .find((key) => key !== undefined)
}

/** Secrets and configs of a compose file, and what its services mount of the repository. */
function composed(user: DocumentFact): FileReference[] {
  const { root } = user
  return entriesAt(root, "services").flatMap(({ key: service, value }): FileReference[] => {
    const label = `compose service ${service.value}`
    const named = ["secrets", "configs"].flatMap((section) =>
      itemsAt(value, section).flatMap((item) => {
        const source = item.kind === "scalar" ? item : scalarAt(item, "source")
        return source === undefined ? [] : (scalarAt(root, section, source.value, "file") ?? [])
      }),
    )
    const mounted = itemsAt(value, "volumes").flatMap((item): Scalar[] => {
      if (item.kind !== "scalar") return [scalarAt(item, "source") ?? []].flat()
      const [source = ""] = item.value.split(":")
      return [{ ...item, value: source }]
    })
    return [...named, ...mounted.filter((source) => /^\.{0,2}\//.test(source.value))]
      .filter(isLiteral)
      .map((at) => ({ user, label, at, path: at.value, purpose: "mount", hosts: [] }))
  })
}

const keys: readonly (readonly [RegExp, Purpose])[] = [
  [/^(ca_?file|ca_?files|rootCAs|root_ca)$/i, "trust"],
  [/^(cert_?file|client_cert)$/i, "client"],
]

import type { DocumentFact } from "../model/facts.ts"
import {
  at,
  entriesAt,
  isTrue,
  type Mapping,
  type Node,
  type Scalar,
  scalarAt,
  textAt,
  type Visit,
  walk,
} from "../model/tree.ts"
import { type Pattern, patterns } from "./patterns.ts"
import type { Purpose, Reference } from "./reference.ts"
import { isLiteral, nodesAt, scalarsAt } from "./ways.ts"

/** The Secrets and ConfigMaps that a document names, each once for a place. */
export function referencesIn(user: DocumentFact): Reference[] {
  if (user.resource !== undefined && passive.test(user.resource.kind)) return []
  const known = new Map<Scalar, Reference>()
  if (user.resource !== undefined) {
    const { apiVersion, kind } = user.resource
    const type = `${apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")))}/${kind}`
    for (const pattern of patterns)
      if (pattern.of.test(type)) for (const found of matches(user, pattern)) known.set(found.at, found)
    for (const found of annotated(user)) known.set(found.at, found)
  }
  for (const visit of walk(user.root, 200_000))
    for (const found of generic(user, visit)) if (!known.has(found.at)) known.set(found.at, found)
  return [...known.values()]
}

function matches(user: DocumentFact, pattern: Pattern): Reference[] {
  return nodesAt(user.root, pattern.at).flatMap((base) => {
    const hosts = pattern.hosts?.(base, user.root) ?? []
    const listener = pattern.listener === true ? textAt(base, "name") : undefined
    return nodesAt(base, pattern.name).flatMap((node): Reference[] => {
      const parent = pattern.name.includes(".") ? parentsOf(base, pattern.name, node) : base
      const found = node.kind === "mapping" ? scalarAt(node, "name") : node
      if (found?.kind !== "scalar" || !isLiteral(found)) return []
      const holder = node.kind === "mapping" ? node : parent
      const qualified = /^([a-z0-9-]+)\/([^/]+)$/.exec(found.value)
      const written = scalarAt(holder, "namespace")
      const namespace = qualified?.[1] ?? (pattern.own === true ? undefined : textAt(holder, "namespace"))
      const key = pattern.key === undefined ? undefined : textAt(holder, pattern.key)
      return [
        {
          user,
          at: found,
          kind: pattern.kind ?? kindOf(holder),
          name: qualified?.[2] ?? found.value,
          ...(namespace !== undefined && { namespace }),
          ...(pattern.own === true && written !== undefined && { unread: written }),
          anywhere: pattern.anywhere ?? false,
          purpose: pattern.purpose,
          keys: key === undefined ? (pattern.keys ?? []) : [key],
          hosts,
          ...(listener !== undefined && { listener }),
        },
      ]
    })
  })
}

/** The mapping that a scalar stands in, below a base. */
function parentsOf(base: Node, way: string, node: Node): Node {
  const above = way.slice(0, way.lastIndexOf("."))
  return nodesAt(base, above).find((parent) => parent === node || children(parent).includes(node)) ?? base
}

function children(node: Node): readonly Node[] {
  return node.kind === "mapping" ? node.entries.map(({ value }) => value) : node.kind === "sequence" ? node.items : []
}

function kindOf(node: Node): Reference["kind"] {
  return /^configmap$/i.test(textAt(node, "kind") ?? textAt(node, "type") ?? "") ? "ConfigMap" : "Secret"
}

/** Annotations that name a Secret as `namespace/name`. */
function annotated(user: DocumentFact): Reference[] {
  return entriesAt(user.root, "metadata", "annotations").flatMap(({ key, value }): Reference[] => {
    const purpose = annotations.find(([pattern]) => pattern.test(key.value))?.[1]
    if (purpose === undefined || value.kind !== "scalar" || !isLiteral(value)) return []
    const [, namespace, name] = /^(?:([^/]+)\/)?([^/]+)$/.exec(value.value) ?? []
    if (name === undefined) return []
    const keys = purpose === "client" ? [] : ["ca.crt"]
    const base = { user, at: value, kind: "Secret", name, anywhere: false, purpose, keys, hosts: [] } as const
    return [namespace === undefined ? base : { ...base, namespace }]
  })
}

/** What looks like a reference in any API: `secretName`, `secretKeyRef: {name, key}`, `{kind: Secret, name}`. */
function generic(user: DocumentFact, visit: Visit): Reference[] {
  const { node, step: key } = visit
  if (node.kind === "scalar") {
    if (!/^(secretName|.+SecretName|credentialName|secret_name|existing_?Secret)$/i.test(key) || !isLiteral(node))
      return []
    return [bare(user, node, "Secret", purposeOf(visit.path), [])]
  }
  if (node.kind !== "mapping") return []
  const served = scalarAt(node, "secretName")
  const hosts = scalarsAt(node, "hosts[]")
  if (served !== undefined && hosts.length > 0 && isLiteral(served))
    return [{ ...bare(user, served, "Secret", "server", ["tls.crt", "tls.key"]), hosts }]
  const name = scalarAt(node, "name")
  if (name === undefined || !isLiteral(name)) return []
  const kind = genericKind(key, node)
  if (kind === undefined) return []
  const read = textAt(node, "key")
  const namespace = textAt(node, "namespace")
  const plain = bare(user, name, kind, purposeOf(visit.path), read === undefined ? [] : [read])
  const found = isTrue(at(node, "optional")) ? { ...plain, optional: true as const } : plain
  return [namespace === undefined ? found : { ...found, namespace }]
}

function genericKind(key: string, node: Mapping): Reference["kind"] | undefined {
  const kind = textAt(node, "kind") ?? textAt(node, "type")
  if (kind === "Secret" || kind === "ConfigMap") return at(node, "apiVersion") === undefined ? kind : undefined
  if (/^(secret|secret(Key)?Ref|.+Secret(Key)?(Ref|Selector)|.+SecretRef|caSecret|keySecret)$/.test(key))
    return "Secret"
  return /^(configMap|configMap(Key)?Ref|.+ConfigMap(Key)?Ref)$/.test(key) ? "ConfigMap" : undefined
}

function bare(
  user: DocumentFact,
  name: Scalar,
  kind: Reference["kind"],
  purpose: Purpose,
  keys: readonly string[],
): Reference {
  return { user, at: name, kind, name: name.value, anywhere: false, purpose, keys, hosts: [] }
}

/** What the way to a reference says of its purpose. */
function purposeOf(path: readonly string[]): Purpose {
  const way = path.filter((step) => !/^\d+$/.test(step)).join(".")
  if (/(^|\.)(volumes|env|envFrom|extraVolumes|extraEnv\w*|valuesFrom|substituteFrom)(\.|$)/.test(way)) return "mount"
  if (
    /(^|\.)(ca|caBundle\w*|ca(Bundle)?Secret\w*|caCert\w*|caProvider|trusted\w*|trust\w*|rootCA\w*|ca(Certificate)?Refs?)(\.|$)/i.test(
      way,
    )
  )
    return "trust"
  return /(^|\.)(client\w*|cert|keySecret)(\.|$)/.test(way) ? "client" : "other"
}

/** Kinds that hold or describe, and name nothing that they use. */
const passive =
  /^(Secret|ConfigMap|SealedSecret|CustomResourceDefinition|ExternalSecret|ClusterExternalSecret|Event|Namespace)$/

const annotations: readonly (readonly [RegExp, Purpose])[] = [
  [/^(nginx\.)?ingress\.kubernetes\.io\/auth-tls-secret$|^haproxy-ingress\.github\.io\/auth-tls-secret$/, "clients"],
  [
    /^(nginx\.)?ingress\.kubernetes\.io\/proxy-ssl-secret$|^haproxy-ingress\.github\.io\/secure-(verify-ca|crt)-secret$/,
    "trust",
  ],
  [/^haproxy\.org\/(client-ca)$/, "clients"],
  [/^haproxy\.org\/(server-ca)$/, "trust"],
  [/^cert-manager\.io\/inject-ca-from-secret$/, "trust"],
]

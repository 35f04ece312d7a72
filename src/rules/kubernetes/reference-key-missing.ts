import { listed } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import { at, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { definitionsOf } from "../../usage/definitions.ts"
import { type Reference, usageOf } from "../../usage/index.ts"
import { type Resolved, resolved } from "../../usage/resolved.ts"
import type { VolumeSource } from "../../workloads/container-parts.ts"
import { containersOf } from "../../workloads/workloads.ts"
import { caReferences } from "../ca/ca-references.shared.ts"
import { trustVariables } from "../ca/trust-variables.shared.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const referenceKeyMissing = rule({
  id: "reference-key-missing",
  family: "kubernetes",
  level: "error",
  summary: "A key of a Secret or ConfigMap is read that the object does not have",
  citations: [
    {
      document: "Kubernetes API reference",
      section: "SecretVolumeSource, items",
      says: "If a key is specified which is not present in the Secret, the volume setup will error unless it is marked optional.",
      url: "https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/",
    },
    {
      document: "Kubernetes",
      section: "pkg/kubelet, doSafeMakeDir for subPath",
      says: "A subPath that is not there is made, as a directory.",
      url: "https://github.com/kubernetes/kubernetes/issues/115131",
    },
    {
      document: "Istio documentation",
      section: "Secure Gateways, Key formats",
      says: "For mutual TLS the CA stands in ca.crt or cacert of the Secret, or in a Secret of the same name with the suffix -cacert.",
      url: "https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#key-formats",
    },
  ],
  why: "Pods stay in ContainerCreating or do not start, because a directory stands where a file is asked for; gateways and ingress controllers serve no certificate, and nobody says so before the roll-out.",
  fix: "Name a key that the object has, or give it the key that is read.",

  on: "repository",
  *check(inventory) {
    const read = new Set(caReferences(inventory).map(({ document, at }) => placeOf({ user: document, at })))
    for (const reference of usageOf(inventory).references) {
      if (read.has(placeOf(reference)) && isPlain(reference, inventory)) continue
      yield* ofReference(reference, inventory)
    }
    for (const document of inventory.documents("kubernetes"))
      if (!document.template && document.resource !== undefined) yield* ofVolumes(document, inventory)
    for (const document of inventory.objects("Gateway")) yield* mutualWithoutCa(document, inventory)
  },
})

/** Nodes of two askings are equal, not the same. */
function placeOf({ user, at: { start } }: Pick<Reference, "user" | "at">): string {
  return `${user.path} ${start}`
}

/** Whether cm-secret-ca-content speaks of the keys of what a reference finds: it looks at manifests only. */
function isPlain({ kind, name }: Reference, inventory: Inventory): boolean {
  return definitionsOf(inventory)
    .of(kind, name)
    .some(({ complete }) => complete)
}

/** The keys that an API reads, or that the reference names. */
function* ofReference(reference: Reference, inventory: Inventory): Generator<Problem> {
  const { user, keys, purpose, kind, name, optional, at: place } = reference
  if (keys.length === 0 || purpose === "issued" || optional === true) return
  const found = resolved(reference, inventory)
  if (found === undefined) return
  const missing = missingOf(reference, found.keys)
  if (missing === undefined || !isOfTls(found, missing)) return
  yield {
    message: `${label(user, inventory)} reads ${missing} of the ${kind} ${name}, which only has ${listed(found.keys)}: ${consequence(reference)}.`,
    ...helped(missing, found, kind, name, inventory),
    at: inventory.locate(user.path, place, user.inner),
    level: found.complete ? "error" : "warning",
    identity: `${kind} ${name} ${missing}`,
    ...(user.resource && { resource: user.resource }),
  }
}

/** All keys of a pair are needed; of others, any will do. */
function missingOf({ keys, purpose, user }: Reference, has: readonly string[]): string | undefined {
  if (user.resource?.apiVersion.startsWith("networking.istio.io/") === true) {
    const isPair = [
      ["tls.crt", "tls.key"],
      ["cert", "key"],
    ].some((pair) => pair.every((key) => has.includes(key)))
    return isPair ? undefined : "tls.crt and tls.key"
  }
  const isPair = keys.includes("tls.crt") && (purpose === "server" || purpose === "client" || purpose === "signer")
  const missing = keys.filter((key) => !has.includes(key))
  // A private key is rightly kept out of a repository: whoever adds it there is not told of its absence.
  const told = has.includes("tls.crt") ? missing.filter((key) => key !== "tls.key") : missing
  if (isPair) return told.length === 0 ? undefined : told.join(" and ")
  return missing.length < keys.length ? undefined : keys.join(" or ")
}

/** `items` and `subPath`, in the volumes of pods. */
function* ofVolumes(document: DocumentFact, inventory: Inventory): Generator<Problem> {
  const seen = new Set<number>()
  for (const container of containersOf(document)) {
    const read = new Set(
      container.environment.flatMap(({ name, value }) => (trustVariables.has(name) ? [value?.value ?? ""] : [])),
    )
    for (const mount of container.mounts) {
      const { volume, subPath, path } = mount
      if (volume === undefined) continue
      for (const source of volume.sources) {
        if (seen.has(source.node.start)) continue
        seen.add(source.node.start)
        yield* ofItems(source, document, inventory)
      }
      const [source] = volume.sources
      if (subPath === undefined || source === undefined || volume.sources.length !== 1 || read.has(path)) continue
      if (/[{}$/]/.test(subPath)) continue
      yield* ofSubPath(source, subPath, path, scalarAt(mount.node, "subPath") ?? mount.node, document, inventory)
    }
  }
}

function* ofItems(source: VolumeSource, document: DocumentFact, inventory: Inventory): Generator<Problem> {
  const found = sourceOf(source, document, inventory)
  if (found === undefined) return
  const { resolved: object, kind, name } = found
  for (const item of itemsAt(source.node, "items")) {
    const key = scalarAt(item, "key")
    if (key === undefined || key.type === "template" || object.keys.includes(key.value)) continue
    if (!isOfTls(object, key.value)) continue
    yield {
      message: `A volume of ${label(document, inventory)} takes ${key.value} from the ${kind} ${name}, which only has ${listed(object.keys)}: the mount fails (“references non-existent secret key”), and the pod does not start.`,
      ...helped(key.value, object, kind, name, inventory),
      ...place(key, document, object, inventory),
      identity: `items ${name} ${key.value}`,
    }
  }
}

function* ofSubPath(
  source: VolumeSource,
  subPath: string,
  path: string,
  node: Span,
  document: DocumentFact,
  inventory: Inventory,
): Generator<Problem> {
  const found = sourceOf(source, document, inventory)
  if (found === undefined) return
  const { resolved: object, kind, name } = found
  const files = source.items.length > 0 ? source.items.map((item) => item.path) : object.keys
  if (files.some((file) => file === subPath || file.startsWith(`${subPath}/`)) || !isOfTls(object, subPath)) return
  yield {
    message: `${path} of ${label(document, inventory)} is to be ${subPath} of the ${kind} ${name}, which only has ${listed(files)}: the kubelet makes an empty directory there, and the container does not start or finds no file.`,
    ...helped(subPath, object, kind, name, inventory),
    ...place(node, document, object, inventory),
    identity: `subPath ${name} ${subPath}`,
  }
}

function sourceOf(source: VolumeSource, document: DocumentFact, inventory: Inventory) {
  if (source.kind === "other" || isTrue(at(source.node, "optional"))) return undefined
  const kind = source.kind === "secret" ? "Secret" : "ConfigMap"
  const name = scalarAt(source.node, "secretName") ?? scalarAt(source.node, "name")
  if (name === undefined || name.type === "template") return undefined
  const base = { user: document, at: name, kind, name: name.value, purpose: "mount" } as const
  const reference: Reference = { ...base, anywhere: false, keys: [], hosts: [] }
  const object = resolved(reference, inventory)
  return object === undefined ? undefined : { resolved: object, kind, name: name.value }
}

/** MUTUAL takes the CA of the clients from ca.crt or cacert of the same Secret, or from NAME-cacert. */
function* mutualWithoutCa(document: DocumentFact, inventory: Inventory): Generator<Problem> {
  if (!document.resource?.apiVersion.startsWith("networking.istio.io/") || document.template) return
  for (const server of itemsAt(document.root, "spec", "servers")) {
    const mode = textAt(server, "tls", "mode") ?? ""
    const name = scalarAt(server, "tls", "credentialName")
    const ca = textAt(server, "tls", "caCertCredentialName")
    if (!/^(OPTIONAL_)?MUTUAL$/.test(mode) || name === undefined || name.type === "template" || ca !== undefined)
      continue
    if (definitionsOf(inventory).of("Secret", `${name.value}-cacert`).length > 0) continue
    if (definitionsOf(inventory).mayBeMade(`${name.value}-cacert`)) continue
    const reference = usageOf(inventory).references.find(
      (one) => placeOf(one) === placeOf({ user: document, at: name }),
    )
    const object = reference && resolved(reference, inventory)
    if (object === undefined || object.keys.some((key) => key === "ca.crt" || key === "cacert")) continue
    yield {
      message: `${label(document, inventory)} asks clients for certificates (${mode}), but the Secret ${name.value} only has ${listed(object.keys)}, and there is no Secret ${name.value}-cacert: the gateway gets no CA to verify them with and serves nothing on the listener.`,
      ...helped("ca.crt", object, "Secret", name.value, inventory),
      ...place(name, document, object, inventory),
      identity: `mutual ${name.value}`,
    }
  }
}

function place(node: Span, document: DocumentFact, object: Resolved, inventory: Inventory) {
  return {
    at: inventory.locate(document.path, node, document.inner),
    level: object.complete ? ("error" as const) : ("warning" as const),
    ...(document.resource && { resource: document.resource }),
  }
}

function helped(key: string, { keys, definitions }: Resolved, kind: string, name: string, inventory: Inventory) {
  const [first] = definitions
  const alike = keys.find((one) => /\.(crt|pem|cer)$/.test(one) && /^ca|root/.test(one)) ?? keys[0]
  return {
    help: [
      {
        do: `Read a key that is there${alike === undefined ? "" : ` (${alike})`}, or give ${first === undefined ? name : objectText(first.document)} the key ${key}.`,
        verify: `kubectl get ${kind.toLowerCase()} ${name} -o jsonpath='{.data}'`,
      },
    ],
    related: definitions.slice(0, 3).map(({ document, at: where }) => ({
      at: inventory.locate(document.path, where, document.inner),
      message: "what it has is written here",
    })),
  }
}

/** Whether it is about certificates, and not about any setting of any program. */
function isOfTls({ definitions }: Resolved, key: string): boolean {
  return definitions.some(({ tls }) => tls) || /\.(crt|cer|pem|key|jks|p12|pfx)$|^(ca|cert|tls)([-_.]|$)/i.test(key)
}

function consequence({ purpose }: Reference): string {
  switch (purpose) {
    case "server":
      return "it has no certificate to serve, and clients get another one or none"
    case "signer":
      return "the issuer is never ready"
    case "mount":
      return "the container does not start (CreateContainerConfigError)"
    case "clients":
      return "no client can be verified"
    case "trust":
      return "it finds no CA there"
    default:
      return "it finds nothing there"
  }
}

function label(user: DocumentFact, inventory: Inventory): string {
  return user.resource === undefined ? user.path : usageOf(inventory).identities.label(user, user.resource)
}

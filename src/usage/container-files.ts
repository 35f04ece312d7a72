import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact, KeyFact } from "../model/facts.ts"
import type { Node } from "../model/tree.ts"
import { type Container, containersOf } from "../workloads/workloads.ts"
import { bundlesAt } from "./mounted.ts"
import type { Purpose } from "./reference.ts"
import { certificateStems, keyStems, stemOf } from "./stems.ts"

/** A file with certificates that a flag or a variable of a container names. */
export interface ContainerFile {
  readonly user: DocumentFact
  /** `--tls-cert-file of Deployment web/api`. */
  readonly label: string
  readonly at: Node
  readonly purpose: Purpose
  readonly bundles: readonly BundleFact[]
  /** The key that the container is told to use with it. */
  readonly key?: KeyFact
  readonly where: string
}

/** The certificates that programs in containers are told to use, by the names of flags and variables. */
export function containerFiles(inventory: Inventory): ContainerFile[] {
  return (["kubernetes", "compose"] as const).flatMap((kind) =>
    inventory
      .documents(kind)
      .filter((document) => !document.template)
      .flatMap((document) => containersOf(document).flatMap((container) => filesOf(container, document, inventory))),
  )
}

interface Setting {
  readonly name: string
  /** The name without what differs between programs: `tlscert` of `--tls-cert-file`. */
  readonly stem: string
  readonly path: string
  readonly node: Node
}

function filesOf(container: Container, user: DocumentFact, inventory: Inventory): ContainerFile[] {
  if (container.mounts.length === 0) return []
  const settings = settingsOf(container)
  return settings.flatMap((setting): ContainerFile[] => {
    if (!certificateStems.test(setting.stem)) return []
    const key = settings.find(({ stem }) => keyStems(setting.stem).includes(stem))
    const bundles = bundlesAt(container, setting.path, inventory)
    if (bundles.length === 0) return []
    const keys = key === undefined ? [] : bundlesAt(container, key.path, inventory).flatMap((bundle) => bundle.keys)
    return [
      {
        ...{ user, at: setting.node, bundles, purpose: purposeOf(setting, container) },
        label: `${setting.name} of ${labelOf(container)}`,
        where: key?.path ?? "",
        ...(keys.length === 1 && { key: keys[0]! }),
      },
    ]
  })
}

function settingsOf({ arguments: list, environment }: Container): Setting[] {
  const flags = list.flatMap(({ flag, value, node }) =>
    value === undefined ? [] : [{ name: flag, path: value, node: node as Node }],
  )
  const variables = environment.flatMap(({ name, value }) =>
    value === undefined || value.type === "template" ? [] : [{ name, path: value.value, node: value as Node }],
  )
  return [...flags, ...variables]
    .filter(({ path }) => /^\/[^\s{}$<>*:]+$/.test(path))
    .map((setting) => ({ ...setting, stem: stemOf(setting.name) }))
}

function purposeOf({ name, stem }: Setting, { arguments: list, image = "", node }: Container): Purpose {
  if (/client/.test(stem) || clients.test(name)) return "client"
  const first = node.kind === "mapping" ? image : ""
  if (/^-/.test(name) && /^(--cert|-E)$/.test(name) && isFetching(list, first)) return "client"
  if (
    /^--tls-(cert|crt|certificate)(-file)?$|^--(secure-|https-)?serving-cert|server/.test(name) &&
    !isFetching(list, first)
  )
    return "server"
  return servers.test(name) ? "server" : "mount"
}

/** Whether a container runs a program that only fetches. */
function isFetching(list: Container["arguments"], image: string): boolean {
  return (
    /(^|\/)(curl|curlimages\/curl|wget|alpine\/curl|postgres-client|psql|mysql-client|redis-cli)(:|@|$)/.test(image) ||
    list.some(({ flag }) => flag === "--cacert")
  )
}

function labelOf({ resource, document, name }: Container): string {
  if (resource !== undefined)
    return `${resource.kind} ${resource.namespace === undefined ? "" : `${resource.namespace}/`}${resource.name}`
  return `service ${name} of ${document.path}`
}

/** Variables of clients: libpq, etcdctl, Vault's, Consul's and Nomad's command lines, Docker's. */
const clients =
  /^(PGSSLCERT|ETCDCTL_CERT|ETCDCTL_CERT_FILE|VAULT_CLIENT_CERT|CONSUL_CLIENT_CERT|NOMAD_CLIENT_CERT|MYSQL_SSL_CERT|DB_SSL_?CERT|DATABASE_SSL_?CERT|REDIS_TLS_CERT(_FILE)?|KAFKA_SSL_CERT(IFICATE)?(_LOCATION)?|--(etcd-certfile|kubelet-client-certificate|proxy-client-cert-file|tls-client-cert|sslcert))$/
/** Variables of servers that say what they are. */
const servers =
  /^(REGISTRY_HTTP_TLS_CERTIFICATE|KC_HTTPS_CERTIFICATE_FILE|GF_SERVER_CERT_FILE|GITEA__server__CERT_FILE|N8N_SSL_CERT|MM_SERVICESETTINGS_TLSCERTFILE|ETCD_CERT_FILE|DOCKER_TLS_CERT|MINIO_.*PUBLIC_CERT)$/

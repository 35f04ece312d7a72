import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { toml, yaml } from "../../model/help.ts"
import { hostOf, nameOf } from "../../model/hosts.ts"
import {
  at,
  type Entry,
  entriesAt,
  entryAt,
  itemsAt,
  type Node,
  type Scalar,
  scalarAt,
  textAt,
  walk,
} from "../../model/tree.ts"
import { hostDirectories } from "../docker/certsd.shared.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { registryTables } from "./config.shared.ts"
import { hostsFile } from "./hosts.shared.ts"

export const mirrorSettingsOfUpstream = rule({
  id: "mirror-settings-of-upstream",
  family: "containerd",
  level: "error",
  summary: "TLS settings are written for the registry that is mirrored, and the mirror that is asked has none",
  citations: [
    {
      document: "K3s documentation: Private Registry Configuration",
      section: "Configs",
      says: "The TLS and credentials of each registry are looked up by the host of the endpoint that is dialled.",
      url: "https://docs.k3s.io/installation/private-registry#configs",
    },
    {
      document: "containerd",
      section: "docs/hosts.md, host fields",
      says: "The fields at the top are for the server; each [host] table has its own.",
      url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
    },
    {
      document: "Talos",
      section: "v1alpha1, RegistriesConfig, config",
      says: "The configuration is by the host name of the endpoint: the registry, or the mirror.",
      url: "https://www.talos.dev/latest/reference/configuration/v1alpha1/config/",
    },
  ],
  why: "The runtime dials the mirror and looks its settings up by the mirror's host. It finds none, so the CA or the client certificate is not used: “certificate signed by unknown authority”.",
  fix: "Write the settings under the host of the endpoint, with its port.",

  on: ["k3s-registries", "containerd-config", "containerd-hosts", "talos", "kubernetes", "plain", "repository"],
  *check(subject, { inventory }) {
    if (!("root" in subject)) yield* ofDirectories(inventory)
    else if (subject.kind === "containerd-hosts") yield* ofHosts(subject)
    else for (const pair of pairsIn(subject)) yield* ofPair(pair)
  },
})

/** Mirrors and settings that belong together, as a runtime reads them. */
interface Pair {
  readonly mirrors: readonly { readonly name: string; readonly endpoints: readonly Scalar[] }[]
  readonly settings: readonly { readonly key: Scalar; readonly tls: boolean }[]
  /** Where the settings are written, for a sentence. */
  readonly where: string
}

function* ofPair({ mirrors, settings, where }: Pair): Generator<Problem> {
  const keys = new Set(settings.map(({ key }) => key.value))
  for (const { key, tls } of settings) {
    const mirror = mirrors.find(({ name }) => name === key.value)
    if (mirror === undefined || !tls || isTemplated(key) || mirror.endpoints.length === 0) continue
    if (mirror.endpoints.some((endpoint) => isTemplated(endpoint))) continue
    const hosts = mirror.endpoints.flatMap(({ value }) => hostOf(value) ?? [])
    const secured = mirror.endpoints
      .filter(({ value }) => !/^http:/i.test(value))
      .flatMap(({ value }) => hostOf(value) ?? [])
    if (hosts.includes(key.value) || aliases(key.value).some((alias) => hosts.includes(alias))) continue
    const bare = secured.find((host) => !keys.has(host))
    if (bare === undefined || hosts.some((host) => keys.has(host)) || keys.has("*")) continue
    yield {
      message: `The TLS settings in ${where} are for ${key.value}, but what is asked is its mirror ${bare}, which has none: they are not used.`,
      help: [
        {
          do: "Write them under the host of the endpoint, with its port as it stands there:",
          copy: yaml(`"${bare}":`, "  tls:", "    ca_file: /etc/ssl/registry-ca.crt"),
          verify: `crictl pull ${key.value}/<image>`,
        },
      ],
      at: key,
      identity: key.value,
    }
  }
}

/** The names that Docker Hub is dialled by. */
function aliases(name: string): readonly string[] {
  return name === "docker.io" ? ["registry-1.docker.io", "index.docker.io"] : []
}

function* pairsIn(document: DocumentFact): Generator<Pair> {
  if (document.kind === "containerd-config") {
    for (const { table } of registryTables(document)) {
      const pair = pairOf(at(table, "mirrors"), at(table, "configs"), "registry.configs", ["endpoint"])
      if (pair !== undefined) yield pair
    }
    return
  }
  if (
    document.kind === "kubernetes" &&
    !/^(RKE2|K3s|KThrees|Cluster|K0s|Kubeadm|Talos|HelmChart)/.test(document.resource?.kind ?? "")
  )
    return
  if (document.kind === "plain" && !/registries|k3d|rke2|k3s|rancher|cluster/i.test(document.path)) return
  for (const { node } of walk(document.root, 50_000)) {
    if (node.kind !== "mapping") continue
    const mirrors = at(node, "mirrors")
    const settings = at(node, "configs") ?? at(node, "config")
    if (mirrors?.kind !== "mapping" || settings?.kind !== "mapping") continue
    const pair = pairOf(mirrors, settings, at(node, "configs") === undefined ? "registries.config" : "configs", [
      "endpoint",
      "endpoints",
    ])
    if (pair !== undefined) yield pair
  }
}

function pairOf(
  mirrors: Node | undefined,
  settings: Node | undefined,
  where: string,
  names: readonly string[],
): Pair | undefined {
  if (mirrors === undefined || settings === undefined) return undefined
  return {
    where,
    mirrors: entriesAt(mirrors).map(({ key, value }) => ({
      name: key.value,
      endpoints: names
        .flatMap((name) => itemsAt(value, name))
        .flatMap((item) => (item.kind === "scalar" ? [item] : (scalarAt(item, "url") ?? []))),
    })),
    settings: entriesAt(settings).map(({ key, value }) => ({
      key,
      tls:
        at(value, "tls") !== undefined ||
        ["insecureSkipVerify", "caBundle", "tlsSecretName"].some((name) => at(value, name) !== undefined),
    })),
  }
}

/** Fields at the top of a hosts.toml, of which the [host] tables get nothing. */
function* ofHosts(document: DocumentFact): Generator<Problem> {
  const file = hostsFile(document)
  if (file === undefined) return
  const field = ["ca", "client", "skip_verify"]
    .map((key) => entryAt(file.root, key))
    .find((entry) => entry !== undefined)
  const server = textAt(file.root, "server") ?? file.namespace
  const host = server === undefined ? undefined : hostOf(server)
  if (field === undefined || host === undefined || !publicHosts.test(nameOf(host))) return
  const mirrors = entriesAt(file.root, "host")
  const bare = mirrors.find(
    ({ key, value }) =>
      !/^http:/i.test(key.value) && !["ca", "client", "skip_verify"].some((name) => at(value, name) !== undefined),
  )
  if (bare === undefined || mirrors.some(({ value }) => at(value, "ca") !== undefined)) return
  const mirror = hostOf(bare.key.value)
  if (mirror === undefined || publicHosts.test(nameOf(mirror))) return
  yield {
    message: `${field.key.value} stands at the top of hosts.toml and so is for ${host} only; the mirror ${mirror}, which is asked first, does not get it.`,
    help: [
      {
        do: "Put it into the table of the mirror:",
        copy: toml(`[host."${bare.key.value}"]`, `  ${settingFor(field)}`),
        verify: `crictl pull ${file.namespace ?? host}/<image>`,
      },
    ],
    at: field.key,
    identity: mirror,
  }
}

/** The setting as it stands; what switches verification off is not handed on, but the CA that would make it needless. */
function settingFor({ key, value }: Entry): string {
  return key.value === "ca" && value.kind === "scalar" ? `ca = ${JSON.stringify(value.value)}` : 'ca = "ca.crt"'
}

/** Registries that have certificates of public CAs: nobody has settings for them but by mistake. */
const publicHosts =
  /^((registry-1\.|index\.|auth\.)?docker\.io|quay\.io|ghcr\.io|gcr\.io|[a-z.-]+\.gcr\.io|registry\.k8s\.io|k8s\.gcr\.io|mcr\.microsoft\.com|public\.ecr\.aws|registry\.gitlab\.com|registry\.access\.redhat\.com|registry\.redhat\.io|nvcr\.io|docker\.elastic\.co|[a-z0-9-]+\.pkg\.dev)$/

/** `certs.d/docker.io/ca.crt`, while the daemon asks a mirror of another name. */
function* ofDirectories(inventory: Inventory): Generator<Problem> {
  const mirrors = [
    ...inventory.documents("docker-daemon").flatMap(({ root }) => itemsAt(root, "registry-mirrors")),
    ...inventory
      .documents("containers-registries")
      .flatMap(({ root }) =>
        itemsAt(root, "registry").flatMap((one) =>
          itemsAt(one, "mirror").flatMap((mirror) => at(mirror, "location") ?? []),
        ),
      ),
  ].flatMap((node) =>
    node.kind === "scalar" && !isTemplated(node) && !/^http:/i.test(node.value) ? (hostOf(node.value) ?? []) : [],
  )
  if (mirrors.length === 0) return
  const directories = [...hostDirectories(inventory).values()].flat()
  const known = new Set(directories.map(({ host }) => host))
  const bare = mirrors.find((host) => !known.has(host) && !publicHosts.test(nameOf(host)))
  if (bare === undefined) return
  const upstream = directories.find(({ host, file }) => publicHosts.test(nameOf(host)) && /\.crt$/.test(file))
  if (upstream === undefined) return
  yield {
    message: `The CA lies in certs.d/${upstream.host}, but what is asked is the mirror ${bare}, which has no directory: it is not used.`,
    help: [
      {
        do: `Name the directory after the mirror: ${upstream.directory.replace(/[^/]*$/, bare)}/${upstream.file}`,
        verify: `pull an image of ${upstream.host}`,
      },
    ],
    at: upstream.location,
    identity: bare,
  }
}

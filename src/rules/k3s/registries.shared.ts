import type { DocumentFact } from "../../model/facts.ts"
import type { Step } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, type Entry, entriesAt, itemsAt, type Mapping, type Scalar } from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** What a `registries.yaml` of k3s or RKE2 says, by the registries that its keys name. */
export interface RegistriesFile {
  readonly root: Mapping
  readonly mirrors: readonly Entry[]
  readonly configs: readonly Entry[]
}

/** The parts of a registries.yaml; undefined for a file of such a name that is something else. */
export function registriesFile({ root, name }: DocumentFact): RegistriesFile | undefined {
  if (root.kind !== "mapping") return undefined
  const known = ["mirrors", "configs", "auths"].some((key) => at(root, key)?.kind === "mapping")
  const named = /(^|\/)(k3s|rke2)\/registries\.yaml$/.test(name)
  if (!known && !named) return undefined
  return { root, mirrors: entriesAt(root, "mirrors"), configs: entriesAt(root, "configs") }
}

export interface MirrorEndpoint {
  readonly registry: Scalar
  readonly endpoint: Scalar
  /** The host that it dials, as `configs` must name it: with its port as it is written. */
  readonly host?: string
}

/** The endpoints of all mirrors, in the order of the file. */
export function mirrorEndpoints({ mirrors }: RegistriesFile): MirrorEndpoint[] {
  return mirrors.flatMap(({ key: registry, value }) =>
    itemsAt(value, "endpoint").flatMap((endpoint) => {
      if (endpoint.kind !== "scalar") return []
      const host = hostOf(endpoint.value)
      return [{ registry, endpoint, ...(host !== undefined && { host }) }]
    }),
  )
}

/** The service that reads the file: k3s, unless its path says RKE2. */
export function serviceOf({ name, path }: DocumentFact): "k3s" | "rke2" {
  return /rke2/i.test(`${name} ${path}`) ? "rke2" : "k3s"
}

/** How to make a change hold, and how to see that it does. */
export function restarted(document: DocumentFact, host: string): Step {
  const service = serviceOf(document)
  const crictl = service === "rke2" ? "crictl" : "k3s crictl"
  return { do: `Restart ${service} on each node.`, verify: `${crictl} pull ${host}/IMAGE:TAG` }
}

export function wharfie(section: string, says: string): Citation {
  return {
    document: "rancher/wharfie pkg/registries",
    section,
    says,
    url: "https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go",
  }
}

export function k3sDoc(section: string, says: string): Citation {
  return {
    document: "K3s documentation: Private Registry Configuration",
    section,
    says,
    url: "https://docs.k3s.io/installation/private-registry",
  }
}

export function k3sCode(section: string, says: string): Citation {
  return {
    document: "k3s pkg/agent/containerd/config.go",
    section,
    says,
    url: "https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go",
  }
}

/** The keys of a mirror, of a config, and of its two tables, as wharfie's structs have them. */
export const mirrorKeys: ReadonlySet<string> = new Set(["endpoint", "rewrite"])
export const authKeys: ReadonlySet<string> = new Set(["username", "password", "auth", "identity_token"])
export const tlsKeys: ReadonlySet<string> = new Set(["ca_file", "cert_file", "key_file", "insecure_skip_verify"])

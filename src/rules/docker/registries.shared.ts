import type { Help } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { itemsAt, type Node, type Scalar, textAt } from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** What an entry of `insecure-registries` makes insecure: one registry, or every registry that resolves into a network. */
export type InsecureEntry =
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "network"; readonly network: string; readonly wide: boolean }

/**
 * What an entry means to dockerd, which drops the scheme. Undefined for a template, for what is no registry, and for the
 * networks of this machine, which are insecure without being listed.
 */
export function insecureEntry(text: string): InsecureEntry | undefined {
  const bare = text.trim().replace(/^https?:\/\//i, "")
  const [, address, length] = /^([\d.]+|[0-9a-f]*:[0-9a-f:.]*)\/(\d{1,3})$/i.exec(bare) ?? []
  if (address !== undefined) {
    const prefix = Number(length)
    if (address.includes(":")) {
      return /^[0:]*1$/.test(address) && prefix === 128
        ? undefined
        : { kind: "network", network: bare, wide: prefix <= 32 }
    }
    return address.startsWith("127.") && prefix >= 8
      ? undefined
      : { kind: "network", network: bare, wide: prefix <= 16 }
  }
  const host = hostOf(bare)
  return host === undefined || /^(127\.|\[::1\]|localhost(:|$))/.test(host) ? undefined : { kind: "host", host }
}

/** Whether dockerd takes an entry at all: as host[:port] or a network, once `http://` is off. With any other it stops. */
export function isAccepted(text: string): boolean {
  const bare = text.replace(/^https?:\/\//i, "")
  return hostPort.test(bare) || /^[0-9a-fA-F.:]+\/\d{1,3}$/.test(bare)
}

const hostPort =
  /^([A-Za-z0-9]([\w-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([\w-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:.]+\]|[0-9a-fA-F]*:[0-9a-fA-F:.]+)(:\d{1,5})?$/

/** The entries of a daemon.json, or of the variables from which Ansible roles (Kubespray, geerlingguy.docker) write one. */
export function insecureEntries(root: Node): readonly Node[] {
  return [
    ...itemsAt(root, "insecure-registries"),
    ...itemsAt(root, "docker_insecure_registries"),
    ...itemsAt(root, "docker_daemon_options", "insecure-registries"),
  ]
}

/** The literal strings among the items of a sequence, with their nodes. */
export function* stringsOf(items: readonly Node[]): Generator<{ readonly node: Scalar; readonly text: string }> {
  for (const node of items) {
    const text = textAt(node)
    if (node.kind === "scalar" && node.type === "string" && text !== undefined && text !== "") yield { node, text }
  }
}

/** What an insecure entry does, said of the one who is told so. */
export function consequence(who: string, entry: InsecureEntry): string {
  if (entry.kind === "host")
    return `${who} does not verify the certificate of ${entry.host} and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.`
  const reach = entry.wide ? "a network so wide that it may hold any registry" : "that network"
  return `${who} verifies no registry whose name resolves into ${entry.network}, ${reach}, so whoever answers its DNS queries decides which registries are insecure.`
}

/** How to make dockerd trust the CA instead, and how to see that it does. */
export function certsDirAdvice(entry: InsecureEntry): Help {
  const host = entry.kind === "host" ? entry.host : "<host:port>"
  return [
    {
      do: `${entry.kind === "host" ? "Remove the entry." : `Remove ${entry.network}, and name the registries that need a CA.`}`,
    },
    {
      do: "If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.",
    },
    {
      do: `Give dockerd the CA: /etc/docker/certs.d/${host}/ca.crt (it is read at each pull).`,
      verify: `curl --cacert /etc/docker/certs.d/${host}/ca.crt https://${host}/v2/ answers 200 or 401.`,
    },
  ]
}

export const insecureRegistryCitations = [
  {
    document: "Docker Engine API",
    section: "RegistryServiceConfig",
    says: "Insecure registries accept HTTP and/or accept HTTPS with certificates from unknown CAs.",
    url: "https://docs.docker.com/reference/api/engine/",
  },
  {
    document: "Docker documentation",
    section: "Verify repository client with certificates",
    says: "The CA of a registry belongs in /etc/docker/certs.d/<host[:port]>/ca.crt.",
    url: "https://docs.docker.com/engine/security/certificates/",
  },
] as const satisfies readonly Citation[]

export const insecureRegistryControls = ["CIS Docker Benchmark 1.5.0, 2.5", "NIST SP 800-190, 4.2.1"]

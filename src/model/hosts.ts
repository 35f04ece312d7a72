import type { Level } from "./report.ts"
import { type Weight, weigh } from "./weight.ts"

/**
 * The host of a URL, an image reference or an endpoint: without scheme, credentials and path, in lower case, with its
 * port. An IPv6 address keeps its brackets. Undefined where there is none, or where it is a template.
 */
export function hostOf(text: string): string | undefined {
  const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(text.trim())?.[1] ?? text.trim().split(/[/?#]/, 1)[0]!
  const address = authority.slice(authority.lastIndexOf("@") + 1)
  const host = address.toLowerCase().replace(/\.(?=:|$)/, "")
  if (/^\[[0-9a-f:.]+\](:\d{1,5})?$/.test(host)) return host
  if (/^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/.test(host)) return `[${host}]`
  // `git@host:path`, as SSH writes it, has a path after the colon.
  const [, name, rest] = /^((?:\*\.)?[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::(.*))?$/.exec(host) ?? []
  if (name === undefined) return undefined
  return rest !== undefined && /^\d{1,5}$/.test(rest) ? `${name}:${rest}` : name
}

/**
 * The registry of an image reference; `docker.io` where it names none. The first component is a registry when it has a
 * dot or a port or is `localhost` (distribution/reference, `splitDockerDomain`).
 */
export function registryOf(reference: string): string | undefined {
  const bare = reference.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
  const slash = bare.indexOf("/")
  const first = slash === -1 ? "" : bare.slice(0, slash)
  if (/[${}<>%]/.test(slash === -1 ? bare : first)) return undefined
  return /[.:]/.test(first) || first === "localhost" ? hostOf(first) : "docker.io"
}

/** A host without its port and brackets. */
export function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1")
}

/** Whether a host is the machine itself, or the registry that kind or k3d runs on it. */
export function isLocalHost(host: string): boolean {
  return localNames.test(nameOf(host))
}

/** Whether a host is kept for documentation: RFC 2606 names (not their subdomains), RFC 5737 and RFC 3849 addresses. */
function isDocumentationHost(host: string): boolean {
  return documentationNames.test(nameOf(host))
}

/** Whether what goes to a host leaves the machine and the cluster, as far as its name tells. */
export function isElsewhere(host: string): boolean {
  return !isHarmless(host) && !isClusterLocal(host)
}

/** Whether a host is the machine itself or one of documentation. */
export function isHarmless(host: string): boolean {
  return isLocalHost(host) || isDocumentationHost(host)
}

/** Whether a host is a Service of the cluster, whose traffic does not leave it. */
export function isClusterLocal(host: string): boolean {
  return /\.svc(\.cluster\.local)?$/.test(nameOf(host))
}

/** Whether a host is an address of a private network: RFC 1918, RFC 4193, and link-local ones. */
export function isPrivateAddress(host: string): boolean {
  return privateAddresses.test(nameOf(host))
}

/** The weight of an insecure setting for a host: this machine, documentation and the cluster are circumstances. */
export function lowered(level: Level | Weight, host: string | undefined): Weight {
  if (host === undefined) return weigh(level)
  if (isLocalHost(host)) return weigh(level, "local-host")
  if (isDocumentationHost(host)) return weigh(level, "documentation-host")
  return weigh(level, isClusterLocal(host) && "cluster-host")
}

const localNames =
  /^(localhost|.+\.localhost|localhost\.localdomain|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:127\.\d+\.\d+\.\d+|kind-registry|k3d-[a-z0-9._-]+|host\.(docker|k3d|minikube)\.internal|(.+[.-])?127[.-]0[.-]0[.-]1\.(nip|sslip|xip)\.io|(.+\.)?(localtest|lvh)\.me)$/

const documentationNames =
  /^(hostname|(your|my)[-_.](registry|host|domain|company)[a-z0-9._-]*|registry[-_]host|(host|server|master|node|registry|harbor|minikube|public|private|local|cluster|machine|vm)_(ip|addr|address|host|hostname|fqdn|domain|url)|example\.(com|org|net)|(.+\.)?(example|invalid)|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+|2001:0?db8:.*)$/

const privateAddresses =
  /^(10\.\d+\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|192\.168\.\d+\.\d+|169\.254\.\d+\.\d+|f[cd][0-9a-f]{2}:.*|fe80:.*)$/

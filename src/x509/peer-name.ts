import type { Certificate } from "./certificate.ts"
import { parseIp } from "./ip.ts"
import { sameBytes } from "./primitives.ts"

/** Whom the client means to talk to (RFC 9525 §2, reference identifier). */
export type PeerName =
  | { readonly kind: "dns"; readonly value: string }
  | { readonly kind: "ip"; readonly value: string }
  | { readonly kind: "email"; readonly value: string }

/** The name for a host as people write it: `example.com`, `10.0.0.1`, `::1`, `[::1]`. */
export function peerNameOf(host: string): PeerName {
  const bare = host.replace(/^\[(.*)\]$/, "$1")
  return parseIp(bare) === undefined ? { kind: "dns", value: host } : { kind: "ip", value: bare }
}

/** RFC 9525, against the subject alternative names only. */
export function matchesHost(certificate: Certificate, host: string): boolean {
  return matchesName(certificate, peerNameOf(host))
}

export function matchesName(certificate: Certificate, name: PeerName): boolean {
  switch (name.kind) {
    case "dns": {
      const reference = asciiHost(name.value)
      return reference !== undefined && certificate.dnsNames.some((presented) => matchesDnsName(presented, reference))
    }
    case "ip": {
      const address = parseIp(name.value)
      return address !== undefined && certificate.ipAddresses.some((presented) => sameBytes(presented, address))
    }
    case "email":
      return certificate.emailAddresses.some((presented) => sameMailbox(presented, name.value))
  }
}

/** RFC 9525 §6.3: whole labels, without regard to case; `*` stands for the whole first label and for no more. */
export function matchesDnsName(presented: string, reference: string): boolean {
  const pattern = presented.toLowerCase()
  if (!isDnsName(pattern)) return false
  if (!pattern.startsWith("*.")) return pattern === reference
  const dot = reference.indexOf(".")
  return dot > 0 && pattern.slice(1) === reference.slice(dot)
}

/** Letters, digits, hyphens, and underscores, which private names have and clients accept; `*` as the first label. */
export function isDnsName(name: string): boolean {
  return name.length <= 253 && /^(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(name)
}

/** RFC 1034 §3.5 as RFC 1123 §2.1 relaxed it, the "preferred name syntax" of RFC 5280 §4.2.1.6. */
export function isPreferredDnsName(name: string): boolean {
  return (
    name.length <= 253 &&
    /^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(name)
  )
}

/** A host in lower case, as A-labels (RFC 5890), without the dot of the root. */
export function asciiHost(host: string): string | undefined {
  const name = host.replace(/\.$/, "")
  if (/^[\x21-\x7e]+$/.test(name)) return name.toLowerCase()
  // URL has the IDNA mapping (UTS #46) and is there without an import.
  if (/[\0-\x20/?#@:[\]\\%]/.test(name) || !URL.canParse(`http://${name}`)) return undefined
  return new URL(`http://${name}`).hostname
}

/** RFC 5280 §7.5: the host without regard to case, the local part exactly. */
export function sameMailbox(a: string, b: string): boolean {
  const [left, right] = [parseMailbox(a), parseMailbox(b)]
  return left !== undefined && right !== undefined && left.local === right.local && left.host === right.host
}

export function parseMailbox(address: string): { readonly local: string; readonly host: string } | undefined {
  const [, local, host] = /^([^\s@"(),:;<>[\\\]]+|"[^"\\\r\n]*")@([^@]+)$/.exec(address) ?? []
  return local === undefined || host === undefined || !isDnsName(host) ? undefined : { local, host: host.toLowerCase() }
}

import type { Certificate } from "./certificate.ts"
import type { GeneralName } from "./general-name.ts"
import { parseIp } from "./ip.ts"
import { attributeTypes, attributeValues, isWithin } from "./name.ts"
import { isDnsName, parseMailbox } from "./peer-name.ts"

/** How a name relates to the base of a subtree; `incomparable` where one of them makes no sense. */
export type Relation = "within" | "outside" | "incomparable"

/** The names that constraints apply to (RFC 5280 §4.2.1.10). */
export function constrainedNames({ subject, subjectAltName }: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [...(subjectAltName ?? [])]
  if (!subject.isEmpty) names.push({ kind: "directory", name: subject })
  // "when the subjectAltName extension is not included, the constraint applies to emailAddress in the subject"
  if (subjectAltName === undefined) {
    for (const value of attributeValues(subject, attributeTypes.emailAddress)) names.push({ kind: "email", value })
  }
  return names
}

/** Whether every name that `name` stands for lies below `base`. */
export function permits(base: GeneralName, name: GeneralName): Relation {
  return relate(base, name, "permitted")
}

/** Whether any name that `name` stands for lies below `base`. */
export function excludes(base: GeneralName, name: GeneralName): Relation {
  return relate(base, name, "excluded")
}

function relate(base: GeneralName, name: GeneralName, use: "permitted" | "excluded"): Relation {
  if (base.kind === "dns" && name.kind === "dns")
    return relateDns(base.value.toLowerCase(), name.value.toLowerCase(), use)
  if (base.kind === "email" && name.kind === "email") return relateEmail(base.value, name.value)
  if (base.kind === "uri" && name.kind === "uri") return relateUri(base.value.toLowerCase(), name.value)
  if (base.kind === "ip" && name.kind === "ip") return relateIp(base.bytes, name.bytes)
  if (base.kind === "directory" && name.kind === "directory") return relation(isWithin(name.name, base.name))
  // "MUST either process the constraint or reject the certificate": we do not know the other forms.
  return "incomparable"
}

function relation(within: boolean): Relation {
  return within ? "within" : "outside"
}

/**
 * A base with a leading dot is no valid one, but widespread; Go and OpenSSL then want at least one more label.
 * A wildcard is excluded if one of the names that it matches is (CVE-2025-61727).
 */
function relateDns(base: string, name: string, use: "permitted" | "excluded"): Relation {
  if (!isDnsName(name)) return "incomparable"
  if (base === "") return "within"
  const suffix = base.startsWith(".") ? base : `.${base}`
  if (name.endsWith(suffix) || name === base) return "within"
  const matchedOne =
    name.startsWith("*.") && base.endsWith(name.slice(1)) && !base.slice(0, 1 - name.length).includes(".")
  return relation(use === "excluded" && matchedOne && base.length >= name.length)
}

/** A mailbox, a host, or with a leading dot the hosts below a domain. */
function relateEmail(base: string, address: string): Relation {
  const mailbox = parseMailbox(address)
  if (mailbox === undefined) return "incomparable"
  if (base.includes("@")) {
    const wanted = parseMailbox(base)
    if (wanted === undefined) return "incomparable"
    return relation(wanted.local === mailbox.local && wanted.host === mailbox.host)
  }
  return relation(relateHost(base.toLowerCase(), mailbox.host))
}

/** "The constraint MUST be specified as a fully qualified domain name"; a URI whose host is none is rejected. */
function relateUri(base: string, uri: string): Relation {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(uri)?.[1]?.toLowerCase()
  if (authority === undefined || !isDnsName(authority) || parseIp(authority) !== undefined) return "incomparable"
  return relation(relateHost(base, authority))
}

function relateHost(base: string, host: string): boolean {
  return base === "" || (base.startsWith(".") ? host.endsWith(base) : host === base)
}

function relateIp(base: Uint8Array, address: Uint8Array): Relation {
  if (base.length !== 2 * address.length) return "outside"
  return relation(
    address.every((octet, i) => ((octet ^ (base[i] as number)) & (base[address.length + i] as number)) === 0),
  )
}

/** What is wrong with the base of a subtree, if anything. */
export function baseDefect(base: GeneralName): "malformed" | "leading-period" | undefined {
  switch (base.kind) {
    case "dns":
      if (base.value === "") return undefined
      if (base.value.startsWith(".")) return isPlainHost(base.value.slice(1)) ? "leading-period" : "malformed"
      return isPlainHost(base.value) ? undefined : "malformed"
    case "email":
      if (base.value.includes("@")) return parseMailbox(base.value) === undefined ? "malformed" : undefined
      return base.value === "" || isPlainHost(base.value.replace(/^\./, "")) ? undefined : "malformed"
    case "uri":
      return base.value === "" || isPlainHost(base.value.replace(/^\./, "")) ? undefined : "malformed"
    case "ip":
      return isPrefixMask(base.bytes.subarray(base.bytes.length / 2)) ? undefined : "malformed"
    default:
      return undefined
  }
}

function isPlainHost(name: string): boolean {
  return isDnsName(name) && !name.startsWith("*")
}

/** RFC 4632: ones, then zeros. */
function isPrefixMask(mask: Uint8Array): boolean {
  return /^1*0*$/.test(Array.from(mask, (octet) => octet.toString(2).padStart(8, "0")).join(""))
}

import type { Certificate } from "./certificate.ts"
import type { NameRules } from "./client-rules.ts"
import { parseIp } from "./ip.ts"
import { attributeTypes, attributeValues } from "./name.ts"
import { asciiHost, isDnsName } from "./peer-name.ts"
import { sameBytes } from "./primitives.ts"

/** Whether a client with these rules takes a certificate for a host. */
export function clientAccepts(certificate: Certificate, host: string, rules: NameRules): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1")
  const address = parseIp(bare)
  const names = certificate.dnsNames
  if (address !== undefined && certificate.ipAddresses.some((presented) => sameBytes(presented, address))) return true
  const reference = asciiHost(bare)
  if (reference === undefined) return false
  if (address === undefined && names.some((presented) => matches(presented, reference, rules))) return true
  if (!readsCommonName(certificate, address !== undefined, rules)) return false
  return attributeValues(certificate.subject, attributeTypes.commonName).some((name) => matches(name, reference, rules))
}

function readsCommonName(certificate: Certificate, isAddress: boolean, { commonName }: NameRules): boolean {
  if (commonName === "never") return false
  if (isAddress) return false
  return commonName === "always" || certificate.dnsNames.length === 0
}

function matches(presented: string, reference: string, rules: NameRules): boolean {
  const pattern = presented.toLowerCase().replace(/\.$/, "")
  if (!pattern.includes("*")) return pattern === reference
  const [label = "", ...rest] = pattern.split(".")
  const [first = "", ...others] = reference.split(".")
  if (!isDnsName(rest.join(".")) || rest.length < rules.labelsAfterWildcard || rest.join(".") !== others.join("."))
    return false
  if (label === "*") return first !== ""
  const [before = "", after = "", more] = label.split("*")
  if (!rules.partialWildcard || more !== undefined || first.startsWith("xn--")) return false
  return first.length > before.length + after.length - 1 && first.startsWith(before) && first.endsWith(after)
}

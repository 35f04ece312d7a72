import { bareName, wordsOf } from "./words.ts"

/** A version of TLS, or a cipher, that must not be used any more and is switched on. */
export interface Outdated {
  readonly what: string
  readonly kind: "version" | "cipher"
}

/**
 * The versions below TLS 1.2 (RFC 8996) and broken ciphers (RFC 7465, RFC 9325) that a setting switches on: the least version that it
 * allows, or a list that has one of them. What takes one away (`-TLSv1`, `!RC4`, `maxVersion`, `disabled…`) switches nothing on.
 */
export function outdatedIn(name: string, value: string, around: readonly string[] = []): Outdated | undefined {
  if (value.length > 4000) return undefined
  const form = formOf(name)
  if (form === undefined) return undefined
  if (form === "cipher") return brokenCipher(value)
  if (form === "policy") return policies.test(value.trim()) ? { what: value.trim(), kind: "version" } : undefined
  // A bare 1.0 is a version of TLS only where something says so.
  const bare = form === "least" && [name, ...around].some((key) => /tls|ssl/i.test(key))
  for (const token of value.split(/[\s,:;|[\]"']+/)) {
    const version = versionOf(token.replace(/^\+/, ""), bare)
    if (version !== undefined) return { what: version, kind: "version" }
  }
  return undefined
}

/** The versions that words of a directive switch on: Apache's `SSLProtocol all -TLSv1` and nginx's `ssl_protocols TLSv1`. */
export function outdatedAmong(words: readonly string[]): string | undefined {
  const taken = new Set(words.filter((word) => /^[-!]/.test(word)).map((word) => versionOf(word.slice(1), false)))
  const named = words
    .filter((word) => !/^[-!]/.test(word))
    .map((word) => versionOf(word.replace(/^\+/, ""), false))
    .find((version) => version !== undefined && !taken.has(version))
  if (named !== undefined) return named
  if (!words.some((word) => /^\+?all$/i.test(word))) return undefined
  return ["TLS 1.0", "TLS 1.1"].find((version) => !taken.has(version))
}

/** A broken cipher that a list of OpenSSL or of IANA's names switches on. */
export function brokenCipher(list: string): Outdated | undefined {
  for (const token of list.split(/[\s,:;"'[\]]+/)) {
    if (/^[-!]/.test(token)) continue
    if (
      /(^|[-_+])(RC4|EXP(ORT)?\d*|eNULL|aNULL|NULL|DES-CBC|DES_CBC)([-_+]|$)/.test(token) &&
      !/3DES|CBC3|AES/.test(token)
    )
      return { what: token.replace(/^\+/, ""), kind: "cipher" }
  }
  return undefined
}

function versionOf(token: string, bare: boolean): string | undefined {
  const text = bareName(token)
  const [, number] = /^(?:version)?tls(?:v|version|protocol)?1(?:0|point0)?(2016)?$/.exec(text) ?? []
  if (/^(?:version)?tlsv?(?:ersion)?1(?:0|2016)?$/.test(text) || number !== undefined) return "TLS 1.0"
  if (/^(?:version)?tlsv?(?:ersion)?11(?:2016)?$/.test(text)) return "TLS 1.1"
  if (/^sslv?[23]$/.test(text)) return `SSL ${text.at(-1)}`
  if (bare && /^1\.0$|^10$/.test(token)) return "TLS 1.0"
  if (bare && /^1\.1$|^11$/.test(token)) return "TLS 1.1"
  return undefined
}

function formOf(name: string): "least" | "list" | "cipher" | "policy" | undefined {
  if (forms.has(name)) return forms.get(name)
  const form = read(wordsOf(name), bareName(name))
  if (forms.size > 20_000) forms.clear()
  forms.set(name, form)
  return form
}

const forms = new Map<string, "least" | "list" | "cipher" | "policy" | undefined>()

function read(words: readonly string[], bare: string) {
  const has = (...list: readonly string[]) => words.some((word) => list.includes(word))
  if (
    has(
      "max",
      "maximum",
      "disable",
      "disabled",
      "deny",
      "denied",
      "exclude",
      "excluded",
      "forbidden",
      "deprecated",
      "block",
      "blocked",
    )
  )
    return undefined
  if (
    /^(sslpolicy|tlspolicy|securitypolicy|sslsecuritypolicy|elbsslpolicy|alibabacloudsslpolicy|awsloadbalancersslnegotiationpolicy|albingresskubernetesiosslpolicy|servicebetakubernetesioawsloadbalancersslnegotiationpolicy|policyname|predefinedpolicyname|minimumprotocolversion|minprotocolversion|tlsversion)$/.test(
      bare,
    )
  )
    return /version$/.test(bare) ? "least" : "policy"
  if (/(sslpolicy|sslnegotiationpolicy)$/.test(bare)) return "policy"
  if (/ciphers?(suites?|string|list)?$/.test(bare) && !has("suite3")) return "cipher"
  const tls = /tls|ssl/.test(bare)
  if (
    has("min", "minimum", "lowest", "floor") &&
    (tls || /^(minversion|minprotocol(version)?|minimumversion|minimumprotocol(version)?)$/.test(bare))
  )
    return "least"
  if (/^(tls|ssl)(version)?min$|tlsversionmin$|sslminver$/.test(bare)) return "least"
  if (tls && /protocols?\d*$|versions?\d*$/.test(bare)) return "list"
  if (/^(supportedprotocols|enabledprotocols|sslenabledprotocols)$/.test(bare)) return "list"
  return undefined
}

/** Policies of load balancers that still speak TLS 1.0 or 1.1 (AWS, Azure; the others' say so in their names). */
const policies =
  /^(ELBSecurityPolicy-(2016-08|2015-\d\d|2014-\d\d|2011-08|TLS-1-0-2015-04|TLS-1-1-2017-01|FS-2018-06|FS-1-1-2019-08|TLS13-1-0-2021-06|TLS13-1-1-2021-06|TLS13-1-0-FIPS-2023-04|TLS13-1-1-FIPS-2023-04)|AppGwSslPolicy20150501|TLS[-_]1[-_][01]|tls_cipher_policy_1_[01]|tls-1-[01]-\d{4}|TLSv1(_2016)?|TLSv1\.1_2016|SSLv3)$/

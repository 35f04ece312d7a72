import { wordsOf } from "./words.ts"

/** What a name that no table knows says by itself. */
export interface Spelling {
  readonly says: "unverified" | "host-name"
  /** Whether the name speaks of TLS by itself; otherwise whatever stands around it has to. */
  readonly sure: boolean
}

/**
 * What a setting says by its name and value where nobody knows its program. Only names that can mean nothing else: a word for
 * TLS, one for verifying it, and the value (or a word for not) that takes it away. `around` are the keys above it.
 */
export function spellingOf(name: string, value: string, around: readonly string[] = []): Spelling | undefined {
  const form = formOf(name)
  if (form === undefined) return undefined
  if (!form.values.test(value.trim())) return undefined
  if (form.sure) return form
  return around.some((key) => wordsOf(key).some((word) => context.has(word))) ? { ...form, sure: true } : undefined
}

interface Form extends Spelling {
  readonly values: RegExp
}

function formOf(name: string): Form | undefined {
  if (remembered.has(name)) return remembered.get(name)
  const form = read(wordsOf(name))
  if (remembered.size > 20_000) remembered.clear()
  remembered.set(name, form)
  return form
}

const remembered = new Map<string, Form | undefined>()

function read(words: readonly string[]): Form | undefined {
  if (words.length === 0 || words.length > 12) return undefined
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word))
  const speaks = has(tls)
  const verb = has(verify) || (words.includes("unauthorized") && words.includes("reject"))
  if (has(never) || (!speaks && has(others))) return undefined
  const isName = words.some(
    (word) => word === "hostname" || word === "hostnames" || word === "host" || word === "identity",
  )
  const says =
    isName &&
    !words.includes("unauthorized") &&
    !words.some((word) => /^(ssl|tls|certs?|certificates?|peer)$/.test(word) && isName && !verb)
      ? "host-name"
      : "unverified"
  if (words.some((word) => negations.has(word)) && verb) {
    const last = words.findIndex((word) => negations.has(word))
    // `skip` must stand beside the verb or beside what is verified.
    const verbAt = words.findIndex((word) => verify.has(word))
    if (Math.abs(last - verbAt) > 4) return undefined
    if (has(checks) && !has(verify1) && !speaks) return undefined
    const bare = !speaks && !(words.includes("skip") && words.includes("verify") && words.length <= 4)
    return { says, sure: !bare, values: on }
  }
  if (has(trusting) && speaks) {
    const allowed = words.some((word) => permits.has(word))
    if (words.includes("insecure") || words.includes("untrusted")) return { says: "unverified", sure: true, values: on }
    // `ssl_self_signed` makes a certificate as often as it accepts one.
    if (allowed) return { says: /host/.test(words.join(" ")) ? "host-name" : "unverified", sure: true, values: on }
    return undefined
  }
  if (ignoresErrors(words)) return { says: "unverified", sure: true, values: on }
  if (words.length === 1 && words[0] === "insecure") return { says: "unverified", sure: false, values: on }
  if (verb && speaks && !words.includes("insecure")) {
    // A check of certificates may be one of their age; only that of names and peers is one of the connection.
    if (!has(verify1) && !words.includes("reject") && !checked.test(words.join(" "))) return undefined
    return { says, sure: true, values: words.some((word) => /^(mode|reqs|req)$/.test(word)) ? modes : off }
  }
  if (words.length <= 2 && (words.at(-1) === "verify" || words.join(" ") === "reject unauthorized"))
    return { says: "unverified", sure: false, values: off }
  return undefined
}

/** `ignore_ssl`, `ignore-certificate-errors`, but not `ignore-ingress-tls-spec`. */
function ignoresErrors(words: readonly string[]): boolean {
  const next = words.indexOf("ignore") + 1
  if (next === 0 || !/^(ssl|tls|https|certs?|certificates?)$/.test(words[next] ?? "")) return false
  return words
    .slice(next + 1)
    .every((word) => /^(errors?|check|checks|warnings?|issues|certs?|certificates?|enabled)$/.test(word))
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "))

const tls = set("ssl tls https cert certs certificate certificates x509 peer hostname hostnames unauthorized mtls")
const verify = set(
  "verify verification verifier verifying verified validate validation validations check checks checking strict",
)
const verify1 = set("verify verification verifier validate validation validations reject strict")
const checks = set("check checks checking strict validate validation validations")
const checked =
  /\bcheck(ing|s)? (hostname|peer|host name|certs?|certificates?|ssl|tls)$|\b(hostname|peer|certs?|certificates?) check(ing|s)?$/
const negations = set("skip skips skipping no disable disabled disables ignore ignores bypass without not dont off")
const trusting = set("insecure invalid untrusted signed selfsigned errors error all any")
const permits = set("allow allows accept accepts ignore ignores trust trusts skip permit tolerate")

/** Words of settings that have nothing to do with who the other end is, whatever else their names say. */
const never = set(
  "nonce cookie cookies signature signatures signing digest checksum otp captcha depth expiry expiration expired expire age renew renewal " +
    "client clients mutual issuer audience cipher ciphers sni acme dns01 http01 request requests generate generated create " +
    "ocsp crl revocation stapling revoked pinning webhook schema hsts redirect port ports version versions docs email_verified transparency",
)
/** Words that say what else is verified, where no word for TLS stands beside them. */
const others = set(
  "email mail user users account password phone sms token tokens id identity image images plugin backup backups build provenance package packages " +
    "sum checksums hash gpg pgp key keys signed schema config data domain owner license file files input output request response form age yaml json manifest " +
    "manifests attestation sbom policy name names test tests lint type types",
)
const context = set("ssl tls https tlsconfig sslconfig httptls smtps ldaps")

const on = /^(1|t|true|yes|on|y|enabled?)$/i
const off = /^(0|f|false|no|off|n|none|disabled?|never|no-verify|skip-verify|verify_none|cert_none)$/i
const modes = /^(none|off|never|disabled?|no-verify|insecure|cert_none|verify_none|false|0|no)$/i

import type { Span } from "../../model/place.ts"

/**
 * How sure a name is to say that its value is a secret: `sure` whatever stands there, `likely` unless it looks like the
 * name of an object (`caSecret: my-ca`) or of a key in one (`secretKey: tls.key`).
 */
export type Sureness = "sure" | "likely"

/** What a name says of its value: of a key, a variable, an option, a header or a parameter of a query, in any spelling. */
export function surenessOf(name: string): Sureness | undefined {
  if (!stem.test(name)) return undefined
  const plain = name
    .slice(-longestName)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
  if (open.test(plain)) return undefined
  if (sure.test(plain)) return "sure"
  return likely.test(plain) || /[a-z][-_]key$/i.test(name) ? "likely" : undefined
}

/** Whether a value under a name is a secret, or would be one if it were no placeholder. */
export function isSecret(name: string, value: string): boolean {
  const sureness = surenessOf(name)
  return sureness !== undefined && !isPlace(value) && (sureness === "sure" || !isObjectName(value))
}

/** The part of a value that is secret, given how sure its name is. */
export function secretPart(sureness: Sureness, value: string): Span | undefined {
  return sureness === "likely" && isObjectName(value) ? undefined : literalPart(value)
}

/** The literal part of a value that is a secret; none where a variable, a template, a path or nothing stands. */
export function literalPart(value: string): Span | undefined {
  if (notLiteral.test(value) || isPlace(value)) return undefined
  if (!template.test(value)) return { start: 0, end: value.length }
  // What a variable or an action falls back to is as literal as anything.
  const fallback = /:?[-=]([^{}$]{3,})\}$|\b(?:default|coalesce|ternary)\s{1,8}\\?["'`]([^"'`]{3,})["'`]/.exec(value)
  const text = fallback?.[1] ?? fallback?.[2]?.replace(/\\$/, "")
  if (fallback === null || text === undefined || notLiteral.test(text)) return undefined
  const start = fallback.index + fallback[0].indexOf(text)
  return { start, end: start + text.length }
}

/** Whether a text looks made by chance, as tokens are: letters and digits in turn, or capitals within. */
export function isRandom(value: string): boolean {
  return (
    value.length >= 16 && /^[\w+/=.~-]+$/.test(value) && (/\d[A-Za-z]+\d/.test(value) || /[a-z][A-Z].*\d/.test(value))
  )
}

/** Where a secret lies, not what it is: a file, an address, a reference to a store. */
function isPlace(value: string): boolean {
  if (value.length < 3 ? value !== "-" : !placeMark.test(value)) return false
  return (
    /^(?:~|\.{1,2})\/[\w.@/ -]+$/.test(value) ||
    (/^(?:\/[\w.@-]{1,40}){2,}$/.test(value) && !value.split("/").some(isRandom)) ||
    /^(?:[~.]{0,2}|[A-Za-z]:)[\\/](?:run|var|etc|opt|usr|mnt|home|root|tmp|secrets?|vault|certs?|ssl|tls|pki|data|config|app|keys?|dev|proc|srv|workspace)[\\/][\w./\\ @-]*$/.test(
      value,
    ) ||
    /^[\w./~-]+\.(?:pem|key|crt|cer|der|p12|pfx|jks|p8|pub|gpg|asc|json|ya?ml|txt|env|conf|token|secret)$/.test(
      value,
    ) ||
    /^(?:@|file:|env:|fd:|vault:|ref\+|op:\/\/|arn:aws:|gcpsm:|awssm:|pkcs11:|keychain:|stdin$|-$)/.test(value) ||
    /^(?:https?|oci|ssh|tcp|git|grpcs?):\/\/[^@\s?]*$/.test(value)
  )
}

/** `web-tls`, `ns/ca-2024`: words with a number behind them at most. */
function isObjectName(value: string): boolean {
  return (
    value.length <= 100 &&
    value.split(/[-._/]/).every((part) => /^(?:[a-z]+\d{0,4}|\d{1,4}|[a-z0-9]{1,4}|[A-Z]+(?:_[A-Z]+)*)?$/.test(part))
  )
}

const longestName = 80
const placeMark = /[./\\:+@-]|^stdin$/
/** Spares most names the closer look. */
const stem = /pass|pwd|secret|token|cred|key|auth|cookie|bearer|jwt|hmac|docker|signature|connection|storepass|login/i
const sure =
  /(?:password|passwd|passwort|passphrase|passcode|pass|pwd|token|bearer|(?:api|access|auth|private|account|shared|master|encryption|signing|session|storage|license|subscription|app|application|service|aws|s3|minio|certificate|deploy|ssh|join|webhook|integration|routing|ingest|accesssecret)key|secretaccesskey|keydata|hmac|hmackey|jwt|authorization|cookie|dockerconfigjson|dockercfg|signature|amzcredential|connectionstring|(?:client|app|application|api|shared|jwt|session|cookie|signing|consumer|oauth|hmac|rpc|user|admin|db|database|encryption|join|s3|aws|minio|turn)secret|(?:client|app|application|s3|aws|minio)secretkey|sonarlogin|^login_password)$/
const likely =
  /(?:secret|secretkey|secrets?keybase|credentials?|creds|^auth|httpauth|basicauth|npmauth|proxyauth|registryauth|dockerauth)$/
const open =
  /(?:bypass|compass|trespass|encompass|public(?:api)?key|tokentype|passthrough)$|^(?:automount|certificatesignature|digitalsignature)/
const notLiteral =
  /^["']?(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-ssh-\S+) |^["']?-----BEGIN (?:RSA |EC |PGP |SSH2 )?(?:PUBLIC|CERTIFICATE|X509|TRUSTED)|^(?:id|type|src|source|env|name)=|^\s*$|^["']?(?:true|false|yes|no|on|off|null|none|nil|undefined|~|\d|\*+|\.{3}|x{3,}|[|>][+-]?\d?)["']?$|^<[\w .:|-]*>$|^\[[\w .:|-]*\]$|^(?:ENC\[|!vault|\$ANSIBLE_VAULT|!Ref|!Sub|!secret|AgB[\w+/]{60})/i
const template =
  /^\\?["']?(?:\$\{|\$\(|\$[A-Za-z_]|\$\[|\{\{|<%|%\{|\(\(|#\{|`|%\(|%[A-Z_]+%$|@[A-Z_]+@$|__[A-Z_]+__$)|^(?:var|local|data|module|random_password|each|self)\.[\w.[\]"]+$/

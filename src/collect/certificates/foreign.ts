import { isGzip, isLikelyDer } from "./hints.ts"

/** What a file holds whose name promises a certificate, when it holds none. */
export type Foreign =
  | { readonly kind: "encrypted"; readonly detail: string }
  | { readonly kind: "stranger"; readonly detail: string }

/**
 * What stands in `server.crt` in place of a certificate: the page of a server that said no, the complaint of a command.
 * Undefined for other names, for what somebody will fill in, and for PEM or DER of any kind.
 */
export function foreignIn(path: string, content: string | Uint8Array): Foreign | undefined {
  if (!promising.test(path)) return undefined
  return typeof content === "string" ? inText(content, path) : inBytes(content)
}

function inBytes(bytes: Uint8Array): Foreign | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1")
  const how = encryptions.find(([pattern]) => pattern.test(head))?.[1]
  if (how !== undefined) return { kind: "encrypted", detail: how }
  // Some files of Windows are UTF-16 cut in the middle: nobody can tell what they were.
  if (bytes[0] === 0x30 || isLikelyDer(bytes) || isGzip(bytes) || bytes.length < shortest) return undefined
  return { kind: "stranger", detail: "it is neither PEM nor DER" }
}

function inText(text: string, path: string): Foreign | undefined {
  const head = text.slice(0, 4096).trim()
  const how = encryptions.find(([pattern]) => pattern.test(head))?.[1]
  if (how !== undefined) return { kind: "encrypted", detail: how }
  if (head === "" || /-{4}\s?BEGIN/.test(text) || template.test(head) || isBase64(head)) return undefined
  for (const [pattern, detail] of strangers) if (pattern.test(head)) return { kind: "stranger", detail }
  const lines = head.split(/\r\n|\n|\r/)
  if (lines.every((line) => /^\s*(?:$|#|\/\/|;)/.test(line)) || standIn.test(head)) return undefined
  // A key of SSH is as often called that, and prose is a note to whoever looks for the file.
  if (/\.pem$/i.test(path) || lines.length > 3 || /^(?:ssh-|ecdsa-sha2-)/.test(head)) return undefined
  return { kind: "stranger", detail: "it is neither PEM nor DER" }
}

function isBase64(head: string): boolean {
  return /^[A-Za-z0-9+/=\s]{60,}$/.test(head) && !/[a-z] [a-z]/.test(head)
}

/** Names under which nobody keeps anything else. */
const promising = /\.(?:crt|cer|cert|pem)$/i

const encryptions: readonly (readonly [RegExp, string])[] = [
  [/^\0GITCRYPT\0/, "encrypted by git-crypt"],
  [/^\$ANSIBLE_VAULT;/, "encrypted by Ansible Vault"],
  [/^age-encryption\.org\/v1/, "encrypted by age"],
  [/^(?:Salted__|U2FsdGVkX1)/, "encrypted by openssl enc"],
  [/^\s*\{[\s\S]{0,40}"data":\s*"ENC\[|\bENC\[AES256_GCM,/, "encrypted by SOPS"],
]

const strangers: readonly (readonly [RegExp, string])[] = [
  [/^(?:<!doctype|<html|<\?xml|<head\b|<Error>)/i, "it is a page of HTML or XML, as a failed download leaves"],
  [/^[{[][\s\S]*[\]}]$/, "it is JSON without a certificate in it"],
  [
    /^(?:404\b|403\b|50\d\b|curl: |wget: |error\b|unable to |not found\b|access denied|Error from server)|: No such file|command not found/i,
    "it is the complaint of a command",
  ],
]

const template = /\{\{|\$\{|\$\(|<%|\{%|^\s*(?:%|@)|__[A-Z_]+__|\$[A-Z_]{3,}/
/** What stands there until somebody puts the certificate there. */
const standIn =
  /^\S{0,40}$|\b(?:put|place|insert|paste|replace|add|copy|your|here|todo|readme|placeholder|dummy|fake|example|generated?|intentionally|ignore|sample|test)\b/i
/** A few bytes are what a test needs, and no damage. */
const shortest = 16

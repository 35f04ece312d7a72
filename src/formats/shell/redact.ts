import type { Word } from "../../model/facts.ts"

/** Whether a variable is named as those are that hold a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !/_(FILE|PATH|DIR|URL|ENDPOINT)$/i.test(name)
}

/** The words of a command without what is, or may be, a secret: facts are cached, shared and shown. */
export function withoutSecrets(tool: string, words: readonly Word[]): readonly Word[] {
  let changed = false
  let secretNext = false
  let headerNext = false
  const login = words.some((word) => word.value === "login" || word.value === "add")
  const kept = words.map((word) => {
    const value = headerNext ? withoutHeader(word.value) : secretNext ? "" : withoutCredentials(word.value)
    headerNext = headerOption.test(word.value)
    secretNext = secretOption.test(word.value) || (shortOption.test(word.value) && (login || sender.test(tool)))
    if (value === word.value) return word
    changed = true
    return { ...word, value, ...(value === "" && { literal: false }) }
  })
  return changed ? kept : words
}

/** A text without the credentials of the URLs in it and without the values of its secret options. */
export function withoutCredentials(text: string): string {
  return text
    .replace(/(:\/\/)[^/@\s'"<>$]+@/g, "$1***@")
    .replace(/^(--?[\w-]*(?:password|passwd|token|secret|bearer|api-?key)[\w-]*=).+$/is, "$1")
    .replace(/^(\w*(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY)\w*=).+$/is, "$1")
    .replace(/^(\s*(?:proxy-)?authorization:\s*(?:bearer|basic|token)?).+$/is, "$1")
}

/** A header without its value, where that may be a secret: `Authorization: Bearer …`. */
function withoutHeader(header: string): string {
  return header.replace(/^\s*([\w-]*(?:auth|token|cookie|key|secret|credential)[\w-]*:).+$/is, "$1")
}

const headerOption = /^(-H|--header)$/
const secretName =
  /(passw(or)?d|passphrase|secret|token|credential|private_?key|api_?key|access_?key|_pwd$|^pwd$|_auth$)/i
const secretOption =
  /^--?(user|password|passwd|pass|passphrase|token|secret|api-?key|proxy-user|oauth2-bearer|auth-token|bearer-token|creds|src-creds|dest-creds|storepass|keypass)$/i
const shortOption = /^-(u|p|U)$/
const sender = /^(curl|wget|http|https|xh)$/

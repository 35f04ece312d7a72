import type { Word } from "../../model/facts.ts"
import { withoutCredentials } from "../redact.ts"

/** Whether a variable is named as those are that hold a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !/_(FILE|PATH|DIR|URL|ENDPOINT)$/i.test(name)
}

/** The words of a command without what is, or may be, a secret: facts are cached, shared and shown. */
export function withoutSecrets(tool: string, words: readonly Word[], pipedTo: readonly string[] = []): readonly Word[] {
  if (printer.test(tool) && pipedTo.some((next) => takesPasswords.test(next))) return words.map(emptied)
  let changed = false
  let secretNext = false
  let headerNext = false
  const login = words.some((word) => word.value === "login" || word.value === "add")
  const kept = words.map((word) => {
    const positional = tool === "vault" && login && word.value !== "login" && !word.value.startsWith("-")
    const value = headerNext
      ? withoutHeader(word.value)
      : secretNext || (positional && word.literal)
        ? ""
        : withoutAttached(withoutCredentials(word.value))
    headerNext = headerOption.test(word.value)
    secretNext = secretOption.test(word.value) || (shortOption.test(word.value) && (login || sender.test(tool)))
    if (value === word.value) return word
    changed = true
    return value === "" ? emptied(word) : { ...word, value }
  })
  return changed ? kept : words
}

function emptied(word: Word): Word {
  return { ...word, value: "", literal: false }
}

/** An option and its value in one word, without that: `--creds=user:password`, `--header=Authorization: …`. */
function withoutAttached(word: string): string {
  const [, option, value] = /^(--?[A-Za-z][\w-]*)=([\s\S]+)$/.exec(word) ?? []
  if (option === undefined || value === undefined || /^[$<{]/.test(value)) return word
  if (secretOption.test(option)) return `${option}=`
  return headerOption.test(option) ? `${option}=${withoutHeader(value)}` : word
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
/** `-u user:password`, in a cluster of curl as well: `-ku`. */
const shortOption = /^-(u|p|U|[a-zA-Z]*u)$/
const printer = /^(echo|printf|cat)$/
const takesPasswords =
  /^(docker|podman|buildah|nerdctl|skopeo|helm|crane|oras|regctl|cosign|argocd|vault|gh|chpasswd|passwd)$/
const sender = /^(curl|wget|http|https|xh)$/

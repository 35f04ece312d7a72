import type { CommandFact, Word } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import { holdsKey } from "./keys.ts"
import { isSecret } from "./names.ts"
import { placeOfPart } from "./places.ts"
import { apart, masked, mayHoldSecret, secretsInText } from "./text.ts"
import { CommandWords } from "./words.ts"

/** A command without what is, or may be, a secret; where it was is added to `found`. */
export function commandWithoutSecrets(command: CommandFact, found: Span[]): CommandFact {
  const { tool, words, assignments, redirects, pipedTo } = command
  const feeds = printer.test(tool) && pipedTo.some((next) => takesPasswords.test(next))
  const reader = new CommandWords(tool)
  return {
    ...command,
    words: words.map((word) => {
      const span = reader.next(word.value)
      if (feeds && word.literal && !/^-[neE]+$|^%s(\\n)?$/.test(word.value))
        return hidden(word, fedPart(word.value), found)
      return wordWithout(word, span, found)
    }),
    assignments: assignments.map(({ name, value }) => ({ name, value: valueWithout(name, value, found) })),
    redirects: redirects.map(({ operator, target }) => ({
      operator,
      target:
        operator.endsWith("<<<") && takesPasswords.test(tool) && target.literal
          ? hidden(target, fedPart(target.value), found)
          : wordWithout(target, undefined, found),
    })),
  }
}

/** The value of a variable, `***` where its name says that it is a secret. */
export function valueWithout(name: string, word: Word, found: Span[]): Word {
  const isHidden = isSecret(name, word.value) || holdsKey(word.value)
  return isHidden && word.value !== ""
    ? hidden(word, { start: 0, end: word.value.length }, found)
    : wordWithout(word, undefined, found)
}

function wordWithout(word: Word, span: Span | undefined, found: Span[]): Word {
  const more = mayHoldSecret(word.value) ? secretsInText(word.value) : []
  if (span === undefined && more.length === 0) return word
  const parts = span === undefined ? more : apart([span, ...more])
  found.push(...parts.map((part) => placeOfPart(word, word.value, part)))
  const value = masked(word.value, parts)
  return value === "***" ? { ...word, value, literal: false } : { ...word, value }
}

function hidden(word: Word, part: Span, found: Span[]): Word {
  if (word.literal) found.push(placeOfPart(word, word.value, part))
  return { ...word, value: masked(word.value, [part]), literal: false }
}

/** `user:password` of `chpasswd`, or the password alone. */
function fedPart(value: string): Span {
  const user = /^[\w.-]{1,32}:/.exec(value)?.[0].length ?? 0
  return { start: user, end: value.length }
}

const printer = /^(echo|printf|cat)$/
const takesPasswords =
  /^(docker|podman|buildah|nerdctl|skopeo|helm|crane|oras|regctl|cosign|argocd|vault|bao|gh|glab|chpasswd|passwd|sudo|openssl|gpg|kinit|cryptsetup|su|smbpasswd|htpasswd|az|aws|oc|npm|keytool)$/

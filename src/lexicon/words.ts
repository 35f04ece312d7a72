/**
 * The words of a name, in lower case: split at `_ - . :` and where a capital begins, and where words of the vocabulary of
 * TLS were written as one (`SKIPVERIFY`, `sslmode`).
 */
export function wordsOf(name: string): readonly string[] {
  const known = remembered.get(name)
  if (known !== undefined) return known
  const words = name
    .slice(0, longest)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]{2,})([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .flatMap(parted)
  if (remembered.size > 20_000) remembered.clear()
  remembered.set(name, words)
  return words
}

/** A name without case and separators: `insecureSkipVerify`, `insecure_skip_verify` and `INSECURE-SKIP-VERIFY` are one. */
export function bareName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9*]+/g, "").toLowerCase()
}

const remembered = new Map<string, readonly string[]>()

/** Longer names are no settings. */
const longest = 120

/** One word, or those that it is made of without a rest. */
function parted(word: string): readonly string[] {
  if (word.length < 5 || vocabulary.has(word)) return [word]
  const parts: string[] = []
  for (let start = 0; start < word.length; ) {
    let end = Math.min(word.length, start + 14)
    while (end > start && !vocabulary.has(word.slice(start, end))) end--
    if (end === start) return [word]
    parts.push(word.slice(start, end))
    start = end
  }
  return parts
}

const vocabulary = new Set(
  (
    "skip no disable disabled ignore bypass insecure ssl tls https cert certs certificate certificates x509 peer hostname host name " +
    "verify verification verifier verifying validate validation validations check reject unauthorized strict mode allow invalid " +
    "untrusted self signed selfsigned errors error trust all any server accept client reqs req root ca smtp ldap"
  ).split(" "),
)

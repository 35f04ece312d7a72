/**
 * A text without the credentials that stand in it: what is left says that there were some. Facts are cached, shared and
 * shown, so no value, word or key gets into them without this.
 */
export function withoutCredentials(text: string): string {
  if (!suspicious.test(text)) return text
  let kept = text
  for (const pattern of patterns) kept = kept.replace(pattern, "$1***")
  return kept
}

/** Spares most texts the search for each pattern. */
const suspicious = /@|pass|token|secret|cred|api[-_]?key|authorization|login|-[a-z]{0,6}u[= ]/i

// What a variable or a template will put there is no secret; nor is a flag that follows one without a value.
const patterns: readonly RegExp[] = [
  // `https://user:password@host`; `git@` is how SSH is spoken to Git servers.
  /(:\/\/)(?!git@)[^/@\s'"<>$]+(?=@)/g,
  // `user:password@host`, as registries are named
  /^()[\w.-]+:(?!\d+@)[^/@\s'"<>${]+(?=@(?!sha\d))/g,
  /((?:passw(?:or)?d|passphrase|secret|token|api[-_]?key)["']?=)(?!["']?(?:[$<{]|\s|$))(?:"[^"]*"|'[^']*'|[^\s&;,"']+)/gi,
  /(\s--?(?:password|passwd|pass|passphrase|token|secret|storepass|keypass|api-key|(?:src-|dest-)?creds)[= ]\s{0,8}["']?)(?!["']?[$<{-])[^\s"']+/gi,
  /(\blogin\b[^|;&\n]{0,200}?\s-p[= ]?["']?)(?![$<{-])[^\s"']+/g,
  // `-u user:password`, but not the `-u 1000:1000` of `docker run`
  /((?:^|\s)-[A-Za-z]{0,6}[uU][= ]?["']?(?!\d+:)[^\s:"'$]{1,100}:)(?![$<{])[^\s"']+/g,
  /((?:^|[\s"'=])(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token)\s{1,4})?)(?![$<{])[^\s"']+/gi,
  /((?:^|[\s"'=])[\w-]{0,40}(?:token|api-key):\s{0,4})(?!["']?[$<{])[^\s"']+/gi,
]

import type { Span } from "../model/place.ts"

/** A part of a line that is not shown, and what is shown in its place. */
export interface Masked extends Span {
  readonly shown: "***" | "…"
}

/**
 * The parts of a source line that are, or look like, a secret. A finding that is about a secret shows no line at all
 * (`sensitive`); this is for the password that happens to stand beside a finding about something else.
 */
export function secrets(line: string): Masked[] {
  const spans = patterns.flatMap(({ pattern, keep = 0, only = () => true }) =>
    [...line.matchAll(pattern)]
      .filter((match) => only(match[0]))
      .map((match) => ({
        start: match.index + (match[1]?.length ?? 0) + keep,
        end: match.index + match[0].length,
        shown: keep > 0 ? ("…" as const) : ("***" as const),
      })),
  )
  return merged(spans.filter(({ start, end }) => start < end && !placeholder.test(line.slice(start, end))))
}

/** A text with its secrets as `***`. */
export function masked(text: string): string {
  return text.split("\n").map(maskedLine).join("\n")
}

function maskedLine(line: string): string {
  let out = ""
  let from = 0
  for (const { start, end, shown } of secrets(line)) {
    out += line.slice(from, start) + shown
    from = end
  }
  return out + line.slice(from)
}

function merged(spans: readonly Masked[]): Masked[] {
  const result: Masked[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last === undefined || span.start > last.end) result.push(span)
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end), shown: "***" }
  }
  return result
}

/** What a template or an empty value leaves is no secret. */
const placeholder = /^["']?(\$\{.*|\$\(.*|\{\{.*|\$[A-Z_]+|<[\w -]*>|true|false|null|)["']?$/

interface Pattern {
  /** The first group is what stays readable before the secret. */
  readonly pattern: RegExp
  /** More characters that stay readable. */
  readonly keep?: number
  readonly only?: (text: string) => boolean
}

const patterns: readonly Pattern[] = [
  {
    // `password: …`, `"auth": "…"`, `TOKEN=…`, but not `secretName:` or `tokenFile:`; an unquoted value may have spaces
    pattern:
      /((?:passw(?:or)?d|passphrase|pwd|secret|token|auth|api[-_]?key|(?:access|secret|private|account)[-_]?key|credentials?)["']?\s{0,8}[:=]\s{0,8})(?:"[^"]*"?|'[^']*'?|(?<==\s{0,8})[^\s"']\S*|(?<!=\s{0,8})[^\s"'].*)/gi,
  },
  { pattern: /(\s--?(?:password|passwd|pass|token|secret|client-secret|api-key)[= ]\s{0,8})\S+/gi },
  { pattern: /(\blogin\b[^|;&]{0,200}?\s-p[= ]?)\S+/g },
  { pattern: /(\s(?:-[A-Za-z]{0,6}u|--user|--proxy-user|--(?:src-|dest-)?creds)[= ]?["']?[^\s:"']{1,100}:)\S+/g },
  { pattern: /(\bvault login\b(?:\s-\S+){0,20}\s)(?!-)\S+/g },
  { pattern: /(:\/\/)[^\s/@"']+(?=@)/g },
  { pattern: /(\b(?:Bearer|Basic)\s{1,4})[\w.~+/=-]{8,}/gi },
  { pattern: /()(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-|hvs\.|sk-|AKIA|ASIA|dckr_pat_)[\w.-]{12,}/g },
  { pattern: /()\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g },
  { pattern: /(-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----).+/g },
  {
    // The base64 of a certificate is public, but tells nobody anything, and that of a key begins no differently.
    pattern: /()[\w+/-]{40,}={0,2}/g,
    keep: 8,
    only: (text) => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text),
  },
]

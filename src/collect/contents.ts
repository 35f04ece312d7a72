import type { Language } from "../model/source.ts"

/**
 * What a text is written in, going by nothing but what it says: undefined for prose, and for what could be several things.
 * Nearly all of its lines have to be of the language, so that a sentence with a colon in it is no YAML.
 */
export function languageOfContent(text: string): Language | undefined {
  const head = text.length > looked ? text.slice(0, text.lastIndexOf("\n", looked) + 1 || looked) : text
  for (const [pattern, language] of openings) if (pattern.test(head)) return language
  if (/^\s*[{[]/.test(head)) {
    const isWhole = /[}\]]\s*$/.test(text)
    if (isWhole && /^\s*(\{\s*["}]|\[\s*[{["\d\]])/.test(head)) return "json"
    if (isWhole && /^\s*\{\s*\w+\s*:/.test(head)) return "yaml"
  }
  return languageOfLines(head)
}

function languageOfLines(text: string): Language | undefined {
  const lines = codeLines(text)
  if (lines.length === 0) return undefined
  for (const { language, line, sure, least = 2 } of candidates) {
    const fitting = lines.filter((one) => line.test(one)).length
    // One line in twenty may be of a kind that is not known here.
    if (fitting >= least && fitting * 20 >= lines.length * 19 && lines.some((one) => sure.test(one))) return language
  }
  return undefined
}

/** The lines that say something: no comments, and of the block scalars of YAML and the strings of TOML only the first. */
function codeLines(text: string): string[] {
  const found: string[] = []
  let block = -1
  let quote = ""
  for (const line of text.split(/\r?\n/)) {
    if (quote !== "") {
      if (line.includes(quote)) quote = ""
      continue
    }
    const indent = line.search(/\S/)
    if (indent === -1 || (block !== -1 && indent > block)) continue
    block = -1
    if (/^\s*(#|;|\/\/|---\s*$|\.\.\.\s*$|\{\{[^}]*\}\}\s*$|<<.*>>\s*$)/.test(line)) continue
    if (found.push(line) === mostLines) break
    if (/(:|^\s*-)\s+(?:[!&]\S+\s+)?[|>][-+\d]{0,2}\s*(#.*)?$/.test(line)) block = indent
    const [, opened] = /=\s*("""|''')/.exec(line) ?? []
    if (opened !== undefined && line.indexOf(opened, line.indexOf(opened) + 3) === -1) quote = opened
  }
  return found
}

interface Candidate {
  readonly language: Language
  /** What nearly all lines look like. */
  readonly line: RegExp
  /** What one line at least looks like. */
  readonly sure: RegExp
  /** How many lines it takes, where two are not the least. */
  readonly least?: number
}

const looked = 20_000
const mostLines = 200

/** First lines that leave no doubt. */
const openings: readonly (readonly [RegExp, Language])[] = [
  [/^\uFEFF?#!.*\b(ba|z|k|da|a)?sh\b/, "shell"],
  [/^\s*#cloud-config\b/, "yaml"],
  [/^\s*-----BEGIN /, "pem"],
]

const value = String.raw`(?:"|'|\[|\{|true\b|false\b|[-+]?\d)`

/** The specific before the general: what is TOML could be INI as well. */
const candidates: readonly Candidate[] = [
  {
    language: "systemd",
    line: /^\[[A-Z]\w+\]\s*$|^[A-Z]\w+\s*=|^\s+\S|\\$/,
    sure: /^\[(Unit|Service|Install|Socket|Container|Timer|Mount)\]\s*$/,
  },
  {
    language: "toml",
    line: new RegExp(
      String.raw`^\s*\[{1,2}[^\]]{1,200}\]{1,2}\s*(#.*)?$|^\s*["'\w.-]+\s*=\s*${value}|^\s*(["'].*["']|\d+|\{.*\}),?\s*\]?,?\s*$|^\s*[\]}],?\s*$`,
    ),
    sure: /^\s*["'\w.-]+\s*=\s*(?:"|'|\[|\{|true\s*$|false\s*$)|^\s*\[\[|^\s*\[[\w.-]*\.?["']/,
  },
  {
    language: "hcl",
    line: /^\s*[\w-]+(\s+"[^"]*"|\s+[\w-]+){0,3}\s*(=\s*)?[{[](.*[}\]])?\s*$|^\s*["\w.-]+\s*=\s*\S|^\s*[}\])]+,?\s*$|^\s*["'].*["'],?\s*$/,
    sure: /^\s*[\w-]+(\s+"[^"]*"){1,3}\s*\{/,
  },
  {
    language: "dockerfile",
    line: /^(FROM|RUN|COPY|ENV|CMD|ENTRYPOINT|USER|ADD|ARG|WORKDIR|EXPOSE|LABEL|VOLUME|HEALTHCHECK|SHELL|ONBUILD|STOPSIGNAL) |^\s+\S/,
    sure: /^FROM [\w./:$@{}-]+/,
  },
  {
    language: "haproxy",
    line: /^(global|defaults|frontend|backend|listen|resolvers|userlist|peers|cache|program|mailers|ring|http-errors|crt-store)\b|^\s+[a-z][\w.-]*(\s|$)/,
    sure: /^(frontend|backend|listen)\s+\S/,
  },
  {
    language: "nginx",
    line: /^\s*[a-z_$~"'][^{};]*(\{[^{}]*[;}]?\s*\}?|;)\s*(#.*)?$|^\s*\}+\s*;?\s*$|^\s+[^{};]+$/,
    sure: /^\s*(server|location|http|upstream|events|stream)\b[^;()]*\{|^\s*((proxy|ssl|grpc|uwsgi|add|more|real|auth|client|keepalive|limit|access|error|large|gzip|server|sub|charset)_\w+|rewrite|resolver)\s[^=:]*;\s*$/,
    least: 1,
  },
  {
    language: "apache",
    line: /^\s*<\/?[A-Z]\w+[^<>]*>\s*$|^\s*[A-Z][A-Za-z]{2,}(\s|$)/,
    sure: /^\s*<(VirtualHost|Location|Directory|IfModule|Proxy|LocationMatch)\b|^\s*(SSL|Proxy)[A-Z]\w+\s/,
  },
  {
    language: "yaml",
    line: /^\s*(?:- +)*(?:"[^"]*"|'[^']*'|[\w.$@*<{~%/][^\s:#]{0,120}(?: [\w()-]{1,40}){0,3})\s*:(?:\s|$)|^\s*-(?:\s|$)|^\s*[\]}],?\s*$|^\s*\? /,
    sure: /^\s*(?:- +)*["']?[\w.$@*/-]+["']?\s*:(?:\s|$)/,
  },
  {
    language: "env",
    line: /^\s*(export\s+)?[A-Z_][A-Z0-9_]*=/,
    sure: /=/,
  },
  {
    language: "ini",
    line: /^\s*\[[^\]]{1,200}\]\s*$|^\s*[\w.@/-][\w.@/ -]{0,120}?\s*[=:](\s|\S|$)|^\s+\S/,
    sure: /^\s*\[[\w ."-]{1,100}\]\s*$/,
  },
  // Blocks, as NATS, Logstash and strongSwan have them.
  {
    language: "code",
    line: /^\s*[\w.:-]+(\s+"[^"]*"|\s+[\w./*:-]+)?\s*[:=]?\s*[{[](.*[}\]])?\s*,?$|^\s*["\w.-]+\s*(=>|=|:|\s)\s*\S|^\s*[}\])]+,?\s*$|^\s*["'].*["'],?\s*$/,
    sure: /^\s*[\w.-]+\s*[:=]?\s*\{/,
  },
  // Properties: names with dots and nothing else.
  {
    language: "settings",
    line: /^[\w-]+(\.[\w[\]-]+)*\s*[=:](?!=)\s*\S*|^\s+\S|^[\w.-]+\s*=\s*$/,
    sure: /^[a-z][\w-]*(\.[\w[\]-]+)+\s*=(?!=)/,
  },
]

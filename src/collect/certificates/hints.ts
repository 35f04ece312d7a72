import { base64Runs, decodeHead } from "./base64.ts"

/**
 * Whether a file may hold certificates or keys, in any form that is read here: a scan of its text, or of its bytes
 * before they are decoded, that is as fast as memory nearly and errs only towards yes.
 */
export function mayHoldCertificates(content: string | Uint8Array): boolean {
  if (typeof content === "string") return mayHold(content)
  const [first = 0, second = 0] = content
  if (isGzip(content) || isLikelyDer(content)) return true
  // UTF-16 is told apart by its mark, and looked into once it has been decoded.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return mayHold(Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1"))
}

/** Whether a text may hold a certificate or key, in PEM, in base64 or in a URL. */
export function mayHold(text: string): boolean {
  for (let hit = text.indexOf("BEGIN"); hit >= 0; hit = text.indexOf("BEGIN", hit + 5))
    if (hit > 0 && (text[hit - 1] === "-" || text.charCodeAt(hit - 1) > 0x7f)) return true
  if (text.includes("---Begin ") || text.includes("---begin ")) return true
  for (const run of base64Runs(text)) {
    const head = decodeHead(text, run)
    if (isGzip(head) || isLikelyDer(head) || isLikelyText(head)) return true
  }
  return false
}

export function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b
}

/** Whether bytes begin as a certificate, a list, a PKCS#7, a key or a PKCS#12 does, or a Java key store. */
export function isLikelyDer([first = 0, second = 0]: Uint8Array): boolean {
  if (first === 0x30) return second >= 0x80 ? second <= 0x84 : second > 0x20
  return (first === 0xfe && second === 0xed) || (first === 0xce && second === 0xce)
}

/** Whether a text begins with a PEM block, comments before it aside. */
function beginsAsPem(text: string): boolean {
  return /^(?:[\s\uFEFF]|\u00EF\u00BB\u00BF)*(?:#[^\r\n]{0,400}\s+){0,50}[-‐-―]{3,}BEGIN /i.test(text)
}

/**
 * Whether a text is PEM for whoever reads it: it begins with a block, or with lines for people, as curl's bundle of roots
 * has a title above each. What only mentions PEM (a script, a document of its own) has lines of another language above it.
 */
export function isPem(text: string): boolean {
  if (beginsAsPem(text) || isQuoted(text)) return true
  const first = FIRST_LINE.exec(text)
  return first !== null && isProse(text.slice(0, first.index))
}

/** Whether a whole PEM stands in quotes that nobody takes off. */
function isQuoted(text: string): boolean {
  const [, quote, inside] = /^\s*(["'`])(-----BEGIN [^"'`]*)["'`]\s*$/.exec(text.slice(0, LONGEST_QUOTED)) ?? []
  return quote !== undefined && text.trimEnd().endsWith(quote) && /[\r\n]/.test(inside!) && !inside!.includes("\\n")
}

/**
 * Whether lines are for people, as readers of PEM skip them: titles, comments, what `openssl x509 -text`, `openssl pkcs12`
 * and `openssl s_client -showcerts` write. Lines of YAML, JSON, code and scripts are not.
 */
export function isProse(text: string): boolean {
  if (text.length > LONGEST_PROSE) return false
  const lines = text
    .replaceAll(/\\[nrt]/g, "\n")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
  return (
    lines.every((line) => COMMENT_LINE.test(line) || !OTHER_LANGUAGE.test(line)) && !KEY_LINE.test(lines.at(-1) ?? "")
  )
}

/** Whether the first bytes of something read as text: by chance, they do so once in a hundred times. */
export function isLikelyText(head: Uint8Array): boolean {
  let beyond = 0
  for (const byte of head) {
    if (byte >= 0x80) beyond++
    else if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false
  }
  return beyond <= 3
}

/** Whether a file is for people to read, so that certificates in it are illustrations. */
export function isDocumentation(path: string, text: string): boolean {
  if (/\.(?:md|mdx|mdown|markdown|rst|adoc|asciidoc|html?|xhtml|tex|ipynb)$/i.test(path)) return true
  return /\.txt$/i.test(path) && !bundleName.test(path) && !beginsAsPem(text) && !isMostlyPem(text)
}

/** `cacerts.txt` is what libraries call their bundle, whatever they say of it above. */
const bundleName = /(^|[^a-z])ca[-_]?(certs?|certificates|bundle)[^/a-z]*\.txt$/i

/** Whether a text stands in for a file that Git LFS keeps elsewhere (docs/spec.md of git-lfs). */
export function isLfsPointer(text: string): boolean {
  return text.length < 1024 && /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v\d/.test(text)
}

/** Whether half of a text is base64, or it is what `openssl x509 -text` writes. */
function isMostlyPem(text: string): boolean {
  if (/^Certificate:\s+Data:/m.test(text)) return true
  let covered = 0
  for (const run of base64Runs(text)) covered += run.end - run.start
  return covered * 2 > text.trim().length
}

/** As long as `openssl x509 -text` of a certificate with many names. */
const LONGEST_PROSE = 16_384
const LONGEST_QUOTED = 65_536
const FIRST_LINE = /^(?:[ \t\uFEFF]|\u00EF\u00BB\u00BF)*[-‐-―]{3,}BEGIN [A-Z0-9# ]{2,40}[-‐-―]{3,}/im
/** `#`, `//`, and the dress of lines that are quoted, joined or listed. */
const COMMENT_LINE = /^(?:["'`,;+|>*\\.-]*\s*)?(?:#|\/\/|$)/
/** A heredoc, a bracket or quote that is left open or closed, a tag, a statement, an action of a template. */
const OTHER_LANGUAGE =
  /<<|[{}[\]]|["'`]\s*[,)]?$|^["'`]|;$|[({]$|^\)|<\/?[A-Za-z!]|\$[({A-Z]|^(?:EOF|EOT|END|EOL|DONE|fi|done|esac|then)$|\s\|\s|>\s*[\w./$-]+$|^(?:export|cat|echo|kubectl|openssl|cp|mv|sudo|tee|if|for|func|def|var|let|const|import|return)\s/
/** A key of YAML, INI or a script that takes the block as its value. */
const KEY_LINE = /^(?:-\s+)?["']?[\w./-]+["']?\s*[:=]\s*(?:[|>][-+\d]*)?$/

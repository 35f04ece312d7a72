import { isUtf8 } from "node:buffer"
import type { Segment, Source } from "../model/source.ts"

/** A file with the name of a text and bytes that no text has. */
export interface BinaryText {
  /** As it stands, so that its lines can be counted. */
  readonly text: string
  /** As its consumer reads it. */
  readonly source: Source
  /** Where it first is no text; absent where nothing is wrong with that. */
  readonly at?: number
}

/**
 * Reads a file that `decodeText` does not take for a text, and that its name says is one. A shell passes over NUL, and
 * what stands behind the `exit` of a script (the payload of an installer) is not read by it; all others take the bytes as
 * they come. Undefined for other files, and for what git-crypt has encrypted.
 */
export function binaryText(path: string, bytes: Uint8Array): BinaryText | undefined {
  if (!textNames.test(path)) return undefined
  if (Buffer.from(bytes.subarray(0, 10)).toString("latin1") === "\0GITCRYPT\0") return undefined
  const text = new TextDecoder(isUtf8(bytes) ? "utf-8" : "latin1").decode(bytes)
  const at = Math.max(0, text.search(controls))
  const whole: Source = { path, name: path, text, inner: [] }
  if (!shells.test(path)) return { text, source: whole, at }
  const line = text.lastIndexOf("\n", at) + 1
  const head = text.slice(0, line)
  if (ended.test(head.slice(-400))) return { text, source: { ...whole, text: head } }
  return { text, source: withoutNul(whole), at }
}

function withoutNul(source: Source): Source {
  const segments: Segment[] = []
  const parts: string[] = []
  let length = 0
  let from = 0
  for (const part of source.text.split("\0")) {
    if (part !== "") {
      segments.push({ start: length, outer: from, step: "text" })
      parts.push(part)
      length += part.length
    }
    from += part.length + 1
  }
  return { ...source, text: parts.join(""), map: { segments } }
}

/** Names that only texts have. */
const textNames =
  /\.(ya?ml|json|toml|tf|tfvars|hcl|sh|bash|env|service|conf|cfg|ini)$|(^|\/)((Dockerfile|Containerfile)([.-][^/]*)?|Makefile|Jenkinsfile|Caddyfile|kubeconfig|\.env(\.[^/]*)?|\.npmrc)$/
const shells = /\.(sh|bash)$/
const ended = /(^|\n)[ \t]*(exit|exec)\b[^\n]*\n\s*$/
const controls = /[\0-\x06\x0e-\x1a\x1c-\x1f\x7f]/

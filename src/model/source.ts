import type { Span } from "./place.ts"

/**
 * A text to read: a file of the repository, or one that such a file carries (a ConfigMap key, a heredoc, a cloud-init
 * `write_files` entry). All that is found in it is told at its place in the outer file.
 */
export interface Source {
  /** The file of the repository, relative to the root of the scan, with `/`. */
  readonly path: string
  /** What the text is called where it is used: the path itself, the key of a ConfigMap, the target path on a node. */
  readonly name: string
  readonly text: string
  /** From the file into the text; empty for the file itself. */
  readonly inner: readonly string[]
  /** From offsets of `text` to offsets of the outer file; absent for the file itself. */
  readonly map?: OffsetMap
  readonly carrier?: Carrier
  /** Set where the carrier knows the language, whatever the name says. */
  readonly language?: Language
  /** How its bytes differ from plain UTF-8: a byte order mark before them, or two bytes for each character. */
  readonly spelling?: "marked" | "utf-16"
  /** Whether the language is one that the text only looks like. */
  readonly guessed?: boolean
  /** Whether a shell replaces `$NAME` in it before it reaches its reader. */
  readonly expands?: boolean
}

/** How a carried text reaches its place. */
export interface Carrier {
  readonly kind:
    | "config-map"
    | "secret"
    | "write-files"
    | "ignition"
    | "machine-files"
    | "ansible"
    | "heredoc"
    | "patch"
    | "step"
    | "values"
    | "object"
    | "container"
    | "terraform"
    | "annotation"
    | "argument"
  readonly resource?: ResourceRef
  /** The key or path under which it stands in its carrier. */
  readonly key?: string
}

export type Language =
  | "yaml"
  | "json"
  | "toml"
  | "ini"
  | "env"
  | "hcl"
  | "dockerfile"
  | "shell"
  | "haproxy"
  | "nginx"
  | "keepalived"
  | "caddy"
  | "apache"
  | "systemd"
  | "code"
  | "settings"
  | "pem"
  | "text"

/** A Kubernetes object by name; `name` is empty where it is templated or generated. */
export interface ResourceRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/**
 * Where each stretch of a carried text comes from. Segments are sorted by `start`; each rules until the next begins.
 * `text` maps one to one, `base64` maps a decoded byte to the character that begins it, `fixed` maps all to one place.
 */
export interface OffsetMap {
  readonly segments: readonly Segment[]
  readonly parent?: OffsetMap
}

export interface Segment {
  readonly start: number
  readonly outer: number
  readonly step: "text" | "base64" | "fixed"
}

/** The offset in the outer file of an offset in a carried text. */
export function outerOffset(map: OffsetMap | undefined, offset: number): number {
  if (map === undefined) return offset
  const { segments } = map
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segments[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  const segment = segments[low]
  if (segment === undefined) return outerOffset(map.parent, offset)
  const distance = Math.max(0, offset - segment.start)
  const steps = { text: distance, base64: Math.floor((distance * 4) / 3), fixed: 0 }
  return outerOffset(map.parent, segment.outer + steps[segment.step])
}

/** The span in the outer file of a span in a carried text. */
export function outerSpan(map: OffsetMap | undefined, start: number, end: number): Span {
  if (map === undefined) return { start, end }
  const from = outerOffset(map, start)
  // The end is taken from the last character: the text after a line end maps past the indentation of the next line.
  const to = end > start ? outerOffset(map, end - 1) + 1 : from
  return { start: from, end: Math.max(from, to) }
}

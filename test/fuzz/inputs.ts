import { globSync, readFileSync } from "node:fs"
import type { Random } from "../x509/mutate.ts"
import { readers, runs } from "./shapes.ts"

/** One file that nobody would write. */
export interface Input {
  /** What reads it, for the figures. */
  readonly reader: string
  readonly path: string
  readonly text: string
}

/** Real files to make inputs of: those of the examples of the rules. */
export function seeds(): readonly { readonly path: string; readonly text: string }[] {
  return globSync("src/rules/*/*/examples/{bad,good}-*/**/*", { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map((file) => ({
      path: file.replace(/^.*\/examples\/[^/]+\//, ""),
      text: readFileSync(file, "utf8"),
    }))
}

/** An input: tokens in a language, or a real file that was damaged, spliced with another, or given another's name. */
export function inputOf(random: Random, files: ReturnType<typeof seeds>): Input {
  const names = Object.keys(readers)
  const name = names[random.below(names.length)]!
  const { path, before } = readers[name]!
  if (random.below(3) === 0) return { reader: name, path, text: before + tokensOf(random, 1 + random.below(60)) }
  const file = files[random.below(files.length)]!
  const text = damaged(file.text, files[random.below(files.length)]!.text, random)
  const isRenamed = random.below(8) === 0
  return isRenamed
    ? { reader: name, path, text: before + text }
    : { reader: readerOf(file.path), path: file.path, text }
}

function readerOf(path: string): string {
  return (
    /\.([a-z]{1,10})$/i.exec(path)?.[1]?.toLowerCase().replace("yml", "yaml") ?? path.slice(path.lastIndexOf("/") + 1)
  )
}

function tokensOf(random: Random, count: number): string {
  return Array.from({ length: count }, () => tokens[random.below(tokens.length)]).join("")
}

/** One to four injuries. */
function damaged(text: string, donor: string, random: Random): string {
  let result = text
  for (let n = 1 + random.below(4); n > 0; n--) {
    const from = random.below(result.length + 1)
    const to = Math.min(result.length, from + random.below(40))
    const kind = random.below(6)
    if (kind === 0) result = result.slice(0, from) + result.slice(to)
    else if (kind === 1) result = result.slice(0, from) + tokensOf(random, 1 + random.below(5)) + result.slice(from)
    else if (kind === 2)
      result = result.slice(0, to) + result.slice(from, to).repeat(1 + random.below(20)) + result.slice(to)
    else if (kind === 3) result = result.slice(0, from)
    else if (kind === 4) {
      const cut = random.below(donor.length + 1)
      result = result.slice(0, from) + donor.slice(cut, cut + 300) + result.slice(from)
    } else
      result =
        result.slice(0, from) +
        String.fromCharCode(random.below(random.below(4) === 0 ? 65_536 : 128)) +
        result.slice(from + 1)
  }
  return result.slice(0, 20_000)
}

const tokens = [
  ...Object.values(runs),
  ..."tls|cert|registry|insecure: true|key|value|\"|'|{|}|[|]|(|)|:|,|=|-|&a|*a|<<|\n|\r\n|\t|  | |\\|/|#|$|`|;|\0|\u2028|\uFEFF|é|😀".split(
    "|",
  ),
  ...[
    "apiVersion: v1\nkind: Secret\n",
    "metadata: {name: a}\n",
    "data:\n  tls.crt: TUlJ\n",
    "- ",
    "? ",
    "|\n  a\n",
    ">-\n  a\n",
  ],
  ...[
    "{{ if a }}",
    "{{ end }}",
    "{{ .Values.a | nindent 2 }}",
    "${a}",
    "$(a",
    "<<EOF\n",
    "EOF\n",
    "|| ",
    "&& ",
    "if a; then\n",
  ],
  ...[
    "FROM a AS b\n",
    "COPY --from=b /etc/ssl /a\n",
    "RUN curl -k https://a ",
    "ARG A=$A\n",
    "[host.a]\n",
    "server {\n",
    "frontend a\n",
  ],
  ...[
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "MIIB",
    "H4sIAAAA",
    "data:;base64,",
    "%0A",
    "\\n",
    "&#10;",
  ],
]

/** A document that is told of wherever it stands in a stream, whatever stands before it. */
export const marker = [
  "---",
  "apiVersion: v1",
  "kind: Pod",
  "metadata: {name: marker}",
  "spec:",
  "  containers:",
  "    - name: a",
  "      env:",
  "        - name: NODE_TLS_REJECT_UNAUTHORIZED",
  '          value: "0"',
  "",
].join("\n")

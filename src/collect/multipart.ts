import { base64Segments } from "../formats/content.ts"
import { decodeText } from "../formats/text.ts"
import type { Language, Segment, Source } from "../model/source.ts"

/**
 * The parts of user data in MIME, as cloud-init takes it (RFC 2046 §5.1, `make-mime`): each is read as a text of its own.
 * Undefined where a text is none.
 */
export function multipart(source: Source): Source[] | undefined {
  const { text, path, inner, map } = source
  const boundary = boundaryOf(text)
  if (boundary === undefined) return undefined
  return partsOf(text, boundary).flatMap(({ start, end }, index): Source[] => {
    const header =
      /^(?:[A-Za-z-]+:.*\r?\n(?:[ \t].*\r?\n)*){1,12}\r?\n/.exec(text.slice(start, start + 4000))?.[0] ?? ""
    const type = /^content-type:\s*([\w./-]+)/im.exec(header)?.[1]?.toLowerCase() ?? ""
    const [, name, language] = types.find(([pattern]) => pattern.test(type)) ?? []
    const from = start + header.length
    const plain: Segment[] = [{ start: 0, outer: from, step: "text" }]
    const isEncoded = /^content-transfer-encoding:\s*base64/im.test(header)
    const body = isEncoded ? decodeText(Buffer.from(text.slice(from, end), "base64"))?.text : text.slice(from, end)
    if (name === undefined || body === undefined) return []
    const segments = isEncoded ? base64Segments(text.slice(from, end), plain) : plain
    return [
      {
        path,
        name,
        text: body,
        inner: [...inner, `part ${index + 1}`],
        map: { segments, ...(map && { parent: map }) },
        ...(language && { language }),
      },
    ]
  })
}

/** Whether a text is user data in MIME. */
export function isMultipart(text: string): boolean {
  return boundaryOf(text) !== undefined
}

function boundaryOf(text: string): string | undefined {
  const head = /^(?:[A-Za-z-]+:.*\r?\n(?:[ \t].*\r?\n)*){1,12}\r?\n/.exec(text.slice(0, 4000))?.[0] ?? ""
  return /^content-type:\s*multipart\/[\s\S]*?boundary="?([^"\r\n;]{1,70})"?/im.exec(head)?.[1]
}

/** What the types of parts are, by what their texts are called. */
const types: readonly (readonly [RegExp, string, Language?])[] = [
  [/cloud-config(?!-archive)|jinja2/, "cloud-config.yaml", "yaml"],
  [/shellscript|boothook/, "user-data.sh", "shell"],
  [/node\.eks\.aws/, "nodeconfig.yaml", "yaml"],
  [/^text\/plain$|octet-stream|^$/, "user-data"],
]

/** Where each part begins, after the line of its boundary, and ends. */
function partsOf(text: string, boundary: string): { start: number; end: number }[] {
  const mark = new RegExp(`^--${boundary.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(--)?[ \\t]*\\r?$\\n?`, "gm")
  const marks = [...text.matchAll(mark)]
  return marks.flatMap((one, index) =>
    one[1] === undefined ? [{ start: one.index + one[0].length, end: marks[index + 1]?.index ?? text.length }] : [],
  )
}

import type { Discovery } from "../ports/files.ts"
import { log, visible } from "../reporters/escape.ts"

/** What `--verbose` says of a scan: how files were found, and what was skipped and why. */
export function foundHow({ notes, skipped, links }: Discovery): string {
  const lines = [
    ...notes,
    ...skipped.map(({ path, detail }) => `skipped ${path}: ${detail}`),
    ...links.map(({ path, target }) => `${path} is a link to ${target}`),
  ]
  return lines.map((line) => `tlsgate: ${log(visible(line))}\n`).join("")
}

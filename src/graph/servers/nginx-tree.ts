import { posix } from "node:path"
import type { Inventory } from "../../join/inventory.ts"
import { type Directive, directivesOf } from "../../model/directives.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { commandNamed, Flags } from "../flags.ts"
import { type Process, type Text, textOf } from "../process.ts"

/** A directive of nginx with its place, its includes put in. */
export interface Placed {
  readonly name: string
  readonly words: readonly Text[]
  readonly block: readonly Placed[]
  readonly at: Location
}

export interface NginxTree {
  readonly top: readonly Placed[]
  /** Why not all of the configuration is there. */
  readonly open?: string
}

/** The configuration that an nginx runs with. */
export function nginxTree(running: Process, inventory: Inventory): NginxTree {
  const command = commandNamed(running, /^nginx/)
  const named = command === undefined ? undefined : new Flags(command.words, new Set(["t", "T", "q"])).get("c")
  const main = named?.value ?? "/etc/nginx/nginx.conf"
  const reading: Reading = { running, inventory, open: undefined, left: mostFiles }
  const found = running.files.read(main)
  const content = found.kind === "content" ? found.content.documents.filter(({ kind }) => kind === "nginx") : []
  if (found.kind === "content" && content.length === 0)
    return { top: [], open: `${main} is not read as a configuration` }
  if (content.length > 0) {
    const top = content.flatMap((document) =>
      placed(directivesOf(document.root), document, posix.dirname(main), reading, 0),
    )
    return finished(top, reading)
  }
  if (named !== undefined) return { top: [], open: `${main} is not in the repository` }
  const top = ["/etc/nginx/conf.d/*.conf", "/opt/bitnami/nginx/conf/server_blocks/*.conf"].flatMap((pattern) =>
    included(pattern, "/etc/nginx", reading, 0),
  )
  if (running.files.list("/etc/nginx/templates") !== undefined) reading.open = "its configuration is made of templates"
  return finished([{ name: "http", words: [], block: top, at: running.at }], reading)
}

function finished(top: readonly Placed[], { open }: Reading): NginxTree {
  return { top, ...(open !== undefined && { open }) }
}

interface Reading {
  readonly running: Process
  readonly inventory: Inventory
  open: string | undefined
  left: number
}

function placed(
  list: readonly Directive[],
  document: DocumentFact,
  folder: string,
  reading: Reading,
  depth: number,
): Placed[] {
  return list.flatMap(({ name, words, block, at }): Placed[] => {
    const texts = words.map((word) => textOf(word, document, reading.inventory))
    if (name === "include") {
      const pattern = texts[0]?.value ?? ""
      if (harmless.test(pattern)) return []
      const found = included(pattern, folder, reading, depth + 1)
      if (found.length === 0 && !/conf\.d\/\*|sites-enabled|modules/.test(pattern))
        reading.open = `${pattern} is not in the repository`
      return found
    }
    return [
      {
        name,
        words: texts,
        block: placed(block, document, folder, reading, depth),
        at: reading.inventory.locate(document.path, at, document.inner),
      },
    ]
  })
}

const harmless = /(mime\.types|fastcgi_params|fastcgi\.conf|scgi_params|uwsgi_params|proxy_params|modules-enabled\/.*)$/

function included(pattern: string, folder: string, reading: Reading, depth: number): Placed[] {
  const path = posix.resolve(folder, pattern)
  const directory = posix.dirname(path)
  const last = posix.basename(path)
  if (depth > 8 || /[*?]/.test(directory)) return []
  const names = /[*?]/.test(last)
    ? (reading.running.files.list(directory) ?? []).filter((name) => globOf(last).test(name)).sort()
    : [last]
  return names.flatMap((name) => {
    if (--reading.left < 0) return []
    const found = reading.running.files.read(`${directory}/${name}`)
    if (found.kind === "unknown" && !found.why.includes("image")) reading.open = found.why
    if (found.kind !== "content") return []
    return found.content.documents
      .filter(({ kind }) => kind === "nginx")
      .flatMap((document) => placed(directivesOf(document.root), document, "/etc/nginx", reading, depth))
  })
}

function globOf(pattern: string): RegExp {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
  return new RegExp(`^${escaped}$`)
}

const mostFiles = 200

/** The nearest setting of a name, from the block outwards. */
export function settingOf(name: string, blocks: readonly (readonly Placed[])[]): Placed | undefined {
  for (const block of blocks) {
    const found = block.findLast((directive) => directive.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** All settings of a name in the nearest block that has any. */
export function settingsOf(name: string, blocks: readonly (readonly Placed[])[]): readonly Placed[] {
  for (const block of blocks) {
    const found = block.filter((directive) => directive.name === name)
    if (found.length > 0) return found
  }
  return []
}

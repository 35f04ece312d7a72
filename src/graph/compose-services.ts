import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../model/tree.ts"
import { variablesOf } from "../workloads/container-parts.ts"
import { buildOf, builtImage, type Image, publishedImage } from "./built-images.ts"
import { unknown } from "./contents.ts"
import { type FileSystem, fileSystem, type Layer, normal, storeChange } from "./file-system.ts"
import { mainCommand } from "./pods.ts"
import { type Command, commandsOf, type Environment, type Process, type Text, textOf, textsOf } from "./process.ts"
import { folderLayer } from "./repository-files.ts"

/** The services of a compose file, as processes. */
export function composeProcesses(document: DocumentFact, inventory: Inventory): Process[] {
  if (document.inner.length > 0) return []
  return entriesAt(document.root, "services").flatMap(({ key, value }) =>
    value.kind === "mapping" ? [serviceProcess(key, value, document, inventory)] : [],
  )
}

function serviceProcess(key: Scalar, node: Node, document: DocumentFact, inventory: Inventory): Process {
  const given = textAt(node, "image")
  const build = buildOf(node, document)
  const image =
    at(node, "build") === undefined
      ? publishedImage(given)
      : ((build && builtImage(build.dockerfile, build.target, build.context, inventory)) ?? closedImage())
  const environment = environmentOf(node, document, image, inventory)
  const layers = layersOf(node, document, inventory)
  const change = storeChange(layers)
  const commands = commandsIn(node, document, image, inventory)
  const updates = commands.some(({ tool }) => /^update-ca-/.test(tool))
    ? "the container updates its store when it starts"
    : change
  return {
    id: `service ${key.value} of ${document.path}`,
    at: inventory.locate(document.path, key, document.inner),
    ...(image.base !== undefined && { image: image.base }),
    commands,
    environment,
    files:
      at(node, "extends") === undefined ? fileSystem(layers, image.files) : closedFiles("the service extends another"),
    network: { kind: "compose", document, service: key.value },
    ports: [],
    system: updates === undefined ? image.system : { kind: "unknown", why: updates },
    ...(at(node, "build") !== undefined && { built: true }),
    folder: textAt(node, "working_dir") ?? image.folder,
  }
}

function closedFiles(why: string): FileSystem {
  return { read: () => unknown(why), list: () => undefined }
}

function closedImage(): Image {
  const why = "the image is built of what is not in the repository"
  return { ...publishedImage(undefined), base: undefined, files: closedFiles(why), system: { kind: "unknown", why } }
}

function commandsIn(node: Node, document: DocumentFact, image: Image, inventory: Inventory): Command[] {
  const entrypoint = wordsOf(at(node, "entrypoint"), document, inventory)
  const command = wordsOf(at(node, "command"), document, inventory)
  const place = inventory.locate(document.path, scalarAt(node, "image") ?? node, document.inner)
  const own = image.entrypoint.length > 0 || image.command.length > 0
  const start = entrypoint ?? (own ? image.entrypoint : [])
  const args = command ?? (entrypoint === undefined ? image.command : [])
  const main = mainCommand(start, args, image.base, place)
  const scripts = (inventory.files.get(document.path)?.scripts ?? []).filter(
    ({ scope, carrier, commands }) =>
      scope === "container" &&
      carrier?.kind === "container" &&
      commands.length > 0 &&
      commands.every(({ start: offset }) => offset >= node.start && offset <= node.end),
  )
  const probes = scripts.filter(({ carrier }) => carrier?.key === "healthcheck")
  const shell = main !== undefined && /^(ba|da|a)?sh$/.test(main.tool)
  const run = shell ? scripts.filter(({ carrier }) => carrier?.key === "command") : []
  const ofImage = entrypoint === undefined && command === undefined ? image.scripts : []
  const all = shell || main === undefined || ofImage.length > 0 ? [...run, ...ofImage] : []
  return [...(main === undefined ? [] : [main]), ...commandsOf([...all, ...probes], inventory)]
}

/** A list of words, or a text that compose splits as a shell does. */
function wordsOf(node: Node | undefined, document: DocumentFact, inventory: Inventory): Text[] | undefined {
  if (node?.kind === "sequence") return textsOf(node.items, document, inventory)
  if (node?.kind !== "scalar" || node.type === "null") return undefined
  const exact = node.style === "plain" || node.style === "quoted"
  const from = node.start + (node.style === "quoted" ? 1 : 0)
  return [...node.value.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(({ index, 0: raw }) => {
    const place = exact ? { ...node, start: from + index, end: from + index + raw.length } : node
    return textOf({ ...place, value: raw.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2") }, document, inventory)
  })
}

function environmentOf(node: Node, document: DocumentFact, image: Image, inventory: Inventory): Environment {
  const values = new Map<string, Text | undefined>()
  const defaults = dotEnv(document, inventory)
  let open = at(node, "extends") !== undefined
  for (const [name, value] of image.environment)
    values.set(name, { value, literal: true, at: inventory.locate(document.path, node, document.inner) })
  const listed = at(node, "env_file")
  const files = listed?.kind === "sequence" ? listed.items : listed === undefined ? [] : [listed]
  for (const file of files) {
    const given = file.kind === "scalar" ? file.value : (textAt(file, "path") ?? "")
    const facts = inventory.files.get(posix.join(folderOf(document.path), given))
    if (facts === undefined) open = true
    for (const { name, value, span, scope, path, inner } of facts?.variables ?? [])
      if (scope === "env-file") {
        const literal = "type" in value ? value.type !== "template" && value.secret === undefined : value.literal
        values.set(name, { value: value.value, literal, at: inventory.locate(path, span, inner) })
      }
  }
  for (const { name, value } of variablesOf(at(node, "environment")))
    values.set(name, value && interpolated(textOf(value, document, inventory), defaults))
  return { get: (name) => values.get(name), open, names: [...values.keys()] }
}

/** The variables of `.env` beside the compose file, which compose puts into it. */
function dotEnv(document: DocumentFact, inventory: Inventory): ReadonlyMap<string, string> {
  const facts = inventory.files.get(posix.join(folderOf(document.path), ".env"))
  return new Map((facts?.variables ?? []).map(({ name, value }) => [name, value.value]))
}

function interpolated(text: Text, defaults: ReadonlyMap<string, string>): Text {
  if (!text.value.includes("$")) return text
  let literal = true
  const value = text.value.replaceAll(/\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)/g, (_, braced, fallback, plain) => {
    const known = defaults.get(braced ?? plain) ?? fallback
    if (known === undefined) literal = false
    return known ?? ""
  })
  return { ...text, value, literal: literal && !/[{}$]/.test(value) }
}

function layersOf(node: Node, document: DocumentFact, inventory: Inventory): Layer[] {
  const volumes = itemsAt(node, "volumes").flatMap((item) => volumeLayer(item, document, inventory))
  const secrets = itemsAt(node, "secrets").flatMap((item) => handed(item, "secrets", document, inventory))
  const configs = itemsAt(node, "configs").flatMap((item) => handed(item, "configs", document, inventory))
  return [...volumes, ...secrets, ...configs]
}

function volumeLayer(item: Node, document: DocumentFact, inventory: Inventory): Layer[] {
  const [source, target] =
    item.kind === "scalar" ? partsOf(item.value) : [textAt(item, "source"), textAt(item, "target")]
  if (target === undefined) return []
  const why = `the volume ${source ?? target} is filled when it runs`
  const isPath = source !== undefined && /^\.{0,2}\//.test(`${source}/`) && /^\.{1,2}(\/|$)/.test(source)
  if (!isPath) return [{ path: normal(target), read: () => unknown(why), list: () => undefined }]
  return [{ ...folderLayer(inRepository(source, document), inventory), path: normal(target) }]
}

/** `source:target:options`; a lone path is an anonymous volume. */
function partsOf(value: string): [string | undefined, string | undefined] {
  const [first, second] = value.split(":")
  return second === undefined ? [undefined, first] : [first, second]
}

function inRepository(path: string, document: DocumentFact): string {
  const joined = posix.join(folderOf(document.path), path).replace(/\/$/, "")
  return joined === "." ? "" : joined
}

/** A secret or a config of the service, which is a file of the repository where the compose file says so. */
function handed(item: Node, section: "secrets" | "configs", document: DocumentFact, inventory: Inventory): Layer[] {
  const source = item.kind === "scalar" ? item.value : textAt(item, "source")
  if (source === undefined) return []
  const target = item.kind === "scalar" ? source : (textAt(item, "target") ?? source)
  const path = normal(target.startsWith("/") ? target : `${section === "secrets" ? "/run/secrets" : ""}/${target}`)
  const file = textAt(document.root, section, source, "file")
  if (file === undefined || /[$~]|^\//.test(file))
    return [{ path, read: () => unknown(`${source} comes from outside of the repository`), list: () => undefined }]
  return [{ ...folderLayer(inRepository(file, document), inventory), path }]
}

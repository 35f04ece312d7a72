import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt } from "../../model/tree.ts"
import { contentOfScalar } from "../contents.ts"
import type { Dial, Trust, TrustPart } from "../dial.ts"
import { commandNamed, Flags, fileNamed } from "../flags.ts"
import { usualVersions, versionsAmong, versionsBetween } from "../listener.ts"
import { type Process, type Text, textOf, textsOf } from "../process.ts"
import { nginxTree, type Placed, settingOf } from "../servers/nginx-tree.ts"
import { haproxyConfig } from "../servers/others.ts"
import { addressOf, dialOf, filePart, goTrust, trustIn } from "./common.ts"

/** Where nginx passes requests to over TLS. */
export function nginxDials(running: Process, inventory: Inventory): Dial[] {
  if (!/^nginx/.test(running.commands[0]?.tool ?? "")) return []
  const { top, open } = nginxTree(running, inventory)
  const found: Dial[] = []
  const visit = (blocks: readonly (readonly Placed[])[], upstreams: ReadonlyMap<string, Placed>): void => {
    for (const directive of blocks[0]!) {
      if (/^(proxy|grpc|uwsgi)_pass$/.test(directive.name))
        found.push(...passDials(directive, blocks, upstreams, running, open))
      else if (/^(server|location|if|limit_except)$/.test(directive.name))
        visit([directive.block, ...blocks], upstreams)
    }
  }
  for (const outer of top.filter(({ name }) => name === "http" || name === "stream")) {
    const upstreams = new Map(
      outer.block.filter(({ name }) => name === "upstream").map((one) => [one.words[0]?.value ?? "", one]),
    )
    visit([outer.block, top], upstreams)
  }
  return found
}

function passDials(
  pass: Placed,
  blocks: readonly (readonly Placed[])[],
  upstreams: ReadonlyMap<string, Placed>,
  running: Process,
  open: string | undefined,
): Dial[] {
  const [target] = pass.words
  const address = target && addressOf(target.value)
  if (target === undefined || address === undefined || !/^(https|grpcs|http|suwsgi)$/.test(address.scheme)) return []
  const kind = pass.name.replace("_pass", "")
  const setting = (name: string) => settingOf(`${kind}_ssl_${name}`, blocks)?.words[0]
  const verifies = setting("verify")?.value === "on"
  const authority = setting("trusted_certificate")
  const certificate = setting("certificate")
  const name = setting("name")
  const host = /^[^:/]+:\/\/([^/:?]+)/.exec(target.value)?.[1] ?? address.host
  const usual = upstreams.has(host) ? host : address.host
  const wanted = name?.value.includes("$")
    ? /^\$proxy_host$/.test(name.value)
      ? usual
      : undefined
    : (name?.value ?? usual)
  const upstream = upstreams.get(host)
  const addresses =
    upstream === undefined
      ? [{ address, text: target }]
      : upstream.block
          .filter((one) => one.name === "server")
          .flatMap(({ words: [text] }) => {
            const found = text && addressOf(text.value.includes(":") ? text.value : `${text.value}:80`, address.scheme)
            return found === undefined || text === undefined ? [] : [{ address: found, text }]
          })
  const versions = versionsAmong(settingOf(`${kind}_ssl_protocols`, blocks)?.words.map(({ value }) => value) ?? [])
  const key = setting("certificate_key")
  return addresses.map(({ address: { host: to, port }, text }): Dial => {
    const trust: Trust =
      authority === undefined
        ? { parts: [], at: pass.at }
        : { parts: [filePart(fileNamed(authority, running, "/etc/nginx"), authority.at)], at: authority.at }
    return {
      ...dialOf(running, "nginx", text.at, { host: to, port }),
      speaks: /s$/.test(address.scheme) ? "tls" : "plain",
      profiles: ["nginx"],
      verify: verifies ? "full" : "none",
      ...(wanted !== undefined && { name: wanted }),
      serverName: setting("server_name")?.value === "on" ? (wanted ?? null) : null,
      trust,
      versions,
      depth: Number(setting("verify_depth")?.value ?? 1),
      ...(certificate && {
        identity: {
          certificate: fileNamed(certificate, running, "/etc/nginx"),
          key: fileNamed(key ?? certificate, running, "/etc/nginx"),
          at: certificate.at,
        },
      }),
      ...(verifies &&
        authority === undefined && {
          refused: {
            at: pass.at,
            message: `nginx does not start: ${kind}_ssl_verify is on without ${kind}_ssl_trusted_certificate`,
          },
        }),
      ...(wanted === undefined && verifies && { open: "the name that nginx wants to see is known when it runs" }),
      ...(open !== undefined && { open }),
    }
  })
}

/** The servers of HAProxy's backends. */
export function haproxyDials(running: Process, inventory: Inventory): Dial[] {
  if (!/^haproxy/.test(running.commands[0]?.tool ?? "")) return []
  const document = haproxyConfig(running)
  if (document === undefined) return []
  let defaults: readonly Text[] = []
  const found: Dial[] = []
  const verifyAll = itemsAt(document.root).some((section) =>
    textsOf(
      itemsAt(section, "lines").flatMap((line) => itemsAt(line).slice(0, 2)),
      document,
      inventory,
    ).some(({ value }) => value === "ssl-server-verify"),
  )
  for (const section of itemsAt(document.root)) {
    if (scalarAt(section, "section")?.value !== "defaults") defaults = defaults.slice()
    let own = defaults
    for (const line of itemsAt(section, "lines")) {
      const words = textsOf(itemsAt(line), document, inventory)
      if (words[0]?.value === "default-server") {
        own = [...own, ...words.slice(1)]
        if (scalarAt(section, "section")?.value === "defaults") defaults = own
      }
      if (words[0]?.value === "server" && words[2] !== undefined)
        found.push(...serverDial(words, own, running, verifyAll))
    }
  }
  return found
}

function serverDial(words: readonly Text[], defaults: readonly Text[], running: Process, verifyAll: boolean): Dial[] {
  const all = [...defaults, ...words.slice(3)]
  const has = (name: string) => all.some(({ value }) => value === name)
  const value = (name: string): Text | undefined => {
    const index = all.findLastIndex((word) => word.value === name)
    return index === -1 ? undefined : all[index + 1]
  }
  const address = addressOf(words[2]!.value, "https")
  if (address === undefined || !/:\d+$/.test(words[2]!.value)) return []
  const tls = has("ssl") && !has("no-ssl")
  const mode = value("verify")?.value ?? "required"
  const authority = value("ca-file")
  const wanted = value("verifyhost")
  const sni = value("sni")
  const named = sni && /^str\(([^)]*)\)$/.exec(sni.value)?.[1]
  const crt = value("crt")
  const name = wanted?.value ?? named
  const pair = crt && fileNamed(crt, running)
  return [
    {
      ...dialOf(running, "HAProxy", words[2]!.at, address),
      speaks: tls ? "tls" : "plain",
      profiles: ["haproxy"],
      verify: mode === "none" ? "none" : name === undefined && sni === undefined ? "chain" : "full",
      ...(name !== undefined && { name }),
      serverName: named ?? null,
      trust:
        authority === undefined
          ? { parts: [], at: words[2]!.at }
          : authority.value === "@system-ca"
            ? { parts: [{ kind: "system", system: running.system }], at: authority.at }
            : trustIn(authority, running),
      versions: versionsBetween(value("ssl-min-ver")?.value, value("ssl-max-ver")?.value),
      ...(pair && crt && { identity: { certificate: pair, key: pair, at: crt.at } }),
      ...(tls &&
        verifyAll &&
        value("verify") === undefined && { open: "ssl-server-verify decides whether it verifies" }),
      ...(tls &&
        mode !== "none" &&
        authority === undefined &&
        !verifyAll && {
          refused: {
            at: words[2]!.at,
            message: "HAProxy does not start: a server with ssl verifies, and has no ca-file",
          },
        }),
      ...(mode !== "none" &&
        name === undefined &&
        sni !== undefined && { open: "the name that HAProxy wants to see is known when it runs" }),
    },
  ]
}

/** The services of Traefik's dynamic configuration. */
export function traefikDials(running: Process, inventory: Inventory): Dial[] {
  const command = commandNamed(running, /^traefik$/)
  if (command === undefined) return []
  const flags = new Flags(command.words)
  const file = flags.get("providers.file.filename")
  const folder = flags.get("providers.file.directory")
  const statics = documentsAt("/etc/traefik/traefik.yml", running)
  const named = statics.map((document) => scalarAt(document.root, "providers", "file", "filename")?.value)[0]
  const directory =
    folder?.value ?? statics.map((document) => scalarAt(document.root, "providers", "file", "directory")?.value)[0]
  const single = file?.value ?? named
  const documents = [
    ...(single === undefined ? [] : documentsAt(single, running)),
    ...(directory === undefined
      ? []
      : (running.files.list(directory) ?? []).flatMap((name) => documentsAt(`${directory}/${name}`, running))),
  ]
  const insecure = flags.get("serversTransport.insecureSkipVerify", "serverstransport.insecureskipverify")?.value
  const isOff =
    (flags.has("serversTransport.insecureSkipVerify", "serverstransport.insecureskipverify") && insecure !== "false") ||
    statics.some(({ root }) => isTrue(at(root, "serversTransport", "insecureSkipVerify")))
  const roots = flags.get("serversTransport.rootCAs", "serverstransport.rootcas")
  const transports = new Map(
    documents.flatMap((document) =>
      entriesAt(document.root, "http", "serversTransports").map(
        ({ key, value }) => [key.value, { node: value, document }] as const,
      ),
    ),
  )
  return documents.flatMap((document) =>
    entriesAt(document.root, "http", "services").flatMap(({ value: service }) => {
      const name = scalarAt(service, "loadBalancer", "serversTransport")
      const transport = name && transports.get(name.value.replace(/@file$/, ""))
      return itemsAt(service, "loadBalancer", "servers").flatMap((server): Dial[] => {
        const url = scalarAt(server, "url")
        const address = url === undefined || url.type === "template" ? undefined : addressOf(url.value)
        if (url === undefined || address === undefined) return []
        const text = textOf(url, document, inventory)
        return [
          {
            ...dialOf(running, "Traefik", text.at, address),
            speaks: address.scheme === "https" ? "tls" : "plain",
            ...transportSettings(
              transport?.node,
              transport?.document ?? document,
              running,
              text,
              isOff && name === undefined,
              inventory,
            ),
            ...(roots !== undefined &&
              name === undefined && { trust: trustIn({ ...roots, value: roots.value.split(",")[0]! }, running) }),
            ...(name !== undefined &&
              transport === undefined && { open: `the transport ${name.value} is not in the repository` }),
          },
        ]
      })
    }),
  )
}

function documentsAt(path: string, running: Process): readonly DocumentFact[] {
  const found = running.files.read(path)
  return found.kind === "content"
    ? found.content.documents.filter(({ language }) => language === "yaml" || language === "toml")
    : []
}

function transportSettings(
  node: Node | undefined,
  document: DocumentFact,
  running: Process,
  text: Text,
  off: boolean,
  inventory: Inventory,
): Pick<Dial, "profiles" | "verify" | "trust" | "versions"> & Partial<Dial> {
  const name = scalarAt(node, "serverName")
  const roots = itemsAt(node, "rootCAs").filter((item) => item.kind === "scalar")
  const parts: TrustPart[] = roots.map((root) => {
    const place = inventory.locate(document.path, root, document.inner)
    return root.value.includes("-----BEGIN")
      ? filePart(contentOfScalar(root, document, inventory), place)
      : filePart(fileNamed(textOf(root, document, inventory), running), place)
  })
  const [certificate] = itemsAt(node, "certificates")
  const file = scalarAt(certificate, "certFile")
  const key = scalarAt(certificate, "keyFile")
  const pair = file && textOf(file, document, inventory)
  return {
    profiles: ["go"],
    verify: off || isTrue(at(node, "insecureSkipVerify")) ? "none" : "full",
    trust:
      parts.length > 0 ? { parts, at: parts[0]!.kind === "file" ? parts[0]!.at : text.at } : goTrust(running, text.at),
    versions: usualVersions,
    ...(name && { name: name.value }),
    ...(pair && {
      identity: {
        certificate: fileNamed(pair, running),
        key: fileNamed(key ? textOf(key, document, inventory) : pair, running),
        at: pair.at,
      },
    }),
    ...(at(node, "peerCertURI") !== undefined && { open: "it wants a URI in the certificate" }),
    ...(at(node, "spiffe") !== undefined && { open: "it verifies by SPIFFE" }),
  }
}

import { type Directive, directivesOf } from "../../model/directives.ts"
import type { Node, Scalar } from "../../model/tree.ts"
import {
  type Backend,
  beginsChallenge,
  type Certainty,
  endpointOf,
  matchesChallenge,
  type Reached,
  type Server,
} from "./balancers.shared.ts"

/** The `upstream`s of an nginx.conf that a request for a challenge can reach, through HTTP or as a mere stream. */
export function challengedUpstreams(root: Node): Reached[] {
  const top = directivesOf(root)
  const http = [...top, ...inside(top, "http")]
  const streams = [...top, ...inside(top, "stream")]
  const upstreams = new Map(
    [...http, ...streams].filter(({ name }) => name === "upstream").map((one) => [one.words[0]?.value ?? "", one]),
  )
  const maps = new Map(
    [...http, ...streams].filter(({ name }) => name === "map").map((one) => [one.words[1]?.value ?? "", one]),
  )
  const servers = [...new Set([...http, ...streams])].filter(({ name }) => name === "server")
  return servers
    .filter((server) => portsOf(server).has(80))
    .flatMap((server) => passesOf(server, servers, false))
    .flatMap(({ server, to, secure }) => {
      const target = to.value.replace(/^https?:\/\//, "").replace(/\/.*$/s, "")
      const names = target.startsWith("$") ? valuesOf(maps.get(target)) : [target]
      return names.flatMap((name) => {
        const upstream = upstreams.get(name)
        return upstream === undefined
          ? []
          : [{ frontend: serverName(server), at: to, backend: backendOf(name, upstream, secure ? 443 : 80) }]
      })
    })
}

interface Pass {
  readonly server: Directive
  /** What `proxy_pass` names. */
  readonly to: Scalar
  readonly secure: boolean
}

/** Where a `server` sends a request for a challenge on to. */
function passesOf(server: Directive, servers: readonly Directive[], secure: boolean): Pass[] {
  const location = locationFor(server.block)
  const here = location?.block ?? server.block
  const redirect = [...server.block, ...(location?.block ?? [])].find(
    ({ name, words }) =>
      (name === "return" && words.some(({ value }) => value.startsWith("https://"))) ||
      (name === "rewrite" && words[1]?.value.startsWith("https://") === true),
  )
  // A `return` beside the locations comes before all of them.
  if (redirect !== undefined && (here.includes(redirect) || redirect.name === "return")) {
    if (secure) return []
    const next = servers.filter((one) => portsOf(one).has(443) && shareNames(one, server))
    return next.flatMap((one) => passesOf(one, servers, true))
  }
  const to = here.find(({ name }) => /^(proxy|grpc)_pass$/.test(name))?.words[0]
  return to === undefined ? [] : [{ server, to, secure }]
}

/** The location that nginx takes: an exact one, the longest prefix if it says `^~`, the first expression, that prefix. */
function locationFor(block: readonly Directive[]): Directive | undefined {
  const locations = block.filter(({ name }) => name === "location")
  const prefixes = locations.filter((one) => /^(\^~)?$/.test(modifierOf(one)) && takes(one) !== "never")
  const longest = prefixes.reduce<Directive | undefined>(
    (best, one) => (best === undefined || patternOf(one).length > patternOf(best).length ? one : best),
    undefined,
  )
  if (longest !== undefined && modifierOf(longest) === "^~") return longest
  return locations.find((one) => modifierOf(one).startsWith("~") && takes(one) === "always") ?? longest
}

function takes(location: Directive): Certainty {
  const pattern = patternOf(location)
  return modifierOf(location).startsWith("~") ? matchesChallenge(pattern) : beginsChallenge(pattern)
}

function modifierOf({ words }: Directive): string {
  return words.length > 1 ? words[0]!.value : ""
}

function patternOf({ words }: Directive): string {
  return words.at(-1)?.value ?? ""
}

function backendOf(name: string, { block }: Directive, port: number): Backend {
  const servers = block.flatMap((one) => (one.name === "server" ? serverOf(one, port) : []))
  const names = new Set(block.map(({ name: of }) => of))
  const key = block.find(({ name: of }) => of === "hash")?.words[0]?.value ?? ""
  if (names.has("ip_hash") || /remote_addr/.test(key)) return { name, servers, sticky: "client" }
  return key === "" ? { name, servers } : { name, servers, sticky: "request" }
}

function serverOf({ words: [at, ...rest] }: Directive, usualPort: number): Server[] {
  const options = rest.map(({ value }) => value)
  if (at === undefined || at.value.startsWith("unix:") || options.includes("backup") || options.includes("down"))
    return []
  const weight = Number(options.map((option) => /^weight=(\d+)$/.exec(option)?.[1]).find(Boolean) ?? 1)
  if (!(weight > 0)) return []
  return [{ name: at.value, ...endpointOf(at.value, usualPort), weight, at }]
}

function portsOf({ block }: Directive): ReadonlySet<number> {
  const listens = block.filter(({ name }) => name === "listen").map(({ words }) => words[0]?.value ?? "")
  // Without any, nginx listens at 80.
  if (listens.length === 0) return new Set([80])
  return new Set(listens.map((text) => (/^\d+$/.test(text) ? Number(text) : Number(/:(\d+)$/.exec(text)?.[1] ?? 80))))
}

function shareNames(a: Directive, b: Directive): boolean {
  const [left, right] = [namesOf(a), namesOf(b)]
  return left.some((name) => right.includes(name)) || left.length === 0 || right.length === 0
}

function namesOf({ block }: Directive): string[] {
  return block
    .filter(({ name }) => name === "server_name")
    .flatMap(({ words }) => words.map(({ value }) => value))
    .filter((name) => name !== "_" && name !== "")
}

function serverName(server: Directive): string {
  return namesOf(server)[0] ?? `port ${[...portsOf(server)].join(", ")}`
}

/** What a `map` makes of its cases. */
function valuesOf(map: Directive | undefined): string[] {
  return [
    ...new Set(map?.block.flatMap(({ name, words }) => (name === "hostnames" ? [] : (words.at(-1)?.value ?? [])))),
  ]
}

function inside(directives: readonly Directive[], name: string): readonly Directive[] {
  return directives.filter((one) => one.name === name).flatMap(({ block }) => block)
}

import type { Node, Scalar } from "../../model/tree.ts"
import {
  all,
  any,
  type Backend,
  beginsChallenge,
  type Certainty,
  challengePath,
  endpointOf,
  matchesChallenge,
  not,
  type Reached,
  type Server,
} from "./balancers.shared.ts"

type Line = readonly Scalar[]

interface Section {
  readonly keyword: string
  readonly name: string
  readonly words: readonly Scalar[]
  readonly lines: readonly Line[]
  /** The lines of the `defaults` that it takes over. */
  readonly defaults: readonly Line[]
}

/** The backends of a haproxy.cfg that a request for a challenge can reach. */
export function challengedBackends(root: Node): Reached[] {
  const sections = sectionsOf(root)
  const frontends = sections.filter(({ keyword }) => keyword === "frontend" || keyword === "listen")
  const backends = new Map(
    sections
      .filter(({ keyword }) => keyword === "backend" || keyword === "listen")
      .map((section) => [section.name, section]),
  )
  return frontends
    .filter((frontend) => portsOf(frontend).has(80))
    .flatMap((frontend) => reachedBy(frontend, false, frontends, backends))
}

function reachedBy(
  frontend: Section,
  secure: boolean,
  frontends: readonly Section[],
  backends: ReadonlyMap<string, Section>,
): Reached[] {
  const conditions = new Conditions(frontend, secure)
  const found: Reached[] = []
  const verdict = answered(frontend, conditions)
  if (verdict.redirected !== "never" && !secure) {
    // A challenge that is redirected is asked for again over TLS; both cert-manager and ACME servers follow.
    const next = frontends.filter((one) => portsOf(one).has(443))
    found.push(...next.flatMap((one) => reachedBy(one, true, frontends, backends)))
  }
  if (verdict.redirected === "always" || verdict.ended === "always") return found
  for (const { backend, at, takes } of routing(frontend, conditions)) {
    if (takes === "never") continue
    const section = backends.get(backend)
    if (section !== undefined) {
      const own = new Conditions(section, secure)
      const here = section === frontend ? verdict : answered(section, own)
      if (here.redirected === "always" && !secure) {
        const next = frontends.filter((one) => portsOf(one).has(443))
        found.push(...next.flatMap((one) => reachedBy(one, true, frontends, backends)))
      } else if (here.ended !== "always")
        found.push({ frontend: frontend.name, at, backend: backendOf(section, own, secure ? 443 : 80) })
    }
    if (takes === "always") break
  }
  return found
}

/** Whether the rules that come before all routing redirect a challenge to https, or answer it themselves. */
function answered({ lines }: Section, conditions: Conditions): { redirected: Certainty; ended: Certainty } {
  const redirects: Certainty[] = []
  const ends: Certainty[] = []
  for (const line of lines) {
    const [first, second] = line
    const action = first?.value === "http-request" ? second?.value : first?.value
    const takes = () => conditions.takes(line)
    if (action === "redirect" && line.some(({ value }) => value.startsWith("https"))) redirects.push(takes())
    else if (first?.value === "http-request" && final.test(action ?? "")) ends.push(takes())
  }
  return { redirected: any(redirects), ended: any(ends) }
}

function routing({ keyword, name, words, lines, defaults }: Section, conditions: Conditions) {
  const rules = lines.flatMap((line) => {
    const [first, second] = line
    if (first?.value !== "use_backend" || second === undefined) return []
    const takes = conditions.takes(line)
    // `%[hdr(host),map(file,web)]`: the file is not known here, what is taken without an entry is.
    const isDynamic = second.value.startsWith("%[")
    const usual = /map\w*\([^,()]+,([\w.-]+)\)/.exec(second.value)?.[1]
    return isDynamic
      ? [{ backend: usual ?? "", at: second, takes: all([takes, "maybe"]) }]
      : [{ backend: second.value, at: second, takes }]
  })
  const last = [...defaults, ...lines].findLast(([first]) => first?.value === "default_backend")?.[1]
  if (last !== undefined) return [...rules, { backend: last.value, at: last, takes: "always" as const }]
  // A `listen` section is a frontend whose default is itself.
  const own = words[0]
  return keyword === "listen" && own !== undefined
    ? [...rules, { backend: name, at: own, takes: "always" as const }]
    : rules
}

function sectionsOf(root: Node): Section[] {
  if (root.kind !== "sequence") return []
  const sections: Section[] = []
  const named = new Map<string, readonly Line[]>()
  let latest: readonly Line[] = []
  for (const item of root.items) {
    if (item.kind !== "mapping") continue
    const field = (name: string) => item.entries.find(({ key }) => key.value === name)?.value
    const keyword = field("section")
    const list = field("lines")
    if (keyword?.kind !== "scalar" || list?.kind !== "sequence") continue
    const words = wordsOf(field("words"))
    const lines = list.items.map(wordsOf)
    const name = words[0]?.value ?? ""
    const from = words.findIndex(({ value }) => value === "from")
    const defaults = (from === -1 ? undefined : named.get(words[from + 1]?.value ?? "")) ?? latest
    if (keyword.value === "defaults") {
      latest = from === -1 ? lines : [...defaults, ...lines]
      named.set(name, latest)
    } else sections.push({ keyword: keyword.value, name, words, lines, defaults })
  }
  return sections
}

function wordsOf(node: Node | undefined): Scalar[] {
  return node?.kind === "sequence" ? node.items.filter((item) => item.kind === "scalar") : []
}

/** What the conditions of a section say of a request for a challenge. */
class Conditions {
  readonly #acls = new Map<string, Certainty>()
  readonly #secure: boolean
  /** A proxy that does not read HTTP knows no path, unless it waits for the content. */
  readonly #sees: boolean

  constructor({ lines, defaults }: Section, secure: boolean) {
    this.#secure = secure
    const mode = [...defaults, ...lines].findLast(([first]) => first?.value === "mode")?.[1]?.value
    this.#sees = mode !== "tcp" || lines.some(([first]) => first?.value === "tcp-request")
    for (const [first, acl, ...test] of lines)
      if (first?.value === "acl" && acl !== undefined)
        this.#acls.set(acl.value, any([this.#acls.get(acl.value) ?? "never", this.#test(test.map(textOf))]))
  }

  /** What `if` or `unless` at the end of a line says. */
  takes(line: Line): Certainty {
    const words = line.map(textOf)
    const start = words.findIndex((word) => word === "if" || word === "unless")
    if (start === -1) return "always"
    const whole = any(alternatives(words.slice(start + 1)).map((terms) => all(terms.map((term) => this.#term(term)))))
    return words[start] === "if" ? whole : not(whole)
  }

  #term(words: readonly string[]): Certainty {
    const first = words[0] ?? ""
    const name = first.replace(/^!/, "")
    const holds =
      name === "{"
        ? this.#test(words.slice(1))
        : (this.#acls.get(name) ?? (/^(TRUE|HTTP|METH_GET)$/.test(name) ? "always" : undefined) ?? unknown(name))
    return first.startsWith("!") ? not(holds) : holds
  }

  #test([fetch = "", ...rest]: readonly string[]): Certainty {
    const name = /^[\w.]*/.exec(fetch)?.[0] ?? ""
    const values = rest.filter((word, index) => !word.startsWith("-") && !/^-[mfM]$/.test(rest[index - 1] ?? ""))
    if (name === "ssl_fc" || name === "always_true") return name === "always_true" || this.#secure ? "always" : "never"
    if (/ssl/.test(name)) return this.#secure ? "maybe" : "never"
    if (name === "dst_port") return values.includes(this.#secure ? "443" : "80") ? "always" : "never"
    if (name === "method") return values.includes("GET") ? "always" : "never"
    // Servers are up, or there would be nothing to route to.
    if (name === "nbsrv") return /^(lt|eq|le)$/.test(values[0] ?? "") ? "never" : "always"
    const path = /^(path|pathq|url|uri|capture\.req\.uri|base)(?:_(beg|dir|dom|end|len|reg|sub))?$/.exec(name)
    if (path === null) return "maybe"
    if (!this.#sees) return "never"
    const files = rest.filter((_, index) => rest[index - 1] === "-f")
    if (files.length > 0) return files.some((file) => /acme|well-known|challenge/i.test(file)) ? "always" : "maybe"
    const flag = rest.indexOf("-m")
    const method = path[2] ?? (flag === -1 ? "str" : (rest[flag + 1] ?? "str"))
    return any(values.map((value) => matches(method, value, path[1] === "base")))
  }
}

function unknown(name: string): Certainty {
  return /^(FALSE|LOCALHOST|METH_(POST|PUT|DELETE|CONNECT|OPTIONS|TRACE))$/.test(name) ? "never" : "maybe"
}

function matches(method: string, value: string, withHost: boolean): Certainty {
  switch (method) {
    case "beg":
      return withHost ? "maybe" : beginsChallenge(value)
    case "sub":
      return challengePath.includes(value) ? "always" : "never"
    case "dir":
      return `${challengePath}/`.includes(`/${value.replace(/^\/|\/$/g, "")}/`) ? "always" : "never"
    case "reg":
      return matchesChallenge(value)
    case "found":
      return "always"
    case "str":
    case "end":
      return value.startsWith("/.well-known/acme-challenge/") ? "maybe" : "never"
    default:
      return "maybe"
  }
}

/** `a b or { c }` as [[a, b], [{ c }]]. */
function alternatives(words: readonly string[]): string[][][] {
  const found: string[][][] = [[]]
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === "or" || word === "||") found.push([])
    else if (word === "{" || word === "!{" || (word === "!" && words[index + 1] === "{")) {
      const open = word === "!" ? index + 1 : index
      const end = words.indexOf("}", open)
      const close = end === -1 ? words.length : end
      found.at(-1)!.push(word === "!" ? ["!{", ...words.slice(open + 1, close)] : words.slice(open, close))
      index = close
    } else found.at(-1)!.push([word])
  }
  return found
}

function portsOf({ keyword, words, lines }: Section): ReadonlySet<number> {
  const bound = lines.flatMap(([first, second]) => (first?.value === "bind" && second !== undefined ? [second] : []))
  // `listen name :80` is how version 1.4 wrote a bind.
  if (keyword === "listen" && words[1] !== undefined) bound.push(words[1])
  const ports = bound.flatMap(({ value }) =>
    value.split(",").flatMap((one) => {
      const [, from, to] = /:(\d+)(?:-(\d+))?$/.exec(one) ?? []
      if (from === undefined) return []
      const [low, high] = [Number(from), Number(to ?? from)]
      return [80, 443].filter((port) => port >= low && port <= high)
    }),
  )
  return new Set(ports)
}

function backendOf({ name, lines, defaults }: Section, conditions: Conditions, port: number): Backend {
  const usual = optionOf(
    [...defaults, ...lines].filter(([first]) => first?.value === "default-server").flat(),
    "weight",
  )
  const written = lines.flatMap((line) => serverOf(line, Number(usual ?? 1), port))
  const chosen = lines.find(
    (line) => line[0]?.value === "use-server" && line[1] !== undefined && conditions.takes(line) === "always",
  )?.[1]?.value
  const servers = written.filter((server) => chosen === undefined || server.name === chosen)
  const balance = [...defaults, ...lines].findLast(([first]) => first?.value === "balance")?.[1]?.value ?? ""
  const byClient =
    balance === "source" ||
    lines.some(([a, b, c]) => a?.value === "stick" && b?.value === "on" && /^src/.test(c?.value ?? ""))
  const byRequest = /^(uri|url_param|hdr|hash)\b/.test(balance)
  return { name, servers, ...((byClient || byRequest) && { sticky: byClient ? "client" : "request" }) }
}

function serverOf(line: Line, usualWeight: number, usualPort: number): Server[] {
  const [first, name, ...after] = line
  const isTemplate = first?.value === "server-template"
  const count = isTemplate ? countOf(after[0]?.value ?? "1") : 1
  const [at, ...rest] = isTemplate ? after.slice(1) : after
  if (!(isTemplate || first?.value === "server") || name === undefined || at === undefined) return []
  if (at.type === "template") return []
  const options = rest.map(textOf)
  if (options.includes("backup") || options.includes("disabled")) return []
  const weight = Number(optionOf(rest, "weight") ?? usualWeight) * count
  if (!(weight > 0)) return []
  const endpoint = endpointOf(at.value.replace(/^(ipv[46]|ip|tcp[46]?)@/, ""), usualPort)
  return [{ name: name.value, ...endpoint, weight, at }]
}

/** How many servers `3` or `1-3` of a template are. */
function countOf(text: string): number {
  const [low, high] = text.split("-").map(Number)
  const count = high === undefined ? low! : high - low! + 1
  return count > 0 ? count : 1
}

function optionOf(words: Line, name: string): string | undefined {
  const index = words.findIndex(({ value }) => value === name)
  return index === -1 ? undefined : words[index + 1]?.value
}

function textOf({ value }: Scalar): string {
  return value
}

/** Actions of `http-request` after which no backend is asked. */
const final = /^(return|deny|reject|tarpit|silent-drop|use-service)$/

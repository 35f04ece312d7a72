import type { Node, Scalar } from "../../model/tree.ts"

/** A haproxy.cfg as far as it decides which servers a request for a challenge can reach. */
export interface Proxy {
  readonly frontends: readonly Frontend[]
  readonly backends: ReadonlyMap<string, Backend>
}

export interface Frontend {
  readonly name: string
  /** The ports that it is bound to. */
  readonly ports: ReadonlySet<number>
  readonly rules: readonly RoutingRule[]
  /** Whether it sends challenges on to https. */
  readonly redirects: boolean
}

/** A `use_backend` or `default_backend` in the order in which they are tried. */
export interface RoutingRule {
  readonly backend: string
  readonly at: Scalar
  /** Whether it takes a request for a challenge: by its path, never, or by something that is not known here. */
  readonly takes: "always" | "never" | "maybe"
}

export interface Backend {
  readonly name: string
  /** The servers that carry normal traffic. */
  readonly servers: readonly Server[]
}

export interface Server {
  readonly name: string
  /** Without its port and brackets. */
  readonly address: string
  readonly weight: number
  readonly at: Scalar
}

interface Section {
  readonly keyword: string
  readonly words: readonly Scalar[]
  readonly lines: readonly (readonly Scalar[])[]
}

/** The frontends and backends of the tree that the reader makes of a haproxy.cfg. */
export function proxyOf(root: Node): Proxy {
  const sections = sectionsOf(root)
  const backends = new Map<string, Backend>()
  const frontends: Frontend[] = []
  for (const section of sections) {
    const name = section.words[0]?.value ?? ""
    if (section.keyword === "backend" || section.keyword === "listen")
      backends.set(name, { name, servers: section.lines.flatMap(serverOf) })
    if (section.keyword === "frontend" || section.keyword === "listen") frontends.push(frontendOf(section, name))
  }
  return { frontends, backends }
}

/** The backends that a request for a challenge can reach through a frontend, each with the rule that leads there. */
export function backendsOf(
  frontend: Frontend,
  { backends, frontends }: Proxy,
): { backend: Backend; rule: RoutingRule }[] {
  // A challenge that is redirected is asked for again over TLS; both cert-manager and ACME servers follow.
  const target = frontend.redirects ? frontends.find((one) => one !== frontend && one.ports.has(443)) : frontend
  const found: { backend: Backend; rule: RoutingRule }[] = []
  for (const rule of target?.rules ?? []) {
    const backend = backends.get(rule.backend)
    if (rule.takes === "never") continue
    if (backend !== undefined) found.push({ backend, rule })
    if (rule.takes === "always") break
  }
  return found
}

function sectionsOf(root: Node): Section[] {
  if (root.kind !== "sequence") return []
  return root.items.flatMap((item) => {
    if (item.kind !== "mapping") return []
    const field = (name: string) => item.entries.find(({ key }) => key.value === name)?.value
    const keyword = field("section")
    const lines = field("lines")
    if (keyword?.kind !== "scalar" || lines?.kind !== "sequence") return []
    return [{ keyword: keyword.value, words: wordsOf(field("words")), lines: lines.items.map(wordsOf) }]
  })
}

function wordsOf(node: Node | undefined): Scalar[] {
  return node?.kind === "sequence" ? node.items.filter((item) => item.kind === "scalar") : []
}

function frontendOf({ keyword, words, lines }: Section, name: string): Frontend {
  const acls = new Map<string, boolean>()
  for (const [first, acl, ...test] of lines)
    if (first?.value === "acl" && acl !== undefined)
      acls.set(acl.value, (acls.get(acl.value) ?? false) || isChallengePath(test.map(({ value }) => value)))
  const ports = new Set<number>()
  const chosen: RoutingRule[] = []
  const last: RoutingRule[] = []
  let redirects = false
  for (const line of lines) {
    const [first, second, ...rest] = line
    const text = rest.map(({ value }) => value)
    if (first?.value === "bind" && second !== undefined) for (const port of portsOf(second.value)) ports.add(port)
    if (first?.value === "use_backend" && second !== undefined)
      chosen.push({ backend: second.value, at: second, takes: takes(text, acls) })
    if (first?.value === "default_backend" && second !== undefined)
      last.push({ backend: second.value, at: second, takes: "always" })
    const redirect = first?.value === "redirect" || (first?.value === "http-request" && second?.value === "redirect")
    if (redirect && line.some(({ value }) => value === "https") && takes(text, acls) !== "never") redirects = true
  }
  // A `listen` section is a frontend whose default is itself.
  const own = words[0]
  if (keyword === "listen" && last.length === 0 && own !== undefined)
    last.push({ backend: name, at: own, takes: "always" })
  // `listen name :80` is how version 1.4 wrote a bind.
  if (keyword === "listen" && words[1] !== undefined) for (const port of portsOf(words[1].value)) ports.add(port)
  return { name, ports, rules: [...chosen, ...last.slice(-1)], redirects }
}

/** What a condition says of a request for a challenge over plain HTTP. */
function takes(words: readonly string[], acls: ReadonlyMap<string, boolean>): RoutingRule["takes"] {
  const start = words.findIndex((word) => word === "if" || word === "unless")
  if (start === -1) return "always"
  const terms = alternatives(words.slice(start + 1)).map((all) => all.map((term) => termOf(term, acls)))
  const any = terms.map((all) =>
    all.includes("never") ? "never" : all.every((term) => term === "always") ? "always" : "maybe",
  )
  const whole = any.includes("always") ? "always" : any.every((one) => one === "never") ? "never" : "maybe"
  if (words[start] === "if" || whole === "maybe") return whole
  return whole === "always" ? "never" : "always"
}

/** `a b or { c }` as [[a, b], [{ c }]]. */
function alternatives(words: readonly string[]): string[][][] {
  const found: string[][][] = [[]]
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === "or" || word === "||") found.push([])
    else if (word === "{" || word === "!{") {
      const end = words.indexOf("}", index)
      const close = end === -1 ? words.length : end
      found.at(-1)!.push(words.slice(index, close))
      index = close
    } else found.at(-1)!.push([word])
  }
  return found
}

function termOf(words: readonly string[], acls: ReadonlyMap<string, boolean>): RoutingRule["takes"] {
  const first = words[0] ?? ""
  const negated = first.startsWith("!")
  const name = first.replace(/^!/, "")
  const anonymous = name === "{"
  const test = words.slice(1)
  // Challenges come over plain HTTP first.
  const secure = anonymous ? test[0] === "ssl_fc" : false
  const known = secure ? "never" : (anonymous ? isChallengePath(test) : acls.get(name) === true) ? "always" : "maybe"
  if (!negated || known === "maybe") return known
  return known === "always" ? "never" : "always"
}

/** `path_beg /.well-known/acme-challenge/`, `path -m beg /.well-known`, and their like. */
function isChallengePath(words: readonly string[]): boolean {
  const [fetch = "", ...rest] = words
  if (!/^(path|path_beg|path_sub|path_dir|path_reg|url_beg|url|capture\.req\.uri|base_sub)$/.test(fetch)) return false
  return rest.some((word) => /\.well-known/.test(word) && !/\.well-known\/(?!acme-challenge|\^|\.|\*|$)/.test(word))
}

function portsOf(address: string): number[] {
  return address.split(",").flatMap((one) => {
    const [, from, to] = /:(\d+)(?:-(\d+))?$/.exec(one) ?? []
    if (from === undefined) return []
    const [low, high] = [Number(from), Number(to ?? from)]
    return [80, 443].filter((port) => port >= low && port <= high)
  })
}

function serverOf(line: readonly Scalar[]): Server[] {
  const [first, name, at, ...rest] = line
  if (first?.value !== "server" || name === undefined || at === undefined || at.type === "template") return []
  const options = rest.map(({ value }) => value)
  if (options.includes("backup") || options.includes("disabled")) return []
  const index = options.indexOf("weight")
  const weight = index === -1 ? 1 : Number(options[index + 1] ?? 1)
  if (!(weight > 0)) return []
  const address = at.value
    .replace(/^(ipv[46]|ip|tcp[46]?)@/, "")
    .replace(/:[+-]?\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
  return [{ name: name.value, address, weight, at }]
}

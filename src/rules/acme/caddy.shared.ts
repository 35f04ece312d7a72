import { type Directive, directivesOf } from "../../model/directives.ts"
import type { Node } from "../../model/tree.ts"
import { all, any, beginsChallenge, type Certainty, endpointOf, type Reached } from "./balancers.shared.ts"

/** The upstreams of `reverse_proxy` in a Caddyfile that a request for a challenge reaches. */
export function challengedProxies(root: Node): Reached[] {
  return directivesOf(root).flatMap((site) => {
    const found = proxiesOf(site, matchersOf(site), "always")
    const sure = found.findIndex(({ takes, matched }) => matched && takes === "always")
    // What names the path goes before what takes everything, in whatever order they stand.
    const reached = sure === -1 ? found.filter(({ takes }) => takes !== "never") : [found[sure]!]
    return reached.map(({ proxy }) => reachedBy(proxy, site.name))
  })
}

interface Proxy {
  readonly proxy: Directive
  readonly takes: Certainty
  /** Whether a path says so. */
  readonly matched: boolean
}

type Matchers = ReadonlyMap<string, Certainty>

function proxiesOf({ block }: Directive, matchers: Matchers, above: Certainty, matched = false): Proxy[] {
  return block.flatMap((one) => {
    if (!/^(reverse_proxy|handle|handle_path|route)$/.test(one.name)) return []
    const own = matcherOf(one, matchers)
    const takes = all([above, own ?? "always"])
    const named = matched || own !== undefined
    return one.name === "reverse_proxy"
      ? [{ proxy: one, takes, matched: named }]
      : proxiesOf(one, matchers, takes, named)
  })
}

function matchersOf({ block }: Directive): Matchers {
  return new Map(
    block
      .filter(({ name }) => name.startsWith("@"))
      .map(({ name, words, block: tests }) => {
        const paths = [
          ...(words[0]?.value === "path" ? words.slice(1) : []),
          ...tests.filter((test) => test.name === "path").flatMap((test) => test.words),
        ]
        return [name, paths.length === 0 ? "maybe" : any(paths.map(({ value }) => pathTakes(value)))]
      }),
  )
}

function matcherOf({ words: [first] }: Directive, matchers: Matchers): Certainty | undefined {
  if (first?.value.startsWith("@")) return matchers.get(first.value) ?? "maybe"
  return first?.value.startsWith("/") ? pathTakes(first.value) : undefined
}

function pathTakes(path: string): Certainty {
  return path.endsWith("*") ? beginsChallenge(path.slice(0, -1)) : "never"
}

function reachedBy({ at, words, block }: Directive, frontend: string): Reached {
  const listed = [
    ...words.filter(({ value }) => !/^[@/*]/.test(value)),
    ...block.filter(({ name }) => name === "to").flatMap((to) => to.words),
  ]
  const policy = block.find(({ name }) => name === "lb_policy")?.words[0]?.value ?? ""
  const servers = listed.map((server) => {
    const text = server.value.replace(/^(https?|h2c):\/\//, "").replace(/\/.*$/s, "")
    return { name: text, ...endpointOf(text, 80), weight: 1, at: server }
  })
  const sticky = /^(client_)?ip_hash$/.test(policy)
    ? "client"
    : /^(uri_hash|header|query)/.test(policy)
      ? "request"
      : undefined
  // The policy `first` takes the others for spares.
  const backend = { name: frontend, servers: policy === "first" ? servers.slice(0, 1) : servers }
  return { frontend, at, backend: sticky === undefined ? backend : { ...backend, sticky } }
}

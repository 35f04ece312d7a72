import { controllerOfName } from "../../evaluate/controller-names.ts"
import {
  type Address,
  type Controllers,
  classesAt,
  controllerNamed,
  controllersOf,
} from "../../evaluate/controllers.ts"
import type { Inventory } from "../../evaluate/inventory.ts"
import { rule } from "../rule.ts"
import { gateway, gatewayClass, issuer, solves } from "./examples.shared.ts"
import { type Backend, backendsOf, proxyOf, type Server } from "./haproxy.shared.ts"
import { certManagerCode, classOf, issuersOf } from "./issuers.shared.ts"

const nginx = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ingress-nginx-controller\n  namespace: ingress-nginx\nspec:\n  type: LoadBalancer\n  loadBalancerIP: 10.1.0.59\n`
const cilium = `${gatewayClass("cilium", "io.cilium/gateway-controller")}---\n${gateway("- name: http\n  port: 80\n  protocol: HTTP")}  addresses:\n    - type: IPAddress\n      value: 10.1.0.61\n`
const servers = "  balance roundrobin\n  server nginx 10.1.0.59:80 check\n  server cilium «10.1.0.61:80» check\n"

export const haproxySharedAcmeBackend = rule({
  id: "haproxy-shared-acme-backend",
  family: "acme",
  level: "error",
  summary: "HAProxy sends challenges to two controllers, of which one has the route",
  citations: [
    certManagerCode(
      "pkg/issuer/acme/http/http.go",
      "Check",
      "The self-check passes after five answers of 200 in a row (requiredPasses), two seconds apart.",
    ),
    {
      document: "HAProxy Configuration Manual",
      section: "use_backend",
      says: "The first matching use_backend rule wins; default_backend is taken when none has matched.",
      url: "https://docs.haproxy.org/3.0/configuration.html#4.2-use_backend",
    },
  ],
  why: "Every other request for the challenge gets a 404, so certificates stay pending although the URL works when tried by hand.",
  fix: "Send /.well-known/acme-challenge/ to the solver's controller alone, or prove the names over DNS-01.",
  examples: {
    bad: [
      {
        "issuer.yaml": issuer(solves("nginx")),
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "haproxy/haproxy.cfg": `frontend http\n  bind *:80\n  mode http\n  default_backend web\n\nbackend web\n${servers}`,
      },
      {
        "issuer.yaml": issuer(solves("nginx")),
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "haproxy.cfg": `listen web\n  bind :80\n  mode tcp\n${servers}`,
      },
    ],
    good: [
      {
        "issuer.yaml": issuer(solves("nginx")),
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "haproxy.cfg": `frontend http\n  bind *:80\n  acl acme path_beg /.well-known/acme-challenge/\n  use_backend nginx_only if acme\n  default_backend web\nbackend nginx_only\n  server nginx 10.1.0.59:80 check\nbackend web\n${servers.replaceAll(/[«»]/g, "")}`,
      },
      {
        "issuer.yaml": issuer(solves("nginx")),
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "haproxy.cfg":
          "frontend http\n  bind *:80\n  default_backend web\nbackend web\n  server nginx 10.1.0.59:80 check\n  server cilium 10.1.0.61:80 check backup\n",
      },
      {
        "nginx.yaml": nginx,
        "haproxy.cfg":
          "frontend http\n  bind *:80\n  default_backend web\nbackend web\n  server a 10.1.0.59:30080\n  server b 10.1.0.59:30081\n",
      },
    ],
  },

  on: "haproxy",
  *check(document, { inventory, options }) {
    const proxy = proxyOf(document.root)
    const controllers = controllersOf(inventory, options.controllers)
    const solver = solversOf(inventory, controllers)
    const told = new Set<Backend>()
    for (const frontend of proxy.frontends.filter(({ ports }) => ports.has(80))) {
      for (const { backend, rule: routing } of backendsOf(frontend, proxy)) {
        const shared = told.has(backend) ? undefined : sharedBy(backend, controllers, solver)
        if (shared === undefined) continue
        told.add(backend)
        const share = Math.round((1 - shared.reached) * 100)
        const pass = Math.round(shared.reached ** 5 * 100)
        const parts = shared.groups.map(
          ({ text, servers: of }) => `${text} (${of.map(({ address }) => address).join(", ")})`,
        )
        yield {
          message: shared.unknown
            ? `Backend ${backend.name} sends challenges to ${parts.join(" and ")}, and nothing says which controllers these are: if they are two, cert-manager's self-check hardly ever passes.`
            : `Backend ${backend.name} sends challenges to ${parts.join(" and ")}: with ${share} % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of ${pass} %.`,
          help: shared.unknown ? mappingHelp(backend.servers) : repairHelp(frontend.name, shared.groups[0]!.servers),
          at: shared.wrong.at,
          level: shared.unknown
            ? "notice"
            : !solver.known
              ? "notice"
              : shared.proven && solver.http01
                ? "error"
                : "warning",
          related: [
            {
              message: `frontend ${frontend.name} leads here`,
              at: inventory.locate(document.path, routing.at, document.inner),
            },
            ...shared.proofs.flatMap(({ by, at, address }) =>
              at === undefined ? [] : [{ message: `${address} is the address of ${by}`, at }],
            ),
          ],
          identity: backend.name,
        }
      }
    }
  },
})

interface Solvers {
  /** The controllers that the repository's HTTP-01 solvers answer through. */
  readonly controllers: ReadonlySet<string>
  readonly http01: boolean
  /** Whether HTTP-01 is in use, as far as is known: not where all issuers that are here prove names otherwise. */
  readonly known: boolean
  /** Whether the repository is about ingress controllers at all. */
  readonly several: boolean
}

function solversOf(inventory: Inventory, controllers: Controllers): Solvers {
  const issuers = issuersOf(inventory).filter(({ acme }) => acme !== undefined)
  const solvers = issuers.flatMap(({ solvers: list, document }) => list.map((solver) => ({ solver, document })))
  const found = new Set<string>()
  for (const { solver, document } of solvers) {
    const chosen = solver.ingress === undefined ? undefined : classOf(solver.ingress.value)?.value
    const name = chosen?.kind === "scalar" ? chosen.value : ""
    const controller = controllerNamed(classesAt(controllers.classes, document.path, inventory), name)
    if (controller !== undefined) found.add(controller)
  }
  const http01 = solvers.some(({ solver }) => solver.http01 !== undefined)
  const several = new Set(controllers.shown.map(({ controller }) => controller)).size > 1
  return { controllers: found, http01, known: http01 || issuers.length === 0, several }
}

interface Group {
  readonly text: string
  readonly servers: readonly Server[]
}

interface Shared {
  /** The controller that has the route, or may have it, first. */
  readonly groups: readonly Group[]
  readonly wrong: Server
  readonly reached: number
  readonly proven: boolean
  readonly unknown: boolean
  readonly proofs: readonly Address[]
}

/** How the servers of a backend belong to several controllers; undefined where they belong to one, or nobody can tell. */
function sharedBy({ servers: list }: Backend, { addresses, shown }: Controllers, solver: Solvers): Shared | undefined {
  if (list.length < 2) return undefined
  const proofs = list.map((server) => addresses.find(({ address }) => address === server.address))
  const proven = proofs.every((proof) => proof !== undefined)
  const there = new Set(shown.map(({ controller }) => controller))
  const guesses = list.map(({ name, address }, index) => {
    const guess = proofs[index]?.controller ?? controllerOfName(name) ?? controllerOfName(address)
    return guess !== undefined && (proofs[index] !== undefined || there.has(guess)) ? guess : undefined
  })
  const names = new Set(guesses)
  if (names.has(undefined)) {
    // Nothing is known of one of them: worth a question only where challenges and several controllers are.
    if (!solver.http01 || !solver.several || new Set(list.map(({ address }) => address)).size < 2) return undefined
    return {
      groups: list.map((server) => ({ text: server.name, servers: [server] })),
      wrong: list[1]!,
      reached: 0.5,
      proven: false,
      unknown: true,
      proofs: [],
    }
  }
  if (names.size < 2) return undefined
  const groups = [...names].map((name) => ({
    text: `${name}`,
    servers: list.filter((_, index) => guesses[index] === name),
  }))
  const weights = groups.map(({ servers: of }) => of.reduce((sum, { weight }) => sum + weight, 0))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const chosen = groups.findIndex(({ text }) => solver.controllers.has(text))
  const right = chosen === -1 ? weights.indexOf(Math.max(...weights)) : chosen
  const ordered = [groups[right]!, ...groups.filter((_, index) => index !== right)]
  return {
    groups: ordered,
    wrong: ordered[1]!.servers[0]!,
    reached: weights[right]! / total,
    proven,
    unknown: false,
    proofs: proofs.filter((proof) => proof !== undefined),
  }
}

function repairHelp(frontend: string, right: readonly Server[]): string {
  return [
    "Send challenges to the controller of the solver alone, before every other use_backend:",
    `  frontend ${frontend}`,
    "    acl acme path_beg /.well-known/acme-challenge/",
    "    use_backend acme if acme",
    "  backend acme",
    ...right.map(({ name, at }) => `    server ${name} ${at.value} check`),
    "A frontend of mode tcp cannot see the path: use mode http on port 80, or prove the names over DNS-01.",
    "Verify with: haproxy -c -f haproxy.cfg, then: for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://HOST/.well-known/acme-challenge/TOKEN; done (five times 200)",
  ].join("\n")
}

function mappingHelp(list: readonly Server[]): string {
  return [
    "Say in .tlsgate.yml which controllers these are:",
    "  controllers:",
    ...list.slice(0, 4).map(({ name, address }) => `    ${controllerOfName(name) ?? "NAME"}: [${address}]`),
    "or give the Services their addresses (loadBalancerIP, metallb.io/loadBalancerIPs, lbipam.cilium.io/ips).",
    "Verify with: tlsgate scan .",
  ].join("\n")
}

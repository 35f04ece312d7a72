import { controllersOf } from "../../controllers/controllers.ts"
import { controllerOfName } from "../../controllers/names.ts"
import { type Help, haproxy, yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import type { Server } from "./balancers.shared.ts"
import { challengedBackends } from "./haproxy.shared.ts"
import { certManagerCode } from "./issuers.shared.ts"
import { chancesText, groupsText, type Mixed, mixed, type Solvers, solversOf } from "./mixed.shared.ts"

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

  on: "haproxy",
  *check(document, { inventory, options }) {
    const reached = challengedBackends(document.root)
    if (reached.length === 0) return
    const controllers = controllersOf(inventory, options.controllers)
    const solver = solversOf(inventory, controllers)
    const near = (path: string) => inventory.joined(path, document.path)
    const told = new Set<string>()
    for (const { backend, frontend, at } of reached) {
      const shared = told.has(backend.name) ? undefined : mixed(backend, controllers, solver, near)
      if (shared === undefined) continue
      told.add(backend.name)
      const sends = `Backend ${backend.name} sends challenges to ${groupsText(shared)}`
      yield {
        message: shared.unknown
          ? `${sends}, and nothing says which controllers these are: if they are two, cert-manager's self-check hardly ever passes.`
          : `${sends}: ${chancesText(shared)}.`,
        help: shared.unknown ? mappingHelp(backend.servers) : repairHelp(frontend, shared.groups[0]!.servers),
        at: shared.wrong.at,
        level: levelOf(shared, solver),
        related: [
          { message: `frontend ${frontend} leads here`, at: inventory.locate(document.path, at, document.inner) },
          ...shared.proofs.flatMap(({ by, at: place, address }) =>
            place === undefined ? [] : [{ message: `${address} is the address of ${by}`, at: place }],
          ),
        ],
        identity: backend.name,
      }
    }
  },
})

function levelOf({ unknown, proven }: Mixed, { known, http01 }: Solvers): Level {
  if (unknown || !known) return "notice"
  return proven && http01 ? "error" : "warning"
}

function repairHelp(frontend: string, right: readonly Server[]): Help {
  return [
    {
      do: "Send challenges to the controller of the solver alone, before every other use_backend:",
      copy: haproxy(
        `frontend ${frontend}`,
        "  acl acme path_beg /.well-known/acme-challenge/",
        "  use_backend acme if acme",
        "backend acme",
        ...right.map(({ name, at }) => `  server ${name} ${at.value} check`),
      ),
    },
    {
      do: "A frontend of mode tcp cannot see the path: use mode http on port 80, or prove the names over DNS-01.",
      verify:
        "haproxy -c -f haproxy.cfg, then: for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://HOST/.well-known/acme-challenge/TOKEN; done (five times 200)",
    },
  ]
}

function mappingHelp(list: readonly Server[]): Help {
  return [
    {
      do: "Say in .tlsgate.yml which controllers these are:",
      copy: yaml(
        "controllers:",
        ...list.slice(0, 4).map(({ name, address }) => `  ${controllerOfName(name) ?? "NAME"}: [${address}]`),
      ),
    },
    {
      do: "Or give the Services their addresses (loadBalancerIP, metallb.io/loadBalancerIPs, lbipam.cilium.io/ips).",
      verify: "tlsgate scan .",
    },
  ]
}

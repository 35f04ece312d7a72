import type { Address } from "../../evaluate/controller-addresses.ts"
import { controllersOf } from "../../evaluate/controllers.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Node, type Scalar, type Sequence, walk } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { gateway, gatewayClass } from "./examples.shared.ts"
import { about, certManagerCode, verifyChallenge } from "./issuers.shared.ts"

const nginx = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ingress-nginx-controller\nspec:\n  type: LoadBalancer\n  loadBalancerIP: 10.1.0.59\n`
const cilium = `${gatewayClass("cilium", "io.cilium/gateway-controller")}---\n${gateway("- name: http\n  port: 80\n  protocol: HTTP")}  addresses:\n    - type: IPAddress\n      value: 10.1.0.61\n`

export const lbSharedControllersGeneric = rule({
  id: "lb-shared-controllers-generic",
  family: "acme",
  level: "notice",
  summary: "A balancer or a DNS record has the addresses of two controllers",
  citations: [
    certManagerCode(
      "pkg/issuer/acme/http/http.go",
      "Check",
      "The self-check passes after five answers of 200 in a row (requiredPasses).",
    ),
  ],
  why: "A challenge that one controller has is not found at the other, so HTTP-01 fails for a share of the requests.",
  fix: "Balance over one controller, or send /.well-known/acme-challenge/ to that of the solver alone.",
  examples: {
    bad: [
      {
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "traefik.yaml":
          "http:\n  routers:\n    web:\n      rule: PathPrefix(`/`)\n      service: web\n  services:\n    web:\n      loadBalancer:\n        servers:\n          - url: http://10.1.0.59:80\n          - url: «http://10.1.0.61:80»\n",
      },
      {
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "dns.yaml":
          "apiVersion: externaldns.k8s.io/v1alpha1\nkind: DNSEndpoint\nmetadata:\n  name: shop\nspec:\n  endpoints:\n    - dnsName: shop.corp.example.com\n      recordType: A\n      targets: [10.1.0.59, «10.1.0.61»]\n",
      },
    ],
    good: [
      {
        "nginx.yaml": nginx,
        "cilium.yaml": cilium,
        "dns.yaml":
          "apiVersion: externaldns.k8s.io/v1alpha1\nkind: DNSEndpoint\nmetadata:\n  name: shop\nspec:\n  endpoints:\n    - dnsName: a.corp.example.com\n      targets: [10.1.0.59]\n    - dnsName: b.corp.example.com\n      targets: [10.1.0.61]\n",
      },
    ],
  },

  on: ["kubernetes", "traefik"],
  *check(document, { inventory, options }) {
    if (
      document.kind === "kubernetes" &&
      !/^(Endpoints|EndpointSlice|DNSEndpoint)$/.test(document.resource?.kind ?? "")
    )
      return
    const { addresses } = controllersOf(inventory, options.controllers)
    if (addresses.length < 2) return
    for (const list of lists(document)) {
      const members = list.items.flatMap((item) => memberOf(item, addresses) ?? [])
      const [first] = members
      const other = members.find(({ proof }) => proof.controller !== first?.proof.controller)
      if (first === undefined || other === undefined) continue
      yield {
        message: `Traffic is spread over ${first.proof.controller} (${first.proof.address}) and ${other.proof.controller} (${other.proof.address}): an HTTP-01 challenge that one has is not found at the other.`,
        help: `Spread it over one of them, or prove the names over DNS-01.\n${verifyChallenge}`,
        at: other.node,
        related: [first.proof, other.proof].flatMap(({ at, by, address }) =>
          at === undefined ? [] : [{ message: `${address} is the address of ${by}`, at }],
        ),
        ...about(document),
        identity: `${first.proof.address} ${other.proof.address}`,
      }
    }
  },
})

/** The lists of a document whose items are addresses, or say one each. */
function* lists({ root }: DocumentFact): Generator<Sequence> {
  for (const { node } of walk(root, 20_000)) if (node.kind === "sequence" && node.items.length > 1) yield node
}

interface Member {
  readonly node: Scalar
  readonly proof: Address
}

/** The one address of an item; items with lists of their own are looked at through those. */
function memberOf(item: Node, addresses: readonly Address[]): Member | undefined {
  const scalars =
    item.kind === "scalar" ? [item] : item.kind === "mapping" ? item.entries.map(({ value }) => value) : []
  for (const node of scalars) {
    if (node.kind === "sequence" && node.items.length === 1) {
      const inner = memberOf(node.items[0]!, addresses)
      if (inner !== undefined && item.kind === "mapping" && item.entries.some(({ key }) => key.value === "addresses"))
        return inner
    }
    if (node.kind !== "scalar") continue
    const host = /^(?:[a-z]+:\/\/)?\[?([0-9a-f.:]+?)\]?(?::\d+)?(?:\/.*)?$/i.exec(node.value)?.[1]
    const proof = addresses.find(({ address }) => address === host)
    if (proof !== undefined) return { node, proof }
  }
  return undefined
}

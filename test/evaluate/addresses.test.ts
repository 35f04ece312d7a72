import { describe, expect, it } from "vitest"
import { addressee } from "../../src/controllers/addresses.ts"
import { controllersOf } from "../../src/controllers/controllers.ts"
import { includes, ipRangeOf, sizeOf } from "../../src/controllers/ip-range.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf } from "../examples.ts"
import { gateway, gatewayClass } from "../manifests.ts"

type Files = Readonly<Record<string, string>>

async function behind(files: Files, host: string, port = 80): Promise<string | undefined> {
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  const near = (path: string) => inventory.joined(path, "lb/haproxy.cfg")
  return addressee(controllersOf(inventory, {}).addresses, host, port, near)?.controller
}

const release = (chart: string, values: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${chart}, namespace: ${chart}}\nspec:\n  chart: {spec: {chart: ${chart}}}\n  values: ${values}\n`
const service = (name: string, rest: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${name}}\nspec:\n  selector: {app.kubernetes.io/name: ${name}}\n  ${rest.replaceAll("\n", "\n  ")}\n`
const metal = (name: string, addresses: string, allocation = "{}") =>
  `apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: ${name}}\nspec:\n  addresses: [${addresses}]\n  serviceAllocation: ${allocation}\n`
const edge = `${gatewayClass("cilium", "io.cilium/gateway-controller")}---\n${gateway("- name: http\n  port: 80\n  protocol: HTTP")}`

describe("a range of addresses", () => {
  it.each([
    ["10.1.0.0/24", "10.1.0.255", true],
    ["10.1.0.0/24", "10.1.1.0", false],
    ["10.1.0.9-10.1.0.12", "10.1.0.10", true],
    ["10.1.0.9-12", "10.1.0.13", false],
    ["10.1.0.9", "10.1.0.9", true],
    ["fd00::/64", "fd00::1", true],
    ["::/0", "10.1.0.9", false],
    ["0.0.0.0/0", "::1", false],
  ])("%s has %s: %s", (range, address, expected) => {
    expect(includes(ipRangeOf(range)!, ipRangeOf(address)!)).toBe(expected)
  })

  it.each(["", "10.1.0", "10.1.0.0/33", "10.1.0.9-10.1.0.1", "a.b.c.d", "10.1.0.1/x"])("is not %j", (text) => {
    expect(ipRangeOf(text)).toBeUndefined()
  })

  it("has a size", () => {
    expect(sizeOf(ipRangeOf("10.1.0.0/24")!)).toBe(256n)
  })
})

describe("behind an address is", () => {
  it.each<[string, Files, string, number, string | undefined]>([
    ["what a Service has", { "a.yaml": service("traefik", "loadBalancerIP: 10.1.0.1") }, "10.1.0.1", 80, "traefik"],
    ["what its cluster IP says", { "a.yaml": service("traefik", "clusterIP: 10.9.0.1") }, "10.9.0.1", 80, "traefik"],
    [
      "what its name says",
      { "a.yaml": service("traefik", "ports: [{port: 80}]") },
      "traefik.traefik.svc",
      80,
      "traefik",
    ],
    [
      "what a port of the nodes leads to",
      { "a.yaml": service("traefik", "ports: [{port: 80, nodePort: 31080}]") },
      "10.1.2.3",
      31_080,
      "traefik",
    ],
    ["no web server", { "a.yaml": service("nginx", "loadBalancerIP: 10.1.0.1") }, "10.1.0.1", 80, undefined],
    [
      "what a pool is kept for",
      {
        "a.yaml": release("ingress-nginx", "{}"),
        "pool.yaml": metal("first", "10.1.0.0/28", "{namespaces: [ingress-nginx]}"),
      },
      "10.1.0.9",
      80,
      "ingress-nginx",
    ],
    [
      "what asks for a pool",
      {
        "a.yaml": release("traefik", "{service: {annotations: {metallb.io/address-pool: first}}}"),
        "pool.yaml": metal("first", "10.1.0.1-10.1.0.9"),
      },
      "10.1.0.9",
      80,
      "traefik",
    ],
    [
      "nothing where two ask for a pool",
      {
        "a.yaml": release("traefik", "{service: {annotations: {metallb.io/address-pool: first}}}"),
        "b.yaml": release("ingress-nginx", "{controller: {service: {annotations: {metallb.io/address-pool: first}}}}"),
        "pool.yaml": metal("first", "10.1.0.1-10.1.0.9"),
      },
      "10.1.0.9",
      80,
      undefined,
    ],
    [
      "what a pool is named after, if it is there",
      { "a.yaml": release("traefik", "{}"), "pool.yaml": metal("traefik-pool", "10.1.0.1-10.1.0.9") },
      "10.1.0.9",
      80,
      "traefik",
    ],
    [
      "nothing where it is not",
      { "a.yaml": release("kong", "{}"), "pool.yaml": metal("traefik-pool", "10.1.0.1-10.1.0.9") },
      "10.1.0.9",
      80,
      undefined,
    ],
    [
      "the Gateway that a pool of Cilium selects",
      {
        "a.yaml": edge,
        "pool.yaml":
          "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: a}\nspec:\n  blocks: [{start: 10.1.0.5, stop: 10.1.0.9}]\n  serviceSelector: {matchExpressions: [{key: a, operator: In, values: [public]}]}\n",
      },
      "10.1.0.6",
      80,
      "cilium",
    ],
    [
      "an address before the pool around it",
      {
        "a.yaml": release("ingress-nginx", "{}"),
        "b.yaml": service("traefik", "loadBalancerIP: 10.1.0.9"),
        "pool.yaml": metal("first", "10.1.0.0/28", "{namespaces: [ingress-nginx]}"),
      },
      "10.1.0.9",
      80,
      "traefik",
    ],
    [
      "that of the port where two share an address",
      {
        "a.yaml": service("ingress-nginx", "loadBalancerIP: 10.1.0.1\nports: [{port: 80}]"),
        "b.yaml": service("traefik", "loadBalancerIP: 10.1.0.1\nports: [{port: 8080}]"),
      },
      "10.1.0.1",
      8080,
      "traefik",
    ],
    [
      "what a range of kube-vip is kept for",
      {
        "a.yaml": release("traefik", "{}"),
        "pool.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubevip}\ndata:\n  range-traefik: 10.1.0.1-10.1.0.3\n",
      },
      "10.1.0.2",
      80,
      "traefik",
    ],
    [
      "what the values that Terraform sets say",
      {
        "main.tf":
          'resource "helm_release" "a" {\n  chart = "traefik"\n  set {\n    name  = "service.spec.loadBalancerIP"\n    value = "10.1.0.1"\n  }\n}\n',
      },
      "10.1.0.1",
      80,
      "traefik",
    ],
    [
      "what a ConfigMap of values says",
      {
        "a.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: traefik, namespace: edge}\nspec:\n  chart: {spec: {chart: traefik}}\n  valuesFrom: [{kind: ConfigMap, name: traefik-values}]\n",
        "kustomization.yaml":
          "resources: [a.yaml]\nconfigMapGenerator:\n  - name: traefik-values\n    files: [values.yaml=traefik.yaml]\n",
        "traefik.yaml": "service:\n  loadBalancerIP: 10.1.0.1\n",
      },
      "10.1.0.1",
      80,
      "traefik",
    ],
  ])("%s", async (_, files, host, port, expected) => {
    expect(await behind(files, host, port)).toBe(expected)
  })
})

import { describe, expect, it } from "vitest"
import { controllersOf } from "../../src/controllers/controllers.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { releasesOf } from "../../src/join/releases/index.ts"
import { check } from "../../src/policy/check.ts"
import { durationText, goDuration, meantDuration } from "../../src/rules/acme/durations.shared.ts"
import { challengedBackends } from "../../src/rules/acme/haproxy.shared.ts"
import { acme } from "../../src/rules/acme/index.ts"
import { issuersOf, solverFor } from "../../src/rules/acme/issuers.shared.ts"
import { noAnchors } from "../../src/x509/anchors.ts"
import { factsOf, options, today } from "../examples.ts"
import { gateway, gatewayClass, ingress, ingressClass, issuer, solves } from "../manifests.ts"

type Files = Readonly<Record<string, string>>

async function inventoried(files: Files) {
  return inventoryOf(await factsOf(files), new Set(Object.keys(files)))
}

async function told(id: string, files: Files, controllers: Readonly<Record<string, readonly string[]>> = {}) {
  const inventory = await inventoried(files)
  return check(acme, inventory, { at: today, options: { ...options, controllers }, trust: noAnchors })
    .filter(({ rule }) => rule.id === id)
    .map(({ rule, level, message }) => `${level ?? rule.level} ${message}`)
}

const service = (name: string, address: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  type: LoadBalancer\n  loadBalancerIP: ${address}\n`
const cilium = `${gatewayClass("cilium", "io.cilium/gateway-controller")}---\n${gateway("- name: http\n  port: 80\n  protocol: HTTP")}  addresses: [{type: IPAddress, value: 10.1.0.61}]\n`
const proxy = (servers: string) =>
  `frontend http\n  bind *:80\n  default_backend web\nbackend web\n  ${servers.replaceAll("; ", "\n  ")}\n`
const both = "server a 10.1.0.59:80; server b 10.1.0.61:80"

describe("of a backend that mixes controllers", () => {
  const cluster = { "nginx.yaml": service("ingress-nginx-controller", "10.1.0.59"), "cilium.yaml": cilium }
  const solver = { "issuer.yaml": issuer(solves("nginx")) }

  it.each<[string, Files, Readonly<Record<string, readonly string[]>>, RegExp | undefined]>([
    ["half and half", { ...cluster, ...solver, "haproxy.cfg": proxy(both) }, {}, /^error .*50 %.*probability of 3 %/],
    [
      "three to one",
      { ...cluster, ...solver, "haproxy.cfg": proxy("server a 10.1.0.59:80 weight 3; server b 10.1.0.61:80") },
      {},
      /^error .*25 %.*probability of 24 %/,
    ],
    ["a backup", { ...cluster, ...solver, "haproxy.cfg": proxy(`${both} backup`) }, {}, undefined],
    ["no weight", { ...cluster, ...solver, "haproxy.cfg": proxy(`${both} weight 0`) }, {}, undefined],
    ["no solver", { ...cluster, "haproxy.cfg": proxy(both) }, {}, /^warning /],
    [
      "addresses of the configuration",
      { ...solver, "haproxy.cfg": proxy(both) },
      { nginx: ["10.1.0.59"], cilium: ["10.1.0.61"] },
      /^error Backend web sends challenges to ingress-nginx \(10\.1\.0\.59\) and cilium/,
    ],
    [
      "names that say it, where both controllers are",
      {
        ...solver,
        "classes.yaml": `${ingressClass("nginx", "k8s.io/ingress-nginx")}---\n${gatewayClass("cilium", "io.cilium/gateway-controller")}`,
        "haproxy.cfg": proxy("server nginx 10.1.0.59:80; server cilium 10.1.0.61:80"),
      },
      {},
      /^warning /,
    ],
    [
      "names that say nothing, where several controllers are",
      {
        ...solver,
        "classes.yaml": `${ingressClass("nginx", "k8s.io/ingress-nginx")}---\n${gatewayClass("cilium", "io.cilium/gateway-controller")}`,
        "haproxy.cfg": proxy(both),
      },
      {},
      /^notice .*nothing says which controllers/,
    ],
    ["nothing else in the repository", { "haproxy.cfg": proxy(both) }, {}, undefined],
    [
      "DNS-01 alone",
      { ...cluster, "issuer.yaml": issuer("dns01:\n          route53: {region: a}"), "haproxy.cfg": proxy(both) },
      {},
      /^notice /,
    ],
  ])("tells what %s makes of it", async (_, files, controllers, expected) => {
    const found = await told("haproxy-shared-acme-backend", files, controllers)
    if (expected === undefined) expect(found).toEqual([])
    else {
      expect(found).toHaveLength(1)
      expect(found[0]).toMatch(expected)
    }
  })
})

describe("haproxy", () => {
  it.each([
    ["default_backend web", ["web"]],
    ["acl acme path_beg /.well-known/acme-challenge/; use_backend acme if acme; default_backend web", ["acme"]],
    ["use_backend acme if { path_beg /.well-known/acme-challenge/ }; default_backend web", ["acme"]],
    ["acl acme path -m beg /.well-known; use_backend web if !acme; default_backend acme", ["acme"]],
    ["acl acme path_beg /.well-known/acme-challenge/; use_backend web unless acme; default_backend acme", ["acme"]],
    ["acl shop hdr(host) -i shop.corp; use_backend shop if shop; default_backend web", ["shop", "web"]],
    [
      "acl acme path_beg /.well-known/acme-challenge/; acl shop hdr(host) a; use_backend acme if acme shop; default_backend web",
      ["acme", "web"],
    ],
    [
      "acl acme path_beg /.well-known/acme-challenge/; use_backend acme if acme or { hdr(host) a }; default_backend web",
      ["acme"],
    ],
    ["acl api path_beg /api; use_backend api if api; default_backend web", ["web"]],
    ["use_backend tls if { ssl_fc }; default_backend web", ["web"]],
    ["http-request redirect scheme https unless { ssl_fc }; default_backend web", ["tls"]],
    [
      "acl acme path_beg /.well-known/acme-challenge/; http-request redirect scheme https if !acme; use_backend acme if acme",
      ["acme"],
    ],
  ])("sends challenges with `%s` to %s", async (lines, expected) => {
    const names = ["web", "acme", "shop", "api", "tls"].map((name) => `backend ${name}\n  server ${name} 10.0.0.1:80`)
    const text = `frontend http\n  bind :80\n  ${lines.replaceAll("; ", "\n  ")}\nfrontend https\n  bind :443 ssl crt a.pem\n  default_backend tls\n${names.join("\n")}\n`
    const inventory = await inventoried({ "haproxy.cfg": text })
    const reached = challengedBackends(inventory.documents("haproxy")[0]!.root)
    expect(reached.map(({ backend }) => backend.name)).toEqual(expected)
  })
})

describe("cert-manager's choice of a solver", () => {
  const solver = (selector: string, kind = "http01: {ingress: {}}") =>
    `selector: ${selector}\n        ${kind}\n      - `
  const list =
    solver("{}") +
    solver("{dnsZones: [corp.example.com]}") +
    solver("{dnsZones: [web.corp.example.com]}") +
    solver("{dnsNames: [a.web.corp.example.com]}") +
    solver("{matchLabels: {team: shop}}") +
    solver("{dnsZones: [corp.example.com]}", "dns01: {route53: {region: a}}")

  it.each([
    ["example.org", 0],
    ["b.corp.example.com", 1],
    ["corp.example.com", 1],
    ["b.web.corp.example.com", 2],
    ["a.web.corp.example.com", 3],
    ["xcorp.example.com", 0],
    ["*.corp.example.com", 5],
    ["*.example.org", undefined],
  ])("takes for %s number %s", async (name, expected) => {
    const inventory = await inventoried({ "issuer.yaml": issuer(list.replace(/\n\s*- $/, "")) })
    expect(solverFor(issuersOf(inventory)[0]!, name)?.index).toBe(expected)
  })
})

it.each([
  ["2160h", 7_776_000_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["500ms", 500],
  ["0", 0],
  ["-5m", -300_000],
  ["90d", undefined],
  ["1 h", undefined],
  ["", undefined],
  ["60", undefined],
])("reads the duration %s as %s milliseconds", (text, expected) => {
  expect(goDuration(text)).toBe(expected)
})

it("says durations as Go takes them", () => {
  expect(["90d", "2 weeks", "1y", "5m", "x"].map(meantDuration)).toEqual([
    "2160h",
    "336h",
    "8760h",
    undefined,
    undefined,
  ])
  expect([7_776_000_000, 300_000].map(durationText)).toEqual(["2160h", "5m"])
})

it("finds charts however they are installed, with the classes and addresses that they make", async () => {
  const inventory = await inventoried({
    "flux.yaml":
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ingress-nginx\nspec:\n  chart:\n    spec:\n      chart: ingress-nginx\n      version: 4.11.0\n  values:\n    controller:\n      ingressClassResource:\n        name: public\n      service:\n        loadBalancerIP: 10.1.0.59\n",
    "argo.yaml":
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: edge\nspec:\n  source:\n    chart: traefik\n    helm:\n      values: |\n        ingressClass:\n          isDefaultClass: false\n",
    "k3s.yaml":
      "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: traefik\n  namespace: kube-system\nspec:\n  valuesContent: |\n    service:\n      annotations:\n        metallb.io/loadBalancerIPs: 10.1.0.60,fd00::60\n",
    "cilium/kustomization.yaml":
      "helmCharts:\n  - name: cilium\n    releaseName: cilium\n    valuesInline:\n      ingressController:\n        enabled: true\n        default: true\n",
    "chart/Chart.yaml":
      "apiVersion: v2\nname: edge\ndependencies:\n  - name: haproxy-ingress\n    version: 0.14.0\n  - name: kong\n    version: 2.0.0\n    condition: kong.enabled\n",
    "chart/values.yaml":
      "kong:\n  enabled: false\nhaproxy-ingress:\n  controller:\n    ingressClassResource:\n      enabled: true\n",
    "helmfile.yaml": "releases:\n  - name: contour\n    chart: bitnami/contour\n",
    "install.sh": "#!/bin/sh\nhelm upgrade --install istio-ingress istio/gateway --version 1.22.0 -n istio-system\n",
    "main.tf": 'resource "helm_release" "nginx" {\n  name  = "nginx"\n  chart = "nginx-ingress"\n}\n',
  })
  expect(releasesOf(inventory).map(({ chart }) => chart)).toEqual([
    "ingress-nginx",
    "traefik",
    "traefik",
    "haproxy-ingress",
    "contour",
    "cilium",
    "nginx-ingress",
    "gateway",
  ])
  const { classes, addresses } = controllersOf(inventory, {})
  expect(classes.map(({ name, controller, isDefault }) => `${name} ${controller} ${isDefault}`)).toEqual([
    "public ingress-nginx false",
    "traefik traefik true",
    "edge-traefik traefik false",
    "haproxy haproxy-ingress false",
    "cilium cilium true",
    "nginx nginx-ingress false",
  ])
  expect(addresses.map(({ address, controller }) => `${address} ${controller}`)).toEqual([
    "10.1.0.59 ingress-nginx",
    "10.1.0.60 traefik",
    "fd00::60 traefik",
  ])
})

it("joins nothing across clusters", async () => {
  const found = await told("http01-class-mismatch", {
    "clusters/a/issuer.yaml": issuer(solves("nginx")),
    "clusters/b/shop.yaml": ingress("cilium", "shop.corp.example.com"),
  })
  expect(found).toEqual([])
})

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { assigned, assignmentsIn } from "../../src/join/releases/assignments.ts"
import { releasesOf, releaseValue } from "../../src/join/releases/index.ts"
import type { Node, Scalar } from "../../src/model/tree.ts"
import { externalDnsTlsCaIgnored } from "../../src/rules/ca/external-dns-tls-ca-ignored.ts"
import { factsOf, findings, mark, unmark } from "../examples.ts"

const values = "provider: {name: aws}\nextraArgs:\n  - «--tls-ca=/ssl/ca.crt»\n"
const argo = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: dns, namespace: argocd}
spec:
  source:
    chart: external-dns
    repoURL: https://kubernetes-sigs.github.io/external-dns
    targetRevision: 1.15.0
    helm:
`
const flux = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dns, namespace: dns}
spec:
  chart: {spec: {chart: external-dns, sourceRef: {kind: HelmRepository, name: dns}}}
`
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: dns-values, namespace: dns}\ndata:\n  values.yaml: |\n"

/** Every way in which values reach a chart. With `pdns` for `aws`, nothing is wrong. */
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a values file": { "external-dns/values.yaml": `policy: sync\n${values}` },
  "a HelmRelease": { "dns.yaml": `${flux}  values:\n${indented(values, 4)}` },
  "a HelmRelease with a map of arguments": {
    "dns.yaml": `${flux}  values:\n    provider: aws\n    extraArgs:\n      «tls-ca»: /ssl/ca.crt\n`,
  },
  "a HelmRelease and its ConfigMap": {
    "dns.yaml": `${flux}  valuesFrom: [{kind: ConfigMap, name: dns-values}]\n`,
    "values.yaml": `${map}${indented(values, 4)}`,
  },
  "a HelmRelease over its ConfigMap": {
    "dns.yaml": `${flux}  valuesFrom: [{kind: ConfigMap, name: dns-values}]\n  values:\n    extraArgs: [«--tls-ca=/x.crt»]\n`,
    "values.yaml": `${map}    provider: {name: aws}\n`,
  },
  "a HelmRelease and a generated ConfigMap": {
    "dns.yaml": `${flux}  valuesFrom: [{kind: ConfigMap, name: dns-values}]\n`,
    "kustomization.yaml":
      "resources: [dns.yaml]\nconfigMapGenerator:\n  - name: dns-values\n    files: [values.yaml=dns-values.yaml]\n",
    "dns-values.yaml": values,
  },
  "an Application's values": { "dns.yaml": `${argo}      values: |\n${indented(values, 8)}` },
  "an Application's valuesObject": { "dns.yaml": `${argo}      valuesObject:\n${indented(values, 8)}` },
  "an Application's parameters": {
    "dns.yaml": `${argo}      parameters:\n        - {name: provider.name, value: aws}\n        - {name: "extraArgs[0]", value: «--tls-ca=/x.crt»}\n`,
  },
  "an Application's parameters over its values": {
    "dns.yaml": `${argo}      values: |\n        provider: aws\n      parameters:\n        - {name: extraArgs.tls-ca, value: «/x.crt»}\n`,
  },
  "an Application and a file of another source": {
    "dns.yaml":
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: dns}\nspec:\n  sources:\n    - chart: external-dns\n      helm: {valueFiles: [$values/env/dns.yaml]}\n    - {repoURL: https://git.corp/gitops, ref: values}\n",
    "env/dns.yaml": values,
  },
  "an ApplicationSet": {
    "dns.yaml":
      "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: dns}\nspec:\n  template:\n    spec:\n      source:\n        chart: external-dns\n        helm:\n          parameters:\n            - {name: provider, value: aws}\n            - {name: extraArgs.tls-ca, value: «/x.crt»}\n",
  },
  "valuesInline of Kustomize": {
    "kustomization.yaml": `helmCharts:\n  - name: external-dns\n    repo: https://x\n    valuesInline:\n${indented(values, 6)}`,
  },
  "valuesInline over a valuesFile": {
    "kustomization.yaml":
      "helmCharts:\n  - name: external-dns\n    valuesFile: dns.yaml\n    valuesInline: {provider: {name: aws}}\n",
    "dns.yaml": values.replace("aws", "cloudflare"),
  },
  "a values file of Kustomize": {
    "kustomization.yaml": "helmCharts:\n  - name: external-dns\n    additionalValuesFiles: [dns.yaml]\n",
    "dns.yaml": values,
  },
  helmfile: {
    "helmfile.yaml": `releases:\n  - name: dns\n    chart: e/external-dns\n    values:\n      - ${indented(values, 8).trimStart()}`,
  },
  "helmfile with a file and set": {
    "helmfile.yaml":
      "releases:\n  - name: dns\n    chart: e/external-dns\n    values: [dns.yaml]\n    set: [{name: provider.name, value: aws}]\n",
    "dns.yaml": values.replace("aws", "cloudflare"),
  },
  "helm install with --set": {
    "install.sh":
      "helm upgrade -i dns e/external-dns --version 1.15.0 --set provider.name=aws --set extraArgs[0]=«--tls-ca=/x.crt»\n",
  },
  "helm install with -f": { "install.sh": "helm install dns e/external-dns -f dns.yaml\n", "dns.yaml": values },
  "a step of a workflow": {
    ".github/workflows/deploy.yaml":
      "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: helm upgrade dns e/external-dns --install --values deploy/dns.yaml\n",
    "deploy/dns.yaml": values,
  },
  "a HelmChart of k3s": {
    "dns.yaml":
      "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: dns}\nspec:\n  chart: external-dns\n  set: {provider: aws}\n  valuesContent: |-\n    extraArgs: [«--tls-ca=/x.crt»]\n",
  },
  "Terraform's values": {
    "main.tf": `resource "helm_release" "dns" {\n  chart = "external-dns"\n  values = [<<-EOT\n${indented(values, 4)}  EOT\n  ]\n}\n`,
  },
  "Terraform's set": {
    "main.tf":
      'resource "helm_release" "dns" {\n  chart = "external-dns"\n  set {\n    name = "provider"\n    value = "aws"\n  }\n  set {\n    name = "extraArgs.tls-ca"\n    value = «"/x.crt"»\n  }\n}\n',
  },
}

describe("values of a release", () => {
  it.each(Object.entries(forms))("are seen in %s", async (_, form) => {
    const { files, marks } = unmark(form)
    expect((await findings(externalDnsTlsCaIgnored, files)).map(mark)).toEqual(marks)
    const silent = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replaceAll(/\b(aws|cloudflare)\b/g, "pdns")]),
    )
    expect((await findings(externalDnsTlsCaIgnored, silent)).map(mark)).toEqual([])
  })

  it("that nobody sees may name another provider than the chart does", async () => {
    const hidden = `${flux}  valuesFrom: [{kind: Secret, name: dns-values}]\n  values:\n    extraArgs: [--tls-ca=/x.crt]\n`
    expect(await findings(externalDnsTlsCaIgnored, { "dns.yaml": hidden })).toEqual([])
  })

  it("stand where the repository holds the chart", async () => {
    const files = {
      "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\n",
      "apps/one.yaml": argo.replace("chart: external-dns", "path: charts/shop"),
      "apps/two.yaml": flux.replace(
        "chart: external-dns, sourceRef: {kind: HelmRepository",
        "chart: ./charts/shop, sourceRef: {kind: GitRepository",
      ),
      "helmfile.yaml": "releases:\n  - {name: a, chart: ./charts/shop}\n",
      "apps/kustomization.yaml": "helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: shop}]\n",
      "install.sh": "helm upgrade -i shop -f values/x.yaml charts/shop --set tls.enabled=true\n",
    }
    const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
    const releases = releasesOf(inventory)
    expect(releases.map(({ chart, folder }) => `${chart} ${folder}`)).toEqual(Array(5).fill("shop charts/shop"))
    expect(releaseValue(releases.at(-1)!, "tls", "enabled")).toMatchObject({ value: "true", type: "boolean" })
  })
})

/** Words after `--set`, and the tree that they make. */
const assignments = [
  ["a=1,b=true,c=x", { a: 1, b: true, c: "x" }],
  ["a.b.c=x,a.b.d=null", { a: { b: { c: "x", d: null } } }],
  ["list={a,b}", { list: ["a", "b"] }],
  ["list[1].name=x", { list: [null, { name: "x" }] }],
  [
    String.raw`annotations.nginx\.ingress\.kubernetes\.io/x=a\,b`,
    { annotations: { "nginx.ingress.kubernetes.io/x": "a,b" } },
  ],
  ["broken", undefined],
] as const

describe("assignments", () => {
  it.each(assignments)("make a tree of %s", (value, expected) => {
    const word: Scalar = { kind: "scalar", value, type: "string", style: "plain", start: 0, end: value.length }
    expect(plain(assigned(assignmentsIn(word, false)))).toEqual(expected)
  })
})

function plain(node: Node | undefined): unknown {
  if (node?.kind === "mapping")
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]))
  if (node?.kind === "sequence") return node.items.map(plain)
  return node === undefined || node.type === "string"
    ? node?.value
    : JSON.parse(node.value === "" ? "null" : node.value)
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by))
}

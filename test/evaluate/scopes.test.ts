import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf } from "../examples.ts"

const object = (name: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n`

const flux = (path: string, extra = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec:\n  path: ${path}\n${extra}`

const application = (path: string, server = "https://kubernetes.default.svc") =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: {repoURL: x, path: ${path}}\n  destination: {server: "${server}"}\n`

const applicationSet = (glob: string, path: string, server = "https://kubernetes.default.svc") =>
  `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: a}
spec:
  generators:
    - git:
        directories:
          - path: ${glob}
          - path: apps/old
            exclude: true
  template:
    spec:
      source: {repoURL: x, path: "${path}"}
      destination: {server: "${server}"}
`

const elements = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: a}
spec:
  generators:
    - list: {elements: [{env: one}, {env: two}]}
  template:
    spec:
      source: {repoURL: x, path: "apps/{{env}}"}
      destination: {name: "{{env}}"}
`

type Row = readonly [expected: boolean, a: string, b: string, others: Readonly<Record<string, string>>]

const tables: Readonly<Record<string, readonly Row[]>> = {
  "directories, where nothing deploys a file": [
    [true, "a/one.yaml", "a/two.yaml", {}],
    [true, "a/one.yaml", "b/two.yaml", {}],
    [true, "one.yaml", "b/two.yaml", {}],
    [false, "a/one.yaml", "b/two.yaml", { "a/same.yaml": object("same"), "b/same.yaml": object("same") }],
    [true, "a/one.yaml", "a/two.yaml", { "a/same.yaml": object("same"), "b/same.yaml": object("same") }],
    [true, "a/one.yaml", "b/two.yaml", { "c/d/same.yaml": object("same"), "c/d/again.yaml": object("other") }],
    [false, "a/one.yaml", "b/two.yaml", { "c/same.yaml": object("same"), "c/again.yaml": object("same") }],
  ],
  "names of clusters and stages": [
    [false, "clusters/a/one.yaml", "clusters/b/two.yaml", {}],
    [true, "clusters/a/one.yaml", "clusters/base/two.yaml", {}],
    [true, "clusters/a/one.yaml", "clusters/a/sub/two.yaml", {}],
    [false, "deploy/dev/one.yaml", "deploy/prod/two.yaml", {}],
    [true, "deploy/prod/one.yaml", "deploy/common/two.yaml", {}],
    [true, "deploy/shop/one.yaml", "deploy/bank/two.yaml", {}],
    [false, "stage-eu/one.yaml", "prod-eu/two.yaml", {}],
  ],
  charts: [
    [false, "a/one.yaml", "b/two.yaml", { "b/Chart.yaml": "name: b\n" }],
    [true, "b/templates/one.yaml", "b/files/tls.crt", { "b/Chart.yaml": "name: b\n" }],
    [
      true,
      "b/charts/c/templates/one.yaml",
      "b/templates/two.yaml",
      { "b/Chart.yaml": "name: b\n", "b/charts/c/Chart.yaml": "name: c\n" },
    ],
    [
      false,
      "charts/a/templates/one.yaml",
      "charts/b/templates/two.yaml",
      { "charts/a/Chart.yaml": "name: a\n", "charts/b/Chart.yaml": "name: b\n" },
    ],
  ],
  "overlays with their bases": [
    [false, "a/one.yaml", "b/two.yaml", { "a/kustomization.yaml": "resources: [one.yaml]\n" }],
    [
      true,
      "clusters/a/one.yaml",
      "clusters/b/two.yaml",
      {
        "clusters/a/kustomization.yaml": "resources: [../b, one.yaml]\n",
        "clusters/b/kustomization.yaml": "resources: [two.yaml]\n",
      },
    ],
    [
      false,
      "overlays/dev/one.yaml",
      "overlays/prod/two.yaml",
      {
        "overlays/dev/kustomization.yaml": "resources: [../../base, one.yaml]\n",
        "overlays/prod/kustomization.yaml": "resources: [../../base, two.yaml]\n",
        "base/kustomization.yaml": "resources: []\n",
      },
    ],
    [
      true,
      "base/one.yaml",
      "overlays/prod/two.yaml",
      {
        "overlays/dev/kustomization.yaml": "resources: [../../base]\n",
        "overlays/prod/kustomization.yaml": "resources: [../../base, two.yaml]\n",
        "base/kustomization.yaml": "resources: [one.yaml]\n",
      },
    ],
    [
      true,
      "components/tls/one.yaml",
      "overlays/prod/two.yaml",
      {
        "overlays/prod/kustomization.yaml": "components: [../../components/tls]\nresources: [two.yaml]\n",
        "components/tls/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [one.yaml]\n",
      },
    ],
    [
      true,
      "certs/shop.pem",
      "deploy/two.yaml",
      {
        "deploy/kustomization.yaml":
          "resources: [two.yaml]\nsecretGenerator:\n  - name: shop\n    files: [tls.crt=../certs/shop.pem]\n",
      },
    ],
    [
      false,
      "a/one.yaml",
      "b/two.yaml",
      {
        "kustomization.yaml": "resources: [a]\n",
        "a/kustomization.yaml": "resources: [one.yaml]\n",
        "b/kustomization.yaml": "resources: [two.yaml]\n",
      },
    ],
    [
      true,
      "a/one.yaml",
      "a/two.yaml",
      { "a/kustomization.yaml": "resources: [one.yaml, two.yaml, 'github.com/org/repo//base?ref=v1']\n" },
    ],
    [
      true,
      "a/b/one.yaml",
      "a/c/two.yaml",
      {
        "a/kustomization.yaml": "resources: [b, c]\n",
        "a/b/kustomization.yaml": "resources: [one.yaml, ../]\n",
        "a/c/kustomization.yaml": "resources: [two.yaml]\n",
      },
    ],
  ],
  "roots of Flux": [
    [
      true,
      "apps/prod/one.yaml",
      "infra/two.yaml",
      { "clusters/prod/apps.yaml": flux("./apps/prod"), "clusters/prod/infra.yaml": flux("./infra") },
    ],
    [
      false,
      "apps/prod/one.yaml",
      "apps/dev/two.yaml",
      { "clusters/prod/apps.yaml": flux("./apps/prod"), "clusters/dev/apps.yaml": flux("./apps/dev") },
    ],
    [
      true,
      "apps/base/one.yaml",
      "clusters/prod/flux-system/two.yaml",
      {
        "clusters/prod/apps.yaml": flux("./apps/prod"),
        "apps/prod/kustomization.yaml": "resources: [../base]\n",
        "apps/base/kustomization.yaml": "resources: [one.yaml]\n",
      },
    ],
    [
      true,
      "kubernetes/apps/a/app/one.yaml",
      "kubernetes/apps/b/app/two.yaml",
      {
        "kubernetes/flux/apps.yaml": flux("./kubernetes/apps"),
        "kubernetes/apps/a/ks.yaml": flux("./kubernetes/apps/a/app"),
        "kubernetes/apps/a/app/kustomization.yaml": "resources: [one.yaml]\n",
        "kubernetes/apps/b/ks.yaml": flux("./kubernetes/apps/b/app"),
        "kubernetes/apps/b/app/kustomization.yaml": "resources: [two.yaml]\n",
      },
    ],
    [
      false,
      "apps/one/a.yaml",
      "apps/two/b.yaml",
      {
        "fleet/one.yaml": flux("./apps/one", "  kubeConfig: {secretRef: {name: one}}\n"),
        "fleet/two.yaml": flux("./apps/two", "  kubeConfig: {secretRef: {name: two}}\n"),
      },
    ],
    [
      true,
      "mono/gitops/apps/one.yaml",
      "mono/gitops/infra/two.yaml",
      { "mono/gitops/clusters/x/a.yaml": flux("./apps"), "mono/gitops/clusters/x/b.yaml": flux("./infra") },
    ],
  ],
  "roots of Argo CD": [
    [
      true,
      "apps/one/a.yaml",
      "apps/two/b.yaml",
      { "argocd/one.yaml": application("apps/one"), "argocd/two.yaml": application("apps/two") },
    ],
    [
      false,
      "apps/one/a.yaml",
      "apps/two/b.yaml",
      {
        "argocd/one.yaml": application("apps/one", "https://one.corp"),
        "argocd/two.yaml": application("apps/two", "https://two.corp"),
      },
    ],
    [
      true,
      "apps/one/a.yaml",
      "apps/two/b.yaml",
      {
        "root.yaml": application("argocd"),
        "argocd/one.yaml": application("apps/one"),
        "argocd/two.yaml": application("apps/two"),
      },
    ],
    [true, "apps/one/a.yaml", "apps/two/b.yaml", { "argocd/set.yaml": applicationSet("apps/*", "{{path}}") }],
    [true, "apps/one/a.yaml", "apps/two/b.yaml", { "argocd/set.yaml": applicationSet("apps/*", "{{.path.path}}") }],
    [false, "apps/one/a.yaml", "apps/old/b.yaml", { "argocd/set.yaml": applicationSet("apps/*", "{{path}}") }],
    [
      false,
      "sites/one/a.yaml",
      "sites/two/b.yaml",
      { "argocd/set.yaml": applicationSet("sites/*", "{{path}}", "{{path.basename}}") },
    ],
    [false, "apps/one/a.yaml", "apps/two/b.yaml", { "argocd/set.yaml": elements }],
  ],
}

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    it.each(rows)("says %s that %s and %s are deployed together (%#)", async (expected, a, b, others) => {
      const files = { [a]: object("one"), [b]: object("two"), ...others }
      const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
      expect(inventory.joined(a, b)).toBe(expected)
      expect(inventory.joined(b, a)).toBe(expected)
    })
  })
}

it("ends where a root delivers a kustomization that takes in what lies beside it", async () => {
  const files = {
    "kubernetes/flux/cluster.yaml": flux("./kubernetes/apps"),
    "kubernetes/apps/web/kustomization.yaml": "resources: [one.yaml]\ncomponents: [../../components/common]\n",
    "kubernetes/apps/web/one.yaml": object("one"),
    "kubernetes/components/common/kustomization.yaml": "kind: Component\nresources: [two.yaml]\n",
    "kubernetes/components/common/two.yaml": object("two"),
  }
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  expect(inventory.joined("kubernetes/apps/web/one.yaml", "kubernetes/components/common/two.yaml")).toBe(true)
})

it("stays linear in the number of kustomizations and files", async () => {
  const files: Record<string, string> = { "clusters/one/apps.yaml": flux("./apps") }
  for (let index = 0; index < 3000; index++) {
    files[`apps/a${index}/kustomization.yaml`] = "resources: [one.yaml]\n"
    files[`apps/a${index}/one.yaml`] = object(`n${index}`)
  }
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  const begin = performance.now()
  for (let index = 1; index < 3000; index++)
    expect(inventory.joined(`apps/a${index}/one.yaml`, `apps/a${index - 1}/one.yaml`)).toBe(true)
  expect(performance.now() - begin).toBeLessThan(2000)
})

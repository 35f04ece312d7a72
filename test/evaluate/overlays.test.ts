import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/evaluate/inventory.ts"
import { fileAt } from "../../src/evaluate/mounted-files.ts"
import { effectiveContainers, isAppliedPatch } from "../../src/evaluate/overlays.ts"
import { factsOf } from "../examples.ts"

const deployment =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: tls/api:1\n          env: [{name: A, value: a}, {name: TLS, value: b}]\n          args: [--x=1]\n"
const base = { "base/kustomization.yaml": "resources: [api.yaml]\n", "base/api.yaml": deployment }

/** Patches of an overlay, and the environment and arguments that they make. */
const patches = [
  ["- op: replace\n  path: /spec/template/spec/containers/0/env/1/value\n  value: c\n", "A=a TLS=c | --x"],
  ["- op: add\n  path: /spec/template/spec/containers/0/env/-\n  value: {name: Z, value: c}\n", "A=a TLS=b Z=c | --x"],
  ["- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --tls-ca=/x\n", "A=a TLS=b | --x --tls-ca"],
  ["- op: remove\n  path: /spec/template/spec/containers/0/env\n", "A=a TLS=b | --x"],
  [
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          env: [{name: TLS, value: z}]\n          args: [--y=1]\n",
    "A=a TLS=z | --y",
  ],
  [
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          env: [{name: TLS, value: z}]\n",
    "A=a TLS=b | --x",
  ],
] as const

async function inventoryFrom(files: Readonly<Record<string, string>>) {
  return inventoryOf(await factsOf(files), new Set(Object.keys(files)))
}

describe("overlays", () => {
  it.each(patches)("patches by %s", async (patch, expected) => {
    const target = patch.startsWith("-") ? "\n    target: {kind: Deployment, name: api}" : ""
    const inventory = await inventoryFrom({
      ...base,
      "prod/kustomization.yaml": `resources: [../base]\npatches:\n  - path: tls-patch.yaml${target}\n`,
      "prod/tls-patch.yaml": patch,
    })
    const [document] = inventory.objects("Deployment").filter(({ path }) => path === "base/api.yaml")
    const [[container] = []] = effectiveContainers(document!, inventory)
    const environment = container?.environment.map(({ name, value }) => `${name}=${value?.value}`).sort()
    expect(`${environment?.join(" ")} | ${container?.arguments.map(({ flag }) => flag).join(" ")}`).toBe(expected)
  })

  it("takes a patch for one only where its object is in the repository", async () => {
    const patch = deployment.replace("          image: tls/api:1\n", "")
    const files = {
      "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: tls.yaml}]\n",
      "prod/tls.yaml": patch,
    }
    for (const [all, applied] of [
      [{ ...base, ...files }, true],
      [files, false],
    ] as const) {
      const inventory = await inventoryFrom(all)
      const document = inventory.objects("Deployment").find(({ path }) => path === "prod/tls.yaml")
      expect(isAppliedPatch(document!, inventory)).toBe(applied)
    }
  })
})

/** Volumes, and what stands at /ssl/ca.crt: the key, and whether the ConfigMap has it. */
const volumes = [
  ["configMap: {name: ca}", "ca.crt true"],
  ["configMap: {name: ca, items: [{key: ca.crt, path: other.crt}]}", "ca.crt false"],
  ["configMap: {name: ca, items: [{key: root.pem, path: ca.crt}]}", "root.pem false"],
  ["projected: {sources: [{configMap: {name: nothing-known}}, {configMap: {name: ca}}]}", "ca.crt undefined"],
  ["projected: {sources: [{configMap: {name: ca}}, {serviceAccountToken: {path: token}}]}", "ca.crt true"],
  ["configMap: {name: ca, optional: true}", "undefined"],
  ["emptyDir: {}", "undefined"],
  ["configMap: {name: nothing-known}", "ca.crt undefined"],
] as const

describe("mounted files", () => {
  it.each(volumes)("follows %s", async (volume, expected) => {
    const inventory = await inventoryFrom({
      "api.yaml": `${deployment}          volumeMounts: [{name: v, mountPath: /ssl}]\n      volumes:\n        - name: v\n          ${volume}\n`,
      "ca.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca}\ndata:\n  ca.crt: text\n",
    })
    const [[container] = []] = effectiveContainers(inventory.objects("Deployment")[0]!, inventory)
    const file = fileAt(container!, "/ssl/ca.crt", inventory)
    expect(file === undefined ? "undefined" : `${file.key} ${file.present}`).toBe(expected)
  })
})

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { externalDnsAwsCaBundleCrash } from "../../src/rules/ca/external-dns-aws-ca-bundle-crash.ts"
import { mountShadowsCaDirectory } from "../../src/rules/ca/mount-shadows-ca-directory.ts"
import { effectiveContainers, isAppliedPatch } from "../../src/workloads/effective.ts"
import { fileAt } from "../../src/workloads/mounted-files.ts"
import { factsOf, findings, mark, unmark } from "../examples.ts"

const deployment =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: tls/api:1\n          env: [{name: A, value: a}, {name: TLS, value: b}]\n          args: [--x=1]\n"
const base = { "base/kustomization.yaml": "resources: [api.yaml]\n", "base/api.yaml": deployment }

/** Patches of an overlay, and the environment and arguments that they make. */
const patches = [
  ["- op: replace\n  path: /spec/template/spec/containers/0/env/1/value\n  value: c\n", "A=a TLS=c | --x"],
  ["- op: add\n  path: /spec/template/spec/containers/0/env/-\n  value: {name: Z, value: c}\n", "A=a TLS=b Z=c | --x"],
  ["- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --tls-ca=/x\n", "A=a TLS=b | --x --tls-ca"],
  ["- op: remove\n  path: /spec/template/spec/containers/0/env\n", " | --x"],
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
      const [document] = inventory.files.get("prod/tls.yaml")?.documents ?? []
      expect(isAppliedPatch(document!, inventory)).toBe(applied)
    }
  })
})

const shadowing = "{name: ca, mountPath: «/etc/ssl/certs»}"
const volume = "{name: ca, configMap: {name: corp-ca}}"
const named = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
const merge = `${named}spec:\n  template:\n    spec:\n      containers: [{name: api, volumeMounts: [${shadowing}]}]\n      volumes: [${volume}]\n`
const operations = `- op: add\n  path: /spec/template/spec/volumes\n  value: [${volume}]\n- op: add\n  path: /spec/template/spec/containers/0/volumeMounts\n  value: [${shadowing}]\n`
const target = "target: {kind: Deployment, name: api}"
const overlay = "resources: [../base]\n"

/** How an overlay mounts a volume over the trust anchors of an image; without the mount path, nothing is wrong. */
const mounting: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a strategic merge patch": {
    "prod/kustomization.yaml": `${overlay}patches: [{path: p.yaml}]\n`,
    "prod/p.yaml": merge,
  },
  patchesStrategicMerge: {
    "prod/kustomization.yaml": `${overlay}patchesStrategicMerge: [p.yaml]\n`,
    "prod/p.yaml": merge,
  },
  "patchesStrategicMerge in place": {
    "prod/kustomization.yaml": `${overlay}patchesStrategicMerge:\n  - |-\n${indented(merge, 4)}`,
  },
  "a JSON patch": {
    "prod/kustomization.yaml": `${overlay}patches:\n  - path: p.yaml\n    ${target}\n`,
    "prod/p.yaml": operations,
  },
  "a JSON patch in place": {
    "prod/kustomization.yaml": `${overlay}patches:\n  - ${target}\n    patch: |-\n${indented(operations, 6)}`,
  },
  patchesJson6902: {
    "prod/kustomization.yaml": `${overlay}patchesJson6902:\n  - ${target}\n    path: p.yaml\n`,
    "prod/p.yaml": operations,
  },
  "patchesJson6902 in place": {
    "prod/kustomization.yaml": `${overlay}patchesJson6902:\n  - ${target}\n    patch: |-\n${indented(operations, 6)}`,
  },
  "a patch for all of a kind": {
    "prod/kustomization.yaml": `${overlay}patches:\n  - path: p.yaml\n    target: {kind: Deployment, labelSelector: tier=web}\n`,
    "prod/p.yaml": operations,
  },
  "a component": {
    "prod/kustomization.yaml": `${overlay}components: [../tls]\n`,
    "tls/kustomization.yaml":
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n",
    "tls/p.yaml": merge,
  },
  "the middle of three": {
    "prod/kustomization.yaml": "resources: [../middle]\n",
    "middle/kustomization.yaml": `${overlay}patches: [{path: p.yaml}]\n`,
    "middle/p.yaml": merge,
  },
  "one overlay of two": {
    "dev/kustomization.yaml": overlay,
    "prod/kustomization.yaml": `${overlay}patches: [{path: p.yaml}]\n`,
    "prod/p.yaml": merge,
  },
  "patches of two files": {
    "prod/kustomization.yaml": `${overlay}patches:\n  - path: p.yaml\n  - path: q.yaml\n    ${target}\n`,
    "prod/p.yaml": `${named}spec: {template: {spec: {volumes: [${volume}]}}}\n`,
    "prod/q.yaml": `- op: add\n  path: /spec/template/spec/containers/0/volumeMounts\n  value:\n    - ${shadowing}\n`,
  },
}

describe("overlays that mount", () => {
  const web = { ...base, "base/api.yaml": deployment.replace("{name: api}", "{name: api, labels: {tier: web}}") }
  it.each(Object.entries(mounting))("are seen in %s", async (_, form) => {
    const { files, marks } = unmark(form)
    expect((await findings(mountShadowsCaDirectory, { ...web, ...files })).map(mark)).toEqual(marks)
    const silent = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replaceAll("/etc/ssl/certs", "/etc/ssl/corp")]),
    )
    expect((await findings(mountShadowsCaDirectory, { ...web, ...silent })).map(mark)).toEqual([])
  })

  it("are silent about what the overlay takes away", async () => {
    const bad = `${deployment}          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs}]\n      volumes: [${volume}]\n`
    const removal = "- {op: remove, path: /spec/template/spec/containers/0/volumeMounts/0}\n"
    const deletion = merge.replace(shadowing, "{mountPath: /etc/ssl/certs, $patch: delete}")
    for (const patch of [removal, deletion])
      expect(
        await findings(mountShadowsCaDirectory, {
          ...base,
          "base/api.yaml": bad,
          "prod/kustomization.yaml": `${overlay}patches:\n  - path: tls.yaml\n    ${target}\n`,
          "prod/tls.yaml": patch,
        }),
      ).toEqual([])
  })

  it("are told once, however many overlays have the patch", async () => {
    const { files, marks } = unmark({ "tls/p.yaml": merge })
    const overlays = ["a", "b", "c"].map((name) => [
      `${name}/kustomization.yaml`,
      `${overlay}patches: [{path: ../tls/p.yaml}]\n# ${name}\n`,
    ])
    const all = { ...base, ...files, ...Object.fromEntries(overlays) }
    expect((await findings(mountShadowsCaDirectory, all)).map(mark)).toEqual(marks)
  })

  it("name other images", async () => {
    const dns = deployment
      .replace("tls/api:1", "registry.k8s.io/external-dns/external-dns:v0.18.0")
      .replace("--x=1", "--provider=aws")
    const files = {
      ...base,
      "base/api.yaml": dns.replace("name: TLS", "name: AWS_CA_BUNDLE"),
      "prod/kustomization.yaml": overlay,
    }
    const rename = `${overlay}images: [{name: registry.k8s.io/external-dns/external-dns, newTag: v0.19.0}]\n`
    expect(await findings(externalDnsAwsCaBundleCrash, files)).toHaveLength(1)
    expect(await findings(externalDnsAwsCaBundleCrash, { ...files, "prod/kustomization.yaml": rename })).toEqual([])
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

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by))
}

import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact, ScriptFact } from "../model/facts.ts"
import { at, itemsAt, type Node, scalarAt, textAt, walk } from "../model/tree.ts"
import { type Family, storeOf } from "./distros.ts"
import { isRuntime, type Placement, type Step, stepsOf } from "./steps.ts"
import type { Unit } from "./unit.ts"

/**
 * A cloud-config in the order of cloud-init's modules: `bootcmd`, `write_files`, `ca_certs`, `packages`, `runcmd`
 * (cloud-init, `config/cloud.cfg`).
 */
export function cloudConfig(document: DocumentFact, inventory: Inventory): Unit | undefined {
  const { root } = document
  const scripts = scriptsIn(document, inventory)
  const files = writtenFiles(itemsAt(root, "write_files"))
  const packages = itemsAt(root, "packages").flatMap((item) =>
    item.kind === "scalar" ? [item.value] : (textAt(item, "0") ?? []),
  )
  const store = at(root, "ca_certs") ?? at(root, "ca-certs")
  const steps: Step[] = [
    ...named(scripts, "bootcmd"),
    ...files,
    ...(store === undefined ? [] : [{ does: "update", tool: "ca_certs", at: store, conditional: false } as const]),
    ...(packages.length === 0
      ? []
      : [{ does: "install", packages, exact: false, at: at(root, "packages")!, conditional: false } as const]),
    ...named(scripts, "runcmd"),
  ]
  return unit("cloud-init", document, steps, [...carriedSteps(document, inventory)], "the cloud-config")
}

/** `files` of a KubeadmConfig and its kin, with the commands before and after kubeadm. */
export function machineConfig(document: DocumentFact, inventory: Inventory): Unit | undefined {
  const files = [...walk(document.root)].flatMap(({ node, path }) =>
    path.at(-1) === "files" && node.kind === "sequence" ? writtenFiles(node.items) : [],
  )
  if (files.every(({ store }) => store === undefined)) return undefined
  const scripts = scriptsIn(document, inventory)
  const steps = [...files, ...scripts.flatMap(({ commands }) => commands.flatMap(stepsOf))]
  // kubeadm starts the kubelet after the commands before it.
  const kubeadm = { does: "restart", service: "kubelet", at: document.root, conditional: false } as const
  return unit(
    "machine",
    document,
    steps,
    [kubeadm, ...carriedSteps(document, inventory)],
    document.resource?.kind ?? "the machine",
  )
}

function writtenFiles(items: readonly Node[]): Placement[] {
  return items.flatMap((item): Placement[] => {
    const path = scalarAt(item, "path")
    if (path === undefined || path.type === "template") return []
    return [
      {
        does: "place",
        by: "write_files",
        at: path,
        conditional: false,
        target: path.value,
        store: storeOf(path.value),
        sources: [],
        inline: item,
      },
    ]
  })
}

/** What the scripts that a cloud-config writes do, whenever they run. */
function carriedSteps(document: DocumentFact, inventory: Inventory): Step[] {
  const scripts = inventory.files.get(document.path)?.scripts ?? []
  return scripts
    .filter(
      ({ carrier, commands }) =>
        carrier?.kind === "write-files" && commands.some(({ start }) => within(start, document)),
    )
    .flatMap(({ commands }) => commands.flatMap(stepsOf))
}

function within(offset: number, { span }: DocumentFact): boolean {
  return offset >= span.start && offset <= span.end
}

function scriptsIn(document: DocumentFact, inventory: Inventory): ScriptFact[] {
  return (inventory.files.get(document.path)?.scripts ?? []).filter(
    ({ inner, scope, commands }) =>
      scope === "cloud-init" &&
      inner.join("\0") === document.inner.join("\0") &&
      commands.some(({ start }) => within(start, document)),
  )
}

function named(scripts: readonly ScriptFact[], name: string): Step[] {
  return scripts.filter((script) => script.name === name).flatMap(({ commands }) => commands.flatMap(stepsOf))
}

function unit(
  kind: Unit["kind"],
  { path, inner, resource }: DocumentFact,
  steps: readonly Step[],
  after: readonly Step[],
  name: string,
): Unit {
  const family = familyOf(steps)
  return {
    kind,
    path,
    inner,
    name,
    ...(family && { family }),
    whole: !steps.some(({ does }) => does === "unseen"),
    steps,
    after,
    ...(resource && { resource }),
    node: [...steps, ...after].some(isNodeStep),
  }
}

/** The scripts that are files, the steps of pipelines, containers, and what Terraform runs. */
export function scriptUnits(inventory: Inventory): Unit[] {
  return inventory.filesWith("scripts").flatMap(({ scripts }) =>
    scripts.flatMap((script): Unit[] => {
      const kind = kinds[script.scope]
      if (kind === undefined) return []
      const steps = script.commands.flatMap(stepsOf)
      if (steps.length === 0) return []
      const family = familyOf(steps)
      return [
        {
          kind,
          path: script.path,
          inner: script.inner,
          name:
            kind === "pipeline" ? `${script.name}` : kind === "container" ? `container ${script.name}` : "the script",
          ...(family && { family }),
          whole: !steps.some(({ does }) => does === "unseen"),
          steps,
          after: [],
          ...(script.carrier?.resource && { resource: script.carrier.resource }),
          node: steps.some(isNodeStep),
        },
      ]
    }),
  )
}

function isNodeStep(step: Step): boolean {
  if (step.does === "restart") return isRuntime(step.service) && step.service !== "*"
  if (step.does === "install")
    return step.packages.some((name) => /^(containerd|docker|cri-o|kubelet|kubeadm|k3s|rke2)/.test(name))
  return step.does === "place" && /\/(containerd|rancher|docker|crio|kubernetes|kubelet)\//.test(step.target)
}

/** The family whose package manager runs without a condition. */
function familyOf(steps: readonly Step[]): Family | undefined {
  const families = new Set(
    steps.flatMap((step) =>
      step.does === "install" && !step.conditional && step.family !== undefined ? [step.family] : [],
    ),
  )
  const [only] = families
  return families.size === 1 ? only : undefined
}

/** `provisioner "file"` with the `remote-exec` of the same file. */
export function provisioned(document: DocumentFact, inventory: Inventory): Unit | undefined {
  const files = [...walk(document.root)].flatMap(({ node, path }): Placement[] => {
    const target = scalarAt(node, "destination")
    if (!path.includes("provisioner") || target === undefined || target.type === "template") return []
    const source = textAt(node, "source")
    return [
      {
        does: "place",
        by: 'provisioner "file"',
        at: target,
        conditional: false,
        target: target.value,
        store: storeOf(target.value),
        sources: source === undefined ? [] : [source],
      },
    ]
  })
  if (files.every(({ store, target }) => store === undefined && !isStaged(target))) return undefined
  const run = (inventory.files.get(document.path)?.scripts ?? [])
    .filter(({ scope, carrier }) => scope === "terraform" && carrier?.key === "inline")
    .flatMap(({ commands }) => commands.flatMap(stepsOf))
  const steps = [...files, ...run].sort((a, b) => a.at.start - b.at.start)
  return unit("terraform", document, steps, [], "the provisioners")
}

/** A file that is put aside, to be moved by a command. */
function isStaged(target: string): boolean {
  return target.startsWith("/tmp/")
}

const kinds: Readonly<Partial<Record<ScriptFact["scope"], Unit["kind"]>>> = {
  shell: "script",
  workflow: "pipeline",
  "gitlab-ci": "pipeline",
  container: "container",
  terraform: "terraform",
  other: "pipeline",
}

import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { foldersAbove } from "../model/folders.ts"
import { grouped } from "../model/grouped.ts"
import { entriesAt, type Scalar, walk } from "../model/tree.ts"
import { type Reference, usageOf } from "./index.ts"

/** What may make a Secret that a reference names, so that it is not missing. */
export interface Producers {
  mayMake(reference: Reference): boolean
}

const remembered = new WeakMap<Inventory, Producers>()

/**
 * A repository seldom shows all that makes Secrets: cert-manager, operators, charts, and people. So whatever names the
 * Secret without using it counts as its maker, and whatever is known to make things that it does not name counts as the
 * maker of all Secrets in its scope.
 */
export function producersOf(inventory: Inventory): Producers {
  const before = remembered.get(inventory)
  if (before !== undefined) return before
  const producers = read(inventory)
  remembered.set(inventory, producers)
  return producers
}

function read(inventory: Inventory): Producers {
  const mentioned = mentions(inventory)
  const makers = openMakers(inventory)
  const answers = new Map<string, boolean>()
  const isOpen = (path: string) => {
    const known = answers.get(path)
    if (known !== undefined) return known
    const open = makers.some((maker) => inventory.joined(maker, path)) || isInChart(path, inventory)
    answers.set(path, open)
    return open
  }
  return {
    mayMake({ user, name }) {
      if (user.template || user.kind !== "kubernetes" || isAnnotated(user)) return true
      return mentioned.has(name) || isOpen(user.path)
    },
  }
}

/** Every text of the repository that is not itself a use: names of objects, words of commands, values of charts. */
function mentions(inventory: Inventory): Set<string> {
  const uses = grouped(
    usageOf(inventory).references.filter(({ purpose }) => purpose !== "issued"),
    ({ user }) => user,
  )
  const texts = new Set<string>()
  for (const { documents, scripts, variables } of inventory.files.values()) {
    for (const document of documents) {
      const own = new Set(uses.get(document)?.map(({ at }) => placed(at)))
      for (const { node, key } of walk(document.root)) {
        if (key !== undefined) texts.add(key.value)
        if (node.kind !== "scalar" || node.value.length > longestName) continue
        if (own.size === 0 || !own.has(placed(node))) texts.add(node.value)
      }
    }
    for (const { commands } of scripts)
      for (const { words } of commands)
        for (const { value } of words) for (const part of value.split(/[\s/=,:]/)) texts.add(part)
    for (const { value } of variables) texts.add(value.value)
  }
  return texts
}

/** What tells a scalar of a document from the others: what was compressed stands at one place. */
function placed({ start, value }: Scalar): string {
  return `${start} ${value}`
}

/** The files with objects that make more than they name: releases, charts, remote bases, the resources of operators. */
function openMakers(inventory: Inventory): string[] {
  const objects = inventory
    .documents("kubernetes")
    .filter(({ resource }) => resource !== undefined && makesSecrets(resource.apiVersion, resource.kind))
  const kustomizations = [...inventory.kustomizations.values()]
    .filter(({ open }) => open)
    .map(({ document }) => document)
  return [...new Set([...objects, ...kustomizations].map(({ path }) => path))]
}

function makesSecrets(apiVersion: string, kind: string): boolean {
  const slash = apiVersion.indexOf("/")
  const group = slash === -1 ? "" : apiVersion.slice(0, slash)
  if (kind === "HelmRelease" || kind === "HelmChart" || kind === "Application" || kind === "ApplicationSet") return true
  return group !== "" && !builtIn.test(group) && !harmless.test(group)
}

function isInChart(path: string, { paths }: Inventory): boolean {
  for (const folder of foldersAbove(path))
    if (paths.has(folder === "" ? "Chart.yaml" : `${folder}/Chart.yaml`)) return true
  return false
}

/** Annotations by which a controller makes the Secret for the object that names it. */
function isAnnotated({ root }: DocumentFact): boolean {
  return entriesAt(root, "metadata", "annotations").some(({ key }) => annotations.test(key.value))
}

const annotations =
  /cert-?manager|tls-acme|\bacme\b|letsencrypt|serving-cert|replicat|reflector|appscode|kubed|voyager/i
const builtIn = /^(apps|batch|policy|autoscaling|extensions|([a-z0-9-]+\.)*k8s\.io)$/
/** Groups whose objects route, watch or deploy, and make no Secrets. */
const harmless =
  /^(networking\.istio\.io|security\.istio\.io|traefik\.(io|containo\.us)|projectcontour\.io|route\.openshift\.io|monitoring\.coreos\.com|kustomize\.toolkit\.fluxcd\.io|source\.toolkit\.fluxcd\.io|notification\.toolkit\.fluxcd\.io|image\.toolkit\.fluxcd\.io|argoproj\.io|cilium\.io|trust\.cert-manager\.io|kyverno\.io|gateway\.envoyproxy\.io)$/

/** Names of Secrets end here (RFC 1123 subdomains). */
const longestName = 253

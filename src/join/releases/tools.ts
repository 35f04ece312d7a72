import type { DocumentFact, Word } from "../../model/facts.ts"
import { at, entriesAt, isFalse, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import type { Inventory } from "../inventory.ts"
import { type Assignment, assigned, assignmentsIn, blocks, namedAssignments } from "./assignments.ts"
import { assignedIn } from "./gitops.ts"
import {
  chartFolder,
  fileValues,
  type Given,
  layer,
  nothing,
  type Release,
  release,
  together,
  valuesWithin,
} from "./release.ts"

/** The charts that a chart depends on, with their part of its own values. */
export function dependencies(document: DocumentFact, inventory: Inventory): Release[] {
  const folder = document.path.slice(0, document.path.lastIndexOf("/") + 1)
  const values = inventory
    .documents("helm-values")
    .filter(({ path }) => path.startsWith(folder) && /^values[^/]*\.ya?ml$/.test(path.slice(folder.length)))
  return itemsAt(document.root, "dependencies").flatMap((dependency) => {
    const condition = textAt(dependency, "condition")?.split(",")[0]?.trim().split(".")
    if (condition !== undefined && values.some(({ root }) => isFalse(at(root, ...condition)))) return []
    const name = textAt(dependency, "alias") ?? textAt(dependency, "name") ?? ""
    const layers = values.flatMap((lender) => {
      const root = at(lender.root, name)
      return root === undefined ? [] : [{ root, lender }]
    })
    return release(document, inventory, scalarAt(dependency, "name"), {
      name,
      version: textAt(dependency, "version"),
      given: { layers, open: false },
    })
  })
}

/** helmfile: what is listed under `values`, trees and files alike, then `set`. */
export function helmfileReleases(document: DocumentFact, inventory: Inventory): Release[] {
  return itemsAt(document.root, "releases").flatMap((item) => {
    const chart = scalarAt(item, "chart")
    const values = itemsAt(item, "values").map((one) => valuesOf(one, document, inventory))
    return release(document, inventory, chart, {
      name: textAt(item, "name"),
      version: textAt(item, "version"),
      folder: chart && /^\.{0,2}\//.test(chart.value) ? chartFolder(chart.value, document.path, inventory) : undefined,
      given: together(...values, assignedIn(namedAssignments(itemsAt(item, "set")), document)),
    })
  })
}

function valuesOf(node: Node, document: DocumentFact, inventory: Inventory): Given {
  if (node.kind === "mapping") return { layers: [{ root: node, lender: document }], open: false }
  return node.kind === "scalar" ? fileValues(node.value, document.path, inventory) : nothing
}

/** Kustomize: the chart's file, the additional ones, and `valuesInline`, which wins unless it is told otherwise. */
export function kustomizeCharts(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, path } = document
  const home = textAt(root, "helmGlobals", "chartHome") ?? "charts"
  return itemsAt(root, "helmCharts").flatMap((item) => {
    const name = scalarAt(item, "name")
    const inline = at(item, "valuesInline")
    const file = textAt(item, "valuesFile")
    const files = [...(file === undefined ? [] : [file]), ...itemsAt(item, "additionalValuesFiles").flatMap(textOf)]
    const own: Given = inline === undefined ? nothing : { layers: [{ root: inline, lender: document }], open: false }
    const others = files.map((one) => fileValues(one, path, inventory))
    return release(document, inventory, name, {
      name: textAt(item, "releaseName") ?? textAt(item, "name"),
      version: textAt(item, "version"),
      folder:
        name === undefined || at(item, "repo") !== undefined
          ? undefined
          : chartFolder(`${home}/${name.value}`, path, inventory),
      given: textAt(item, "valuesMerge") === "merge" ? together(own, ...others) : together(...others, own),
    })
  })
}

function textOf(node: Node): string[] {
  return node.kind === "scalar" ? [node.value] : []
}

/** Terraform's `helm_release`: `values`, then `set` as blocks or as a list. */
export function terraformReleases(document: DocumentFact, inventory: Inventory): Release[] {
  return entriesAt(document.root, "resource", "helm_release").flatMap(({ value }) =>
    (value.kind === "sequence" ? value.items : [value]).flatMap((block) => {
      const texts = at(block, "values")
      const carried = valuesWithin(texts, document, inventory).map(layer)
      return release(document, inventory, scalarAt(block, "chart"), {
        name: textAt(block, "name"),
        version: textAt(block, "version"),
        given: together(
          { layers: carried, open: blocks(texts).length > carried.length },
          assignedIn(namedAssignments(blocks(at(block, "set"))), document),
        ),
      })
    }),
  )
}

/** `helm install NAME CHART` and `helm upgrade --install NAME CHART`, with `-f` and `--set`. */
export function commandReleases(inventory: Inventory): Release[] {
  const found: Release[] = []
  for (const { scripts, path } of inventory.filesWith("scripts"))
    for (const script of scripts)
      for (const { tool, words } of script.commands) {
        if (tool !== "helm" || !/^(install|upgrade)$/.test(words[0]?.value ?? "")) continue
        const chart = words.find((word, index) => isChart(word, words[index - 1]))
        if (chart === undefined) continue
        const version = optionsOf(words, /^--version(?:=|$)/)[0]?.value
        const folder = /^\.{0,2}\//.test(chart.value) || !chart.value.includes(":") ? chart.value : undefined
        found.push(
          ...release(script, inventory, scalarOf(chart), {
            name: words.slice(1).find(({ value }) => !value.startsWith("-"))?.value,
            version,
            folder: folder && chartFolder(folder, path, inventory),
            given: given(words, script, inventory),
          }),
        )
      }
  return found
}

function given(
  words: readonly Word[],
  script: { path: string; inner: readonly string[] },
  inventory: Inventory,
): Given {
  const files = optionsOf(words, /^(?:-f|--values)(?:=|$)/).flatMap(({ value }) => value.split(","))
  const assignments: Assignment[] = [
    ...optionsOf(words, /^--set(?:=|$)/).flatMap((word) => assignmentsIn(word, false)),
    ...optionsOf(words, /^--set-string(?:=|$)/).flatMap((word) => assignmentsIn(word, true)),
  ]
  const root = assigned(assignments)
  return together(
    ...files.map((file) => fileValues(file, script.path, inventory)),
    root === undefined ? nothing : { layers: [{ root, lender: script }], open: false },
    {
      layers: [],
      open: words.some(({ value, literal }) => !literal || /^--(set-(file|json)|reuse-values)/.test(value)),
    },
  )
}

/** The values of an option, written with it or after it. */
function optionsOf(words: readonly Word[], option: RegExp): Scalar[] {
  return words.flatMap((word, index): Scalar[] => {
    const [match] = option.exec(word.value) ?? []
    if (match === undefined) return []
    if (!match.endsWith("=")) return words[index + 1] === undefined ? [] : [scalarOf(words[index + 1]!)]
    const exact = word.end - word.start === word.value.length
    const value = word.value.slice(match.length)
    return [{ ...scalarOf(word), value, ...(exact && { start: word.start + match.length }) }]
  })
}

function scalarOf({ value, literal, start, end }: Word): Scalar {
  return { kind: "scalar", value, type: literal ? "string" : "template", style: "plain", start, end }
}

/** `repository/chart`, `oci://…` or a folder, and no file that an option takes. */
function isChart({ value, literal }: Word, before: Word | undefined): boolean {
  if (
    !literal ||
    /\.ya?ml$/.test(value) ||
    /^(-f|-n|--(values|set.*|namespace|kube-context))$/.test(before?.value ?? "")
  )
    return false
  return /^(oci:\/\/|\/)?[\w.-]+(\/[\w.-]+)+\/?$|^\.\/?$/.test(value)
}

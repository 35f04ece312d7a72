import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { at, type Node, scalarAt, textAt } from "../../model/tree.ts"
import type { Argument } from "../../workloads/container-parts.ts"
import { effectiveContainers, isAppliedPatch } from "../../workloads/effective.ts"
import type { Container } from "../../workloads/workloads.ts"
import type { Problem } from "../rule.ts"

/** An external-dns as a manifest or the values of its chart configure it. */
export interface ExternalDns {
  readonly container: Container
  /** As the binary would be told; undefined where it is templated or not said. */
  readonly provider: string | undefined
  /** `[major, minor]` of the image, where a tag says it. */
  readonly version: readonly [number, number] | undefined
  readonly chart: boolean
  /** The place of a node of it, which may stand in a patch. */
  readonly place: (node: Node) => Location
}

/** The external-dns instances of a document, in each overlay that patches it. */
export function externalDnsIn(document: DocumentFact, inventory: Inventory): ExternalDns[] {
  if (isAppliedPatch(document, inventory)) return []
  return effectiveContainers(document, inventory)
    .flat()
    .flatMap((container): ExternalDns[] => {
      const chart = document.kind === "helm-values"
      if (chart ? !isChart(container, document) : !isContainer(container)) return []
      const place = (node: Node): Location => inventory.locate(document.path, node, document.inner)
      return [{ container, provider: providerOf(container, document), version: versionOf(container), chart, place }]
    })
}

/** Problems without those that another overlay shows in the same place. */
export function* distinct(problems: Iterable<Problem>): Iterable<Problem> {
  const seen = new Set<string>()
  for (const problem of problems) {
    const key = `${"path" in problem.at ? problem.at.path : ""}:${problem.at.start}:${problem.message}`
    if (seen.has(key)) continue
    seen.add(key)
    yield problem
  }
}

function isContainer({ image, name, arguments: flags }: Container): boolean {
  if (image !== undefined && /(^|\/)external-dns(@|:|$)/.test(image)) return true
  return /external-dns/.test(name) && flags.some(({ flag }) => flag === "--provider")
}

/** The chart's own values: `provider` beside what only external-dns has, or the values of a release called so. */
function isChart({ node, resource }: Container, document: DocumentFact): boolean {
  if (document.chart === "external-dns" && node === document.root) return true
  if (at(node, "provider") === undefined && !named(resource?.name) && !named(document.path)) return false
  if (/\/external-dns$/.test(textAt(node, "image", "repository") ?? "")) return true
  return ["sources", "domainFilters", "policy", "txtOwnerId", "txtPrefix", "registry"].some(
    (key) => at(node, key) !== undefined,
  )
}

function named(text: string | undefined): boolean {
  return text !== undefined && /external-?dns/i.test(text)
}

function providerOf(
  { node, arguments: flags }: Container,
  { kind, template, chart }: DocumentFact,
): string | undefined {
  const flag = flags.find((argument) => argument.flag === "--provider")
  if (flag !== undefined) return literal(flag)
  if (kind !== "helm-values") return undefined
  const provider: Node | undefined = scalarAt(node, "provider") ?? scalarAt(node, "provider", "name")
  // Values that are not seen may name another than the chart's default.
  if (provider === undefined)
    return at(node, "provider") === undefined && !(chart !== undefined && template) ? "aws" : undefined
  return provider.kind === "scalar" && provider.type !== "template" ? provider.value : undefined
}

function literal({ value }: Argument): string | undefined {
  return value === undefined || /\{\{|\$[({]/.test(value) ? undefined : value
}

function versionOf({ image }: Container): readonly [number, number] | undefined {
  const [, major, minor] = /:v?(\d+)\.(\d+)/.exec(image ?? "") ?? []
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)]
}

/** The providers whose code reads `--tls-ca` (pdns.go, rfc2136.go). */
export const readsTlsCa: ReadonlySet<string> = new Set(["pdns", "rfc2136"])

/** The first argument with one of these names. */
export function flagOf({ container }: ExternalDns, ...names: readonly string[]): Argument | undefined {
  return container.arguments.find(({ flag }) => names.includes(flag))
}

/** Whether a boolean flag is switched on. */
export function isOn(argument: Argument | undefined): argument is Argument {
  return argument !== undefined && argument.value !== "false"
}

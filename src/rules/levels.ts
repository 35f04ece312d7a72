import type { DocumentFact } from "../model/facts.ts"
import { lowered } from "../model/hosts.ts"
import type { Level } from "../model/report.ts"
import type { Node, Scalar } from "../model/tree.ts"
import { type Weight, weigh } from "../model/weight.ts"

/** Whether a node or a text is only known once something has rendered it. */
export function isTemplated(value: Scalar | string | undefined): boolean {
  if (value === undefined) return false
  if (typeof value !== "string" && value.type === "template") return true
  return /\{\{|\$\{|\{%|<%|\$\(/.test(typeof value === "string" ? value : value.value)
}

/** Whether anything below a node is only known once rendered: then what seems to be missing may be written. */
export function hasTemplate(node: Node): boolean {
  if (node.kind === "scalar") return isTemplated(node)
  if (node.kind === "sequence") return node.items.some(hasTemplate)
  return node.entries.some(({ key, value }) => isTemplated(key) || hasTemplate(value))
}

/** The weight of an insecure registry setting: a development cluster (kind, k3d), the host, a value that is rendered first. */
export function levelOf(
  level: Level,
  document: Pick<DocumentFact, "carrier">,
  host: string | undefined,
  written: Scalar | string | undefined = host,
): Weight {
  if (isTemplated(written)) return weigh(level, "template")
  return lowered(weigh(level, document.carrier?.kind === "patch" && "development-cluster"), host)
}

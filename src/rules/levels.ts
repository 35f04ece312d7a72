import type { DocumentFact } from "../model/facts.ts"
import { lowered } from "../model/hosts.ts"
import type { Level } from "../model/report.ts"
import type { Node, Scalar } from "../model/tree.ts"

/** The level below; notice is the lowest. */
function oneLower(level: Level): Level {
  return level === "error" ? "warning" : "notice"
}

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

/**
 * The level of an insecure registry setting: one step lower in a development cluster (kind, k3d), notice where the host
 * is this machine, a documentation host, or only known once rendered.
 */
export function levelOf(
  level: Level,
  document: Pick<DocumentFact, "carrier">,
  host: string | undefined,
  written: Scalar | string | undefined = host,
): Level {
  if (isTemplated(written)) return "notice"
  return lowered(document.carrier?.kind === "patch" ? oneLower(level) : level, host)
}

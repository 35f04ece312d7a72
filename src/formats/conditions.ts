import type { Span } from "../model/place.ts"
import { actions, mayHoldActions } from "./templates.ts"

/**
 * The parts of a template that are only rendered under a condition: from each `if`, `with`, `unless` or loop to its end,
 * outermost first. A block that is never closed ends with the text.
 */
export function conditionsOf(text: string): readonly Span[] {
  if (!mayHoldActions(text)) return []
  const found: { start: number; end: number }[] = []
  const open: { readonly start: number; readonly block: { start: number; end: number } | undefined }[] = []
  for (const { start, end, control } of actions(text)) {
    if (!control) continue
    const [, word = ""] = /^(?:\{\{|\{%|<%)[-~+#/]*\s*([a-z]+)/.exec(text.slice(start, start + 80)) ?? []
    if (closing.test(text.slice(start, end))) {
      const { block } = open.pop() ?? {}
      if (block !== undefined) block.end = end
    } else if (opening.test(word)) {
      const block = { start, end: text.length }
      found.push(block)
      open.push({ start, block })
    } else if (naming.test(word) || (word === "set" && !text.slice(start, end).includes("=")))
      open.push({ start, block: undefined })
  }
  return found
}

const opening = /^(if|with|unless|range|for|each)$/
/** What has an end of its own and no condition: `{{ define "x" }}`, `{% macro x() %}`. */
const naming = /^(define|block|macro|filter|call|raw|autoescape|trans)$/
const closing = /^\{\{[-~]?\s*(end\b|\/[a-z])|^\{%[-~+]?\s*end[a-z]+|^<%-?\s*(\}|end\b)/

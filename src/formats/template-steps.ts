import type { TemplateStep } from "../model/facts.ts"
import { actions, mayHoldActions } from "./templates.ts"

/** What a template of a chart does between its lines, in the order of the text. */
export function templateSteps(text: string): readonly TemplateStep[] {
  if (!mayHoldActions(text)) return []
  return actions(text).flatMap(({ start, end, control }): TemplateStep[] => {
    if (text[start + 1] !== "{" || (!control && !isAlone(text, start, end))) return []
    const inside = text.slice(start, Math.min(end, start + longest))
    const isWhole = inside.startsWith("{{") && inside.endsWith("}}") && inside.length >= 4
    return [{ start, end, text: isWhole ? inside.slice(2, -2).replace(/^-|-$/g, "").trim() : "" }]
  })
}

/** Whether nothing else stands on the lines of an action. */
function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - widest), start)
  const after = text.slice(end, end + widest)
  return /(^|[\r\n])[ \t]*$/.test(before) && /^[ \t]*([\r\n]|$)/.test(after)
}

/** Longer expressions than this are not looked into. */
const longest = 400
/** No line is indented further. */
const widest = 200

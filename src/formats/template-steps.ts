import type { TemplateStep } from "../model/facts.ts"
import { actions, mayHoldActions } from "./templates.ts"

/** What a template of a chart does between its lines, in the order of the text. */
export function templateSteps(text: string): readonly TemplateStep[] {
  if (!mayHoldActions(text)) return []
  return actions(text).flatMap(({ start, end, control }): TemplateStep[] => {
    if (text[start + 1] !== "{" || (!control && !isAlone(text, start, end))) return []
    const inside = text.slice(start, Math.min(end, start + longest))
    const [, content = ""] = /^\{\{-?\s*([\s\S]*?)\s*-?\}\}$/.exec(inside) ?? []
    return [{ start, end, text: content }]
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

import type { Help, Language } from "../model/help.ts"
import { visibleLines } from "./escape.ts"

/** A stretch of what to do, as it may be shown: a sentence to read, or lines to copy. */
export type HelpPart =
  | { readonly kind: "prose"; readonly text: string }
  | { readonly kind: "copy"; readonly text: string; readonly language: Language }

/** What to do, in the order in which it is read. */
export function helpParts(steps: Help): HelpPart[] {
  return steps.flatMap(({ do: sentence, copy, verify }): HelpPart[] => [
    { kind: "prose", text: shown(sentence) },
    ...(copy === undefined ? [] : [{ kind: "copy" as const, text: shown(copy.text), language: copy.language }]),
    ...(verify === undefined ? [] : [{ kind: "prose" as const, text: shown(`Verify: ${verify}`) }]),
  ])
}

function shown(text: string): string {
  return visibleLines(text)
}

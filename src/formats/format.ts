import type { Span } from "../model/place.ts"
import type { Language } from "../model/source.ts"
import type { Defect, Node } from "../model/tree.ts"

/** What a reader makes of one document of a text. Spans are offsets into the text that was read. */
export interface ReadDocument {
  readonly root: Node
  readonly span: Span
  readonly defects: readonly Defect[]
  /** Whether any part of it is only known once rendered. */
  readonly template: boolean
}

/** A reader takes any text at all and never throws: what it cannot make sense of becomes a defect, and it goes on. */
export interface Reader {
  readonly language: Language
  read(text: string): readonly ReadDocument[]
}

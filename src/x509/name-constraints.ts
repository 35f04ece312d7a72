import { malformed, type Reader, tags } from "./der.ts"
import { type GeneralName, readGeneralName } from "./general-name.ts"
import { readCount } from "./primitives.ts"

/** RFC 5280 §4.2.1.10. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

export function readNameConstraints(reader: Reader, detail: string): NameConstraints {
  const sequence = reader.enter(tags.sequence, detail)
  const constraints = {
    permitted: sequence.peek === 0xa0 ? readSubtrees(sequence, detail, 0xa0) : [],
    excluded: sequence.peek === 0xa1 ? readSubtrees(sequence, detail, 0xa1) : [],
  }
  sequence.finish(detail)
  // §4.2.1.10: not an empty sequence; "either the permittedSubtrees field or the excludedSubtrees MUST be present".
  if (constraints.permitted.length + constraints.excluded.length === 0) malformed("empty", reader.start, detail)
  return constraints
}

function readSubtrees(reader: Reader, detail: string, tag: number): readonly GeneralName[] {
  const subtrees = reader.enter(tag, detail)
  if (subtrees.done) malformed("empty", subtrees.position, detail)
  const bases: GeneralName[] = []
  while (!subtrees.done) {
    const subtree = subtrees.enter(tags.sequence, detail)
    bases.push(readGeneralName(subtree, detail, "constraint"))
    // "minimum MUST be zero, and maximum MUST be absent"; DER leaves a zero out, some issuers do not.
    if (subtree.peek === 0x80 && readCount(subtree, detail, 0x80) !== 0)
      malformed("value-malformed", subtree.start, detail)
    subtree.finish(detail)
  }
  return bases
}

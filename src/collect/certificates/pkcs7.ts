import { childrenOf, type Element, encodingOf } from "./ber.ts"

/** The certificates and lists in a CMS SignedData (RFC 5652 §5.1), in DER or BER, in the order in which they stand. */
export function readSignedData(content: Element): { certificates: Uint8Array[]; lists: Uint8Array[] } {
  const signed = childrenOf(childrenOf(content)?.[1])?.[0]
  const fields = childrenOf(signed) ?? []
  return { certificates: membersOf(fields, 0xa0), lists: membersOf(fields, 0xa1) }
}

function membersOf(fields: readonly Element[], tag: number): Uint8Array[] {
  const members = childrenOf(fields.find((field) => field.tag === tag)) ?? []
  return members.filter((member) => member.tag === 0x30).map(encodingOf)
}

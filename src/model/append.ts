/** Adds many to a list. `push(...many)` puts each on the stack, which a hundred thousand overflow. */
export function append<Item>(list: Item[], many: Iterable<Item>): void {
  for (const one of many) list.push(one)
}

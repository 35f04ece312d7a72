/** Items by a key, in their order. */
export function grouped<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>()
  for (const item of items) {
    const name = key(item)
    const list = found.get(name)
    if (list === undefined) found.set(name, [item])
    else list.push(item)
  }
  return found
}

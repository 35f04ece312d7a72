import type { DefaultTreeAdapterTypes } from "parse5"

export interface Parent {
  readonly childNodes: readonly DefaultTreeAdapterTypes.ChildNode[]
}

/** Every node below one, in the order of the text. */
export function all(node: Parent): DefaultTreeAdapterTypes.ChildNode[] {
  return node.childNodes.flatMap((child) => ("childNodes" in child ? [child, ...all(child)] : [child]))
}

/** The elements of a name below a node. */
export function named(node: Parent, name: string): DefaultTreeAdapterTypes.Element[] {
  return all(node).filter((child): child is DefaultTreeAdapterTypes.Element => child.nodeName === name)
}

/** The names of the elements below a node. */
export function tags(node: Parent): string[] {
  return all(node)
    .map(({ nodeName }) => nodeName)
    .filter((name) => !name.startsWith("#"))
}

export function attribute(element: DefaultTreeAdapterTypes.Element, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value
}

export function textOf(node: Parent | undefined): string {
  if (node === undefined) return "(no such node)"
  return all(node)
    .map((child) => ("value" in child && child.nodeName === "#text" ? child.value : ""))
    .join("")
}

import type { DocumentFact } from "../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, textAt } from "../model/tree.ts"
import { argumentsOf, type Mount, variablesOf } from "./container-parts.ts"
import type { Container } from "./workloads.ts"

/** The services of a compose file. */
export function composeContainers(document: DocumentFact): Container[] {
  return entriesAt(document.root, "services").flatMap(({ key, value }): Container[] => {
    if (value.kind !== "mapping") return []
    const image = textAt(value, "image")
    return [
      {
        document,
        node: value,
        name: key.value,
        ...(image !== undefined && { image }),
        arguments: argumentsOf([...wordsOf(at(value, "entrypoint")), ...wordsOf(at(value, "command"))]),
        environment: variablesOf(at(value, "environment")),
        mounts: [
          ...itemsAt(value, "volumes").flatMap(composeMount),
          ...itemsAt(value, "secrets").flatMap((node) => handedFile(node, "/run/secrets/")),
          ...itemsAt(value, "configs").flatMap((node) => handedFile(node, "/")),
        ],
        volumes: [],
        open:
          at(value, "env_file") !== undefined || at(value, "build") !== undefined || at(value, "extends") !== undefined,
        init: false,
      },
    ]
  })
}

function composeMount(node: Node): Mount[] {
  if (node.kind === "scalar") {
    const [source = "", target] = node.value.split(":")
    if (target === undefined) return [{ path: source, node }]
    const hostPath = /^[./~]/.test(source) ? { hostPath: source } : {}
    return [{ path: target, node, volume: { name: source, kind: "host-path", sources: [], node, ...hostPath } }]
  }
  const target = textAt(node, "target")
  if (target === undefined) return []
  const source = textAt(node, "source") ?? ""
  const hostPath = /^[./~]/.test(source) ? { hostPath: source } : {}
  return [{ path: target, node, volume: { name: source, kind: "host-path", sources: [], node, ...hostPath } }]
}

/** A secret or config of compose is a file, under its own name unless a target is given. */
function handedFile(node: Node, folder: string): Mount[] {
  const name = node.kind === "scalar" ? node.value : (textAt(node, "target") ?? textAt(node, "source"))
  if (name === undefined) return []
  return [{ path: name.startsWith("/") ? name : `${folder}${name}`, subPath: name, node }]
}

/** The words of a command that is a list, or one text. */
function wordsOf(node: Node | undefined): Node[] {
  if (node?.kind === "sequence") return [...node.items]
  if (node?.kind !== "scalar" || node.type === "null") return []
  const from = node.start + (node.style === "quoted" ? 1 : 0)
  const exact = node.style === "plain" || node.style === "quoted"
  return [...node.value.matchAll(/\S+/g)].map(({ index, 0: value }) => ({
    ...node,
    value,
    ...(exact && { start: from + index, end: from + index + value.length }),
  }))
}

import type { Container } from "../../evaluate/workloads.ts"
import { containersOf } from "../../evaluate/workloads.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Scalar } from "../../model/tree.ts"
import { trustFlags, trustVariables } from "./trust-variables.shared.ts"

/** A path from which a container is told to read trust anchors or a client certificate. */
export interface TrustReference {
  readonly container: Container
  /** `SSL_CERT_FILE`, `--tls-ca`. */
  readonly name: string
  readonly path: string
  readonly kind: "file" | "directory"
  readonly node: Scalar
}

/** The references of a document with a literal, absolute path. */
export function trustReferences(document: DocumentFact): TrustReference[] {
  return containersOf(document).flatMap((container) => [...fromVariables(container), ...fromFlags(container)])
}

function fromVariables(container: Container): TrustReference[] {
  return container.environment.flatMap(({ name, value }): TrustReference[] => {
    const variable = trustVariables.get(name)
    if (variable === undefined || value === undefined || value.type === "template") return []
    const paths = variable.kind === "directory" ? value.value.split(":") : [value.value]
    return paths.filter(isPath).map((path) => ({ container, name, path, kind: variable.kind, node: value }))
  })
}

function fromFlags(container: Container): TrustReference[] {
  return container.arguments.flatMap(({ flag, value, node }): TrustReference[] =>
    trustFlags.has(flag) && value !== undefined && isPath(value)
      ? [{ container, name: flag, path: value, kind: "file", node }]
      : [],
  )
}

function isPath(text: string): boolean {
  return /^\/[^\s{}$<>*]+$/.test(text)
}

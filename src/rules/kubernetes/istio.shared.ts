import type { DocumentFact } from "../../model/facts.ts"
import { nameOf } from "../../model/hosts.ts"
import { type Mapping, textAt, walk } from "../../model/tree.ts"
import { isObject } from "../objects.ts"

/** The client TLS settings of a DestinationRule: of its policy, its ports and its subsets. */
export function* clientTlsOf(document: DocumentFact): Generator<Mapping> {
  if (!isObject(document, "networking.istio.io", "DestinationRule")) return
  for (const { node, path } of walk(document.root, 20_000))
    if (node.kind === "mapping" && path.at(-1) === "tls" && path.includes("trafficPolicy")) yield node
}

/** The host that a DestinationRule is about; empty where it is a template. */
export function destinationOf({ root }: DocumentFact): string {
  return textAt(root, "spec", "host") ?? ""
}

/** Whether a host is a Service of the cluster: by its suffix, or because a name without a dot can be no other. */
export function isService(host: string): boolean {
  return /\.svc(\.cluster\.local)?$|\.local$/.test(nameOf(host)) || /^[a-z0-9-]+$/.test(host)
}

import type { DocumentFact } from "../../model/facts.ts"
import { at, itemsAt, type Node, type Scalar, scalarAt } from "../../model/tree.ts"
import { isObject } from "../objects.ts"

/** What the API server is told of something that it calls. */
export interface Called {
  readonly caBundle: Scalar
  /** The mapping that names the Service. */
  readonly service: Node | undefined
}

/** The webhooks, conversions and APIServices of a document that have a caBundle. */
export function calledBy(document: DocumentFact): Called[] {
  const { root } = document
  const clients: (Node | undefined)[] = []
  if (
    isObject(document, "admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
  )
    clients.push(...itemsAt(root, "webhooks").map((webhook) => at(webhook, "clientConfig")))
  if (isObject(document, "apiextensions.k8s.io", "CustomResourceDefinition"))
    clients.push(
      at(root, "spec", "conversion", "webhook", "clientConfig"),
      at(root, "spec", "conversion", "webhookClientConfig"),
    )
  if (isObject(document, "apiregistration.k8s.io", "APIService")) clients.push(at(root, "spec"))
  return clients.flatMap((client) => {
    const caBundle = scalarAt(client, "caBundle")
    return caBundle === undefined ? [] : [{ caBundle, service: at(client, "service") }]
  })
}

import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { hasTemplate } from "../levels.ts"
import { isObject } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"
import { about, certManagerCode, objectText } from "./issuers.shared.ts"

export const shimBlockSkipped = rule({
  id: "shim-block-skipped",
  family: "acme",
  level: "warning",
  summary: "cert-manager makes no certificate for a block of an annotated Ingress or Gateway",
  citations: [
    certManagerCode(
      "pkg/controller/certificate-shim/sync.go",
      "validateIngressTLSBlock, validateGatewayListenerBlock",
      "A block without hosts or without secretName is skipped; so is a listener without hostname, without certificateRefs, with a reference to another kind or namespace, or with another mode than Terminate.",
    ),
    certManagerCode(
      "pkg/controller/certificate-shim/sync.go",
      "buildCertificates",
      "Two blocks with one secretName are a bad configuration: no certificate is made for the object.",
    ),
  ],
  why: "The annotation promises a certificate that nobody makes: the controller serves its default certificate, or none.",
  fix: "Give each block its hosts and a secretName of its own.",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (!isAnnotated(document) || document.carrier?.kind === "patch") return
    if (isObject(document, "networking.k8s.io", "Ingress")) yield* ofIngress(document)
    if (isObject(document, "gateway.networking.k8s.io", "Gateway")) yield* ofGateway(document, inventory)
  },
})

function isAnnotated({ root }: DocumentFact): boolean {
  const annotations = entriesAt(root, "metadata", "annotations")
  return annotations.some(
    ({ key, value }) =>
      /^cert-manager\.io\/(?:cluster-)?issuer$/.test(key.value) && value.kind === "scalar" && value.value !== "",
  )
}

function* ofIngress(document: DocumentFact): Generator<Problem> {
  const seen = new Map<string, Scalar>()
  const blocks = itemsAt(document.root, "spec", "tls")
  for (const block of blocks) {
    if (block.kind !== "mapping" || hasTemplate(block)) continue
    const secret = scalarAt(block, "secretName")
    const hosts = itemsAt(block, "hosts")
    if (secret === undefined || secret.value === "") {
      yield skipped(
        document,
        block,
        "has a tls block without secretName, which cert-manager skips",
        "Add secretName: the Secret that the certificate is to be put in.",
      )
      continue
    }
    if (hosts.length === 0) {
      yield skipped(
        document,
        block,
        `has a tls block for ${secret.value} without hosts, which cert-manager skips`,
        "List the hosts of the block.",
      )
      continue
    }
    const before = seen.get(secret.value)
    if (before !== undefined)
      yield {
        ...skipped(
          document,
          secret,
          `names the Secret ${secret.value} in two tls blocks, for which cert-manager makes no certificate at all`,
          "Put the hosts of both into one block, or give each a Secret of its own.",
        ),
        level: document.template ? "notice" : "error",
      }
    seen.set(secret.value, secret)
  }
}

function* ofGateway(document: DocumentFact, inventory: Inventory): Generator<Problem> {
  const own = document.resource?.namespace
  for (const listener of itemsAt(document.root, "spec", "listeners")) {
    const tls = at(listener, "tls")
    if (tls === undefined || hasTemplate(listener)) continue
    const name = textAt(listener, "name") ?? "listener"
    const references = itemsAt(tls, "certificateRefs")
    const mode = textAt(tls, "mode") ?? "Terminate"
    if (mode !== "Terminate") continue
    const hostname = textAt(listener, "hostname") ?? ""
    if (hostname === "" && references.length > 0) {
      if (isMade(references, document, inventory)) continue
      yield skipped(
        document,
        tls,
        `has no hostname in the listener ${name}, so cert-manager makes no certificate for it`,
        "Add hostname: the name that clients use.",
      )
      continue
    }
    for (const reference of references) {
      const kind = textAt(reference, "kind") ?? "Secret"
      const namespace = scalarAt(reference, "namespace")
      if (kind !== "Secret" || (textAt(reference, "group") ?? "") !== "")
        yield skipped(
          document,
          reference,
          `refers to a ${kind} in the listener ${name}, for which cert-manager makes no certificate`,
          "Refer to a Secret.",
        )
      else if (
        namespace !== undefined &&
        own !== undefined &&
        namespace.value !== own &&
        !isMade([reference], document, inventory)
      )
        yield skipped(
          document,
          namespace,
          `refers to a Secret of the namespace ${namespace.value} in the listener ${name}, for which cert-manager makes no certificate`,
          "Leave namespace out, or write a Certificate in that namespace.",
        )
    }
  }
}

/** Whether a Secret that is referred to is in the repository, or a Certificate makes it. */
function isMade(references: readonly Node[], document: DocumentFact, inventory: Inventory): boolean {
  return references.every((reference) => {
    const name = textAt(reference, "name")
    const namespace = textAt(reference, "namespace") ?? document.resource?.namespace
    const fits = (one: DocumentFact) =>
      namespace === undefined || one.resource?.namespace === undefined || one.resource.namespace === namespace
    return (
      inventory.objects("Secret").some((secret) => secret.resource?.name === name && fits(secret)) ||
      inventory.objects("Certificate").some((one) => textAt(one.root, "spec", "secretName") === name && fits(one))
    )
  })
}

function skipped(document: DocumentFact, node: Node, fault: string, instead: string): Problem {
  return {
    message: `${objectText(document)} ${fault}.`,
    help: [{ do: instead, verify: `kubectl get certificate -n ${document.resource?.namespace ?? "NAMESPACE"}` }],
    at: node,
    level: document.template ? "notice" : "warning",
    ...about(document),
    identity: fault,
  }
}

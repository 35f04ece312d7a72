import { nameIn } from "../../chains/words.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entryAt, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { type Context, type Problem, rule } from "../rule.ts"

export const gatewayBackendtlsInvalid = rule({
  id: "gateway-backendtls-invalid",
  family: "kubernetes",
  level: "error",
  summary: "A BackendTLSPolicy says too little, or too much, about whom to trust",
  citations: [
    {
      document: "Gateway API reference",
      section: "BackendTLSPolicyValidation",
      says: "Exactly one of caCertificateRefs and wellKnownCACertificates must be set, and hostname is required.",
      url: "https://gateway-api.sigs.k8s.io/reference/spec/#backendtlspolicyvalidation",
    },
  ],
  why: "The API server rejects the policy, or the gateway does, and requests to the backend fail.",
  fix: "Set hostname and either caCertificateRefs (a ConfigMap with ca.crt) or wellKnownCACertificates: System.",

  on: "kubernetes",
  *check(document, context): Iterable<Problem> {
    if (!isObject(document, "gateway.networking.k8s.io", "BackendTLSPolicy")) return
    const { root } = document
    const validation = at(root, "spec", "validation") ?? at(root, "spec", "tls")
    // A patch need not be whole: what it lacks stands in what it patches.
    const whole = at(root, "spec", "targetRefs") !== undefined || at(root, "spec", "targetRef") !== undefined
    if (validation?.kind !== "mapping" || document.carrier?.kind === "patch") return
    const references = [...itemsAt(validation, "caCertificateRefs"), ...itemsAt(validation, "caCertRefs")]
    const wellKnown = scalarAt(validation, "wellKnownCACertificates") ?? scalarAt(validation, "wellKnownCACerts")
    const system = wellKnown !== undefined && wellKnown.value !== "" && wellKnown.type !== "null"
    if (references.length > 0 && system)
      yield rejected(document, "has both caCertificateRefs and wellKnownCACertificates", wellKnown)
    if (whole && references.length === 0 && !system && at(validation, "wellKnownCACertificates") === undefined)
      yield rejected(document, "names no CA", validation)
    if (whole && at(validation, "hostname") === undefined) yield rejected(document, "has no hostname", validation)
    for (const reference of references) yield* withoutAuthority(reference, document, context)
    yield* unnamed(validation, document)
  },
})

function rejected(document: DocumentFact, fault: string, at: Node): Problem {
  return {
    message: `${objectText(document)} ${fault}, so the API server rejects it.`,
    help: [
      {
        do: "Name the host and the CA:",
        copy: yaml(
          "validation:",
          "  hostname: NAME-IN-THE-CERTIFICATE",
          '  caCertificateRefs: [{group: "", kind: ConfigMap, name: CONFIGMAP}]',
        ),
        verify: `kubectl apply --dry-run=server -f ${document.path}`,
      },
    ],
    at,
    identity: fault,
  }
}

/** A ConfigMap that is in the repository and has no ca.crt: that is the key that gateways read. */
function* withoutAuthority(reference: Node, policy: DocumentFact, { inventory }: Context): Generator<Problem> {
  const name = scalarAt(reference, "name")
  if (textAt(reference, "kind") !== "ConfigMap" || name?.type !== "string") return
  const maps = inventory
    .objects("ConfigMap")
    .filter(({ resource }) => resource?.name === name.value && resource.namespace === policy.resource?.namespace)
    .filter(({ path }) => inventory.joined(path, policy.path))
  if (maps.length === 0 || maps.some(({ root, template }) => template || entryAt(root, "data", "ca.crt") !== undefined))
    return
  const [map] = maps
  yield {
    message: `${objectText(policy)} takes its CA from ConfigMap ${name.value}, which has no key ca.crt, so the gateway rejects the policy and requests to the backend fail.`,
    help: [
      {
        do: "Put the CA under the key ca.crt.",
        verify: `kubectl get backendtlspolicy ${nameIn(policy)} -o yaml shows the condition ResolvedRefs True.`,
      },
    ],
    at: name,
    related: map === undefined ? [] : [{ message: "the ConfigMap", at: inventory.locate(map.path, map.span) }],
    identity: name.value,
  }
}

/** With subjectAltNames the certificate is compared with them alone; the hostname is only sent. */
function* unnamed(validation: Node, document: DocumentFact): Generator<Problem> {
  const names = itemsAt(validation, "subjectAltNames")
  const hostname = scalarAt(validation, "hostname")
  if (names.length === 0 || hostname?.type !== "string") return
  if (names.some((name) => [textAt(name, "hostname"), textAt(name, "uri")].includes(hostname.value))) return
  yield {
    message: `${objectText(document)} has subjectAltNames without ${hostname.value}, so a certificate for that name alone is refused.`,
    help: [
      {
        do: `Add {type: Hostname, hostname: ${hostname.value}} if the backend's certificate has only that name.`,
        verify: `openssl s_client -connect <backend> -servername ${hostname.value} </dev/null | openssl x509 -noout -ext subjectAltName`,
      },
    ],
    at: hostname,
    level: "notice",
  }
}

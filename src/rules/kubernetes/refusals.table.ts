import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, entryAt, isTrue, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { hasTemplate, isTemplated } from "../levels.ts"
import { isObject } from "../objects.ts"

/** What one kind of object is certainly refused for, and by whom. */
export interface Refusal {
  readonly of: (document: DocumentFact) => boolean
  readonly who: string
  /** What is said then, as far as it is the same each time. */
  readonly words?: string
  /** Where it is decided. */
  readonly source: string
  readonly check: (root: Node) => Iterable<Refused>
}

interface Refused {
  readonly at: Node
  /** A clause behind the name of the object. */
  readonly fault: string
  /** What to do, as a sentence. */
  readonly instead: string
}

const apiServer = "the API server"
const webhook = "cert-manager's webhook"

export const refusals: readonly Refusal[] = [
  {
    of: (document) => isObject(document, "", "Secret"),
    who: apiServer,
    words: "Required value",
    source: "kubernetes/kubernetes pkg/apis/core/validation/validation.go",
    *check(root) {
      if (textAt(root, "type") !== "kubernetes.io/tls") return
      const keys = [...entriesAt(root, "data"), ...entriesAt(root, "stringData")].map(({ key }) => key.value)
      // Without any key it is for something else to fill in, or a stub; a template may write any.
      if (keys.length === 0 || keys.some((key) => /\{\{|\$\{/.test(key)) || hasTemplate(root)) return
      const missing = ["tls.crt", "tls.key"].filter((key) => !keys.includes(key))
      const [first] = missing
      const type = entryAt(root, "type")
      if (first === undefined || type === undefined) return
      yield {
        at: type.value,
        fault: `is of the type kubernetes.io/tls and has no ${missing.join(" and no ")}`,
        instead: `Call the keys tls.crt (the certificate with its intermediates) and tls.key (its private key); it has ${keys.slice(0, 4).join(", ")}.`,
      }
    },
  },
  {
    of: (document) => isObject(document, "networking.k8s.io", "Ingress"),
    who: apiServer,
    source: "kubernetes/kubernetes pkg/apis/networking/validation/validation.go",
    *check(root) {
      for (const block of itemsAt(root, "spec", "tls")) {
        const secret = known(scalarAt(block, "secretName"))
        if (secret?.value.includes("/")) {
          yield {
            at: secret,
            fault: `has the secretName ${secret.value}, which names a namespace`,
            instead: `Write the name alone, secretName: ${secret.value.split("/").at(-1)}: an Ingress reads Secrets of its own namespace only.`,
          }
        }
        for (const host of itemsAt(block, "hosts")) yield* hostFault(host)
      }
      for (const one of itemsAt(root, "spec", "rules")) yield* hostFault(at(one, "host"))
    },
  },
  {
    of: (document) => isObject(document, "gateway.networking.k8s.io", "Gateway"),
    who: apiServer,
    source: "kubernetes-sigs/gateway-api apis/v1/gateway_types.go",
    *check(root) {
      for (const listener of itemsAt(root, "spec", "listeners")) yield* listenerFault(listener)
    },
  },
  {
    of: (document) =>
      isObject(document, "gateway.networking.k8s.io", "ListenerSet") ||
      isObject(document, "gateway.networking.x-k8s.io", "XListenerSet"),
    who: apiServer,
    source: "kubernetes-sigs/gateway-api apis/v1/listenerset_types.go",
    *check(root) {
      for (const listener of itemsAt(root, "spec", "listeners")) yield* listenerFault(listener)
    },
  },
  {
    of: (document) => isObject(document, "certificates.k8s.io", "ClusterTrustBundle"),
    who: apiServer,
    source: "kubernetes/kubernetes pkg/apis/certificates/validation/validation.go",
    *check(root) {
      const signer = scalarAt(root, "spec", "signerName")
      const name = known(scalarAt(root, "metadata", "name"))
      if (name !== undefined && signer !== undefined && !isTemplated(signer) && signer.value !== "") {
        const prefix = `${signer.value.replaceAll("/", ":")}:`
        if (!name.value.startsWith(prefix)) {
          yield {
            at: name,
            fault: `is not named after its signer ${signer.value}`,
            instead: `Begin its name with the signer, ":" in the place of "/": ${prefix}${name.value}`,
          }
        }
      } else if (name?.value.includes(":") && signer === undefined) {
        yield {
          at: name,
          fault: "has a colon in its name and no signerName",
          instead: "Name the signer (spec.signerName), or take the colon out of the name.",
        }
      }
      const bundle = known(scalarAt(root, "spec", "trustBundle"))
      if (bundle !== undefined) yield* bundleFault(bundle)
    },
  },
  {
    of: (document) => isObject(document, "cert-manager.io", "Certificate"),
    who: webhook,
    source: "cert-manager/cert-manager internal/apis/certmanager/validation/certificate.go",
    *check(root) {
      const spec = at(root, "spec")
      const common = known(scalarAt(spec, "commonName"))
      if (common !== undefined && Buffer.byteLength(common.value) > 64) {
        yield {
          at: common,
          fault: `has a commonName of ${Buffer.byteLength(common.value)} bytes, of which 64 are allowed`,
          instead: "Leave commonName out: clients look at dnsNames only.",
        }
      }
      const whole = at(spec, "secretName") !== undefined && at(spec, "issuerRef") !== undefined
      const named = [
        "commonName",
        "literalSubject",
        "subject",
        "dnsNames",
        "uris",
        "emailAddresses",
        "ipAddresses",
        "otherNames",
      ]
      if (
        spec?.kind === "mapping" &&
        whole &&
        named.every((key) => at(spec, key) === undefined) &&
        !hasTemplate(spec)
      ) {
        yield {
          at: entryAt(root, "spec")?.key ?? spec,
          fault: "asks for a certificate without any name",
          instead: "List the names that clients use under dnsNames.",
        }
      }
      const literal = known(scalarAt(spec, "literalSubject"))
      if (literal !== undefined && (common !== undefined || at(spec, "subject") !== undefined)) {
        yield {
          at: literal,
          fault: `has literalSubject beside ${common === undefined ? "subject" : "commonName"}`,
          instead: "Keep one of them.",
        }
      }
    },
  },
  {
    of: (document) => isObject(document, "networking.istio.io", "DestinationRule"),
    who: "Istio's webhook",
    source: "istio/istio pkg/config/validation/validation.go",
    *check(root) {
      const policies = [
        at(root, "spec", "trafficPolicy"),
        ...itemsAt(root, "spec", "subsets").map((subset) => at(subset, "trafficPolicy")),
      ]
      for (const policy of policies) {
        yield* clientTlsFault(at(policy, "tls"))
        for (const port of itemsAt(policy, "portLevelSettings")) yield* clientTlsFault(at(port, "tls"))
      }
    },
  },
]

function* hostFault(node: Node | undefined): Iterable<Refused> {
  const host = node?.kind === "scalar" ? known(node) : undefined
  if (host === undefined || host.value === "") return
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host.value)) {
    yield {
      at: host,
      fault: `has the address ${host.value} for a host`,
      instead: "Write a DNS name, or leave host out: the rule then holds for every name.",
    }
  } else if (host.value.includes("*") && !/^\*\.[^*]+$/.test(host.value)) {
    yield {
      at: host,
      fault: `has the host ${host.value}, whose wildcard is not the whole first label`,
      instead: "A wildcard is *. before the rest of the name, once.",
    }
  }
}

/** The rules of the schema of a listener. */
function* listenerFault(listener: Node): Iterable<Refused> {
  const protocol = textAt(listener, "protocol")
  const tls = at(listener, "tls")
  if (protocol === undefined || /\{\{|\$\{/.test(protocol) || hasTemplate(listener)) return
  const name = textAt(listener, "name") ?? protocol
  if (/^(HTTP|TCP|UDP)$/.test(protocol)) {
    if (tls?.kind === "mapping" && tls.entries.length > 0)
      yield {
        at: tls,
        fault: `has TLS in the listener ${name}, whose protocol ${protocol} knows none`,
        instead:
          protocol === "HTTP" ? "Write protocol: HTTPS, or take tls out." : "Write protocol: TLS, or take tls out.",
      }
    return
  }
  const mode = textAt(tls, "mode") ?? "Terminate"
  if (protocol === "HTTPS" && mode === "Passthrough") {
    yield {
      at: at(tls, "mode") ?? listener,
      fault: `has the mode Passthrough in the listener ${name}, whose protocol is HTTPS`,
      instead: "Write protocol: TLS with a TLSRoute for Passthrough, or mode: Terminate.",
    }
    return
  }
  if ((protocol !== "HTTPS" && protocol !== "TLS") || mode !== "Terminate") return
  if (itemsAt(tls, "certificateRefs").length > 0 || entriesAt(tls, "options").length > 0) return
  yield {
    at: tls ?? listener,
    fault: `terminates TLS in the listener ${name} and names no certificate`,
    instead:
      "Name the Secret: certificateRefs: [{name: NAME}], or the options that your controller takes in its place.",
  }
}

/** What strict reading of a ClusterTrustBundle refuses of its text; whether the certificates in it are good is told elsewhere. */
function* bundleFault(bundle: Scalar): Iterable<Refused> {
  const labels = [...bundle.value.matchAll(/^-----BEGIN ([^-\r\n]{1,80})-----/gm)].map(([, label = ""]) => label)
  const instead = "Keep the CERTIFICATE blocks of CAs alone, each once, without lines of headers."
  if (labels.length === 0) {
    yield { at: bundle, fault: "holds no certificate in its trustBundle", instead }
    return
  }
  const foreign = labels.find((label) => label !== "CERTIFICATE")
  if (foreign !== undefined) yield { at: bundle, fault: `holds a block ${foreign} in its trustBundle`, instead }
  else if (/^-----BEGIN CERTIFICATE-----\s*\n\s*[\w-]+: /m.test(bundle.value))
    yield { at: bundle, fault: "holds a block with header lines in its trustBundle", instead }
  const blocks = bundle.value
    .split("-----BEGIN CERTIFICATE-----")
    .slice(1)
    .map((block) => block.replace(/-----END[\s\S]*|\s/g, ""))
  if (new Set(blocks).size < blocks.length)
    yield { at: bundle, fault: "holds the same certificate twice in its trustBundle", instead }
}

/** `validateTLS` of Istio, for the settings of a client. */
function* clientTlsFault(tls: Node | undefined): Iterable<Refused> {
  if (tls?.kind !== "mapping" || hasTemplate(tls)) return
  const mode = textAt(tls, "mode") ?? ""
  const set = (key: string) => {
    const node = at(tls, key)
    return (
      node !== undefined &&
      !(node.kind === "scalar" && (node.value === "" || node.type === "null")) &&
      !(node.kind === "sequence" && node.items.length === 0)
    )
  }
  const files = ["clientCertificate", "privateKey", "caCertificates"].filter(set)
  const insecure = at(tls, "insecureSkipVerify")
  if (isTrue(insecure)) {
    const clashing =
      mode === "SIMPLE"
        ? ["caCertificates", "credentialName", "subjectAltNames"]
        : mode === "MUTUAL"
          ? ["caCertificates", "subjectAltNames"]
          : []
    const beside = clashing.filter(set)
    if (beside.length > 0)
      yield {
        at: insecure,
        fault: `skips verification beside ${beside.join(" and ")}`,
        instead: "Remove insecureSkipVerify.",
      }
  }
  if ((mode === "SIMPLE" || mode === "MUTUAL") && set("credentialName") && files.length > 0)
    yield {
      at: at(tls, "credentialName") ?? tls,
      fault: `has credentialName beside ${files.join(" and ")}`,
      instead: "Keep credentialName (a Secret), or the files, not both.",
    }
  if (mode === "ISTIO_MUTUAL" && set("credentialName"))
    yield {
      at: at(tls, "credentialName") ?? tls,
      fault: "has the mode ISTIO_MUTUAL beside credentialName",
      instead: "Istio brings its own certificates in that mode: remove credentialName, or write mode: MUTUAL.",
    }
  if (mode === "MUTUAL" && !set("credentialName") && (!set("clientCertificate") || !set("privateKey")))
    yield {
      at: at(tls, "mode") ?? tls,
      fault: "has the mode MUTUAL without a client certificate and its key",
      instead: "Name the Secret: credentialName: NAME, or both clientCertificate and privateKey.",
    }
}

function known(scalar: Scalar | undefined): Scalar | undefined {
  return scalar === undefined || scalar.type === "null" || isTemplated(scalar) ? undefined : scalar
}

import { placeRole } from "../../chains/roles.ts"
import { nameIn, objectText, placeOf, resourceOf } from "../../chains/words.ts"
import type { BundleFact, DocumentFact, DocumentKind } from "../../model/facts.ts"
import type { Level } from "../../model/report.ts"
import type { Defect } from "../../model/tree.ts"
import { contentsOf, isForeign } from "../../usage/secrets.ts"
import { type Context, type Problem, rule } from "../rule.ts"
import { type BundleFault, faultsOf } from "./faults.shared.ts"

export const inputMalformed = rule({
  id: "input-malformed",
  family: "input",
  level: "error",
  summary: "A certificate or a configuration cannot be parsed",
  citations: [
    {
      document: "RFC 7468",
      section: "2",
      says: "A certificate in text is base64 of its DER between a BEGIN and an END line with the same label.",
      url: "https://www.rfc-editor.org/rfc/rfc7468#section-2",
    },
    {
      document: "RFC 5280",
      section: "4.1",
      says: "A certificate is encoded with the distinguished encoding rules (DER).",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1",
    },
  ],
  why: "Whoever loads it fails: servers do not start or serve a fallback certificate, nodes go on without the setting, kubectl refuses the file.",
  fix: "Copy the certificate again as a whole, from its BEGIN line to its END line, or mend the syntax.",

  on: "repository",
  *check(_, context) {
    for (const { documents, bundles } of context.inventory.files.values()) {
      const broken = documents.find((document) => faultOf(document) !== undefined)
      if (broken !== undefined) yield ofDocument(broken, context)
      for (const bundle of bundles) yield* ofBundle(bundle, context)
      for (const document of documents) if (document.resource?.kind === "Secret") yield* ofSecret(document, context)
    }
  },
})

/** One finding for a file: what follows a fault of syntax is its consequence. */
function ofDocument(document: DocumentFact, { inventory }: Context): Problem {
  const fault = faultOf(document)!
  const { path, kind, inner, carrier } = document
  const needed = readers[kind]!
  const where = inventory.locate(path, fault, inner)
  const others = (inventory.files.get(path)?.documents ?? []).some((other) => other.index !== document.index)
  return {
    message: `${carrier?.key ?? path} cannot be parsed (${fault.reason.replace(/^not JSON: /, "JSON does not have ")}), so ${needed.consequence} and nothing of ${others && inner.length === 0 ? "this document" : "it"} was checked.`,
    help: [{ do: `Mend line ${where.line}.`, verify: needed.verify(path) }],
    at: where,
    level: inner.length > 0 ? "warning" : needed.level,
    identity: kind,
  }
}

function faultOf({ kind, path, defects, template, carrier }: DocumentFact): Defect | undefined {
  if (readers[kind] === undefined || template || templateNames.test(path)) return undefined
  // What a shell, a chart or Terraform puts together is only whole once they have.
  if (carrier !== undefined && /^(heredoc|values|terraform)$/.test(carrier.kind)) return undefined
  return defects.find(({ reason }) => !reason.startsWith("not JSON:") || readers[kind]?.strict)
}

function* ofBundle(bundle: BundleFact, { inventory }: Context): Generator<Problem> {
  if (bundle.commented) return
  const [first, ...others] = faultsOf(bundle, inventory)
  if (first === undefined) return
  const needed = placeRole(bundle, inventory) !== undefined
  const level: Level = first.standsIn ? "notice" : needed && !first.isLax ? "error" : "warning"
  const consequence = consequenceOf(first, needed)
  const place = placeOf(bundle)
  yield {
    message: `${bundle.container === "pem" ? "A PEM block" : "The content"} of ${place} ${first.says}; ${consequence}.`,
    help: [{ do: first.isEncoding ? encodings : copying, verify: `tlsgate inspect ${bundle.location.path}` }],
    at: first.location,
    level,
    // A Secret whose values were all encoded alike is one slip.
    ...(first.isEncoding &&
      bundle.owner && { cause: `${bundle.location.path} ${bundle.owner.document} ${first.says}` }),
    related: others.slice(0, 5).map(({ location, says }) => ({ at: location, message: `another one ${says}` })),
    ...resourceOf(bundle),
  }
}

function consequenceOf({ isLax }: BundleFault, needed: boolean): string {
  if (isLax) return "OpenSSL loads it all the same, strict clients refuse it"
  return needed ? "what reads it from there fails or goes without" : "nothing can load it"
}

const templateNames =
  /\.(tmpl|tpl|tftpl|gotmpl|j2|jinja2?|template|in|erb|mustache|hbs|libsonnet|ytt)(\.[a-z]+)?$|(^|\/)templates?\//i

const copying = "Copy it again as a whole, from the -----BEGIN line to the -----END line, from where it was issued."
const encodings =
  "Text as it is belongs under stringData; under data stands one layer of base64 (base64 -w0 FILE), and nothing more."

/** A `tls.crt` that holds something else altogether: a request, a page of HTML, base64 of nothing. */
function* ofSecret(document: DocumentFact, { inventory }: Context): Generator<Problem> {
  for (const content of contentsOf(document, inventory)) {
    const { key } = content.entry
    if (key.value !== "tls.crt") continue
    const isRequest = content.bundles.some(({ certificates, requests }) => certificates.length === 0 && requests > 0)
    if (!isRequest && !isForeign(content)) continue
    yield {
      message: `tls.crt of ${objectText(document)} holds ${isRequest ? "a certificate request" : "neither PEM nor base64 of it"}, not a certificate; whoever serves it does not start, or serves a fallback.`,
      help: [
        {
          do: `Put the certificate there, then its issuers: kubectl create secret tls ${nameIn(document)} --cert fullchain.crt --key tls.key --dry-run=client -o yaml`,
          verify: `tlsgate inspect ${document.path}`,
        },
      ],
      at: inventory.locate(document.path, key, document.inner),
      ...(document.resource && { resource: { ...document.resource, path: `${content.section}.tls\\.crt` } }),
    }
  }
}

interface Reader {
  readonly level: Level
  readonly consequence: string
  readonly verify: (path: string) => string
  /** Its parser takes JSON by the letter. */
  readonly strict?: boolean
}

const node = { level: "error", verify: (path: string) => `tlsgate ${path}` } as const

/** Who reads the kinds of document that rules are about. Files of other kinds may be read by anything. */
const readers: Readonly<Partial<Record<DocumentKind, Reader>>> = {
  "containerd-config": { ...node, consequence: "containerd does not start with it" },
  "k3s-registries": { ...node, consequence: "k3s and RKE2 do not start with it" },
  "docker-daemon": {
    ...node,
    consequence: "dockerd does not start with it",
    strict: true,
    verify: (path) => `dockerd --validate --config-file ${path}`,
  },
  buildkitd: { ...node, consequence: "buildkitd does not start with it" },
  crio: { ...node, consequence: "CRI-O does not start with it" },
  "containers-registries": { ...node, consequence: "podman, buildah, skopeo and CRI-O refuse to pull with it" },
  "containers-policy": {
    ...node,
    consequence: "podman, buildah, skopeo and CRI-O refuse to pull with it",
    strict: true,
  },
  talos: {
    ...node,
    consequence: "Talos rejects it",
    verify: (path) => `talosctl validate --config ${path} --mode metal`,
  },
  kubeconfig: {
    ...node,
    consequence: "kubectl and every client refuse it",
    verify: (path) => `kubectl --kubeconfig ${path} config view`,
  },
  "cloud-init": {
    ...node,
    consequence: "cloud-init ignores all of it",
    verify: (path) => `cloud-init schema --config-file ${path}`,
  },
  ignition: { ...node, consequence: "the machine does not boot with it", strict: true },
  "docker-config": { ...node, level: "warning", consequence: "docker and kubelet cannot pull with it", strict: true },
  kubernetes: {
    level: "warning",
    consequence: "kubectl and GitOps controllers refuse it",
    verify: (path) => `kubectl apply --dry-run=client -f ${path}`,
  },
  kustomization: { level: "warning", consequence: "kustomize refuses it", verify: () => "kustomize build" },
}

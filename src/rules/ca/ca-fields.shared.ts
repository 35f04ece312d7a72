import type { DocumentFact } from "../../model/facts.ts"
import { at, textAt } from "../../model/tree.ts"
import { isObject } from "../objects.ts"

/** A field of a document whose content is a trust anchor, and how its reader wants it. */
export interface CaField {
  readonly of: (document: DocumentFact) => boolean
  /** As `nodesAt` takes it. */
  readonly way: string
  /** For people. */
  readonly called: string
  readonly encoding: "pem" | "base64"
  /** What comes of a value without a certificate. */
  readonly consequence: string
  /** Whether input-malformed speaks of PEM in it that is damaged or wrongly encoded. */
  readonly ownRule: boolean
}

const issuer = (document: DocumentFact) => isObject(document, "cert-manager.io", "Issuer", "ClusterIssuer")
const store = (document: DocumentFact) => isObject(document, "external-secrets.io", "SecretStore", "ClusterSecretStore")
const talos = (kind: string) => (document: DocumentFact) =>
  document.kind === "talos" && textAt(document.root, "kind") === kind

/** Where objects and node configurations take a CA, beside Secrets, ConfigMaps, webhooks and kubeconfigs. */
export const caFields: readonly CaField[] = [
  {
    of: ({ kind, root }) => kind === "plain" && at(root, "settings", "pki") !== undefined,
    way: "settings.pki.*.data",
    called: "settings.pki data",
    encoding: "base64",
    consequence: "Bottlerocket refuses the setting, and the node does not trust the CA",
    ownRule: false,
  },
  {
    of: (document) => isObject(document, "trust.cert-manager.io", "Bundle", "ClusterBundle"),
    way: "spec.sources[].inLine",
    called: "inLine",
    encoding: "pem",
    consequence: "trust-manager takes no certificate from it, and without any other it writes no target",
    ownRule: true,
  },
  ...["acme", "vault", "venafi.tpp", "venafi.cloud"].map(
    (way): CaField => ({
      of: issuer,
      way: `spec.${way}.caBundle`,
      called: "caBundle",
      encoding: "base64",
      consequence: "cert-manager refuses the issuer or does not trust its server, and issues nothing",
      ownRule: true,
    }),
  ),
  {
    of: store,
    way: "spec.provider.*.caBundle",
    called: "caBundle",
    encoding: "base64",
    consequence: "External Secrets does not trust the server, and no secret is synchronised",
    ownRule: true,
  },
  {
    of: (document) => isObject(document, "node.eks.aws", "NodeConfig"),
    way: "spec.cluster.certificateAuthority",
    called: "certificateAuthority",
    encoding: "base64",
    consequence: "kubelet does not trust the API server, and the node does not join",
    ownRule: false,
  },
  {
    of: talos("TrustedRootsConfig"),
    way: "certificates",
    called: "certificates",
    encoding: "pem",
    consequence: "Talos adds no root",
    ownRule: true,
  },
  {
    of: ({ kind }) => kind === "helm-values",
    way: "identityTrustAnchorsPEM",
    called: "identityTrustAnchorsPEM",
    encoding: "pem",
    consequence: "Linkerd's proxies trust nobody and do not start",
    ownRule: true,
  },
]

import { entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../model/tree.ts"

/** Objects from which a controller makes Secrets and ConfigMaps, and how these are called. */
export interface Maker {
  /** `group/Kind`. */
  readonly of: RegExp
  readonly kind: "Secret" | "ConfigMap"
  /** The ways to the name; the first that leads to one. `[]` is every item of a list. */
  readonly names: readonly string[]
  /** What stands after the name, where one object makes several. */
  readonly suffixes?: readonly string[]
  /** Whether it makes them in namespaces that it does not name. */
  readonly everywhere?: true
  /** Whether certificates are in what it makes. */
  readonly tls?: true
  /** The keys of what it makes; undefined where it does not tell them all. */
  readonly keys?: (root: Node) => readonly string[] | undefined
}

const own = ["metadata.name"]
const cnpg = ["-ca", "-server", "-replication", "-app", "-superuser", "-pooler"]
const strimzi = [
  "cluster-ca-cert",
  "clients-ca-cert",
  "cluster-ca",
  "clients-ca",
  "kafka-brokers",
  "cluster-operator-certs",
]
const elastic = ["http-certs-public", "http-certs-internal", "http-ca-internal", "transport-certs-public"]

export const makers: readonly Maker[] = [
  {
    of: /^bitnami\.com\/SealedSecret$/,
    kind: "Secret",
    names: ["spec.template.metadata.name", ...own],
    keys: (root) => namesOf(root, ["spec", "encryptedData"], ["spec", "template", "data"]),
  },
  {
    of: /^external-secrets\.io\/ExternalSecret$/,
    kind: "Secret",
    names: ["spec.target.name", ...own],
    keys: fetched,
  },
  {
    of: /^external-secrets\.io\/ClusterExternalSecret$/,
    kind: "Secret",
    names: ["spec.externalSecretSpec.target.name", "spec.externalSecretName", ...own],
    everywhere: true,
  },
  { of: /^kubernetes-client\.io\/ExternalSecret$/, kind: "Secret", names: own },
  {
    of: /^cert-manager\.io\/Certificate$/,
    kind: "Secret",
    names: ["spec.secretName"],
    tls: true,
    keys: issued,
  },
  { of: /^trust\.cert-manager\.io\/(Cluster)?Bundle$/, kind: "ConfigMap", names: own, everywhere: true, tls: true },
  { of: /^trust\.cert-manager\.io\/(Cluster)?Bundle$/, kind: "Secret", names: own, everywhere: true, tls: true },
  { of: /^secrets\.hashicorp\.com\//, kind: "Secret", names: ["spec.destination.name"] },
  {
    of: /^secrets\.infisical\.com\//,
    kind: "Secret",
    names: ["spec.managedSecretReference.secretName", "spec.managedKubeSecretReferences[].secretName"],
  },
  { of: /^onepassword\.com\/OnePasswordItem$/, kind: "Secret", names: own },
  { of: /^isindir\.github\.com\/SopsSecret$/, kind: "Secret", names: ["spec.secretTemplates[].name"] },
  { of: /^ricoberger\.de\/VaultSecret$/, kind: "Secret", names: own },
  { of: /^redhatcop\.redhat\.io\/VaultSecret$/, kind: "Secret", names: ["spec.output.name"] },
  { of: /^secrets\.doppler\.com\//, kind: "Secret", names: ["spec.managedSecret.name"] },
  {
    of: /^secrets-store\.csi\.x-k8s\.io\/SecretProviderClass$/,
    kind: "Secret",
    names: ["spec.secretObjects[].secretName"],
  },
  { of: /^kyverno\.io\/(Cluster)?Policy$/, kind: "Secret", names: ["spec.rules[].generate.name"], everywhere: true },
  { of: /^kyverno\.io\/(Cluster)?Policy$/, kind: "ConfigMap", names: ["spec.rules[].generate.name"], everywhere: true },
  { of: /^postgresql\.cnpg\.io\/Cluster$/, kind: "Secret", names: own, suffixes: cnpg, tls: true },
  {
    of: /^kafka\.strimzi\.io\/Kafka$/,
    kind: "Secret",
    names: own,
    suffixes: strimzi.map((suffix) => `-${suffix}`),
    tls: true,
  },
  { of: /^kafka\.strimzi\.io\/Kafka(User|Connect)$/, kind: "Secret", names: own, tls: true },
  ...["es", "kb", "apm", "ent", "beat", "agent", "ems"].map(
    (program): Maker => ({
      of: /^[a-z]+\.k8s\.elastic\.co\//,
      kind: "Secret",
      names: own,
      suffixes: elastic.map((suffix) => `-${program}-${suffix}`),
      tls: true,
    }),
  ),
]

/** What cert-manager writes into the Secret of a Certificate, and nothing else. */
function issued(root: Node): readonly string[] {
  const stores = (["pkcs12", "jks"] as const).flatMap((format) => {
    const ending = format === "jks" ? "jks" : "p12"
    return isTrue(scalarAt(root, "spec", "keystores", format, "create"))
      ? [`keystore.${ending}`, `truststore.${ending}`]
      : []
  })
  const formats = itemsAt(root, "spec", "additionalOutputFormats").flatMap((format) => {
    const type = textAt(format, "type")
    return type === "CombinedPEM" ? ["tls-combined.pem"] : type === "DER" ? ["key.der"] : []
  })
  return ["tls.crt", "tls.key", "ca.crt", ...stores, ...formats]
}

function fetched(root: Node): readonly string[] | undefined {
  if (itemsAt(root, "spec", "dataFrom").length > 0) return undefined
  const merged = textAt(root, "spec", "target", "template", "mergePolicy") === "Merge"
  if (itemsAt(root, "spec", "target", "template", "templateFrom").length > 0) return undefined
  const shaped = namesOf(root, ["spec", "target", "template", "data"])
  const plain = itemsAt(root, "spec", "data").flatMap((item) => textAt(item, "secretKey") ?? [])
  const keys = shaped === undefined ? plain : merged ? [...plain, ...shaped] : shaped
  // One that lists nothing is not whole here: something else adds to it.
  return keys.length === 0 ? undefined : keys
}

function namesOf(root: Node, ...ways: readonly (readonly string[])[]): readonly string[] | undefined {
  const keys = ways.flatMap((way) => entriesAt(root, ...way).map(({ key }) => key.value))
  return keys.length === 0 || keys.some((key) => /[{}$]/.test(key)) ? undefined : keys
}

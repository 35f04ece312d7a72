import type { Inventory } from "../../join/inventory.ts"
import { releasesOf, releaseValue } from "../../join/releases/index.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { type Entry, entriesAt, walk } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, certManagerDoc, written } from "./issuers.shared.ts"

export const certManagerAnnotationTypo = rule({
  id: "cert-manager-annotation-typo",
  family: "acme",
  level: "warning",
  summary: "An annotation of cert-manager is misspelt or no longer read, and does nothing",
  citations: [
    certManagerCode(
      "pkg/apis/certmanager/v1/types.go",
      "annotation keys",
      "The annotations that cert-manager reads, letter by letter.",
    ),
    certManagerDoc("Annotations", "Annotations", "The list of all annotations.", "reference/annotations/"),
    certManagerDoc(
      "Annotated Ingress resource",
      "kubernetes.io/tls-acme",
      "It needs a default issuer in the ingress-shim's configuration.",
      "usage/ingress/",
    ),
  ],
  why: "No certificate is asked for, or not the way it was meant, and nothing says so.",
  fix: "Write the key as cert-manager reads it.",

  on: ["kubernetes", "helm-values"],
  *check(document, { inventory }) {
    for (const { key, value } of annotationsOf(document)) {
      if (isTemplated(key)) continue
      const name = key.value
      const meant = meantBy(name)
      if (meant !== undefined) {
        const edit = { path: document.path, start: key.start, end: key.end, text: written(meant, document) }
        yield {
          message: `cert-manager does not read the annotation ${name}, so it does nothing; it is called ${meant}.`,
          help: [{ do: `Write ${meant} in its place.`, verify: "kubectl get certificate -A" }],
          at: key,
          edits: document.inner.length > 0 ? [] : [edit],
          ...about(document),
          identity: name,
        }
      } else if (isUnknown(name))
        yield {
          message: `cert-manager knows no annotation ${name}, so it does nothing.`,
          help: [
            {
              do: "See https://cert-manager.io/docs/reference/annotations/ for those that it reads.",
              verify: "kubectl get certificate -A",
            },
          ],
          at: key,
          level: "notice" as const,
          ...about(document),
          identity: name,
        }
      else if (
        name === "kubernetes.io/tls-acme" &&
        value.kind === "scalar" &&
        value.value === "true" &&
        isAlone(document)
      )
        if (lacksDefault(document, inventory))
          yield {
            message:
              "kubernetes.io/tls-acme asks for a certificate of the default issuer, but cert-manager is installed without one: nothing is issued.",
            help: [
              { do: "Name the issuer on the object:", copy: yaml("cert-manager.io/cluster-issuer: NAME") },
              {
                do: "Or give the chart cert-manager ingressShim.defaultIssuerName and defaultIssuerKind.",
                verify: "kubectl get certificate -A",
              },
            ],
            at: key,
            ...about(document),
            identity: name,
          }
    }
  },
})

function annotationsOf(document: DocumentFact): readonly Entry[] {
  if (document.kind === "kubernetes") return entriesAt(document.root, "metadata", "annotations")
  const found: Entry[] = []
  for (const { path, node } of walk(document.root, 50_000))
    if (node.kind === "mapping" && /annotations$/i.test(path.at(-1) ?? "")) found.push(...node.entries)
  return found
}

/** Whether no other annotation names an issuer. */
function isAlone({ root, kind }: DocumentFact): boolean {
  return (
    kind === "kubernetes" &&
    !entriesAt(root, "metadata", "annotations").some(({ key }) =>
      /^cert-manager\.io\/(cluster-)?issuer$/.test(key.value),
    )
  )
}

function lacksDefault({ path }: DocumentFact, inventory: Inventory): boolean {
  const release = releasesOf(inventory).find((one) => one.chart === "cert-manager" && inventory.joined(one.path, path))
  if (release === undefined || release.open || release.layers.length === 0) return false
  return releaseValue(release, "ingressShim", "defaultIssuerName") === undefined
}

/** The annotation that is meant by one that is not read. */
function meantBy(name: string): string | undefined {
  const old = /^certmanager\.k8s\.io\/(.+)$/.exec(name)?.[1]
  if (old !== undefined)
    return renamed[old] ?? (known.has(`cert-manager.io/${old}`) ? `cert-manager.io/${old}` : undefined)
  if (!/^(acme\.)?cert-manager\.io\//.test(name) || known.has(name)) return undefined
  const bare = squeezed(name)
  for (const candidate of known) if (squeezed(candidate) === bare) return candidate
  // Longer names only: `cert-manager.io/issuer` is two letters from many words.
  if (name.length < 24) return undefined
  for (const candidate of known) if (isNear(name, candidate)) return candidate
  return undefined
}

function isUnknown(name: string): boolean {
  return /^(acme\.)?cert-manager\.io\//.test(name) && !known.has(name)
}

/** Without what is easily confused: `-`, `_`, `.`, capitals; the domain written once. */
function squeezed(name: string): string {
  const [domain = "", key = ""] = name.split("/")
  return `${domain}/${key
    .toLowerCase()
    .replaceAll(/[-_.]/g, "")
    .replace(/^http01ingressclassname$/, "http01ingressingressclassname")}`
}

/** Whether two names are at most two edits apart. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]! <= 2
}

/** What became of annotations before cert-manager 0.11. */
const renamed: Readonly<Record<string, string>> = {
  issuer: "cert-manager.io/issuer",
  "cluster-issuer": "cert-manager.io/cluster-issuer",
  "acme-http01-edit-in-place": "acme.cert-manager.io/http01-edit-in-place",
  "acme-http01-ingress-class": "acme.cert-manager.io/http01-ingress-class",
  "common-name": "cert-manager.io/common-name",
  "inject-ca-from": "cert-manager.io/inject-ca-from",
  "inject-apiserver-ca": "cert-manager.io/inject-apiserver-ca",
  "disable-validation": "cert-manager.io/disable-validation",
}

const known: ReadonlySet<string> = new Set([
  ...[
    ...["allow-direct-injection", "alt-names", "certificate-hash", "certificate-name", "certificate-revision"],
    ...["cluster-issuer", "common-name", "disable-reissue", "disable-validation", "duration", "email-sans"],
    ...["ignore-tls-listeners", "inject-apiserver-ca", "inject-ca-from", "inject-ca-from-secret", "ip-sans"],
    ...["issue-temporary-certificate", "issuer", "issuer-group", "issuer-kind", "issuer-name", "next-private-key"],
    ...["private-key-algorithm", "private-key-encoding", "private-key-rotation-policy", "private-key-secret-name"],
    ...["private-key-size", "renew-before", "renew-before-percentage", "revision-history-limit", "secret-template"],
    ...["subject-countries", "subject-localities", "subject-organizationalunits", "subject-organizations"],
    ...["subject-postalcodes", "subject-provinces", "subject-serialnumber", "subject-streetaddresses", "uri-sans"],
    ...["usages", "subject-commonname", "request-is-ca", "request-duration"],
  ].map((key) => `cert-manager.io/${key}`),
  ...[
    ...["http01-edit-in-place", "http01-ingress-class", "http01-ingress-ingressclassname"],
    ...["http01-override-ingress-class", "http01-override-ingress-ingressclassname", "http01-override-ingress-name"],
    ...["http01-parentrefname", "http01-parentrefkind", "http01-parentrefnamespace", "http01-parentreffallback"],
    ...["http01-solver", "http-domain", "http-token"],
  ].map((key) => `acme.cert-manager.io/${key}`),
])

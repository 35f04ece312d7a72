import { listed } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { plain } from "../../model/help.ts"
import { at, entryAt, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { type Definition, definitionsOf } from "../../usage/definitions.ts"
import { lookupOf } from "../../usage/lookups.ts"
import { type AskedHost, askedServices, servedHosts } from "../certificate/asked-hosts.shared.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const requestMissesHost = rule({
  id: "request-misses-host",
  family: "acme",
  level: "error",
  summary: "A certificate is asked for without a host that it is going to be served for",
  citations: [
    {
      document: "cert-manager documentation",
      section: "Certificate resource",
      says: "The certificate that is issued has the dnsNames of the Certificate; nothing adds those of an Ingress that uses the Secret.",
      url: "https://cert-manager.io/docs/usage/certificate/",
    },
    {
      document: "RFC 9525",
      section: "6.3",
      says: "The client compares the host with each name of the certificate; a wildcard stands for exactly one label.",
      url: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    },
  ],
  why: "The certificate is issued as it was asked for, and every client refuses it: browsers show an error, ingress-nginx serves its fallback certificate, the API server rejects each call of the webhook.",
  fix: "Add the host to dnsNames, or name the Secret of the Certificate that is meant.",

  on: "repository",
  *check(inventory) {
    const missing = new Map<DocumentFact, { asked: AskedHost; secret: string }[]>()
    for (const asked of [...servedHosts(inventory), ...askedServices(inventory)]) {
      const requests = requestsFor(asked, inventory)
      if (requests === undefined || requests.some(({ document }) => covers(document, asked.host))) continue
      const [first] = requests
      if (first === undefined) continue
      const known = missing.get(first.document) ?? []
      known.push({ asked, secret: textAt(first.document.root, "spec", "secretName") ?? "" })
      missing.set(first.document, known)
    }
    for (const [document, uses] of missing) {
      const hosts = [...new Set(uses.map(({ asked }) => asked.host))].sort()
      const users = [...new Set(uses.map(({ asked }) => asked.user))]
      const verb = uses.every(({ asked }) => asked.isAsked) ? "asks for" : "serves"
      const names = namesOf(document)
      const place = entryAt(document.root, "spec", "dnsNames") ?? entryAt(document.root, "spec", "secretName")
      yield {
        message: `${objectText(document)} asks for a certificate for ${listed(names)}, but ${listed(users, 3)} ${verb} ${listed(hosts)} with its Secret ${uses[0]!.secret}: clients refuse what is issued.`,
        help: [
          {
            do: "Add what is missing, or name the Secret that is meant:",
            copy: plain(
              "dnsNames:",
              ...[...names.filter((name) => /[a-z]/i.test(name)), ...hosts].map((name) => `  - ${quoted(name)}`),
            ),
            verify: `kubectl get secret ${uses[0]!.secret} -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate inspect -`,
          },
        ],
        at: inventory.locate(document.path, place?.key ?? document.span, document.inner),
        identity: hosts.join(" "),
        ...(document.resource && { resource: document.resource }),
        related: uses
          .slice(0, 10)
          .map(({ asked }) => ({ at: asked.at, message: `${asked.user} ${verb} ${asked.host}` })),
      }
    }
  },
})

/** The Certificates that make what is presented for a host; undefined where something else may. */
function requestsFor({ references }: AskedHost, inventory: Inventory): readonly Definition[] | undefined {
  const found: Definition[] = []
  for (const reference of references) {
    const { user, kind, name, namespace } = reference
    const spaces =
      lookupOf(reference, inventory)?.namespaces ?? (namespace === undefined ? undefined : new Set([namespace]))
    const meant = definitionsOf(inventory)
      .of(kind, name)
      .filter(
        ({ namespaces }) =>
          namespaces.has("") || spaces === undefined || [...namespaces].some((one) => spaces.has(one)),
      )
    if (meant.length === 0 || !meant.every(({ document }) => isRequest(document))) return undefined
    if (!meant.every(({ document }) => inventory.joined(user.path, document.path))) return undefined
    // Secrets of one name in several namespaces, of which nothing tells one.
    if (spaces === undefined && meant.length > 1) return undefined
    found.push(...meant)
  }
  return found
}

/** A Certificate whose names are all known, and that is for a server. */
function isRequest({ root, resource, template, carrier }: DocumentFact): boolean {
  if (resource?.kind !== "Certificate" || !resource.apiVersion.startsWith("cert-manager.io/")) return false
  if (template || carrier?.kind === "patch" || isTrue(scalarAt(root, "spec", "isCA"))) return false
  if (at(root, "spec", "otherNames") !== undefined || at(root, "spec", "secretName") === undefined) return false
  return namesOf({ root }).length > 0
}

/** What the certificate will be for. ACME servers add the common name to the others. */
function namesOf({ root }: Pick<DocumentFact, "root">): string[] {
  const lists = ["dnsNames", "ipAddresses"].flatMap((key) =>
    itemsAt(root, "spec", key).flatMap((item) => (item.kind === "scalar" ? [item.value] : [])),
  )
  const commonName = textAt(root, "spec", "commonName")
  return [...new Set([...lists, ...(commonName === undefined || lists.length > 0 ? [] : [commonName])])]
}

function covers({ root }: DocumentFact, host: string): boolean {
  const names = [...namesOf({ root }), textAt(root, "spec", "commonName") ?? ""]
  const wanted = host.toLowerCase()
  return names.some((name) => {
    const own = name.toLowerCase()
    if (own === wanted || /[{}$]/.test(own)) return true
    return own.startsWith("*.") && !wanted.startsWith("*.") && wanted.slice(wanted.indexOf(".")) === own.slice(1)
  })
}

function quoted(name: string): string {
  return name.startsWith("*") ? `"${name}"` : name
}

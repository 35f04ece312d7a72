import { linksOf } from "../../chains/links.ts"
import { isAuthority, roleOf } from "../../chains/roles.ts"
import { called, objectText, placeOf, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../../model/facts.ts"
import { sh, yaml } from "../../model/help.ts"
import { isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { attributeTypes, attributeValues } from "../../x509/name.ts"
import { type Context, type Problem, rule } from "../rule.ts"
import { hostUses } from "./host-uses.shared.ts"
import { lint } from "./lints.shared.ts"

export const leafWithoutSan = rule({
  id: "leaf-without-san",
  family: "certificate",
  level: "error",
  summary: "A server certificate has no subject alternative name",
  citations: [
    {
      document: "RFC 9525",
      section: "6.3",
      says: "The client matches the names of subjectAltName; the common name is not used.",
      url: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    },
    {
      document: "Go release notes",
      section: "Go 1.15, crypto/x509",
      says: "The common name is no longer taken for a host name where there are no subject alternative names.",
      url: "https://go.dev/doc/go1.15#commonname",
    },
  ],
  why: "Browsers since 2017, Go since 1.15 and Python since 3.12 look at subjectAltName only: they refuse the certificate for every host (“certificate relies on legacy Common Name field”).",
  fix: "Have it issued with its hosts as subject alternative names: `subjectAltName = DNS:shop.corp, IP:10.0.0.1`.",

  on: "repository",
  *check(inventory, context) {
    yield* lint(context, "server", ({ certificate }) => {
      const names = certificate.subjectAltName ?? []
      if (certificate.extension("subjectAltName") !== undefined && certificate.subjectAltName === undefined)
        return undefined
      if (names.some(({ kind }) => kind === "dns" || kind === "ip" || kind === "uri")) return undefined
      const [host = "its host"] = attributeValues(certificate.subject, attributeTypes.commonName)
      return {
        says: "has no subject alternative name: Go, browsers and Python refuse it for every host",
        level: "error",
        remedy: `In a request: openssl req -new -key tls.key -subj "/CN=${plain(host)}" -addext "subjectAltName=DNS:${plain(host)}" -out tls.csr`,
      }
    })
    yield* servedAuthorities(context)
    for (const document of inventory.objects("Certificate")) yield* requested(document, inventory)
  },
})

/** What `openssl req -x509 -subj /CN=host` makes, a CA by its basic constraints, is a server's where a configuration serves it. */
function* servedAuthorities({ inventory, options }: Context): Generator<Problem> {
  const told = new Set<BundleFact>()
  for (const { host, bundles, user, at, joined } of hostUses(inventory))
    for (const bundle of bundles) {
      const links = linksOf(bundle, inventory)
      const [first] = links
      if (
        first === undefined ||
        !joined ||
        told.has(bundle) ||
        roleOf(bundle, inventory, options) === "trust" ||
        !links.every((one) => isAuthority(one.certificate))
      )
        continue
      const names = first.certificate.subjectAltName ?? []
      if (names.some(({ kind }) => kind === "dns" || kind === "ip" || kind === "uri")) continue
      told.add(bundle)
      yield {
        message: `"${called(first.certificate)}" in ${placeOf(bundle)} is served for ${host}, but has no subject alternative name: Go, browsers and Python refuse it for every host.`,
        help: [
          {
            do: "Make it anew with its hosts, and as no CA:",
            copy: sh(
              `openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -subj "/CN=${plain(host)}" -addext "subjectAltName=DNS:${plain(host)}" -addext "basicConstraints=critical,CA:FALSE"`,
            ),
            verify: `openssl x509 -in tls.crt -noout -ext subjectAltName`,
          },
        ],
        at: first.fact.location,
        level: "error",
        certificate: first.certificate.sha256,
        identity: first.certificate.sha256,
        related: [{ at, message: `${user} serves ${host} with it` }],
        ...resourceOf(bundle),
      }
    }
}

/** cert-manager issues what it is asked for: a common name alone yields a certificate without names. */
function* requested(document: DocumentFact, inventory: Inventory): Generator<Problem> {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("cert-manager.io/") || document.template) return
  const commonName = scalarAt(root, "spec", "commonName")
  if (commonName?.type !== "string" || commonName.value === "" || isTrue(scalarAt(root, "spec", "isCA"))) return
  if (nameLists.some((key) => itemsAt(root, "spec", key).length > 0)) return
  const usages = itemsAt(root, "spec", "usages").map((usage) => (usage.kind === "scalar" ? usage.value : ""))
  if (usages.length > 0 && !usages.includes("server auth")) return
  yield {
    message: `${objectText(document)} asks for a certificate with the common name ${commonName.value} and no DNS name: Go, browsers and Python refuse what it gets.`,
    help: [
      {
        do: "Have cert-manager name the host:",
        copy: yaml("spec:", "  dnsNames:", `    - ${commonName.value}`),
        verify: `kubectl get secret ${textAt(root, "spec", "secretName") ?? "NAME"} -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate inspect -`,
      },
    ],
    at: inventory.locate(document.path, commonName, document.inner),
    resource,
    level: "warning",
    identity: commonName.value,
  }
}

function plain(host: string): string {
  return /^[\w.*-]+$/.test(host) ? host : "HOST"
}

const nameLists = ["dnsNames", "ipAddresses", "uris", "emailAddresses", "otherNames"]

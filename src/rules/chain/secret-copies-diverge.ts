import { linksOf } from "../../chains/links.ts"
import { isAuthority } from "../../chains/roles.ts"
import { called, instant, placeOf, resourceOf } from "../../chains/words.ts"
import type { BundleFact, CertificateFact } from "../../model/facts.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { type Context, rule } from "../rule.ts"

export const secretCopiesDiverge = rule({
  id: "secret-copies-diverge",
  family: "chain",
  level: "warning",
  summary: "Copies of one TLS Secret in several namespaces hold different certificates",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Secrets, Using Secrets",
      says: "A Secret can only be used by Pods of its own namespace, so a certificate that several use is copied.",
      url: "https://kubernetes.io/docs/concepts/configuration/secret/",
    },
  ],
  why: "After a renewal one copy was forgotten: its clients go on with the old certificate until it expires, or fail now because its CA has changed.",
  fix: "Renew all copies together: let cert-manager issue in each namespace, or have a controller copy the Secret.",

  on: "repository",
  *check({ joined }, context) {
    const copies = new Map<string, Copy[]>()
    for (const copy of copiesIn(context)) {
      const key = `${copy.bundle.carrier?.resource?.name} ${names(copy.certificate)}`
      copies.set(key, [...(copies.get(key) ?? []), copy])
    }
    for (const group of copies.values()) {
      const [newest, ...others] = [...group].sort(
        (a, b) => b.certificate.notBefore - a.certificate.notBefore || b.certificate.notAfter - a.certificate.notAfter,
      )
      for (const { bundle, certificate, fact } of others) {
        if (newest === undefined || certificate.sha256 === newest.certificate.sha256) continue
        if (namespaceOf(bundle) === namespaceOf(newest.bundle)) continue
        if (!joined(bundle.location.path, newest.bundle.location.path)) continue
        yield {
          message: `"${called(certificate)}" in ${placeOf(bundle)} is not the one of ${placeOf(newest.bundle)}, which is newer (until ${instant(newest.certificate.notAfter)}): the copies have drifted apart.`,
          help: [
            {
              do: `Replace it by the one of ${newest.bundle.location.path}, with its key.`,
              verify: `tlsgate inspect ${[...new Set([bundle.location.path, newest.bundle.location.path])].join(" ")} shows one fingerprint.`,
            },
          ],
          at: fact.location,
          certificate: certificate.sha256,
          cause: certificate.sha256,
          related: [{ at: newest.fact.location, message: "the newer copy" }],
          ...resourceOf(bundle),
        }
      }
    }
  },
})

interface Copy {
  readonly bundle: BundleFact
  readonly certificate: Certificate
  readonly fact: CertificateFact
}

function copiesIn({ inventory }: Context): Copy[] {
  return inventory.bundles.flatMap((bundle): Copy[] => {
    const { carrier, commented } = bundle
    if (commented || carrier?.kind !== "secret" || carrier.key !== "tls.crt" || !carrier.resource?.name) return []
    const leaf = linksOf(bundle, inventory).find(
      ({ certificate }) => !isAuthority(certificate) && certificate.dnsNames.length > 0,
    )
    return leaf === undefined ? [] : [{ bundle, ...leaf }]
  })
}

function names({ dnsNames }: Certificate): string {
  return [...dnsNames]
    .map((name) => name.toLowerCase())
    .sort()
    .join()
}

function namespaceOf({ carrier }: BundleFact): string {
  return carrier?.resource?.namespace ?? "default"
}

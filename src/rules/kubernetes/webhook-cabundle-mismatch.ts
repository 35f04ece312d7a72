import { linksOf } from "../../chains/links.ts"
import { called, instant, issuerCalled, keyIdentifierText, listed, placeOf } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import { textAt } from "../../model/tree.ts"
import { isInjected } from "../../usage/injected.ts"
import { mountedBehind, type ServiceName } from "../../usage/services.ts"
import { vouchesFor } from "../../usage/trust-stores.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { matchesHost } from "../../x509/peer-name.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { type Called, calledBy } from "./webhooks.shared.ts"

export const webhookCabundleMismatch = rule({
  id: "webhook-cabundle-mismatch",
  family: "kubernetes",
  level: "error",
  summary: "The caBundle of a webhook did not sign the certificate that its pods serve",
  citations: [
    {
      document: "Kubernetes API reference",
      section: "WebhookClientConfig, caBundle",
      says: "A PEM encoded CA bundle which will be used to validate the webhook's server certificate.",
      url: "https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/",
    },
  ],
  why: "The certificate was renewed under another CA, or the caBundle was forgotten: the API server refuses every call, and with failurePolicy Fail every change that the webhook is about.",
  fix: "Write the base64 of the CA that issued the serving certificate into caBundle, or let cert-manager inject it.",

  on: "kubernetes",
  *check(document, { inventory }) {
    if (document.template || isInjected(document.root)) return
    for (const client of calledBy(document)) {
      const service = serviceOf(client)
      const trusted = (inventory.files.get(document.path)?.bundles ?? [])
        .filter(({ location }) => isWithin(location, client))
        .flatMap((bundle) => inventory.certificates(bundle))
      if (service === undefined || trusted.length === 0) continue
      const host = `${service.name}.${service.namespace}.svc`
      // Only a certificate for the name of the Service is one that the API server gets to see.
      const served = mountedBehind(service, document, inventory)
        .map((bundle) => ({ bundle, links: linksOf(bundle, inventory) }))
        .filter(({ links: [leaf] }) => leaf !== undefined && matchesHost(leaf.certificate, host))
      const foreign = served.filter(
        ({ links }) =>
          !vouchesFor(
            trusted,
            links.map(({ certificate }) => certificate),
          ),
      )
      if (foreign.length === 0 || foreign.length < served.length) continue
      const { bundle, links } = foreign[0]!
      const last = links.at(-1)!.certificate
      const issuer = issuerCalled(last)
      // A CA that was made anew has the old name: its key tells the two apart.
      const isAnew = trusted.some((one) => called(one) === issuer)
      const wanted = last.authorityKeyIdentifier?.keyIdentifier
      const by = isAnew
        ? `another CA of that name issued${wanted === undefined ? "" : ` (key identifier ${keyIdentifierText(wanted)})`}`
        : `"${issuer}" issued`
      yield {
        message: `The caBundle of ${objectText(document)} holds ${listed(
          trusted.map((one) => `"${called(one)}"${isAnew ? distinction(one) : ""}`),
          3,
        )}, but ${host} serves ${placeOf(bundle)}, which ${by}: the API server refuses every call of it.`,
        help: [
          {
            do: `Put the certificate of "${issuer}" there (base64 -w0 ca.crt prints the value):`,
            copy: yaml("caBundle: BASE64-OF-CA.CRT"),
          },
          {
            do: "Or, with cert-manager, the annotation cert-manager.io/inject-ca-from: <namespace>/<Certificate>.",
            verify: "kubectl apply --dry-run=server of an object that the webhook is about.",
          },
        ],
        at: client.caBundle,
        identity: host,
        related: [{ at: links[0]!.fact.location, message: `the certificate that ${host} serves` }],
      }
    }
  },
})

/** What tells a CA from others of its name. */
function distinction({ subjectKeyIdentifier, notBefore }: Certificate): string {
  const key = subjectKeyIdentifier === undefined ? "" : `key identifier ${keyIdentifierText(subjectKeyIdentifier)}, `
  return ` (${key}made ${instant(notBefore).slice(0, 10)})`
}

function serviceOf({ service }: Called): ServiceName | undefined {
  const name = textAt(service, "name")
  const namespace = textAt(service, "namespace")
  return name === undefined || namespace === undefined ? undefined : { name, namespace }
}

function isWithin({ start, end }: Span, { caBundle }: Called): boolean {
  return start >= caBundle.start && end <= caBundle.end
}

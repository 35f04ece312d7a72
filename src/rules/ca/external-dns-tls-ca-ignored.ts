import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { type Problem, rule } from "../rule.ts"
import { distinct, externalDnsIn, flagOf, isOn, readsTlsCa } from "./external-dns.shared.ts"

export const externalDnsTlsCaIgnored = rule({
  id: "external-dns-tls-ca-ignored",
  family: "ca",
  level: "error",
  summary: "external-dns is given --tls-ca, which its provider never reads",
  citations: [
    {
      document: "external-dns source, provider/pdns/pdns.go and provider/rfc2136/rfc2136.go",
      says: "The TLSCA option is read by these two providers only.",
      url: "https://github.com/kubernetes-sigs/external-dns",
    },
    {
      document: "external-dns issue 4694",
      says: "A CA given by --tls-ca is not used for Route 53; the image's own bundle is.",
      url: "https://github.com/kubernetes-sigs/external-dns/issues/4694",
    },
  ],
  why: "The CA looks configured, and TLS goes on with the roots of the image: every call to the DNS provider fails with “x509: certificate signed by unknown authority”, and no record is written.",
  fix: "Point SSL_CERT_FILE at the mounted CA instead, or mount it as a further file below /etc/ssl/certs.",

  on: ["kubernetes", "helm-values", "compose"],
  check: (document, { inventory }) => distinct(faults(document, inventory)),
})

function* faults(document: DocumentFact, inventory: Inventory): Iterable<Problem> {
  for (const instance of externalDnsIn(document, inventory)) {
    const { provider, container } = instance
    const flag = flagOf(instance, "--tls-ca", "--tls-client-cert", "--tls-client-cert-key")
    if (flag === undefined || provider === undefined || !flag.value) continue
    const resource = container.resource && { resource: container.resource }
    if (provider === "rfc2136" && !isOn(flagOf(instance, "--rfc2136-use-tls")))
      yield {
        message: `external-dns talks to its DNS server without TLS, as --rfc2136-use-tls is not set: ${flag.flag}=${flag.value} is not used.`,
        help: [
          {
            do: "Add --rfc2136-use-tls (and open port 853 on the server).",
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(flag.node),
        level: "warning",
        ...resource,
      }
    if (readsTlsCa.has(provider)) continue
    yield {
      message: `external-dns with provider "${provider}" never reads ${flag.flag}: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".`,
      help: [
        {
          do: `Remove ${flag.flag} and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:`,
          copy: yaml(
            "env:",
            "  - name: SSL_CERT_FILE",
            `    value: ${flag.flag === "--tls-ca" ? flag.value : "/ssl/ca.crt"}`,
          ),
          verify: "kubectl logs deploy/external-dns | grep -i x509",
        },
        ...(provider === "aws" ? [{ do: "From v0.19.0 on, AWS_CA_BUNDLE does the same for the AWS SDK alone." }] : []),
      ],
      at: instance.place(flag.node),
      ...resource,
    }
  }
}

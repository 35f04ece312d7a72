import { containersOf } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"

export const mountCaNearMiss = rule({
  id: "mount-ca-near-miss",
  family: "ca",
  level: "warning",
  summary: "A CA is mounted a letter away from a path that programs read",
  citations: [
    {
      document: "external-dns issue 5672",
      says: "A CA was mounted at /etc/ssl/certs/ca-certificate.crt, without the s.",
      url: "https://github.com/kubernetes-sigs/external-dns/issues/5672",
    },
  ],
  why: "Programs in Go find it all the same, as they read the whole directory; those on OpenSSL, curl and Python do not.",
  fix: "Give it a name of its own and let SSL_CERT_FILE name it, or use the exact path.",

  on: ["kubernetes", "helm-values"],
  *check(document) {
    for (const container of containersOf(document)) {
      for (const { path, node } of container.mounts) {
        const meant = nearMisses.get(path)
        if (meant === undefined) continue
        const place =
          node.kind === "mapping" ? node.entries.find(({ key }) => key.value === "mountPath")?.value : undefined
        yield {
          message: `${path} is read by no program by that name; ${meant} was probably meant, and only programs in Go find it here.`,
          help: [
            {
              do: `Mount it under a name of its own (/etc/ssl/certs/corp-ca.crt) and set SSL_CERT_FILE for programs that do not read the directory, or mount a whole bundle at ${meant}.`,
              verify: "kubectl exec deploy/… -- ls -l /etc/ssl/certs",
            },
          ],
          at: place ?? node,
          ...(container.resource && { resource: container.resource }),
        }
      }
    }
  },
})

const nearMisses = new Map(
  [
    ["/etc/ssl/certs/ca-certificate.crt", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/ssl/certs/ca-certificates.cert", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/ssl/certs/ca-certificates.pem", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/ssl/certs/ca_certificates.crt", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/ssl/cert/ca-certificates.crt", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/ssl/ca-certificates.crt", "/etc/ssl/certs/ca-certificates.crt"],
    ["/etc/pki/tls/cert/ca-bundle.crt", "/etc/pki/tls/certs/ca-bundle.crt"],
    ["/etc/pki/tls/certs/ca-bundles.crt", "/etc/pki/tls/certs/ca-bundle.crt"],
    ["/etc/ssl/certs.pem", "/etc/ssl/cert.pem"],
  ].map(([path, meant]) => [path!, meant!]),
)

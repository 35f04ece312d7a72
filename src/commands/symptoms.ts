/** What an error message means, and the rules that are about its causes, most likely first. */
export interface Symptom {
  readonly pattern: RegExp
  readonly meaning: string
  readonly causes: readonly string[]
}

/** The symptoms that a text shows, in the order of the table. */
export function causesOf(text: string): Symptom[] {
  // A log may be of any size; what matters stands near its end.
  const read = text.slice(-1_000_000)
  return symptoms.filter(({ pattern }) => pattern.test(read))
}

const missingTrust = [
  "chain-too-short",
  "chain-broken-link",
  "chain-signature-mismatch",
  "external-dns-tls-ca-ignored",
  "ca-env-path-not-mounted",
  "ca-env-kind-mismatch",
  "mount-shadows-ca-directory",
  "mount-replaces-ca-bundle",
  "containerd-hosts-invalid",
  "containerd-hosts-unknown-key",
  "k3s-registry-misplaced-tls",
  "k3s-registry-config-key",
  "ca-store-wrong-extension",
  "ca-store-no-update-command",
  "ca-store-leaf",
  "ca-store-multi-cert-file",
  "runtime-not-restarted-after-ca",
  "certsd-wrong-extension",
  "private-registry-without-ca",
  "ca-pem-glued-or-indented",
  "cm-secret-ca-content",
  "webhook-cabundle-invalid",
]

/** As Go, OpenSSL, curl, Java, Node.js, containerd, cert-manager and Kubernetes say it. */
const symptoms: readonly Symptom[] = [
  {
    pattern:
      /signed by unknown authority|unable to get (local )?issuer certificate|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|self[- ]signed certificate|SELF_SIGNED_CERT|PKIX path building failed|certificate verify failed|CERTIFICATE_VERIFY_FAILED|UnknownIssuer/i,
    meaning:
      "The client found no path from the server's certificate to a root that it trusts: the server leaves out an intermediate, or the client does not have the CA.",
    causes: missingTrust,
  },
  {
    pattern:
      /certificate has expired|certificate is not yet valid|CERT_HAS_EXPIRED|NotAfter|CertificateExpiredException|certificate expired/i,
    meaning: "A certificate of the path is outside its validity. It need not be the server's own.",
    causes: [
      "chain-expired",
      "ca-expired",
      "chain-not-yet-valid",
      "chain-expiring",
      "ca-expiring",
      "certificate-spec-times",
    ],
  },
  {
    pattern:
      /certificate is valid for .*, not |doesn't match|hostname mismatch|ERR_TLS_CERT_ALTNAME_INVALID|no alternative certificate subject name|No subject alternative|relies on legacy Common Name/i,
    meaning: "The certificate does not name the host that the client asked for.",
    causes: ["leaf-host-mismatch", "leaf-without-san"],
  },
  {
    pattern:
      /private key does not match|key values mismatch|tls: private key|PEM_read_bio|no start line|failed to find any PEM data|bad end line/i,
    meaning: "The certificate and key do not belong together, or one of them is not the PEM that the program expects.",
    causes: [
      "chain-key-mismatch",
      "chain-wrong-order",
      "input-malformed",
      "ca-pem-glued-or-indented",
      "cm-secret-ca-content",
    ],
  },
  {
    pattern:
      /propagation check failed|wrong status code '?404|Waiting for (HTTP-01|challenge)|acme-challenge|did not get expected response/i,
    meaning:
      "cert-manager asks for its own challenge and gets another answer than 200: the request does not always reach the controller that has the route.",
    causes: [
      "haproxy-shared-acme-backend",
      "http01-no-class-multi-controller",
      "http01-class-mismatch",
      "host-served-by-two-controllers",
      "ingressclass-multiple-defaults",
      "http01-gateway-incomplete",
      "http01-blocked-path",
      "http01-wildcard",
      "lb-shared-controllers-generic",
    ],
  },
  {
    pattern:
      /ImagePullBackOff|ErrImagePull|failed to (pull|resolve) (and unpack )?(image|reference)|failed to do request: Head/i,
    meaning: "A node could not pull an image. Pods that run already had it in their cache.",
    causes: [
      ...[
        "containerd-hosts-invalid",
        "containerd-hosts-ca-missing",
        "containerd-hosts-dir-name",
        "containerd-config-mirrors-with-config-path",
      ],
      ...[
        "k3s-registry-misplaced-tls",
        "k3s-registry-config-unmatched",
        "k3s-registry-client-cert-unpaired",
        "private-registry-without-ca",
      ],
      ...[
        "ca-store-no-update-command",
        "ca-store-wrong-distro",
        "runtime-not-restarted-after-ca",
        "registries-conf-invalid",
        "certsd-dir-name",
      ],
    ],
  },
  {
    pattern:
      /http: server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|wrong version number/i,
    meaning: "The client spoke TLS to a port that answers without it.",
    causes: [
      "containerd-hosts-plain-http",
      "containerd-hosts-http-tls-mix",
      "k3s-registry-http-endpoint",
      "docker-daemon-insecure-registry",
      "buildkitd-registry-http",
    ],
  },
  {
    pattern: /has no WithTransportOptions/i,
    meaning: "external-dns before v0.19.0 does not start when AWS_CA_BUNDLE is set.",
    causes: ["external-dns-aws-ca-bundle-crash"],
  },
  {
    pattern: /specifying a root certificates file with the insecure flag|may not be true if caBundle is present/i,
    meaning: "A configuration both names a CA and switches verification off, which is refused.",
    causes: ["kubeconfig-ca-conflict", "apiservice-insecure-with-cabundle", "argocd-cluster-tls-insecure"],
  },
]

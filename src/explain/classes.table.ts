import type { MessageClass } from "./message.ts"

/** What a class of messages means, what to look at, how to confirm the repair, and the rules about its causes, most likely first. */
export interface ClassWords {
  readonly meaning: string
  /** What to look at on the live system. */
  readonly check: string
  /** What shows that the repair worked. */
  readonly confirm: string
  readonly rules: readonly string[]
}

const servedChain = ["chain-too-short", "chain-broken-link", "chain-signature-mismatch", "chain-wrong-order"]

const missingTrust = [
  ...["external-dns-tls-ca-ignored", "ca-env-path-not-mounted", "ca-env-kind-mismatch", "ca-does-not-sign-server"],
  ...["mount-shadows-ca-directory", "mount-replaces-ca-bundle", "mount-ca-near-miss", "env-ca-replaces-public-roots"],
  ...["containerd-hosts-invalid", "containerd-hosts-unknown-key", "containerd-hosts-ca-missing"],
  ...["containerd-config-registry-tls-removed", "k3s-registry-misplaced-tls", "k3s-registry-config-key"],
  ...["k3s-registry-config-unmatched", "ca-store-wrong-extension", "ca-store-no-update-command", "ca-store-leaf"],
  ...["ca-store-multi-cert-file", "ca-store-intermediate-only", "runtime-not-restarted-after-ca"],
  ...["certsd-wrong-extension", "certsd-dir-name", "private-registry-without-ca", "ca-pem-glued-or-indented"],
  ...["cm-secret-ca-content", "webhook-cabundle-invalid", "webhook-cabundle-mismatch", "java-truststore-env"],
]

const validity = ["chain-expired", "ca-expired", "chain-expiring", "ca-expiring", "certificate-spec-times"]

const unreadable = [
  "ca-env-path-not-mounted",
  "env-ca-path-dangling",
  "ca-env-kind-mismatch",
  "containerd-hosts-ca-missing",
]

const pem = [
  "input-malformed",
  "ca-pem-glued-or-indented",
  "cm-secret-ca-content",
  "talos-ca-encoding",
  "kubeconfig-ca-invalid",
]

const solver = [
  ...["haproxy-shared-acme-backend", "http01-no-class-multi-controller", "http01-class-mismatch"],
  ...["host-served-by-two-controllers", "ingressclass-multiple-defaults", "http01-gateway-incomplete"],
  ...["http01-blocked-path", "http01-wildcard", "http01-unreachable-name", "lb-shared-controllers-generic"],
]

const pull = [
  ...["containerd-hosts-invalid", "containerd-hosts-ca-missing", "containerd-hosts-dir-name"],
  ...["containerd-config-mirrors-with-config-path", "k3s-registry-misplaced-tls", "k3s-registry-config-unmatched"],
  ...["k3s-registry-client-cert-unpaired", "private-registry-without-ca", "ca-store-no-update-command"],
  ...["ca-store-wrong-distro", "runtime-not-restarted-after-ca", "registries-conf-invalid", "certsd-dir-name"],
]

export const classWords: Readonly<Record<MessageClass, ClassWords>> = {
  "unknown-authority": {
    meaning:
      "The client found no path from the server's certificate to a root that it trusts: the server leaves out an intermediate, or the client does not have the CA.",
    check:
      "openssl s_client -connect HOST:443 -servername HOST -showcerts shows what is sent; compare its last issuer with the CA that the client reads.",
    confirm:
      "openssl s_client -connect HOST:443 -servername HOST -CAfile ca.crt -verify_return_error ends with «Verify return code: 0 (ok)».",
    rules: [...servedChain, ...missingTrust],
  },
  "missing-intermediate": {
    meaning:
      "The server sends its own certificate without the intermediate that signed it, so that the client cannot get from it to a root.",
    check:
      "openssl s_client -connect HOST:443 -servername HOST -showcerts must print the certificate and each intermediate.",
    confirm:
      "The same command shows every certificate up to one that the root issued, and «Verify return code: 0 (ok)».",
    rules: servedChain,
  },
  expired: {
    meaning:
      "A certificate of the path is past its notAfter. It need not be the server's own: an intermediate or the CA can be the one.",
    check:
      "openssl s_client -connect HOST:443 -servername HOST -showcerts | openssl x509 -noout -subject -enddate, for each certificate.",
    confirm: "The served certificate has a notAfter ahead, and what served the old one has been reloaded.",
    rules: [...validity, "kubeconfig-ca-invalid"],
  },
  "not-yet-valid": {
    meaning: "A certificate is used before its notBefore, or the clock of the client is behind.",
    check: "Compare `date -u` on the client with the certificate's notBefore.",
    confirm: "openssl x509 -noout -startdate is before now, and the clocks agree.",
    rules: ["chain-not-yet-valid", "certificate-validity-inverted"],
  },
  "name-mismatch": {
    meaning: "The certificate is for other names than the one that the client asked for.",
    check:
      "openssl s_client -connect HOST:443 -servername HOST | openssl x509 -noout -ext subjectAltName lists the names that are served.",
    confirm: "The name that the client uses is among them.",
    rules: ["leaf-host-mismatch", "tls-secret-undefined", "certificate-common-name-not-in-san"],
  },
  "no-san": {
    meaning:
      "The certificate has no subjectAltName of the kind that the client needs (a DNS name, or an IP address): its common name does not count.",
    check: "openssl x509 -in tls.crt -noout -ext subjectAltName",
    confirm: "The new certificate lists the name or address that clients use under subjectAltName.",
    rules: ["leaf-without-san", "leaf-host-mismatch"],
  },
  purpose: {
    meaning:
      "The certificate is used for something that its key usage, extended key usage or basic constraints do not allow.",
    check: "openssl x509 -in FILE -noout -ext basicConstraints,keyUsage,extendedKeyUsage",
    confirm: "openssl verify -purpose sslserver (or sslclient) accepts it.",
    rules: [
      "certificate-server-auth-missing",
      "chain-ca-not-ca",
      "certificate-key-usage-unfit",
      "certificate-rejected-by-clients",
      "ca-store-leaf",
    ],
  },
  "key-mismatch": {
    meaning: "The private key is not the one of the certificate beside it, or is missing.",
    check: "openssl x509 -in tls.crt -noout -pubkey and openssl pkey -in tls.key -pubout must print the same.",
    confirm: "Both commands print the same key, and the leaf stands first in the file.",
    rules: ["chain-key-mismatch", "chain-wrong-order", "secret-copies-diverge"],
  },
  "malformed-pem": {
    meaning:
      "The program found no certificate or key in a form that it reads: the text is empty, of another encoding, damaged, or something else than it is taken for.",
    check:
      "openssl x509 -in FILE -noout -subject (or openssl pkey -in FILE -noout) on the very bytes that the program gets.",
    confirm: "openssl reads the file, and the program starts.",
    rules: [...pem, "ca-store-der", "chain-wrong-order", "chain-key-mismatch"],
  },
  "unreadable-file": {
    meaning:
      "The program was told to read a file that is not there, not readable to it, or locked with another password.",
    check: "List the path inside the container or on the node, as the user that the program runs as.",
    confirm: "The file is listed at that very path, and the program starts.",
    rules: [
      ...unreadable,
      "mount-ca-near-miss",
      "mount-shadows-ca-directory",
      "java-truststore-env",
      "input-password-unknown",
    ],
  },
  "plaintext-vs-tls": {
    meaning: "One side speaks TLS and the other does not: the scheme or the port does not fit the server.",
    check: "openssl s_client -connect HOST:PORT: «wrong version number» means that the port answers without TLS.",
    confirm: "Client and server use the same scheme on that port.",
    rules: [
      ...["containerd-hosts-plain-http", "containerd-hosts-http-tls-mix", "k3s-registry-http-endpoint"],
      ...[
        "docker-daemon-insecure-registry",
        "buildkitd-registry-http",
        "argocd-internal-plaintext",
        "docker-tcp-without-tls",
      ],
    ],
  },
  "protocol-version": {
    meaning: "Client and server have no version of TLS, or no cipher suite, in common.",
    check: "openssl s_client -connect HOST:PORT -tls1_2, then -tls1_3: which one completes?",
    confirm: "Both sides allow TLS 1.2 or 1.3.",
    rules: ["certificate-rejected-by-clients", "certificate-weak-key"],
  },
  "client-certificate": {
    meaning:
      "The server asks for a client certificate, and the client sends none, half of one, or one that the server does not accept.",
    check:
      "openssl s_client -connect HOST:PORT -cert client.crt -key client.key; «Acceptable client certificate CA names» lists the CAs that the server takes.",
    confirm: "The same command completes, and the client's certificate has the purpose clientAuth and is valid.",
    rules: [
      "k3s-registry-client-cert-unpaired",
      "chain-expired",
      "chain-key-mismatch",
      "ingress-auth-tls-weak",
      "certsd-wrong-extension",
    ],
  },
  "config-refused": {
    meaning:
      "The program refuses its configuration: what is written is malformed, or two settings exclude one another.",
    check:
      "Read the file at the line that the message names; the program's own check command, where it has one, says the rest.",
    confirm: "The program starts, or the apply goes through.",
    rules: [
      ...["kubeconfig-ca-conflict", "apiservice-insecure-with-cabundle", "argocd-cluster-tls-insecure"],
      ...["external-dns-aws-ca-bundle-crash", "registries-conf-invalid", "containerd-hosts-invalid"],
      ...["containerd-config-mirrors-with-config-path", "docker-daemon-insecure-format", "certsd-wrong-extension"],
      ...["k3s-registry-unknown-key", "gateway-backendtls-invalid", "input-malformed"],
    ],
  },
  "image-pull": {
    meaning:
      "A node could not pull an image. Pods that run already had it in their cache; the line before this one, in the node's log, says why.",
    check: "crictl pull IMAGE on the node, and its log (journalctl -u containerd).",
    confirm: "crictl pull IMAGE succeeds on each node.",
    rules: pull,
  },
  "acme-challenge": {
    meaning:
      "The CA, or cert-manager's own check, asked for the challenge and got another answer: the name does not lead to the solver.",
    check:
      "curl -v http://HOST/.well-known/acme-challenge/x several times (or dig TXT _acme-challenge.HOST): who answers?",
    confirm: "The Challenge becomes valid: kubectl get challenges -A",
    rules: solver,
  },
  "acme-order": {
    meaning: "The certificate is not issued: its order, its request or its issuer is not in order.",
    check: "kubectl describe certificate,certificaterequest,order -n NAMESPACE: the events say which of them waits.",
    confirm: "kubectl get certificate -A shows READY True.",
    rules: [
      "acme-staging-in-production",
      "http01-wildcard",
      "certificate-spec-times",
      "cert-manager-annotation-typo",
      "tls-secret-undefined",
    ],
  },
  "rate-limit": {
    meaning: "The CA's limit of certificates or attempts is spent: something asks again and again.",
    check: "What asks? kubectl get orders -A --sort-by=.metadata.creationTimestamp",
    confirm: "After the time that the message names one order succeeds, and no second one follows.",
    rules: ["certificate-spec-times", ...solver],
  },
  revoked: {
    meaning: "The CA has revoked the certificate; it does not become valid again.",
    check: "openssl verify -crl_check, or the CA's own page, says when and why.",
    confirm: "A new certificate with a new key is served.",
    rules: ["tls-private-key-committed"],
  },
  "weak-crypto": {
    meaning: "A key is too short, or a signature uses a hash, that the client does not accept any more.",
    check: "openssl x509 -in FILE -noout -text: Signature Algorithm and Public-Key, for each certificate of the chain.",
    confirm: "RSA has 2048 bits or more, and no signature but a root's uses SHA-1 or MD5.",
    rules: ["certificate-weak-key", "certificate-weak-signature", "ca-weak"],
  },
  clock: {
    meaning: "The clock of a machine is wrong, and certificates seem expired or not yet valid to it.",
    check: "timedatectl (or chronyc tracking) on that machine.",
    confirm: "The clocks agree, and the message stops without a new certificate.",
    rules: ["chain-not-yet-valid", "chain-expired"],
  },
  webhook: {
    meaning:
      "The API server could not call an admission webhook: until it can, what the webhook covers cannot be changed.",
    check:
      "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml: caBundle, service and the Secret that the service serves.",
    confirm: "kubectl apply --dry-run=server of a covered object succeeds.",
    rules: ["webhook-cabundle-invalid", "webhook-cabundle-mismatch", "chain-expired", "leaf-host-mismatch"],
  },
  "secret-missing": {
    meaning:
      "A Secret that is referred to is not there, is in another namespace, or lacks a key; where a controller has a default certificate, that is served.",
    check: "kubectl get secret NAME -n NAMESPACE -o yaml: is it there, with the keys tls.crt and tls.key?",
    confirm: "The Secret is there in the namespace of what refers to it, and the controller's log is silent.",
    rules: ["tls-secret-undefined", "cm-secret-ca-content", "gateway-backendtls-invalid", "openshift-registry-ca-key"],
  },
  other: {
    meaning: "The certificate, or the request for it, breaks a rule that this program keeps.",
    check: "openssl x509 -in FILE -noout -text, beside what the message names.",
    confirm: "The message is gone after the new certificate has been served.",
    rules: [
      "certificate-rejected-by-clients",
      "certificate-validity-too-long",
      "certificate-name-constraints-nonconforming",
    ],
  },
}

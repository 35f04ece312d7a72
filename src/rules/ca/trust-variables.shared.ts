/** What an environment variable that names trust anchors expects, and what it does with those of the system. */
export interface TrustVariable {
  readonly kind: "file" | "directory"
  readonly roots: "adds" | "replaces" | "depends"
  readonly reader: string
}

/** The variables that programs take trust anchors from. */
export const trustVariables: ReadonlyMap<string, TrustVariable> = new Map(
  Object.entries({
    SSL_CERT_FILE: { kind: "file", roots: "depends", reader: "Go, OpenSSL and most programs on them" },
    SSL_CERT_DIR: { kind: "directory", roots: "depends", reader: "Go, OpenSSL and most programs on them" },
    REQUESTS_CA_BUNDLE: { kind: "file", roots: "replaces", reader: "Python requests" },
    CURL_CA_BUNDLE: { kind: "file", roots: "replaces", reader: "curl" },
    NODE_EXTRA_CA_CERTS: { kind: "file", roots: "adds", reader: "Node.js" },
    AWS_CA_BUNDLE: { kind: "file", roots: "replaces", reader: "the AWS SDKs" },
    PIP_CERT: { kind: "file", roots: "replaces", reader: "pip" },
    GIT_SSL_CAINFO: { kind: "file", roots: "replaces", reader: "Git" },
    NIX_SSL_CERT_FILE: { kind: "file", roots: "replaces", reader: "Nix" },
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: { kind: "file", roots: "replaces", reader: "gRPC" },
    DENO_CERT: { kind: "file", roots: "adds", reader: "Deno" },
    VAULT_CACERT: { kind: "file", roots: "replaces", reader: "Vault" },
    VAULT_CAPATH: { kind: "directory", roots: "replaces", reader: "Vault" },
    CONSUL_CACERT: { kind: "file", roots: "replaces", reader: "Consul" },
    NOMAD_CACERT: { kind: "file", roots: "replaces", reader: "Nomad" },
    ETCD_CA_FILE: { kind: "file", roots: "replaces", reader: "etcd clients" },
    ETCDCTL_CACERT: { kind: "file", roots: "replaces", reader: "etcdctl" },
    CARGO_HTTP_CAINFO: { kind: "file", roots: "replaces", reader: "Cargo" },
    PGSSLROOTCERT: { kind: "file", roots: "replaces", reader: "libpq" },
  } satisfies Record<string, TrustVariable>),
)

/** The flags that take a CA file in the programs that clusters run. */
export const trustFlags: ReadonlySet<string> = new Set([
  "--tls-ca",
  "--tls-client-cert",
  "--tls-client-cert-key",
  "--ca-file",
  "--cafile",
  "--cacert",
  "--ca-cert",
  "--oidc-ca-file",
  "--requestheader-client-ca-file",
  "--client-ca-file",
  "--kubelet-certificate-authority",
  "--trusted-ca-file",
  "--peer-trusted-ca-file",
  "--certificate-authority",
])

/** The files and directories of trust anchors that images bring along. */
export function isImageDefault(path: string): boolean {
  return defaults.test(path.replace(/(?<!\/)\/+$/, ""))
}

const defaults =
  /^\/(etc\/ssl(\/certs(\/ca-(certificates|bundle)\.crt)?|\/cert\.pem|\/ca-bundle\.pem)?|etc\/pki\/tls\/(certs(\/ca-bundle(\.trust)?\.crt)?|cert\.pem|cacert\.pem)|etc\/pki\/ca-trust\/extracted(\/pem(\/tls-ca-bundle\.pem)?)?|usr\/local\/share\/ca-certificates|usr\/share\/ca-certificates|usr\/local\/share\/certs|var\/run\/secrets\/kubernetes\.io\/serviceaccount(\/ca\.crt)?|run\/secrets\/kubernetes\.io\/serviceaccount(\/ca\.crt)?|etc\/kubernetes(\/.*)?|usr\/lib\/ssl(\/.*)?|opt\/[^/]+\/(jre|java|jdk).*)$/

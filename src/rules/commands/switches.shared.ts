import type { Level } from "../../model/report.ts"

/** A variable that turns the verification of some program off, with the values that do. */
export interface Switch {
  readonly name: RegExp
  readonly off: RegExp
  /** What happens: `npm does not verify its registry`. */
  readonly effect: string
  /** What to do instead. */
  readonly secure: string
  readonly level?: Level
}

const on = /^(1|t|true|yes|on|y)$/i
const no = /^(0|f|false|no|off|n|none|disabled?)$/i
const any = /\S/
const store = "Add the CA to the system's trust store, or point SSL_CERT_FILE at a bundle that has it."

/** Variables whose reader is known come first; after them, names that speak for themselves. */
export const switches: readonly Switch[] = [
  {
    name: /^GOINSECURE$/,
    off: any,
    effect: "go fetches these modules over HTTP or from servers that it does not verify",
    secure: store,
  },
  {
    name: /^GOFLAGS$/,
    off: /(^|\s)-insecure(\s|$)/,
    effect: "go is told to fetch modules over insecure schemes (Go 1.17 and newer refuse it)",
    secure: store,
  },
  {
    name: /^npm_config_strict_ssl$/i,
    off: no,
    effect: "npm does not verify its registry",
    secure: "NPM_CONFIG_CAFILE=/path/to/ca.pem",
  },
  {
    name: /^YARN_(ENABLE_)?STRICT_SSL$/i,
    off: no,
    effect: "yarn does not verify its registry",
    secure: "YARN_HTTPS_CA_FILE_PATH=/path/to/ca.pem",
  },
  {
    name: /^BUNDLE_SSL_VERIFY_MODE$/,
    off: /^0$/,
    effect: "bundler does not verify its gem servers",
    secure: "BUNDLE_SSL_CA_CERT=/path/to/ca.pem",
  },
  {
    name: /^PERL_LWP_SSL_VERIFY_HOSTNAME$/,
    off: /^0$/,
    effect: "Perl's LWP does not verify servers",
    secure: "PERL_LWP_SSL_CA_FILE=/path/to/ca.pem",
  },
  {
    // Composer knows the setting disable-tls (Factory.php, createHttpDownloader) and no such variable.
    name: /^COMPOSER_DISABLE_TLS$/,
    off: on,
    effect: "it is meant to make Composer fetch packages without TLS, but Composer only reads the setting disable-tls",
    secure: "composer config --global cafile /path/to/ca.pem",
    level: "notice",
  },
  {
    name: /^DOCKER_CONTENT_TRUST$/,
    off: /^0$/,
    effect: "docker pulls images whose signature nobody checks, which is the default",
    secure: "DOCKER_CONTENT_TRUST=1, or verify images with cosign or a policy.",
    level: "notice",
  },
  {
    name: /^CONSUL_HTTP_SSL_VERIFY$/,
    // The client takes what Go's ParseBool does not know, such as yes, for false.
    off: /^(?!(1|[tT]|true|TRUE|True)$)\S+$/,
    effect: "consul does not verify its server",
    secure: "CONSUL_CACERT=/path/to/ca.pem",
  },
  {
    name: /^NOMAD_SKIP_VERIFY$/,
    off: on,
    effect: "nomad does not verify its server",
    secure: "NOMAD_CACERT=/path/to/ca.pem",
  },
  {
    name: /^ARGOCD_OPTS$/,
    off: /(^|\s)--insecure(=true)?(\s|$)/,
    effect: "argocd does not verify its server",
    secure: "ARGOCD_OPTS=--server-crt=/path/to/argocd.crt",
  },
  { name: /^TRIVY_INSECURE$/, off: on, effect: "trivy does not verify the registries that it scans", secure: store },
  // Kept for those who had it before TRIVY_INSECURE: it is on whatever its value is (pkg/flag, ToOptions).
  { name: /^TRIVY_NON_SSL$/, off: any, effect: "trivy does not verify the registries that it scans", secure: store },
  {
    name: /^(SYFT|GRYPE)_REGISTRY_INSECURE_(SKIP_TLS_VERIFY|USE_HTTP)$/,
    off: on,
    effect: "the scanner does not verify the registries that it reads",
    secure: "Set …_REGISTRY_CA_CERT=/path/to/ca.pem.",
  },
  {
    name: /^ANSIBLE_GALAXY_IGNORE$/,
    off: on,
    effect: "ansible-galaxy does not verify the servers that roles come from",
    secure: store,
  },
  {
    name: /^ANSIBLE_HOST_KEY_CHECKING$/,
    off: no,
    effect: "ansible accepts any SSH host key",
    secure: "Distribute known_hosts, or sign host keys with an SSH CA.",
    level: "notice",
  },
  {
    name: /^(MAVEN_OPTS|MAVEN_ARGS|MAVEN_CLI_OPTS|JAVA_TOOL_OPTIONS|JAVA_OPTS)$/,
    off: /-Dmaven\.wagon\.http\.ssl\.(insecure|allowall)=true|-Daether\.connector\.https\.securityMode=insecure/,
    effect: "Maven does not verify the repositories that it loads code from",
    secure: "-Djavax.net.ssl.trustStore=/path/to/truststore.p12",
  },
  {
    name: /^ETCD_TLS_INSECURE$/,
    off: on,
    effect: "the client does not verify etcd",
    secure: "ETCD_CA_FILE=/path/to/ca.crt",
  },
  {
    name: /^ETCDCTL_INSECURE_SKIP_TLS_VERIFY$/,
    off: on,
    effect: "etcdctl does not verify etcd",
    secure: "ETCDCTL_CACERT=/path/to/ca.crt",
  },
  {
    name: /^HELM_KUBEINSECURE_SKIP_TLS_VERIFY$/,
    off: on,
    effect: "helm does not verify the API server",
    secure: "HELM_KUBECAFILE=/path/to/ca.crt",
  },
  {
    name: /^(DRONE|WOODPECKER)_(\w+_)?SKIP_VERIFY$/,
    off: on,
    effect: "the CI server or its runner does not verify the other end",
    secure: "Mount the CA, and point SSL_CERT_FILE at a bundle that has it.",
    level: "warning",
  },
  {
    name: /^RCLONE_NO_CHECK_CERTIFICATE$/,
    off: on,
    effect: "rclone does not verify its servers",
    secure: "RCLONE_CA_CERT=/path/to/ca.pem",
  },
  {
    name: /^TF_VAR_\w*(insecure|skip_tls_verify)\w*$/i,
    off: on,
    effect: "Terraform gets a variable by whose name a provider does not verify its API",
    secure: "Give the provider the CA of the API.",
    level: "warning",
  },
  {
    name: /^PGSSLMODE$/,
    off: /^(disable|allow|prefer)$/,
    effect: "PostgreSQL's clients may talk without TLS, to anyone",
    secure: "PGSSLMODE=verify-full and PGSSLROOTCERT=/path/to/ca.pem",
    level: "warning",
  },
  {
    name: /^PGSSLMODE$/,
    off: /^require$/,
    effect: "PostgreSQL's clients encrypt, but do not verify the server unless a root certificate is at hand",
    secure: "PGSSLMODE=verify-full and PGSSLROOTCERT=/path/to/ca.pem",
    level: "notice",
  },
  {
    name: /(^|_)(INSECURE_SKIP_(TLS_|SSL_)?VERIFY|SKIP_(TLS|SSL|CERT|CERTIFICATE)_?(VERIFY|VERIFICATION|VALIDATION)|(TLS|SSL)_(SKIP_VERIFY|INSECURE|INSECURE_SKIP_VERIFY)|(DISABLE|IGNORE)_(SSL|TLS|CERT|CERTIFICATE)(_(VERIFY|VERIFICATION|VALIDATION|ERRORS|CHECK))?)$/,
    off: on,
    effect: "whatever reads it is told not to verify its server",
    secure: "Give that program the CA of the server.",
    level: "warning",
  },
  {
    name: /(^|_)((TLS|SSL|CERT|CERTIFICATE)_(VERIFY|VERIFICATION|VALIDATION)|VERIFY_(SSL|TLS|CERTS?|CERTIFICATES?))$/,
    off: no,
    effect: "whatever reads it is told not to verify its server",
    secure: "Give that program the CA of the server.",
    level: "warning",
  },
]

/** Names that other rules speak about, or that mean something else than they seem to. */
export const elsewhere =
  /^(VAULT_SKIP_VERIFY|GIT_SSL_NO_VERIFY|NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|DOCKER_TLS_VERIFY)$/

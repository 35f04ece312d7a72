import { anything, no, oneOf, type Row, rowsOf, yes, zero } from "../row.ts"

/** Runtimes, their libraries, and what fetches packages for them. */
export const languages: readonly Row[] = [
  ...rowsOf(
    {
      product: "Java",
      source: "OpenJDK, java.net.http, jdk.internal.httpclient.disableHostnameVerification",
      instead:
        "Use a certificate that names the host; name the trust store: -Djavax.net.ssl.trustStore=/etc/ssl/truststore.p12",
      peer: "the servers of its HTTP client",
      effect: "host-name",
    },
    [
      // The empty value counts as true (ClientImpl, hostnameVerificationDisabled).
      {
        names: "jdk.internal.httpclient.disableHostnameVerification",
        off: { test: (v) => v === "" || /^true$/i.test(v), bad: "true", good: "false" },
      },
      {
        names: "com.sun.jndi.ldap.object.disableEndpointIdentification",
        peer: "LDAP servers",
        source: "OpenJDK, JNDI LDAP, disableEndpointIdentification",
      },
      {
        names: "maven.wagon.http.ssl.insecure maven.wagon.http.ssl.allowall",
        product: "Maven",
        peer: "the repositories that it loads code from",
        effect: "unverified",
        level: "error",
        source: "Maven Wagon, wagon-http, maven.wagon.http.ssl.insecure",
      },
      {
        names: "aether.connector.https.securityMode aether.transport.https.securityMode",
        product: "Maven",
        peer: "the repositories that it loads code from",
        effect: "unverified",
        level: "error",
        off: oneOf("insecure", "default"),
        source: "Maven Resolver, aether.connector.https.securityMode",
      },
      {
        names: "com.unboundid.ldap.sdk.trustAll",
        product: "Java clients",
        effect: "unverified",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Python packages",
      source: "pip, --trusted-host; uv, UV_INSECURE_HOST; Poetry, certificates.<name>.cert",
      instead:
        "PIP_CERT=/etc/ssl/corp-ca.pem (pip), SSL_CERT_FILE (uv), poetry config certificates.<name>.cert /etc/ssl/corp-ca.pem",
      peer: "the package index, so it decides what is installed",
      level: "error",
    },
    [
      { names: "UV_INSECURE_HOST PDM_TRUSTED_HOSTS", off: anything, product: "uv" },
      { names: "POETRY_CERTIFICATES_*_CERT", off: no, product: "Poetry" },
      {
        names: "CONDA_SSL_VERIFY MAMBA_SSL_VERIFY",
        off: no,
        product: "conda",
        source: "conda, ssl_verify",
        instead: "CONDA_SSL_VERIFY=/etc/ssl/corp-ca.pem",
      },
      { names: "MAMBA_SSL_NO_VERIFY", off: yes, product: "micromamba", source: "micromamba, ssl_no_verify" },
    ],
  ),
  ...rowsOf(
    {
      product: "Deno and Chromium",
      source: "Deno, --unsafely-ignore-certificate-errors; Chromium, --ignore-certificate-errors",
      instead: "Add the CA to the system's trust store (NODE_EXTRA_CA_CERTS, DENO_CERT).",
      peer: "the servers of what it loads",
    },
    [
      { names: "--unsafely-ignore-certificate-errors", product: "Deno", level: "error", off: yes },
      { names: "--ignore-certificate-errors", product: "Chromium", level: "notice" },
    ],
  ),
  ...rowsOf(
    {
      product: "PHP and Composer",
      source: "PHP, SSL context options, verify_peer; curl, CURLOPT_SSL_VERIFYPEER",
      instead: "openssl.cafile=/etc/ssl/corp-ca.pem",
      peer: "its servers",
      off: no,
    },
    [
      {
        names: "DB_SSL_VERIFY MYSQL_ATTR_SSL_VERIFY_SERVER_CERT MYSQL_SSL_VERIFY_SERVER_CERT DB_SSL_VERIFY_SERVER_CERT",
        peer: "its database",
      },
      { names: "options.ssl.verify_peer ssl.verify_peer", peer: "its server" },
      { names: "options.ssl.verify_peer_name ssl.verify_peer_name", effect: "host-name" },
    ],
  ),
  ...rowsOf(
    {
      product: "Ruby",
      source: "RubyGems, .gemrc, :ssl_verify_mode",
      instead: ":ssl_ca_cert: /etc/ssl/corp-ca.pem",
      peer: "the gem servers",
      level: "error",
      off: zero,
    },
    [{ names: ":ssl_verify_mode", within: /gemrc/i, place: ".gemrc" }],
  ),
  ...rowsOf(
    {
      product: "Node packages",
      source: "npm, strict-ssl; Bower, strict-ssl; Electron builder",
      instead: "cafile=/etc/ssl/corp-ca.pem",
      peer: "the package registry, so it decides what is installed",
      level: "error",
      off: no,
    },
    [
      { names: "BUN_CONFIG_STRICT_SSL PNPM_STRICT_SSL BOWER_STRICT_SSL", product: "bun, pnpm and Bower" },
      { names: "GLOBAL_AGENT_REJECT_UNAUTHORIZED", product: "Node agents", level: "warning" },
    ],
  ),
  ...rowsOf(
    {
      product: ".NET",
      source: "SqlClient, TrustServerCertificate; ASP.NET applications",
      instead: "Add the CA to the trust store of the image (update-ca-certificates).",
      peer: "its server",
    },
    [
      {
        names:
          "TrustServerCertificate trust_server_certificate MSSQL_TRUST_SERVER_CERTIFICATE DB_TRUST_SERVER_CERTIFICATE *_TRUSTSERVERCERTIFICATE",
        peer: "SQL Server",
        product: "SQL Server clients",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Linux package managers",
      source: "dnf.conf(5), sslverify; apt.conf, Acquire::https::Verify-Peer; zypper, ssl_verify",
      instead: "sslcacert=/etc/ssl/corp-ca.pem",
      peer: "the package mirror",
      off: no,
    },
    [
      { names: "repos..sslverify yum_repos.*.sslverify", product: "cloud-init" },
      { names: "proxy_sslverify", product: "dnf" },
      {
        names: "--no-check-certificate",
        within: /\b(apk|opkg|slackpkg|eopkg|xbps-install|guix)\b/,
        place: "opkg",
        off: yes,
        product: "the package manager",
        level: "error",
      },
      { names: "--nosslverify", product: "dnf", off: yes, level: "error" },
    ],
  ),
]

import { no, none, oneOf, parseBool, type Row, rowsOf, yes } from "../row.ts"

const byProvider = "the identity provider"
const byDirectory = "the LDAP server, which is sent passwords"

/** Programs that let people in, and what they ask: identity providers, directories. */
export const identity: readonly Row[] = [
  ...rowsOf(
    {
      product: "Grafana",
      source: "Grafana documentation, Configure authentication, tls_skip_verify_insecure",
      instead: "Name the CA: tls_client_ca of the provider (GF_AUTH_<PROVIDER>_TLS_CLIENT_CA=/etc/ssl/corp-ca.pem).",
      peer: byProvider,
      level: "error",
    },
    [
      { names: "GF_AUTH_*_TLS_SKIP_VERIFY_INSECURE auth.*.tls_skip_verify_insecure" },
      {
        names: "servers.*.ssl_skip_verify",
        peer: byDirectory,
        source: "Grafana documentation, Configure LDAP authentication, ssl_skip_verify",
        instead: 'Name the CA in ldap.toml: root_ca_cert = "/etc/ssl/corp-ca.pem"',
      },
    ],
  ),
  ...rowsOf(
    {
      product: "oauth2-proxy",
      source: "oauth2-proxy pkg/apis/options/options.go, legacy_options.go",
      instead: "--provider-ca-file=/etc/ssl/corp-ca.pem",
    },
    [
      {
        names: "OAUTH2_PROXY_SSL_INSECURE_SKIP_VERIFY --ssl-insecure-skip-verify ssl_insecure_skip_verify",
        peer: byProvider,
        level: "error",
      },
      {
        names:
          "OAUTH2_PROXY_SSL_UPSTREAM_INSECURE_SKIP_VERIFY --ssl-upstream-insecure-skip-verify ssl_upstream_insecure_skip_verify",
        peer: "the upstream",
        instead: "Give the container the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
      },
      {
        names:
          "OAUTH2_PROXY_REDIS_INSECURE_SKIP_TLS_VERIFY --redis-insecure-skip-tls-verify redis_insecure_skip_tls_verify",
        peer: "Redis, where the sessions are",
        instead: "--redis-ca-path=/etc/ssl/corp-ca.pem",
      },
      {
        names: "upstreamConfig.upstreams.*.insecureSkipTLSVerify",
        peer: "the upstream",
        instead: "Give the container the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "libldap",
      source: "ldap.conf(5), TLS_REQCERT",
      instead: "TLS_REQCERT demand, and TLS_CACERT /etc/ssl/corp-ca.pem (LDAPTLS_REQCERT=demand, LDAPTLS_CACERT=…)",
      peer: byDirectory,
      level: "error",
      off: oneOf("never allow", "demand"),
    },
    [
      { names: "LDAPTLS_REQCERT LDAP_TLS_REQCERT *_LDAP_TLS_REQCERT *_LDAPTLS_REQCERT TLS_REQCERT" },
      {
        names: "ldap_tls_reqcert",
        product: "SSSD",
        source: "sssd-ldap(5), ldap_tls_reqcert",
        instead: "ldap_tls_reqcert = demand, and ldap_tls_cacert = /etc/ssl/corp-ca.pem",
      },
      {
        names: "tls_reqcert",
        product: "nslcd",
        source: "nslcd.conf(5), tls_reqcert",
        instead: "tls_reqcert demand, and tls_cacertfile /etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Dex",
      source: "Dex documentation, Connectors",
      instead: "Name the CA: rootCA (LDAP), rootCAs (OIDC)",
      peer: byProvider,
      level: "error",
    },
    [
      { names: "connectors..config.insecureSkipVerify connectors..config.insecureSkipEmailTLS" },
      { names: "connectors..config.insecureNoSSL", effect: "plaintext", peer: byDirectory },
    ],
  ),
  ...rowsOf(
    {
      product: "Keycloak",
      source: "Keycloak, All configuration, tls-hostname-verifier",
      instead: "KC_TLS_HOSTNAME_VERIFIER=DEFAULT, and certificates with the names that are called",
      peer: "the servers that it calls",
      effect: "host-name",
      off: oneOf("ANY", "DEFAULT"),
    },
    [
      { names: "KC_TLS_HOSTNAME_VERIFIER --tls-hostname-verifier tls-hostname-verifier" },
      {
        names: "KC_SPI_TRUSTSTORE_FILE_HOSTNAME_VERIFICATION_POLICY --spi-truststore-file-hostname-verification-policy",
        source: "Keycloak, All provider configuration, truststore file",
      },
      {
        names:
          "KC_SPI_CONNECTIONS_HTTP_CLIENT_DEFAULT_DISABLE_TRUST_MANAGER --spi-connections-http-client-default-disable-trust-manager",
        off: yes,
        effect: "unverified",
        level: "error",
        source: "Keycloak, All provider configuration, connections-http-client default disable-trust-manager",
        instead: "KC_TRUSTSTORE_PATHS=/etc/ssl/corp-ca.pem",
      },
      {
        names: "keycloak.disable-trust-manager disable-trust-manager",
        product: "Keycloak adapter",
        off: yes,
        effect: "unverified",
        level: "error",
        source: "Keycloak, Securing applications, disable-trust-manager",
        instead: "truststore: /path/truststore.p12",
      },
      {
        names: "keycloak.allow-any-hostname allow-any-hostname",
        product: "Keycloak adapter",
        off: yes,
        source: "Keycloak, Securing applications, allow-any-hostname",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Mattermost",
      source: "Mattermost, Configuration settings",
      instead: "Add the CA to the system's trust store of the server.",
    },
    [
      {
        names: "MM_EMAILSETTINGS_SKIPSERVERCERTIFICATEVERIFICATION EmailSettings.SkipServerCertificateVerification",
        peer: "the mail server",
      },
      {
        names: "MM_LDAPSETTINGS_SKIPCERTIFICATEVERIFICATION LdapSettings.SkipCertificateVerification",
        peer: byDirectory,
        level: "error",
      },
      {
        names: "MM_SERVICESETTINGS_ENABLEINSECUREOUTGOINGCONNECTIONS ServiceSettings.EnableInsecureOutgoingConnections",
        peer: "the servers of webhooks and link previews",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "MinIO",
      source: "MinIO documentation, Settings, identity",
      instead: "Put the CA into ~/.minio/certs/CAs/ of the server.",
      peer: byDirectory,
      level: "error",
    },
    [
      { names: "MINIO_IDENTITY_LDAP_TLS_SKIP_VERIFY MINIO_IDENTITY_OPENID_*_TLS_SKIP_VERIFY" },
      { names: "MINIO_IDENTITY_LDAP_SERVER_INSECURE", effect: "plaintext" },
      {
        names: "MINIO_NOTIFY_*_TLS_SKIP_VERIFY MINIO_LOGGER_*_TLS_SKIP_VERIFY MINIO_AUDIT_*_TLS_SKIP_VERIFY",
        peer: "the servers of its events",
        level: "warning",
        source: "MinIO documentation, Settings, notifications",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Authelia",
      source: "Authelia documentation, tls.skip_verify",
      instead: "certificates_directory: /etc/authelia/certificates, with the CA in it",
      level: "error",
      within: /authelia/i,
      place: "authelia/configuration.yml",
    },
    [
      { names: "authentication_backend.ldap.tls.skip_verify", peer: byDirectory, within: /(?:)/ },
      { names: "storage..tls.skip_verify session..tls.skip_verify", peer: "its database", level: "warning" },
      { names: "notifier.smtp.tls.skip_verify", peer: "the mail server", level: "warning", within: /(?:)/ },
      { names: "AUTHELIA_*_TLS_SKIP_VERIFY", within: /(?:)/, level: "warning" },
    ],
  ),
  ...rowsOf(
    {
      product: "GitLab",
      source: "GitLab documentation, LDAP, verify_certificates",
      instead: "verify_certificates: true, and the CA in /etc/gitlab/trusted-certs/",
      peer: byDirectory,
      level: "error",
      off: no,
    },
    [
      { names: "ldap..verify_certificates ldap_servers..verify_certificates" },
      {
        names: "smtp.openssl_verify_mode smtp_openssl_verify_mode",
        source: "GitLab documentation, SMTP settings",
        peer: "the mail server",
        level: "warning",
        off: none,
        instead: "smtp_openssl_verify_mode: peer, and the CA in /etc/gitlab/trusted-certs/",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Nextcloud and ownCloud",
      source: "Nextcloud administration manual, LDAP, turnOffCertCheck",
      instead: "Put TLS_CACERT /etc/ssl/corp-ca.pem into /etc/ldap/ldap.conf of the server.",
      peer: byDirectory,
      level: "error",
    },
    [
      { names: "turnOffCertCheck ldapTurnOffCertCheck LDAP_TURN_OFF_CERT_CHECK" },
      {
        names: "OCIS_INSECURE PROXY_OIDC_INSECURE OC_INSECURE",
        product: "ownCloud Infinite Scale",
        source: "oCIS documentation, OCIS_INSECURE",
        peer: "the identity provider and its own services",
        instead: "Use certificates that the container trusts, and OCIS_INSECURE=false.",
        level: "warning",
      },
      {
        names: "OCIS_LDAP_INSECURE OC_LDAP_INSECURE LDAP_INSECURE GRAPH_LDAP_INSECURE",
        product: "ownCloud Infinite Scale",
        source: "oCIS documentation, OCIS_LDAP_INSECURE",
        instead: "OCIS_LDAP_CACERT=/etc/ocis/ldap-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "NetBox",
      source: "netbox-docker, configuration/ldap/ldap_config.py and configuration.py",
      instead: "LDAP_CA_CERT_FILE=/etc/ssl/corp-ca.pem",
    },
    [
      { names: "LDAP_IGNORE_CERT_ERRORS AUTH_LDAP_IGNORE_CERT_ERRORS", peer: byDirectory, level: "error" },
      {
        names: "REDIS_INSECURE_SKIP_TLS_VERIFY REDIS_CACHE_INSECURE_SKIP_TLS_VERIFY",
        peer: "Redis",
        instead: "REDIS_CA_CERT_PATH=/etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Harbor",
      source: "Harbor documentation, Configure user settings, ldap_verify_cert, oidc_verify_cert",
      instead: "Put the CA into Harbor's trust (caBundleSecretName of the chart), and verify.",
      peer: byDirectory,
      level: "error",
      off: no,
    },
    [
      { names: "LDAP_VERIFY_CERT ldap_verify_cert" },
      { names: "OIDC_VERIFY_CERT oidc_verify_cert", peer: byProvider },
      {
        names: "VERIFY_REMOTE_CERT verify_remote_cert",
        peer: "the registries that it replicates with",
        level: "warning",
      },
      { names: "EMAIL_INSECURE email_insecure", off: yes, peer: "the mail server", level: "warning" },
    ],
  ),
  ...rowsOf(
    {
      product: "Ory",
      source: "Ory documentation, Kratos courier and Hydra command line",
      instead: "Give the container the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
    },
    [
      { names: "--dangerous-disable-tls-verification", peer: "its server", level: "error" },
      { names: "KRATOS_SMTP_SKIP_SSL_VERIFY", peer: "the mail server" },
    ],
  ),
  ...rowsOf(
    {
      product: "Argo CD",
      source: "Argo CD documentation, oidc.tls.insecure.skip.verify",
      instead: "rootCA in oidc.config",
      peer: byProvider,
      level: "error",
    },
    [{ names: "oidc.tls.insecure.skip.verify" }],
  ),
  ...rowsOf(
    {
      product: "Rails applications (Mastodon, Discourse)",
      source: "Action Mailer, smtp_settings, openssl_verify_mode",
      instead: "SMTP_OPENSSL_VERIFY_MODE=peer, and the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
      peer: "the mail server",
    },
    [
      {
        names: "SMTP_OPENSSL_VERIFY_MODE DISCOURSE_SMTP_OPENSSL_VERIFY_MODE openssl_verify_mode",
        off: oneOf("none VERIFY_NONE 0", "peer"),
      },
      { names: "LDAP_TLS_NO_VERIFY", peer: byDirectory, level: "error", source: "Mastodon, config/initializers, LDAP" },
    ],
  ),
  ...rowsOf(
    {
      product: "Vaultwarden",
      source: "Vaultwarden, .env.template",
      instead: "Give the container the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
      peer: "the mail server",
    },
    [{ names: "SMTP_ACCEPT_INVALID_CERTS" }, { names: "SMTP_ACCEPT_INVALID_HOSTNAMES", effect: "host-name" }],
  ),
  ...rowsOf(
    {
      product: "Bitwarden",
      source: "Bitwarden, Environment variables",
      instead: "Put the CA into bwdata/ca-certificates/.",
      peer: "the mail server",
    },
    [{ names: "GLOBALSETTINGS__MAIL__SMTP__TRUSTSERVER" }, { names: "globalSettings__mail__smtp__trustServer" }],
  ),
  ...rowsOf(
    {
      product: "Gitea and Forgejo",
      source: "Gitea, Configuration cheat sheet",
      instead: "Add the CA to the system's trust store of the container.",
      peer: "the mail server",
    },
    [
      {
        names:
          "GITEA__MAILER__FORCE_TRUST_SERVER_CERT FORGEJO__MAILER__FORCE_TRUST_SERVER_CERT mailer.FORCE_TRUST_SERVER_CERT",
      },
      { names: "GITEA__MAILER__SKIP_VERIFY FORGEJO__MAILER__SKIP_VERIFY mailer.SKIP_VERIFY" },
      {
        names: "GITEA__WEBHOOK__SKIP_TLS_VERIFY FORGEJO__WEBHOOK__SKIP_TLS_VERIFY webhook.SKIP_TLS_VERIFY",
        peer: "the servers of webhooks",
      },
      {
        names: "GITEA__MIGRATIONS__SKIP_TLS_VERIFY FORGEJO__MIGRATIONS__SKIP_TLS_VERIFY migrations.SKIP_TLS_VERIFY",
        peer: "the servers that repositories are taken from",
      },
      {
        names: "skipTlsVerify",
        within: /gitea|forgejo/i,
        place: "gitea/values.yaml",
        peer: "the authentication source",
      },
      {
        names: "runner.insecure GITEA_RUNNER_INSECURE",
        product: "act_runner",
        source: "act_runner config.example.yaml, runner.insecure",
        peer: "Gitea, whose jobs it runs",
        level: "error",
        within: /act[-_]?runner|gitea|forgejo/i,
        place: "act_runner/config.yaml",
        instead: "Add the CA to the trust store of the runner, and insecure: false.",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Kanidm",
      source: "Kanidm, client configuration",
      instead: 'ca_path = "/etc/kanidm/ca.pem"',
      peer: "the directory, which is sent passwords",
      level: "error",
      off: no,
      within: /kanidm/i,
      place: "etc/kanidm/config",
    },
    [{ names: "verify_ca" }, { names: "verify_hostnames", effect: "host-name", level: "warning" }],
  ),
  ...rowsOf(
    {
      product: "SPIRE",
      source: "SPIRE agent configuration reference, insecure_bootstrap",
      instead: 'trust_bundle_path = "/opt/spire/conf/agent/bootstrap.crt"',
      peer: "the SPIRE server, and takes the first that answers for it",
      level: "error",
    },
    [
      { names: "agent.insecure_bootstrap --insecureBootstrap insecureBootstrap", off: yes },
      {
        names: "skip_kubelet_verification",
        peer: "the kubelet that it asks about workloads",
        level: "warning",
        source: "SPIRE agent plugin, WorkloadAttestor k8s",
        instead: 'kubelet_ca_path = "/run/secrets/kubelet-ca.crt"',
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Sonarr, Radarr and relatives",
      source: "Servarr wiki, Settings, Certificate validation",
      instead: "certificateValidation: enabled",
      peer: "its servers",
    },
    [
      {
        names: "certificateValidation CertificateValidation",
        off: oneOf("disabled disabledForLocalAddresses", "enabled"),
        level: "notice",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Vault",
      source: "Vault documentation, Agent, tls_skip_verify",
      instead: 'ca_cert = "/etc/ssl/vault-ca.pem"',
      peer: "the Vault server",
      level: "error",
    },
    [
      { names: "vault..tls_skip_verify vault.tls-skip-verify", off: parseBool },
      {
        names: "retry_join.leader_tls_skip_verify service_registration..tls_skip_verify storage..tls_skip_verify",
        off: parseBool,
        peer: "its storage",
        level: "warning",
      },
      {
        names: "auth..config.insecure_tls insecure_tls",
        off: yes,
        peer: byDirectory,
        within: /ldap/i,
        place: "vault/ldap.hcl",
      },
    ],
  ),
]

import { no, oneOf, plainUrl, type Row, rowsOf, yes } from "../row.ts"

/** Proxies, gateways and services, at the side where they are clients; listeners are in rules of their own. */
export const servers: readonly Row[] = [
  ...rowsOf(
    {
      product: "Vault and OpenBao",
      source: "Vault documentation, listener tcp, tls_disable",
      instead: 'tls_cert_file = "/vault/tls/tls.crt" and tls_key_file = "/vault/tls/tls.key"',
      peer: "its clients, tokens and secrets included",
      effect: "plaintext",
    },
    [
      { names: "listener.tcp.tls_disable listener.tls_disable", off: oneOf("1 true t", "0") },
      { names: "global.tlsDisable", level: "notice", within: /vault|openbao/i, place: "vault/values.yaml" },
    ],
  ),
  ...rowsOf(
    {
      product: "clients of Vault and OpenBao",
      source: "Vault documentation, VAULT_ADDR; External Secrets, Vault provider, server",
      instead: "https://…, and the CA (caBundle, caProvider, VAULT_CACERT)",
      peer: "the secret store, token and secrets included",
      effect: "plaintext",
      off: plainUrl,
    },
    [
      { names: "provider.vault.server", product: "External Secrets" },
      { names: "vault.server", product: "cert-manager", within: /Issuer/, place: "kind: Issuer" },
      {
        names: "spec.address",
        product: "Vault Secrets Operator",
        within: /VaultConnection/,
        place: "kind: VaultConnection",
      },
      { names: "VAULT_ADDR BAO_ADDR VAULT_AGENT_ADDR" },
      { names: "vault.hashicorp.com/service", product: "Vault agent injector" },
      { names: "secrets-store.vaultAddress parameters.vaultAddress", product: "Vault CSI provider" },
    ],
  ),
  ...rowsOf(
    {
      product: "Caddy",
      source: "Caddy JSON, reverse_proxy, transport http, tls, insecure_skip_verify",
      instead: '"ca": {"provider": "file", "pem_files": ["/etc/caddy/corp-ca.pem"]}',
      peer: "the servers behind it",
      level: "error",
    },
    [{ names: "transport.tls.insecure_skip_verify" }],
  ),
  ...rowsOf(
    {
      product: "Envoy",
      source: "Envoy API, CertificateValidationContext, trust_chain_verification",
      instead: "trust_chain_verification: VERIFY_TRUST_CHAIN",
      peer: "the other end",
      level: "error",
      off: oneOf("ACCEPT_UNTRUSTED", "VERIFY_TRUST_CHAIN"),
    },
    [{ names: "trust_chain_verification trustChainVerification" }],
  ),
  ...rowsOf(
    {
      product: "Traefik",
      source: "Traefik documentation, ServersTransport, insecureSkipVerify",
      instead: "rootCAs: [/etc/traefik/corp-ca.pem]",
      peer: "the servers behind it",
      level: "error",
    },
    [
      {
        names:
          "--serversTransport.insecureSkipVerify --serversTransport.insecureskipverify --tcpServersTransport.tls.insecureSkipVerify",
      },
      {
        names:
          "TRAEFIK_SERVERSTRANSPORT_INSECURESKIPVERIFY serversTransport.insecureSkipVerify serversTransports.*.insecureSkipVerify",
      },
      {
        names: "providers.*.tls.insecureSkipVerify forwardAuth.tls.insecureSkipVerify",
        peer: "the provider or the server that lets people in",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Consul",
      source: "Consul documentation, TLS configuration reference",
      instead: "verify_outgoing = true, verify_server_hostname = true, with ca_file",
      peer: "other agents",
      off: no,
    },
    [
      { names: "tls..verify_outgoing verify_outgoing" },
      { names: "tls..verify_server_hostname verify_server_hostname", effect: "host-name", peer: "servers" },
      {
        names: "tls..verify_incoming verify_incoming verify_incoming_rpc",
        peer: "those that call it",
        level: "notice",
      },
      {
        names: "global.tls.verify",
        product: "Consul chart",
        source: "consul-helm values.yaml, global.tls.verify",
        within: /consul/i,
        place: "consul/values.yaml",
      },
      { names: "tls.defaults.verify_outgoing", product: "Consul role" },
    ],
  ),
  ...rowsOf(
    {
      product: "cloudflared",
      source: "Cloudflare Tunnel, origin parameters, noTLSVerify",
      instead: "originRequest: {caPool: /etc/cloudflared/corp-ca.pem, originServerName: …}",
      peer: "the service behind the tunnel",
    },
    [{ names: "originRequest.noTLSVerify noTLSVerify TUNNEL_NO_TLS_VERIFY NO_TLS_VERIFY --no-tls-verify" }],
  ),
  ...rowsOf(
    {
      product: "Pomerium",
      source: "Pomerium reference, tls_skip_verify",
      instead: "tls_custom_ca_file: /etc/pomerium/corp-ca.pem",
      peer: "the upstream",
    },
    [{ names: "routes..tls_skip_verify policy..tls_skip_verify ingress.pomerium.io/tls_skip_verify" }],
  ),
  ...rowsOf(
    {
      product: "Tyk, KrakenD, Kong and other API gateways",
      source: "the gateways' configuration references",
      instead: "Name the CA of the upstream.",
      peer: "the upstream",
    },
    [
      {
        names:
          "proxy_ssl_insecure_skip_verify TYK_GW_PROXYSSLINSECURESKIPVERIFY http_server_options.ssl_insecure_skip_verify proxy.transport.ssl_insecure_skip_verify",
        product: "Tyk",
        source: "Tyk Gateway configuration, proxy_ssl_insecure_skip_verify",
      },
      {
        names: "client_tls.allow_insecure_connections",
        product: "KrakenD",
        source: "KrakenD, client_tls, allow_insecure_connections",
      },
      {
        names: "services..tls_verify",
        off: no,
        product: "Kong",
        source: "Kong Gateway, Service, tls_verify",
        within: /kong|deck/i,
        place: "kong.yaml",
      },
      { names: "konghq.com/tls-verify", off: no, product: "Kong", source: "Kong Ingress Controller, annotations" },
      {
        names:
          "KONG_TLS_SKIP_VERIFY kong_admin_tls_skip_verify CONTROLLER_KONG_ADMIN_TLS_SKIP_VERIFY --tls-skip-verify",
        within: /kong|deck/i,
        place: "deck KONG",
        product: "decK and Kong",
      },
      {
        names: "haproxy.org/server-ssl-verify",
        off: oneOf("none", "required"),
        product: "HAProxy ingress",
        level: "notice",
      },
      {
        names: "upstream.tls.verify apisix.ssl.verify etcd.tls.verify",
        off: no,
        product: "APISIX",
        source: "APISIX config.yaml, etcd.tls.verify",
        within: /apisix/i,
        place: "apisix/config.yaml",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Squid and ICAP",
      source: "Squid, tls_outgoing_options, DONT_VERIFY_PEER",
      instead: "tls_outgoing_options cafile=/etc/ssl/corp-ca.pem",
      peer: "the servers of what it fetches",
      level: "error",
    },
    [{ names: "sslproxy_flags", off: oneOf("DONT_VERIFY_PEER", "NO_DEFAULT_CA") }],
  ),
  ...rowsOf(
    {
      product: "Cilium, Linkerd and meshes",
      source: "the charts' values",
      instead: "Name the CA.",
      peer: "the other end",
    },
    [
      {
        names: "HUBBLE_TLS_ALLOW_INSECURE --tls-allow-insecure",
        product: "Hubble",
        source: "hubble CLI, --tls-allow-insecure",
        instead: "--tls-ca-cert-files",
      },
      { names: "kubelet-insecure-tls --kubelet-insecure-tls", product: "metrics-server", level: "notice" },
    ],
  ),
  ...rowsOf(
    {
      product: "Airflow, Jupyter, Superset and other applications",
      source: "the applications' configuration references",
      instead: "REQUESTS_CA_BUNDLE=/etc/ssl/corp-ca.pem",
      peer: "its servers",
      off: no,
    },
    [
      {
        names:
          "kubernetes.verify_ssl AIRFLOW__KUBERNETES__VERIFY_SSL AIRFLOW__KUBERNETES_EXECUTOR__VERIFY_SSL kubernetes_executor.verify_ssl",
        product: "Airflow",
        source: "Apache Airflow, kubernetes_executor.verify_ssl",
        peer: "the API server",
        level: "error",
      },
      {
        names: "OAUTH_TLS_VERIFY OAUTH2_TLS_VERIFY oauth_tls_verify",
        product: "JupyterHub",
        source: "oauthenticator, validate_server_cert",
        peer: "the identity provider",
        level: "error",
      },
      {
        names: "validate_server_cert GenericOAuthenticator.validate_server_cert",
        product: "JupyterHub",
        source: "oauthenticator, validate_server_cert",
        peer: "the identity provider",
        level: "error",
      },
      {
        names: "MLFLOW_TRACKING_INSECURE_TLS",
        off: oneOf("true", "false"),
        product: "MLflow",
        source: "MLflow, MLFLOW_TRACKING_INSECURE_TLS",
        peer: "the tracking server",
      },
      {
        names: "WANDB_INSECURE_DISABLE_SSL",
        off: yes,
        product: "Weights & Biases",
        source: "wandb, settings, insecure_disable_ssl",
      },
      { names: "sentry.verify_ssl", off: no, product: "Sentry SDK" },
      { names: "VERIFY_SSL_CERT verify_ssl_cert http.verify_ssl", off: no, product: "applications" },
    ],
  ),
  ...rowsOf(
    {
      product: "Home automation",
      source: "Home Assistant, integrations, verify_ssl",
      instead: "verify_ssl: true, and a certificate that Home Assistant trusts",
      peer: "the device or service",
      off: no,
      level: "notice",
    },
    [
      {
        names: "verify_ssl",
        within: /home-?assistant|configuration\.yaml|hass/i,
        place: "homeassistant/configuration.yaml",
        product: "Home Assistant",
      },
      { names: "http_request.verify_ssl", product: "ESPHome", source: "ESPHome, http_request, verify_ssl" },
    ],
  ),
  ...rowsOf(
    {
      product: "ACME and secret clients",
      source: "lego, acme.sh, certbot, step, command line",
      instead: "Name the CA of the ACME server: LEGO_CA_CERTIFICATES, --ca-bundle, REQUESTS_CA_BUNDLE",
      peer: "the ACME server",
      level: "error",
    },
    [
      {
        names: "--no-verify-ssl",
        within: /\bcertbot\b/,
        place: "certbot",
        product: "certbot",
        source: "certbot, --no-verify-ssl",
        instead: "REQUESTS_CA_BUNDLE=/etc/ssl/corp-ca.pem",
      },
      {
        names: "--insecure",
        within: /\bacme\.sh\b/,
        place: "acme.sh",
        product: "acme.sh",
        source: "acme.sh --help, --insecure",
        instead: "--ca-bundle /etc/ssl/corp-ca.pem",
      },
      { names: "--tls-skip-verify --tls.insecure-skip-verify", within: /\b(lego)\b/, place: "lego", product: "lego" },
      { names: "--no-verify-tls", product: "Doppler", source: "doppler --help, --no-verify-tls" },
      {
        names: "BAO_SKIP_VERIFY",
        product: "OpenBao",
        source: "OpenBao, environment variables, BAO_SKIP_VERIFY",
        instead: "BAO_CACERT=/etc/ssl/vault-ca.pem",
        peer: "the secret store",
      },
      {
        names: "vault.hashicorp.com/tls-skip-verify",
        product: "Vault agent injector",
        source: "Vault, agent injector annotations",
        instead: "vault.hashicorp.com/ca-cert, vault.hashicorp.com/tls-secret",
        peer: "the secret store",
      },
      {
        names: "spec.skipTLSVerify",
        within: /VaultConnection/,
        place: "VaultConnection",
        product: "Vault Secrets Operator",
        source: "Vault Secrets Operator, VaultConnection",
        instead: "caCertSecretRef",
        peer: "the secret store",
      },
    ],
  ),
]

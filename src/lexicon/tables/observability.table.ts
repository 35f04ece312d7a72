import { empty, no, none, oneOf, type Row, rowsOf } from "../row.ts"

/** What collects, ships, stores and shows logs, metrics and traces. */
export const observability: readonly Row[] = [
  ...rowsOf(
    {
      product: "Elastic",
      source: "Elastic documentation, SSL, verification_mode",
      instead: "Name the CA (ssl.certificate_authorities, certificateAuthorities), and verification mode full.",
      peer: "the other node or Elasticsearch",
      level: "error",
      off: none,
    },
    [
      { names: "ssl.verification_mode *_SSL_VERIFICATION_MODE *_SSL_VERIFICATIONMODE" },
      { names: "ssl.verificationMode ELASTICSEARCH_SSL_VERIFICATIONMODE OPENSEARCH_SSL_VERIFICATIONMODE" },
      {
        names: "ssl_verification_mode",
        product: "Logstash",
        source: "Logstash, Elasticsearch output, ssl_verification_mode",
      },
      { names: "transport.ssl.verification_mode http.ssl.verification_mode" },
      {
        names: "ssl_certificate_verification",
        product: "Logstash",
        off: no,
        source: "Logstash, Elasticsearch output, ssl_certificate_verification",
      },
      {
        names: "FLEET_INSECURE FLEET_SERVER_ELASTICSEARCH_INSECURE KIBANA_FLEET_INSECURE FLEET_SERVER_INSECURE_HTTP",
        product: "Elastic Agent",
        source: "Elastic Agent, Environment variables",
        off: oneOf("1 true", "false"),
        peer: "Fleet, whose policies it runs",
        instead: "FLEET_CA=/etc/ssl/corp-ca.pem",
      },
      {
        names: "--insecure --fleet-server-es-insecure",
        within: /elastic-agent/,
        place: "elastic-agent",
        off: oneOf("true", "false"),
        product: "Elastic Agent",
        source: "Elastic Agent, command reference, enroll",
        peer: "Fleet, whose policies it runs",
        instead: "--certificate-authorities=/etc/ssl/corp-ca.pem",
      },
      {
        names: "plugins.security.ssl.transport.enforce_hostname_verification",
        product: "OpenSearch",
        source: "OpenSearch documentation, Security, TLS",
        off: no,
        effect: "host-name",
        level: "notice",
      },
      {
        names:
          "ES_TLS_SKIP_HOST_VERIFY --es.tls.skip-host-verify --cassandra.tls.skip-host-verify es.tls.skip-host-verify",
        product: "Jaeger",
        source: "Jaeger, command line flags",
        off: oneOf("true 1", "false"),
        peer: "its storage",
        level: "warning",
        instead: "--es.tls.ca=/etc/ssl/corp-ca.pem",
      },
      {
        names: "KIBANA_VERIFY_CERTS verify_certs use_ssl_verify",
        product: "Elasticsearch clients",
        off: no,
        level: "warning",
        source: "elasticsearch-py, verify_certs",
        instead: "ca_certs=/etc/ssl/corp-ca.pem",
        peer: "Elasticsearch",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Fluent Bit",
      source: "Fluent Bit manual, Transport security (tls.verify default on, tls.verify_hostname default off)",
      instead: "tls.verify on, and tls.ca_file /etc/ssl/corp-ca.pem",
      peer: "the server of the logs",
      off: no,
    },
    [{ names: "tls.verify" }, { names: "tls.verify_hostname", effect: "host-name", level: "notice" }],
  ),
  ...rowsOf(
    {
      product: "Fluentd",
      source: "Fluentd, out_elasticsearch ssl_verify, out_forward tls_insecure_mode",
      instead: "ca_file /etc/ssl/corp-ca.pem",
      peer: "the server of the logs",
    },
    [
      { names: "FLUENT_ELASTICSEARCH_SSL_VERIFY ELASTICSEARCH_SSL_VERIFY FLUENT_OPENSEARCH_SSL_VERIFY", off: no },
      { names: "tls_insecure_mode" },
      { names: "tls_allow_self_signed_cert" },
      { names: "tls_verify_hostname", off: no, effect: "host-name" },
    ],
  ),
  ...rowsOf(
    {
      product: "Vector",
      source: "Vector documentation, tls.verify_certificate, tls.verify_hostname",
      instead: 'tls.ca_file = "/etc/ssl/corp-ca.pem"',
      peer: "the other end",
      off: no,
    },
    [
      { names: "tls.verify_certificate" },
      { names: "tls.verify_hostname", effect: "host-name", within: /vector/i, place: "vector.toml" },
    ],
  ),
  ...rowsOf(
    {
      product: "Prometheus and its relatives",
      source: "Prometheus, Configuration, tls_config",
      instead: "tls_config: {ca_file: /etc/prometheus/corp-ca.pem}",
      peer: "what it scrapes, or writes to",
    },
    [
      { names: "remote_write..tls_config.insecure_skip_verify remote_read..tls_config.insecure_skip_verify" },
      { names: "alertmanagers..tls_config.insecure_skip_verify oauth2.tls_config.insecure_skip_verify" },
      {
        names: "email_configs..tls_config.insecure_skip_verify smtp_tls_config.insecure_skip_verify",
        product: "Alertmanager",
        peer: "the mail server",
        source: "Alertmanager, Configuration, tls_config",
      },
      { names: "http_config.tls_config.insecure_skip_verify", product: "Alertmanager", peer: "the receiver of alerts" },
      { names: "tls_config.insecure_skip_verify", product: "Grafana Alloy and Agent", peer: "the other end" },
    ],
  ),
  ...rowsOf(
    {
      product: "Loki, Mimir, Tempo, Thanos",
      source: "Grafana Loki, Mimir and Thanos, object storage, http_config.insecure_skip_verify",
      instead: "Give the store's CA: http_config: {ca_file: /etc/ssl/corp-ca.pem}, tls_config.ca_file in Thanos",
      peer: "the object store",
    },
    [
      {
        names:
          "http_config.insecure_skip_verify s3.http.insecure_skip_verify s3..tls_insecure_skip_verify http.tls_insecure_skip_verify",
      },
      {
        names: "s3.insecure storage_config.aws.insecure storage.trace.s3.insecure",
        effect: "plaintext",
        within: /loki|mimir|tempo|cortex|thanos|storage|grafana|pyroscope/i,
        place: "loki/config.yaml",
      },
      {
        names: "config.insecure",
        effect: "plaintext",
        within: /objstore|object[-_]store|thanos|bucket/i,
        place: "thanos/objstore.yml",
        product: "Thanos",
      },
      { names: "--tracing.jaeger.tls.insecure-skip-verify --remote-write.tls-insecure-skip-verify", product: "Thanos" },
    ],
  ),
  ...rowsOf(
    {
      product: "VictoriaMetrics",
      source: "VictoriaMetrics, command line flags",
      instead: "-remoteWrite.tlsCAFile=/etc/ssl/corp-ca.pem",
      peer: "the other end",
    },
    [
      {
        names:
          "--remoteWrite.tlsInsecureSkipVerify --datasource.tlsInsecureSkipVerify --remoteRead.tlsInsecureSkipVerify --notifier.tlsInsecureSkipVerify -remoteWrite.tlsInsecureSkipVerify -datasource.tlsInsecureSkipVerify",
      },
      {
        names:
          "--vm-native-src-insecure-skip-verify --vm-native-dst-insecure-skip-verify --influx-insecure-skip-verify",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "OpenTelemetry",
      source: "OpenTelemetry specification, protocol/exporter.md (only for gRPC endpoints without a scheme)",
      instead: "Give the endpoint as https://…, and OTEL_EXPORTER_OTLP_CERTIFICATE=/etc/ssl/corp-ca.pem",
      peer: "the collector",
      effect: "plaintext",
      level: "notice",
    },
    [
      { names: "OTEL_EXPORTER_OTLP_INSECURE OTEL_EXPORTER_OTLP_*_INSECURE" },
      {
        names:
          "opamp..tls.insecure_skip_verify exporters..tls.insecure_skip_verify receivers..tls.insecure_skip_verify",
        effect: "unverified",
        level: "warning",
        source: "OpenTelemetry Collector, configtls",
        instead: "tls: {ca_file: /etc/ssl/corp-ca.pem}",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Datadog agent",
      source: "Datadog agent, config_template.yaml, skip_ssl_validation, tls_verify",
      instead: "Name the CA (tls_ca_cert), or SSL_CERT_FILE.",
      peer: "Datadog, the kubelet or the service that it watches",
    },
    [
      { names: "DD_SKIP_SSL_VALIDATION skip_ssl_validation" },
      { names: "DD_KUBELET_TLS_VERIFY kubelet_tls_verify kubelet.tlsVerify", off: no, peer: "the kubelet" },
      { names: "DD_CLUSTER_AGENT_TLS_VERIFY", off: no, peer: "the cluster agent" },
    ],
  ),
  ...rowsOf(
    {
      product: "Telegraf and InfluxDB",
      source: "Telegraf, TLS options, insecure_skip_verify; influx CLI, --skip-verify",
      instead: 'tls_ca = "/etc/ssl/corp-ca.pem"',
      peer: "the other end",
    },
    [
      { names: "outputs.*.insecure_skip_verify inputs.*.insecure_skip_verify" },
      { names: "INFLUX_SKIP_VERIFY INFLUXDB_SKIP_VERIFY", peer: "InfluxDB" },
      { names: "INFLUXDB_V2_SSL_VERIFY INFLUXDB_V2_VERIFY_SSL INFLUXDB_VERIFY_SSL", off: no, peer: "InfluxDB" },
    ],
  ),
  ...rowsOf(
    {
      product: "Splunk",
      source: "Splunk, server.conf, sslVerifyServerCert; Splunk OpenTelemetry chart, insecureSkipVerify",
      instead: "sslVerifyServerCert = true with sslRootCAPath",
      peer: "the other Splunk server",
    },
    [
      { names: "sslVerifyServerCert", off: no },
      { names: "sslVerifyServerName", off: no, effect: "host-name" },
      { names: "splunkPlatform.insecureSkipVerify splunkObservability.insecureSkipVerify hec.insecureSSL" },
      {
        names:
          "SPLUNK_INSECURE_SKIP_VERIFY SPLUNK_HEC_INSECURE_SSL SPLUNK_INSECURESKIPVERIFY splunk-insecureskipverify",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Dynatrace",
      source: "Dynatrace Operator, DynaKube, skipCertCheck",
      instead: "trustedCAs: <ConfigMap with the key certs>",
      peer: "the Dynatrace API",
      level: "error",
    },
    [{ names: "spec.skipCertCheck" }],
  ),
  ...rowsOf(
    {
      product: "Sysdig and Falco",
      source: "Sysdig agent, collector settings; Falcosidekick, checkcert",
      instead: "Name the CA (ca_certificate).",
      peer: "the collector",
      off: no,
    },
    [
      {
        names: "ssl_verify_certificate SSL_VERIFY_CERTIFICATE sslVerifyCertificate verifyCertificate",
        product: "Sysdig",
      },
      { names: "config.*.checkcert *_CHECKCERT", product: "Falcosidekick", source: "Falcosidekick README, checkcert" },
    ],
  ),
  ...rowsOf(
    {
      product: "rsyslog and syslog-ng",
      source: "rsyslog, omfwd StreamDriverAuthMode; syslog-ng, peer-verify()",
      instead: 'StreamDriverAuthMode="x509/name" with StreamDriverPermittedPeers',
      peer: "the log server",
      off: oneOf("anon", "x509/name"),
    },
    [{ names: "ActionSendStreamDriverAuthMode StreamDriverAuthMode StreamDriver.AuthMode", product: "rsyslog" }],
  ),
  ...rowsOf(
    {
      product: "Zabbix and Icinga",
      source: "Zabbix, web.conf.php and agent; check_http",
      instead: "Name the CA: TLSCAFile=/etc/zabbix/ca.pem",
      peer: "what it watches",
      level: "notice",
      off: oneOf("unencrypted", "cert"),
      effect: "plaintext",
    },
    [{ names: "TLSConnect", product: "Zabbix agent", source: "Zabbix agent, TLSConnect (default unencrypted)" }],
  ),
  ...rowsOf(
    {
      product: "Grafana data sources",
      source: "Grafana, Provisioning data sources, jsonData",
      instead: "tlsAuthWithCACert: true, with tlsCACert in secureJsonData",
      peer: "the data source",
      off: oneOf("disable", "verify-full"),
      effect: "plaintext",
    },
    [
      { names: "jsonData.sslmode" },
      { names: "GF_DATABASE_SSL_MODE", off: oneOf("disable skip-verify", "verify-full"), peer: "its database" },
      {
        names: "GF_DATASOURCES_*_TLS_SKIP_VERIFY GF_PLUGIN_*_TLS_SKIP_VERIFY",
        off: oneOf("true 1", "false"),
        effect: "unverified",
      },
      {
        names:
          "GF_UNIFIED_ALERTING_HA_REDIS_TLS_INSECURE_SKIP_VERIFY GF_REMOTE_CACHE_TLS_INSECURE_SKIP_VERIFY GF_TRACING_OPENTELEMETRY_OTLP_INSECURE",
        off: oneOf("true 1", "false"),
        effect: "unverified",
        peer: "the other end",
      },
      {
        names: "GF_RENDERING_IGNORE_HTTPS_ERRORS IGNORE_HTTPS_ERRORS",
        off: oneOf("true 1", "false"),
        effect: "unverified",
        peer: "Grafana (image renderer)",
        source: "Grafana image renderer, IGNORE_HTTPS_ERRORS",
        instead: "Give the renderer the CA of Grafana.",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "OpenSearch and Elasticsearch in Helm values",
      source: "Kafka Connect and Spring, ssl.endpoint.identification",
      instead: "https",
      peer: "Elasticsearch",
      effect: "host-name",
      off: empty,
    },
    [{ names: "elastic.https.ssl.endpoint.identification.algorithm", product: "Kafka Connect Elasticsearch sink" }],
  ),
]

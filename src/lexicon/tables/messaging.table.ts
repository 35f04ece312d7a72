import { empty, no, none, oneOf, type Row, rowsOf } from "../row.ts"

const broker = "the broker"

/** Brokers and those that talk to them. */
export const messaging: readonly Row[] = [
  ...rowsOf(
    {
      product: "Kafka",
      source: "Apache Kafka, SslConfigs, ssl.endpoint.identification.algorithm (default https)",
      instead:
        "ssl.endpoint.identification.algorithm=https, and brokers whose certificates name the hosts that clients use",
      peer: broker,
      effect: "host-name",
      off: empty,
    },
    [
      {
        names:
          "ssl.endpoint.identification.algorithm *_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM SSL_ENDPOINT_IDENTIFICATION_ALGORITHM",
      },
      { names: "sslEndpointIdentificationAlgorithm ssl_endpoint_identification_algorithm" },
      {
        names:
          "enable.ssl.certificate.verification enableSslCertificateVerification *_ENABLE_SSL_CERTIFICATE_VERIFICATION",
        product: "librdkafka",
        source: "librdkafka CONFIGURATION.md, enable.ssl.certificate.verification (default true)",
        instead: "ssl.ca.location=/etc/ssl/corp-ca.pem",
        off: no,
        effect: "unverified",
        level: "error",
      },
      {
        names: "ssl_check_hostname KAFKA_SSL_CHECK_HOSTNAME *_KAFKA_SSL_CHECK_HOSTNAME",
        product: "kafka-python",
        source: "kafka-python, KafkaClient, ssl_check_hostname",
        instead: "ssl_check_hostname=True, and brokers whose certificates name the hosts that clients use",
        off: no,
      },
      {
        names: "security.protocol KAFKA_SECURITY_PROTOCOL *_KAFKA_SECURITY_PROTOCOL",
        source: "Apache Kafka, CommonClientConfigs, security.protocol",
        instead: "security.protocol=SASL_SSL, and the CA of the brokers",
        off: oneOf("SASL_PLAINTEXT", "SASL_SSL"),
        effect: "plaintext",
        peer: "the broker, and its password is in plain text too",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Strimzi",
      source: "Strimzi API reference, KafkaClientAuthenticationOAuth",
      instead: "tlsTrustedCertificates, and a certificate that names the token endpoint",
      peer: "the token endpoint",
      effect: "host-name",
    },
    [{ names: "disableTlsHostnameVerification" }],
  ),
  ...rowsOf(
    {
      product: "kcat, Sarama and Kafka tools",
      source: "Kafka UI, kminion, Redpanda Console and kafka-exporter, tls settings",
      instead: "Name the CA (caFilepath, --tls.ca-file, KAFKA_TLS_CAFILEPATH).",
      peer: broker,
    },
    [
      {
        names: "KAFKA_TLS_INSECURESKIPTLSVERIFY kafka.tls.insecureSkipTlsVerify",
        product: "Redpanda Console",
        source: "Redpanda Console reference, kafka.tls",
      },
      {
        names: "--tls.insecure-skip-tls-verify",
        product: "kafka-exporter",
        source: "kafka_exporter README, tls.insecure-skip-tls-verify",
      },
      {
        names: "KAFKA_CLUSTERS_*_SSL_VERIFYSSL kafka.clusters..ssl.verifySsl",
        off: no,
        product: "Kafka UI",
        source: "Kafbat UI, Configuration, ssl.verifySsl",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "RabbitMQ",
      source: "RabbitMQ documentation, TLS support, peer verification",
      instead: "verify = verify_peer with cacertfile",
      peer: "the other broker or the server that it asks",
      off: oneOf("verify_none", "verify_peer"),
    },
    [
      { names: "auth_ldap.ssl_options.verify", peer: "the LDAP server, which is sent passwords", level: "error" },
      {
        names: "auth_oauth2.https.peer_verification auth_oauth2.ssl_options.verify",
        peer: "the server of the signing keys",
        level: "error",
      },
      { names: "auth_http.ssl_options.verify", peer: "the server that decides who may log in", level: "error" },
      { names: "cluster_formation.etcd.ssl_options.verify cluster_formation.consul.ssl_options.verify" },
    ],
  ),
  ...rowsOf(
    {
      product: "mosquitto",
      source: "mosquitto.conf(5), bridge_insecure",
      instead: "bridge_insecure false, and bridge_cafile /etc/ssl/corp-ca.pem",
      peer: "the bridged broker",
      effect: "host-name",
    },
    [{ names: "bridge_insecure" }],
  ),
  ...rowsOf(
    {
      product: "MQTT clients (zigbee2mqtt, Frigate, Home Assistant)",
      source: "Zigbee2MQTT, Configuration, mqtt.reject_unauthorized; Frigate, mqtt.tls_insecure",
      instead: "Name the CA of the broker (mqtt.ca, tls_ca_certs).",
      peer: broker,
    },
    [
      {
        names:
          "mqtt.reject_unauthorized ZIGBEE2MQTT_CONFIG_MQTT_REJECT_UNAUTHORIZED MQTT_REJECT_UNAUTHORIZED *_MQTT_REJECT_UNAUTHORIZED",
        off: no,
        product: "zigbee2mqtt",
        source: "Zigbee2MQTT, Configuration, mqtt.reject_unauthorized",
      },
      {
        names: "mqtt..tls_insecure FRIGATE_MQTT_TLS_INSECURE MQTT_TLS_INSECURE",
        effect: "host-name",
        product: "Frigate and Home Assistant",
        source: "Frigate reference, mqtt.tls_insecure; paho tls_insecure_set",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "NATS",
      source: "NATS documentation, Securing NATS, TLS, insecure",
      instead: 'ca_file: "/etc/nats/ca.pem"',
      peer: "the remote server",
    },
    [
      { names: "remotes..tls.insecure cluster.tls.insecure gateway..tls.insecure leafnodes..tls.insecure" },
      { names: "NATS_TLS_INSECURE NATS_INSECURE NATS_TLS_SKIP_VERIFY", peer: "the NATS server" },
    ],
  ),
  ...rowsOf(
    {
      product: "Pulsar",
      source: "Apache Pulsar, client.conf and broker.conf",
      instead: "tlsTrustCertsFilePath=/etc/ssl/corp-ca.pem",
      peer: broker,
    },
    [
      {
        names:
          "tlsAllowInsecureConnection PULSAR_TLS_ALLOW_INSECURE_CONNECTION PULSAR_PREFIX_tlsAllowInsecureConnection",
      },
      {
        names: "brokerClientTlsAllowInsecureConnection PULSAR_ALLOW_TLS_INSECURE_CONNECTION",
        off: oneOf("true", "false"),
      },
    ],
  ),
  ...rowsOf(
    {
      product: "ActiveMQ",
      source: "ActiveMQ Artemis, verifyHost; ActiveMQ, socket.verifyHostName",
      instead: "verifyHost=true",
      peer: broker,
      effect: "host-name",
      off: no,
    },
    [{ names: "socket.verifyHostName verifyHost" }],
  ),
  ...rowsOf(
    {
      product: "Temporal",
      source: "Temporal, server configuration, tls.disableHostVerification",
      instead: "Name the host: TEMPORAL_TLS_SERVER_NAME, and the CA: TEMPORAL_TLS_CA",
      peer: "the Temporal server",
      effect: "host-name",
    },
    [
      {
        names:
          "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION TEMPORAL_CLI_TLS_DISABLE_HOST_VERIFICATION --tls-disable-host-verification",
      },
      {
        names: "SQL_TLS_DISABLE_HOST_VERIFICATION SQL_HOST_VERIFICATION_DISABLED ES_TLS_DISABLE_HOST_VERIFICATION",
        peer: "its database",
      },
      { names: "tls.disableHostVerification client.disableHostVerification" },
    ],
  ),
  ...rowsOf(
    {
      product: "Camunda and Zeebe",
      source: "Camunda, Zeebe client, plain text",
      instead: "ZEEBE_CA_CERTIFICATE_PATH=/etc/ssl/corp-ca.pem",
      peer: "the gateway",
      effect: "plaintext",
      level: "notice",
    },
    [{ names: "ZEEBE_INSECURE_CONNECTION ZEEBE_CLIENT_SECURITY_PLAINTEXT zeebe.client.security.plaintext" }],
  ),
  ...rowsOf(
    {
      product: "Celery and redis-py",
      source: "redis-py, connection.py, ssl_cert_reqs",
      instead: "ssl_cert_reqs=required, and ssl_ca_certs=/etc/ssl/corp-ca.pem",
      peer: "Redis",
      level: "error",
      off: oneOf("none CERT_NONE", "required"),
    },
    [
      { names: "ssl_cert_reqs *_SSL_CERT_REQS SSL_CERT_REQS" },
      { names: "redis.ssl_cert_reqs redis..sslCertReqs", off: none },
    ],
  ),
  ...rowsOf(
    {
      product: "Lettuce",
      source: "Lettuce, RedisURI, verifyPeer",
      instead: "verifyPeer=FULL",
      peer: "Redis",
      off: oneOf("NONE false", "FULL"),
    },
    [{ names: "redis..verify-peer redis..ssl-verify-peer" }],
  ),
]

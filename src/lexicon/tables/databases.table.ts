import { no, none, oneOf, type Row, rowsOf, yes } from "../row.ts"

const database = "the database"
const libpq = "PostgreSQL documentation, libpq, SSL support"

/** Databases and their clients, where a setting stands by itself; what stands in a connection string is in connection/. */
export const databases: readonly Row[] = [
  ...rowsOf(
    {
      product: "PostgreSQL clients",
      source: libpq,
      instead: "sslmode=verify-full and sslrootcert=/etc/ssl/corp-ca.pem",
      peer: database,
    },
    [
      {
        names: "*_SSLMODE *_SSL_MODE DB_SSLMODE SSLMODE SSL_MODE",
        off: oneOf("disable disabled none", "verify-full"),
        effect: "plaintext",
      },
      {
        names: "sslmode ssl_mode ssl-mode SslMode",
        off: oneOf("disable disabled", "verify-full"),
        effect: "plaintext",
      },
      {
        names: "*_SSLMODE *_SSL_MODE DB_SSLMODE SSLMODE SSL_MODE sslmode ssl_mode",
        off: oneOf("allow prefer preferred", "verify-full"),
        effect: "plaintext",
        source: `${libpq}: allow and prefer go on without TLS where the server says that it has none`,
      },
      {
        names: "*_SSLMODE *_SSL_MODE DB_SSLMODE SSLMODE SSL_MODE sslmode ssl_mode",
        off: oneOf("require required", "verify-full"),
        effect: "unverified",
        level: "notice",
        source: `${libpq}: require verifies only where a root certificate is at hand`,
      },
      {
        names: "*_SSLMODE *_SSL_MODE DB_SSLMODE sslmode ssl_mode",
        off: oneOf("no-verify skip-verify insecure", "verify-full"),
      },
      {
        names: "externalClusters..connectionParameters.sslmode",
        off: oneOf("disable allow prefer", "verify-full"),
        effect: "plaintext",
        product: "CloudNativePG",
      },
      {
        names: "server_tls_sslmode",
        off: oneOf("disable allow prefer require", "verify-full"),
        product: "PgBouncer",
        source: "PgBouncer, server_tls_sslmode",
        instead: "server_tls_sslmode = verify-full, server_tls_ca_file = /etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Node drivers (node-postgres, mysql2)",
      source: "node-postgres, ssl.rejectUnauthorized; mysql2, ssl.rejectUnauthorized",
      instead: "ssl: {ca: …}, or NODE_EXTRA_CA_CERTS=/etc/ssl/corp-ca.pem",
      peer: database,
      off: no,
    },
    [
      {
        names:
          "DB_SSL_REJECT_UNAUTHORIZED DB_SSL__REJECT_UNAUTHORIZED DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED DATABASE_SSL_REJECT_UNAUTHORIZED DATABASE_SSL__REJECT_UNAUTHORIZED PG_SSL_REJECT_UNAUTHORIZED PGSSL_REJECT_UNAUTHORIZED POSTGRES_SSL_REJECT_UNAUTHORIZED MYSQL_SSL_REJECT_UNAUTHORIZED REDIS_TLS_REJECT_UNAUTHORIZED TYPEORM_SSL_REJECT_UNAUTHORIZED",
      },
      {
        names: "ssl.rejectUnauthorized ssl.reject_unauthorized dialectOptions.ssl.rejectUnauthorized",
        peer: "its server",
      },
      {
        names:
          "PG_DATABASE_SSL_INSECURE DATABASE_SSL_SELF_SIGNED DB_SSL_INSECURE PG_SSL_ALLOW_SELF_SIGNED PGSSL_ALLOW_SELF_SIGNED",
        off: yes,
      },
    ],
  ),
  ...rowsOf(
    {
      product: "MySQL clients",
      source: "MySQL reference manual, --ssl-mode; PyMySQL, ssl_verify_cert",
      instead: "--ssl-mode=VERIFY_IDENTITY --ssl-ca=/etc/ssl/corp-ca.pem",
      peer: database,
    },
    [
      { names: "--ssl-mode", off: oneOf("DISABLED PREFERRED", "VERIFY_IDENTITY"), effect: "plaintext" },
      { names: "--ssl-mode", off: oneOf("REQUIRED", "VERIFY_IDENTITY"), level: "notice" },
      {
        names: "--skip-ssl --disable-ssl",
        within: /\b(mysql\w*|mariadb[\w-]*)\b/,
        place: "mysql",
        effect: "plaintext",
      },
      {
        names: "--skip-ssl-verify-server-cert --disable-ssl-verify-server-cert",
        product: "MariaDB clients",
        source: "MariaDB, ssl-verify-server-cert",
      },
      {
        names: "client.ssl-mode mysql.ssl-mode",
        off: oneOf("DISABLED PREFERRED", "VERIFY_IDENTITY"),
        effect: "plaintext",
      },
      { names: "ssl-verify-server-cert ssl_verify_server_cert", off: no, product: "MariaDB clients" },
      {
        names: "ssl_verify_cert MYSQL_SSL_VERIFY_CERT *_SSL_VERIFY_CERT",
        off: no,
        product: "PyMySQL",
        source: "PyMySQL, ssl_verify_cert",
      },
      { names: "ssl_verify_identity *_SSL_VERIFY_IDENTITY", off: no, effect: "host-name", product: "PyMySQL" },
      {
        names: "verifyServerCertificate",
        off: no,
        product: "MySQL Connector/J",
        source: "MySQL Connector/J, verifyServerCertificate",
        level: "error",
      },
      {
        names: "trustServerCertificate",
        product: "MariaDB Connector/J and SQL Server clients",
        source: "MariaDB Connector/J, trustServerCertificate",
      },
      {
        names: "spring.datasource.hikari.data-source-properties.useSSL data-source-properties.useSSL",
        off: no,
        effect: "plaintext",
        product: "MySQL Connector/J",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "MongoDB clients",
      source: "MongoDB manual, connection string options, TLS",
      instead: "tlsCAFile=/etc/ssl/corp-ca.pem",
      peer: database,
      level: "error",
    },
    [
      { names: "--tlsAllowInvalidCertificates --sslAllowInvalidCertificates --tlsInsecure --sslInsecure" },
      {
        names: "net.tls.allowInvalidCertificates net.ssl.allowInvalidCertificates",
        product: "mongod",
        level: "warning",
      },
      {
        names: "--tlsAllowInvalidHostnames --sslAllowInvalidHostnames net.tls.allowInvalidHostnames",
        effect: "host-name",
        level: "warning",
      },
      { names: "tlsAllowInvalidCertificates tlsInsecure sslInsecure" },
      { names: "tlsAllowInvalidHostnames sslInvalidHostNameAllowed", effect: "host-name", level: "warning" },
      {
        names:
          "MONGODB_TLS_INSECURE MONGO_TLS_INSECURE MONGO_TLS_ALLOW_INVALID_CERTIFICATES MONGODB_TLS_ALLOW_INVALID_CERTIFICATES",
      },
      {
        names: "ME_CONFIG_MONGODB_SSLVALIDATE MONGO_SSL_VALIDATE MONGODB_SSL_VALIDATE",
        off: no,
        product: "mongo-express",
        source: "mongo-express, ME_CONFIG_MONGODB_SSLVALIDATE",
        level: "warning",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Redis clients",
      source: "redis-cli, --insecure; go-redis, TLSConfig",
      instead: "--cacert /etc/ssl/corp-ca.pem",
      peer: "Redis",
      level: "error",
    },
    [
      { names: "--insecure", within: /\b(redis|valkey|keydb)-cli\b/, place: "redis-cli", product: "redis-cli" },
      {
        names:
          "REDIS_TLS_INSECURE REDIS_INSECURE_SKIP_VERIFY REDIS_TLS_SKIP_VERIFY REDIS_TLS_SKIP_CA_CHECK REDIS_EXPORTER_SKIP_TLS_VERIFICATION",
        level: "warning",
      },
      {
        names: "--skip-tls-verification",
        product: "redis_exporter",
        source: "redis_exporter README",
        within: /redis/,
        place: "redis_exporter",
        level: "warning",
      },
      {
        names: "REDIS_SSL_VERIFY REDIS_TLS_VERIFY REDIS_VERIFY_TLS REDIS_SSL_CHECK_HOSTNAME",
        off: no,
        level: "warning",
      },
      {
        names: "AUTHENTIK_REDIS__TLS_REQS",
        off: none,
        product: "authentik",
        source: "authentik, AUTHENTIK_REDIS__TLS_REQS",
        instead: "AUTHENTIK_REDIS__TLS_REQS=required with AUTHENTIK_REDIS__TLS_CA_CERT",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "ClickHouse",
      source: "ClickHouse, openSSL client settings, verificationMode; client, --accept-invalid-certificate",
      instead: "<caConfig>/etc/ssl/corp-ca.pem</caConfig>, verificationMode strict",
      peer: database,
    },
    [
      { names: "openSSL.client.verificationMode openSSL..verificationMode", off: none, level: "error" },
      {
        names: "invalidCertificateHandler.name",
        off: oneOf("AcceptCertificateHandler", "RejectCertificateHandler"),
        level: "error",
      },
      { names: "--accept-invalid-certificate accept-invalid-certificate", level: "error" },
      { names: "CLICKHOUSE_VERIFY CLICKHOUSE_SSL_VERIFY CLICKHOUSE_VERIFY_SSL", off: no },
      {
        names:
          "CLICKHOUSE_SKIP_VERIFY CLICKHOUSE_TLS_SKIP_VERIFY CLICKHOUSE_SECURE_SKIP_VERIFY CLICKHOUSE_TLS_INSECURE_SKIP_VERIFY",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "SQL Server clients",
      source: "Microsoft, ODBC Driver 18 and sqlcmd, -C; SqlClient, Encrypt",
      instead: "Encrypt=true;TrustServerCertificate=false, and the CA in the system's trust store",
      peer: database,
    },
    [
      {
        names: "-C",
        within: /\bsqlcmd\b/,
        place: "sqlcmd",
        product: "sqlcmd",
        source: "sqlcmd, -C trusts the server certificate",
      },
      { names: "MSSQL_ENCRYPT DB_ENCRYPT SQLSERVER_ENCRYPT", off: no, effect: "plaintext", level: "notice" },
    ],
  ),
  ...rowsOf(
    {
      product: "etcd, CockroachDB and other stores",
      source: "etcdctl and cockroach, command line",
      instead: "--cacert /etc/etcd/ca.crt (etcdctl), --certs-dir (cockroach)",
      peer: "its server",
      level: "error",
    },
    [
      { names: "--insecure-skip-tls-verify", within: /\b(etcdctl|etcdutl)\b/, place: "etcdctl", product: "etcdctl" },
      { names: "COCKROACH_INSECURE", product: "cockroach", effect: "plaintext", level: "warning" },
      {
        names: "--insecure",
        within: /\bcockroach\b/,
        place: "cockroach",
        product: "cockroach",
        effect: "plaintext",
        level: "warning",
      },
      {
        names: "NEO4J_dbms_ssl_policy_bolt_trust__all dbms.ssl.policy..trust_all",
        product: "Neo4j",
        source: "Neo4j, SSL framework, trust_all",
        level: "warning",
        off: oneOf("true TRUST_ALL_CERTIFICATES", "false"),
      },
      {
        names: "TRINO_INSECURE --insecure",
        within: /\b(trino|presto)\b/i,
        place: "trino TRINO",
        product: "Trino CLI",
        source: "Trino CLI, --insecure",
      },
      {
        names: "SSLVerification",
        off: oneOf("NONE CA", "FULL"),
        product: "Trino JDBC",
        source: "Trino JDBC driver, SSLVerification",
        level: "warning",
      },
      {
        names: "oracle.net.ssl_server_dn_match SSL_SERVER_DN_MATCH ssl_server_dn_match",
        off: no,
        effect: "host-name",
        product: "Oracle Net",
        source: "Oracle Net Services reference, SSL_SERVER_DN_MATCH",
        level: "warning",
        instead: "SSL_SERVER_DN_MATCH=yes",
      },
      {
        names: "client_encryption_options.optional server_encryption_options.optional",
        effect: "plaintext",
        product: "Cassandra",
        source: "cassandra.yaml, client_encryption_options",
        level: "notice",
      },
      {
        names:
          "client_encryption_options.require_endpoint_verification server_encryption_options.require_endpoint_verification",
        off: no,
        effect: "host-name",
        product: "Cassandra",
        source: "cassandra.yaml, require_endpoint_verification",
        level: "notice",
      },
      {
        names: "AIRFLOW__ELASTICSEARCH_CONFIGS__VERIFY_CERTS",
        off: no,
        product: "Airflow",
        source: "Apache Airflow, configuration reference",
        level: "warning",
      },
    ],
  ),
]

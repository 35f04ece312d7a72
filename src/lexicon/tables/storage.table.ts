import { no, oneOf, type Row, rowsOf, yes } from "../row.ts"

const store = "the object store"

/** Backups, object stores, and what reads and writes them. */
export const storage: readonly Row[] = [
  ...rowsOf(
    {
      product: "k3s and RKE2",
      source: "K3s documentation, etcd snapshots in S3",
      instead: "etcd-s3-endpoint-ca: /etc/ssl/corp-ca.pem",
      peer: "the store of etcd's snapshots, which hold every Secret",
    },
    [
      {
        names:
          "etcd-s3-skip-ssl-verify --etcd-s3-skip-ssl-verify K3S_ETCD_S3_SKIP_SSL_VERIFY etcd.s3.skipSSLVerify etcd..s3.skipSSLVerify",
        off: yes,
      },
      { names: "etcd-s3-insecure --etcd-s3-insecure K3S_ETCD_S3_INSECURE", effect: "plaintext" },
      {
        names: "etcd-s3-skip-ssl-verify",
        source: "K3s documentation, etcd-snapshot configuration Secret",
        within: /kind: Secret/,
        place: "kind: Secret",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Velero",
      source: "velero-plugin-for-aws, BackupStorageLocation, insecureSkipTLSVerify",
      instead: "objectStorage: {caCert: <base64 of the PEM>}",
      peer: store,
    },
    [
      {
        names: "config.insecureSkipTLSVerify --insecure-skip-tls-verify",
        within: /velero|BackupStorageLocation/i,
        place: "velero",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "pgBackRest",
      source: "pgBackRest configuration reference, repo-storage-verify-tls",
      instead: "repo1-storage-ca-file=/etc/ssl/corp-ca.pem",
      peer: store,
      off: no,
    },
    [
      {
        names:
          "repo1-storage-verify-tls repo2-storage-verify-tls repo3-storage-verify-tls repo1-s3-verify-tls repo2-s3-verify-tls PGBACKREST_REPO1_STORAGE_VERIFY_TLS PGBACKREST_REPO1_S3_VERIFY_TLS --repo1-storage-verify-tls",
      },
      { names: "--no-repo1-storage-verify-tls --no-repo1-s3-verify-tls", off: yes },
    ],
  ),
  ...rowsOf(
    {
      product: "WAL-G, Barman and postgres operators",
      source: "WAL-G, S3 storage settings; zalando Spilo, environment",
      instead: "WALG_S3_CA_CERT_FILE=/etc/ssl/corp-ca.pem",
      peer: store,
    },
    [
      { names: "S3_USE_SSL_VERIFY WALG_S3_VERIFY_SSL", off: no },
      {
        names: "s3VerifyTLS backup..verifyTLS backups..storages..s3.verifyTLS storages..verifyTLS",
        off: no,
        product: "Percona operators",
        source: "Percona operator, backup.storages.verifyTLS",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Docker registry (distribution)",
      source: "distribution, S3 storage driver, skipverify",
      instead: "Add the store's CA to the trust store of the registry.",
      peer: store,
    },
    [
      { names: "storage.s3.skipverify REGISTRY_STORAGE_S3_SKIPVERIFY s3.skipverify" },
      { names: "storage.s3.secure REGISTRY_STORAGE_S3_SECURE", off: no, effect: "plaintext" },
      { names: "storage.swift.insecureskipverify REGISTRY_STORAGE_SWIFT_INSECURESKIPVERIFY swift.insecureskipverify" },
    ],
  ),
  ...rowsOf(
    {
      product: "s3cmd, s3fs and mc",
      source: "s3cmd --help; s3fs(1), no_check_certificate; mc --help",
      instead: "--ca-certs=/etc/ssl/corp-ca.pem",
      peer: store,
      level: "error",
    },
    [
      { names: "--no-check-certificate --no-check-hostname", within: /s3cmd/, place: "s3cmd", product: "s3cmd" },
      { names: "check_ssl_certificate", off: no, product: "s3cmd", source: "s3cfg, check_ssl_certificate" },
      { names: "check_ssl_hostname", off: no, effect: "host-name", level: "warning", product: "s3cmd" },
      {
        names: "MC_INSECURE",
        off: yes,
        product: "mc",
        source: "mc, MC_INSECURE",
        instead: "Put the CA into ~/.mc/certs/CAs/.",
      },
      {
        names: "--no-verify-ssl",
        within: /\b(aws|s5cmd)\b/,
        place: "s5cmd",
        product: "s5cmd",
        source: "s5cmd, --no-verify-ssl",
        instead: "AWS_CA_BUNDLE=/etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "restic, Kopia, Duplicati and rclone",
      source: "restic, --insecure-tls; Kopia, --disable-tls-verification",
      instead: "--cacert /etc/ssl/corp-ca.pem (restic), --root-ca-pem-path (Kopia)",
      peer: "the backup store",
      level: "error",
    },
    [
      { names: "RESTIC_INSECURE_TLS --insecure-tls", product: "restic" },
      {
        names: "--disable-tls-verification KOPIA_DISABLE_TLS_VERIFICATION doNotVerifyTLS",
        product: "Kopia",
        source: "Kopia, repository connect s3",
      },
      {
        names: "--disable-tls",
        product: "Kopia",
        effect: "plaintext",
        within: /kopia/,
        place: "kopia",
        source: "Kopia, repository connect s3",
      },
      {
        names: "accept-any-ssl-certificate --accept-any-ssl-certificate",
        product: "Duplicati",
        source: "Duplicati, HTTP options",
      },
      {
        names: "no_check_certificate",
        product: "rclone",
        source: "rclone, --no-check-certificate",
        instead: "RCLONE_CA_CERT=/etc/ssl/corp-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Longhorn, Rook, CSI and NAS drivers",
      source: "the drivers' chart values",
      instead: "AWS_CERT in the Secret of the backup target (Longhorn); the CA of the array in its Secret (CSI)",
      peer: "the storage array",
      level: "error",
    },
    [
      {
        names:
          "X_CSI_POWERSTORE_INSECURE X_CSI_POWERMAX_SKIP_CERTIFICATE_VALIDATION X_CSI_POWERFLEX_SKIP_CERTIFICATE_VALIDATION X_CSI_SKIP_CERTIFICATE_VALIDATION X_CSI_ISI_SKIP_CERTIFICATE_VALIDATION X_CSI_UNITY_SKIP_CERTIFICATE_VALIDATION",
        product: "Dell CSI drivers",
        source: "Dell CSI drivers, environment",
      },
      {
        names: "isiInsecure skipCertificateValidation",
        product: "Dell CSI drivers",
        source: "Dell CSI drivers, values",
        level: "warning",
      },
      {
        names: "httpConnection.allowInsecure allowInsecure",
        product: "democratic-csi",
        source: "democratic-csi, driver configuration, allowInsecure",
        within: /democratic|freenas|truenas|synology/i,
        place: "democratic-csi/values.yaml",
      },
      {
        names: "spec.gateway.skipTLSVerify objectStore..skipTLSVerify skipTLSVerify",
        product: "Rook",
        source: "Rook, CephObjectStore",
        within: /rook|ceph/i,
        place: "rook/store.yaml",
        level: "warning",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "S3 clients in applications",
      source: "boto3, use_ssl and verify; Artifactory, Nexus, GitLab, Mastodon settings",
      instead: "AWS_CA_BUNDLE=/etc/ssl/corp-ca.pem",
      peer: store,
      off: no,
    },
    [
      {
        names:
          "AWS_S3_VERIFY S3_SSL_VERIFY S3_VERIFY_SSL AWS_S3_VERIFY_SSL *_S3_VERIFY_SSL MINIO_VERIFY_SSL S3_VERIFY_CERTIFICATES",
        product: "boto3 applications",
      },
      {
        names: "AWS_NO_VERIFY_SSL S3_NO_VERIFY_SSL S3_SKIP_SSL_VERIFY S3_INSECURE_SKIP_VERIFY",
        off: yes,
        product: "S3 applications",
      },
      { names: "s3.verify_ssl s3.ssl_verify s3.ssl_verify_peer s3.verify", product: "S3 applications" },
      {
        names: "fs.s3a.connection.ssl.enabled",
        product: "Hadoop S3A",
        source: "Hadoop, S3A, fs.s3a.connection.ssl.enabled",
        effect: "plaintext",
        level: "warning",
      },
      {
        names: "spec.connection.insecure artifactRepository.s3.insecure archive.s3.insecure",
        product: "Argo Workflows",
        off: yes,
        effect: "plaintext",
        level: "notice",
        source: "Argo Workflows, S3 artifact repository, insecure",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "wget-like downloaders",
      source: "aria2c(1), --check-certificate; lftp(1), ssl:verify-certificate; HTTPie, --verify",
      instead: "--ca-certificate=/etc/ssl/corp-ca.pem",
      peer: "the server of what it fetches",
      level: "error",
      off: no,
    },
    [
      { names: "--check-certificate", product: "aria2c", within: /aria2/, place: "aria2c" },
      { names: "ssl:verify-certificate ssl.verify-certificate", product: "lftp" },
      { names: "check-certificate", product: "aria2c", within: /aria2/, place: "aria2.conf" },
    ],
  ),
  ...rowsOf(
    {
      product: "Harbor chart",
      source: "harbor-helm values.yaml, persistence.imageChartStorage.s3",
      instead: "persistence.imageChartStorage.caBundleSecretName",
      peer: store,
    },
    [
      { names: "imageChartStorage.s3.skipverify imageChartStorage.swift.insecureskipverify", off: yes },
      { names: "imageChartStorage.s3.secure", off: no, effect: "plaintext" },
    ],
  ),
  ...rowsOf(
    {
      product: "NFS, SMB and iSCSI gateways",
      source: "JuiceFS, Ceph RGW and SeaweedFS client options",
      instead: "Name the CA of the store.",
      peer: store,
      off: oneOf("false", "true"),
    },
    [
      {
        names: "rgw_verify_ssl rgw_keystone_verify_ssl",
        product: "Ceph",
        source: "Ceph Object Gateway configuration reference",
        off: no,
      },
    ],
  ),
]

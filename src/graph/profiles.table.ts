import type { NameRules, PathRules } from "../x509/client-rules.ts"

/** How a client reads what it is given to trust. */
export type TrustReader = "go" | "openssl" | "single" | "java"

/** A library or program as a client, with what it asks of a server. */
export interface ClientProfile {
  /** For people. */
  readonly title: string
  readonly reader: TrustReader
  readonly path: PathRules
  readonly names: NameRules
  /** Whether the program was run in the lab that the rows were measured in. */
  readonly measured: boolean
  readonly source: string
}

const go: PathRules = {
  search: "complete",
  anchor: "any",
  anchorBinds: true,
  caPurpose: true,
  pinnedLeafBinds: true,
  rsaBits: 1024,
  sha1: false,
  strict: false,
}

/** OpenSSL 3 at security level 2, as distributions build it. */
const openssl: PathRules = {
  search: "greedy",
  anchor: "root",
  anchorBinds: true,
  caPurpose: true,
  pinnedLeafBinds: true,
  rsaBits: 2048,
  sha1: false,
  strict: false,
}

const java: PathRules = {
  search: "complete",
  anchor: "any",
  anchorBinds: false,
  caPurpose: false,
  pinnedLeafBinds: false,
  rsaBits: 1024,
  sha1: true,
  strict: false,
}

/** `X509_check_host` without flags. */
const checkHost: NameRules = { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: true }

/** What each client accepts. `docs/clients.md` is made of it. */
export const clientProfiles = {
  go: {
    title: "Go",
    reader: "go",
    path: go,
    names: { commonName: "never", labelsAfterWildcard: 1, partialWildcard: false },
    measured: true,
    source: "crypto/x509 of Go 1.26 (verify.go, pem_decrypt.go), net/http",
  },
  curl: {
    title: "curl with OpenSSL",
    reader: "openssl",
    path: { ...openssl, anchor: "any" },
    names: { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: false },
    measured: true,
    source: "lib/vtls/openssl.c and lib/vtls/hostcheck.c of curl 8.14 (X509_V_FLAG_PARTIAL_CHAIN since 7.68)",
  },
  openssl: {
    title: "openssl s_client",
    reader: "openssl",
    path: openssl,
    names: checkHost,
    measured: true,
    source: "openssl-verification-options(1), crypto/x509/x509_vfy.c of OpenSSL 3.5",
  },
  "openssl-partial": {
    title: "openssl s_client -partial_chain",
    reader: "openssl",
    path: { ...openssl, anchor: "any" },
    names: checkHost,
    measured: true,
    source: "openssl-verification-options(1)",
  },
  "python-3.12": {
    title: "Python before 3.13",
    reader: "openssl",
    path: openssl,
    names: { commonName: "never", labelsAfterWildcard: 2, partialWildcard: false },
    measured: true,
    source: "Lib/ssl.py and Modules/_ssl.c of CPython 3.12; urllib3 2 turns the common name off",
  },
  "python-3.13": {
    title: "Python from 3.13",
    reader: "openssl",
    path: { ...openssl, anchor: "any", strict: true },
    names: { commonName: "never", labelsAfterWildcard: 2, partialWildcard: false },
    measured: true,
    source: "ssl.create_default_context of CPython 3.13 (VERIFY_X509_PARTIAL_CHAIN, VERIFY_X509_STRICT)",
  },
  "python-ssl-3.12": {
    title: "Python's ssl module before 3.13, without urllib3",
    reader: "openssl",
    path: openssl,
    names: { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: false },
    measured: false,
    source: "ssl.SSLContext.hostname_checks_common_name, which is true unless a library turns it off",
  },
  "python-ssl-3.13": {
    title: "Python's ssl module from 3.13, without urllib3",
    reader: "openssl",
    path: { ...openssl, anchor: "any", strict: true },
    names: { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: false },
    measured: false,
    source: "ssl.SSLContext.hostname_checks_common_name, ssl.create_default_context of CPython 3.13",
  },
  node: {
    title: "Node.js before 24.5",
    reader: "single",
    path: { ...openssl, rsaBits: 1024 },
    names: checkHost,
    measured: true,
    source: "lib/tls.js (checkServerIdentity) and src/crypto/crypto_context.cc of Node 22; OpenSSL at security level 1",
  },
  "node-24.5": {
    title: "Node.js from 24.5",
    reader: "single",
    path: openssl,
    names: checkHost,
    measured: false,
    source: "nodejs/node#59723: OpenSSL 3.5 at security level 2",
  },
  java: {
    title: "Java",
    reader: "java",
    path: java,
    names: { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: true },
    measured: true,
    source: "sun.security.validator.PKIXValidator, sun.security.util.HostnameChecker of OpenJDK 21",
  },
  libpq: {
    title: "libpq (psql)",
    reader: "openssl",
    path: openssl,
    names: { commonName: "without-names", labelsAfterWildcard: 1, partialWildcard: false },
    measured: true,
    source: "src/interfaces/libpq/fe-secure-openssl.c, fe-secure-common.c of PostgreSQL 17",
  },
  nginx: {
    title: "nginx towards its upstreams",
    reader: "openssl",
    path: openssl,
    names: checkHost,
    measured: true,
    source: "src/event/ngx_event_openssl.c of nginx 1.26 (ngx_ssl_check_host)",
  },
  haproxy: {
    title: "HAProxy towards its servers",
    reader: "openssl",
    path: openssl,
    names: { commonName: "always", labelsAfterWildcard: 1, partialWildcard: false },
    measured: true,
    source: "src/ssl_sock.c of HAProxy 3.0 (ssl_sock_srv_verifycbk)",
  },
  redis: {
    title: "redis-cli",
    reader: "openssl",
    path: openssl,
    names: checkHost,
    measured: true,
    source: "src/cli_common.c of Redis 8 (no name is ever checked)",
  },
  librdkafka: {
    title: "librdkafka",
    reader: "openssl",
    path: openssl,
    names: checkHost,
    measured: true,
    source: "src/rdkafka_ssl.c, CONFIGURATION.md of librdkafka",
  },
  gnutls: {
    title: "GnuTLS (wget of Debian)",
    reader: "openssl",
    path: { ...go, sha1: false, anchorBinds: true },
    names: { commonName: "without-names", labelsAfterWildcard: 2, partialWildcard: false },
    measured: false,
    source: "lib/x509/verify.c, lib/x509/hostname-verify.c of GnuTLS 3.8",
  },
  rustls: {
    title: "rustls",
    reader: "go",
    path: { ...go, rsaBits: 2048 },
    names: { commonName: "never", labelsAfterWildcard: 1, partialWildcard: false },
    measured: false,
    source: "rustls-webpki 0.103 (src/verify_cert.rs)",
  },
  dotnet: {
    title: ".NET on Linux",
    reader: "openssl",
    path: openssl,
    names: { commonName: "without-names", labelsAfterWildcard: 1, partialWildcard: false },
    measured: false,
    source: "System.Net.Security of .NET 8, which builds chains with OpenSSL",
  },
  envoy: {
    title: "Envoy",
    reader: "openssl",
    path: { ...openssl, search: "complete", anchor: "root" },
    names: { commonName: "never", labelsAfterWildcard: 1, partialWildcard: false },
    measured: false,
    source: "source/common/tls/cert_validator/default_validator.cc; BoringSSL",
  },
} as const satisfies Record<string, ClientProfile>

export type ProfileName = keyof typeof clientProfiles

export function profileOf(name: ProfileName): ClientProfile {
  return clientProfiles[name]
}

/** Clients of which only this is known: that they verify. They must all agree. */
export const anyClient: readonly ProfileName[] = ["go", "curl", "openssl", "java", "python-3.13"]

/** The libraries of servers, as they verify clients. */
export const serverProfiles: Readonly<Record<"go" | "openssl" | "java" | "unknown", readonly ProfileName[]>> = {
  go: ["go"],
  openssl: ["openssl"],
  java: ["java"],
  unknown: ["go", "openssl", "java"],
}

import { type Copy, type Step, sh } from "../../src/model/help.ts"
import type { Location } from "../../src/model/place.ts"
import type { CertificateEntry, Finding, Report } from "../../src/model/report.ts"
import type { ReporterOptions } from "../../src/reporters/reporter.ts"

/** The files that the report is about. */
export const files: Readonly<Record<string, string>> = {
  "deploy/prod/tls.yaml": [
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    "  name: api-tls",
    "  namespace: prod",
    "type: kubernetes.io/tls",
    "data:",
    `  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJmVENDQVNPZ0F3SUJBZ0lVUk5${"QkZ6c0x3".repeat(40)}`,
    "  tls.key: ''",
    "",
  ].join("\n"),
  "deploy/prod/payments.yaml":
    "stringData:\n  tls.crt: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n",
  "deploy/nodes/certs.d/registry.corp.example:5000/hosts.toml": [
    'server = "https://registry.corp.example:5000"',
    "",
    '[host."https://registry.corp.example:5000"]',
    '  capabilities = ["pull"]',
    "  skip_verify = true",
    '  ca = "/etc/containerd/certs.d/registry.corp.example:5000/ca.crt"',
    "",
  ].join("\n"),
  "scripts/setup.sh": "curl -k -u admin:hunter2-hunter2 https://registry.corp.example:5000/v2/\n",
  "certs/wildcard.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "certs/old.key":
    "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n",
}

/** A place in one of the files above, by what stands there. */
function place(path: string, needle: string, inner?: readonly string[]): Location {
  const text = files[path] ?? ""
  const start = Math.max(0, text.indexOf(needle))
  const before = text.slice(0, start).split("\n")
  const line = before.length
  const column = (before.at(-1) ?? "").length + 1
  const lines = needle.split("\n")
  const endColumn = lines.length === 1 ? column + needle.length : (lines.at(-1) ?? "").length + 1
  return {
    path,
    start,
    end: start + needle.length,
    line,
    column,
    endLine: line + lines.length - 1,
    endColumn,
    ...(inner && { inner }),
  }
}

export function at(path: string, line = 1): Location {
  return { path, start: 0, end: 0, line, column: 1, endLine: line, endColumn: 1 }
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: "certificate-expired",
    family: "certificate",
    level: "error",
    because: [],
    message: "The certificate of api.example.com expired on 2026-11-20: clients refuse the connection",
    help: "Renew it.",
    location: at("deploy/tls.yaml", 7),
    related: [],
    edits: [],
    fingerprint: "0123456789abcdef",
    sensitive: false,
    fixture: false,
    steps: stepsOf(changes.help ?? "Renew it."),
    ...changes,
  }
}

/** Lines of help as steps: what is indented is to be copied. */
function stepsOf(help: string): Step[] {
  const steps: { do: string; copy?: Copy; verify?: string }[] = []
  for (const line of help.split("\n")) {
    const last = steps.at(-1)
    if (!line.startsWith("  ") || last === undefined) steps.push({ do: line })
    else last.copy = sh(...(last.copy?.text.split("\n") ?? []), line.slice(2))
  }
  return steps
}

export function certificate(
  name: string,
  issuer: string,
  until: string,
  changes: Partial<CertificateEntry> = {},
): CertificateEntry {
  const sha256 = [...name].reduce(
    (hash, character) => (hash * 31n + BigInt(character.codePointAt(0) ?? 0)) % 2n ** 256n,
    7n,
  )
  return {
    sha256: (sha256 * 0x9e3779b97f4a7c15f39cc0605cedc834n).toString(16).padStart(64, "0").slice(-64),
    subject: `CN=${name}`,
    issuer: `CN=${issuer}`,
    notBefore: "2025-01-01T00:00:00.000Z",
    notAfter: until,
    location: at("certs/other.pem"),
    form: "pem",
    role: name === issuer ? "root" : name.includes("CA") ? "intermediate" : "end-entity",
    serialNumber: "01",
    dnsNames: name === issuer || name.includes("CA") ? [] : [name],
    usedBy: [],
    ...changes,
  }
}

const hosts = "deploy/nodes/certs.d/registry.corp.example:5000/hosts.toml"
const tlsCrt = (files["deploy/prod/tls.yaml"] ?? "").split("\n")[7]?.slice("  tls.crt: ".length) ?? ""
const apiPlace = place("deploy/prod/tls.yaml", tlsCrt)
const paymentsPlace = place("deploy/prod/payments.yaml", "-----BEGIN CERTIFICATE-----")
const api = certificate("api.example.com", "Example Issuing CA 3", "2026-11-20T23:59:59.000Z", {
  location: apiPlace,
  form: "base64-pem",
  usedBy: ["Ingress prod/api"],
})
const payments = certificate("payments.example.com", "Example Issuing CA 2", "2027-05-02T00:00:00.000Z", {
  location: paymentsPlace,
})
const wildcard = certificate("*.internal.example.com", "Example Issuing CA 3", "2026-11-28T12:00:00.000Z", {
  location: place("certs/wildcard.pem", "-----BEGIN CERTIFICATE-----"),
})

/** One report that has some of everything; every format has a golden file of it. */
export const report: Report = {
  version: "1.0.0",
  evaluatedAt: "2026-11-22T00:00:00.000Z",
  verdict: "fail",
  failOn: "error",
  config: ".tlsgate.yml",
  findings: [
    finding({
      message:
        "The first certificate in `tls.crt` of Secret prod/api-tls, for api.example.com, expired on 2026-11-20: every client refuses the connection",
      help: "Renew it; cert-manager manages this Secret:\n  cmctl renew api-tls --namespace prod",
      location: apiPlace,
      resource: { apiVersion: "v1", kind: "Secret", namespace: "prod", name: "api-tls", path: "data.tls\\.crt" },
      certificate: api,
      related: [{ location: at("deploy/prod/ingress.yaml", 12), message: "the Ingress that uses it" }],
      fingerprint: "9f2c000000000001",
    }),
    finding({
      rule: "chain-incomplete",
      family: "chain",
      message:
        'payments.example.com is signed by "Example Issuing CA 2", which `tls.crt` does not carry: clients that have not cached it refuse the connection',
      help: "Append the issuer; certs/issuing-ca-2.pem in this repository has the matching key:\n  cat payments-leaf.pem certs/issuing-ca-2.pem > payments-fullchain.pem",
      location: paymentsPlace,
      resource: {
        apiVersion: "v1",
        kind: "Secret",
        namespace: "prod",
        name: "payments-tls",
        path: "stringData.tls\\.crt",
      },
      certificate: payments,
      fingerprint: "9f2c000000000002",
    }),
    finding({
      rule: "registry-skip-verify",
      family: "containerd",
      message:
        "containerd contacts registry.corp.example:5000 without verifying its certificate: anyone on the path can serve images",
      help: "Remove `skip_verify`: the `ca` beside it is enough.",
      location: place(hosts, "skip_verify = true"),
      edits: [
        {
          path: hosts,
          start: (files[hosts] ?? "").indexOf("  skip_verify"),
          end: (files[hosts] ?? "").indexOf("  ca ="),
          text: "",
        },
      ],
      fingerprint: "9f2c000000000003",
    }),
    finding({
      rule: "key-in-plaintext",
      family: "certificate",
      message: "certs/old.key holds a private key in plaintext: whoever reads the repository can impersonate its owner",
      help: "Remove it from the history, and revoke what was issued for it.",
      location: place("certs/old.key", "-----BEGIN PRIVATE KEY-----"),
      sensitive: true,
      fingerprint: "9f2c000000000004",
    }),
    finding({
      rule: "certificate-expires-soon",
      level: "warning",
      message: "The certificate of *.internal.example.com expires on 2026-11-28, in 6 days",
      location: wildcard.location,
      certificate: wildcard,
      fingerprint: "9f2c000000000005",
    }),
    finding({
      rule: "tls-verify-off",
      family: "commands",
      level: "warning",
      message:
        "curl is told not to verify the certificate of registry.corp.example:5000 (`-k`): the password it sends goes to whoever answers",
      help: "Give it the CA instead:\n  curl --cacert /etc/ssl/corp-ca.pem …",
      location: place("scripts/setup.sh", "-k"),
      fingerprint: "9f2c000000000006",
    }),
    // What a pull request from a stranger may hold.
    finding({
      rule: "certificate-self-signed",
      level: "notice",
      message:
        "The certificate of ##[error]evil\u202egnp.exe\n::warning::x | <img src=x onerror=alert(1)> @admin #1 `code` [a](javascript:alert(1)) is self-signed",
      help: "Issue it from a CA.\n  ```\n  </details><script>alert(1)</script>\n  ::stop-commands::x",
      location: at("certs/a|b`c\u202e<d>.pem", 3),
      fingerprint: "9f2c000000000007",
    }),
    ...[1, 2, 3].map((line) =>
      finding({
        level: "notice",
        location: at("test/fixtures/expired/a.pem", line),
        fixture: true,
        fingerprint: `9f2c00000000001${line}`,
      }),
    ),
    finding({
      rule: "registry-skip-verify",
      family: "containerd",
      message: "containerd contacts lab.example without verifying its certificate",
      location: at("deploy/lab/hosts.toml", 4),
      fingerprint: "9f2c000000000020",
      suppressed: {
        by: "inline",
        reason: "Lab mirror; its certificate arrives with the January rollout",
        until: "2027-01-31",
      },
    }),
    finding({
      rule: "certificate-expires-soon",
      level: "warning",
      location: at("certs/replaced.pem"),
      fingerprint: "9f2c000000000021",
      suppressed: { by: "config", reason: "Replacement ships with | release 4.2", until: "2026-12-05" },
    }),
    finding({
      rule: "key-too-small",
      location: at("certs/legacy.pem"),
      fingerprint: "9f2c000000000022",
      suppressed: { by: "baseline" },
    }),
  ],
  certificates: [
    api,
    certificate("Example Issuing CA 3", "Example Root CA G2", "2027-01-29T00:00:00.000Z", {
      location: { ...apiPlace, column: apiPlace.column + 40 },
      form: "base64-pem",
    }),
    payments,
    wildcard,
    certificate("Example Root CA G2", "Example Root CA G2", "2035-01-01T00:00:00.000Z", {
      location: at("certs/roots/g2.pem"),
    }),
    certificate("grafana.example.com", "Example Issuing CA 3", "2026-12-27T00:00:00.000Z"),
    certificate("証明書.例え.jp", "Example Issuing CA 3", "2027-02-01T00:00:00.000Z"),
    certificate("fixture.example.com", "fixture.example.com", "2020-01-01T00:00:00.000Z", {
      location: at("test/fixtures/expired/a.pem"),
      fixture: true,
    }),
  ],
  stats: {
    files: { discovered: 253, read: 41, skipped: 2 },
    bytes: 81_920,
    documents: 64,
    certificates: 8,
    uniqueCertificates: 8,
    templates: 3,
  },
}

/** The same repository once all is mended. */
export const clear: Report = {
  ...report,
  verdict: "pass",
  findings: report.findings.filter(({ suppressed }) => suppressed !== undefined),
  certificates: report.certificates.filter(({ subject }) => subject !== "CN=api.example.com"),
}

export const options: ReporterOptions = {
  color: false,
  width: 100,
  line: (path, number) => files[path]?.split("\n")[number - 1],
  text: (path) => files[path],
  repository: {
    serverUrl: "https://github.com",
    repository: "acme/shop",
    sha: "9c1f2ab3d4e5f60718293a4b5c6d7e8f90a1b2c3",
    runId: "1482093331",
    runAttempt: "1",
  },
  durationMs: 612,
  rule: (id) => ({
    summary: `About ${id}`,
    why: "Clients refuse the connection, or trust whoever answers.",
    fix: "Mend it.",
    url: `https://tlsgate.dev/rules/${id}`,
  }),
}

import { type ClientProfile, clientProfiles } from "../src/graph/profiles.table.ts"

/** docs/clients.md: what each client accepts, from the table that the graph judges with. */
export function clientsPage(): string {
  const profiles: readonly (readonly [string, ClientProfile])[] = Object.entries(clientProfiles)
  const rows = profiles.map(([, { title, path, names, reader, measured }]) => [
    title,
    path.anchor === "any" ? "any certificate in the store" : "self-signed certificates only",
    path.search === "greedy" ? "the first issuer that fits" : "all",
    path.anchorBinds ? "yes" : "no",
    path.caPurpose ? "yes" : "no",
    path.rsaBits >= 2048 ? "2048" : `${path.rsaBits}`,
    path.sha1 ? "yes" : "no",
    path.strict ? "yes" : "no",
    commonNames[names.commonName],
    names.partialWildcard ? "yes" : "no",
    readers[reader],
    measured ? "measured" : "from its source",
  ])
  const head = [
    "Client",
    "May end a path",
    "Paths tried",
    "Dates of the anchor bind",
    "EKU of CAs binds",
    "Smallest RSA key",
    "SHA-1",
    "RFC 5280 to the letter",
    "Common name",
    "`api*.example.com`",
    "Reads",
    "Known from",
  ]
  return [
    "# What clients accept",
    "",
    "Written by `npm run docs` from `src/graph/profiles.table.ts`, which [the trust graph](graph.md) judges connections with.",
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
    "",
    "## Sources",
    "",
    ...profiles.map(([, { title, source }]) => `- **${title}**: ${source}`),
    "",
  ].join("\n")
}

const commonNames = {
  never: "never",
  "without-names": "where there is no DNS name",
  always: "beside the names",
} as const

const readers = {
  go: "PEM as `encoding/pem`: what is broken is passed over",
  openssl: "PEM as OpenSSL's store: all or nothing, `TRUSTED CERTIFICATE` too",
  single: "PEM, certificate after certificate, up to what is broken",
  java: "key stores; of PKCS#12 what keytool marked as trusted",
} as const

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}

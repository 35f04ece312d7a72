import type { Inventory } from "../../join/inventory.ts"
import type { BundleDefect, BundleFact } from "../../model/facts.ts"
import type { Level } from "../../model/report.ts"
import { usageOf } from "../../usage/index.ts"

/** Libraries that read PEM, each in its own way. OpenSSL stands for Python and Node too. */
type Library = "go" | "openssl" | "java" | "rustls"

/** A form of PEM that some libraries do not read, with those that do (measured: test/experiments/pem-forms.experiment.ts). */
interface Form {
  readonly readers: readonly Library[]
  /** What to do, for the file it stands in. */
  readonly remedy: (file: string) => string
}

const onLines = () => "Put each boundary on a line of its own, without white space before it."

/** What each lay-out means for whoever reads it. A form that no line names is read by all. */
export const pemForms: Readonly<Partial<Record<BundleDefect["reason"], Form>>> = {
  glued: { readers: [], remedy: onLines },
  indented: { readers: [], remedy: onLines },
  "unicode-dashes": {
    readers: [],
    remedy: () => "Replace the dashes by five hyphens (-----): a word processor or a chat has changed them.",
  },
  "escaped-newlines": {
    readers: [],
    remedy: (file) => `Turn each \\n into a line break: printf '%b' "$(cat ${file})" > new.pem`,
  },
  quoted: {
    readers: [],
    remedy: () => "Take the quotation marks away: the first character has to be the first hyphen.",
  },
  "after-begin": {
    readers: [],
    remedy: () => "End the line behind -----BEGIN CERTIFICATE-----; what follows it belongs on the next line or away.",
  },
  "letter-case": { readers: [], remedy: () => "Write the boundary in capitals: -----BEGIN CERTIFICATE-----." },
  "end-label": { readers: [], remedy: () => "Write the same label on the END line as on the BEGIN line." },
  headers: { readers: [], remedy: () => "Delete the header lines, so that the base64 follows the BEGIN line." },
  "utf-16": { readers: [], remedy: (file) => `Write it as ASCII: iconv -f UTF-16 -t ASCII ${file} > new.pem` },
  "byte-order-mark": {
    readers: ["openssl"],
    remedy: (file) => `Take the mark away (no editor shows it): sed -i 's/\\xEF\\xBB\\xBF//g' ${file}`,
  },
  "carriage-returns": {
    readers: ["java", "rustls"],
    remedy: (file) => `Write line feeds: tr '\\r' '\\n' < ${file} > new.pem`,
  },
  "blank-line": {
    readers: ["go", "java", "rustls"],
    remedy: (file) => `Delete the blank lines between BEGIN and END: sed -i '/BEGIN/,/END/{/^[[:space:]]*$/d}' ${file}`,
  },
  "trusted-label": {
    readers: ["openssl", "java"],
    remedy: (file) => `Write it as a plain certificate: openssl x509 -in ${file} -out new.pem`,
  },
  "other-label": {
    readers: ["java"],
    remedy: () =>
      "Write CERTIFICATE as the label of both lines: -----BEGIN CERTIFICATE-----, -----END CERTIFICATE-----.",
  },
}

/** How bad a form is where a bundle stands; `needed` says that something reads it there. */
export function levelOf(reason: BundleDefect["reason"], needed: boolean, known: ReadonlySet<Library>): Level {
  const { readers = [] } = pemForms[reason] ?? {}
  const reads = (library: Library) => readers.includes(library)
  if (known.size > 0) return [...known].every(reads) ? "notice" : "error"
  if (reads("go") || reads("openssl")) return "warning"
  return needed ? "error" : "warning"
}

/** Who sees a certificate in this form, and who does not, as a sentence without its end. */
export function consequenceOf(reason: BundleDefect["reason"]): string {
  const { readers = [] } = pemForms[reason] ?? {}
  const others = libraries.filter((library) => !readers.includes(library))
  if (readers.length === 0) return "no program finds the certificate there, and most say nothing"
  return `${listed(others)} ${others.length === 1 ? "does" : "do"} not find the certificate there and mostly say nothing, though ${listed(readers)} ${readers.length === 1 ? "reads" : "read"} it`
}

/** The libraries that are known to read a bundle: by the program that is configured with it, or by its place. */
export function librariesOf(bundle: BundleFact, inventory: Inventory): ReadonlySet<Library> {
  const found = new Set<Library>()
  for (const { user, purpose } of usageOf(inventory).usesOf(bundle)) {
    const library = purpose === "mount" || purpose === "other" ? undefined : programs[user.kind]
    if (library !== undefined) found.add(library)
  }
  const { carrier, name, owner } = bundle
  const key = owner?.pointer.at(-1) ?? ""
  const isGo =
    (carrier?.kind === "secret" && carrier.key === "tls.crt") ||
    /^(caBundle|certificate-authority-data|client-certificate-data)$/.test(key) ||
    /(^|\/)certs\.d\/[^/]+\/[^/]+$/.test(name)
  return isGo && found.size === 0 ? new Set<Library>(["go"]) : found
}

function listed(names: readonly Library[]): string {
  const words = names.map((name) => called[name])
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
}

const libraries: readonly Library[] = ["go", "openssl", "java", "rustls"]
const called: Readonly<Record<Library, string>> = {
  go: "Go (Kubernetes, Docker, Traefik)",
  openssl: "OpenSSL (nginx, Python, Node)",
  java: "Java",
  rustls: "rustls",
}
/** What the programs are written with whose configuration names certificates. */
const programs: Readonly<Record<string, Library>> = {
  nginx: "openssl",
  apache: "openssl",
  haproxy: "openssl",
  traefik: "go",
  caddy: "go",
  prometheus: "go",
  kubernetes: "go",
  "docker-daemon": "go",
  "containerd-hosts": "go",
  "k3s-registries": "go",
  buildkitd: "go",
}

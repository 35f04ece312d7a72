import type { CommandFact, DocumentFact, VariableFact } from "../../model/facts.ts"
import { entryAt, itemsAt, scalarAt } from "../../model/tree.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { levelFor as levelOfCommand, targetOf, turnedOn, without } from "./flags.shared.ts"
import { elsewhere, switches } from "./switches.shared.ts"
import { levelFor, literalOf, placeOf, reachOf } from "./variables.shared.ts"

export const envTlsOffOther = rule({
  id: "env-tls-off-other",
  family: "commands",
  level: "error",
  summary: "A setting tells a tool not to verify the server it talks to",
  citations: [
    {
      document: "Go",
      section: "Environment variables, GOINSECURE",
      says: "Modules whose paths match may be fetched over HTTP and from servers whose certificates are not verified; the checksum database still applies.",
      url: "https://go.dev/ref/mod#environment-variables",
    },
    {
      document: "npm",
      section: "strict-ssl",
      says: "Whether to do SSL key validation when making requests to the registry via HTTPS.",
      url: "https://docs.npmjs.com/cli/using-npm/config#strict-ssl",
    },
    {
      document: "Yarn",
      section: "enableStrictSsl, unsafeHttpWhitelist",
      says: "False makes it ignore certificate errors; the list names hosts that plain HTTP is allowed for.",
      url: "https://yarnpkg.com/configuration/yarnrc",
    },
    {
      document: "PostgreSQL",
      section: "libpq, SSL Support, Client Verification of Server Certificates",
      says: "Only verify-ca and verify-full protect against an impostor; require alone does not.",
      url: "https://www.postgresql.org/docs/current/libpq-ssl.html",
    },
    {
      document: "Consul",
      section: "CONSUL_HTTP_SSL_VERIFY",
      says: "A boolean that says whether the certificate of the server is verified; api/api.go takes what it cannot parse for false.",
      url: "https://developer.hashicorp.com/consul/commands#consul_http_ssl_verify",
    },
  ],
  why: "Whoever can answer in the server's name gets what is sent, and decides what comes back: packages, secrets, configuration.",
  fix: "Remove the setting, and give the tool the CA of the server.",

  on: ["variable", "command", "npmrc", "yarnrc", "plain"],
  *check(subject) {
    if ("root" in subject) yield* ofDocument(subject)
    else if ("command" in subject) yield* ofCommand(subject.command)
    else yield* ofVariable(subject)
  },
})

function* ofVariable(variable: VariableFact): Generator<Problem> {
  if (elsewhere.test(variable.name)) return
  const found = switches.find(({ name, off }) => name.test(variable.name) && off.test(literalOf(variable) ?? ""))
  if (found === undefined) return
  yield {
    message: `${variable.name} is set ${reachOf(variable)}: ${found.effect}.`,
    help: [{ do: `Remove it. Instead: ${found.secure}` }],
    at: placeOf(variable),
    level: levelFor(found.level ?? "error", variable),
    identity: variable.name,
  }
}

function* ofCommand(command: CommandFact): Generator<Problem> {
  const found = commands.find(({ tool }) => tool.test(command.tool))
  const word =
    found && (turnedOn(command.words, found.flag) ?? command.words.find(({ value }) => found.flag.test(value)))
  if (found === undefined || word === undefined) return
  const target = targetOf(command.words)
  yield {
    message: `${command.tool} talks to ${target.host ?? "its server"} without verifying it (${word.value}): whoever answers in its name gets what is sent, and decides what comes back.`,
    help: [{ do: found.secure }, { do: `Then: ${without(command, word)}` }],
    at: word,
    level: levelOfCommand("error", target),
    identity: `${command.tool} ${target.host ?? ""}`,
  }
}

function* ofDocument({ kind, root, path, name }: DocumentFact): Generator<Problem> {
  if (kind === "plain" && !/(^|\/)composer\.json$/.test(path)) return
  const list = kind === "plain" ? composer : packageFiles
  for (const { keys, off, effect, secure } of list) {
    const value = scalarAt(root, ...keys)
    if (value !== undefined && off.test(value.value))
      yield {
        message: `${name} sets ${keys.join(".")} to ${value.value}: ${effect}.`,
        help: [{ do: `Delete the line. Instead: ${secure}` }],
        at: value,
        identity: keys.join("."),
      }
  }
  const hosts = itemsAt(root, "unsafeHttpWhitelist")
  const entry = entryAt(root, "unsafeHttpWhitelist")
  if (kind === "yarnrc" && entry !== undefined && hosts.length > 0)
    yield {
      message: `${name} lets yarn fetch packages over plain HTTP from ${hosts.length === 1 ? "a host" : `${hosts.length} hosts`} (unsafeHttpWhitelist): anyone on the way decides what is installed.`,
      help: [{ do: "Serve the registry over HTTPS, and name its CA: httpsCaFilePath: /path/to/ca.pem" }],
      at: entry.key,
    }
}

/** Commands that no other rule is about. */
const commands = [
  { tool: /^aws$/, flag: /^--no-verify-ssl$/, secure: "Name the CA: --ca-bundle /path/to/ca.pem, or AWS_CA_BUNDLE." },
  {
    tool: /^(mvn|mvnw|mvnd)$/,
    flag: /^-D(maven\.wagon\.http\.ssl\.(insecure|allowall)=true|aether\.connector\.https\.securityMode=insecure)$/,
    secure: "Name the trust store: -Djavax.net.ssl.trustStore=/path/to/truststore.p12",
  },
  { tool: /^rclone$/, flag: /^--no-check-certificate$/, secure: "Name the CA: --ca-cert /path/to/ca.pem" },
  { tool: /^restic$/, flag: /^--insecure-tls$/, secure: "Name the CA: --cacert /path/to/ca.pem" },
  { tool: /^(mc|mcli)$/, flag: /^--insecure$/, secure: "Put the CA into ~/.mc/certs/CAs/." },
  { tool: /^(http|https|xh)$/, flag: /^--verify=(no|false)$/, secure: "Name the CA: --verify=/path/to/ca.pem" },
  {
    tool: /^svn$/,
    flag: /^--trust-server-cert(-failures=.*)?$/,
    secure: "Name the CA in ~/.subversion/servers: ssl-authority-files",
  },
] as const

const packageFiles = [
  {
    keys: ["strict-ssl"],
    off: /^(false|0)$/,
    effect: "the registry is not verified, so whoever answers in its name decides what is installed",
    secure: "cafile=/path/to/ca.pem",
  },
  {
    keys: ["enableStrictSsl"],
    off: /^false$/,
    effect: "the registry is not verified, so whoever answers in its name decides what is installed",
    secure: "httpsCaFilePath: /path/to/ca.pem",
  },
] as const

const composer = [
  {
    keys: ["config", "secure-http"],
    off: /^false$/,
    effect: "packages may come over plain HTTP, from anyone",
    secure: "serve the repository over HTTPS",
  },
  {
    keys: ["config", "disable-tls"],
    off: /^true$/,
    effect: "packages come without TLS, from anyone",
    secure: 'config.cafile: "/path/to/ca.pem"',
  },
] as const

import type { Directive } from "../../model/directives.ts"
import { directivesOf } from "../../model/directives.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { nginx, plain, type Step, yaml } from "../../model/help.ts"
import { hostOf, isLocalHost, lowered, nameOf } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { at, entriesAt, type Mapping, type Node, type Scalar, textAt, walk } from "../../model/tree.ts"
import type { Weight } from "../../model/weight.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const proxyUpstreamUnverified = rule({
  id: "proxy-upstream-unverified",
  family: "kubernetes",
  level: "warning",
  summary: "A proxy speaks TLS with the servers behind it and does not verify them",
  citations: [
    {
      document: "nginx",
      section: "ngx_http_proxy_module, proxy_ssl_verify",
      says: "Enables or disables verification of the certificate of the proxied HTTPS server; the default is off.",
      url: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify",
    },
    {
      document: "Apache HTTP Server",
      section: "mod_ssl, SSLProxyVerify, SSLProxyCheckPeerName",
      says: "none, the default: no certificate is required of the remote server.",
      url: "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyverify",
    },
    {
      document: "Envoy",
      section: "CertificateValidationContext, trusted_ca",
      says: "If not specified and a peer certificate is presented it will not be verified.",
      url: "https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto",
    },
    {
      document: "Caddy",
      section: "reverse_proxy, transport http, tls_insecure_skip_verify",
      says: "Turns off the verification of the TLS handshake, which makes the connection insecure.",
      url: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy",
    },
  ],
  why: "Whoever can answer for the server behind the proxy, by DNS, by an address or in the middle, reads and changes what clients believe to be protected.",
  fix: "Name the CA, turn verification on, and give the name to check.",

  on: ["nginx", "apache", "caddy", "plain", "kubernetes"],
  *check(document) {
    if (document.kind === "nginx") yield* ofNginx(document)
    else if (document.kind === "apache") yield* ofApache(document)
    else if (document.kind === "caddy") yield* ofCaddy(directivesOf(document.root), undefined)
    else if (isEnvoy(document)) yield* ofEnvoy(document)
  },
})

function problem(message: string, at: Span, level: Level | Weight, help: Step, identity = ""): Problem {
  return { message, help: [help], at, level, identity }
}

// nginx

interface Scope {
  readonly directives: readonly Directive[]
  readonly outer?: Scope
}

function* ofNginx({ root, template, name }: DocumentFact): Generator<Problem> {
  const directives = directivesOf(root)
  const upstreams = new Map<string, readonly string[]>()
  collectUpstreams(directives, upstreams)
  const isWhole = directives.some((directive) => directive.name === "http")
  yield* inScope({ directives }, upstreams, { isWhole, template, name }, new Set())
}

interface File {
  /** Without the block around it, what a snippet does not say may be said elsewhere. */
  readonly isWhole: boolean
  readonly template: boolean
  readonly name: string
}

function collectUpstreams(list: readonly Directive[], into: Map<string, readonly string[]>): void {
  for (const { name, words, block } of list) {
    if (name === "upstream")
      into.set(
        words[0]?.value ?? "",
        block.filter((line) => line.name === "server").map((line) => line.words[0]?.value ?? ""),
      )
    else if (name === "http") collectUpstreams(block, into)
  }
}

function* inScope(
  scope: Scope,
  upstreams: ReadonlyMap<string, readonly string[]>,
  file: File,
  told: Set<number>,
): Generator<Problem> {
  for (const { name, words, block } of scope.directives) {
    if (block.length > 0 && name !== "upstream")
      yield* inScope({ directives: block, outer: scope }, upstreams, file, told)
    const [, protocol] = /^(proxy|grpc|uwsgi)_pass$/.exec(name) ?? []
    const [address] = words
    if (protocol === undefined || address === undefined || !/^(https|grpcs|suwsgi):\/\//.test(address.value)) continue
    if (isNear(address.value, upstreams)) continue
    const host = hostOf(address.value)
    const verify = nearest(scope, `${protocol}_ssl_verify`)
    const trusted = nearest(scope, `${protocol}_ssl_trusted_certificate`)
    const help = {
      do: `Write, beside ${name}:`,
      copy: nginx(
        `${protocol}_ssl_verify on;`,
        `${protocol}_ssl_trusted_certificate /etc/ssl/corp-ca.pem;`,
        `${protocol}_ssl_name ${host ?? "NAME-IN-THE-CERTIFICATE"};`,
        `${protocol}_ssl_server_name on;`,
      ),
      verify: "nginx -t, and a request that goes through",
    }
    const off = verify?.words[0]
    if (off?.value === "off") {
      if (told.has(off.start)) continue
      told.add(off.start)
      yield problem(
        `nginx does not verify ${host ?? "the server behind it"} (${protocol}_ssl_verify off), so whatever answers there can read and change the traffic.`,
        off,
        file.template ? "notice" : lowered("warning", host),
        help,
        host,
      )
    } else if (off === undefined && !file.template) {
      yield trusted === undefined
        ? problem(
            `nginx does not verify ${host ?? "the server behind it"}: ${protocol}_ssl_verify is off unless it is turned on.`,
            address,
            "notice",
            help,
            host,
          )
        : problem(
            `nginx never asks the CA in ${trusted.words[0]?.value ?? "the file beside it"} about ${host ?? "the server behind it"}: ${protocol}_ssl_verify is off unless it is turned on.`,
            address,
            file.isWhole ? lowered("warning", host) : "notice",
            help,
            host,
          )
    }
  }
}

function nearest(scope: Scope | undefined, name: string): Directive | undefined {
  for (let each = scope; each !== undefined; each = each.outer) {
    const found = each.directives.findLast((directive) => directive.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether an address leads to this machine: itself, a socket, or an upstream that has nothing else. */
function isNear(address: string, upstreams: ReadonlyMap<string, readonly string[]>): boolean {
  if (/:\/\/unix:/.test(address)) return true
  const host = hostOf(address)
  if (host === undefined) return false
  const servers = upstreams.get(nameOf(host))
  if (servers !== undefined && servers.length > 0)
    return servers.every((server) => server.startsWith("unix:") || isLocalHost(hostOf(server) ?? ""))
  return isLocalHost(host)
}

// Apache

function* ofApache({ root, name, template }: DocumentFact): Generator<Problem> {
  for (const { node } of walk(root)) {
    if (node.kind !== "mapping") continue
    const word = (directive: string): Scalar | undefined => {
      const found = entriesAt(node).findLast(({ key }) => key.value.toLowerCase() === directive)?.value
      const first = found?.kind === "sequence" ? found.items[0] : found
      return first?.kind === "scalar" ? first : undefined
    }
    const level: Level = template ? "notice" : "warning"
    const help = {
      do: "Write, in the same block:",
      copy: plain(
        "SSLProxyVerify require",
        "SSLProxyCheckPeerName on",
        "SSLProxyCACertificateFile /etc/ssl/corp-ca.pem",
      ),
      verify: "apachectl configtest, and a request that goes through",
    }
    const verify = word("sslproxyverify")
    const engine = word("sslproxyengine")
    const authority = word("sslproxycacertificatefile") ?? word("sslproxycacertificatepath")
    if (verify !== undefined && /^(none|optional_no_ca)$/i.test(verify.value))
      yield problem(
        `${name} lets Apache take any certificate from the servers behind it (SSLProxyVerify ${verify.value}).`,
        verify,
        level,
        help,
      )
    else if (verify === undefined && engine?.value.toLowerCase() === "on")
      yield problem(
        authority === undefined
          ? `${name} turns SSLProxyEngine on, and Apache verifies no server behind it unless SSLProxyVerify asks for it.`
          : `${name} names ${authority.value}, and Apache never asks it: SSLProxyVerify is none unless it is set.`,
        authority ?? engine,
        authority === undefined ? "notice" : level,
        help,
      )
    for (const check of ["sslproxycheckpeername", "sslproxycheckpeercn"]) {
      const value = word(check)
      if (value?.value.toLowerCase() === "off" && check === "sslproxycheckpeername")
        yield problem(
          `${name} lets Apache take a certificate of any name from the servers behind it (SSLProxyCheckPeerName off).`,
          value,
          level,
          help,
        )
    }
  }
}

// Caddy

function* ofCaddy(list: readonly Directive[], host: string | undefined): Generator<Problem> {
  for (const { name, words, block, at } of list) {
    const inner =
      name === "reverse_proxy" || name === "to"
        ? (words
            .map(({ value }) => hostOf(value))
            .find((one) => one?.includes(".") || (one !== undefined && isLocalHost(one))) ?? host)
        : host
    if (name === "tls_insecure_skip_verify")
      yield problem(
        `Caddy does not verify ${host ?? "the servers behind it"} (tls_insecure_skip_verify), so whatever answers there can read and change the traffic.`,
        at,
        lowered("error", host),
        {
          do: "Write in its place:",
          copy: plain("tls_trust_pool file /etc/caddy/corp-ca.pem", "tls_server_name NAME-IN-THE-CERTIFICATE"),
          verify: "caddy validate, and a request that goes through",
        },
        host,
      )
    yield* ofCaddy(block, inner)
  }
}

// Envoy

function isEnvoy({ kind, resource, root, path }: DocumentFact): boolean {
  if (kind === "kubernetes") return /^Envoy(Filter|PatchPolicy|ExtensionPolicy)$/.test(resource?.kind ?? "")
  return (
    /envoy/i.test(path) ||
    entriesAt(root).some(({ key }) =>
      /^(static_?resources|dynamic_?resources|resources|clusters|transport_?socket)$/i.test(key.value),
    )
  )
}

function* ofEnvoy(document: DocumentFact): Generator<Problem> {
  for (const { node, path } of walk(document.root, 200_000)) {
    if (node.kind !== "mapping") continue
    const type = node.entries.find(({ key }) => key.value === "@type")?.value
    if (type?.kind !== "scalar" || !/UpstreamTlsContext$/.test(type.value)) continue
    if (path.includes("properties")) continue
    const body = at(node, "value") ?? node
    const common = either(body, "common_tls_context", "commonTlsContext")
    if (isVerifying(common)) continue
    const sni = textAt(body, "sni")
    const isPatch = document.resource !== undefined
    yield problem(
      `${objectText(document)} lets Envoy take any certificate from ${sni ?? "its upstream"}: an UpstreamTlsContext without trusted_ca verifies nothing.`,
      type,
      lowered(isPatch ? "warning" : "error", sni),
      {
        do: "Add to it:",
        copy: yaml(
          "common_tls_context:",
          "  validation_context:",
          "    trusted_ca: {filename: /etc/ssl/certs/ca-certificates.crt}",
          "    match_typed_subject_alt_names:",
          `      - {san_type: DNS, matcher: {exact: ${sni ?? "NAME-IN-THE-CERTIFICATE"}}}`,
        ),
        verify: "envoy --mode validate -c envoy.yaml",
      },
      sni,
    )
  }
}

function isVerifying(common: Node | undefined): boolean {
  if (common?.kind !== "mapping") return false
  const secret = common.entries.some(({ key }) =>
    /^(validation_?context_?sds_?secret_?config|validation_?context_?certificate_?provider(_?instance)?)$/i.test(
      key.value,
    ),
  )
  if (secret) return true
  const combined = either(common, "combined_validation_context", "combinedValidationContext")
  if (combined !== undefined) return true
  const context = either(common, "validation_context", "validationContext")
  return context?.kind === "mapping" && context.entries.some(isAnchor)
}

function isAnchor({ key }: Mapping["entries"][number]): boolean {
  return /^(trusted_?ca|system_?root_?certs|ca_?certificate_?provider_?instance|verify_?certificate_?(hash|spki)|custom_?validator_?config|trust_?chain_?verification)$/i.test(
    key.value,
  )
}

function either(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  return keys.map((key) => at(node, key)).find((found) => found !== undefined)
}

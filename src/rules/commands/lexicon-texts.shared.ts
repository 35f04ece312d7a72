import type { Verdict } from "../../lexicon/connection/judge.ts"
import type { Effect, Row } from "../../lexicon/row.ts"
import type { Spelling } from "../../lexicon/spelling.ts"
import type { Outdated } from "../../lexicon/versions.ts"
import { toml } from "../../model/help.ts"
import { isClusterLocal, nameOf } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import type { Weight } from "../../model/weight.ts"
import type { Problem } from "../rule.ts"

/** What the lexicon has to say of one place, and what of it: a rule tells one kind. */
export type Hit = Problem & {
  readonly of: Effect | "spelling" | "connection-unverified" | "connection-plaintext" | "outdated"
}

export type Where = Pick<Problem, "at" | "identity">

export function known(row: Row, said: string, where: Where, level: Level | Weight): Hit {
  return {
    of: row.effect,
    message: `${capital(said)}: ${consequences[row.effect](row)}.`,
    help: [{ do: `Remove it. Instead: ${row.instead}` }, { do: `Source: ${row.source}` }],
    ...where,
    identity: where.identity ?? "",
    level,
  }
}

const consequences: Readonly<Record<Effect, (row: Row) => string>> = {
  unverified: ({ product, peer }) => `${product} ${verb(product, "does not", "do not")} verify ${peer}`,
  "host-name": ({ product, peer }) =>
    `${product} ${verb(product, "takes", "take")} a certificate of any name from ${peer}, as long as its CA is trusted`,
  plaintext: ({ product, peer }) => `${product} ${verb(product, "talks", "talk")} without TLS, or may, to ${peer}`,
}

/** A product is one program, or several: “PostgreSQL clients”, “Prometheus and its relatives”. */
function verb(product: string, singular: string, plural: string): string {
  return / [a-z]+s$| and /.test(product) ? plural : singular
}

export function spelling({ says }: Spelling, said: string, where: Where, level: Level | Weight): Hit {
  return {
    of: "spelling",
    message:
      says === "host-name"
        ? `${capital(said)}: by its name, whatever reads it takes a certificate of any host (its program is not known here).`
        : `${capital(said)}: by its name, whatever reads it does not verify the other end (its program is not known here).`,
    help: [
      { do: "Remove it, and give that program the CA of its server." },
      { do: "If the name means something else, say so: # tlsgate-ignore[tls-off-by-name] until=… reason=…" },
    ],
    ...where,
    identity: where.identity ?? "",
    level,
  }
}

export function connection(
  { parameter, host, effect, driver, instead, source }: Verdict,
  what: string,
  where: Where,
  level: Level | Weight,
): Hit {
  const other = host ?? "its server"
  const then = {
    unverified: `${driver ?? "the client"} takes any certificate from ${other}`,
    "host-name": `${driver ?? "the client"} takes a certificate of any name from ${other}, as long as its CA is trusted`,
    plaintext: `what goes to ${other} and comes back, the password included, is or may be in plain text`,
  }[effect]
  return {
    of: effect === "plaintext" ? "connection-plaintext" : "connection-unverified",
    message: `The connection string in ${what} has ${parameter}: ${then}.`,
    help: [{ do: `Instead: ${instead}` }, ...(source === undefined ? [] : [{ do: `Source: ${source}` }])],
    ...where,
    identity: `${where.identity ?? ""} ${host === undefined || isClusterLocal(host) ? "" : nameOf(host)}`.trim(),
    level,
  }
}

export function shown(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value
}

export function shortWay(way: readonly string[]): string {
  return way.slice(-4).join(".")
}

function capital(text: string): string {
  return /^[a-z]+ /.test(text) && text.startsWith("the ") ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text
}

/** A version of TLS or a cipher that is switched on where a sentence begins to say it: `nginx.conf switches on`. */
export function outdated({ what, kind }: Outdated, said: string, at: Span): Problem {
  return {
    message:
      kind === "cipher"
        ? `${said} ${what}, a cipher that is broken: whoever is on the way can choose it.`
        : `${said} ${what}, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.`,
    help: [
      { do: "Allow TLS 1.2 and 1.3 only." },
      {
        do: "What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.",
        verify: "openssl s_client -connect <host:port> -tls1_1 </dev/null is refused",
      },
    ],
    at,
  }
}

/** An output of BuildKit that is pushed without a look at the registry's certificate. */
export function output(what: string, where: Where, level: Level | Weight): Hit {
  return {
    of: "unverified",
    message: `The output in ${what} has registry.insecure=true: BuildKit pushes to the registry without verifying it, or over plain HTTP.`,
    help: [
      {
        do: "Remove it, and give BuildKit the CA in buildkitd.toml:",
        copy: toml('[registry."registry.corp.example.com"]', '  ca = ["/etc/buildkit/corp-ca.pem"]'),
        verify: "a build that pushes to it",
      },
    ],
    ...where,
    identity: where.identity ?? "",
    level,
  }
}

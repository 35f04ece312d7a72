import type { Scalar } from "../../model/tree.ts"

/** What of a balancer decides which servers a request for a challenge can reach, however it is configured. */
export interface Reached {
  /** The frontend, virtual server or `server` block that takes the request. */
  readonly frontend: string
  /** Where it is sent on. */
  readonly at: Scalar
  readonly backend: Backend
}

export interface Backend {
  readonly name: string
  /** The servers that carry normal traffic. */
  readonly servers: readonly Server[]
  /** What stays at one server: all requests of a client, or all for the same URL. */
  readonly sticky?: "client" | "request"
}

export interface Server {
  readonly name: string
  /** Without its port and brackets. */
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly at: Scalar
}

/** Whether something happens to a request for a challenge, as far as the configuration alone tells it. */
export type Certainty = "always" | "never" | "maybe"

/** Of alternatives: one that always holds is enough. */
export function any(terms: readonly Certainty[]): Certainty {
  if (terms.includes("always")) return "always"
  return terms.includes("maybe") ? "maybe" : "never"
}

/** Of conditions that must all hold. */
export function all(terms: readonly Certainty[]): Certainty {
  if (terms.includes("never")) return "never"
  return terms.includes("maybe") ? "maybe" : "always"
}

export function not(term: Certainty): Certainty {
  if (term === "maybe") return term
  return term === "always" ? "never" : "always"
}

/** The path of a request for a challenge. */
export const challengePath = "/.well-known/acme-challenge/TOKEN"

/** Whether a path that is compared by its beginning is that of every challenge. */
export function beginsChallenge(prefix: string): Certainty {
  if (challengePath.startsWith(prefix)) return "always"
  return prefix.startsWith("/.well-known/acme-challenge/") ? "maybe" : "never"
}

/** The same of a regular expression, which is not run: whoever writes `well-known` means challenges. */
export function matchesChallenge(expression: string): Certainty {
  if (/well-known(?!\\?\/(?!acme|\^|\.|\*|\(|\[|\$|$))/.test(expression)) return "always"
  const literal = /^\^\\?(\/[\w/-]*)/.exec(expression)?.[1]
  if (literal !== undefined && !expression.includes("|") && !challengePath.startsWith(literal)) return "never"
  return /^\^?(\/|\.\*|\/\.\*)?\$?$/.test(expression) && !/\/\$$/.test(expression) ? "always" : "maybe"
}

/** `10.0.0.1:80`, `[fd00::1]:80` or `web.internal` as a host and a port. */
export function endpointOf(text: string, usualPort: number): { readonly address: string; readonly port: number } {
  const [, host = text, port] = /^(.*?)(?::([+-]?\d+))?$/.exec(isBareIpv6(text) ? `[${text}]` : text) ?? []
  return {
    address: host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, ""),
    port: port === undefined || /^[+-]/.test(port) ? usualPort : Number(port),
  }
}

function isBareIpv6(text: string): boolean {
  return /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*$/i.test(text)
}

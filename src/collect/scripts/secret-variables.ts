import { at, entriesAt, type Node, type Scalar, textAt } from "../../model/tree.ts"
import { isSecret } from "../secrets/names.ts"
import { withoutSecrets } from "../secrets/text.ts"
import type { Extraction } from "./extraction.ts"

/**
 * The variables that a Secret, or what makes one (ExternalSecret, SealedSecret), may give to a container. Of their values
 * only those are kept that are plainly settings: a switch, or an address without its credentials.
 */
export function readSecretVariables(root: Node, extraction: Extraction): void {
  const kind = textAt(root, "kind") ?? ""
  if (kind === "Secret") {
    section(at(root, "stringData"), false, extraction)
    section(at(root, "data"), true, extraction)
  }
  const template = templates[kind]
  if (template === undefined) return
  section(at(root, ...template, "data"), false, extraction)
  section(at(root, ...template, "stringData"), false, extraction)
}

function section(node: Node | undefined, isEncoded: boolean, extraction: Extraction): void {
  for (const { key, value } of entriesAt(node)) {
    if (value.kind !== "scalar" || !variableName.test(key.value) || value.value.includes("\n")) continue
    const decoded = isEncoded && value.type !== "template" ? decodedOf(value) : value
    const kept = decoded && !isSecret(key.value, decoded.value) ? harmless(decoded.value) : undefined
    const given: Scalar =
      kept === undefined || decoded === undefined
        ? { ...value, value: "", secret: value.type === "template" ? "template" : "literal" }
        : { ...value, type: /\{\{|\$\{/.test(kept) ? "template" : "string", value: kept }
    extraction.variable(key.value, given, "container", { start: key.start, end: value.end })
  }
}

function decodedOf(scalar: Scalar): Scalar | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(scalar.value) || scalar.value.length > 4000) return undefined
  const value = Buffer.from(scalar.value, "base64").toString("utf8")
  return /^[ -~]*$/.test(value) ? { ...scalar, value } : undefined
}

/** What of a value may be kept; undefined where it may be a secret. */
function harmless(value: string): string | undefined {
  if (switches.test(value)) return value
  // Credentials go, with the templates that put them there.
  const address = /^(jdbc:)?[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value.replace(/:\/\/[^/@]*@/, "://") : undefined
  if (address !== undefined) return withoutSecrets(address.replaceAll(secretParameter, "$1=***"))
  // `user:password@tcp(host:3306)/database?tls=skip-verify`, as Go's MySQL driver has it
  const source = /^[^\s]*@((?:tcp|unix)?\([^()\s]{1,200}\)\/\S*)$/.exec(value)?.[1]
  return source?.replaceAll(secretParameter, "$1=***")
}

const templates: Readonly<Record<string, readonly string[]>> = {
  ExternalSecret: ["spec", "target", "template"],
  ClusterExternalSecret: ["spec", "externalSecretSpec", "target", "template"],
  PushSecret: ["spec", "template"],
  SealedSecret: ["spec", "template"],
  VaultStaticSecret: ["spec", "destination", "transformation"],
}

const variableName = /^[A-Z][A-Z0-9_]*$/
const switches =
  /^(true|false|yes|no|on|off|\d{1,5}|none|never|always|disabled?|enabled?|allow|prefer(red)?|require[d]?|verify[-_a-z]{0,12}|skip[-_]verify|insecure|optional|https?|plaintext|s?ssl|tls|starttls|PLAINTEXT|SASL_(PLAINTEXT|SSL)|SSL|TLSv?1([._][0-3])?)$/i
const secretParameter = /\b(password|passwd|pwd|token|secret|key|sig|signature|api_?key)=[^&;\s]*/gi

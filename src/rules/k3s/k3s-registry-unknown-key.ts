import { type Step, yaml } from "../../model/help.ts"
import { at, type Entry, entriesAt, itemsAt, type Node, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  authKeys,
  k3sCode,
  mirrorKeys,
  type RegistriesFile,
  registriesFile,
  restarted,
  serviceOf,
  tlsKeys,
  wharfie,
} from "./registries.shared.ts"

export const k3sRegistryUnknownKey = rule({
  id: "k3s-registry-unknown-key",
  family: "k3s",
  level: "warning",
  summary: "registries.yaml has a key that k3s and RKE2 ignore, or a value with which they do not start",
  citations: [
    wharfie("GetPrivateRegistries", "The file is decoded without strictness: unknown keys are dropped in silence."),
    wharfie(
      "getAuthenticatorForHost",
      "The credentials are username, password, auth and identity_token; there is no `token`.",
    ),
    k3sCode(
      "setupContainerdConfig",
      "An error of the decoder, as of a string where a list belongs, ends the start of the agent.",
    ),
  ],
  why: "The setting reads as if it held. The documentation's own `token` is one of these keys.",
  fix: "Use the keys that the file has: endpoint, rewrite; auth: username, password, auth, identity_token; tls: ca_file, cert_file, key_file, insecure_skip_verify.",

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    for (const { key, value, wants } of mistyped(file))
      yield {
        message: `${serviceOf(document)} cannot read registries.yaml because ${key.value} is not ${wants}, so it does not start on any node that has this file.`,
        help: [
          {
            do: `Write ${wants}:`,
            copy: yaml(`${key.value}: ${forms[wants]}`),
          },
          restarted(document, "HOST[:PORT]"),
        ],
        at: value,
        level: "error",
        identity: key.value,
        sensitive: authKeys.has(key.value),
      }
    for (const { entry, registry } of unknown(file)) {
      const name = entry.key.value
      if (isTemplated(entry.key) || isMisplaced(name)) continue
      const meant = lookalikes[name.toLowerCase().replaceAll(/[-_]/g, "")]
      yield {
        message: `registries.yaml has no key \`${name}\`${registry === undefined ? "" : ` for ${registry}`}: it is ignored in silence${meant === undefined ? "" : `; it is called \`${meant}\``}.`,
        help: [remedyFor(entry, registry, meant), restarted(document, registry ?? "HOST[:PORT]")],
        at: entry.key,
        identity: `${registry ?? ""} ${name}`,
        // The line below the key may be a credential.
        sensitive: /token|auth|pass/i.test(name),
      }
    }
  },
})

/** What to do about a key: write it as it is called, or put it where it belongs. */
function remedyFor({ key, value }: Entry, registry: string | undefined, meant: string | undefined): Step {
  const name = key.value
  if (meant !== undefined) return { do: `Write \`${meant}\` instead of \`${name}\`.` }
  // A host at the top has lost its indentation, or the line above it.
  const section = entriesAt(value).some((entry) => mirrorKeys.has(entry.key.value))
    ? "mirrors"
    : entriesAt(value).some((entry) => /^(auth|tls)$/.test(entry.key.value))
      ? "configs"
      : undefined
  if (registry === undefined && section !== undefined)
    return {
      do: `Indent it, with all that stands below it, under \`${section}\`${section === "mirrors" ? ":" : "."}`,
      ...(section === "mirrors" && {
        copy: yaml(
          "mirrors:",
          `  "${name}":`,
          "    endpoint:",
          ...itemsAt(value, "endpoint").map((item) => `      - ${textAt(item) ?? ""}`),
        ),
      }),
    }
  return { do: `Take \`${name}\` out: no version of the file has such a key.` }
}

function* unknown({ root, mirrors, configs }: RegistriesFile): Generator<{ entry: Entry; registry?: string }> {
  for (const entry of root.entries) if (!/^(mirrors|configs|auths)$/.test(entry.key.value)) yield { entry }
  for (const { key, value } of mirrors)
    for (const entry of entriesAt(value)) if (!mirrorKeys.has(entry.key.value)) yield { entry, registry: key.value }
  for (const { key, value } of configs) {
    const registry = key.value
    for (const entry of entriesAt(value)) if (!/^(auth|tls)$/.test(entry.key.value)) yield { entry, registry }
    for (const entry of entriesAt(at(value, "auth"))) if (!authKeys.has(entry.key.value)) yield { entry, registry }
    for (const entry of entriesAt(at(value, "tls"))) if (!tlsKeys.has(entry.key.value)) yield { entry, registry }
  }
}

type Want = "a mapping" | "a list of texts" | "a text" | "a boolean"

/** The values that yaml.v2 does not take for the fields of wharfie's structs. Nothing is a value for all of them. */
function* mistyped({ root, mirrors, configs }: RegistriesFile): Generator<Entry & { readonly wants: Want }> {
  const both = root.entries.filter(({ key }) => /^(mirrors|configs)$/.test(key.value))
  const parts = configs.flatMap(({ value }) => entriesAt(value).filter(({ key }) => /^(auth|tls)$/.test(key.value)))
  const fields = [
    ...mirrors.flatMap(({ value }) => entriesAt(value)),
    ...parts.flatMap(({ value }) => entriesAt(value)),
  ]
  for (const entry of [...both, ...mirrors, ...configs, ...parts]) yield* unlike(entry, "a mapping")
  for (const entry of fields) {
    const wants = wanted[entry.key.value]
    if (wants !== undefined) yield* unlike(entry, wants)
  }
}

function* unlike(entry: Entry, wants: Want): Generator<Entry & { readonly wants: Want }> {
  const { value } = entry
  const isNothing = value.kind === "scalar" && (value.type === "null" || isTemplated(value))
  if (!isNothing && !fits[wants](value)) yield { ...entry, wants }
}

const fits: Readonly<Record<Want, (value: Node) => boolean>> = {
  "a mapping": ({ kind }) => kind === "mapping",
  "a list of texts": (value) => value.kind === "sequence" && value.items.every(({ kind }) => kind === "scalar"),
  "a text": ({ kind }) => kind === "scalar",
  "a boolean": (value) => value.kind === "scalar" && value.type === "boolean",
}

const forms: Readonly<Record<Want, string>> = {
  "a mapping": "{…: …}",
  "a list of texts": '["https://…"]',
  "a text": '"…"',
  "a boolean": "false",
}

const wanted: Readonly<Record<string, Want>> = {
  endpoint: "a list of texts",
  rewrite: "a mapping",
  ...Object.fromEntries([...authKeys].map((key) => [key, "a text" as const])),
  ca_file: "a text",
  cert_file: "a text",
  key_file: "a text",
  insecure_skip_verify: "a boolean",
}

/** Keys that the file has, elsewhere: k3s-registry-misplaced-tls speaks of them. */
function isMisplaced(name: string): boolean {
  return name === "tls" || name === "auth" || mirrorKeys.has(name) || authKeys.has(name) || tlsKeys.has(name)
}

/** What is meant by a key, written without `-` and `_`. */
const lookalikes: Readonly<Record<string, string>> = {
  token: "identity_token",
  identitytoken: "identity_token",
  endpoints: "endpoint",
  rewrites: "rewrite",
  insecureskipverify: "insecure_skip_verify",
  skipverify: "insecure_skip_verify",
  insecure: "insecure_skip_verify",
  insecureskiptlsverify: "insecure_skip_verify",
  cafile: "ca_file",
  ca: "ca_file",
  cacert: "ca_file",
  certfile: "cert_file",
  cert: "cert_file",
  keyfile: "key_file",
  key: "key_file",
  user: "username",
  pass: "password",
  mirror: "mirrors",
  config: "configs",
}

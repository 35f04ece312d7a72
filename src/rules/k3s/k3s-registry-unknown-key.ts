import { at, type Entry, entriesAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  authKeys,
  mirrorKeys,
  type RegistriesFile,
  registriesFile,
  tlsKeys,
  verifyOn,
  wharfie,
} from "./registries.shared.ts"

export const k3sRegistryUnknownKey = rule({
  id: "k3s-registry-unknown-key",
  family: "k3s",
  level: "warning",
  summary: "registries.yaml has a key that k3s and RKE2 do not know and silently ignore",
  citations: [
    wharfie("GetPrivateRegistries", "The file is decoded without strictness: unknown keys are dropped in silence."),
    wharfie(
      "getAuthenticatorForHost",
      "The credentials are username, password, auth and identity_token; there is no `token`.",
    ),
  ],
  why: "The setting reads as if it held. The documentation's own `token` is one of these keys.",
  fix: "Use the keys that the file has: endpoint, rewrite; auth: username, password, auth, identity_token; tls: ca_file, cert_file, key_file, insecure_skip_verify.",
  examples: {
    bad: [
      { "etc/rancher/k3s/registries.yaml": "configs:\n  reg.corp:\n    auth:\n      «token»: abc\n" },
      {
        "etc/rancher/k3s/registries.yaml":
          "mirrors:\n  docker.io:\n    «endpoints»: [https://m.corp]\n    «rewrites»: {}\nconfigs:\n  m.corp:\n    tls:\n      «insecureSkipVerify»: true\n      «caFile»: /x.pem\n",
      },
      {
        "etc/rancher/k3s/registries.yaml":
          "mirrors:\n  docker.io:\n    endpoint: [https://m.corp]\n«config»:\n  m.corp:\n    tls: {}\n",
      },
    ],
    good: [
      {
        "etc/rancher/k3s/registries.yaml":
          "mirrors:\n  docker.io:\n    endpoint: [https://m.corp]\n    rewrite: {a: b}\nconfigs:\n  m.corp:\n    auth: {username: a, identity_token: x}\n    tls: {ca_file: /x.pem}\n",
      },
      {
        "etc/rancher/k3s/registries.yaml":
          "configs:\n  reg.corp:\n    auth:\n      # token: abc\n      identity_token: xxxx\n",
      },
      { "ci/registries.yaml": "registries:\n  - name: reg.corp\n    token: abc\n" },
    ],
  },

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    for (const { entry, registry } of unknown(file)) {
      const name = entry.key.value
      if (isTemplated(entry.key) || isMisplaced(name)) continue
      const meant = lookalikes[name.toLowerCase().replaceAll(/[-_]/g, "")]
      yield {
        message: `registries.yaml has no key \`${name}\`${registry === undefined ? "" : ` for ${registry}`}: it is ignored in silence${meant === undefined ? "" : `; it is called \`${meant}\``}.`,
        help: `${meant === undefined ? `Delete \`${name}\`, or use a key that the file has` : `Write \`${meant}\` instead of \`${name}\``}.\n${verifyOn(document, registry ?? "HOST[:PORT]")}`,
        at: entry.key,
        identity: `${registry ?? ""} ${name}`,
        // The line below the key may be a credential.
        sensitive: /token|auth|pass/i.test(name),
      }
    }
  },
})

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

import type { Scalar } from "../../model/tree.ts"
import { entriesAt, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const talosCaEncoding = rule({
  id: "talos-ca-encoding",
  family: "platform",
  level: "error",
  summary: "A CA of Talos is written in the encoding of the other form of its configuration",
  citations: [
    {
      document: "Talos documentation",
      section: "v1alpha1 Config, machine.registries.config.*.tls.ca",
      says: "CA registry certificate to add to the list of trusted certificates; certificate should be base64-encoded.",
      url: "https://www.talos.dev/latest/reference/configuration/v1alpha1/config/",
    },
    {
      document: "Talos documentation",
      section: "RegistryTLSConfig.ca and TrustedRootsConfig.certificates",
      says: "Certificates are PEM-encoded text in the documents of their own.",
      url: "https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/",
    },
  ],
  why: "The configuration is rejected, or the CA is not loaded and every pull from the registry fails.",
  fix: "Write base64 of the PEM under machine.registries, and PEM text in documents with a kind.",

  on: "talos",
  *check({ root }) {
    for (const { key, value } of entriesAt(root, "machine", "registries", "config"))
      for (const way of [
        ["tls", "ca"],
        ["tls", "clientIdentity", "crt"],
      ])
        yield* swapped(scalarAt(value, ...way), "base64", key.value)
    const name = textAt(root, "name") ?? ""
    if (textAt(root, "kind") === "RegistryTLSConfig")
      for (const way of [["ca"], ["clientIdentity", "cert"], ["clientIdentity", "crt"]])
        yield* swapped(scalarAt(root, ...way), "pem", name)
    if (textAt(root, "kind") === "TrustedRootsConfig") yield* swapped(scalarAt(root, "certificates"), "pem", name)
  },
})

function* swapped(scalar: Scalar | undefined, wanted: "pem" | "base64", name: string): Generator<Problem> {
  if (scalar === undefined || scalar.type === "template") return
  const wrong =
    wanted === "base64" ? /-----BEGIN /.test(scalar.value) : /^\s*LS0tL[A-Za-z0-9+/=\s]+$/.test(scalar.value)
  if (!wrong) return
  yield {
    message:
      wanted === "base64"
        ? `The certificate for ${name} is PEM text where machine.registries wants its base64, so Talos rejects it and pulls fail.`
        : `The certificate for ${name} is base64 where this document wants PEM text, so Talos does not load it and pulls fail.`,
    help:
      wanted === "base64"
        ? [
            {
              do: "Write the output of: base64 -w0 ca.crt",
              verify: "talosctl validate --mode metal --config <this file>",
            },
          ]
        : [
            {
              do: "Write the output of: base64 -d, as a block scalar (ca: |-).",
              verify: "talosctl validate --mode metal --config <this file>",
            },
          ],
    at: scalar,
    identity: name,
  }
}

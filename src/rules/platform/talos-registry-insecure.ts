import { type Help, yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const talosRegistryInsecure = rule({
  id: "talos-registry-insecure",
  family: "platform",
  level: "error",
  summary: "A Talos node does not verify a registry, or asks a mirror over plain HTTP",
  citations: [
    {
      document: "Talos documentation",
      section: "RegistryTLSConfig, insecureSkipVerify",
      says: "Skip TLS server certificate verification (not recommended); ca is added to the trusted CAs.",
      url: "https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/",
    },
    {
      document: "Talos documentation",
      section: "v1alpha1 Config, machine.registries",
      says: "config has the TLS settings by host, mirrors the endpoints; an endpoint is asked by its scheme.",
      url: "https://www.talos.dev/latest/reference/configuration/v1alpha1/config/",
    },
  ],
  why: "Whoever answers for the registry decides which images the node runs, those of the control plane among them.",
  fix: "Remove insecureSkipVerify and give the CA: ca in RegistryTLSConfig, or machine.registries.config.<host>.tls.ca.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "talos",
  *check({ root }) {
    for (const { key, value } of entriesAt(root, "machine", "registries", "config"))
      yield* unverified(key.value, at(value, "tls", "insecureSkipVerify"))
    for (const { key, value } of entriesAt(root, "machine", "registries", "mirrors"))
      for (const endpoint of itemsAt(value, "endpoints")) yield* plain(key.value, endpoint)
    const name = textAt(root, "name") ?? ""
    if (textAt(root, "kind") === "RegistryTLSConfig") yield* unverified(name, at(root, "insecureSkipVerify"))
    if (textAt(root, "kind") === "RegistryMirrorConfig")
      for (const endpoint of itemsAt(root, "endpoints")) {
        const url = scalarAt(endpoint, "url")
        if (url !== undefined) yield* plain(name, url)
      }
  },
})

function* unverified(name: string, skip: Node | undefined): Generator<Problem> {
  if (!isTrue(skip)) return
  const host = hostOf(name)
  const whom = name === "*" ? "any registry" : name
  yield {
    message: `Talos does not verify the certificate of ${whom}, so whoever answers in its name decides which images the node runs.`,
    help: help(host ?? "<host:port>"),
    at: skip,
    level: lowered("error", host),
    identity: name,
  }
}

function* plain(name: string, endpoint: Node): Generator<Problem> {
  const url = textAt(endpoint) ?? ""
  const host = /^http:/i.test(url) ? hostOf(url) : undefined
  if (host === undefined) return
  yield {
    message: `Talos asks ${host} over plain HTTP for the images of ${name === "*" ? "every registry" : name}, so anyone on the way can replace them.`,
    help: help(host),
    at: endpoint,
    level: lowered("error", host),
    identity: `${name} ${host}`,
  }
}

function help(host: string): Help {
  return [
    {
      do: "Use https://, and give the CA of the registry:",
      copy: yaml(
        "apiVersion: v1alpha1",
        "kind: RegistryTLSConfig",
        `name: ${host}`,
        "ca: |-",
        "  -----BEGIN CERTIFICATE----- …",
      ),
      verify: "talosctl image pull an image of it.",
    },
  ]
}

import type { Inventory } from "../../join/inventory.ts"
import type { CommandFact, DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import { at, entriesAt, entryAt, walk } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { k3sCode, registriesFile } from "./registries.shared.ts"

export const k3sManagedContainerdFile = rule({
  id: "k3s-managed-containerd-file",
  family: "k3s",
  level: "warning",
  summary: "A file is written that k3s or RKE2 writes anew at every start",
  citations: [
    k3sCode("writeContainerdConfig", "config.toml is rendered from a template at every start."),
    k3sCode("cleanContainerdHosts", "Directories of registries that registries.yaml configures are deleted first."),
    k3sCode("warnMissingRegistryAuth", "A template that does not extend the base template loses the registries' auth."),
  ],
  why: "The settings hold until the next restart of the node, then they are gone.",
  fix: 'Write registries.yaml, or a config-v3.toml.tmpl that begins with {{ template "base" . }}.',

  on: ["containerd-config", "containerd-hosts", "ansible", "command"],
  *check(subject, { inventory }) {
    if ("command" in subject) {
      for (const { path, at: place } of written(subject.command))
        yield* problem(path, place, `${subject.script.path} ${path}`, inventory)
      return
    }
    if (subject.kind === "ansible") {
      yield* copied(subject, inventory)
      return
    }
    const first = subject.root.kind === "mapping" ? subject.root.entries[0]?.key : undefined
    if (first === undefined) return
    if (losesAuth(subject, inventory)) {
      yield {
        message: `The template ${subject.name} does not extend k3s' own, so the auth of registries.yaml is lost and pulls are anonymous.`,
        help: [
          { do: 'Begin it with {{ template "base" . }} and keep only what differs.' },
          { do: "Restart k3s.", verify: "grep -A3 auth /var/lib/rancher/k3s/agent/etc/containerd/config.toml" },
        ],
        at: first,
      }
      return
    }
    yield* problem(subject.name, first, `${subject.path} ${subject.name}`, inventory)
  },
})

function* problem(path: string, place: Span, cause: string, inventory: Inventory) {
  const [, service = "k3s", file = ""] =
    /(?:^|\/)var\/lib\/rancher\/(k3s|rke2)\/agent\/etc\/containerd\/(.+)$/.exec(path) ?? []
  const directory = /^certs\.d\/([^/]+)\/hosts\.toml$/.exec(file)?.[1]
  if (file !== "config.toml" && (directory === undefined || !isConfigured(directory, inventory))) return
  const generated = directory === undefined ? "from a template" : "from registries.yaml"
  yield {
    message: `${service} writes agent/etc/containerd/${file} anew ${generated} at every start, so this file is lost with the next restart.`,
    help:
      directory === undefined
        ? [
            {
              do: `Put registries into /etc/rancher/${service}/registries.yaml, and all else into config-v3.toml.tmpl (config.toml.tmpl before containerd 2) below a first line of {{ template "base" . }}.`,
            },
            { do: `Restart ${service}.`, verify: "crictl info" },
          ]
        : [
            {
              do: `Put the settings into /etc/rancher/${service}/registries.yaml:`,
              copy: yaml(
                "configs:",
                `  "${directory}":`,
                `    tls: {ca_file: /etc/rancher/${service}/registry-ca.crt}`,
              ),
            },
            { do: `Restart ${service}.`, verify: `cat /var/lib/rancher/${service}/agent/etc/containerd/${file}` },
          ],
    at: place,
    identity: path,
    cause,
  }
}

function isConfigured(directory: string, inventory: Inventory): boolean {
  const host = directory === "_default" ? "*" : directory.replace(/_(\d+)_$/, ":$1")
  return inventory.documents("k3s-registries").some((document) => {
    const file = registriesFile(document)
    return [...(file?.mirrors ?? []), ...(file?.configs ?? [])].some(({ key }) => key.value === host)
  })
}

/** The base template has a version of its own, so one that has a version is a copy; does the copy leave the auth out? */
function losesAuth(document: DocumentFact, inventory: Inventory): boolean {
  if (!/(^|\/)config(-v3)?\.toml\.tmpl$/.test(document.name) || entryAt(document.root, "version") === undefined)
    return false
  const keeps = entriesAt(document.root, "plugins").some(({ value }) => at(value, "registry", "configs") !== undefined)
  if (keeps) return false
  return inventory
    .documents("k3s-registries")
    .some((other) => registriesFile(other)?.configs.some(({ value }) => at(value, "auth") !== undefined))
}

function* copied(document: DocumentFact, inventory: Inventory) {
  for (const { path, node } of walk(document.root)) {
    if (path.at(-1) !== "dest" || !/^([\w.]+\.)?(copy|template|get_url)$/.test(path.at(-2) ?? "")) continue
    if (node.kind === "scalar") yield* problem(node.value, node, `${document.path} ${node.value}`, inventory)
  }
}

interface Written {
  readonly path: string
  readonly at: Span
}

/** The files that a command writes. */
function* written({ tool, words, redirects }: CommandFact): Generator<Written> {
  for (const { operator, target } of redirects)
    if (/^(\d|&)?>>?\|?$/.test(operator)) yield { path: target.value, at: target }
  const operands = words.filter(({ value }) => !value.startsWith("-"))
  const last = operands.at(-1)
  if (/^(cp|mv|install|ln|rsync|scp)$/.test(tool) && operands.length > 1 && last !== undefined)
    yield { path: last.value, at: last }
  if (tool === "tee") for (const word of operands) yield { path: word.value, at: word }
  if (tool === "sed" && words.some(({ value }) => /^(-i|--in-place)/.test(value)) && last !== undefined)
    yield { path: last.value, at: last }
}

import type { DocumentFact } from "../../model/facts.ts"
import { hostOf, isLocalHost, lowered } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import { type Entry, type Mapping, type Node, type Scalar, scalarAt, textAt, walk } from "../../model/tree.ts"
import type { Context, Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { turnedOn } from "./flags.shared.ts"

export const ansibleValidateCertsOff = rule({
  id: "ansible-validate-certs-off",
  family: "commands",
  level: "error",
  summary: "An Ansible task does not validate the server's certificate",
  citations: [
    {
      document: "Ansible",
      section: "ansible.builtin.uri, validate_certs",
      says: "If false, certificates are not validated; this should only be used on personally controlled sites.",
      url: "https://docs.ansible.com/ansible/latest/collections/ansible/builtin/uri_module.html#parameter-validate_certs",
    },
    {
      document: "Ansible",
      section: "Windows Remote Management, ansible_winrm_server_cert_validation",
      says: "ignore skips the validation of the certificate of the host that is managed.",
      url: "https://docs.ansible.com/ansible/latest/os_guide/windows_winrm.html",
    },
  ],
  why: "The task fetches files, or talks to an API with credentials, and believes whoever answers. It usually runs as root on many machines.",
  fix: "Remove the key, and name the CA: ca_path: /path/ca.pem (or install it on the managed host first).",

  on: ["ansible", "plain", "command"],
  *check(subject, context) {
    if ("command" in subject) {
      const { tool, words } = subject.command
      const flag = tool === "ansible-galaxy" ? turnedOn(words, /^(-c|--ignore-certs)$/) : undefined
      if (flag !== undefined)
        yield {
          message: `ansible-galaxy fetches roles and collections without verifying the server (${flag.value}): whoever answers in its name runs code on every managed host.`,
          help: [{ do: "Remove the option, and add the CA of the server to the system's trust store." }],
          at: flag,
        }
      return
    }
    for (const { node } of walk(subject.root)) {
      if (node.kind !== "mapping") continue
      for (const entry of node.entries) yield* ofEntry(entry, node, subject, context)
    }
  },
})

function* ofEntry(entry: Entry, siblings: Mapping, document: DocumentFact, context: Context): Generator<Problem> {
  const { key, value } = entry
  if (value.kind !== "scalar") return
  if (
    /^ansible_winrm_server_cert_validation$/.test(key.value)
      ? value.value === "ignore"
      : /^ansible_httpapi_validate_certs$/.test(key.value) && isOff(value.value)
  ) {
    yield {
      message: `${key.value} is ${value.value}: Ansible manages these hosts, with their administrator's password, without verifying them.`,
      help: /winrm/.test(key.value)
        ? [{ do: "Set it to validate, and give Ansible the CA: ansible_winrm_ca_trust_path: /path/to/ca.pem" }]
        : [{ do: "Set it to true, and give Ansible the CA: ansible_httpapi_ca_path: /path/to/ca.pem" }],
      at: value,
      identity: key.value,
    }
    return
  }
  if (document.kind !== "ansible") return
  const host = hostOf(
    textAt(siblings, "url") ??
      textAt(siblings, "host") ??
      textAt(siblings, "api_url") ??
      textAt(siblings, "hostname") ??
      "",
  )
  if (host !== undefined && isLocalHost(host)) return
  const open = host === undefined && scalarAt(siblings, "url")?.type === "template"
  const level = !open ? "error" : isProbe(siblings) ? "notice" : "warning"
  if (switchKeys.test(key.value)) yield* ofSwitch({ key, value, host, level }, document, context)
  const inline = /(?:^|\s)(validate_certs|sslverify)=["']?(no|false|off|0)\b/i.exec(value.value)
  if (inline !== null && !/^(name|msg|description)$/.test(key.value))
    yield problem(
      inline[1] ?? "validate_certs",
      inline[2] ?? "no",
      hostOf(/\burl=["']?(\S+?)["']?(\s|$)/.exec(value.value)?.[1] ?? "") ?? host,
      value,
    )
}

interface Switched {
  readonly key: Scalar
  readonly value: Scalar
  readonly host: string | undefined
  /** Lower where the host is only known when the task runs: it may be the very machine. */
  readonly level: Level
}

function* ofSwitch(
  { key, value, host, level }: Switched,
  document: DocumentFact,
  context: Context,
): Generator<Problem> {
  if (isOff(value.value)) {
    yield problem(key.value, value.value, host, value, level)
    return
  }
  const [, name = "", fallback] =
    /^\s*\{\{-?\s*(\w+)\s*(?:\|\s*(?:default|d)\(\s*["']?(\w+)["']?[^)]*\))?(?:\s*\|\s*bool)?\s*-?\}\}\s*$/.exec(
      value.value,
    ) ?? []
  if (name === "") return
  const definition = definitionOf(name, document, context)
  if (definition === undefined ? !isOff(fallback ?? "") : !isOff(definition.value.value)) return
  yield {
    ...problem(key.value, value.value, host, value),
    level: lowered("warning", host),
    ...(definition && {
      related: [
        {
          at: context.inventory.locate(definition.path, definition.value),
          message: `${name} is ${definition.value.value} here`,
        },
      ],
    }),
  }
}

function problem(key: string, value: string, host: string | undefined, at: Node, level: Level = "error"): Problem {
  return {
    message: `The task does not validate the certificate of ${host ?? "the server"} (${key}: ${value}): whoever answers in its name is believed, on every managed host.`,
    help: [{ do: `Remove ${key}, and name the CA that issued the certificate: ca_path: /path/to/ca.pem` }],
    at,
    level: lowered(level, host),
    identity: `${key} ${host ?? ""}`,
  }
}

/** Whether a task only asks, and neither sends anything nor keeps what it gets. */
function isProbe({ entries }: Mapping): boolean {
  return !entries.some(
    ({ key, value }) =>
      telling.test(key.value) ||
      (key.value === "headers" &&
        value.kind === "mapping" &&
        value.entries.some((entry) => secretHeader.test(entry.key.value))),
  )
}

const telling =
  /^(dest|body|user|username|password|url_username|url_password|token|api_token|api_key|force_basic_auth)$/
const secretHeader = /auth|token|key|cookie/i

/** The value that defaults and variables of the same role, or of the inventory, give to a name. */
function definitionOf(
  name: string,
  { path }: DocumentFact,
  { inventory }: Context,
): { readonly path: string; readonly value: Scalar } | undefined {
  const role = /^(.*\/)?roles\/[^/]+\//.exec(path)?.[0]
  const places = [
    ...inventory.documents("ansible"),
    ...inventory.documents("plain"),
    ...inventory.documents("helm-values"),
  ]
  const found = places.flatMap((document) => {
    const own = role !== undefined && document.path.startsWith(role) && /\/(defaults|vars)\//.test(document.path)
    if (!own && !/(^|\/)(group_vars|host_vars|vars)\//.test(document.path)) return []
    const value = scalarAt(document.root, name)
    return value === undefined ? [] : [{ path: document.path, value, own }]
  })
  return found.find(({ own }) => own) ?? found[0]
}

function isOff(value: string): boolean {
  return /^(no|false|off|0|n|f)$/i.test(value)
}

const switchKeys =
  /^(validate_certs|validate_cert|verify_ssl|ssl_verify|tls_verify|sslverify|verify_certs|vault_validate_certs|galaxy_validate_certs)$/

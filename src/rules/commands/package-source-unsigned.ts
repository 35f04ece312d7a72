import type { DocumentFact } from "../../model/facts.ts"
import { plain } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { entriesAt, type Mapping, type Node, type Scalar, scalarAt, textAt, walk } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { placed, targetOf } from "./flags.shared.ts"

export const packageSourceUnsigned = rule({
  id: "package-source-unsigned",
  family: "commands",
  level: "error",
  summary: "Packages come over plain HTTP, and no signature is checked",
  citations: [
    {
      document: "dnf.conf(5)",
      section: "gpgcheck",
      says: "Whether the GPG signature of packages is checked; with 0 any package is installed.",
      url: "https://dnf.readthedocs.io/en/latest/conf_ref.html",
    },
    {
      document: "sources.list(5)",
      section: "trusted",
      says: "yes: packages of the source are taken without a check of their signature.",
      url: "https://manpages.debian.org/bookworm/apt/sources.list.5.en.html",
    },
  ],
  why: "Whoever is on the way to the mirror decides what is installed, as root.",
  fix: "Use https, or check the signature: gpgcheck=1 with gpgkey.",

  on: ["yum-repo", "cloud-init", "ansible", "plain", "command"],
  *check(subject) {
    if ("root" in subject) yield* ofDocument(subject)
    else yield* ofCommand(subject)
  },
})

function* ofDocument(document: DocumentFact): Generator<Problem> {
  const { kind, root, path } = document
  if (kind === "yum-repo") {
    for (const { value } of entriesAt(root)) yield* ofSection(value)
    return
  }
  if (kind === "plain" && !/\.sources$|zypp|pacman|\.repo$/.test(path)) return
  if (kind === "cloud-init") for (const { value } of entriesAt(root, "yum_repos")) yield* ofSection(value)
  for (const { node, step } of walk(root, 50_000)) {
    if (node.kind !== "mapping") continue
    if (/(^|\.)(yum_repository|zypper_repository)$/.test(step)) yield* ofSection(node)
    if (kind === "plain") yield* ofSection(node)
  }
}

/** One source: dnf, zypper, cloud-init and Ansible call it alike; deb822 has URIs and Trusted. */
function* ofSection(section: Node): Generator<Problem> {
  if (section.kind !== "mapping" || isOff(find(section, "enabled"))) return
  const address = find(section, "baseurl", "mirrorlist", "repo", "uris", "server")
  const check = find(section, "gpgcheck", "trusted", "siglevel")
  const unchecked =
    check === undefined
      ? find(section, "disable_gpg_check")
      : /^trusted$/i.test(keyOf(section, check))
        ? isOn(check)
          ? check
          : undefined
        : isOff(check) || /^never$/i.test(check.value)
          ? check
          : undefined
  if (address === undefined || unchecked === undefined || !/^http:\/\//i.test(address.value.trim())) return
  yield problem(hostOf(address.value.trim()), unchecked, `${keyOf(section, unchecked)}=${unchecked.value}`)
}

function find(section: Mapping, ...names: readonly string[]): Scalar | undefined {
  for (const name of names) {
    const entry = section.entries.find(({ key }) => key.value.toLowerCase() === name)
    if (entry?.value.kind === "scalar" && entry.value.type !== "template") return entry.value
    const first = entry === undefined ? undefined : scalarAt(entry.value, 0)
    if (first !== undefined && first.type !== "template") return first
  }
  return undefined
}

function keyOf(section: Mapping, value: Scalar): string {
  return section.entries.find((entry) => entry.value === value)?.key.value ?? textAt(section, "name") ?? ""
}

function isOff(value: Scalar | undefined): boolean {
  return value !== undefined && /^(0|no|false|off)$/i.test(value.value)
}

function isOn(value: Scalar): boolean {
  return /^(1|yes|true|on)$/i.test(value.value)
}

function* ofCommand({
  command,
  script,
}: {
  command: Parameters<typeof isZypper>[0]
  script: Parameters<typeof placed>[0]
}): Generator<Problem> {
  if (!isZypper(command)) return
  const flag = command.words.find(({ value }) => /^(--no-gpgcheck|-G|--no-gpg-checks|--nogpgcheck)$/.test(value))
  const target = targetOf(command.words)
  if (flag === undefined || target.written === undefined || !/^http:\/\//i.test(target.written)) return
  yield problem(target.host, flag, `${flag.value}${placed(script)}`)
}

function isZypper({ tool, words }: import("../../model/facts.ts").CommandFact): boolean {
  return (
    (tool === "zypper" && words.some(({ value }) => /^(ar|addrepo)$/.test(value))) ||
    (/^(dnf|yum|rpm)$/.test(tool) && words.some(({ value }) => /^(install|-i|-ivh|-Uvh|localinstall)$/.test(value)))
  )
}

function problem(host: string | undefined, at: Scalar | { start: number; end: number }, said: string): Problem {
  return {
    message: `Packages come from ${host ?? "a mirror"} over plain HTTP, and nobody checks their signatures (${said}): whoever is on the way decides what is installed.`,
    help: [
      {
        do: `Use https://${host ?? "<mirror>"}, and check the signature:`,
        copy: plain(`gpgcheck=1`, `gpgkey=https://${host ?? "<mirror>"}/RPM-GPG-KEY`),
        verify: `dnf --refresh repolist -v`,
      },
    ],
    at,
    level: lowered("error", host),
    identity: host ?? "",
  }
}

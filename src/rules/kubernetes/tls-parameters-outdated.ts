import { brokenCipher, outdatedAmong, outdatedIn } from "../../lexicon/versions.ts"
import { type Directive, directivesOf } from "../../model/directives.ts"
import type { CommandFact, DocumentFact, VariableFact } from "../../model/facts.ts"
import { entriesAt, itemsAt, type Node, type Scalar, walk } from "../../model/tree.ts"
import { told, treeKinds } from "../commands/lexicon.shared.ts"
import { outdated as problem } from "../commands/lexicon-texts.shared.ts"
import { literalOf, placeOf } from "../commands/variables.shared.ts"
import { type Problem, rule } from "../rule.ts"

export const tlsParametersOutdated = rule({
  id: "tls-parameters-outdated",
  family: "kubernetes",
  level: "warning",
  summary: "A version of TLS or a cipher that must not be used any more is switched on",
  citations: [
    {
      document: "RFC 8996",
      section: "4, 5",
      says: "TLS 1.0 and TLS 1.1 must not be used, and must not be negotiated from any version.",
      url: "https://www.rfc-editor.org/rfc/rfc8996",
    },
    {
      document: "RFC 9325",
      section: "3.1.1, 4.1",
      says: "Implementations must not negotiate SSL, TLS 1.0 or 1.1, and must not negotiate NULL, RC4 and export ciphers.",
      url: "https://www.rfc-editor.org/rfc/rfc9325",
    },
  ],
  why: "The old versions depend on MD5 and SHA-1 and have no authenticated encryption. An auditor finds them first, and browsers have refused them since 2020.",
  fix: "Allow TLS 1.2 and 1.3 only. What still needs the old ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.",

  on: ["nginx", "apache", "haproxy", "variable", "command", ...treeKinds],
  *check(subject, { inventory }) {
    if ("command" in subject) yield* ofCommand(subject.command)
    else if (!("root" in subject)) yield* ofVariable(subject)
    else if (subject.kind === "nginx") yield* ofDirectives(directivesOf(subject.root), subject)
    else if (subject.kind === "apache") yield* ofApache(subject)
    else if (subject.kind === "haproxy") yield* ofHaproxy(subject)
    else yield* told(subject, inventory, "outdated")
  },
})

function* ofDirectives(list: readonly Directive[], document: DocumentFact): Generator<Problem> {
  for (const { name, words, block } of list) {
    const values = words.map(({ value }) => value)
    if (/^(\w+_)?ssl_protocols$/.test(name)) {
      const what = outdatedAmong(values)
      if (what !== undefined && words[0] !== undefined)
        yield problem({ what, kind: "version" }, `${document.name} switches on`, words[0])
    }
    if (/^(\w+_)?ssl_ciphers$/.test(name) && words[0] !== undefined) {
      const found = brokenCipher(values.join(" "))
      if (found !== undefined) yield problem(found, `${document.name} switches on`, words[0])
    }
    yield* ofDirectives(block, document)
  }
}

function* ofApache({ root, name }: DocumentFact): Generator<Problem> {
  for (const { node, step } of walk(root)) {
    if (node.kind !== "sequence" || !/^ssl(proxy)?(protocol|ciphersuite)$/i.test(step)) continue
    const words = node.items.filter((item): item is Scalar => item.kind === "scalar")
    const [first] = words
    if (first === undefined) continue
    const values = words.map(({ value }) => value)
    const version = /protocol$/i.test(step) ? outdatedAmong(values) : undefined
    const found =
      version === undefined
        ? brokenCipher(/suite$/i.test(step) ? values.join(" ") : "")
        : ({ what: version, kind: "version" } as const)
    if (found !== undefined) yield problem(found, `${name} switches on`, first)
  }
}

function* ofHaproxy({ root, name }: DocumentFact): Generator<Problem> {
  for (const section of itemsAt(root))
    for (const line of itemsAt(entryOf(section, "lines"))) {
      const words = itemsAt(line).filter((item): item is Scalar => item.kind === "scalar")
      for (const [index, { value, start, end }] of words.entries()) {
        const next = words[index + 1]
        const forced = /^force-(sslv3|tlsv10|tlsv11)$/.exec(value)?.[1]
        const found =
          forced !== undefined
            ? outdatedIn("ssl-min-ver", forced.replace("tlsv1", "TLSv1."))
            : value === "ssl-min-ver" && next !== undefined
              ? outdatedIn("ssl-min-ver", next.value)
              : undefined
        if (found !== undefined) yield problem(found, `${name} allows`, forced === undefined ? next! : { start, end })
      }
    }
}

function entryOf(node: Node, key: string): Node | undefined {
  return entriesAt(node).find((entry) => entry.key.value === key)?.value
}

function* ofVariable(variable: VariableFact): Generator<Problem> {
  const value = literalOf(variable)
  if (value === undefined) return
  const flag = variable.name === "NODE_OPTIONS" ? /--tls-min-v1\.([01])\b/.exec(value)?.[1] : undefined
  const found =
    flag === undefined ? outdatedIn(variable.name, value) : ({ what: `TLS 1.${flag}`, kind: "version" } as const)
  if (found !== undefined) yield problem(found, `${variable.name} allows`, placeOf(variable))
}

function* ofCommand({ tool, words }: CommandFact): Generator<Problem> {
  for (const [index, word] of words.entries()) {
    const [, name, given] = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/.exec(word.value) ?? []
    if (name === undefined || !word.literal) continue
    const node = tool === "node" ? /^tls-min-v1\.([01])$/.exec(name)?.[1] : undefined
    const value = given ?? words[index + 1]?.value ?? ""
    const found = node === undefined ? outdatedIn(name, value) : ({ what: `TLS 1.${node}`, kind: "version" } as const)
    if (found !== undefined) yield problem(found, `${tool || "the program"} allows (--${name})`, word)
  }
}

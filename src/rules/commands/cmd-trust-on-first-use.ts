import type { CommandFact, DocumentFact, ScriptFact, Word } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { type Node, scalarAt, textAt, walk } from "../../model/tree.ts"
import type { Context, Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { calls, operands, optionOf, placed, type Target, targetOf } from "./flags.shared.ts"

export const cmdTrustOnFirstUse = rule({
  id: "cmd-trust-on-first-use",
  family: "commands",
  level: "error",
  summary: "A certificate is fetched from the very server that it is then used to verify",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.1 (d)",
      says: "Path validation starts from trust anchor information, which is an input and is taken to be trustworthy.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1",
    },
    {
      document: "openssl-s_client(1)",
      section: "-showcerts",
      says: "Shows what the server sent, in its order, and does not verify it; the handshake goes on after errors.",
      url: "https://docs.openssl.org/master/man1/openssl-s_client/",
    },
  ],
  why: "Whoever answers at that moment is trusted for ever. And the certificates a server sends begin with its own and normally lack the root: what is trusted is a certificate that the next renewal replaces. openssl verify does not show it, as it looks at the first certificate only.",
  fix: "Get the CA certificate out of band, commit it, and compare its SHA-256 fingerprint with the one its owner publishes.",

  on: ["script", "ansible"],
  *check(subject, context) {
    if ("root" in subject) {
      yield* ofTasks(subject)
      return
    }
    const around = aroundOf(subject, context)
    const { commands } = around
    for (const command of subject.commands) {
      const source = sourceOf(command)
      if (source === undefined) continue
      const index = around.indices.get(command) ?? -1
      const pipeline = commands.slice(index, index + 1 + command.pipedTo.length)
      if (pipeline.some(isOnlyShown)) continue
      const files = pipeline.flatMap(outputsOf)
      const target = files.find(({ value }) => isTrustPlace(value)) ?? laterPlace(around, index, files)
      if (target === undefined || around.lastComparison >= command.start) continue
      const at = { start: command.start, end: command.words.at(-1)?.end ?? command.end }
      yield { ...trusted(source.host, target.value, placed(subject)), at }
    }
  },
})

function trusted(host: string | undefined, target: string, where: string): Omit<Problem, "at"> {
  const server = host ?? "the server"
  const place = isTrustPlace(target) ? target : "/usr/local/share/ca-certificates/corp.crt"
  return {
    message: `The certificate that ${server} happens to send is put among the trusted ones (${target})${where}: whoever answers at that moment is trusted from then on.`,
    help: [
      {
        do: `Get the CA of ${server} from its owner, commit it, and pin it:`,
        copy: sh(`echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt ${place}`),
      },
    ],
    level: lowered("error", host),
    identity: `${host ?? ""} ${target}`,
  }
}

/** What is asked of the commands around one that fetches a certificate, found out once. */
interface Around {
  readonly commands: readonly CommandFact[]
  readonly indices: ReadonlyMap<CommandFact, number>
  /** By the names of files: the commands that bring them to a place of trust, and that place. */
  readonly places: ReadonlyMap<string, readonly { readonly index: number; readonly place: Word }[]>
  /** Where the last command begins that compares a fingerprint; -1 without one. */
  readonly lastComparison: number
}

function aroundOf(script: ScriptFact, context: Context): Around {
  const key = [script.path, script.stage, ...script.inner].join("\0")
  const last = remembered.get(context.inventory)
  if (last?.key === key && last.around.indices.has(script.commands[0]!)) return last.around
  const commands = commandsAround(script, context)
  const places = new Map<string, { index: number; place: Word }[]>()
  for (const [index, command] of commands.entries()) {
    const place = placeOf(command)
    if (place === undefined) continue
    for (const name of new Set(command.words.flatMap(({ value }) => namesIn(value)))) {
      const known = places.get(name)
      if (known === undefined) places.set(name, [{ index, place }])
      else known.push({ index, place })
    }
  }
  const indices = new Map(commands.map((command, index) => [command, index]))
  const around = { commands, indices, places, lastComparison: lastComparison(commands) }
  remembered.set(context.inventory, { key, around })
  return around
}

/** That of the script that was asked about last: the scripts of a stage come one after the other. */
const remembered = new WeakMap<Context["inventory"], { readonly key: string; readonly around: Around }>()

/** The names of files that a word may end in: `a.crt` of `/tmp/a.crt` and of `--cacert=/tmp/a.crt`. */
function namesIn(value: string): string[] {
  const name = value.slice(value.lastIndexOf("/") + 1)
  return name.includes("=") ? [name, name.slice(name.lastIndexOf("=") + 1)] : [name]
}

/** The commands of a script; those of all RUNs of a stage, which share its files. */
function commandsAround(script: ScriptFact, { inventory }: Context): readonly CommandFact[] {
  if (script.stage === undefined) return script.commands
  const all = inventory.files.get(script.path)?.scripts ?? [script]
  const own = all.filter(({ stage, inner }) => stage === script.stage && inner.join() === script.inner.join())
  return own.flatMap(({ commands }) => commands)
}

/** `get_certificate`, whose result a later task writes to a place of trust. */
function* ofTasks({ root }: DocumentFact): Generator<Problem> {
  const fetched = new Map<string, { readonly node: Node; readonly host: string | undefined }>()
  for (const { node } of walk(root)) {
    if (node.kind !== "mapping") continue
    const name = textAt(node, "register")
    for (const { key, value } of node.entries) {
      if (name !== undefined && /^(community\.crypto\.)?get_certificate$/.test(key.value))
        fetched.set(name, { node: key, host: hostOf(textAt(value, "host") ?? "") })
      const target = textAt(value, "dest") ?? ""
      if (!/(^|\.)copy$/.test(key.value) || !isTrustPlace(target)) continue
      const variable = /\{\{-?\s*(\w+)\.cert\b/.exec(scalarAt(value, "content")?.value ?? "")?.[1] ?? ""
      const source = fetched.get(variable)
      if (source !== undefined) yield { ...trusted(source.host, target, " on the managed hosts"), at: source.node }
    }
  }
}

/** Where a command gets a certificate from, if it gets one without verifying the server. */
function sourceOf({ tool, words }: CommandFact): Target | undefined {
  if (tool === "openssl" && calls(words, "s_client")) {
    const verified =
      words.some(({ value }) => /^-(verify_return_error|verify_hostname)$/.test(value)) &&
      words.some(({ value }) => value === "-CAfile")
    const address = optionOf(words, /^-connect$/) ?? operands(words)[1]
    return verified ? undefined : targetOf(address === undefined ? [] : [address])
  }
  if (tool === "keytool" && words.some(({ value }) => value === "-printcert")) {
    const server = optionOf(words, /^-sslserver$/)
    return server && targetOf([server])
  }
  const blind =
    (tool === "curl" && words.some(({ value }) => /^(--insecure|-[a-jl-zA-Z]*k[a-zA-Z]*)$/.test(value))) ||
    (tool === "wget" && words.some(({ value }) => value === "--no-check-certificate"))
  const plain = /^(curl|wget)$/.test(tool) && words.some(({ value }) => /^http:\/\//.test(value))
  return (blind || plain) && words.some(({ value }) => certificateName.test(value)) ? targetOf(words) : undefined
}

/** Whether a command only prints what is in a certificate. */
function isOnlyShown({ tool, words }: CommandFact): boolean {
  return tool === "openssl" && words.some(({ value }) => /^-(noout|fingerprint)$/.test(value))
}

/** The files that a command writes. */
function outputsOf({ tool, words, redirects }: CommandFact): readonly Word[] {
  const files = redirects.filter(({ operator }) => /^&?>/.test(operator)).map(({ target }) => target)
  if (tool === "tee") files.push(...operands(words))
  if (tool === "openssl") files.push(...[optionOf(words, /^-out$/)].filter((word) => word !== undefined))
  if (tool === "curl" || tool === "wget") {
    const named = optionOf(words, /^(-o|--output|-O|--output-document)$/)
    if (named !== undefined) files.push(named)
    const grouped = words.findIndex(({ value }) => /^-[a-zA-Z]*o$/.test(value))
    if (grouped !== -1 && words[grouped + 1] !== undefined) files.push(words[grouped + 1]!)
  }
  return files.filter(({ value }) => !/^(\/dev\/|&)/.test(value))
}

/** The place of trust to which the first later command that does so brings one of the files. */
function laterPlace({ places }: Around, after: number, files: readonly Word[]): Word | undefined {
  const names = files.map(({ value }) => value.slice(value.lastIndexOf("/") + 1)).filter((name) => name.length > 1)
  const found = names.flatMap((name) => firstAfter(places.get(name) ?? [], after) ?? [])
  return found.sort((a, b) => a.index - b.index)[0]?.place
}

function firstAfter<Item extends { readonly index: number }>(list: readonly Item[], after: number): Item | undefined {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.index <= after) low = middle + 1
    else high = middle
  }
  return list[low]
}

/** The place of trust to which a command brings what it is given. */
function placeOf({ tool, words }: CommandFact): Word | undefined {
  const used = words.find(({ value }, at) => trustSettings.test(value) || trustOptions.test(words[at - 1]?.value ?? ""))
  if (used !== undefined) return used
  if (tool === "keytool" && words.some(({ value }) => /^-import(cert)?$/.test(value)))
    return optionOf(words, /^-keystore$/) ?? words[0]
  if (
    /^(trust|security|certutil|csplit|awk)$/.test(tool) &&
    words.some(({ value }) => /^(anchor|add-trusted-cert|-A)$/.test(value))
  )
    return words[0]
  return /^(cp|mv|install|ln|cat|tee|openssl|docker|kubectl|scp|rsync)$/.test(tool)
    ? words.findLast(({ value }) => isTrustPlace(value))
    : undefined
}

/** Where the last command begins with which somebody looks at a fingerprint and compares it; -1 without one. */
function lastComparison(commands: readonly CommandFact[]): number {
  const lastOf = (list: readonly CommandFact[]) => list.reduce((last, { start }) => Math.max(last, start), -1)
  const lastTest = lastOf(commands.filter(({ tool }) => /^(\[|\[\[|test|exit|diff|cmp)$/.test(tool)))
  return lastOf(
    commands.filter(({ tool, words, pipedTo, start }) => {
      if (/^(sha256sum|shasum|sha512sum)$/.test(tool))
        return words.some(({ value }) => /^(-[abd-z]*c[a-z]*|--check)$/.test(value))
      const shown = tool === "openssl" && words.some(({ value }) => value === "-fingerprint")
      return shown && (pipedTo.some((next) => /^(grep|diff|cmp|awk)$/.test(next)) || lastTest > start)
    }),
  )
}

function isTrustPlace(path: string): boolean {
  return trustPlaces.test(path)
}

const trustPlaces =
  /\/usr\/local\/share\/ca-certificates|\/ca-trust\/source\/anchors|\/pki\/trust\/anchors|\/ca-certificates\/trust-source|\/etc\/ssl\/certs(\/|$)|certs\.d\/.*\.(crt|pem)$|certs\.d\/[^/]+\/?$|\/cacerts$|\/etc\/ssl\/cert\.pem$/
const trustSettings =
  /^(SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|GIT_SSL_CAINFO|AWS_CA_BUNDLE|PIP_CERT)=|^--(cacert|ca-file|cafile|ca-certificate|certificate-authority)=/
const trustOptions = /^--(cacert|ca-file|cafile|ca-certificate|certificate-authority)$/
const certificateName =
  /(^|[/._=-])(ca|cacerts?|root|rootca|cert|chain|[\w-]*-?ca)(\.(crt|pem|cer|der))?([/?#]|$)|\.(crt|pem|cer)$/i

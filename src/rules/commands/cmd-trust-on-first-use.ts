import type { CommandFact, ScriptFact, Word } from "../../model/facts.ts"
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
  examples: {
    bad: [
      {
        "trust.sh":
          "«openssl s_client -connect reg.corp.example.com:443 -showcerts» </dev/null | sed -n '/BEGIN/,/END/p' > /usr/local/share/ca-certificates/reg.crt\nupdate-ca-certificates\n",
      },
      {
        "trust.sh":
          "«openssl s_client -connect reg.corp.example.com:443» </dev/null | openssl x509 > /tmp/reg.crt\nsudo cp /tmp/reg.crt /etc/pki/ca-trust/source/anchors/\nsudo update-ca-trust\n",
      },
      {
        Dockerfile:
          "FROM debian:12\nRUN «curl -k https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt» && update-ca-certificates\n",
      },
      {
        "java.sh":
          "«keytool -printcert -rfc -sslserver git.corp.example.com» > git.pem\nkeytool -importcert -file git.pem -keystore cacerts -noprompt\n",
      },
    ],
    good: [
      { "trust.sh": "openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -noout -enddate\n" },
      {
        "trust.sh":
          'openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > reg.crt\nopenssl x509 -in reg.crt -noout -fingerprint -sha256 | grep -q "$PINNED" || exit 1\ncp reg.crt /usr/local/share/ca-certificates/\n',
      },
      {
        "trust.sh":
          "curl -fsSL https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt\nupdate-ca-certificates\n",
      },
      { "trust.sh": "cp certs/corp.crt /usr/local/share/ca-certificates/\nupdate-ca-certificates\n" },
    ],
  },

  on: "script",
  *check(script) {
    for (const [index, command] of script.commands.entries()) {
      const source = sourceOf(command)
      if (source === undefined) continue
      const pipeline = pipelineFrom(script, index)
      if (
        pipeline.some(
          ({ tool, words }) => tool === "openssl" && words.some(({ value }) => /^-(noout|fingerprint)$/.test(value)),
        )
      )
        continue
      const files = pipeline.flatMap(outputsOf)
      const target = files.find(({ value }) => isTrustPlace(value)) ?? laterPlace(script, index, files)
      if (target === undefined || isCompared(script, command)) continue
      const host = source.host ?? "the server"
      yield {
        message: `The certificate that ${host} happens to send is put among the trusted ones (${target.value})${placed(script)}: whoever answers at that moment is trusted from then on.`,
        help: `Get the CA of ${host} from its owner, commit it, and pin it:\n  echo "<sha256 of ca.crt>  ca.crt" | sha256sum -c && cp ca.crt ${target.value.startsWith("/") ? target.value : "/usr/local/share/ca-certificates/corp.crt"}`,
        at: { start: command.start, end: command.words.at(-1)?.end ?? command.end },
        identity: `${source.host ?? ""} ${target.value}`,
      }
    }
  },
})

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
    (tool === "curl" && words.some(({ value }) => /^(--insecure|-[a-zA-Z]*k[a-zA-Z]*)$/.test(value))) ||
    (tool === "wget" && words.some(({ value }) => value === "--no-check-certificate"))
  const plain = /^(curl|wget)$/.test(tool) && words.some(({ value }) => /^http:\/\//.test(value))
  return (blind || plain) && words.some(({ value }) => certificateName.test(value)) ? targetOf(words) : undefined
}

/** A command with those it is piped to. */
function pipelineFrom({ commands }: ScriptFact, index: number): readonly CommandFact[] {
  const count = commands[index]!.pipedTo.length
  return commands.slice(index, index + 1 + count)
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

/** The place of trust to which a later command brings one of the files. */
function laterPlace({ commands }: ScriptFact, index: number, files: readonly Word[]): Word | undefined {
  const names = files.map(({ value }) => value.slice(value.lastIndexOf("/") + 1)).filter((name) => name.length > 1)
  for (const { tool, words } of commands.slice(index + 1)) {
    const uses = words.some(({ value }) =>
      names.some((name) => value === name || value.endsWith(`/${name}`) || value.endsWith(`=${name}`)),
    )
    if (!uses) continue
    if (tool === "keytool" && words.some(({ value }) => /^-import(cert)?$/.test(value)))
      return optionOf(words, /^-keystore$/) ?? words[0]
    if (
      /^(trust|security|certutil|csplit|awk)$/.test(tool) &&
      words.some(({ value }) => /^(anchor|add-trusted-cert|-A)$/.test(value))
    )
      return words[0]
    if (/^(cp|mv|install|ln|cat|tee|openssl|docker|kubectl|scp|rsync)$/.test(tool)) {
      const place = words.findLast(({ value }) => isTrustPlace(value))
      if (place !== undefined) return place
    }
  }
  return undefined
}

/** Whether somebody looks at the fingerprint and compares it. */
function isCompared({ commands }: ScriptFact, { start }: CommandFact): boolean {
  return commands.some((command) => {
    if (command.start < start) return false
    if (/^(sha256sum|shasum|sha512sum)$/.test(command.tool))
      return command.words.some(({ value }) => /^(-[a-z]*c[a-z]*|--check)$/.test(value))
    const shown = command.tool === "openssl" && command.words.some(({ value }) => value === "-fingerprint")
    return (
      shown &&
      (command.pipedTo.some((tool) => /^(grep|diff|cmp|awk)$/.test(tool)) ||
        commands.some(({ tool, start: at }) => at > command.start && /^(\[|\[\[|test|exit|diff|cmp)$/.test(tool)))
    )
  })
}

function isTrustPlace(path: string): boolean {
  return trustPlaces.test(path)
}

const trustPlaces =
  /\/usr\/local\/share\/ca-certificates|\/ca-trust\/source\/anchors|\/pki\/trust\/anchors|\/ca-certificates\/trust-source|\/etc\/ssl\/certs(\/|$)|certs\.d\/.*\.(crt|pem)$|certs\.d\/[^/]+\/?$|\/cacerts$|\/etc\/ssl\/cert\.pem$/
const certificateName =
  /(^|[/._=-])(ca|root|rootca|cert|chain|[\w-]*-?ca)(\.(crt|pem|cer|der))?([/?#]|$)|\.(crt|pem|cer)$/i

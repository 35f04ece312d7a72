import type { ScriptFact, Word } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { isClusterLocal } from "../../model/hosts.ts"
import { entriesAt, itemsAt, textAt } from "../../model/tree.ts"
import type { Context } from "../rule.ts"
import { rule } from "../rule.ts"
import { levelOf, useOf } from "./downloads.shared.ts"
import { called, isPlain, operands, optionOf, placed, staysHome, targetOf, turnedOn, without } from "./flags.shared.ts"

export const cmdWgetInsecure = rule({
  id: "cmd-wget-insecure",
  family: "commands",
  level: "error",
  summary: "wget is told not to check the server's certificate",
  citations: [
    {
      document: "GNU Wget manual",
      section: "2.8 HTTPS (SSL/TLS) Options, --no-check-certificate",
      says: "Neither the certificate is checked against the authorities at hand nor the host name against the certificate.",
      url: "https://www.gnu.org/software/wget/manual/html_node/HTTPS-_0028SSL_002fTLS_0029-Options.html",
    },
    {
      document: "BusyBox",
      section: "networking/wget.c",
      says: 'Its own TLS code says "note: TLS certificate validation not implemented" and goes on.',
      url: "https://git.busybox.net/busybox/tree/networking/wget.c",
    },
  ],
  why: "Whoever can answer in the server's name decides what is downloaded. Where the download is run or installed, that is code execution, and an error; otherwise it is a warning.",
  fix: "Remove --no-check-certificate. For a private CA: --ca-certificate=/path/ca.crt.",

  on: ["command", "wgetrc"],
  *check(subject, context) {
    if ("root" in subject) {
      for (const { key, value } of entriesAt(subject.root))
        if (
          /^check_?certificate$/i.test(key.value.replaceAll("-", "_")) &&
          value.kind === "scalar" &&
          /^(off|no|0|false|quiet)$/i.test(value.value)
        )
          yield {
            message: `${subject.name} tells every wget that reads it not to check certificates, so all its downloads can be forged.`,
            help: [
              { do: "Delete the line. For a private CA write instead: ca_certificate = /etc/ssl/certs/corp-ca.crt" },
            ],
            at: value,
            level: "error",
          }
      return
    }
    const { command, script } = subject
    if (command.tool !== "wget") return
    const target = targetOf(withoutLog(command.words))
    const sends = useOf(command, script, undefined)?.kind === "credentials"
    const isToken = sends && target.host !== undefined && isClusterLocal(target.host)
    if (staysHome(target) && !isToken) return
    const flag = turnedOn(command.words, /^--no-check-certificate$/)
    if (flag === undefined) {
      if (target.written?.startsWith("https://") && isBusybox(script, context))
        yield {
          message: `The wget of BusyBox fetches from ${called(target)} without checking its certificate: it cannot.`,
          help: [{ do: "Fetch in a stage that has curl or GNU wget and the CA certificates, and COPY --from it." }],
          at: command,
          level: "notice",
        }
      return
    }
    const output =
      optionOf(command.words, /^(-O|--output-document)$/)?.value ??
      operands(command.words)[0]
        ?.value.replace(/[?#].*$/s, "")
        .replace(/^.*\//, "")
    const use = useOf(command, script, output)
    const consequence = use?.says ?? "the file may come from anyone"
    const plain = isPlain(target)
    const how = plain ? "over plain HTTP, with the check of certificates off" : "without checking its certificate"
    yield {
      message: `wget fetches from ${called(target)}${placed(script)} ${how}: ${consequence}.`,
      help: [
        {
          do: `${plain ? "Ask over https://, let" : "Let"} wget check the server, and give it the CA that issued the certificate:`,
          copy: sh(without(command, flag, "--ca-certificate=/path/to/ca.crt")),
        },
      ],
      at: flag,
      level: isToken ? "warning" : levelOf(use, target),
      identity: `wget ${target.written ?? ""}`,
    }
  },
})

function isBusybox({ path, stage, inner }: ScriptFact, { inventory }: Context): boolean {
  if (stage === undefined) return false
  const documents = inventory
    .documents("dockerfile")
    .filter((document) => document.path === path && document.inner.join() === inner.join())
  return documents.some(({ root }) =>
    /(^|\/)busybox([:@]|$)/.test(textAt(itemsAt(root, "stages")[stage], "image") ?? ""),
  )
}

/** `-o FILE` and `-a FILE` name the log, and no download. */
function withoutLog(words: readonly Word[]): readonly Word[] {
  const log = words.findIndex(({ value }) => /^(-o|-a|--output-file|--append-output)$/.test(value))
  return log === -1 ? words : words.filter((_, index) => index !== log && index !== log + 1)
}

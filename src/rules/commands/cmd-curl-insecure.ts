import type { CommandFact, Word } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { isClusterLocal } from "../../model/hosts.ts"
import { entriesAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { levelOf, useOf } from "./downloads.shared.ts"
import { called, isPlain, placed, staysHome, targetOf, without } from "./flags.shared.ts"

export const cmdCurlInsecure = rule({
  id: "cmd-curl-insecure",
  family: "commands",
  level: "error",
  summary: "curl is told not to verify the server's certificate",
  citations: [
    {
      document: "curl(1)",
      section: "-k, --insecure",
      says: "Without it curl verifies every TLS connection before it is used; with it the step is skipped and the transfer goes on.",
      url: "https://curl.se/docs/manpage.html#-k",
    },
    {
      document: "curl: SSL certificate verification",
      says: "A private CA is given with --cacert, the CURL_CA_BUNDLE variable, or by adding it to the system's store.",
      url: "https://curl.se/docs/sslcerts.html",
    },
  ],
  why: "Whoever can answer in the server's name, by DNS, ARP or a proxy, decides what is downloaded and reads what is sent. Where the download is run or installed, that is code execution; where credentials are sent, they are lost. It is an error in these cases and a warning otherwise.",
  fix: "Remove the option. For a private CA, pass it: --cacert /path/ca.crt, or add it to the system's trust store.",

  on: ["command", "curlrc"],
  *check(subject) {
    if ("root" in subject) {
      for (const { key, value } of entriesAt(subject.root))
        if (
          /^(insecure|proxy-insecure|k)$/.test(key.value) &&
          !(value.kind === "scalar" && /^(false|no|off|0)$/i.test(value.value))
        )
          yield {
            message: `${subject.name} tells every curl that reads it not to verify certificates (${key.value}), so all its downloads can be forged.`,
            help: [{ do: 'Delete the line. For a private CA write instead: cacert = "/etc/ssl/certs/corp-ca.crt"' }],
            at: key,
            level: "error",
          }
      return
    }
    const { command, script } = subject
    if (command.tool !== "curl") return
    const { flag, addresses, output } = optionsOf(command)
    if (flag === undefined) return
    const target = targetOf(addresses)
    const use = useOf(command, script, output)
    // A token goes to whoever answers, inside the cluster too, where the CA lies beside it in every pod.
    const isToken = use?.kind === "credentials" && target.host !== undefined && isClusterLocal(target.host)
    if ((staysHome(target) && !isToken) || addresses.some(({ value }) => ownAddress.test(value))) return
    const consequence = use?.says ?? "the answer may come from anyone"
    const plain = isPlain(target)
    const how = plain
      ? "over plain HTTP, with the verification of certificates off"
      : "without verifying its certificate"
    yield {
      message: `curl talks to ${called(target)}${placed(script)} ${how} (${flag.value}): ${consequence}.`,
      help: [
        {
          do: `${plain ? "Ask over https://, let" : "Let"} curl verify the server, and give it the CA that issued the certificate:`,
          copy: sh(`${without(command, flag, withoutLetter(flag.value))} --cacert /path/to/ca.crt`),
        },
      ],
      at: flag,
      level: isToken ? "warning" : levelOf(use, target),
      identity: `curl ${target.written ?? ""}`,
    }
  },
})

interface Options {
  readonly flag?: Word
  readonly addresses: readonly Word[]
  readonly output?: string
}

/** The options as curl reads them: one-letter options stand together, and the first with a value takes the rest. */
function optionsOf({ words, redirects }: CommandFact): Options {
  let flag: Word | undefined
  let output = redirects.find(({ operator }) => /^>/.test(operator))?.target.value
  const addresses: Word[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const { value } = word
    if (/^--(insecure|proxy-insecure|doh-insecure)$/.test(value)) flag ??= word
    else if (value === "--no-insecure") flag = undefined
    else if (value === "--output") output = words[++index]?.value
    else if (value === "--url" && words[index + 1] !== undefined) addresses.push(words[++index]!)
    else if (valuedLong.test(value)) index++
    else if (/^-[A-Za-z#:0-9]/.test(value) && !value.startsWith("--")) {
      const letters = value.slice(1)
      const valued = letters.search(/[AbcCdDeEFHKmoPQrtTuUwxXyYz]/)
      if ((valued === -1 ? letters : letters.slice(0, valued)).includes("k")) flag ??= word
      if (/^[^AbcCdDeEFHKmPQrtTuUwxXyYz]*O/.test(letters)) output ??= ""
      if (valued === letters.length - 1) {
        index++
        if (letters[valued] === "o") output = words[index]?.value
      } else if (letters[valued] === "o") output = letters.slice(valued + 1)
    } else if (!value.startsWith("-")) addresses.push(word)
  }
  const address = addresses[0]?.value
  if (output === "" && address !== undefined) output = address.replace(/[?#].*$/s, "").replace(/^.*\//, "")
  return { addresses, ...(flag && { flag }), ...(output !== undefined && { output }) }
}

/** A group of one-letter options without the one in question. */
function withoutLetter(value: string): string {
  return /^-[^-]/.test(value) && value.length > 2 ? value.replace("k", "") : ""
}

const valuedLong =
  /^--(header|data|data-raw|data-binary|data-urlencode|form|user|user-agent|request|cacert|capath|cert|key|config|max-time|connect-timeout|retry|retry-delay|retry-max-time|proxy|resolve|write-out|cookie|cookie-jar|upload-file|dump-header|range|referer|interface|output-dir|limit-rate|proto|tls-max|ciphers)$/

/** A probe of the very machine: `https://$(hostname):8443`, `https://$POD_IP/`. */
const ownAddress = /:\/\/\$[({]?(HOSTNAME|POD_IP|MY_POD_IP|hostname|POD_NAME)/

import type { DocumentFact } from "../../model/facts.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, itemsAt, type Node, type Scalar, textAt } from "../../model/tree.ts"
import { annotationsOf, objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const haproxyServerVerifyNone = rule({
  id: "haproxy-server-verify-none",
  family: "kubernetes",
  level: "error",
  summary: "HAProxy does not verify a server that it speaks TLS with",
  citations: [
    {
      document: "HAProxy Configuration Manual",
      section: "5.2, verify [none|required]",
      says: "With none, the server's certificate is not verified; it is open to man-in-the-middle attacks.",
      url: "https://docs.haproxy.org/3.0/configuration.html#5.2-verify",
    },
    {
      document: "haproxy/haproxy",
      section: "src/ssl_sock.c",
      says: "verify is enabled by default but no CA file specified: the configuration is refused.",
      url: "https://github.com/haproxy/haproxy/blob/master/src/ssl_sock.c",
    },
  ],
  why: "The traffic looks encrypted to the end, but whatever answers for the server can read and change it.",
  fix: "Write: server … ssl verify required ca-file /etc/haproxy/ca.pem",

  on: ["haproxy", "kubernetes"],
  *check(document) {
    yield* document.kind === "haproxy" ? ofConfiguration(document) : ofAnnotations(document)
  },
})

function* ofConfiguration({ root, template }: DocumentFact): Generator<Problem> {
  const sections = itemsAt(root)
  const lines = sections.flatMap((section) => linesOf(section).map((words) => ({ words, section })))
  // Without it the file is a part of a configuration, and the rest may say what this part does not.
  const whole = sections.some((section) => textAt(section, "section") === "global")
  const shared = lines.some(
    ({ words }) =>
      /^(default-server|ssl-server-verify|ssl-default-server-options)$/.test(words[0]?.value ?? "") &&
      words.some(({ value }) => /^(ca-file|verify|none)$/.test(value)),
  )
  for (const { words, section } of lines) {
    const [keyword, name, address] = words
    if (keyword?.value === "ssl-server-verify" && name?.value === "none") {
      yield problem("HAProxy verifies no server that does not say otherwise", name, undefined)
      continue
    }
    if (keyword === undefined || !/^(server|default-server|server-template)$/.test(keyword.value)) continue
    // With check-ssl alone only the health checks speak TLS: the traffic is passed on as it comes.
    const ssl = words.find(({ value }) => value === "ssl")
    const none = words.find(({ value }, index) => value === "none" && words[index - 1]?.value === "verify")
    const host = keyword.value === "server" ? hostOf(address?.value ?? "") : undefined
    const backend = textAt(section, "name") || textAt(section, "section")
    const within = backend ? ` in ${backend}` : ""
    const whom = keyword.value === "server" ? `server ${name?.value} (${address?.value})` : `the servers`
    const shares = keyword.value === "default-server" && linesOf(section).some((line) => line.some(isTls))
    if (none !== undefined && (ssl !== undefined || shares))
      yield problem(`HAProxy does not verify the certificate of ${whom}${within}`, none, host)
    else if (ssl !== undefined && !shared && !template && !words.some(({ value }) => /^(ca-file|verify)$/.test(value)))
      yield {
        ...problem("", ssl, host),
        message: `HAProxy refuses to start, because ${whom}${within} is to be verified and no ca-file says by whose certificates.`,
        ...(!whole && { level: lowered("warning", host) }),
      }
  }
}

function isTls({ value }: Scalar): boolean {
  return value === "ssl"
}

function linesOf(section: Node): Scalar[][] {
  const lines = at(section, "lines")
  return itemsAt(lines).map((line) => itemsAt(line).flatMap((word) => (word.kind === "scalar" ? [word] : [])))
}

function* ofAnnotations(document: DocumentFact): Generator<Problem> {
  for (const annotations of annotationsOf(document)) {
    const ssl = annotations.at("haproxy.org/server-ssl")
    if (ssl?.value !== "true" || annotations.at("haproxy.org/server-ca") !== undefined) continue
    yield {
      message: `${objectText(document)} makes HAProxy speak TLS with its backends without naming a CA, so it does not verify them.`,
      help: [
        {
          do: "Add haproxy.org/server-ca: <namespace>/<Secret with the CA>.",
          verify: "the ingress controller's haproxy.cfg has verify required in the backend.",
        },
      ],
      at: ssl,
      level: "notice",
    }
  }
}

function problem(fault: string, at: Scalar, host: string | undefined): Problem {
  return {
    message: `${fault}, so whatever answers there can read and change the traffic.`,
    help: [
      {
        do: "Write: ssl verify required ca-file /etc/haproxy/ca.pem",
        verify: "haproxy -c -f /etc/haproxy/haproxy.cfg",
      },
    ],
    at,
    level: lowered("error", host),
    ...(host !== undefined && { identity: host }),
  }
}

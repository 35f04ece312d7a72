import { rule } from "../rule.ts"
import { operands, optionOf } from "./flags.shared.ts"

export const cmdShellVerifyFirstCertOnly = rule({
  id: "cmd-shell-verify-first-cert-only",
  family: "commands",
  level: "notice",
  summary: "openssl verify is given a bundle, of which it checks the first certificate only",
  citations: [
    {
      document: "openssl-verify(1)",
      section: "certificates",
      says: "Each file is one certificate to verify: further certificates in it are not looked at.",
      url: "https://docs.openssl.org/master/man1/openssl-verify/",
    },
  ],
  why: "The command says OK although the other certificates of the file may be foreign, expired or in the wrong order.",
  fix: "Check all certificates of the file: tlsgate verify FILE.",

  on: "command",
  *check({ command: { tool, words } }) {
    const [subcommand] = operands(words)
    if (tool !== "openssl" || subcommand?.value !== "verify") return
    const named = [
      /^-CAfile$/,
      /^-CApath$/,
      /^-untrusted$/,
      /^-trusted$/,
      /^-purpose$/,
      /^-verify_hostname$/,
      /^-CRLfile$/,
      /^-attime$/,
    ]
    const values = new Set(named.map((flag) => optionOf(words, flag)))
    for (const word of operands(words).slice(1)) {
      if (values.has(word) || !bundleName.test(word.value)) continue
      yield {
        message: `openssl verify checks only the first certificate of ${word.value}: OK says nothing of the others.`,
        help: [{ do: "Check all of them.", verify: `tlsgate verify ${word.value}` }],
        at: word,
        identity: word.value,
      }
    }
  },
})

/** Names that people give to files of several certificates. */
const bundleName = /(^|[/._-])(full-?chain|chain|bundle|ca-?certs?|cacerts|combined|all)([._-]|$)/i

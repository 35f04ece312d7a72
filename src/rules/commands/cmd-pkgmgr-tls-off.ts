import type { CommandFact, DocumentFact, Word } from "../../model/facts.ts"
import { sh } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { type Node, textAt, walk } from "../../model/tree.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { calls, operands, optionOf, placed, turnedOff, turnedOn, without } from "./flags.shared.ts"

export const cmdPkgmgrTlsOff = rule({
  id: "cmd-pkgmgr-tls-off",
  family: "commands",
  level: "error",
  summary: "A package manager is told not to verify its server or its packages",
  citations: [
    {
      document: "pip",
      section: "--trusted-host",
      says: "Marks a host as trusted even though it has no valid HTTPS, or none at all.",
      url: "https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host",
    },
    {
      document: "apt-transport-https(1)",
      section: "Server security",
      says: "Verify-Peer and Verify-Host turn off the check of the certificate and of the host name.",
      url: "https://manpages.debian.org/bookworm/apt/apt-transport-https.1.en.html",
    },
    {
      document: "apt-secure(8)",
      says: "--allow-unauthenticated and trusted=yes install packages that nobody signed.",
      url: "https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html",
    },
    {
      document: "dnf.conf(5)",
      section: "sslverify",
      says: "With it false the certificates of the remote hosts are not verified.",
      url: "https://dnf.readthedocs.io/en/latest/conf_ref.html",
    },
    {
      document: "npm",
      section: "strict-ssl",
      says: "Whether to do SSL key validation when making requests to the registry via HTTPS.",
      url: "https://docs.npmjs.com/cli/using-npm/config#strict-ssl",
    },
  ],
  why: "Packages run code when they are installed, often as root. Whoever can answer in the server's name decides which.",
  fix: "Remove the option, and give the package manager the CA of the server.",

  on: ["command", "apt-conf", "yum-repo"],
  *check(subject) {
    if ("root" in subject) {
      yield* ofDocument(subject)
      return
    }
    const { command, script } = subject
    for (const manager of managers) {
      if (!manager.tool.test(command.tool)) continue
      const word = manager.word(command)
      if (word === undefined) continue
      const host = manager.host?.(command)
      yield {
        message: `${command.tool} ${manager.what(word.value)}${placed(script)}: whoever answers in the server's name decides what is installed.`,
        help: [
          { do: manager.secure },
          ...(word.value.startsWith("-") ? [{ do: "Then:", copy: sh(withoutOption(command, word)) }] : []),
        ],
        at: word,
        level: lowered("error", host),
        identity: `${command.tool} ${host ?? ""}`,
      }
    }
  },
})

function* ofDocument({ root, kind, name }: DocumentFact): Generator<Problem> {
  for (const { node, path } of walk(root)) {
    if (node.kind !== "mapping") continue
    for (const { key, value } of node.entries) {
      if (value.kind !== "scalar") continue
      const setting = [...path, key.value].join("::")
      if (kind === "apt-conf" && isOff(value) && /^acquire::https(::[^:].*)?::verify-(peer|host)$/i.test(setting))
        yield {
          message: `${name} tells apt not to verify the certificates of ${hostIn(path) ?? "any server"} (${setting}), so whoever answers in a mirror's name is believed.`,
          help: [
            {
              do: `Delete the line, and name the CA instead: Acquire::https::${hostIn(path) === undefined ? "" : `${hostIn(path)}::`}CAInfo "/path/ca.crt";`,
            },
          ],
          at: value,
        }
      else if (
        kind === "apt-conf" &&
        /^(apt::get::allowunauthenticated|acquire::allowinsecurerepositories|acquire::allowweakrepositories)$/i.test(
          setting,
        ) &&
        /^(true|1|yes)$/i.test(value.value)
      )
        yield {
          message: `${name} tells apt to install packages that nobody signed (${setting}).`,
          help: [
            { do: "Delete the line, and install the key of the repository: signed-by=/etc/apt/keyrings/corp.gpg" },
          ],
          at: value,
        }
      else if (kind === "yum-repo" && /^(proxy_)?sslverify$/.test(key.value) && isOff(value))
        yield {
          message: `${path.at(-1) ?? name} in ${name} is used without verifying its server's certificate (${key.value}), so whoever answers in its name ${signed(node) ? "can hold updates back, and only signatures (gpgcheck) stop its packages" : "decides what is installed"}.`,
          help: [{ do: "Delete the line, and name the CA instead: sslcacert=/path/ca.crt" }],
          at: value,
        }
    }
  }
}

function signed(repository: Node): boolean {
  return /^(1|true|yes|on)$/i.test(textAt(repository, "gpgcheck") ?? "")
}

/** The command without an option and, where it stands by itself, its value. */
function withoutOption(command: CommandFact, word: Word): string {
  const taken = /^--(trusted-host|allow-insecure-host)(=|$)/
  if (!taken.test(word.value)) return without(command, word)
  const words = command.words.filter(
    ({ value }, index) =>
      !taken.test(value) && !/^--(trusted-host|allow-insecure-host)$/.test(command.words[index - 1]?.value ?? ""),
  )
  return without({ ...command, words }, word)
}

function hostIn(path: readonly string[]): string | undefined {
  return path[2]
}

function isOff(node: Node): boolean {
  return node.kind === "scalar" && /^(false|no|off|0)$/i.test(node.value)
}

interface Manager {
  readonly tool: RegExp
  readonly word: (command: CommandFact) => Word | undefined
  readonly what: (word: string) => string
  readonly secure: string
  readonly host?: (command: CommandFact) => string | undefined
}

/** The word of `… config set NAME VALUE` (or `NAME=VALUE`) that names a setting, where the value is one of these. */
function setting(words: readonly Word[], name: RegExp, value: RegExp): Word | undefined {
  const list = operands(words)
  return list.find(({ value: word }, index) => {
    const [key = "", own] = word.split("=", 2)
    return name.test(key) && value.test(own ?? list[index + 1]?.value ?? "")
  })
}

/** The package managers, with the words that turn their verification off. */
const managers: readonly Manager[] = [
  {
    tool: /^(pip[\d.]*|pipx|pipenv|uv|python[\d.]*|poetry)$/,
    word: ({ words }) => words.find(({ value }) => /^--(trusted-host|allow-insecure-host)(=|$)/.test(value)),
    what: (word) => `takes packages from a host without verifying it (${word.split("=")[0]})`,
    secure: "Give pip the CA of the index: --cert /path/ca.crt, or PIP_CERT.",
    host: ({ words }) => hostOf(optionOf(words, /^--(trusted-host|allow-insecure-host)$/)?.value ?? ""),
  },
  {
    tool: /^(pip[\d.]*)$/,
    word: ({ words }) =>
      calls(words, "config", "set") ? words.find(({ value }) => /^\w+\.trusted-host$/.test(value)) : undefined,
    what: () => "is set to take packages from a host without verifying it (trusted-host)",
    secure: "Give pip the CA of the index: pip config set global.cert /path/ca.crt",
    host: ({ words }) => hostOf(operands(words).at(-1)?.value ?? ""),
  },
  {
    tool: /^(npm|pnpm|yarn)$/,
    word: ({ words }) =>
      calls(words, /^(config|c|set)$/)
        ? setting(words, /^(strict-ssl|enableStrictSsl)$/, /^false$/)
        : (turnedOff(words, /^--strict-ssl$/) ?? turnedOn(words, /^--no-strict-ssl$/)),
    what: (word) => `is set not to verify the registry's certificate (${word})`,
    secure: "Give npm the CA of the registry: npm config set cafile /path/ca.crt",
  },
  {
    tool: /^(apt|apt-get|aptitude)$/,
    word: ({ words }) =>
      words.find(({ value }) => /^(-o)?Acquire::https::.*Verify-(Peer|Host)=(false|no|off|0)$/i.test(value)),
    what: (word) => `does not verify the servers' certificates (${word})`,
    secure: "Name the CA of the mirror: -o Acquire::https::CAInfo=/path/ca.crt",
  },
  {
    tool: /^(apt|apt-get|aptitude)$/,
    word: ({ words }) => turnedOn(words, /^(--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/),
    what: (word) => `installs packages that nobody signed (${word})`,
    secure: "Install the key of the repository, and name it: [signed-by=/etc/apt/keyrings/corp.gpg]",
  },
  {
    tool: /^(echo|printf|add-apt-repository|apt-add-repository|sed|tee)$/,
    word: ({ words, redirects, pipedTo, tool }) =>
      /^(add-apt|apt-add|sed)/.test(tool) ||
      pipedTo.includes("tee") ||
      redirects.some(({ target }) => /apt\/sources|\.list$/.test(target.value))
        ? words.find(({ value }) => /(^|\s)\[[^\]]*\btrusted=yes\b[^\]]*\]/.test(value))
        : undefined,
    what: () => "adds a repository whose packages need no signature (trusted=yes)",
    secure: "Install the key of the repository, and name it: deb [signed-by=/etc/apt/keyrings/corp.gpg] https://…",
  },
  {
    tool: /^(yum|dnf|microdnf|dnf5|yum-config-manager|zypper)$/,
    word: ({ words }) =>
      words.find(
        ({ value }, index) =>
          /^--setopt=[\w.*-]*sslverify=(0|false|no|off)$/i.test(value) ||
          (words[index - 1]?.value === "--setopt" && /sslverify=(0|false|no|off)$/i.test(value)),
      ),
    what: (word) => `does not verify the servers' certificates (${word})`,
    secure:
      "Name the CA of the repository: --setopt=sslcacert=/path/ca.crt, or add it to /etc/pki/ca-trust/source/anchors.",
  },
  {
    tool: /^(yum|dnf|microdnf|dnf5|zypper|rpm)$/,
    word: ({ words }) => turnedOn(words, /^--(nogpgcheck|no-gpg-checks)$/),
    what: (word) => `installs packages without checking their signatures (${word})`,
    secure: "Import the key of the repository: rpm --import https://…/RPM-GPG-KEY",
  },
  {
    tool: /^apk$/,
    word: ({ words }) => turnedOn(words, /^--(allow-untrusted|no-check-certificate)$/),
    what: (word) => `takes packages that nobody it trusts has signed (${word})`,
    secure: "Put the key of the repository into /etc/apk/keys.",
  },
  {
    tool: /^(gem|bundle)$/,
    word: ({ words }) =>
      words.find(({ value }) => /:?ssl_verify_mode\b.*\b0\b/.test(value)) ??
      (calls(words, "config") ? setting(words, /^ssl_verify_mode$/, /^0$/) : undefined),
    what: () => "does not verify the server's certificate (ssl_verify_mode 0)",
    secure: "Name the CA: bundle config set ssl_ca_cert /path/ca.crt",
  },
  {
    tool: /^(conda|mamba|micromamba)$/,
    word: ({ words }) =>
      calls(words, "config")
        ? setting(words, /^ssl_verify$/, /^(false|no|off)$/i)
        : turnedOn(words, /^(-k|--insecure)$/),
    what: (word) => `is set not to verify the channels' certificates (${word})`,
    secure: "Name the CA: conda config --set ssl_verify /path/ca.crt",
  },
  {
    tool: /^composer$/,
    word: ({ words }) =>
      setting(words, /^disable-tls$/, /^(true|1)$/) ?? setting(words, /^secure-http$/, /^(false|0)$/),
    what: (word) => `is set to fetch packages without TLS, or over plain HTTP (${word})`,
    secure: "Name the CA: composer config --global cafile /path/ca.crt",
  },
  {
    tool: /^go$/,
    word: ({ words }) => (calls(words, "get") ? turnedOn(words, /^-insecure$/) : undefined),
    what: (word) => `fetches modules over insecure schemes (${word}; Go 1.17 and newer refuse it)`,
    secure: "Serve the module over HTTPS, and add its CA to the system's store.",
  },
]

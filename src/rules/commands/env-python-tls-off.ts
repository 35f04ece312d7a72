import { hostOf, lowered } from "../../model/hosts.ts"
import { itemsAt, type Node, scalarAt, walk } from "../../model/tree.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { levelFor, literalOf, placeOf, reachOf } from "./variables.shared.ts"

export const envPythonTlsOff = rule({
  id: "env-python-tls-off",
  family: "commands",
  level: "error",
  summary: "Python, pip, uv or conda is told not to verify certificates",
  citations: [
    {
      document: "PEP 493",
      section: "Feature: environment based configuration",
      says: "PYTHONHTTPSVERIFY=0 disables the verification by default, in Python 2.7.12 and newer 2.7 only.",
      url: "https://peps.python.org/pep-0493/",
    },
    {
      document: "psf/requests",
      section: "pull request 6074, in 2.28.0",
      says: "Until then an empty REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE became verify='', which verifies nothing; now it counts as not set.",
      url: "https://github.com/psf/requests/commit/79f60274f7e461b8fd2f579e741f748438d7eadb",
    },
    {
      document: "pip",
      section: "--trusted-host, and its variable and setting",
      says: "Marks a host as trusted even though it has no valid HTTPS, or none at all.",
      url: "https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host",
    },
    {
      document: "uv",
      section: "UV_INSECURE_HOST",
      says: "Equivalent to --allow-insecure-host: HTTPS connections to the host are not verified.",
      url: "https://docs.astral.sh/uv/reference/environment/#uv_insecure_host",
    },
    {
      document: "conda",
      section: "Settings, ssl_verify",
      says: "False turns the verification of HTTPS requests off; a path names a bundle of CA certificates.",
      url: "https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html",
    },
  ],
  why: "Packages run code when they are installed, and programs send tokens and data: whoever can answer in the server's name gets both.",
  fix: "Remove it, and name the CA: PIP_CERT, REQUESTS_CA_BUNDLE or SSL_CERT_FILE.",

  on: ["variable", "pip-conf", "condarc"],
  *check(subject) {
    if ("root" in subject) {
      if (subject.kind === "pip-conf") yield* ofPip(subject.root)
      else {
        const value = scalarAt(subject.root, "ssl_verify")
        if (value !== undefined && /^(false|no|off|0)$/i.test(value.value))
          yield {
            message:
              "conda is configured not to verify its channels (ssl_verify): whoever answers in their names decides what is installed.",
            help: [{ do: "Name the CA instead: ssl_verify: /path/to/ca.pem" }],
            at: value,
          }
      }
      return
    }
    const value = literalOf(subject)
    if (value === undefined) return
    const { name } = subject
    const reach = reachOf(subject)
    const at = placeOf(subject)
    const level = levelFor("error", subject)
    if (name === "PYTHONHTTPSVERIFY" && value === "0")
      yield {
        message: `PYTHONHTTPSVERIFY=0 is set ${reach}: Python 2.7 verifies no server there (Python 3 does not read it).`,
        help: [{ do: "Remove it, and give Python the CA: SSL_CERT_FILE=/path/to/ca-bundle.pem" }],
        at,
        level,
      }
    else if (/^(REQUESTS|CURL)_CA_BUNDLE$/.test(name) && value === "")
      yield {
        message: `${name} is empty ${reach}: requests before 2.28 verifies no server then, and newer ones ignore it.`,
        help: [{ do: `Name the CA bundle: ${name}=/path/to/ca-bundle.pem` }],
        at,
        level,
      }
    else if (/^(PIP_TRUSTED_HOST|UV_INSECURE_HOST)$/i.test(name) && value.trim() !== "") {
      const hosts = value.split(/[\s,]+/).map(hostOf)
      const tool = name.startsWith("UV") ? "uv" : "pip"
      yield {
        message: `${name} is set ${reach}: ${tool} takes packages from ${value.trim()} without verifying it, so whoever answers in its name decides what is installed.`,
        help: [
          {
            do: `Remove it, and name the CA: ${tool === "pip" ? "PIP_CERT=/path/to/ca.pem" : "SSL_CERT_FILE=/path/to/ca-bundle.pem"}`,
          },
        ],
        at,
        level: lowered(level, hosts.length === 1 ? hosts[0] : undefined),
        identity: value.trim(),
      }
    }
  },
})

function* ofPip(root: Node): Generator<Problem> {
  for (const { node } of walk(root)) {
    if (node.kind !== "mapping") continue
    for (const { key, value } of node.entries) {
      if (!/^trusted[-_]host$/.test(key.value)) continue
      for (const item of value.kind === "sequence" ? itemsAt(value) : [value]) {
        if (item.kind !== "scalar" || item.type === "template" || item.value.trim() === "") continue
        const hosts = item.value.trim().split(/\s+/)
        yield {
          message: `pip is configured to take packages from ${hosts.join(", ")} without verifying it (trusted-host): whoever answers in its name decides what is installed.`,
          help: [{ do: "Name the CA instead: cert = /path/to/ca.pem" }],
          at: item,
          level: lowered("error", hosts.length === 1 ? hostOf(hosts[0]!) : undefined),
          identity: hosts.join(" "),
        }
      }
    }
  }
}

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { containerd } from "../../src/rules/containerd/index.ts"
import { noAnchors } from "../../src/x509/anchors.ts"
import { factsOf, options, today } from "../examples.ts"

/**
 * What containerd 2.4's loader was seen to do with hosts.toml files, and what is said of each. The key is the
 * experiment's name; the files stand in certs.d/reg.corp:5000 unless the path says otherwise.
 */
const experiments: readonly Experiment[] = [
  {
    name: "the server's URL without quotes",
    loader: "toml: unexpected character U+0068 'h' at start of value; logged, certificate files of the directory used",
    text: 'server = https://reg.corp:5000\n[host."https://reg.corp:5000"]\ncapabilities = ["pull", "resolve"]\nskip_verify = true\n',
    says: ["error containerd-hosts-invalid https://reg.corp:5000"],
  },
  {
    name: "an unknown capability",
    loader: "unknown capability list; the same fallback",
    text: '[host."https://reg.corp:5000"]\ncapabilities = ["pull", "list"]\nskip_verify = false\n',
    says: ['error containerd-hosts-invalid "list"'],
  },
  {
    name: "skip_verify as a string",
    loader: "cannot decode string into bool; the same fallback",
    text: '[host."https://reg.corp:5000"]\nskip_verify = "true"\n',
    says: ['error containerd-hosts-invalid "true"'],
  },
  {
    name: "a host table whose URL has no quotes",
    loader: "a syntax error; the same fallback",
    text: "[host.https://reg.corp:5000]\nskip_verify = true\n",
    says: ["error containerd-hosts-invalid ://reg.corp:5000]"],
  },
  {
    name: "insecure_skip_verify, as config.toml has it",
    loader: "ignored in silence; verification stays on",
    text: '[host."https://reg.corp:5000"]\ninsecure_skip_verify = true\n',
    says: ["error containerd-hosts-unknown-key insecure_skip_verify"],
  },
  {
    name: "[hosts] instead of [host]",
    loader: "ignored in silence; no mirror at all",
    text: '[hosts."https://reg.corp:5000"]\nskip_verify = true\n',
    says: ["error containerd-hosts-unknown-key hosts"],
  },
  {
    name: "server below a [host] header",
    loader: "ignored in silence; the default server",
    text: '[host."https://reg.corp:5000"]\ncapabilities = ["pull"]\nserver = "https://origin.corp"\n',
    says: ["error containerd-hosts-server-after-host server"],
  },
  {
    name: "http:// with skip_verify",
    loader: "HTTPS with verification off, then plain HTTP",
    text: '[host."http://reg.corp:5000"]\nskip_verify = true\n',
    says: [
      'error containerd-hosts-plain-http "http://reg.corp:5000"',
      "error containerd-hosts-skip-verify true",
      "warning containerd-hosts-http-tls-mix skip_verify",
    ],
  },
  {
    name: "a ca that is not there",
    loader: "every pull fails: unable to read CA cert",
    text: 'server = "https://reg.corp:5000"\nca = "missing.crt"\n',
    says: ['error containerd-hosts-ca-missing "missing.crt"'],
  },
  {
    name: "skip_verify at the root",
    loader: "holds for the server",
    text: 'server = "https://reg.corp:5000"\nskip_verify = true\n',
    says: ["error containerd-hosts-skip-verify true"],
  },
  {
    name: "skip_verify at the root, beside a host table",
    loader: "is not inherited by the table: the server is not verified, the host is",
    text: 'server = "https://reg.corp:5000"\nskip_verify = true\n[host."https://reg.corp:5000"]\nca = "/etc/ssl/corp.pem"\n',
    says: ["error containerd-hosts-skip-verify true"],
  },
  {
    name: "plain HTTP in _default",
    loader: "holds for every registry without a directory",
    path: "certs.d/_default/hosts.toml",
    text: 'server = "http://mirror.corp:5000"\n',
    says: ['error containerd-hosts-default-insecure "http://mirror.corp:5000"'],
  },
]

interface Experiment {
  readonly name: string
  readonly loader: string
  readonly path?: string
  readonly text: string
  readonly says: readonly string[]
}

describe("of a hosts.toml with", () => {
  it.each(experiments)(
    "$name, where the loader: $loader",
    async ({ path = "certs.d/reg.corp:5000/hosts.toml", text, says }) => {
      const inventory = inventoryOf(await factsOf({ [path]: text }), new Set([path]))
      const found = check(containerd, inventory, { at: today, options, trust: noAnchors })
      expect(
        found.map(({ rule, level, at }) => `${level ?? rule.level} ${rule.id} ${text.slice(at.start, at.end)}`).sort(),
      ).toEqual(says)
    },
  )
})

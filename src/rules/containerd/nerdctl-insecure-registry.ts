import type { CommandFact } from "../../model/facts.ts"
import { at, isTrue } from "../../model/tree.ts"
import { lowered, registryOf } from "../hosts.ts"
import { rule } from "../rule.ts"

export const nerdctlInsecureRegistry = rule({
  id: "nerdctl-insecure-registry",
  family: "containerd",
  level: "error",
  summary: "nerdctl does not verify registries and falls back to HTTP",
  citations: [
    {
      document: "nerdctl docs/registry.md",
      section: "Using insecure registry",
      says: "`--insecure-registry` skips the verification of certificates and allows plain HTTP.",
      url: "https://github.com/containerd/nerdctl/blob/main/docs/registry.md",
    },
    {
      document: "nerdctl docs/config.md",
      section: "Properties",
      says: "`insecure_registry` in nerdctl.toml is `--insecure-registry` for every command; `hosts_dir` lists certs.d directories.",
      url: "https://github.com/containerd/nerdctl/blob/main/docs/config.md",
    },
  ],
  why: "It holds for every registry, public ones included: anyone on the network path can replace any image.",
  fix: "Delete it, and name the CA of the one registry in /etc/containerd/certs.d/<host>/hosts.toml.",
  controls: ["NIST SP 800-190 4.2.1"],
  examples: {
    bad: [
      { "etc/nerdctl/nerdctl.toml": 'namespace = "k8s.io"\ninsecure_registry = «true»\n' },
      { "build.sh": "#!/bin/sh\nnerdctl «--insecure-registry» push reg.corp:5000/app:1\n" },
    ],
    good: [
      { "etc/nerdctl/nerdctl.toml": 'insecure_registry = false\nhosts_dir = ["/etc/containerd/certs.d"]\n' },
      { "build.sh": "#!/bin/sh\nnerdctl --insecure-registry=false push reg.corp:5000/app:1\n" },
    ],
  },

  on: ["nerdctl", "command"],
  *check(subject) {
    if ("command" in subject) {
      yield* ofCommand(subject.command)
      return
    }
    const setting = at(subject.root, "insecure_registry")
    if (!isTrue(setting)) return
    yield {
      message: "nerdctl verifies no registry and falls back to plain HTTP, so any image can be replaced on its way",
      help: help("HOST[:PORT]"),
      at: setting,
    }
  },
})

function* ofCommand({ tool, words }: CommandFact) {
  if (tool !== "nerdctl") return
  const flag = words.find(({ value }) => /^--insecure-registry(=(true|1|t))?$/i.test(value))
  if (flag === undefined) return
  const host = words
    .filter(({ value, literal }) => literal && !value.startsWith("-") && value.includes("/"))
    .map(({ value }) => registryOf(value))
    .find((registry) => registry !== undefined && registry !== "docker.io")
  yield {
    message: `nerdctl does not verify ${host ?? "the registry"} and falls back to plain HTTP, so the image can be replaced on its way`,
    help: help(host ?? "HOST[:PORT]"),
    at: flag,
    level: lowered("error", host),
    ...(host !== undefined && { identity: host }),
  }
}

function help(host: string): string {
  return [
    `Delete it, and in /etc/containerd/certs.d/${host}/hosts.toml write:`,
    `  server = "https://${host}"`,
    '  ca = "ca.crt"',
    `Verify with: nerdctl pull ${host}/IMAGE:TAG`,
  ].join("\n")
}

import { toml } from "../../model/help.ts"
import { at, isTrue } from "../../model/tree.ts"
import { rule } from "../rule.ts"

/** The flag of a command is told by cmd-registry-client-insecure: it is about one registry, this about all. */
export const nerdctlInsecureRegistry = rule({
  id: "nerdctl-insecure-registry",
  family: "containerd",
  level: "error",
  summary: "nerdctl is told not to verify any registry, and to fall back to HTTP",
  citations: [
    {
      document: "nerdctl docs/config.md",
      section: "Properties",
      says: "`insecure_registry` in nerdctl.toml is `--insecure-registry` for every command; `hosts_dir` lists certs.d directories.",
      url: "https://github.com/containerd/nerdctl/blob/main/docs/config.md",
    },
    {
      document: "nerdctl docs/registry.md",
      section: "Using insecure registry",
      says: "`--insecure-registry` skips the verification of certificates and falls back to plain HTTP.",
      url: "https://github.com/containerd/nerdctl/blob/main/docs/registry.md",
    },
  ],
  why: "It holds for every registry, public ones included: anyone on the network path can replace any image.",
  fix: "Delete it, and name the CA of the one registry in /etc/containerd/certs.d/<host>/hosts.toml.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "nerdctl",
  *check({ root }) {
    const setting = at(root, "insecure_registry")
    if (!isTrue(setting)) return
    yield {
      message: "nerdctl verifies no registry and falls back to plain HTTP, so any image can be replaced on its way.",
      help: [
        {
          do: "Delete it, and for the registry that needs it write its hosts.toml below /etc/containerd/certs.d, with its name in place of reg.corp.example.com:5000:",
          copy: toml(
            'server = "https://reg.corp.example.com:5000"',
            '[host."https://reg.corp.example.com:5000"]',
            '  capabilities = ["pull", "resolve", "push"]',
            '  ca = "/etc/containerd/certs.d/reg.corp.example.com:5000/ca.crt"',
          ),
          verify: "nerdctl pull HOST[:PORT]/IMAGE:TAG",
        },
      ],
      at: setting,
    }
  },
})

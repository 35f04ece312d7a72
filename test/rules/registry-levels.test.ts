import { expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { containerd } from "../../src/rules/containerd/index.ts"
import { k3s } from "../../src/rules/k3s/index.ts"
import { noAnchors } from "../../src/x509/anchors.ts"
import { factsOf, options, today } from "../examples.ts"

const kind = (patch: string, image = "") =>
  `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${image === "" ? "" : `nodes:\n  - role: control-plane\n    image: ${image}\n`}containerdConfigPatches:\n  - |-\n    ${patch}\n`
const mirror = (url: string) =>
  `[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n      endpoint = ["${url}"]`
const skip = (host: string) => `configs:\n  ${host}:\n    tls:\n      insecure_skip_verify: true\n`

it.each([
  ["a remote host", { "certs.d/reg.corp/hosts.toml": "skip_verify = true\n" }, "error containerd-hosts-skip-verify"],
  [
    "this machine",
    { "certs.d/localhost:5000/hosts.toml": "skip_verify = true\n" },
    "notice containerd-hosts-skip-verify",
  ],
  [
    "a documentation host",
    { "certs.d/example.com/hosts.toml": "skip_verify = true\n" },
    "notice containerd-hosts-skip-verify",
  ],
  [
    "a name below one",
    { "certs.d/reg.example.com/hosts.toml": "skip_verify = true\n" },
    "error containerd-hosts-skip-verify",
  ],
  ["a Service", { "certs.d/reg.infra.svc/hosts.toml": "skip_verify = true\n" }, "warning containerd-hosts-skip-verify"],
  [
    "a host that is a template",
    { "certs.d/x/hosts.toml.j2": '[host."https://{{ registry }}"]\nskip_verify = true\n' },
    "notice containerd-hosts-skip-verify",
  ],
  [
    "a literal host in a template",
    { "certs.d/reg.corp/hosts.toml.j2": 'server = "https://reg.corp"\nskip_verify = true\nca = "{{ ca }}"\n' },
    "error containerd-hosts-skip-verify",
  ],
  [
    "a mirror that only pulls",
    { "certs.d/docker.io/hosts.toml": '[host."http://m.corp"]\ncapabilities = ["pull"]\n' },
    "warning containerd-hosts-plain-http",
  ],
  ["a kind cluster", { "kind.yaml": kind(mirror("http://m.corp")) }, "warning containerd-config-mirror-http"],
  [
    "kind's own registry",
    { "kind.yaml": kind(mirror("http://kind-registry:5000")) },
    "notice containerd-config-mirror-http",
  ],
  [
    "a kind cluster that may have containerd 1",
    { "kind.yaml": kind('[plugins."io.containerd.grpc.v1.cri".registry.configs."a.corp".tls]\n      ca_file = "x"') },
    "notice containerd-config-registry-tls-removed",
  ],
  [
    "a kind cluster that has containerd 2",
    {
      "kind.yaml": kind(
        '[plugins."io.containerd.grpc.v1.cri".registry.configs."a.corp".tls]\n      ca_file = "x"',
        "kindest/node:v1.34.0@sha256:00",
      ),
    },
    "error containerd-config-registry-tls-removed",
  ],
  ["k3s and a remote host", { "k3s/registries.yaml": skip("reg.corp") }, "error k3s-registry-insecure-skip-verify"],
  [
    "k3s and k3d's registry",
    { "k3s/registries.yaml": skip("k3d-reg:5000") },
    "notice k3s-registry-insecure-skip-verify",
  ],
  [
    "a k3d cluster",
    {
      "k3d.yaml": `apiVersion: k3d.io/v1alpha5\nkind: Simple\nregistries:\n  config: |\n    ${skip("reg.corp").trim().replaceAll("\n", "\n    ")}\n`,
    },
    "warning k3s-registry-insecure-skip-verify",
  ],
])("tells of %s at its level", async (_, files, expected) => {
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  const found = check([...containerd, ...k3s], inventory, { at: today, options, trust: noAnchors })
  const [level, id] = expected.split(" ")
  expect(found.filter(({ rule }) => rule.id === id).map((problem) => problem.level ?? problem.rule.level)).toEqual([
    level,
  ])
})

import { sentence } from "../../chains/words.ts"
import { distributionOf, type Placement, type Step, type Unit } from "../../distribution/index.ts"
import { roleOf } from "../../distribution/plays.ts"
import { isRuntime } from "../../distribution/steps.ts"
import { following, placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import { sh, yaml } from "../../model/help.ts"
import { type Problem, rule } from "../rule.ts"
import { baseName } from "./stores.shared.ts"

export const runtimeNotRestartedAfterCa = rule({
  id: "runtime-not-restarted-after-ca",
  family: "ca",
  level: "warning",
  summary: "The trust store of a node is updated, and the container runtime is not restarted",
  citations: [
    {
      document: "Go crypto/x509, root.go",
      says: "The pool of system roots is loaded once per process.",
      url: "https://cs.opensource.google/go/go/+/master:src/crypto/x509/root.go",
    },
    {
      document: "containerd documentation, docs/hosts.md",
      says: "Only what stands below certs.d is read anew without a restart.",
      url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
    },
  ],
  why: "containerd, Docker, CRI-O, k3s and the kubelet read the system's roots once, when they start: pulls go on failing with “certificate signed by unknown authority” until something restarts them.",
  fix: "Restart the runtime after the update, or give it the CA under certs.d, which is read at every pull.",

  on: "repository",
  *check(inventory) {
    const runtime = configuredRuntime(inventory)
    for (const unit of distributionOf(inventory).units) {
      yield* unreadRegistries(unit, inventory)
      const all = [...unit.steps, ...unit.after]
      const placement = unit.steps.find(
        (step): step is Placement => step.does === "place" && step.store !== undefined && step.store !== "generated",
      )
      if (placement === undefined || !isOnNode(unit, placement, runtime !== undefined)) continue
      const index = all.findLastIndex((step) => step.does === "update" && step.tool !== "ca_certs")
      if (index === -1) continue
      // Handlers run at the end of a play, in an order of their own.
      const later = unit.kind === "ansible" ? all : all.slice(index + 1)
      if (later.some(startsRuntime)) continue
      const service = runtime ?? runtimeOf(unit) ?? "containerd"
      yield {
        message: `${sentence(unit.name)} updates the trust store of a node but does not restart ${service} afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.`,
        help: [
          {
            do: "Restart it after the update:",
            copy:
              unit.kind === "ansible"
                ? yaml(`- ansible.builtin.systemd: {name: ${service}, state: restarted}`)
                : unit.kind === "cloud-init"
                  ? yaml("runcmd:", "  - update-ca-certificates", `  - systemctl restart ${service}`)
                  : sh(`systemctl restart ${service}`),
          },
          {
            do: "Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.",
            verify: "crictl pull HOST/IMAGE:TAG",
          },
        ],
        at: placeOfStep(unit, unit.steps.includes(all[index]!) ? all[index]!.at : placement.at, inventory),
        level: unit.whole ? "warning" : "notice",
        identity: service,
        ...(unit.resource && { resource: unit.resource }),
      }
    }
  },
})

/** k3s and RKE2 read registries.yaml when they start; a cloud-config writes it before that. */
function* unreadRegistries(unit: Unit, inventory: Inventory): Iterable<Problem> {
  if (!/^(script|ansible|terraform|container)$/.test(unit.kind) || /(^|\/)(packer|images?)\//.test(unit.path)) return
  const seen = new Set<string>()
  // A file that is written line by line is complete with the last.
  for (const step of unit.steps.toReversed()) {
    const distribution = step.does === "place" ? registries.exec(step.target)?.[1] : undefined
    if (step.does !== "place" || distribution === undefined || seen.has(distribution)) continue
    seen.add(distribution)
    const later = unit.kind === "ansible" ? [...unit.steps, ...unit.after] : following(unit, step)
    if (later.some(startsRuntime)) continue
    const service = distribution === "k3s" ? "k3s" : "rke2-server"
    yield {
      message: `${sentence(unit.name)} writes registries.yaml but does not restart ${distribution} afterwards, which reads it only when it starts: mirrors and CAs in it do not count yet.`,
      help: [
        {
          do: "Restart it after the change:",
          copy: sh(`systemctl restart ${service}   # k3s-agent, rke2-agent on workers`),
          verify: "crictl info | grep -A5 config_path, and crictl pull HOST/IMAGE:TAG",
        },
      ],
      at: placeOfStep(unit, step.at, inventory),
      // A role may be followed by the one that installs the distribution.
      level: unit.whole && unit.kind !== "container" && roleOf(unit.path) === undefined ? "warning" : "notice",
      identity: service,
      ...(unit.resource && { resource: unit.resource }),
    }
  }
}

function startsRuntime(step: Step): boolean {
  if (step.does === "restart") return isRuntime(step.service)
  return (
    step.does === "install" &&
    step.packages.some((name) => /^(containerd|docker|cri-o|kubelet|kubeadm|k3s|rke2|podman)/.test(name))
  )
}

/** Whether a unit runs on a machine that pulls images, and while its runtime is up. */
function isOnNode(unit: Unit, placement: Placement, configured: boolean): boolean {
  if (unit.kind === "image" || unit.kind === "pipeline" || unit.kind === "machine") return false
  // What is baked into an image of a machine is there before its runtime starts.
  if (/(^|\/)(packer|images?|image-builder)\//.test(unit.path) || /\.pkr\.hcl$/.test(unit.path)) return false
  if (unit.kind === "container") return /^\/(host|hostfs|rootfs|node)\b/.test(placement.target)
  if (unit.node || nodePaths.test(unit.path)) return true
  // A CA of a registry is for what pulls from it.
  if (registryNames.test([placement.target, ...placement.sources].map(baseName).join(" "))) return true
  return configured && unit.kind !== "script"
}

function runtimeOf({ steps }: Unit): string | undefined {
  const restart = steps.find((step) => step.does === "restart" && isRuntime(step.service) && step.service !== "*")
  return restart?.does === "restart" ? restart.service : undefined
}

/** The runtime that the repository configures for its nodes. */
function configuredRuntime(inventory: Inventory): string | undefined {
  return runtimes.find(([kind]) => inventory.documents(kind).some(({ carrier }) => carrier?.kind !== "patch"))?.[1]
}

const registries = /\/etc\/rancher\/(k3s|rke2)\/registries\.yaml$/
const nodePaths = /(^|[-_/.])(nodes?|workers?|bootstrap|kube\w*|k8s|k3s|rke2|cluster-api)([-_/.]|$)/i
const registryNames = /(^|[-_.\s])(repo|registry|harbor|nexus|artifactory|quay)([-_.\s]|$)/i

const runtimes = [
  ["k3s-registries", "k3s"],
  ["containerd-hosts", "containerd"],
  ["containerd-config", "containerd"],
  ["crio", "crio"],
  ["docker-daemon", "docker"],
] as const

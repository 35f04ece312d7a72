import { sentence } from "../../chains/words.ts"
import { distributions, type Family, reads, type Store } from "../../distribution/distros.ts"
import { distributionOf, type Placement, type Step, type Unit, type Update } from "../../distribution/index.ts"
import { following, placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import { type Help, plain, sh } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { baseName, storedFiles, updateCaCertificates, updateCaTrust } from "./stores.shared.ts"

export const caStoreWrongDistro = rule({
  id: "ca-store-wrong-distro",
  family: "ca",
  level: "error",
  summary: "The directory or the command belongs to the trust store of another distribution",
  citations: [
    updateCaCertificates,
    updateCaTrust,
    {
      document: "cloud-init source, cc_ca_certs.py",
      section: "DISTRO_OVERRIDES",
      says: "Each family has its own directory and its own command: anchors and update-ca-trust on Red Hat, ca-certificates and update-ca-certificates on Debian and Alpine, pki/trust/anchors on SUSE.",
      url: "https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py",
    },
  ],
  why: "The command does not exist, or reads another directory: the CA lies there untrusted.",
  fix: "Use the directory and the command of the distribution that the machine or the image runs.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units) {
      for (const step of unit.steps) {
        const problem =
          step.does === "place" ? misplaced(unit, step) : step.does === "update" ? mismatched(unit, step) : undefined
        if (problem !== undefined) yield { ...located(unit, step, inventory), ...problem }
      }
    }
    yield* onCoreos(inventory)
  },
})

/** OpenShift's and Fedora's CoreOS are what a MachineConfig, or Butane for them, is about; both are of Red Hat's family. */
function* onCoreos(inventory: Inventory): Generator<Problem> {
  for (const { store, target, at, bundles, step } of storedFiles(inventory)) {
    const [bundle] = bundles
    if (bundle?.carrier?.kind !== "ignition" || step !== undefined || reads("rhel", store)) continue
    const owner = inventory.ownerOf(bundle)
    const variant = textAt(owner?.root, "variant") ?? ""
    if (owner?.resource?.kind !== "MachineConfig" && !/^(openshift|fcos|r4e|fiot)$/.test(variant)) continue
    yield {
      message: `On ${distributions.rhel!.name}, CoreOS among them, local CAs are not read from ${target.replace(/(?<![^/])[^/]*$/, "")}: the CA is not trusted.`,
      help: [
        {
          do: `Write it to ${distributions.rhel!.directory}/${baseName(target)}; the machine updates its store when it boots.`,
          verify: "trust list | grep -A2 NAME",
        },
      ],
      at,
      identity: store,
      ...(owner?.resource && { resource: owner.resource }),
    }
  }
}

type Fault = Pick<Problem, "message" | "help" | "identity"> & { readonly level?: Level }

function misplaced(unit: Unit, step: Placement): Fault | undefined {
  const { store, target } = step
  if (store === undefined) return undefined
  if (store === "generated") return overwritten(unit, step)
  const family = step.family ?? (step.conditional ? undefined : unit.family)
  const distribution = family === undefined ? undefined : distributions[family]
  if (
    family === undefined ||
    distribution === undefined ||
    reads(family, store) ||
    (unit.kind === "image" && !(step.by === "COPY" || step.by === "ADD" || !step.conditional))
  )
    return undefined
  return {
    message: `On ${distribution.name}${unit.image === undefined ? "" : ` (${unit.image})`}, local CAs are not read from ${target.replace(/(?<![^/])[^/]*$/, "")}: the CA is not trusted.`,
    help: helpFor(family),
    identity: store,
    ...(unit.whole ? {} : { level: "warning" as const }),
  }
}

/** What the tools generate is only safe to write where they never run again. */
function overwritten(unit: Unit, step: Placement): Fault | undefined {
  const onMachine = unit.kind === "cloud-init" || unit.kind === "ansible" || unit.kind === "machine"
  const again = following(unit, step).some(({ does }) => does === "update" || does === "install")
  if (!onMachine && !(unit.kind === "image" && again && step.sources.length > 0 && !/cat|tee/.test(step.by)))
    return undefined
  return {
    message: `${step.target} is generated: what is written into it is lost at the next update of the trust store${onMachine ? ", which any package update may run" : ", which this image runs afterwards"}.`,
    help: [
      {
        do: "Put the CA into the directory for local CAs and run the tool:",
        copy: plain(
          "Debian, Ubuntu, Alpine: /usr/local/share/ca-certificates/NAME.crt, update-ca-certificates",
          "Red Hat, Fedora: /etc/pki/ca-trust/source/anchors/NAME.crt, update-ca-trust",
        ),
        verify: "grep -c 'BEGIN CERTIFICATE' before and after an update",
      },
    ],
    identity: step.target,
    level: "warning",
  }
}

function mismatched(unit: Unit, step: Update): Fault | undefined {
  if (step.conditional && step.family === undefined) return undefined
  const family = step.family ?? unit.family
  const expected = family === undefined ? undefined : distributions[family]?.update
  if (family !== undefined && expected !== undefined) {
    if (!known.has(step.tool) || step.tool === expected) return undefined
    return {
      message: `${sentence(unit.name)} runs ${step.tool}, which does not exist on ${distributions[family]!.name}: the command fails, and the CA is not trusted.`,
      help: helpFor(family),
      identity: step.tool,
    }
  }
  if (family !== undefined) return undefined
  return betweenStores(unit, step)
}

/** Without a distribution in sight, the directory and the command still have to fit each other. */
function betweenStores(unit: Unit, step: Update): Fault | undefined {
  if (step.conditional || !known.has(step.tool)) return undefined
  const stores = unit.steps.flatMap((other) =>
    other.does === "place" && other.store !== undefined && other.store !== "generated" ? [other] : [],
  )
  const tools = unit.steps.filter((other) => other.does === "update")
  if (stores.length === 0 || stores.some(({ conditional, store }) => conditional || fits(step.tool, store!)))
    return undefined
  if (tools.some((other) => other.conditional || stores.some(({ store }) => fits(other.tool, store!)))) return undefined
  return {
    message: `${step.tool} does not read ${stores[0]!.target.replace(/(?<![^/])[^/]*$/, "")}, where ${unit.name} puts the CA: it is not trusted.`,
    help: [
      {
        do: "update-ca-certificates belongs to /usr/local/share/ca-certificates (Debian, Ubuntu, Alpine), update-ca-trust to /etc/pki/ca-trust/source/anchors (Red Hat, Fedora). Use the pair of the system that this runs on.",
        verify: "openssl verify server.crt",
      },
    ],
    identity: step.tool,
    ...(unit.whole ? {} : { level: "warning" as const }),
  }
}

function fits(tool: string, store: Store): boolean {
  if (tool === "update-ca-trust") return store === "rhel" || store === "arch"
  return tool === "update-ca-certificates" ? store === "debian" || store === "suse" : true
}

function located(unit: Unit, step: Step, inventory: Inventory) {
  const at: Span = step.at
  return { at: placeOfStep(unit, at, inventory), ...(unit.resource && { resource: unit.resource }) }
}

function helpFor(family: Family): Help {
  const distribution = distributions[family]!
  return [
    {
      do: `On ${distribution.name}:`,
      copy: sh(`cp corp.crt ${distribution.directory}/corp.crt`, distribution.update),
      verify: "openssl verify server.crt",
    },
  ]
}

const known: ReadonlySet<string> = new Set(["update-ca-certificates", "update-ca-trust"])

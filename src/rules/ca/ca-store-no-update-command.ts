import { sentence } from "../../chains/words.ts"
import { environmentOf } from "../../distribution/images.ts"
import { distributionOf, type Placement, type Unit } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import { dockerfile, sh, yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { baseName, updateCaCertificates, updateCaTrust } from "./stores.shared.ts"
import { missingUpdate, updaterOf } from "./update-steps.shared.ts"

export const caStoreNoUpdateCommand = rule({
  id: "ca-store-no-update-command",
  family: "ca",
  level: "error",
  summary: "A CA is put into the trust store, but the store is not updated afterwards",
  citations: [updateCaCertificates, updateCaTrust],
  why: "Programs read the generated bundle and not the directory: the CA is there, and nothing trusts it.",
  fix: "Run update-ca-certificates (Debian, Ubuntu, Alpine, SUSE) or update-ca-trust (Red Hat, Fedora) after the copy.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units) {
      if (unit.kind === "ansible") continue
      const missing = unit.steps.flatMap((step) => {
        const fault = step.does === "place" ? missingUpdate(unit, step) : undefined
        return step.does === "place" && fault !== undefined && !isReadByPath(unit, step, inventory)
          ? [{ step, fault }]
          : []
      })
      const [first] = missing
      if (first === undefined) continue
      const { step, fault } = first
      const tool = updaterOf(step.store!)
      const what = baseName(step.target) || "a certificate"
      yield {
        message:
          fault === "before"
            ? `${sentence(unit.name)} runs ${tool} before it puts ${what} into the trust store: the CA is not trusted.`
            : `${sentence(unit.name)} puts ${what} into the trust store but does not run ${tool}: the CA is not trusted.`,
        help: [
          {
            do: "Update the store after the copy:",
            copy:
              unit.kind === "image"
                ? dockerfile(`RUN ${tool}`)
                : unit.kind === "cloud-init"
                  ? yaml("runcmd:", `  - ${tool}`)
                  : sh(tool),
            verify: "openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt",
          },
        ],
        at: placeOfStep(unit, step.at, inventory),
        level: levelOf(unit, step),
        related: missing.slice(1, 6).map((other) => ({
          message: "this one as well",
          at: placeOfStep(unit, other.step.at, inventory),
        })),
        identity: what,
        ...(unit.resource && { resource: unit.resource }),
      }
    }
  },
})

/** An error only where all that runs is seen. */
function levelOf(unit: Unit, step: Placement): Level {
  if (!unit.whole || step.conditional) return "warning"
  // The store of another root file system, or of a container whose caller goes on, may be updated there.
  if (unit.kind === "container" || unit.kind === "pipeline" || !step.target.startsWith("/")) return "warning"
  return /^\/(host|mnt|rootfs|target|chroot|sysroot|node|hostfs)\b/.test(step.target) ? "warning" : "error"
}

/** Whether something in the image or on the machine reads the file itself, so that the store does not matter. */
function isReadByPath(unit: Unit, { target }: Placement, inventory: Inventory): boolean {
  const file = inventory.files.get(unit.path)
  const values = (file?.variables ?? []).map(({ value }) => value.value)
  const words = (file?.scripts ?? []).flatMap(({ commands }) =>
    commands
      .filter(({ tool }) => !/^(cp|mv|install|ln|chmod|chown|tee|cat|mkdir|ls|echo|(ba|da|a|z|k)?sh)$/.test(tool))
      .flatMap((command) => command.words.map(({ value }) => value)),
  )
  const stage = distributionOf(inventory)
    .dockerfiles.flat()
    .find((other) => other === unit)
  if (stage !== undefined) values.push(...environmentOf(stage).values())
  const folder = target.replace(/(?<![^/])[^/]*$/, "")
  return [...values, ...words].some(
    (text) => (target.endsWith("/") ? text.startsWith(target) : text.includes(target)) && text.length > folder.length,
  )
}

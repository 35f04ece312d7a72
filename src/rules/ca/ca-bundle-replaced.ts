import { distributionOf, type Placement, type Unit } from "../../distribution/index.ts"
import { contentOf, placeOfStep, preceding } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { sh, yaml } from "../../model/help.ts"
import type { Location } from "../../model/place.ts"
import { itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { fileMounts } from "./file-mounts.shared.ts"
import { updateCaCertificates, updateCaTrust } from "./stores.shared.ts"

export const caBundleReplaced = rule({
  id: "ca-bundle-replaced",
  family: "ca",
  level: "warning",
  summary: "The system's bundle of trust anchors is overwritten by a private CA",
  citations: [
    updateCaCertificates,
    updateCaTrust,
    {
      document: "Talos",
      section: "v1alpha1, MachineFile, op",
      says: "create, append, overwrite: only append keeps what the file had.",
      url: "https://www.talos.dev/latest/reference/configuration/v1alpha1/config/",
    },
  ],
  why: "Everything that has a certificate of a public CA is refused: package mirrors, registries, APIs. The next update of the package writes the bundle anew, and then the private CA is gone.",
  fix: "Put the CA into the directory of local anchors and run the update, which writes the bundle with both.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units)
      for (const step of unit.steps)
        if (step.does === "place" && step.store === "generated" && step.appends !== true && !bringsBundle(unit, step)) {
          const bundles = contentOf(unit, step, inventory)
          if (isPrivate(bundles, step, step.target))
            yield problem(step.target, placeOfStep(unit, step.at, inventory), bundles)
        }
    for (const { target, bundles, at } of fileMounts(inventory))
      if (bundleFiles.test(target) && count(bundles) > 0 && count(bundles) < whole) yield problem(target, at, bundles)
    yield* ofTalos(inventory)
  },
})

/** More certificates than any organisation has of its own: a bundle of public roots. */
const whole = 50
const bundleFiles =
  /^\/(etc\/ssl\/certs\/ca-certificates\.crt|etc\/ssl\/cert\.pem|etc\/ssl\/ca-bundle\.pem|etc\/pki\/tls\/certs\/ca-bundle\.crt|etc\/pki\/tls\/cert\.pem|etc\/pki\/ca-trust\/extracted\/.+\.(pem|crt))$/

function count(bundles: readonly BundleFact[]): number {
  return bundles.reduce((sum, { certificates }) => sum + certificates.length, 0)
}

/** What is copied from a stage, from the bundle itself, or put together with it. */
function bringsBundle(unit: Unit, step: Placement): boolean {
  if (/^(COPY|ADD)$/.test(step.by) && step.sources.length === 0 && step.inline === undefined) return true
  if (
    step.sources.some((source) =>
      /ca-certificates\.crt|ca-bundle|tls-ca-bundle|cert\.pem$|cacert|certifi|roots?\.pem/i.test(source),
    )
  )
    return true
  if (step.sources.length > 1) return true
  // A link to it, or a copy that was made of it before.
  return step.sources.some((source) =>
    preceding(unit, step).some(
      (earlier) => earlier.does === "place" && (earlier.target === source || earlier.appends === true),
    ),
  )
}

/** A few certificates, or a single file that is called like one and not like a bundle. */
function isPrivate(bundles: readonly BundleFact[], { sources, by }: Placement, target: string): boolean {
  const known = count(bundles)
  if (known > 0) return known < whole
  if (bundles.length > 0 || /^(curl|wget|openssl|tee|sponge|ln|update-ca-trust|trust)$/.test(by)) return false
  const [source] = sources
  if (source === undefined || target.endsWith("/")) return false
  return (
    /\.(crt|pem|cer)$/i.test(source) &&
    !/bundle|certificates|combined|merged|all|full|chain|[$*?{]|system|mozilla|public/i.test(source)
  )
}

function problem(target: string, at: Location, bundles: readonly BundleFact[]): Problem {
  const number = count(bundles)
  const what = number === 0 ? "a CA of one's own" : number === 1 ? "one certificate" : `${number} certificates`
  const rhel = /pki/.test(target)
  return {
    message: `${target} is overwritten with ${what}: no public CA is trusted any more, and the next update of the trust store undoes it.`,
    help: rhel
      ? [
          {
            do: "Put the CA beside the others and write the bundle anew:",
            copy: sh("cp corp-ca.crt /etc/pki/ca-trust/source/anchors/", "update-ca-trust"),
            verify: "trust list | grep -c anchor",
          },
        ]
      : [
          {
            do: "Put the CA beside the others and write the bundle anew:",
            copy: sh("cp corp-ca.crt /usr/local/share/ca-certificates/", "update-ca-certificates"),
            verify: "grep -c BEGIN /etc/ssl/certs/ca-certificates.crt",
          },
        ],
    at,
    identity: target,
  }
}

function* ofTalos(inventory: Inventory): Generator<Problem> {
  for (const document of inventory.documents("talos"))
    for (const file of itemsAt(document.root, "machine", "files")) {
      const path = scalarAt(file, "path")
      if (path === undefined || !bundleFiles.test(path.value) || textAt(file, "op") !== "overwrite") continue
      const content = scalarAt(file, "content")
      const bundles = (inventory.files.get(document.path)?.bundles ?? []).filter(
        ({ location }) => content !== undefined && location.start >= content.start && location.end <= content.end,
      )
      if (count(bundles) >= whole) continue
      yield {
        ...problem(path.value, inventory.locate(document.path, path, document.inner), bundles),
        help: [
          {
            do: "Append to it instead (op: append), or use a document of its own:",
            copy: yaml(
              "apiVersion: v1alpha1",
              "kind: TrustedRootsConfig",
              "name: corp",
              "certificates: |",
              "  -----BEGIN CERTIFICATE-----",
              "  …",
            ),
            verify: "talosctl get trustedroots",
          },
        ],
      }
    }
}

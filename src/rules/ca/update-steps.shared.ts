import { distributions, type Store } from "../../distribution/distros.ts"
import type { Placement, Step, Unit } from "../../distribution/index.ts"
import { following } from "../../distribution/unit.ts"

/** Whether a step makes what lies in a store trusted. Packages run the tool when they are installed. */
export function makesTrusted(step: Step, store: Store): boolean {
  if (step.does === "install") return step.packages.some((name) => /^ca-certificates(=.*)?$/.test(name))
  if (step.does !== "update") return false
  // Which tool belongs to which store is the business of ca-store-wrong-distro.
  return store !== "generated"
}

/** How the update of a store is missing after a placement: never run, only run before, or undefined where it is run. */
export function missingUpdate(unit: Unit, placement: Placement): "never" | "before" | undefined {
  const { store } = placement
  if (store === undefined || store === "generated") return undefined
  if (following(unit, placement).some((step) => makesTrusted(step, store))) return undefined
  return unit.steps.some((step) => makesTrusted(step, store) && step.does === "update") ? "before" : "never"
}

/** The command that updates a store. */
export function updaterOf(store: Store): string {
  return store === "debian"
    ? distributions.debian!.update
    : store === "suse"
      ? distributions.suse!.update
      : distributions.rhel!.update
}

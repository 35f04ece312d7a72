import { lacksTool, storeOf } from "../../distribution/distros.ts"
import { ancestors } from "../../distribution/images.ts"
import { distributionOf, type Stage } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"

export const imageWithoutRoots = rule({
  id: "image-without-roots",
  family: "ca",
  level: "warning",
  summary: "curl, wget or git is installed without the trust anchors that it needs",
  citations: [
    {
      document: "Debian packages",
      section: "curl, wget, git: Recommends: ca-certificates",
      says: "The packages recommend ca-certificates and do not depend on it; --no-install-recommends leaves it out.",
      url: "https://packages.debian.org/bookworm/curl",
    },
  ],
  why: "Every https request of theirs fails: “error setting certificate verify locations” or “unable to get local issuer certificate”. The usual answer is -k, which is worse.",
  fix: "Install ca-certificates beside them.",

  on: "repository",
  *check(inventory) {
    for (const stage of distributionOf(inventory).dockerfiles.flat()) {
      if (stage.image === undefined || !lacksTool(stage.image) || /alpine/i.test(stage.image)) continue
      const steps = [
        ...ancestors(stage)
          .reverse()
          .flatMap((one) => one.steps),
        ...stage.steps,
      ]
      if (steps.some((step) => step.does === "unseen")) continue
      const brings = steps.some(
        (step) =>
          (step.does === "install" && (!step.exact || step.packages.some(bringsRoots))) ||
          (step.does === "place" && step.store === "generated"),
      )
      if (brings || copiesRoots(stage)) continue
      const install = stage.steps.find((step) => step.does === "install" && step.packages.some(needsRoots))
      if (install?.does !== "install") continue
      const names = [...new Set(install.packages.filter(needsRoots).map(bare))]
      yield {
        message: `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} installed in ${stage.name} with --no-install-recommends and without ca-certificates, which ${stage.image} lacks: every https request fails.`,
        help: [
          {
            do: `Install it beside ${names.join(" and ")}:`,
            copy: sh(`apt-get install -y --no-install-recommends ca-certificates ${names.join(" ")}`),
            verify: "docker build ., and in the image: curl https://example.org",
          },
        ],
        at: placeOfStep(stage, install.at, inventory),
        identity: stage.name,
      }
    }
  },
})

function bare(name: string): string {
  return name.replace(/[=:].*$/, "")
}

function needsRoots(name: string): boolean {
  return /^(curl|wget|git|aria2|lynx|apt-transport-https)$/.test(bare(name))
}

/** Packages that depend on the roots, or may: whatever is not known by name. */
function bringsRoots(name: string): boolean {
  return /^(ca-certificates|\$|software-properties-common|openjdk-|default-j|python3-(certifi|requests|pip)|nodejs|npm|golang|rust|cargo|dotnet|git-lfs|gh$|maven|gradle|snapd|ubuntu-|p11-kit|netbase$)/.test(
    name,
  )
}

/** Whether the bundle, or the directory that it lies in, is copied from another stage. */
function copiesRoots(stage: Stage): boolean {
  return stage.copies.some(
    ({ target, sources }) =>
      storeOf(target) !== undefined ||
      /^\/etc(\/ssl(\/certs)?)?\/?$/.test(target) ||
      sources.some((source) => /ssl\/certs|ca-certificates|^\/$/.test(source)),
  )
}

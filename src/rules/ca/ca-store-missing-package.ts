import { sentence } from "../../chains/words.ts"
import { distributions, familyOfImage, lacksTool } from "../../distribution/distros.ts"
import { ancestors, type Stage } from "../../distribution/images.ts"
import { distributionOf, type Step, type Update } from "../../distribution/index.ts"
import { placeOfStep, preceding } from "../../distribution/unit.ts"
import { dockerfile } from "../../model/help.ts"
import { rule } from "../rule.ts"

export const caStoreMissingPackage = rule({
  id: "ca-store-missing-package",
  family: "ca",
  level: "error",
  summary: "An image runs update-ca-certificates without the package that brings it",
  citations: [
    {
      document: "Debian packages, ca-certificates",
      says: "The program is part of this package, which the base images of Debian, Ubuntu and Alpine leave out.",
      url: "https://packages.debian.org/bookworm/all/ca-certificates/filelist",
    },
    {
      document: "Alpine packages, ca-certificates",
      says: "The base image has ca-certificates-bundle only, without update-ca-certificates.",
      url: "https://pkgs.alpinelinux.org/package/edge/main/x86_64/ca-certificates",
    },
  ],
  why: "The build stops with “update-ca-certificates: not found”, or goes on without the CA where the command is allowed to fail.",
  fix: "Install ca-certificates before.",

  on: "repository",
  *check(inventory) {
    for (const stage of distributionOf(inventory).dockerfiles.flat()) {
      const { image } = stage
      if (image === undefined) continue
      const bare = familyOfImage(image) === "bare"
      if (!bare && !lacksTool(image)) continue
      const lacking = stage.steps.find(
        (step): step is Update =>
          step.does === "update" &&
          step.tool === "update-ca-certificates" &&
          !step.conditional &&
          (bare || !isInstalled(stage, step)),
      )
      if (lacking === undefined) continue
      const family = familyOfImage(image)
      const distribution = family === undefined ? undefined : distributions[family]
      yield {
        message: bare
          ? `${image} has no shell and no update-ca-certificates: the build of ${stage.name} stops here.`
          : `${sentence(stage.name)} runs update-ca-certificates, which ${image} comes without: the build stops here, or the CA is not trusted.`,
        help: bare
          ? [
              {
                do: "Update the store in a stage of Debian or Alpine and copy the result:",
                copy: dockerfile(
                  "COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt",
                ),
                verify: "docker build .",
              },
            ]
          : [
              {
                do: "Install it before:",
                copy: dockerfile(`RUN ${distribution?.install ?? "apk add --no-cache ca-certificates"}`),
                verify: "docker build .",
              },
            ],
        at: placeOfStep(stage, lacking.at, inventory),
        identity: image,
      }
    }
  },
})

/** Whether an earlier step installs the package, or something that may bring it along. */
function isInstalled(stage: Stage, step: Step): boolean {
  return [...ancestors(stage).flatMap(({ steps }) => steps), ...preceding(stage, step)].some(
    (earlier) =>
      earlier.does === "unseen" ||
      (earlier.does === "install" &&
        (earlier.packages.some((name) => /^ca-certificates(=|$)|[$*]|^-r$/.test(name)) ||
          (!earlier.exact && earlier.packages.length > 0))),
  )
}

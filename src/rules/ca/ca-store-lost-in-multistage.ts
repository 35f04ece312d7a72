import { sentence } from "../../chains/words.ts"
import { familyOfImage } from "../../distribution/distros.ts"
import { ancestors, environmentOf, type Stage } from "../../distribution/images.ts"
import { distributionOf, type Placement } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import { dockerfile } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { rule } from "../rule.ts"
import { baseName } from "./stores.shared.ts"
import { trustVariables } from "./trust-variables.shared.ts"

export const caStoreLostInMultistage = rule({
  id: "ca-store-lost-in-multistage",
  family: "ca",
  level: "warning",
  summary: "A CA is installed in a build stage and does not reach the image",
  citations: [
    {
      document: "Docker documentation, Multi-stage builds",
      says: "Each FROM begins a new stage; only what is copied from another stage is in the final image.",
      url: "https://docs.docker.com/build/building/multi-stage/",
    },
  ],
  why: "The build works behind the CA, and the container fails with “certificate signed by unknown authority”.",
  fix: "Copy the bundle into the final stage, or install the CA there as well.",

  on: "repository",
  *check(inventory) {
    for (const stages of distributionOf(inventory).dockerfiles) {
      const final = stages.at(-1)
      if (final === undefined || stages.length < 2) continue
      const lineage = [final, ...ancestors(final)]
      if (receives(lineage)) continue
      const within = new Set(lineage.map(({ index }) => index))
      for (const stage of stages) {
        if (within.has(stage.index)) continue
        const placement = stage.steps.find(
          (step): step is Placement => step.does === "place" && step.store !== undefined && step.store !== "generated",
        )
        if (placement === undefined || !stage.steps.some(({ does }) => does === "update")) continue
        const bare = familyOfImage(final.image ?? "") === "bare"
        yield {
          message: `${sentence(stage.name)} installs ${baseName(placement.target) || "a CA"}, but the final stage (${final.image ?? "another image"}) does not get it: the container does not trust it.`,
          help: [
            {
              do: "Copy the bundle into the final stage:",
              copy: dockerfile(
                `COPY --from=${stage.label ?? stage.index} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt`,
              ),
            },
            {
              do: "If only the build needs the CA, this is as it should be: say so with an ignore.",
              verify: `docker run --rm IMAGE${bare ? "" : " openssl verify server.crt"}, against a server with a certificate of the CA`,
            },
          ],
          at: placeOfStep(stage, placement.at, inventory),
          level: levelOf(stage, inventory),
          identity: baseName(placement.target),
        }
        break
      }
    }
  },
})

/** Whether the final stage gets trust anchors by any way. */
function receives(lineage: readonly Stage[]): boolean {
  return (
    lineage.some(
      (stage) =>
        stage.steps.some(
          (step) =>
            step.does === "place" && (step.store !== undefined || /\.(crt|pem|jks|p12)$|\/cacerts$/.test(step.target)),
        ) ||
        stage.copies.some(({ sources, target }) =>
          [...sources, target].some((path) => trustPaths.test(path) || path === "/"),
        ),
    ) || lineage.slice(0, 1).some((stage) => [...environmentOf(stage).keys()].some((name) => trustVariables.has(name)))
  )
}

/** A stage that goes to the network itself is likely to be what needs the CA. */
function levelOf(stage: Stage, inventory: Inventory): Level {
  const scripts = inventory.files.get(stage.path)?.scripts ?? []
  const commands = scripts
    .filter((script) => script.scope === "dockerfile" && script.stage === stage.index)
    .flatMap((script) => script.commands)
  const updated = stage.steps.find(({ does }) => does === "update")?.at.start ?? 0
  const downloads = commands.some(
    ({ tool, words, start }) => start > updated && (network.test(tool) || fetches.test(`${tool} ${words[0]?.value}`)),
  )
  return downloads ? "notice" : "warning"
}

const trustPaths = /\/(ca-certificates|ca-trust|trust\/anchors|ssl\/certs?|cacerts|pki)(\/|$|\.)|cert\.pem$|ca-bundle/
const network =
  /^(apt|apt-get|apk|dnf|yum|microdnf|zypper|pip[\d.]*|uv|poetry|npm|yarn|pnpm|npx|mvn|mvnw|gradle|gradlew|git|curl|wget|bundle|gem|composer|dotnet|conda|helm|bazel)$/
// To compile takes no network.
const fetches = /^(go (mod|get)|cargo (fetch|install|vendor))$/

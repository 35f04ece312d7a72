import { distributionOf } from "../../distribution/index.ts"
import { following, placeOfStep } from "../../distribution/unit.ts"
import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { updateCaCertificates } from "./stores.shared.ts"

export const caBundleAppendLost = rule({
  id: "ca-bundle-append-lost",
  family: "ca",
  level: "warning",
  summary: "A CA is appended to the system's bundle, which is written anew afterwards",
  citations: [
    updateCaCertificates,
    {
      document: "gliderlabs/docker-alpine",
      section: "issue 446",
      says: "What was appended to ca-certificates.crt is gone once a package runs update-ca-certificates.",
      url: "https://github.com/gliderlabs/docker-alpine/issues/446",
    },
  ],
  why: "The bundle is generated from the directories of anchors. What was only appended to it is lost without a message, and connections to the private CA's servers fail.",
  fix: "Put the CA into the directory of local anchors before the update.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units)
      for (const step of unit.steps) {
        if (step.does !== "place" || step.appends !== true || step.store !== "generated") continue
        const undoing = following(unit, step).find(
          (later) =>
            later.does === "update" ||
            (later.does === "install" &&
              later.packages.some((name) => /^(ca-certificates|openssl|curl)(=|$)/.test(name))),
        )
        if (undoing === undefined || undoing.conditional) continue
        const by = undoing.does === "update" ? undoing.tool : "the installation of packages"
        yield {
          message: `The CA that is appended to ${step.target} is lost: ${by} comes after it and writes the bundle anew.`,
          help: [
            {
              do: "Put the CA where the update reads it, before it runs:",
              copy: sh("cp corp-ca.crt /usr/local/share/ca-certificates/", "update-ca-certificates"),
              verify: "grep -c BEGIN /etc/ssl/certs/ca-certificates.crt, before and after",
            },
          ],
          at: placeOfStep(unit, step.at, inventory),
          related: [{ message: "what writes it anew", at: placeOfStep(unit, undoing.at, inventory) }],
          identity: step.target,
        }
      }
  },
})

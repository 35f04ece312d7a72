import { distributionOf } from "../../distribution/index.ts"
import { following, placeOfStep } from "../../distribution/unit.ts"
import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { updateCaCertificates } from "./stores.shared.ts"

export const caStoreNotListed = rule({
  id: "ca-store-not-listed",
  family: "ca",
  level: "error",
  summary: "A CA below /usr/share/ca-certificates is not named in ca-certificates.conf",
  citations: [
    {
      ...updateCaCertificates,
      says: "It reads /etc/ca-certificates.conf: each line names a certificate below /usr/share/ca-certificates that is to be trusted.",
    },
  ],
  why: "update-ca-certificates says “0 added” and ends without an error: the CA is on the disk, and nobody trusts it.",
  fix: "Put it into /usr/local/share/ca-certificates, whose files are all taken, or name it in /etc/ca-certificates.conf.",

  on: "repository",
  *check(inventory) {
    for (const unit of distributionOf(inventory).units) {
      const file = inventory.files.get(unit.path)
      for (const step of unit.steps) {
        if (
          step.does !== "place" ||
          !/^\/usr\/share\/ca-certificates\/.*(\.(crt|pem|cer)|\/)$|^\/usr\/share\/ca-certificates\/$/.test(step.target)
        )
          continue
        if (!/\.(crt|pem|cer)$/.test(step.target) && !step.sources.some((source) => /\.(crt|pem|cer)$/.test(source)))
          continue
        if (!following(unit, step).some(({ does }) => does === "update")) continue
        const listed =
          unit.steps.some(
            (other) => other.does === "place" && /\/etc\/ca-certificates(\.conf|\/)/.test(other.target),
          ) ||
          (file?.scripts ?? []).some(({ commands }) =>
            commands.some(
              ({ tool, words, redirects }) =>
                [...words, ...redirects.map(({ target }) => target)].some(({ value }) =>
                  value.includes("ca-certificates.conf"),
                ) ||
                (tool === "dpkg-reconfigure" && words.some(({ value }) => value === "ca-certificates")),
            ),
          )
        if (listed || unit.steps.some(({ does }) => does === "unseen")) continue
        const name = step.target.slice("/usr/share/ca-certificates/".length)
        yield {
          message: `${step.target} is not named in /etc/ca-certificates.conf, so update-ca-certificates adds nothing and the CA is not trusted.`,
          help: [
            {
              do: "Put it where all files are taken:",
              copy: sh(`/usr/local/share/ca-certificates/${name.slice(name.lastIndexOf("/") + 1) || "corp-ca.crt"}`),
            },
            {
              do: "Or name it before the update:",
              copy: sh(`echo ${name || "corp-ca.crt"} >> /etc/ca-certificates.conf`),
              verify: 'update-ca-certificates says "1 added"',
            },
          ],
          at: placeOfStep(unit, step.at, inventory),
          level: unit.whole ? "error" : "warning",
          identity: step.target,
        }
      }
    }
  },
})

import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, type Node, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const harborTlsOff = rule({
  id: "harbor-tls-off",
  family: "gitops",
  level: "error",
  summary: "Harbor does not verify its image store, or its scanner the registry",
  citations: [
    {
      document: "goharbor/harbor-helm",
      section: "values.yaml, trivy.insecure and persistence.imageChartStorage",
      says: "insecure skips verifying registry certificates; skipverify skips SSL verification of the S3 service.",
      url: "https://github.com/goharbor/harbor-helm/blob/main/values.yaml",
    },
  ],
  why: "The images of the whole registry, or the reports about them, come from whoever answers for the other end.",
  fix: "Remove the setting and name the CA: caBundleSecretName, or persistence.imageChartStorage.caBundleSecretName.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "helm-values",
  *check({ root }) {
    for (const chart of [root, at(root, "harbor")]) {
      if (chart === undefined || !isHarbor(chart)) continue
      const own = hostOf(textAt(chart, "externalURL") ?? "")
      for (const [way, effect, endpoint] of settings) {
        const value = at(chart, ...way)
        if (!isTrue(value)) continue
        const host = endpoint === undefined ? own : hostOf(textAt(chart, ...way.slice(0, -1), endpoint) ?? "")
        yield {
          message: `${way.join(".")} of Harbor is on, so ${effect}${host === undefined ? "" : ` ${host}`} unverified and believes whoever answers in its name.`,
          help: [
            {
              do: `Remove ${way.join(".")}, and name a Secret with the CA: caBundleSecretName: <Secret with ca.crt>.`,
              verify: "a push and a scan succeed.",
            },
          ],
          at: value,
          level: lowered("error", host),
          identity: way.join("."),
        }
      }
    }
  },
})

/** Other charts have a `trivy` too: these are keys that only Harbor's values hold. */
function isHarbor(chart: Node): boolean {
  return (
    ["externalURL", "harborAdminPassword", "existingSecretAdminPasswordKey", "caBundleSecretName"].some(
      (key) => at(chart, key) !== undefined,
    ) || at(chart, "persistence", "imageChartStorage") !== undefined
  )
}

const settings = [
  [["trivy", "insecure"], "Trivy scans the registry", undefined],
  [["persistence", "imageChartStorage", "s3", "skipverify"], "Harbor keeps its images in", "regionendpoint"],
  [["persistence", "imageChartStorage", "swift", "insecureskipverify"], "Harbor keeps its images in", "authurl"],
] as const

import type { Inventory } from "../../join/inventory.ts"
import { releasesOf } from "../../join/releases/index.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entryAt, isTrue, scalarAt } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, certManagerDoc, objectText } from "./issuers.shared.ts"

export const certificateRotationPolicy = rule({
  id: "certificate-rotation-policy",
  family: "acme",
  level: "warning",
  summary: "A certificate keeps its private key at every renewal",
  citations: [
    certManagerDoc(
      "Release 1.18",
      "Breaking change",
      "The default of rotationPolicy became Always; before, it was Never.",
      "releases/release-notes/release-notes-1.18/",
    ),
    certManagerCode(
      "pkg/apis/certmanager/v1/types_certificate.go",
      "CertificatePrivateKey.rotationPolicy",
      "If set to Never, a private key will only be generated if one does not already exist.",
    ),
  ],
  why: "A key that leaked once stays in use through all renewals, and a change of algorithm or size never takes effect.",
  fix: "Write rotationPolicy: Always, unless a client pins the key: then ignore this with that reason.",

  on: "kubernetes",
  *check(document, { inventory }) {
    const { root, resource } = document
    const isCertificate = resource?.kind === "Certificate" && resource.apiVersion.startsWith("cert-manager.io/")
    const policy = isCertificate
      ? scalarAt(root, "spec", "privateKey", "rotationPolicy")
      : scalarAt(root, "metadata", "annotations", "cert-manager.io/private-key-rotation-policy")
    const help = [
      {
        do: "Have every renewal make a new key:",
        copy: yaml("privateKey:", "  rotationPolicy: Always"),
        verify: "cmctl renew NAME, then compare: kubectl get secret SECRET -o jsonpath='{.data.tls\\.key}' | sha256sum",
      },
    ]
    if (policy?.value === "Never") {
      // A CA whose certificate clients already have keeps its key on purpose: with another one they would not trust it.
      const isAuthority = isTrue(at(root, "spec", "isCA"))
      yield {
        message: `${objectText(document)} keeps its private key at every renewal, so a key that leaked once stays in use.`,
        help,
        at: policy,
        level: weigh(isAuthority ? "notice" : "warning", document.template && "template"),
        ...about(document),
      }
      return
    }
    const secret = entryAt(root, "spec", "secretName")
    if (!isCertificate || policy !== undefined || secret === undefined || document.template) return
    const version = versionOf(document, inventory)
    if (version === undefined) return
    yield {
      message: `${objectText(document)} sets no rotationPolicy, which means Never before cert-manager 1.18 (${version} is installed): its private key is kept at every renewal, and changes with the upgrade.`,
      help,
      at: secret.key,
      level: "notice",
      ...about(document),
    }
  },
})

/** The version of cert-manager where a file is deployed, if it is one before 1.18. */
function versionOf({ path }: DocumentFact, inventory: Inventory): string | undefined {
  const release = releasesOf(inventory).find((one) => one.chart === "cert-manager" && inventory.joined(one.path, path))
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(release?.version ?? "") ?? []
  const isOld = Number(major) < 1 || (Number(major) === 1 && Number(minor) < 18)
  return major !== undefined && isOld ? release?.version : undefined
}

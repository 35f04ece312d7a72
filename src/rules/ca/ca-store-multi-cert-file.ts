import { readsHashLinks } from "../../distribution/distros.ts"
import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { baseName, storedFiles, updateCaCertificates } from "./stores.shared.ts"

export const caStoreMultiCertFile = rule({
  id: "ca-store-multi-cert-file",
  family: "ca",
  level: "warning",
  summary: "A file with several certificates is put into the trust store of Debian, Ubuntu or Alpine",
  citations: [
    updateCaCertificates,
    {
      document: "openssl-rehash(1)",
      says: "A file that does not hold exactly one certificate or CRL is skipped with a warning, and gets no hash link.",
      url: "https://docs.openssl.org/3.0/man1/openssl-rehash/",
    },
  ],
  why: "All certificates reach the bundle file, but none gets a hash link: programs that look certificates up by directory (OpenSSL, Python, Ruby and PHP on Debian) do not find them, while curl and Go do.",
  fix: "Put each certificate into a .crt file of its own.",

  on: "repository",
  *check(inventory) {
    for (const { store, target, at, bundles, step } of storedFiles(inventory)) {
      const certificates = bundles.flatMap((bundle) => bundle.certificates.filter(({ list }) => !list))
      const joined = step?.placement.by === "cat" ? step.placement.sources.length : 0
      const count = Math.max(certificates.length, joined)
      // What RHEL, SUSE and Arch keep is read as bundles.
      if (store !== "debian" || count < 2 || target.endsWith("/")) continue
      const image = step?.unit.image ?? ""
      const name = baseName(target)
      yield {
        message: `${name} brings ${count} certificates into the trust store in one file: they reach ca-certificates.crt but get no hash link, so programs that look them up by directory do not trust them${readsHashLinks(image) ? `, as those of ${image} do` : ""}.`,
        help: [
          {
            do: "Split it into one file per certificate:",
            copy: sh(
              `csplit -sz -b %02d.crt -f ${name.replace(/\.crt$/, "")}- ${name} '/-----BEGIN CERTIFICATE-----/' '{*}'`,
            ),
          },
          { do: "See that none is skipped.", verify: "update-ca-certificates --fresh 2>&1 | grep skipping (nothing)" },
        ],
        at,
        level: readsHashLinks(image) ? "error" : "warning",
        identity: target,
        ...(certificates[0] && { related: [{ message: "the certificates", at: certificates[0].location }] }),
        ...(step?.unit.resource && { resource: step.unit.resource }),
      }
    }
  },
})

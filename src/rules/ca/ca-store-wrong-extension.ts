import { following } from "../../distribution/unit.ts"
import { dockerfile, plain } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { baseName, type StoredFile, storedFiles, updateCaCertificates } from "./stores.shared.ts"

export const caStoreWrongExtension = rule({
  id: "ca-store-wrong-extension",
  family: "ca",
  level: "error",
  summary: "A file in the trust store does not end in .crt and is not read",
  citations: [
    updateCaCertificates,
    {
      document: "Debian source, ca-certificates: sbin/update-ca-certificates",
      says: "The local directory is searched with find -name '*.crt'; the case counts.",
      url: "https://salsa.debian.org/debian/ca-certificates/-/blob/master/sbin/update-ca-certificates",
    },
  ],
  why: "update-ca-certificates reports “0 added” and succeeds; the CA is not trusted.",
  fix: "Give the file a name that ends in .crt.",

  on: "repository",
  *check(inventory) {
    for (const file of storedFiles(inventory)) {
      const { store, target, at, step, bundles } = file
      const name = baseName(target)
      if (store !== "debian" || name === "" || name.endsWith(".crt") || !isCertificateName(name, bundles.length > 0))
        continue
      // Alpine's update-ca-certificates takes every regular file (its source, update-ca.c: copyfile of all in LOCALCERTSDIR).
      if ((step?.placement.family ?? step?.unit.family) === "alpine" || isMovedOn(file)) continue
      const renamed = `${name.replace(/\.[^.]*$/, "")}.crt`
      yield {
        message: `${name} is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.`,
        help: [
          {
            do: "Name the target:",
            copy:
              step?.placement.by === "COPY" || step?.placement.by === "ADD"
                ? dockerfile(
                    `${step.placement.by} ${step.placement.sources[0] ?? name} /usr/local/share/ca-certificates/${renamed}`,
                  )
                : plain(`/usr/local/share/ca-certificates/${renamed}`),
            verify: "update-ca-certificates (it must say “1 added”), then openssl verify server.crt",
          },
        ],
        at,
        identity: name,
        ...(step?.unit.resource && { resource: step.unit.resource }),
      }
    }
  },
})

/** What is meant as a certificate, by its ending or its content; a README in the directory is not. */
function isCertificateName(name: string, holdsCertificates: boolean): boolean {
  return /\.(pem|cer|cert|der|crt|p7b|p7c|ca|txt|ca-bundle)$/i.test(name)
    ? !name.endsWith(".txt") || holdsCertificates
    : holdsCertificates
}

/** Whether a later step makes a .crt of it. */
function isMovedOn({ step }: StoredFile): boolean {
  if (step === undefined) return false
  return following(step.unit, step.placement).some(
    (later) =>
      later.does === "place" &&
      later.at.start !== step.placement.at.start &&
      ((later.store === "debian" && /\.crt$|\/$/.test(later.target)) || /^[^$]*\$.*\.crt$/s.test(later.target)),
  )
}

import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { baseName, storedFiles, updateCaCertificates } from "./stores.shared.ts"

export const caStoreDer = rule({
  id: "ca-store-der",
  family: "ca",
  level: "error",
  summary: "A certificate in DER is put into the trust store of Debian, Ubuntu or Alpine",
  citations: [
    {
      ...updateCaCertificates,
      says: "The certificates must be in PEM format; each .crt file is appended to the bundle as it is.",
    },
  ],
  why: "The CA is not trusted, and its binary bytes end up in the middle of ca-certificates.crt, which stricter readers then refuse.",
  fix: "Convert it: openssl x509 -inform DER -in ca.der -out ca.crt",

  on: "repository",
  *check(inventory) {
    for (const { store, target, at, bundles, step } of storedFiles(inventory)) {
      if (store !== "debian" || !/\.crt$|\/$/.test(target)) continue
      const binary = bundles.find(
        ({ container, certificates }) =>
          container === "pkcs7" || certificates.some(({ form }) => form === "der" || form === "base64-der"),
      )
      if (binary === undefined) continue
      const name = baseName(target) || baseName(binary.location.path)
      yield {
        message: `${name} is ${binary.container === "pkcs7" ? "PKCS #7" : "DER"} and not PEM: update-ca-certificates appends its bytes to the bundle as they are, and the CA is not trusted.`,
        help: [
          {
            do: "Convert it before it is put there:",
            copy: sh(
              binary.container === "pkcs7"
                ? `openssl pkcs7 -print_certs -in ${name} -out ${name.replace(/\.[^.]*$/, "")}.pem`
                : `openssl x509 -inform DER -in ${name} -out ${name.replace(/\.[^.]*$/, "")}.crt`,
            ),
            verify: `openssl x509 -noout -subject -in ${target}`,
          },
        ],
        at,
        identity: target,
        ...(step?.unit.resource && { resource: step.unit.resource }),
      }
    }
  },
})

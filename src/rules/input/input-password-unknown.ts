// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions is shown

import { placeOf, resourceOf } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"

export const inputPasswordUnknown = rule({
  id: "input-password-unknown",
  family: "input",
  level: "notice",
  summary: "A key store could not be opened, so its certificates were not checked",
  citations: [
    {
      document: "RFC 7292",
      section: "3.1",
      says: "The parts of a PKCS#12 may be encrypted with a password.",
      url: "https://www.rfc-editor.org/rfc/rfc7292#section-3.1",
    },
  ],
  why: "Certificates in a store expire as others do, and nobody sees it coming.",
  fix: "Give its password to the scan in the environment variable TLSGATE_PASSWORDS, one per line.",

  on: "bundle",
  *check(bundle) {
    const defect = bundle.defects.find(({ reason }) => reason === "unknown-password")
    if (defect === undefined) return
    yield {
      message: `${placeOf(bundle)} is protected with a password that is not known here, so its certificates were not checked.`,
      help: [
        {
          do: "Give the password to the scan as a secret, one per line where there are several:",
          copy: yaml("env:", "  TLSGATE_PASSWORDS: ${{ secrets.KEYSTORE_PASSWORDS }}"),
          verify: "openssl pkcs12 -in FILE -noout",
        },
      ],
      at: defect.location,
      ...resourceOf(bundle),
    }
  },
})

import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateUncommonCurve = rule({
  id: "certificate-uncommon-curve",
  family: "certificate",
  level: "warning",
  summary: "The key of a certificate is on a curve that few clients have",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "6.1.5",
      says: "EC keys are on P-256, P-384 or P-521.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "RFC 8446",
      section: "4.2.7",
      says: "TLS 1.3 names secp256r1, secp384r1, secp521r1, x25519 and x448, and no other curves.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7",
    },
  ],
  why: "Go, rustls and browsers do not verify with other curves, so connections fail with those clients only.",
  fix: "Make a new key on P-256, and have the certificate issued for it.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate: { subjectPublicKeyInfo: key }, isPublic, isAuthority }) =>
      key.algorithm === "EC" && !common.includes(key.curve ?? "")
        ? {
            says: `has a key on ${key.curve === "explicit" ? "a curve that is spelt out" : `the curve ${key.curve}`}, which Go, rustls and browsers do not know`,
            // A leaf's key is for its server and the clients at hand; a CA's signatures are for everybody.
            level: isPublic || isAuthority || key.curve === "explicit" ? "error" : "warning",
          }
        : undefined,
    ),
})

const common: readonly string[] = ["prime256v1", "secp384r1", "secp521r1"]

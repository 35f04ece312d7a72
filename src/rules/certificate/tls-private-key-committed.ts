import { isForEveryone } from "../../chains/roles.ts"
import { placeOf, quoted, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { exposureOf } from "./key-exposure.shared.ts"

export const tlsPrivateKeyCommitted = rule({
  id: "tls-private-key-committed",
  family: "certificate",
  level: "error",
  summary: "A private key is committed in plain text",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Good practices for Kubernetes Secrets, Avoid sharing Secret manifests",
      says: "A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "4.9.1.1",
      says: "A CA revokes a certificate within 24 hours of evidence that its private key was compromised.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Everyone who can read the repository, its forks, its backups or the log of a build can pretend to be the server. A later commit does not take the key back.",
  fix: "Make a new key and have the certificate issued for it; keep the key out of the repository: cert-manager, an ExternalSecret, a SealedSecret or SOPS.",
  controls: ["PCI DSS 4.0 3.7.2", "NIST SP 800-190 4.1.4"],

  on: "bundle",
  *check(bundle, context) {
    // Where everyone may read it anyway, ca-bundle-contains-private-key speaks.
    if (bundle.commented || isForEveryone(bundle)) return
    for (const key of bundle.keys) {
      if (key.state !== "plain") continue
      const { level, why } = exposureOf(bundle, key, context)
      const isStore = bundle.container === "pkcs12" || bundle.container === "jks"
      yield {
        message: `The private key in ${placeOf(bundle)} is ${isStore ? "protected by no more than a password that everyone knows" : "in plain text"}: ${why}.`,
        help: [
          {
            do: "Make a new key, have the certificate issued for it, and revoke the old one: it stays in the history of the repository.",
          },
          {
            do: "Then keep the key out of it: with cert-manager, an ExternalSecret, a SealedSecret or SOPS. A key that only tests use belongs below a folder that says so (testdata/).",
            verify: `git log --oneline -- ${quoted(bundle.location.path)} tells since when it is there.`,
          },
        ],
        at: key.location,
        level: isStore && level === "error" ? "warning" : level,
        sensitive: true,
        ...(key.publicKey !== undefined && { cause: key.publicKey, identity: key.publicKey }),
        ...resourceOf(bundle),
      }
    }
  },
})

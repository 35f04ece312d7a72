import { hostOf, lowered } from "../../model/hosts.ts"
import { at, entriesAt, isFalse } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const skopeoSyncTlsVerify = rule({
  id: "skopeo-sync-tls-verify",
  family: "containers",
  level: "error",
  summary: "skopeo sync copies from a registry without verifying it",
  citations: [
    {
      document: "skopeo-sync(1)",
      section: "YAML file content, used as source for --src yaml",
      says: "tls-verify and cert-dir are set for each registry; tls-verify is true by default.",
      url: "https://github.com/containers/skopeo/blob/main/docs/skopeo-sync.1.md",
    },
  ],
  why: "What is copied ends in your own registry, where it looks as trustworthy as everything else.",
  fix: "Remove tls-verify: false, and name the directory of the CA: cert-dir: /certs",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "skopeo-sync",
  *check({ root }) {
    for (const { key, value } of entriesAt(root)) {
      const verify = at(value, "tls-verify")
      const host = hostOf(key.value)
      if (!isFalse(verify) || host === undefined) continue
      yield {
        message: `skopeo sync does not verify the certificate of ${host} and accepts plain HTTP, so anyone on the way can put images into the registry that it copies to.`,
        help: [
          {
            do: `Remove tls-verify, and add cert-dir: /certs with the CA of ${host} in /certs/ca.crt.`,
            verify: `skopeo inspect --cert-dir /certs docker://${host}/<image>`,
          },
        ],
        at: verify,
        level: lowered("error", host),
        identity: host,
      }
    }
  },
})

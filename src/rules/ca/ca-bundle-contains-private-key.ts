import { isForEveryone } from "../../chains/roles.ts"
import { placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"

export const caBundleContainsPrivateKey = rule({
  id: "ca-bundle-contains-private-key",
  family: "ca",
  level: "error",
  summary: "A private key stands where everyone may read it: in a trust store, a .crt file or a ConfigMap",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "ConfigMaps",
      says: "ConfigMap does not provide secrecy or encryption.",
      url: "https://kubernetes.io/docs/concepts/configuration/configmap/",
    },
  ],
  why: "Trust stores, .crt files and ConfigMaps are handed out freely: to every pod, every image, every developer. With the key of a CA anyone can issue for any host.",
  fix: "Take the key out, make a new one, and distribute the certificate alone.",
  controls: ["PCI DSS 4.0 3.7.2"],

  on: "bundle",
  *check(bundle) {
    if (bundle.commented || !isForEveryone(bundle)) return
    const key = bundle.keys.find(({ state }) => state === "plain")
    if (key === undefined) return
    yield {
      message: `A private key stands in ${placeOf(bundle)}, which is handed out to whoever needs the certificate: everyone who gets it can use the key.`,
      help: [
        {
          do: "Take it out, make a new key, and have the certificate issued for that: the old one stays in the history.",
        },
        {
          do: "Certificates alone: openssl x509 -in old.pem -out new.pem",
          verify: `grep -c 'PRIVATE KEY' ${bundle.carrier === undefined ? bundle.location.path : "FILE"} prints 0.`,
        },
      ],
      at: key.location,
      sensitive: true,
      ...(key.publicKey !== undefined && { cause: key.publicKey, identity: key.publicKey }),
      ...resourceOf(bundle),
    }
  },
})

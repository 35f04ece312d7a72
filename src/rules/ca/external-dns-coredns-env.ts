import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Problem, rule } from "../rule.ts"
import { distinct, externalDnsIn, flagOf } from "./external-dns.shared.ts"

export const externalDnsCorednsEnv = rule({
  id: "external-dns-coredns-env",
  family: "ca",
  level: "warning",
  summary: "external-dns for CoreDNS takes its CA from ETCD_CA_FILE, and only when the first etcd URL is https",
  citations: [
    {
      document: "external-dns source, provider/coredns/coredns.go",
      says: "TLS is configured from ETCD_CA_FILE, ETCD_CERT_FILE, ETCD_KEY_FILE and ETCD_TLS_INSECURE when the first entry of ETCD_URLS begins with https.",
      url: "https://github.com/kubernetes-sigs/external-dns",
    },
  ],
  why: "The CA is silently left aside: external-dns talks to etcd in plaintext, or with the roots of the image.",
  fix: "List an https URL first in ETCD_URLS and name the CA in ETCD_CA_FILE.",

  on: ["kubernetes", "helm-values", "compose"],
  check: (document, { inventory }) => distinct(faults(document, inventory)),
})

function* faults(document: DocumentFact, inventory: Inventory): Iterable<Problem> {
  for (const instance of externalDnsIn(document, inventory)) {
    const { container, provider } = instance
    if (provider !== "coredns" && provider !== "skydns") continue
    const resource = container.resource && { resource: container.resource }
    const urls = container.environment.find(({ name }) => name === "ETCD_URLS")
    const file = container.environment.find(({ name }) => name === "ETCD_CA_FILE")
    const insecure = container.environment.find(({ name }) => name === "ETCD_TLS_INSECURE")
    const plain =
      urls === undefined ||
      (urls.value !== undefined && urls.value.type !== "template" && !urls.value.value.startsWith("https"))
    if (file?.value !== undefined && plain)
      yield {
        message: `external-dns reads ETCD_CA_FILE only when the first URL of ETCD_URLS is https, but it is ${urls === undefined ? "the default http://localhost:2379" : "http"}: etcd is asked in plaintext.`,
        help: [
          {
            do: "Put an https URL first: ETCD_URLS=https://etcd.example.svc:2379",
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(file.value),
        ...resource,
      }
    const flag = flagOf(instance, "--tls-ca")
    if (flag !== undefined)
      yield {
        message: "external-dns with provider coredns takes its CA from ETCD_CA_FILE and never reads --tls-ca.",
        help: [
          {
            do: `Replace the flag by the environment variable ETCD_CA_FILE=${flag.value ?? "/ssl/ca.crt"}.`,
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(flag.node),
        ...resource,
      }
    if (insecure?.value !== undefined && /^(true|yes|1|t)$/i.test(insecure.value.value))
      yield {
        message:
          "ETCD_TLS_INSECURE makes external-dns accept any certificate from etcd: whoever is on the path can change every DNS record.",
        help: [
          {
            do: "Remove the variable and name the CA: ETCD_CA_FILE=/ssl/ca.crt",
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(insecure.value),
        level: "error",
        ...resource,
      }
  }
}

import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { scalarAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { distinct, externalDnsIn } from "./external-dns.shared.ts"

export const externalDnsAwsCaBundleCrash = rule({
  id: "external-dns-aws-ca-bundle-crash",
  family: "ca",
  level: "error",
  summary: "external-dns before v0.19.0 crashes when AWS_CA_BUNDLE is set",
  citations: [
    {
      document: "external-dns issue 5666",
      says: "With AWS_CA_BUNDLE set, external-dns exits with “HTTPClient, has no WithTransportOptions”; mended by commit 6bda906b7 in v0.19.0.",
      url: "https://github.com/kubernetes-sigs/external-dns/issues/5666",
    },
  ],
  why: "The pod goes into CrashLoopBackOff at start-up, and DNS records are no longer kept up to date.",
  fix: "Upgrade external-dns to v0.19.0 or later, or use SSL_CERT_FILE.",

  on: ["kubernetes", "helm-values", "compose"],
  check: (document, { inventory }) => distinct(faults(document, inventory)),
})

function* faults(document: DocumentFact, inventory: Inventory): Iterable<Problem> {
  for (const instance of externalDnsIn(document, inventory)) {
    const { container, provider, version } = instance
    if (version === undefined || version[0] > 0 || version[1] >= 19 || (provider !== "aws" && provider !== "aws-sd"))
      continue
    const variable = container.environment.find(({ name }) => name === "AWS_CA_BUNDLE")
    if (variable === undefined || variable.value?.value === "") continue
    yield {
      message: `external-dns v${version.join(".")} exits at start-up when AWS_CA_BUNDLE is set: the pod goes into CrashLoopBackOff and no DNS record is written.`,
      help: [
        { do: "Use an image from v0.19.0 on, or replace the variable by SSL_CERT_FILE with the same path." },
        { do: "See that it starts.", verify: "kubectl rollout status deploy/external-dns" },
      ],
      at: instance.place(nameOf(variable.node)),
      ...(container.resource && { resource: container.resource }),
    }
  }
}

function nameOf(node: Parameters<typeof scalarAt>[0]) {
  return scalarAt(node, "name") ?? node!
}

import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { plain } from "../../model/help.ts"
import { annotationsOf } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"
import { distinct, type ExternalDns, externalDnsIn, flagOf } from "./external-dns.shared.ts"

export const externalDnsUpgrade = rule({
  id: "external-dns-upgrade",
  family: "ca",
  level: "error",
  summary: "external-dns is of a version that knows a flag or an annotation no more, or needs another",
  citations: [
    {
      document: "external-dns",
      section: "Release notes of v0.22.0",
      says: "Only external-dns.kubernetes.io/ is read; --policy has to be given; Akamai, Plural and Transip are gone.",
      url: "https://github.com/kubernetes-sigs/external-dns/releases/tag/v0.22.0",
    },
    {
      document: "external-dns",
      section: "v0.14.0, pkg/apis/externaldns/types.go",
      says: "--pdns-tls-enabled is not there any more.",
      url: "https://github.com/kubernetes-sigs/external-dns/blob/v0.14.0/pkg/apis/externaldns/types.go",
    },
  ],
  why: "An unknown or a missing flag ends the process at its start. Annotations that are not read make their records look abandoned, and with --policy=sync they are deleted.",
  fix: "Change flags and annotations before the upgrade.",

  on: ["kubernetes", "helm-values"],
  check: (document, { inventory }) => distinct(faults(document, inventory)),
})

function* faults(document: DocumentFact, inventory: Inventory): Iterable<Problem> {
  for (const instance of externalDnsIn(document, inventory)) {
    const [major, minor] = instance.version ?? []
    if (major === undefined || minor === undefined || major > 0) continue
    const resource = instance.container.resource && { resource: instance.container.resource }
    const removed = minor >= 14 ? flagOf(instance, "--pdns-tls-enabled", "--no-pdns-tls-enabled") : undefined
    if (removed !== undefined)
      yield {
        message: `external-dns 0.${minor} knows no flag ${removed.flag} (it was removed in 0.14): the process ends with "unknown long flag".`,
        help: [
          {
            do: `Remove ${removed.flag}; an https:// in --pdns-server turns TLS on.`,
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(removed.node),
        identity: removed.flag,
        ...resource,
      }
    if (minor >= 22) yield* of22(instance, minor, inventory)
  }
}

function* of22(instance: ExternalDns, minor: number, inventory: Inventory): Iterable<Problem> {
  const { container, provider } = instance
  const resource = container.resource && { resource: container.resource }
  const place = container.arguments[0]?.node ?? container.node
  if (provider !== undefined && /^(akamai|plural|transip)$/.test(provider))
    yield {
      message: `external-dns 0.${minor} has no provider ${provider} any more: the process does not start.`,
      help: [
        {
          do: "Stay on 0.21, or move to a webhook provider (--provider=webhook).",
          verify: "kubectl logs deploy/external-dns",
        },
      ],
      at: instance.place(flagOf(instance, "--provider")?.node ?? place),
      identity: provider,
      ...resource,
    }
  if (
    !instance.chart &&
    !container.open &&
    flagOf(instance, "--policy") === undefined &&
    container.arguments.length > 0
  )
    yield {
      message: `external-dns 0.${minor} demands --policy, which is not given: the process does not start.`,
      help: [
        {
          do: "Say what was the default before: --policy=sync (or upsert-only, which deletes nothing).",
          verify: "kubectl logs deploy/external-dns",
        },
      ],
      at: instance.place(place),
      identity: "--policy",
      ...resource,
    }
  if (flagOf(instance, "--annotation-prefix") !== undefined) return
  const old = annotated(container.document, inventory)
  if (old === undefined) return
  yield {
    message: `external-dns 0.${minor} reads external-dns.kubernetes.io/ only, and ${old.count === 1 ? "an object has" : `${old.count} objects have`} annotations of external-dns.alpha.kubernetes.io/: their records are not made, and with --policy=sync deleted.`,
    help: [
      {
        do: "Before the upgrade, give the objects both annotations, or keep the old ones:",
        copy: plain("--annotation-prefix=external-dns.alpha.kubernetes.io/"),
        verify: "kubectl logs deploy/external-dns",
      },
    ],
    at: instance.place(place),
    related: [{ message: "an annotation that is read no more", at: old.at }],
    identity: "annotations",
    ...resource,
  }
}

/** The objects of the same scope that only have annotations of the old prefix. */
function annotated(document: DocumentFact, inventory: Inventory) {
  let found: { count: number; at: ReturnType<Inventory["locate"]> } | undefined
  for (const other of inventory.documents("kubernetes")) {
    if (!inventory.joined(document.path, other.path)) continue
    for (const { entries } of annotationsOf(other)) {
      const old = entries.find(({ key }) => key.value.startsWith("external-dns.alpha.kubernetes.io/"))
      if (old === undefined || entries.some(({ key }) => key.value.startsWith("external-dns.kubernetes.io/"))) continue
      const at = found?.at ?? inventory.locate(other.path, old.key, other.inner)
      found = { count: (found?.count ?? 0) + 1, at }
    }
  }
  return found
}

import type { BundleFact, DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entryAt, isTrue, type Node } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const cloudInitCaCerts = rule({
  id: "cloud-init-ca-certs",
  family: "ca",
  level: "error",
  summary: "The ca_certs of a cloud-config is written so that CAs are lost",
  citations: [
    {
      document: "cloud-init source, cc_ca_certs.py",
      says: "ca-certs and remove-defaults are deprecated since 22.1, and ca-certs is ignored beside ca_certs; each item of trusted becomes one file.",
      url: "https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py",
    },
    {
      document: "cloud-init documentation, CA Certificates",
      says: "remove_defaults removes the CAs that the system came with; certificates are given as PEM in a list.",
      url: "https://docs.cloud-init.io/en/latest/reference/modules.html#ca-certificates",
    },
  ],
  why: "cloud-init logs the fault and boots on: the node is there, and trusts either too little or not the CA.",
  fix: "Use ca_certs.trusted with one PEM certificate per item, and leave the defaults.",

  on: ["cloud-init"],
  *check(document, { inventory }) {
    const { root } = document
    const current = entryAt(root, "ca_certs")
    const old = entryAt(root, "ca-certs")
    if (old !== undefined && current !== undefined)
      yield {
        message: "ca-certs stands beside ca_certs, so cloud-init ignores it: its CAs are not trusted.",
        help: [
          {
            do: "Move its items to ca_certs.trusted and delete ca-certs.",
            verify: "cloud-init schema --config-file user-data.yaml",
          },
        ],
        at: old.key,
      }
    else if (old !== undefined)
      yield {
        message:
          "ca-certs is deprecated since cloud-init 22.1 in favour of ca_certs, and is ignored as soon as both are given.",
        help: [{ do: "Write ca_certs.", verify: "cloud-init schema --config-file user-data.yaml" }],
        at: old.key,
        level: "warning",
      }
    for (const entry of [current, old]) if (entry !== undefined) yield* faultsOf(entry.value)
    const bundles = inventory.files.get(document.path)?.bundles ?? []
    for (const bundle of bundles) yield* manyIn(bundle, document)
  },
})

function* faultsOf(node: Node): Iterable<Problem> {
  if (node.kind !== "mapping") {
    if (node.kind === "scalar" && node.type === "template") return
    yield {
      message: "ca_certs is no mapping: the module fails with a TypeError, and no CA is installed.",
      help: [
        {
          do: "Put the certificate itself there, in PEM:",
          copy: yaml("ca_certs:", "  trusted:", "    - |", "      -----BEGIN CERTIFICATE-----", "      …"),
          verify: "cloud-init schema --config-file user-data.yaml",
        },
      ],
      at: node,
    }
    return
  }
  for (const key of ["remove_defaults", "remove-defaults"]) {
    const entry = entryAt(node, key)
    if (entry === undefined || !isTrue(entry.value)) continue
    yield {
      message: `${key} removes every public CA from the machine: pulls from public registries, package updates and cloud APIs fail with "certificate signed by unknown authority".`,
      help: [
        {
          do: "Delete it: CAs in trusted are added to those of the system. On a machine without a way to the internet it may stand: say so with an ignore.",
          verify: "curl -sSI https://registry.k8s.io/v2/",
        },
      ],
      at: key === "remove-defaults" ? entry.key : entry.value,
      level: "warning",
    }
  }
  const trusted = at(node, "trusted")
  const items = trusted?.kind === "sequence" ? trusted.items : trusted === undefined ? [] : [trusted]
  for (const item of items) {
    if (item.kind !== "scalar" || item.type === "template" || item.secret !== undefined) continue
    if (!/^\s*(\/|\.{1,2}\/|file:)\S+\s*$/.test(item.value)) continue
    yield {
      message: `${item.value.trim()} is a path, and cloud-init writes it into the trust store as if it were a certificate: the CA is not trusted.`,
      help: [
        {
          do: "Put the PEM text of the certificate there.",
          verify: "cloud-init query userdata, and ls /usr/local/share/ca-certificates",
        },
      ],
      at: item,
    }
  }
}

function* manyIn({ owner, certificates, commented, location }: BundleFact, document: DocumentFact): Iterable<Problem> {
  const [first = "", second] = owner?.pointer ?? []
  if (!/^ca[-_]certs$/.test(first) || second !== "trusted" || commented) return
  if (location.start < document.span.start || location.end > document.span.end) return
  const count = certificates.filter(({ list }) => !list).length
  if (count < 2) return
  const [one, last] = [certificates[0]!.location, certificates.at(-1)!.location]
  yield {
    message: `One item of trusted holds ${count} certificates: on Debian and Ubuntu they become one .crt file, which gets no hash link, so programs that look them up by directory do not trust them.`,
    help: [
      {
        do: "Give each certificate an item of its own:",
        copy: yaml(
          "trusted:",
          "  - |",
          "    -----BEGIN CERTIFICATE-----",
          "    …",
          "  - |",
          "    -----BEGIN CERTIFICATE-----",
          "    …",
        ),
        verify: "update-ca-certificates --fresh 2>&1 | grep skipping (nothing)",
      },
    ],
    at: { start: one.start, end: last.end },
    level: "warning",
  }
}

import { listed } from "../../chains/words.ts"
import { distributionOf } from "../../distribution/index.ts"
import type { Inventory } from "../../join/inventory.ts"
import { type Step, yaml } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { fileAt, type MountedFile } from "../../workloads/mounted-files.ts"
import { origin } from "../../workloads/upstream.ts"
import { type Container, mountedAt } from "../../workloads/workloads.ts"
import { rule } from "../rule.ts"
import { externalDnsIn, readsTlsCa } from "./external-dns.shared.ts"
import { trustReferences } from "./references.shared.ts"
import { isImageDefault } from "./trust-variables.shared.ts"

export const caEnvPathNotMounted = rule({
  id: "ca-env-path-not-mounted",
  family: "ca",
  level: "error",
  summary: "A container is told to read its CA from a path that nothing mounts",
  citations: [
    {
      document: "Go crypto/x509, root_unix.go",
      says: "A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.",
      url: "https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go",
    },
    {
      document: "Kubernetes, Volumes",
      says: "A volume is seen in a container only at the paths of its volumeMounts.",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/",
    },
  ],
  why: "Programs in Go pass over the missing file without a word, and go on with the roots of the image: every connection to a server with a certificate of your CA fails. Others do not start.",
  fix: "Mount the ConfigMap or Secret with the CA at that path.",

  on: ["kubernetes", "helm-values", "compose"],
  *check(document, { inventory }) {
    // What a provider never reads need not be mounted either: external-dns-tls-ca-ignored says so.
    const ignored = externalDnsIn(document, inventory).filter(
      ({ provider }) => provider !== undefined && !readsTlsCa.has(provider),
    )
    for (const { container, variants, name, path, kind, at } of trustReferences(document, inventory)) {
      if (name.startsWith("--tls-") && ignored.some((instance) => instance.container.node === container.node)) continue
      const missing = variants.every(
        (variant) => mountedAt(variant, path) === undefined && !(kind === "directory" && holdsMount(variant, path)),
      )
      const shown = variants.map((variant) => fileAt(variant, path, inventory))
      const absent = shown.every((file) => file?.present === false) ? shown[0] : undefined
      const common = { at, identity: name, ...(container.resource && { resource: container.resource }) }
      if (absent !== undefined) {
        yield { ...common, ...absentKey(name, path, absent, inventory) }
        continue
      }
      if (!missing || isImageDefault(path) || isServiceAccount(path)) continue
      const level = certainty(container, path, inventory)
      if (level === undefined) continue
      const elsewhere = container.mounts.map((mount) => mount.path)
      yield {
        ...common,
        message: `${name} points at ${path}, but nothing is mounted there${elsewhere.length > 0 ? ` (mounted are ${elsewhere.slice(0, 4).join(", ")})` : ""}: the CA is not read, and connections to servers with its certificates fail.`,
        help: [mounting(path, container)],
        level,
      }
    }
  },
})

function mounting(path: string, { document, name, resource }: Container): Step {
  const what = "Mount the CA at that path:"
  if (document.kind === "compose")
    return {
      do: what,
      copy: yaml("volumes:", `  - ./corp-ca.crt:${path}:ro`),
      verify: `docker compose exec ${name} ls -l ${path}`,
    }
  const isChart = document.kind === "helm-values"
  return {
    do: what,
    copy: yaml(
      isChart ? "extraVolumeMounts:" : "volumeMounts:",
      "  - name: ca",
      `    mountPath: ${path.slice(0, path.lastIndexOf("/")) || "/"}`,
      isChart ? "extraVolumes:" : "volumes:",
      "  - name: ca",
      "    configMap:",
      "      name: corp-ca",
    ),
    verify: `kubectl exec deploy/${resource?.name || "…"} -- ls -l ${path}`,
  }
}

/** Whether a file is mounted into a directory, which is there for it. */
function holdsMount({ mounts }: Container, path: string): boolean {
  return mounts.some((mount) => mount.path.startsWith(`${path.replace(/(?<!\/)\/+$/, "")}/`))
}

function absentKey(name: string, path: string, file: MountedFile, inventory: Inventory) {
  const { kind, name: object, key, keys, missing, document, mount } = file
  const subPath = mount.subPath !== undefined
  return {
    message:
      missing === "item"
        ? `${name} points at ${path}, but the items of the volume do not bring ${key} of ${kind} ${object} there (only ${listed(keys)}): the CA is not read.`
        : `${name} points at ${path}, but ${kind} ${object} has no key ${key} (only ${listed(keys)}): ${subPath ? "the subPath becomes an empty directory" : "no such file is there"}, and the CA is not read.`,
    help: [
      {
        do: "Name a key that is there, or add it:",
        copy: yaml("data:", `  ${key}: |`, "    -----BEGIN CERTIFICATE-----"),
        verify: `kubectl exec deploy/… -- ls -l ${path}`,
      },
    ],
    ...(document && {
      related: [{ message: `the ${kind}`, at: inventory.locate(document.path, document.span, document.inner) }],
    }),
  }
}

/**
 * The whole of a pod is seen in a manifest, so that what is not mounted is missing. The values of a chart whose templates
 * are elsewhere may be completed by them: external-dns' chart, which mounts nothing of itself, is known not to. An image
 * of one's own may bring the file along.
 */
function certainty(
  { document, open, node, image, mounts, init, volumes }: Container,
  path: string,
  inventory: Inventory,
): Level | undefined {
  if (document.kind === "helm-values")
    return (document.chart === "external-dns" && node === document.root) ||
      isExternalDns(document.path, node, document.carrier?.resource?.name ?? document.resource?.name)
      ? "error"
      : mounts.length > 0
        ? "notice"
        : undefined
  if (image !== undefined && isBuiltIn(path, inventory)) return undefined
  const system = /^\/(etc|usr|opt|var\/lib)\//.test(path)
  const from = image === undefined ? undefined : origin(image)
  if (document.kind === "compose") return open || (system && from !== "upstream") ? "notice" : "warning"
  if (open || image === undefined) return "notice"
  // A mount whose volume something else fills may be of the shape that the path needs.
  if (init && volumes.length === 0 && from !== "upstream") return "notice"
  if (!system || from === "upstream") return "error"
  return from === "shared" ? "warning" : "notice"
}

/** Whether an image of the repository puts a file there. */
function isBuiltIn(path: string, inventory: Inventory): boolean {
  return distributionOf(inventory).dockerfiles.some((stages) =>
    stages.some(({ steps }) =>
      steps.some(
        (step) =>
          step.does === "place" &&
          (step.target === path || (step.target.endsWith("/") && path.startsWith(step.target))),
      ),
    ),
  )
}

/** Kubernetes mounts these by itself. */
function isServiceAccount(path: string): boolean {
  return /^\/(var\/)?run\/secrets\//.test(path)
}

function isExternalDns(path: string, node: Container["node"], release: string | undefined): boolean {
  const keys = node.kind === "mapping" ? node.entries.map(({ key }) => key.value) : []
  return (
    keys.includes("provider") &&
    (/external-?dns/i.test(`${path} ${release ?? ""}`) ||
      ["txtOwnerId", "domainFilters", "sources", "policy"].some((key) => keys.includes(key)))
  )
}

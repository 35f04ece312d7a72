import { sh } from "../../model/help.ts"
import { hostOf, lowered, registryOf } from "../../model/hosts.ts"
import { at, entryAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"

export const openshiftInsecureRegistries = rule({
  id: "openshift-insecure-registries",
  family: "platform",
  level: "error",
  summary: "OpenShift is told that a registry is insecure",
  citations: [
    {
      document: "openshift/api",
      section: "config/v1, RegistrySources.insecureRegistries",
      says: "Registries which do not have a valid TLS certificate or only support HTTP connections.",
      url: "https://github.com/openshift/api/blob/master/config/v1/types_image.go",
    },
    {
      document: "openshift/api",
      section: "image/v1, TagImportPolicy.insecure",
      says: "If true, the server may bypass certificate verification or connect directly over HTTP during image import.",
      url: "https://github.com/openshift/api/blob/master/image/v1/types.go",
    },
  ],
  why: "All nodes and builds of the cluster pull from whoever answers for the registry, and send it their credentials.",
  fix: "Remove it, and give the cluster the CA: spec.additionalTrustedCA of image.config.openshift.io/cluster.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "kubernetes",
  *check(document): Iterable<Problem> {
    const { root } = document
    if (isObject(document, "config.openshift.io", "Image")) {
      for (const item of itemsAt(root, "spec", "registrySources", "insecureRegistries")) {
        const entry = textAt(item)
        if (entry !== undefined) yield problem("On nodes and in builds", entry, hostOf(entry), item)
      }
      for (const item of itemsAt(root, "spec", "allowedRegistriesForImport")) {
        const insecure = at(item, "insecure")
        const name = textAt(item, "domainName") ?? ""
        if (isTrue(insecure)) yield problem("For image imports", name, hostOf(name), insecure)
      }
    }
    if (!isObject(document, "image.openshift.io", "ImageStream") && !isObject(document, "", "ImageStream")) return
    const by = `For ${objectText(document)}`
    for (const tag of itemsAt(root, "spec", "tags")) {
      const insecure = at(tag, "importPolicy", "insecure")
      const image = textAt(tag, "from", "kind") === "DockerImage" ? textAt(tag, "from", "name") : undefined
      const host = image === undefined ? undefined : registryOf(image)
      if (isTrue(insecure)) yield problem(by, host ?? "the registry of its tags", host, insecure)
    }
    const annotation = entryAt(root, "metadata", "annotations", "openshift.io/image.insecureRepository")?.value
    const repository = textAt(root, "spec", "dockerImageRepository")
    const host = repository === undefined ? undefined : registryOf(repository)
    if (scalarAt(annotation)?.value === "true" && annotation !== undefined)
      yield problem(by, host ?? "the registry of its images", host, annotation)
  },
})

function problem(by: string, registry: string, host: string | undefined, at: Node): Problem {
  const key = host?.replace(/:(\d+)$/, "..$1") ?? "<host>"
  const whom = registry.startsWith("*") ? `any host in ${registry.slice(2)}` : registry
  return {
    message: `${by} the certificate of ${whom} is not verified and plain HTTP is accepted, so anyone on the way can replace the images.`,
    help: [
      {
        do: "Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:",
        copy: sh(
          `oc create configmap registry-cas -n openshift-config --from-file=${key}=ca.crt`,
          'oc patch image.config.openshift.io/cluster --type=merge -p \'{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}\'',
        ),
        verify: `oc import-image of an image of ${registry} succeeds.`,
      },
    ],
    at,
    level: lowered("error", host),
    identity: registry,
  }
}

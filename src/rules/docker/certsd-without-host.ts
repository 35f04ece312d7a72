import { distributionOf } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import { plain } from "../../model/help.ts"
import type { Location } from "../../model/place.ts"
import { walk } from "../../model/tree.ts"
import { fileMounts } from "../ca/file-mounts.shared.ts"
import { type Problem, rule } from "../rule.ts"
import { certsdCitations } from "./certsd.shared.ts"

export const certsdWithoutHost = rule({
  id: "certsd-without-host",
  family: "docker",
  level: "error",
  summary: "A CA lies in certs.d itself or in a directory that is called almost like it, where nobody looks",
  citations: [
    ...certsdCitations,
    {
      document: "containers-certs.d(5)",
      says: "Certificates are read from certs.d/HOST[:PORT]/; a file in certs.d itself is not.",
      url: "https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md",
    },
  ],
  why: "The runtimes look into certs.d/<host>[:<port>]/ only. The CA is installed and never read: pulls end with “certificate signed by unknown authority”.",
  fix: "Put it into a directory that is called after the registry: /etc/docker/certs.d/<host>[:<port>]/ca.crt",

  on: "repository",
  *check(inventory) {
    const named = new Set<string>()
    for (const document of inventory.documents("containerd-hosts"))
      for (const { node } of walk(document.root, 5_000))
        if (node.kind === "scalar") named.add(node.value.slice(node.value.lastIndexOf("/") + 1))
    const seen = new Set<string>()
    function* tell(target: string, at: Location): Generator<Problem> {
      const fault = faultOf(target)
      if (fault === undefined || named.has(target.slice(target.lastIndexOf("/") + 1))) return
      const key = `${at.path} ${target}`
      if (seen.has(key)) return
      seen.add(key)
      yield { ...fault, at, identity: target }
    }
    for (const unit of distributionOf(inventory).units)
      for (const step of unit.steps)
        if (step.does === "place" && (isCertificate(step.target) || step.sources.some(isCertificate)))
          yield* tell(step.target, placeOfStep(unit, step.at, inventory))
    for (const { source, target, at } of fileMounts(inventory))
      if (isCertificate(target) || (source !== undefined && isCertificate(source))) yield* tell(target, at)
    for (const { location, carrier, certificates } of inventory.bundles)
      if (carrier === undefined && certificates.length > 0) yield* tell(location.path, certificates[0]!.location)
  },
})

function isCertificate(path: string): boolean {
  return /\.(crt|pem|cer|cert)$/i.test(path)
}

function faultOf(target: string): Omit<Problem, "at"> | undefined {
  const misspelt =
    /(?:^|\/)etc\/(docker|containers|containerd|rancher\/k3s|buildkit)\/(cert\.d|certd|certs-d|certs\.d\.)\/([^/]+)\//.exec(
      target,
    )
  if (misspelt !== null)
    return {
      message: `${target.replace(/\/$/, "")} is read by nobody: the directory is called certs.d, not ${misspelt[2]}, so the CA of ${misspelt[3]} is not trusted.`,
      help: [
        { do: `Write /etc/${misspelt[1]}/certs.d/${misspelt[3]}/ca.crt`, verify: `docker pull ${misspelt[3]}/<image>` },
      ],
    }
  const bare = /(?:^|\/)etc\/(docker|containers|containerd)\/certs\.d\/([^/]*)$/.exec(target)
  if (bare === null || (bare[2] !== "" && !isCertificate(target))) return undefined
  return {
    message: `${target} is read by nobody: ${runtimes[bare[1] ?? ""]} looks into certs.d/<host>[:<port>]/ only, so the CA is not trusted.`,
    help: [
      {
        do: "Put it into a directory that is called after the registry, with its port:",
        copy: plain(`/etc/${bare[1]}/certs.d/registry.corp.example.com:5000/ca.crt`),
        verify: "pull an image of that registry",
      },
    ],
  }
}

const runtimes: Readonly<Record<string, string>> = {
  docker: "docker",
  containers: "podman, CRI-O and skopeo",
  containerd: "containerd",
}

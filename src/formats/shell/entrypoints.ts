/**
 * The program that an image runs with the arguments it is given; undefined where the image is not known. Images of tools
 * are called after the tool, but the last name of some is that of a variant (`quay.io/skopeo/stable`).
 */
export function knownEntrypoint(image: string): string | undefined {
  const bare = image
    .replace(/@.*$/, "")
    .replace(/:[^/:]*$/, "")
    .replace(/^(docker|oci):\/\//, "")
  const tag = /:([^/:@]+)(@|$)/.exec(image)?.[1] ?? ""
  if (/(^|\/)docker$/.test(bare)) return /dind/.test(tag) ? "dockerd" : undefined
  return images.find(([pattern]) => pattern.test(bare))?.[1]
}

const images: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)curlimages\/curl$|(^|\/)curl\/curl$|(^|\/)alpine\/curl$/, "curl"],
  [/(^|\/)(skopeo|containers)\/(skopeo|stable|testing|upstream)$|(^|\/)[\w-]+\/skopeo$/, "skopeo"],
  [/(^|\/)(go-containerregistry\/)?crane(\/debug)?$/, "crane"],
  [/(^|\/)(go-containerregistry\/)gcrane(\/debug)?$/, "gcrane"],
  [/(^|\/)oras-project\/oras$|(^|\/)[\w-]+\/oras$/, "oras"],
  [/(^|\/)regclient\/regctl$|(^|\/)regctl$/, "regctl"],
  [/(^|\/)regclient\/regsync$/, "regsync"],
  [/(^|\/)kaniko-project\/(executor|warmer)$|(^|\/)kaniko(-executor|\/executor)$/, "executor"],
  [/(^|\/)amazon\/aws-cli$|(^|\/)aws-cli\/aws-cli$/, "aws"],
  [/(^|\/)rclone\/rclone$/, "rclone"],
  [/(^|\/)minio\/mc$/, "mc"],
  [/(^|\/)(alpine|lachlanevenson|dtzar)\/(k8s-)?helm$/, "helm"],
  [
    /(^|\/)(bitnami|bitnamilegacy|rancher|registry\.k8s\.io|lachlanevenson|line)\/(k8s-)?kubectl(-kustomize)?$/,
    "kubectl",
  ],
  [/(^|\/)(projectsigstore|sigstore\/cosign)\/cosign$|(^|\/)bitnami\/cosign$/, "cosign"],
  [/(^|\/)aquasec(urity)?\/trivy$/, "trivy"],
  [/(^|\/)anchore\/(grype|syft)$/, "grype"],
  [/(^|\/)hashicorp\/vault$|(^|\/)vault$/, "vault"],
  [/(^|\/)hashicorp\/(terraform|packer)$/, "terraform"],
  [/(^|\/)opentofu\/opentofu$/, "tofu"],
  [/(^|\/)alpine\/git$|(^|\/)alpine\/git\/alpine-git$/, "git"],
  [/(^|\/)alpine\/openssl$/, "openssl"],
  [/(^|\/)fluxcd\/flux-cli$/, "flux"],
  [/(^|\/)moby\/buildkit$/, "buildkitd"],
  [/(^|\/)manifest-tool$/, "manifest-tool"],
  [/(^|\/)renovate\/renovate$/, "renovate"],
  [/(^|\/)mikefarah\/yq$/, "yq"],
  [/(^|\/)grafana\/promtail$/, "promtail"],
]

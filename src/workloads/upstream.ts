/** Whether an image may have been built by the people of the repository, so that more may be in it than is known. */
export function isOwnImage(image: string): boolean {
  return origin(image) === "private"
}

/**
 * Where an image comes from: `upstream` from a project that publishes it for all, `private` from a registry that is not
 * one of the public ones, `shared` from a public registry on which anybody publishes.
 */
export function origin(image: string): "upstream" | "shared" | "private" {
  const reference = image.replace(/@.*$/s, "").toLowerCase()
  if (upstream.test(reference)) return "upstream"
  const [first = "", ...rest] = reference.split("/")
  if (rest.length === 0) return "upstream"
  const hasHost = /[.:]/.test(first) || first === "localhost"
  if (
    !hasHost ||
    /^(docker\.io|index\.docker\.io|ghcr\.io|quay\.io|gcr\.io|public\.ecr\.aws|lscr\.io|registry\.gitlab\.com)$/.test(
      first,
    )
  )
    return "shared"
  return "private"
}

const upstream =
  /^((docker\.io\/)?(library\/)?[\w.-]+(:[\w.-]+)?$|registry\.k8s\.io\/|k8s\.gcr\.io\/|gcr\.io\/(distroless|kaniko-project|google|cadvisor|k8s)|mcr\.microsoft\.com\/|cgr\.dev\/chainguard\/|docker\.elastic\.co\/|registry\.access\.redhat\.com\/|registry\.redhat\.io\/|nvcr\.io\/nvidia\/|ecr-public\.aws\.com\/|public\.ecr\.aws\/(docker|eks|aws-)|(docker\.io\/)?(bitnami|bitnamilegacy|grafana|prom|hashicorp|rancher|traefik|cloudflare|gitea|jenkins|calico|linuxserver|fluent|istio|envoyproxy|kong|minio|velero|argoproj|curlimages|alpine|nginxinc|otel|confluentinc|timberio|dexidp|goharbor|longhornio|portainer)\/|quay\.io\/(prometheus|prometheus-operator|jetstack|argoproj|argoprojlabs|coreos|cilium|metallb|brancz|thanos|oauth2-proxy|dexidp|keycloak|strimzi|minio|cephcsi|ceph|calico|kiwigrid|jaegertracing|devfile|external_storage)\/|ghcr\.io\/(fluxcd|external-secrets|dexidp|kedacore|stakater|home-assistant|cloudnative-pg|k8s-at-home|bitnami-labs|open-telemetry|aquasecurity|kyverno|spegel-org|siderolabs|actions|goharbor|linkerd|projectcontour|sigstore|node-red|paperless-ngx|goauthentik)\/)/

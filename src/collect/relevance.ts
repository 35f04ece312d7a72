/**
 * Whether a text can say anything that a rule, or the inventory of certificates, is about. It reads the text once, without
 * structure; what it lets through is parsed. Every word that a rule depends on must be caught by one of these.
 */
export function mayMatter(text: string, path: string): boolean {
  return names.test(path) || words.test(text)
}

/** What joins files into one cluster or gives a chart its values matters whatever it says, as do credentials of `.dockercfg`. */
const names =
  /(^|\/)(kustomization|Kustomization|Chart|values)(\.ya?ml)?$|(^|\/)(docker-)?compose[^/]*\.ya?ml$|(^|\/)\.dockercfg$/

/** Trust and registries, who uses them, and the objects that join them. */
const words = new RegExp(
  [
    "-----BEGIN|LS0tL|TFMwdExT|\\bMII[A-J]|H4sI|\\.(?:crt|pem|cer)\\b",
    "tls|ssl|x509|cert|truststore|keystore|cacerts|ca[-_.]?(?:file|path|bundle|data)|[-_/.]ca\\b|\\bca[-_:]|anchors|TrustedRoots|settings\\.pki",
    // Switches and connection strings that say nothing of TLS but their names.
    "(?:podman|buildah|cri_?o|traefik|istio|cert_manager)_version|GODEBUG|(?:localhost|127\\.0\\.0\\.1):\\d{2,5}/\\w|unauthorized|identification[._-]?algorithm|SASL_PLAINTEXT|encrypt[\"']?[=:]|\\+ssc:|StreamDriver|REQCERT",
    "insecure|skip[-_]?(?:tls|verify|ssl)|verif|no[-_]check|validate_certs|trusted[-_=]|unsafe|plain[-_]?http|allow-(?:untrusted|unauthenticated|http)|(?:http_?s?|tcp|oci):/{2}",
    "registr|mirror|containerd|dockerd|docker_|DOCKER_|daemon|buildkit|kaniko|skopeo|crane|nerdctl|imagePullSecret|dockerconfig|dockercfg|auths|configs:",
    "ingress|gateway|HTTPRoute|TLSRoute|IngressRoute|VirtualService|DestinationRule|ServersTransport|loadBalancerIPs?|externalIPs|DNSEndpoint|EndpointSlice|PeerAuthentication|istio|http01|acme|Issuer",
    // What joins objects: a kustomization may leave out what it is, and a patch may hold a single value.
    "(?:^|\\n)(?:(?:resources|components|bases|patches\\w*|- op):|(?:- |\\[)? {0,8}\\{\\s{0,9}[\"']?op[\"']?:)",
    // An image of a registry other than Docker Hub: whether a registry is used decides about its settings.
    "image(?:Name)?[\"']?:\\s*[\"']?[\\w-]{1,63}[.:][\\w.:-]{1,190}/",
    "curl|wget|kubectl|openssl|keytool|helm|argocd|oc login|kubeadm|GIT_SSL|NODE_TLS|PYTHONHTTPS|GOINSECURE|HOST_KEY_CHECK|gpgcheck|\\bctr\\b|VAULT_|secretName|configMap|APIService|caBundle|webhook",
    "kind:\\s*(?:Endpoints|Config\\b|\\w{0,40}Secret|Service\\b|NetworkPolicy|Kustomization|HelmRelease|Application|MachineConfig|Image\\b|Bundle)|policy|transports|machine:|kustom|helmCharts|chart:|dependencies:|bind |frontend|backend|\\bupstream\\b|real_server|socket_address|reverse_proxy|(?:IP|Address)Pool\\b|address-pools|kubevip",
  ].join("|"),
  "i",
)

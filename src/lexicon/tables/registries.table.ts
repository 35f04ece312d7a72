import { anything, no, plainUrl, type Row, rowsOf, yes } from "../row.ts"

const registry = "the registry"

/** What pulls, pushes, copies and scans images. */
export const registries: readonly Row[] = [
  ...rowsOf(
    {
      product: "EKS Anywhere",
      source: "EKS Anywhere documentation, registryMirrorConfiguration.insecureSkipVerify",
      instead: "Put the CA of the mirror into registryMirrorConfiguration.caCertContent.",
      peer: "the mirror",
      level: "error",
    },
    [{ names: "registryMirrorConfiguration.insecureSkipVerify" }],
  ),
  ...rowsOf(
    {
      product: "Kubespray's CRI-O",
      source: "Kubespray, docs/CRI/cri-o.md, crio_registries; containers-registries.conf(5), insecure",
      instead: "Leave insecure out, and put the CA into /etc/containers/certs.d/<host>/ca.crt of the nodes.",
      peer: "the mirror",
      level: "error",
    },
    [{ names: "crio_registries.mirrors.insecure crio_registries.insecure" }],
  ),
  ...rowsOf(
    {
      product: "Bottlerocket",
      source: "Bottlerocket documentation, settings.container-registry.mirrors",
      instead: "Serve the mirror over HTTPS, and add its CA under settings.pki.",
      peer: "the mirror",
    },
    [{ names: "settings.container-registry.mirrors.endpoint", off: plainUrl, effect: "plaintext" }],
  ),
  ...rowsOf(
    {
      product: "werf",
      source: "werf, command line options, --insecure-registry, --skip-tls-verify-registry",
      instead: "Add the CA to the system's trust store, or /etc/docker/certs.d/<host>/ca.crt.",
      peer: registry,
      level: "error",
    },
    [
      { names: "WERF_INSECURE_REGISTRY --insecure-registry", effect: "plaintext", within: /werf/i, place: "werf WERF" },
      {
        names:
          "WERF_SKIP_TLS_VERIFY_REGISTRY --skip-tls-verify-registry WERF_SKIP_TLS_VERIFY_KUBE --skip-tls-verify-kube",
      },
      {
        names:
          "WERF_INSECURE_HELM_DEPENDENCIES WERF_SKIP_TLS_VERIFY_HELM_DEPENDENCIES --insecure-helm-dependencies --skip-tls-verify-helm-dependencies",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "cosign, notation and slsa",
      source: "cosign, pkg/env; notation sign --help",
      instead: "Add the CA to the system's trust store.",
      peer: registry,
      level: "error",
    },
    [
      {
        names:
          "COSIGN_ALLOW_INSECURE_REGISTRY COSIGN_ALLOW_HTTP_REGISTRY --allow-insecure-registry --allow-http-registry",
      },
      {
        names: "--insecure-registry",
        within: /\bnotation\b/,
        place: "notation",
        product: "notation",
        effect: "plaintext",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Cloud Native Buildpacks",
      source: "pack build --help, --insecure-registry",
      instead: "Add the CA to the trust store of the machine, and serve the registry over HTTPS.",
      peer: registry,
      level: "error",
    },
    [
      { names: "--insecure-registry", within: /\bpack\b/, place: "pack", off: anything },
      { names: "CNB_INSECURE_REGISTRIES CNB_INSECURE_REGISTRY", off: anything },
    ],
  ),
  ...rowsOf(
    {
      product: "Zarf",
      source: "zarf --help, --insecure-skip-tls-verify, --plain-http",
      instead: "Add the CA to the system's trust store.",
      peer: registry,
      level: "error",
    },
    [
      {
        names: "--insecure-skip-tls-verify --insecure ZARF_INSECURE_SKIP_TLS_VERIFY",
        within: /zarf/i,
        place: "zarf ZARF",
      },
      { names: "--plain-http ZARF_PLAIN_HTTP", effect: "plaintext", within: /zarf/i, place: "zarf ZARF" },
    ],
  ),
  ...rowsOf(
    {
      product: "oc and oc-mirror",
      source: "oc image mirror --help; oc-mirror --help",
      instead: "--certificate-authority=/etc/ssl/corp-ca.pem (oc adm release), or the system's trust store",
      peer: registry,
      level: "error",
    },
    [
      { names: "--insecure", within: /\boc (adm |image )/, place: "oc image mirror" },
      {
        names: "--dest-skip-tls --source-skip-tls --dest-use-http --source-use-http",
        within: /oc-mirror|\boc mirror\b/,
        place: "oc-mirror",
      },
      {
        names: "--dest-tls-verify --src-tls-verify",
        off: no,
        within: /oc-mirror|skopeo|\boc mirror\b/,
        place: "oc-mirror",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "manifest-tool, hauler, harbor-cli and other registry clients",
      source: "the tools' help",
      instead: "Add the CA to the system's trust store, or /etc/docker/certs.d/<host>/ca.crt.",
      peer: registry,
      level: "error",
    },
    [
      {
        names: "--insecure",
        within:
          /\b(manifest-tool|harbor|regclient|dockle|dive|umoci|stacker|ocm|umbra|porter|duffle|kbld|vendir|crossplane|kubectl-crossplane|wasm-to-oci|tern|whaler|kpt|helmper|docker-slim|slim|mint|reg|regbot|regsync)\b/,
        place: "manifest-tool",
      },
      { names: "--insecure --plain-http", within: /\bhauler\b/, place: "hauler", product: "hauler" },
      {
        names: "--insecure-registry --insecure-pull --insecure-push",
        within: /\b(porter|duffle|buildah|kaniko|makisu|s2i|odo|kn|func|shp|imgctl|earthly|gitops|carvel)\b/,
        place: "porter",
        off: yes,
      },
      {
        names: "--tls-verify",
        off: no,
        within: /\b(bootc|podman-compose|bluebuild|ramalama|toolbox|cekit|quay|osbuild|composer-cli|image-builder)\b/,
        place: "bootc",
        product: "bootc and relatives",
      },
      { names: "--insecure", within: /\b(flux|fluxctl)\b/, place: "flux", product: "flux" },
      {
        names: "--insecure-skip-tls-verify --insecure-tls",
        within: /\b(jf|jfrog|nexus|artifactory|img|orca|hull|tanzu|kctrl|glasskube|devbox|timoni)\b/,
        place: "jf",
        product: "the client",
      },
      { names: "JFROG_CLI_INSECURE_TLS --insecure-tls", within: /jf|jfrog/i, place: "jf JFROG", product: "jf" },
      {
        names: "--skip-ssl-verify --skip-tls-verify",
        within: /\b(cf|reg|clair|clairctl|anchore|syft|anchore-cli|grype)\b/,
        place: "clairctl",
        product: "the scanner",
      },
      { names: "ANCHORE_CLI_SSL_VERIFY", off: no, product: "Anchore CLI", source: "anchore-cli, environment" },
      {
        names: "--insecure-skip-server-verification",
        product: "argocd",
        source: "argocd repo add --help",
        instead: "argocd cert add-tls <host> --from /etc/ssl/corp-ca.pem",
        peer: "the server of the repository",
      },
      { names: "--insecure-oci-force-http", product: "argocd", source: "argocd repo add --help", effect: "plaintext" },
      {
        names: "--allowInsecureRegistry allowInsecureRegistry registryClient.allowInsecure",
        product: "Kyverno",
        source: "Kyverno, container flags, allowInsecureRegistry",
        instead: "Mount the CA into the admission controller (caCertificates of the chart).",
      },
      {
        names: "insecureRegistries nonSslRegistries",
        product: "Trivy operator",
        source: "trivy-operator values, trivy.insecureRegistries",
        off: anything,
        within: /trivy/i,
        place: "trivy-operator/values.yaml",
        instead: "Give Trivy the CA: trivy.valuesFromConfigMap, SSL_CERT_DIR",
      },
      {
        names: "dangerousSkipTLSVerify",
        product: "kapp-controller",
        source: "kapp-controller configuration, dangerousSkipTLSVerify",
        off: anything,
        instead: "caCerts in kapp-controller-config",
      },
      {
        names: "sync.registries..tlsVerify extensions.sync.registries..tlsVerify",
        off: no,
        product: "zot",
        source: "zot, Mirroring, tlsVerify",
        instead: "certDir with the CA (ca.crt) of the upstream",
      },
      {
        names: "allowInsecureRegistries jib.allowInsecureRegistries -Djib.allowInsecureRegistries",
        product: "Jib",
        source: "Jib, allowInsecureRegistries",
        instead: "Import the CA into the trust store of the JVM.",
      },
      {
        names: "DIUN_*_INSECURETLS regopts..insecureTLS insecureTLS",
        product: "Diun",
        source: "Diun, regopts.insecureTLS",
        within: /diun/i,
        place: "diun/diun.yml",
      },
      {
        names: "registries.*.insecure registries..insecure",
        product: "Argo CD Image Updater",
        source: "Argo CD Image Updater, registries.conf, insecure",
        within: /image-updater|registries\.conf/i,
        place: "argocd-image-updater registries.conf",
      },
    ],
  ),
]

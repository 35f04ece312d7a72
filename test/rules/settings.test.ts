import { expect, it } from "vitest"
import { rules } from "../../src/rules/index.ts"
import { findings } from "../examples.ts"

/** What the rules about registries and trust make of one file: the level of each finding, in the order of the text. */
const table: readonly (readonly [rule: string, path: string, text: string, levels: readonly string[]])[] = [
  // docker
  ["docker-daemon-insecure-registry", "daemon.json", '{"insecure-registries": ["registry.example:5000"]}', ["notice"]],
  ["docker-daemon-insecure-registry", "daemon.json", '{"insecure-registries": ["reg.corp:5000/x"]}', []],
  ["docker-daemon-insecure-registry", "daemon.json", '{\r\n"insecure-registries":\r\n["reg.corp"]}', ["error"]],
  ["docker-daemon-insecure-registry", "daemon.json", '{"insecure-registries": "reg.corp"}', []],
  ["docker-daemon-insecure-registry", "daemon.json", "{", []],
  [
    "docker-daemon-insecure-registry",
    "user-data.yaml",
    '#cloud-config\nwrite_files:\n  - path: /etc/docker/daemon.json\n    content: |\n      {"insecure-registries": ["reg.corp"]}\n',
    ["error"],
  ],
  [
    "docker-daemon-insecure-cidr",
    "daemon.json",
    '{"insecure-registries": ["127.0.0.0/8", "::1/128", "0.0.0.0/0"]}',
    ["error"],
  ],
  ["docker-daemon-insecure-format", "daemon.json", '{"insecure-registries": ["http://reg.corp"]}', ["warning"]],
  ["docker-daemon-insecure-format", "daemon.json", '{"insecure-registries": ["http://reg.corp/"]}', ["error"]],
  ["docker-daemon-insecure-format", "daemon.json", '{"insecure_registries": []}', ["error"]],
  [
    "docker-daemon-mirror-http",
    "daemon.json",
    '{"registry-mirrors": ["http://localhost:5000", "http://m.corp"]}',
    ["notice", "error"],
  ],
  ["buildkitd-registry-http", "buildkitd.toml", '[registry."localhost:5000"]\nhttp = true\n', ["notice"]],
  ["buildkitd-registry-insecure", "buildkitd.toml", '[registry."reg.corp"]\ninsecure = "true"\n', []],
  [
    "buildkitd-registry-insecure",
    "buildkitd.toml",
    '[registry."reg.registry.svc:5000"]\ninsecure = true\n',
    ["warning"],
  ],
  [
    "dockerd-flag-insecure-registry",
    "docker.service",
    "[Service]\nExecStart=/usr/bin/dockerd --insecure-registry reg.corp\n",
    ["error"],
  ],
  [
    "dockerd-flag-insecure-registry",
    "Dockerfile",
    'FROM docker:dind\nCMD ["dockerd", "--insecure-registry=reg.corp"]\n',
    ["error"],
  ],
  ["dockerd-flag-insecure-registry", "a.sh", "dockerd --insecure-registry=127.0.0.1:5000\n", []],
  ["dockerd-flag-insecure-registry", "a.sh", "nerdctl --insecure-registry pull reg.corp/a\n", []],
  ["docker-tcp-without-tls", "a.sh", "export DOCKER_HOST=tcp://localhost:2375\n", ["notice"]],
  ["docker-tcp-without-tls", "a.sh", "docker -H tcp://build.corp:2376 --tlsverify ps\n", []],
  ["docker-tcp-without-tls", "daemon.json", '{"hosts": ["tcp://127.0.0.1:2375"]}', ["notice"]],
  [
    "kaniko-insecure-flag",
    "a.sh",
    "/kaniko/executor --destination=localhost:5000/a --insecure-registry=localhost:5000\n",
    ["notice"],
  ],
  ["kaniko-insecure-flag", "a.sh", "/kaniko/executor --destination=reg.corp/a --skip-tls-verify=$SKIP\n", []],
  [
    "registry-private-ip-http-fallback",
    "a.sh",
    "crane pull registry.kube-system.svc.cluster.local/a a.tar\n",
    ["notice"],
  ],

  // containers
  [
    "registries-conf-insecure",
    "registries.conf",
    '[[registry]]\nlocation = "localhost:5000"\ninsecure = true\n',
    ["notice"],
  ],
  ["registries-conf-insecure", "registries.conf", '[[registry]]\nlocation = "reg.corp"\ninsecure = "true"\n', []],
  ["registries-conf-insecure", "registries.conf", '[[registry]]\nprefix = "*.corp"\ninsecure = true\n', ["error"]],
  [
    "registries-conf-mirror-insecure",
    "registries.conf",
    '[[registry]]\nlocation="a.corp"\ninsecure=true\n[[registry.mirror]]\nlocation="a.corp/m"\n',
    [],
  ],
  [
    "containers-policy-accept-anything",
    "containers/policy.json",
    '{"default":[{"type":"insecureAcceptAnything"}],"transports":{"docker-daemon":{"":[{"type":"insecureAcceptAnything"}]}}}',
    ["notice"],
  ],
  [
    "containers-policy-accept-anything",
    "containers/policy.json",
    '{"default":[{"type":"insecureAcceptAnything"}],"transports":{"docker":{"reg.corp":[{"type":"reject"}]}}}',
    ["warning"],
  ],
  [
    "containers-policy-accept-anything",
    "containers/policy.json",
    '{"default":[{"type":"reject"}],"transports":{"docker":{"":[{"type":"insecureAcceptAnything"}]}}}',
    ["error"],
  ],
  ["crio-insecure-registries", "crio.conf", '[crio.image]\ninsecure_registries = ["10.0.0.0/8"]\n', ["error"]],
  ["skopeo-sync-tls-verify", "sync.yaml", "localhost:5000:\n  tls-verify: false\n  images: {a: []}\n", ["notice"]],

  // kubernetes
  [
    "kubeconfig-insecure-skip-tls",
    "kubeconfig",
    "apiVersion: v1\nkind: Config\nclusters:\n- name: kind\n  cluster: {server: 'https://127.0.0.1:6443', insecure-skip-tls-verify: true}\n",
    ["notice"],
  ],
  [
    "kubeconfig-insecure-skip-tls",
    "kubeconfig",
    "apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: 'https://k.corp', insecure-skip-tls-verify: 'true'}\n",
    [],
  ],
  ["metrics-server-kubelet-insecure", "clusters/kind/values.yaml", "args: [--kubelet-insecure-tls]\n", ["warning"]],
  [
    "metrics-server-kubelet-insecure",
    "clusters/prod/values.yaml",
    "defaultArgs: [--kubelet-insecure-tls]\n",
    ["error"],
  ],
  [
    "acme-issuer-skip-tls-verify",
    "issuer.yaml",
    "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: p}\nspec: {acme: {server: 'https://pebble.pebble.svc/dir', skipTLSVerify: true}}\n",
    ["warning"],
  ],
  [
    "acme-issuer-skip-tls-verify",
    "issuer.yaml",
    "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: p}\nspec: {acme: {server: 'https://a.corp/dir', skipTLSVerify: 'true'}}\n",
    [],
  ],
  [
    "imagepullsecret-committed",
    ".docker/config.json",
    '{"auths": {"example.com": {"auth": "Y2k6Y29ycmVjdC1ob3JzZQ=="}}}',
    ["notice"],
  ],
  [
    "imagepullsecret-committed",
    ".dockercfg",
    '{"reg.corp": {"auth": "Y2k6Y29ycmVjdC1ob3JzZQ==", "email": "a@b"}}',
    ["error"],
  ],
  [
    "prometheus-tls-insecure",
    "prometheus.yml",
    "scrape_configs:\n- job_name: kubelet\n  authorization: {type: Bearer}\n  tls_config: {insecure_skip_verify: true}\n",
    ["warning"],
  ],
  [
    "prometheus-tls-insecure",
    "prometheus.yml",
    "scrape_configs:\n- job_name: app\n  basic_auth: {username: a}\n  tls_config: {insecure_skip_verify: true}\n",
    ["error"],
  ],
  [
    "prometheus-tls-insecure",
    "values.yaml",
    "kubeScheduler:\n  vmScrape:\n    spec:\n      endpoints:\n      - bearerTokenFile: /token\n        tlsConfig: {insecureSkipVerify: true}\n",
    ["warning"],
  ],
  [
    "istio-dr-simple-no-ca",
    "dr.yaml",
    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: api.partner.com, trafficPolicy: {tls: {mode: SIMPLE}}}\n",
    ["notice"],
  ],
  [
    "traefik-insecure-skip-verify",
    "compose.yaml",
    "services:\n  t:\n    image: traefik\n    labels: ['traefik.http.serversTransports.a.insecureSkipVerify=true']\n",
    ["error"],
  ],
  [
    "traefik-insecure-skip-verify",
    "compose.yaml",
    "services:\n  t:\n    image: traefik\n    command: [--serversTransport.insecureSkipVerify]\n",
    ["error"],
  ],
  ["haproxy-server-verify-none", "haproxy.cfg", "backend a\n  server a localhost:443 ssl verify none\n", ["notice"]],
  [
    "haproxy-server-verify-none",
    "haproxy.cfg",
    "global\n  ssl-server-verify required\nbackend a\n  server a b.corp:443 ssl ca-file /a.pem\n",
    [],
  ],
  ["vault-skip-verify", "a.sh", "export VAULT_ADDR=https://127.0.0.1:8200\nexport VAULT_SKIP_VERIFY=1\n", ["notice"]],
  [
    "vault-skip-verify",
    "a.yaml",
    "apiVersion: secrets.hashicorp.com/v1beta1\nkind: VaultConnection\nmetadata: {name: a}\nspec: {address: 'https://vault.corp:8200', skipTLSVerify: true}\n",
    ["error"],
  ],
  [
    "webhook-cabundle-invalid",
    "w.yaml",
    "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n- name: a\n  clientConfig: {caBundle: ''}\n",
    [],
  ],

  // gitops
  [
    "flux-source-insecure",
    "a.yaml",
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: a}\nspec: {type: oci, url: 'oci://reg.flux-system.svc.cluster.local:5000/a', insecure: true}\n",
    ["warning"],
  ],
  [
    "flux-source-insecure",
    "a.yaml",
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a}\nspec: {url: 'oci://reg.corp/a', insecure: '{{ .insecure }}'}\n",
    [],
  ],
  [
    "argocd-repo-insecure",
    "s.yaml",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {argocd.argoproj.io/secret-type: repository}}\ndata: {insecure: dHJ1ZQ==}\n",
    ["error"],
  ],
  [
    "argocd-repo-insecure",
    "s.yaml",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {insecure: 'true', url: 'https://git.corp'}\n",
    [],
  ],
  [
    "argocd-cluster-tls-insecure",
    "s.yaml",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData: {server: 'https://kubernetes.default.svc', config: '{\"tlsClientConfig\": {\"insecure\": true}}'}\n",
    ["warning"],
  ],
  [
    "argo-workflows-artifact-insecure",
    "w.yaml",
    "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {artifactRepositoryRef: {}, templates: [{outputs: {artifacts: [{s3: {endpoint: 'minio.argo.svc:9000', insecure: true}}]}}]}\n",
    ["warning"],
  ],
  [
    "tekton-task-tls-off",
    "t.yaml",
    "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: a}\nspec: {params: [{name: insecure-skip-tls-verify, value: 'true'}, {name: TLSVERIFY, value: $(params.x)}]}\n",
    ["error"],
  ],
  [
    "helm-repo-http",
    "a.sh",
    "helm upgrade -i a app --repo http://charts.corp\nhelm repo add b http://localhost:8080\n",
    ["error", "notice"],
  ],
  [
    "helm-repo-http",
    "Chart.yaml",
    "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n- {name: b, version: 1.0.0, repository: 'http://{{ .host }}'}\n",
    [],
  ],

  // platform
  [
    "talos-registry-insecure",
    "patch.yaml",
    "machine:\n  registries:\n    mirrors:\n      docker.io: {endpoints: ['http://127.0.0.1:29999', 'http://m.corp']}\n",
    ["notice", "error"],
  ],
  [
    "openshift-insecure-registries",
    "i.yaml",
    "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: a}\nspec: {tags: [{name: a, from: {kind: DockerImage, name: 'localhost:5000/a'}, importPolicy: {insecure: true}}]}\n",
    ["notice"],
  ],
  ["dev-cluster-insecure-registry", "a.sh", 'minikube start --insecure-registry "10.0.0.0/24"\n', ["warning"]],
  ["dev-cluster-insecure-registry", "a.sh", "minikube start --insecure-registry registry.example\n", ["notice"]],
]

it.each(table)("%s on %s: %j", async (id, path, text, levels) => {
  const rule = rules.find((one) => one.id === id)!
  const found = await findings(rule, { [path]: text })
  const inOrder = [...found].sort((a, b) => a.at.start - b.at.start)
  expect(inOrder.map(({ level }) => level ?? rule.level)).toEqual(levels)
})

it("tells no password and no token", async () => {
  const text =
    '{"auths": {"reg.corp": {"username": "ci", "password": "hunter2hunter2", "identitytoken": "tok-123456"}}}'
  const rule = rules.find(({ id }) => id === "imagepullsecret-committed")!
  const found = await findings(rule, { ".docker/config.json": text })
  expect(found).toHaveLength(1)
  expect(found[0]?.sensitive).toBe(true)
  expect(JSON.stringify(found)).not.toMatch(/hunter2|tok-123/)
})

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { usageOf, usersOf } from "../../src/usage/index.ts"
import { factsOf, unmark } from "../examples.ts"

type Files = Readonly<Record<string, string>>
interface Row {
  readonly files: Files
  /** `key or file: users`, in the order of the bundles. */
  readonly users: Readonly<Record<string, readonly string[]>>
  /** The names that clients ask for. */
  readonly hosts?: readonly string[]
}

const secret = (name = "shop-tls", metadata = "", extra = "") => `apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: ${name}
${metadata}data:
  tls.crt: ⟦end-entity+intermediate|base64⟧
${extra}`
const inWeb = "  namespace: web\n"

const ingress = (name = "shop-tls", namespace = "web") => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop${namespace === "" ? "" : `, namespace: ${namespace}`}}
spec:
  tls:
    - hosts: [shop.corp, "*.shop.corp"]
      secretName: ${name}
`

const gateway = (listener: string, certificate = "{name: shop-tls}") => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: web}
spec:
  gatewayClassName: cilium
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      ${listener}
      tls: {certificateRefs: [${certificate}]}
      allowedRoutes: {namespaces: {from: All}}
`

const route = (host: string, namespace = "web", section = "") => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: ${namespace}}
spec:
  hostnames: ["${host}"]
  parentRefs: [{name: public, namespace: web${section}}]
`

const grant = (from: string) => `apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: gateways, namespace: certs}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: ${from}}]
  to: [{group: "", kind: Secret}]
`

const authority = (kind: string, name: string, namespace = "web") => `apiVersion: v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
${kind === "Secret" ? "stringData" : "data"}:
  ca.crt: |
    ⟦root⟧
`

const object = (apiVersion: string, kind: string, spec: string, namespace = "web") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: it, namespace: ${namespace}}\nspec: ${spec}\n`

const tables: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  "an Ingress": {
    "in the same namespace": {
      files: { "a.yaml": secret("shop-tls", inWeb), "b.yaml": ingress() },
      users: { "tls.crt": ["Ingress web/shop"] },
      hosts: ["shop.corp", "*.shop.corp"],
    },
    "without namespaces": {
      files: { "a.yaml": secret(), "b.yaml": ingress("shop-tls", "") },
      users: { "tls.crt": ["Ingress shop"] },
    },
    "in another namespace": {
      files: { "a.yaml": secret("shop-tls", "  namespace: other\n"), "b.yaml": ingress() },
      users: { "tls.crt": [] },
    },
    "in another stage": {
      files: { "dev/a.yaml": secret(), "prod/b.yaml": ingress("shop-tls", "") },
      users: { "tls.crt": [] },
    },
    "of a List": {
      files: {
        "a.yaml": `apiVersion: v1\nkind: List\nitems:\n${[secret("shop-tls", inWeb), ingress()].map(indented).join("")}`,
      },
      users: { "tls.crt": ["Ingress web/shop"] },
    },
    "with another Secret of that name, where its namespace is not told": {
      files: { "a.yaml": secret("shop-tls", inWeb), "b.yaml": ingress(), "c.yaml": secret() },
      users: { "tls.crt": ["Ingress web/shop"], "tls.crt 2": [] },
    },
    "without hosts of its own": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop, namespace: web}\nspec:\n  rules: [{host: a.corp}]\n  tls: [{secretName: shop-tls}]\n",
      },
      users: { "tls.crt": ["Ingress web/shop"] },
      hosts: ["a.corp"],
    },
    "that verifies clients": {
      files: {
        "a.yaml": authority("Secret", "clients"),
        "b.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  namespace: web\n  annotations:\n    nginx.ingress.kubernetes.io/auth-tls-secret: web/clients\n",
      },
      users: { "ca.crt": ["Ingress web/shop"] },
    },
  },
  "the Gateway API": {
    "by a listener": {
      files: { "a.yaml": secret("shop-tls", inWeb), "b.yaml": gateway("hostname: shop.corp") },
      users: { "tls.crt": ["Gateway web/public"] },
      hosts: ["shop.corp"],
    },
    "through routes": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": gateway('hostname: "*.corp"'),
        "c.yaml": route("shop.corp", "apps"),
      },
      users: { "tls.crt": ["Gateway web/public", "HTTPRoute apps/shop"] },
      hosts: ["shop.corp"],
    },
    "through routes of another listener": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": gateway('hostname: "*.corp"'),
        "c.yaml": route("shop.corp", "apps", ", sectionName: other"),
      },
      users: { "tls.crt": ["Gateway web/public"] },
      hosts: ["*.corp"],
    },
    "across namespaces, with leave": {
      files: {
        "a.yaml": secret("shop-tls", "  namespace: certs\n"),
        "b.yaml": gateway("hostname: shop.corp", "{name: shop-tls, namespace: certs}"),
        "c.yaml": grant("web"),
      },
      users: { "tls.crt": ["Gateway web/public"] },
    },
    "across namespaces, without leave": {
      files: {
        "a.yaml": secret("shop-tls", "  namespace: certs\n"),
        "b.yaml": gateway("hostname: shop.corp", "{name: shop-tls, namespace: certs}"),
        "c.yaml": grant("other"),
      },
      users: { "tls.crt": [] },
    },
    "for a backend": {
      files: {
        "a.yaml": authority("ConfigMap", "ca"),
        "b.yaml": object(
          "gateway.networking.k8s.io/v1",
          "BackendTLSPolicy",
          "{validation: {hostname: db.corp, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}}",
        ),
      },
      users: { "ca.crt": ["BackendTLSPolicy web/it"] },
      hosts: ["db.corp"],
    },
  },
  "other proxies": {
    "Istio, in the namespace of its gateway": {
      files: {
        "a.yaml": secret("shop-tls", "  namespace: istio-system\n"),
        "b.yaml": object(
          "networking.istio.io/v1",
          "Gateway",
          "{servers: [{hosts: ['web/shop.corp'], tls: {mode: SIMPLE, credentialName: shop-tls}}]}",
        ),
      },
      users: { "tls.crt": ["Gateway web/it"] },
      hosts: ["shop.corp"],
    },
    "Traefik's IngressRoute": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object(
          "traefik.io/v1alpha1",
          "IngressRoute",
          "{routes: [{match: 'Host(`a.corp`, `b.corp`) && PathPrefix(`/x`)'}], tls: {secretName: shop-tls}}",
        ),
      },
      users: { "tls.crt": ["IngressRoute web/it"] },
      hosts: ["a.corp", "b.corp"],
    },
    "Traefik's TLSStore": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object("traefik.io/v1alpha1", "TLSStore", "{defaultCertificate: {secretName: shop-tls}}"),
      },
      users: { "tls.crt": ["TLSStore web/it"] },
    },
    "Traefik's own file": {
      files: {
        "dynamic.yaml": "tls:\n  certificates:\n    - certFile: certs/shop.pem\n      keyFile: certs/shop.key\n",
        "certs/shop.pem": "⟦end-entity⟧\n",
      },
      users: { "certs/shop.pem": ["traefik dynamic.yaml"] },
    },
    "Contour's HTTPProxy": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object(
          "projectcontour.io/v1",
          "HTTPProxy",
          "{virtualhost: {fqdn: a.corp, tls: {secretName: shop-tls}}}",
        ),
      },
      users: { "tls.crt": ["HTTPProxy web/it"] },
      hosts: ["a.corp"],
    },
    "an OpenShift Route": {
      files: {
        "a.yaml":
          "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: it, namespace: web}\nspec:\n  host: a.corp\n  tls:\n    certificate: |\n      ⟦end-entity⟧\n",
      },
      users: { certificate: ["Route web/it"] },
      hosts: ["a.corp"],
    },
    "an OpenShift Route, by reference": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object(
          "route.openshift.io/v1",
          "Route",
          "{host: a.corp, tls: {externalCertificate: {name: shop-tls}}}",
        ),
      },
      users: { "tls.crt": ["Route web/it"] },
      hosts: ["a.corp"],
    },
  },
  operators: {
    "cert-manager's Certificate": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object("cert-manager.io/v1", "Certificate", "{secretName: shop-tls, dnsNames: [a.corp]}"),
      },
      users: { "tls.crt": ["Certificate web/it"] },
      hosts: ["a.corp"],
    },
    "cert-manager's injector": {
      files: {
        "a.yaml": authority("Secret", "hook-tls"),
        "b.yaml": object("cert-manager.io/v1", "Certificate", "{secretName: hook-tls}"),
        "c.yaml":
          "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: hook\n  annotations: {cert-manager.io/inject-ca-from: web/it}\n",
      },
      users: { "ca.crt": ["Certificate web/it", "ValidatingWebhookConfiguration hook"] },
    },
    "trust-manager": {
      files: {
        "a.yaml": authority("ConfigMap", "ca", "cert-manager"),
        "b.yaml":
          "apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: corp}\nspec: {sources: [{configMap: {name: ca, key: ca.crt}}]}\n",
      },
      users: { "ca.crt": ["Bundle corp"] },
    },
    Prometheus: {
      files: {
        "a.yaml": authority("ConfigMap", "ca"),
        "b.yaml": object(
          "monitoring.coreos.com/v1",
          "ServiceMonitor",
          "{endpoints: [{tlsConfig: {serverName: a.corp, ca: {configMap: {name: ca, key: ca.crt}}}}]}",
        ),
      },
      users: { "ca.crt": ["ServiceMonitor web/it"] },
      hosts: ["a.corp"],
    },
    Flux: {
      files: {
        "a.yaml": authority("Secret", "ca"),
        "b.yaml": object(
          "source.toolkit.fluxcd.io/v1",
          "HelmRepository",
          "{url: 'https://charts.corp/x', certSecretRef: {name: ca}}",
        ),
      },
      users: { "ca.crt": ["HelmRepository web/it"] },
      hosts: ["https://charts.corp/x"],
    },
    "Argo CD": {
      files: {
        "a.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-tls-certs-cm, namespace: argocd}\ndata:\n  git.corp: |\n    ⟦root⟧\n",
        "b.yaml": object(
          "argoproj.io/v1alpha1",
          "Application",
          "{source: {repoURL: 'https://git.corp/x.git'}}",
          "argocd",
        ),
      },
      users: { "git.corp": ["Application argocd/it", "ConfigMap argocd/argocd-tls-certs-cm"] },
      hosts: ["git.corp", "git.corp"],
    },
    Strimzi: {
      files: {
        "a.yaml": authority("Secret", "ca"),
        "b.yaml": object(
          "kafka.strimzi.io/v1beta2",
          "KafkaConnect",
          "{tls: {trustedCertificates: [{secretName: ca, certificate: ca.crt}]}}",
        ),
      },
      users: { "ca.crt": ["KafkaConnect web/it"] },
    },
    "a kind that nobody knows": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object("corp.io/v1", "Thing", "{http: {tls: {certificate: {secretName: shop-tls}}}}"),
      },
      users: { "tls.crt": ["Thing web/it"] },
    },
    "values of a release": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object(
          "helm.toolkit.fluxcd.io/v2",
          "HelmRelease",
          "{values: {ingress: {tls: [{secretName: shop-tls, hosts: [a.corp]}]}}}",
        ),
      },
      users: { "tls.crt": ["HelmRelease web/it"] },
      hosts: ["a.corp"],
    },
  },
  pods: {
    "by a volume": {
      files: {
        "a.yaml": secret("shop-tls", inWeb),
        "b.yaml": object(
          "apps/v1",
          "Deployment",
          "{template: {spec: {containers: [{name: a}], volumes: [{name: t, secret: {secretName: shop-tls}}]}}}",
        ),
      },
      users: { "tls.crt": ["Deployment web/it"] },
    },
    "by a projected volume": {
      files: {
        "a.yaml": authority("ConfigMap", "ca"),
        "b.yaml": object(
          "apps/v1",
          "Deployment",
          "{template: {spec: {containers: [{name: a}], volumes: [{name: t, projected: {sources: [{configMap: {name: ca}}]}}]}}}",
        ),
      },
      users: { "ca.crt": ["Deployment web/it"] },
    },
    "by a variable": {
      files: {
        "a.yaml": authority("ConfigMap", "ca"),
        "b.yaml": object(
          "apps/v1",
          "Deployment",
          "{template: {spec: {containers: [{name: a, env: [{name: CA, valueFrom: {configMapKeyRef: {name: ca, key: ca.crt}}}]}]}}}",
        ),
      },
      users: { "ca.crt": ["Deployment web/it"] },
    },
  },
  Kustomize: {
    "a file that a generator names": {
      files: {
        "deploy/kustomization.yaml":
          "namespace: web\nresources: [ingress.yaml]\nsecretGenerator:\n  - name: shop-tls\n    type: kubernetes.io/tls\n    files: [tls.crt=certs/shop.pem]\n",
        "deploy/ingress.yaml": ingress("shop-tls", ""),
        "deploy/certs/shop.pem": "⟦end-entity+intermediate⟧\n",
      },
      users: { "tls.crt": ["Ingress web/shop"] },
      hosts: ["shop.corp", "*.shop.corp"],
    },
    "a file that is two objects": {
      files: {
        "kustomization.yaml":
          "resources: [b.yaml]\nconfigMapGenerator: [{name: ca, files: [ca.pem]}]\nsecretGenerator: [{name: ca, files: [ca.crt=ca.pem]}]\n",
        "ca.pem": "⟦root⟧\n",
        "b.yaml": `${object("apps/v1", "Deployment", "{template: {spec: {containers: [{name: a}], volumes: [{name: t, configMap: {name: ca}}]}}}")}`,
      },
      users: { "ca.crt": ["Deployment web/it"] },
    },
    "a name with the hash of its content": {
      files: {
        "kustomization.yaml": "resources: [b.yaml]\nsecretGenerator: [{name: shop-tls, files: [tls.crt=shop.pem]}]\n",
        "shop.pem": "⟦end-entity⟧\n",
        "b.yaml": ingress("shop-tls-8dg2k7t94m", ""),
      },
      users: { "tls.crt": ["Ingress shop"] },
    },
    "prefixes and namespaces of an overlay": {
      files: {
        "base/kustomization.yaml": "resources: [secret.yaml]\n",
        "base/secret.yaml": secret(),
        "prod/kustomization.yaml":
          "resources: [../base, ingress.yaml]\nnamePrefix: prod-\nnameSuffix: -v1\nnamespace: web\n",
        "prod/ingress.yaml": ingress("prod-shop-tls-v1", "elsewhere"),
      },
      users: { "tls.crt": ["Ingress web/shop"] },
    },
    "a base that two overlays share": {
      files: {
        "base/kustomization.yaml": "resources: [ingress.yaml]\n",
        "base/ingress.yaml": ingress("shop-tls", ""),
        "dev/kustomization.yaml": "resources: [../base, secret.yaml]\nnamespace: dev\n",
        "dev/secret.yaml": secret(),
        "prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n",
        "prod/secret.yaml": secret("other"),
      },
      users: { "tls.crt": ["Ingress shop"], "tls.crt 2": [] },
    },
  },
  charts: {
    "a file that a template takes in": {
      files: {
        "chart/Chart.yaml": "name: shop\n",
        "chart/files/tls.crt": "⟦end-entity⟧\n",
        "chart/templates/secret.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-tls\ndata:\n  tls.crt: {{ .Files.Get "files/tls.crt" | b64enc }}\n',
        "chart/templates/ingress.yaml": ingress("shop-tls", ""),
      },
      users: { "tls.crt": ["Ingress shop"] },
    },
    "files that a template takes in together": {
      files: {
        "chart/Chart.yaml": "name: shop\n",
        "chart/files/tls.crt": "⟦end-entity⟧\n",
        "chart/templates/secret.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-tls\ndata:\n{{ (.Files.Glob "files/*").AsSecrets | indent 2 }}\n',
        "chart/templates/ingress.yaml": ingress("shop-tls", ""),
      },
      users: { "tls.crt": ["Ingress shop"] },
    },
  },
  "files by their paths": {
    "a compose file": {
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: nginx\n    secrets: [crt]\n    volumes: ['./ca:/ca:ro']\nsecrets:\n  crt: {file: ./certs/shop.pem}\n",
        "certs/shop.pem": "⟦end-entity⟧\n",
        "ca/root.pem": "⟦root⟧\n",
      },
      users: { "ca/root.pem": ["compose service web"], "certs/shop.pem": ["compose service web"] },
    },
    "a kubeconfig": {
      files: {
        "ops/kubeconfig":
          "apiVersion: v1\nkind: Config\nclusters:\n  - name: a\n    cluster: {server: 'https://a.corp:6443', certificate-authority: ca.crt}\n",
        "ops/ca.crt": "⟦root⟧\n",
      },
      users: { "ops/ca.crt": ["kubeconfig ops/kubeconfig"] },
      hosts: ["https://a.corp:6443"],
    },
    "a registry host of containerd": {
      files: {
        "nodes/etc/containerd/certs.d/reg.corp/hosts.toml":
          'server = "https://reg.corp"\n[host."https://reg.corp"]\n  ca = "/etc/ssl/corp.crt"\n',
        "nodes/etc/ssl/corp.crt": "⟦root⟧\n",
      },
      users: { "nodes/etc/ssl/corp.crt": ["containerd-hosts nodes/etc/containerd/certs.d/reg.corp/hosts.toml"] },
      hosts: ["https://reg.corp"],
    },
    "a registries.yaml that cloud-init writes": {
      files: {
        "user-data.yaml":
          "#cloud-config\nwrite_files:\n  - path: /etc/rancher/k3s/registries.yaml\n    content: |\n      configs:\n        reg.corp:\n          tls: {ca_file: /etc/ssl/corp.crt}\n  - path: /etc/ssl/corp.crt\n    content: |\n      ⟦root⟧\n",
      },
      users: { "/etc/ssl/corp.crt": ["k3s-registries /etc/rancher/k3s/registries.yaml"] },
      hosts: ["reg.corp"],
    },
  },
}

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    it.each(Object.entries(rows))("%s", async (_, { files, users, hosts }) => {
      const plain = unmark(files).files
      const inventory = inventoryOf(await factsOf(plain), new Set(Object.keys(plain)))
      const found: Record<string, readonly string[]> = {}
      for (const bundle of inventory.bundles) {
        const key = [bundle.name, `${bundle.name} 2`].find((one) => found[one] === undefined) ?? ""
        found[key] = usersOf(bundle, inventory)
      }
      expect(found).toEqual(users)
      if (hosts === undefined) return
      const uses = inventory.bundles.flatMap((bundle) => usageOf(inventory).usesOf(bundle))
      expect(uses.flatMap((use) => use.hosts.map((host) => host.name.value))).toEqual(hosts)
    })
  })
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line, index) => (line === "" ? "" : `${index === 0 ? "  - " : "    "}${line}\n`))
    .join("")
}

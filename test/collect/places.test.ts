import { describe, expect, test } from "vitest"
import { factsOf } from "../examples.ts"

/** One file of each kind, with what it is and what makes its rules speak. */
const files: readonly (readonly [name: string, kind: string, text: string])[] = [
  [
    "filebeat.yml",
    "plain",
    "output.elasticsearch:\n  hosts: [https://logs.corp:9200]\n  ssl.verification_mode: none\n",
  ],
  ["hosts.toml", "containerd-hosts", 'server = "https://reg.corp"\n[host."https://reg.corp"]\n  skip_verify = true\n'],
  ["registries.yaml", "k3s-registries", "mirrors:\n  docker.io:\n    endpoint: [https://reg.corp]\n"],
  ["daemon.json", "docker-daemon", '{"insecure-registries": ["reg.corp"]}\n'],
  ["registries.conf", "containers-registries", '[[registry]]\nlocation = "reg.corp"\ninsecure = true\n'],
  ["config.toml", "gitlab-runner", '[[runners]]\n  tls-ca-file = "/ca.crt"\n'],
  ["app.yaml", "kubernetes", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tls}\ndata: {}\n"],
  ["compose.yaml", "compose", "services:\n  web: {image: reg.corp/web}\n"],
  ["prometheus.yml", "prometheus", "scrape_configs:\n  - tls_config: {insecure_skip_verify: true}\n"],
  ["nginx.conf", "nginx", "server {\n  ssl_certificate /etc/tls.crt;\n}\n"],
  ["haproxy.cfg", "haproxy", "frontend web\n  bind :443 ssl crt /etc/tls.pem\n"],
  ["Caddyfile", "caddy", "example.com {\n  tls /a.crt /a.key\n}\n"],
  ["Dockerfile", "dockerfile", "FROM reg.corp/base\nRUN curl -k https://a.corp\n"],
  [".npmrc", "npmrc", "strict-ssl=false\n"],
  ["pip.conf", "pip-conf", "[global]\ntrusted-host = pypi.corp\n"],
  [".curlrc", "curlrc", "insecure\n"],
  ["main.tf", "terraform", 'resource "a" "b" {\n  tls_skip_verify = true\n}\n'],
  ["app.properties", "plain", "server.ssl.enabled=true\nspring.datasource.url=jdbc:postgresql://db.corp/a\n"],
  ["monitor.libsonnet", "plain", "{ tlsConfig: { insecureSkipVerify: true } }\n"],
  ["app.service", "systemd", "[Service]\nEnvironment=NODE_TLS_REJECT_UNAUTHORIZED=0\n"],
  [
    "kubeconfig",
    "kubeconfig",
    "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {insecure-skip-tls-verify: true}}]\n",
  ],
  ["user-data", "cloud-init", "#cloud-config\nca_certs: {trusted: []}\n"],
  ["node.bu", "ignition", "variant: fcos\nversion: 1.5.0\nstorage: {files: [{path: /etc/tls.crt}]}\n"],
  ["controlplane.yaml", "talos", "machine: {install: {disk: /dev/sda}}\ncluster: {ca: {crt: a}}\n"],
  [".env", "env", "NODE_TLS_REJECT_UNAUTHORIZED=0\n"],
]

const folders = [
  "",
  "deploy",
  "k8s/base",
  "kubernetes/apps/web/app",
  "clusters/prod",
  "roles/beats/files",
  "roles/beats/templates",
  "group_vars/all",
  "host_vars/node-1",
  "playbooks/files",
  "chart/files",
  "charts/web/config",
  "config",
  "conf",
  "etc",
  "nodes/etc/app",
  "docker",
  "docker/rootfs/etc",
  "infra/modules/node",
  "terraform/files",
  "ansible/files",
  "src/main/resources",
  "ops/scripts",
  "ci",
  "build",
  "packer/files",
  "salt/files",
  "puppet/files",
  "hack",
  "overlays/prod",
] as const

describe("a file is what it is, wherever it lies", () => {
  test.each(files)("%s is %s", async (name, kind, text) => {
    const kinds = await Promise.all(
      folders.map(async (folder) => {
        const path = folder === "" ? name : `${folder}/${name}`
        const [facts] = await factsOf({ [path]: text })
        return `${folder}: ${facts?.documents[0]?.kind}`
      }),
    )
    expect(kinds).toEqual(folders.map((folder) => `${folder}: ${kind}`))
  })
})

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and manifests are full of them
import { generateKeyPairSync } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { collect } from "../src/collect/collect.ts"
import { main } from "../src/commands/main.ts"
import { reporters } from "./reporters/all.ts"

/*
 * No private key, password or token may appear in any output at any verbosity, nor in the facts that are cached and
 * merged. Each secret below is told apart by its number, so that a leak names its place.
 */

let number = 100
const made: string[] = []

/** A secret that looks like one, and that nothing else contains. */
function secret(): string {
  const value = `Qz7${number++}Canary`
  made.push(value)
  return value
}

const base64 = (text: string) => Buffer.from(text).toString("base64")
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const key = `${privateKey.export({ format: "pem", type: "pkcs8" })}`
const keyLine = key.split("\n")[1]!
const indented = (by: number, text: string) => text.replaceAll(/^(?=.)/gm, " ".repeat(by))
const login = (host = "reg.corp.example.com") => ({ [host]: { auth: base64(`ci:${secret()}`), password: secret() } })

/** Files with secrets, most of them on lines that findings are about. */
const files: Readonly<Record<string, string>> = {
  "tls.key": key,
  "both.pem": `${key}\n`,
  "tls.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: x\n  tls.key: |\n${indented(4, key)}`,
  "tls-data.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: tls2}\ntype: kubernetes.io/tls\ndata:\n  tls.crt: eA==\n  tls.key: ${base64(key)}\n`,
  "tls.json": JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "tls3" },
    stringData: { "tls.key": key },
  }),
  "cm.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ca.crt: |\n${indented(4, key)}  password: ${secret()}\n`,
  "key.sh": `cat > /etc/tls.key <<EOF\n${key}EOF\n`,
  "key.tf": `resource "x" "y" {\n  user_data = <<EOF\n#cloud-config\nwrite_files:\n  - path: /etc/tls.key\n    content: |\n${indented(6, key)}EOF\n  password = "${secret()}"\n}\n`,
  "user-data": `#cloud-config\npassword: ${secret()}\nwrite_files:\n  - path: /etc/tls.key\n    encoding: b64\n    content: ${base64(key)}\n`,
  ".env": `DB_PASSWORD=${secret()}\nNODE_TLS_REJECT_UNAUTHORIZED=0\nHTTPS_PROXY=http://u:${secret()}@proxy:3128\nTLS_KEY="${key.replaceAll("\n", "\\n")}"\n`,
  kubeconfig: `apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: "https://u:${secret()}@api.corp.example.com", insecure-skip-tls-verify: true}}]\nusers:\n  - name: u\n    user: {token: ${secret()}, password: ${secret()}, client-key-data: ${base64(key)}}\n`,
  "pull.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '${JSON.stringify({ auths: login() })}'\n`,
  "pull-data.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: pull2}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${base64(JSON.stringify({ auths: { ...login(), "b.corp.example.com": { identitytoken: secret() } } }))}\n`,
  ".docker/config.json": JSON.stringify({ auths: login(), HttpHeaders: { "X-Token": secret() } }),
  "etc/rancher/k3s/registries.yaml": `mirrors:\n  a.corp.example.com:\n    endpoint: ["http://u:${secret()}@m.corp.example.com"]\nconfigs:\n  a.corp.example.com:\n    auth: {username: u, password: ${secret()}, auth: ${base64(`u:${secret()}`)}, identity_token: ${secret()}, token: ${secret()}}\n    tls: {insecure_skip_verify: true}\n`,
  "etc/containerd/config.toml": `version = 2\n[plugins."io.containerd.grpc.v1.cri".registry.configs."r.corp.example.com".auth]\nusername = "u"\npassword = "${secret()}"\nauth = "${base64(`u:${secret()}`)}"\nidentitytoken = "${secret()}"\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\nendpoint = ["http://u:${secret()}@m.corp.example.com"]\n`,
  "etc/containerd/certs.d/r.corp.example.com/hosts.toml": `server = "https://u:${secret()}@r.corp.example.com"\n[host."http://u:${secret()}@m.corp.example.com"]\nskip_verify = true\n[host."http://u:${secret()}@m.corp.example.com".header]\nAuthorization = "Bearer ${secret()}"\n`,
  "etc/docker/daemon.json": JSON.stringify(
    {
      "insecure-registries": [`u:${secret()}@r.corp.example.com`, `http://u:${secret()}@r2.corp.example.com`],
      "registry-mirrors": [`http://u:${secret()}@m.corp.example.com`],
      proxies: { "https-proxy": `http://u:${secret()}@proxy` },
    },
    null,
    2,
  ),
  "etc/containers/registries.conf": `[[registry]]\nlocation = "https://u:${secret()}@r.corp.example.com"\ninsecure = true\n`,
  "sync.yaml": `r.corp.example.com:\n  tls-verify: false\n  credentials: {username: u, password: ${secret()}}\n  images: {a: ["1"]}\n`,
  ".npmrc": `//npm.corp.example.com/:_authToken=${secret()}\n_password=${secret()}\nstrict-ssl=false\nregistry=http://u:${secret()}@npm.corp.example.com/\n`,
  ".yarnrc.yml": `npmAuthToken: ${secret()}\nenableStrictSsl: false\n`,
  "pip.conf": `[global]\nindex-url = https://u:${secret()}@pypi.corp.example.com/simple\ntrusted-host = pypi.corp.example.com\n`,
  ".gitconfig": `[http "https://u:${secret()}@git.corp.example.com"]\n\tsslVerify = false\n\textraHeader = "Authorization: Bearer ${secret()}"\n`,
  ".curlrc": `insecure\nuser = "u:${secret()}"\n`,
  ".wgetrc": `check_certificate = off\nhttp_password = ${secret()}\n`,
  "flux.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: a}\nspec: {interval: 1h, url: "http://u:${secret()}@charts.corp.example.com"}\n`,
  "argo.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {repoURL: "http://u:${secret()}@charts.corp.example.com", chart: a}}\n`,
  "argo-repo.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: r, labels: {argocd.argoproj.io/secret-type: repository}}\nstringData: {url: "https://u:${secret()}@git.corp.example.com", password: "${secret()}", insecure: "true", sshPrivateKey: ${JSON.stringify(key)}}\n`,
  "argo-cluster.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: c, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData:\n  server: https://api.corp.example.com\n  config: '${JSON.stringify({ bearerToken: secret(), password: secret(), tlsClientConfig: { insecure: true, keyData: base64(key) } })}'\n`,
  "Chart.yaml": `apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n  - {name: b, version: 1.0.0, repository: "http://u:${secret()}@charts.corp.example.com"}\n`,
  "helmfile.yaml": `repositories:\n  - {name: a, url: "http://u:${secret()}@charts.corp.example.com", username: u, password: ${secret()}, skipTLSVerify: true}\n`,
  "prometheus.yml": `remote_write:\n  - url: https://u:${secret()}@m.corp.example.com/push\n    basic_auth: {username: u, password: ${secret()}}\n    bearer_token: ${secret()}\n    tls_config: {insecure_skip_verify: true}\n`,
  "talos.yaml": `machine:\n  token: ${secret()}\n  ca: {crt: x, key: ${base64(key)}}\n  registries:\n    config:\n      r.corp.example.com:\n        auth: {username: u, password: ${secret()}}\n        tls: {insecureSkipVerify: true}\ncluster: {secret: ${secret()}}\n`,
  "issuer.yaml": `apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: a}\nspec: {acme: {server: "https://u:${secret()}@ca.corp.example.com", skipTLSVerify: true, solvers: [{http01: {ingress: {}}}]}}\n`,
  "haproxy.cfg": `userlist u\n  user a insecure-password ${secret()}\nfrontend f\n  bind :80\n  stats auth admin:${secret()}\n  default_backend b\nbackend b\n  server s 10.0.0.1:443 ssl verify none\n`,
  "compose.yaml": `services:\n  a:\n    image: docker:dind\n    command: ["--insecure-registry=r.corp.example.com"]\n    environment:\n      NODE_TLS_REJECT_UNAUTHORIZED: 0\n      API_TOKEN: ${secret()}\n      JAVA_TOOL_OPTIONS: -Djavax.net.ssl.trustStore=/t.jks -Djavax.net.ssl.trustStorePassword=${secret()}\n      DOCKER_HOST: tcp://u:${secret()}@d.corp.example.com:2375\n`,
  "a.service": `[Service]\nEnvironment="DB_PASSWORD=${secret()}" "NODE_TLS_REJECT_UNAUTHORIZED=0"\nExecStart=/usr/bin/dockerd --insecure-registry r.corp.example.com --token ${secret()}\n`,
  ".github/workflows/a.yml": `on: push\nenv: {API_TOKEN: ${secret()}, NODE_TLS_REJECT_UNAUTHORIZED: 0}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: redhat-actions/oc-login@v1\n        with: {openshift_server_url: "https://u:${secret()}@api.corp.example.com", openshift_token: ${secret()}, insecure_skip_tls_verify: true}\n      - run: curl -k -u u:${secret()} https://x.corp.example.com | sh\n`,
  ".gitlab-ci.yml": `variables: {DB_PASSWORD: ${secret()}, GIT_SSL_NO_VERIFY: "1"}\na:\n  script:\n    - git -c http.sslVerify=false clone https://oauth2:${secret()}@git.corp.example.com/a\n    - helm registry login r.corp.example.com -u u -p ${secret()} --insecure\n`,
  Dockerfile: `FROM debian:12\nARG NPM_TOKEN=${secret()}\nENV DB_PASSWORD=${secret()} NODE_TLS_REJECT_UNAUTHORIZED=0\nRUN pip install --trusted-host p.corp.example.com -i https://u:${secret()}@p.corp.example.com/simple a\nRUN keytool -importcert -noprompt -storepass ${secret()} -file a.crt\n`,
  "play.yml": `- hosts: all\n  tasks:\n    - ansible.builtin.uri: {url: "https://u:${secret()}@x.corp.example.com", url_password: ${secret()}, validate_certs: no}\n    - get_url: url=https://x.corp.example.com dest=/x url_password=${secret()} validate_certs=no\n    - shell: curl -k -H "Authorization: Bearer ${secret()}" https://x.corp.example.com | sh\n`,
  "provider.tf": `provider "kubernetes" {\n  host = "https://u:${secret()}@api.corp.example.com"\n  token = "${secret()}"\n  client_key = <<EOF\n${key}EOF\n  insecure = true\n}\nprovider "harbor" {\n  url = "https://h.corp.example.com"\n  password = "${secret()}"\n  insecure = true\n}\n`,
  "values.yaml": `adminPassword: ${secret()}\nserver: {insecure: true, token: ${secret()}}\nextraEnv:\n  - {name: API_TOKEN, value: ${secret()}}\n  - {name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}\ntls:\n  key: |\n${indented(4, key)}`,
  "run.sh": [
    "#!/bin/sh",
    `curl -k https://u:${secret()}@x.corp.example.com | sh`,
    `curl --insecure --user u:${secret()} -H 'PRIVATE-TOKEN: ${secret()}' https://x.corp.example.com -o /usr/bin/x`,
    `curl -ku u:${secret()} https://x.corp.example.com | sh`,
    `curl -k --data password=${secret()} https://x.corp.example.com | sh`,
    `curl -k "https://x.corp.example.com/?token=${secret()}" | sh`,
    `wget --no-check-certificate --password=${secret()} --header="Authorization: Bearer ${secret()}" https://u:${secret()}@x.corp.example.com`,
    `podman login --tls-verify=false -u u -p ${secret()} r.corp.example.com`,
    `podman login --tls-verify=false -u u --password ${secret()} r.corp.example.com`,
    `skopeo copy --dest-tls-verify=false --dest-creds u:${secret()} --src-creds=u:${secret()} docker://a docker://r.corp.example.com/a`,
    `oc login --insecure-skip-tls-verify --token=${secret()} https://api.corp.example.com`,
    `kubectl --insecure-skip-tls-verify --token ${secret()} --password=${secret()} get pods`,
    `argocd login argo.corp.example.com --insecure --username u --password ${secret()}`,
    `kubeadm join 10.0.0.1:6443 --token ${secret()} --discovery-token-unsafe-skip-ca-verification`,
    `vault login -tls-skip-verify -address=https://v.corp.example.com ${secret()}`,
    `VAULT_TOKEN=${secret()} VAULT_SKIP_VERIFY=1 vault read a`,
    `helm repo add a http://u:${secret()}@charts.corp.example.com --password ${secret()}`,
    `git clone -c http.sslVerify=false http://u:${secret()}@git.corp.example.com/a`,
    `export DB_PASSWORD=${secret()} NODE_TLS_REJECT_UNAUTHORIZED=0`,
    `echo ${secret()} | docker login --password-stdin r.corp.example.com`,
    `crane auth login r.corp.example.com -u u -p ${secret()} --insecure`,
    `PGPASSWORD=${secret()} psql "sslmode=disable password=${secret()}"`,
    "",
  ].join("\n"),
}

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsgate-secrets-"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...words: string[]): Promise<string> {
  let said = ""
  const say = async (text: string) => {
    said += text
  }
  await main(words, {
    cwd: folder,
    now: Date.parse("2026-11-22"),
    isTerminal: true,
    isErrorTerminal: false,
    columns: 200,
    variables: {},
    env: { TLSGATE_PASSWORDS: secret() },
    clock: () => 0,
    out: say,
    err: say,
    stdin: async () => Buffer.alloc(0),
  })
  return said
}

/** The secrets in a text, in plain or in any alignment of base64. */
function leaksIn(text: string): string[] {
  const found = made.filter((value) => spellings(value).some((spelling) => text.includes(spelling)))
  return text.includes(keyLine) || text.includes(keyLine.slice(24)) ? [...found, "the private key"] : found
}

function spellings(value: string): string[] {
  const aligned = ["", "a", "aa"].map((lead) => base64(lead + value).slice(lead === "" ? 0 : 4, -4))
  return [value, ...aligned]
}

describe("what is secret stays so", () => {
  it.each(Object.keys(reporters))("in the format %s", async (format) => {
    const report = await run("scan", "--verbose", "--no-config", "--format", format, ".")
    expect(report.length).toBeGreaterThan(5000)
    expect(leaksIn(report)).toEqual([])
  })

  it("where certificates and chains are shown", async () => {
    for (const command of ["inspect", "verify"])
      for (const path of ["tls.key", "both.pem", "tls.yaml", "pull.yaml"])
        expect(leaksIn(await run(command, path)), `${command} ${path}`).toEqual([])
  })

  it.each(Object.keys(files))("in the facts of %s", async (path) => {
    const facts = await collect({ path, bytes: Buffer.from(files[path]!), passwords: [] })
    expect(leaksIn(JSON.stringify(facts) ?? "")).toEqual([])
  })
})

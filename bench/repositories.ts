/** Repositories to measure with: a large one as real ones are, and some that are large in one way only. */
import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as pki from "../test/x509/pki.ts"

const root = pki.root("Bench Root")
const intermediate = pki.authority(root, "Bench Intermediate")
const chain = pem(intermediate.der)

/** Each writes its files below the folder. */
export const repositories: Readonly<Record<string, (folder: string) => void>> = {
  /** 5,000 files, of which 2,000 hold a TLS Secret with a certificate of its own; about 28 MB. */
  large(folder) {
    for (let n = 0; n < 2_000; n++) write(folder, `apps/team-${n % 50}/app-${n}/tls.yaml`, secret(n, `app-${n}`))
    for (let n = 0; n < 1_000; n++) write(folder, `apps/team-${n % 50}/app-${n}/app.yaml`, application(n))
    for (let n = 0; n < 500; n++)
      write(
        folder,
        `apps/team-${n % 50}/app-${n}/kustomization.yaml`,
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - tls.yaml\n  - app.yaml\n",
      )
    for (let n = 0; n < 300; n++) write(folder, `charts/chart-${n}/values.yaml`, values(n))
    for (let n = 0; n < 200; n++)
      write(
        folder,
        `nodes/node-${n}/etc/containerd/certs.d/registry-${n}.corp.example.net/hosts.toml`,
        `server = "https://registry-${n}.corp.example.net"\n\n[host."https://mirror.corp.example.net"]\n  capabilities = ["pull", "resolve"]\n`,
      )
    for (let n = 0; n < 1_000; n++) write(folder, `src/package-${n % 40}/module-${n}.go`, source(n))
  },

  /** One file of 32 MB with 11,000 small Secrets. */
  stream(folder) {
    const leaves = Array.from({ length: 200 }, (_, n) => secret(n, "?"))
    const documents: string[] = []
    for (let length = 0, n = 0; length < 31 * 1_024 * 1_024; n++) {
      const text = leaves[n % 200]!.replaceAll("name: ?", `name: tls-${n}`)
      length += text.length + 4
      documents.push(text)
    }
    write(folder, "all.yaml", documents.join("---\n"))
  },

  /** A bundle of 1,400 certificates. */
  bundle(folder) {
    write(folder, "ca-bundle.crt", Array.from({ length: 1_400 }, (_, n) => pem(pki.root(`Root ${n}`).der)).join(""))
  },

  /** A YAML list of 100,000 lines. */
  list(folder) {
    const lines = Array.from({ length: 100_000 }, (_, n) => `  - https://host-${n}.corp.example.net/tls\n`)
    write(folder, "values.yaml", `hosts:\n${lines.join("")}`)
  },

  /** 10,000 tiny files in 100 folders. */
  tiny(folder) {
    for (let n = 0; n < 10_000; n++) write(folder, `config/${n % 100}/map-${n}.yaml`, configMap(n))
  },

  /** 5,000 overlays of one base, with an Ingress and a Secret each. */
  overlays(folder) {
    write(folder, "base/kustomization.yaml", "kind: Kustomization\nresources:\n  - app.yaml\n")
    write(folder, "base/app.yaml", application(0))
    for (let n = 0; n < 5_000; n++) {
      write(
        folder,
        `overlays/site-${n}/kustomization.yaml`,
        "kind: Kustomization\nresources:\n  - ../../base\n  - ingress.yaml\n",
      )
      write(folder, `overlays/site-${n}/ingress.yaml`, ingress("shop", `site-${n}`))
    }
  },

  /** 5,000 applications in one folder, without a kustomization, with one Secret each that an Ingress names. */
  flat(folder) {
    const leaves = Array.from({ length: 200 }, (_, n) => secret(n, "?"))
    for (let n = 0; n < 5_000; n++) {
      write(folder, `deploy/${n}-tls.yaml`, leaves[n % 200]!.replaceAll("name: ?", `name: app-${n}`))
      write(folder, `deploy/${n}-ingress.yaml`, ingress(`app-${n}`, `app-${n}`))
    }
  },

  /** A script of 100,000 lines. */
  script(folder) {
    const lines = Array.from({ length: 100_000 }, (_, n) => `curl -fsS https://host-${n}.corp.example.net/health\n`)
    write(folder, "check.sh", `#!/bin/sh\n${lines.join("")}`)
  },
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function secret(n: number, name: string): string {
  const leaf = pki.server(intermediate, `app-${n}.corp.example.net`)
  const key = leaf.keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  namespace: team-${n % 50}
type: kubernetes.io/tls
data:
  tls.crt: ${base64(pem(leaf.der) + chain)}
  tls.key: ${base64(key)}
`
}

function ingress(name: string, host: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
spec:
  ingressClassName: haproxy
  tls:
    - hosts: [${host}.corp.example.net]
      secretName: ${name}
  rules:
    - host: ${host}.corp.example.net
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: ${name}, port: {number: 80}}}
`
}

function application(n: number): string {
  const variables = Array.from(
    { length: 40 },
    (_, i) => `            - name: SETTING_${i}\n              value: "${n * i}"\n`,
  )
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${n}
  namespace: team-${n % 50}
spec:
  replicas: 2
  selector: {matchLabels: {app: app-${n}}}
  template:
    metadata:
      labels: {app: app-${n}}
    spec:
      containers:
        - name: app
          image: registry.corp.example.net/team-${n % 50}/app:${n}
          ports: [{containerPort: 8080}]
          env:
${variables.join("")}          volumeMounts:
            - {name: tls, mountPath: /etc/tls, readOnly: true}
      volumes:
        - name: tls
          secret: {secretName: app-${n}}
---
apiVersion: v1
kind: Service
metadata:
  name: app-${n}
  namespace: team-${n % 50}
spec:
  selector: {app: app-${n}}
  ports: [{port: 80, targetPort: 8080}]
---
${ingress(`app-${n}`, `app-${n}`).replace("metadata:\n", `metadata:\n  namespace: team-${n % 50}\n`)}`
}

function values(n: number): string {
  const sections = Array.from(
    { length: 100 },
    (_, i) =>
      `section${i}:\n  enabled: ${i % 2 === 0}\n  image:\n    repository: registry.corp.example.net/chart-${n}/part-${i}\n    tag: "1.${i}"\n  resources:\n    limits: {cpu: 100m, memory: 128Mi}\n`,
  )
  return `global:\n  registry: registry.corp.example.net\n  tls:\n    enabled: true\n${sections.join("")}`
}

function configMap(n: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-${n}\ndata:\n  url: https://host-${n}.corp.example.net\n`
}

function source(n: number): string {
  const digest = createHash("sha256").update(`${n}`).digest("hex")
  const functions = Array.from(
    { length: 80 },
    (_, i) =>
      `// Step${i} returns what came before it.\nfunc Step${i}(value int) (int, error) {\n\treturn value + ${i}, nil // ${digest}\n}\n\n`,
  )
  return `package module${n}\n\n${functions.join("")}`
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64")
}

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, today, unmark } from "../examples.ts"
import { type Issued, issue, name, purposes, root } from "../x509/pki.ts"

type Files = Readonly<Record<string, string>>

/** What is said of files above notice, each rule once; committed test keys aside. */
async function said(files: Files): Promise<string[]> {
  const { files: texts } = unmark(files)
  const inventory = inventoryOf(await factsOf(texts), new Set(Object.keys(texts)))
  const problems = check(rules, inventory, { at: today, options, trust: mozillaAnchors() })
  const loud = problems.filter(({ rule, level }) => (level ?? rule.level) !== "notice")
  return [...new Set(loud.map(({ rule, level }) => `${level ?? rule.level} ${rule.id}`))]
    .filter((one) => !one.endsWith("tls-private-key-committed"))
    .sort()
}

const secret = (crt: string, key = '""') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: |\n    ${crt}\n  tls.key: ${key}\n`
const titled = (name: string, of: string) => `${name}\n    =========\n    ⟦${of}⟧\n`
const configMap = (key: string, ...parts: readonly string[]) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca}\ndata:\n  ${key}: |\n    ${parts.join("\n    ")}`
const deployment = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n${spec.replaceAll(/^/gm, "      ")}\n`

const pem = ({ der }: Issued) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`
const forMail = pem(issue(root(), { subject: name("Ada"), extensions: [purposes("1.3.6.1.5.5.7.3.4")] }))

describe("what is right is not complained about", () => {
  const cases: Readonly<Record<string, Files>> = {
    "a bundle with titles in a ConfigMap, one of them expired before": {
      "ca.yaml": configMap("ca-bundle.crt", titled("A", "root"), titled("B", "other-root")),
    },
    "a bundle with titles in a file of any name": { "trust/anchors": "A\n=\n⟦root⟧\n\nB\n=\n⟦other-root⟧\n" },
    "a chain with titles in a Secret": {
      "tls.yaml": secret(`${titled("Server", "end-entity")}\n    ${titled("CA", "intermediate")}`),
    },
    "a certificate for mail": { "certs/mail.pem": forMail, "mail.yaml": configMap("mail.pem", ...forMail.split("\n")) },
    "a lone intermediate in DER is not called a server's": { "efi/db.pem": "⟦intermediate⟧\n" },
    "certbot's folder": {
      "live/cert.pem": "⟦end-entity⟧\n",
      "live/chain.pem": "⟦intermediate⟧\n",
      "live/fullchain.pem": "⟦end-entity⟧\n⟦intermediate⟧\n",
      "live/privkey.pem": "⟦end-entity.key⟧\n",
    },
    "strongSwan, which sends what is in x509ca": {
      "swanctl/x509/server.pem": "⟦end-entity⟧\n",
      "swanctl/x509ca/sub.pem": "⟦intermediate⟧\n",
    },
    "test data that lists its intermediates": {
      "case.json": JSON.stringify({ peer_certificate: "⟦end-entity⟧", untrusted_intermediates: ["⟦intermediate⟧"] }),
    },
    "Istio's cacerts": {
      "cacerts.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata: {name: cacerts, namespace: istio-system}\nstringData:\n  ca-cert.pem: |\n    ⟦intermediate⟧\n  root-cert.pem: |\n    ⟦root⟧\n",
    },
    "a client's certificate in certs.d without its key": { "etc/docker/certs.d/reg.corp/client.cert": "⟦client⟧\n" },
    "a .pem in Alpine's store": {
      Dockerfile:
        "FROM alpine:3.22\nRUN apk add --no-cache ca-certificates\nCOPY ca.pem /usr/local/share/ca-certificates/ca.pem\nRUN update-ca-certificates\n",
      "ca.pem": "⟦root⟧\n",
    },
    "a file below WORKDIR": {
      Dockerfile: "FROM corp/base:1\nWORKDIR /app\nCOPY ca.crt certs/ca.crt\nENV SSL_CERT_FILE=/app/certs/ca.crt\n",
      "ca.crt": "⟦root⟧\n",
    },
    "a configuration of containerd 2.3": {
      "etc/containerd/config.toml": "version = 4\n",
      "etc/containerd/certs.d/reg.corp/hosts.toml":
        'server = "https://reg.corp"\n[host."https://reg.corp"]\n  ca = "ca.crt"\n',
      "etc/containerd/certs.d/reg.corp/ca.crt": "⟦root⟧\n",
    },
    "VAULT_CAPATH that names a file": {
      "vault.yaml": deployment(
        "containers:\n  - name: a\n    image: corp/a:1\n    env: [{name: VAULT_CAPATH, value: /etc/vault/ca.crt}]\n    volumeMounts: [{name: ca, mountPath: /etc/vault}]\nvolumes: [{name: ca, configMap: {name: ca}}]",
      ),
    },
    "registries.conf of Argo CD Image Updater": {
      "iu.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config}\ndata:\n  registries.conf: |\n    registries:\n      - name: nexus\n        api_url: https://nexus.corp\n        prefix: nexus.corp\n",
    },
    "a value that Python fills in": {
      "svc.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: tls}\nspec:\n  loadBalancerIP: {SUBNET}.16\n",
    },
    "a probe on loopback": {
      "probe.sh": "#!/bin/sh\nVAULT_ADDR=https://127.0.0.1:8200 vault status -tls-skip-verify\n",
    },
    "a CA that keeps its key": {
      "ca.yaml":
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: ca}\nspec:\n  isCA: true\n  commonName: Corp CA\n  secretName: ca\n  privateKey: {rotationPolicy: Never}\n  issuerRef: {name: self}\n",
    },
    "a chart that puts a PEM of its values there": {
      "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
      "chart/values.yaml": 'ca: ""\n',
      "chart/templates/ca.yaml":
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: corp-ca\ndata:\n  ca.crt: |\n{{ required "a CA" .Values.ca | indent 4 }}\n',
    },
    "placeholders of keys": {
      "chart/values.yaml":
        "a: |\n  -----BEGIN PRIVATE KEY-----\n  MIIEvQIBADAN… (shortened)\n  -----END PRIVATE KEY-----\nb: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEow[REDACTED]\n  -----END RSA PRIVATE KEY-----\nc: |\n  -----BEGIN EC PRIVATE KEY-----\n  MHcCAQEE etc\n  -----END EC PRIVATE KEY-----\n",
    },
  }
  it.each(Object.entries(cases))("%s", async (_, files) => {
    expect(await said(files)).toEqual([])
  })
})

describe("what is wrong is still said, once", () => {
  const cases: Readonly<Record<string, readonly [Files, readonly string[]]>> = {
    "nothing valid in a bundle with titles": [
      { "ca.yaml": configMap("ca-bundle.crt", titled("A", "expired-root")) },
      ["error ca-expired"],
    ],
    "a chain with a title and no intermediate": [
      { "tls.yaml": secret(titled("Server", "end-entity")), "ca/issuing.pem": "⟦intermediate⟧\n" },
      ["error chain-too-short"],
    ],
    "a lone leaf that nginx serves, whatever it is called": [
      {
        "nginx/conf.d/shop.conf": "server {\n  listen 443 ssl;\n  ssl_certificate /etc/nginx/certs/a.crt;\n}\n",
        "nginx/certs/a.crt": "⟦end-entity⟧\n",
        "nginx/certs/b.crt": "⟦intermediate⟧\n",
      },
      ["error chain-too-short"],
    ],
    "a certificate for mail that is served": [
      { "tls.yaml": secret("⟦lint/wrong-purpose⟧") },
      ["error certificate-server-auth-missing"],
    ],
    "a key that is another's": [
      { "certs/server.crt": "⟦end-entity⟧\n⟦intermediate⟧\n", "certs/server.key": "⟦direct.key⟧\n" },
      ["error chain-key-mismatch"],
    ],
    "a key and a certificate that are swapped": [
      { "tls.yaml": secret("⟦end-entity.key⟧", "|\n    ⟦end-entity⟧") },
      ["error chain-key-mismatch"],
    ],
    "a .pem in Debian's store": [
      {
        Dockerfile: "FROM node:24\nCOPY ca.pem /usr/local/share/ca-certificates/ca.pem\nRUN update-ca-certificates\n",
        "ca.pem": "⟦root⟧\n",
      },
      ["error ca-store-wrong-extension"],
    ],
    "a .pem in Debian's store, below WORKDIR": [
      {
        Dockerfile:
          "FROM node:24\nWORKDIR /usr/local/share\nCOPY ca.pem ca-certificates/ca.pem\nRUN update-ca-certificates\n",
        "ca.pem": "⟦root⟧\n",
      },
      ["error ca-store-wrong-extension"],
    ],
    "Vault without verification, elsewhere": [
      { "probe.sh": "#!/bin/sh\nVAULT_ADDR=https://vault.corp:8200 vault status -tls-skip-verify\n" },
      ["error vault-skip-verify"],
    ],
    "a key that a leaf keeps": [
      {
        "leaf.yaml":
          "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: shop}\nspec:\n  dnsNames: [shop.corp]\n  secretName: shop\n  privateKey: {rotationPolicy: Never}\n  issuerRef: {name: self}\n",
      },
      ["warning certificate-rotation-policy"],
    ],
    "a token to a Service that is not verified": [
      { "a.sh": '#!/bin/sh\ncurl -k -H "Authorization: Bearer $TOKEN" https://api.web.svc:8443/x\n' },
      ["warning cmd-curl-insecure"],
    ],
    "a broken key": [
      {
        "certs/server.key": `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n".repeat(4)}!\n-----END PRIVATE KEY-----\n`,
      },
      ["warning input-malformed"],
    ],
    "DER where PEM is read": [
      {
        "tls.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\ntype: kubernetes.io/tls\ndata:\n  tls.crt: ⟦end-entity|der64⟧\n  tls.key: ""\n',
      },
      ["error input-malformed"],
    ],
  }
  it.each(Object.entries(cases))("%s", async (_, [files, expected]) => {
    expect(await said(files)).toEqual(expected)
  })
})

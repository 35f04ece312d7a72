import { describe, expect, it } from "vitest"
import { type Files, verdictsOf } from "./cases.ts"

const listens = (more = "") => `server {
  listen 443 ssl;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
${more}
}
`
const api = `  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf:ro", "./api/tls:/tls:ro"]
    ports: ["8443:443"]
    networks: { default: { aliases: [shop.corp.example.com, lab.corp.example.com, legacy.corp.example.com] } }
`
const chain = "⟦end-entity⟧\n⟦intermediate⟧\n"

function shop(client: string, more: Files = {}): Files {
  return {
    "compose.yaml": `services:\n${api}  app:\n${client.replaceAll(/^(?=.)/gm, "    ")}`,
    "api/default.conf": listens(),
    "api/tls/tls.pem": chain,
    "root.pem": "⟦root⟧\n",
    "intermediate.pem": "⟦intermediate⟧\n",
    ...more,
  }
}

const node = (environment: string, image = "node:22") => `image: ${image}
command: node /srv/app.mjs
environment: { URL: "https://shop.corp.example.com", ${environment} }
volumes: ["./app:/srv", "./root.pem:/root.pem", "./intermediate.pem:/intermediate.pem"]
`
const script = { "app/app.mjs": "import https from 'node:https'\nhttps.get(process.env.URL, () => {})\n" }
const python = (environment: string, image: string) =>
  node(environment, image).replace("node /srv/app.mjs", "python3 /srv/app.py")
const requests = { "app/app.py": "import os, requests\nrequests.get(os.environ['URL'])\n" }
const urllib = { "app/app.py": "import os\nimport urllib.request\nurllib.request.urlopen(os.environ['URL'])\n" }

describe("what clients verify with", () => {
  it.each<[string, Files, string]>([
    ["NODE_EXTRA_CA_CERTS", shop(node("NODE_EXTRA_CA_CERTS: /root.pem"), script), "succeeds"],
    [
      "Node and an intermediate",
      shop(node("NODE_EXTRA_CA_CERTS: /intermediate.pem"), script),
      "fails unknown-authority",
    ],
    ["Node and SSL_CERT_FILE", shop(node("SSL_CERT_FILE: /root.pem"), script), "fails unknown-authority"],
    [
      "Node with OpenSSL's store",
      shop(node("SSL_CERT_FILE: /root.pem, NODE_OPTIONS: --use-openssl-ca"), script),
      "succeeds",
    ],
    ["Node that verifies nothing", shop(node(`NODE_TLS_REJECT_UNAUTHORIZED: "0"`), script), "unverified"],
    [
      "a program that brings its own trust",
      shop(node("NODE_EXTRA_CA_CERTS: /root.pem"), {
        "app/app.mjs": `${script["app/app.mjs"]}new https.Agent({ ca: x })\n`,
      }),
      "unknown",
    ],
    ["requests", shop(python("REQUESTS_CA_BUNDLE: /root.pem", "python:3.12"), requests), "succeeds"],
    [
      "requests and SSL_CERT_FILE",
      shop(python("SSL_CERT_FILE: /root.pem", "python:3.12"), requests),
      "fails unknown-authority",
    ],
    ["urllib and SSL_CERT_FILE", shop(python("SSL_CERT_FILE: /root.pem", "python:3.12"), urllib), "succeeds"],
    [
      "Python 3.12 and an intermediate",
      shop(python("SSL_CERT_FILE: /intermediate.pem", "python:3.12"), urllib),
      "fails unknown-authority",
    ],
    [
      "a Python of no version and an intermediate",
      shop(python("SSL_CERT_FILE: /intermediate.pem", "python"), urllib),
      "unknown",
    ],
    [
      "a common name",
      shop(node("NODE_EXTRA_CA_CERTS: /root.pem").replace("shop.corp", "legacy.corp"), {
        ...script,
        "api/tls/tls.pem": "⟦no-san⟧\n⟦intermediate⟧\n",
      }),
      "succeeds",
    ],
    [
      "a leaf alone",
      shop(node("NODE_EXTRA_CA_CERTS: /root.pem"), { ...script, "api/tls/tls.pem": "⟦end-entity⟧\n" }),
      "fails missing-intermediate",
    ],
    [
      "a key of another",
      shop(node("NODE_EXTRA_CA_CERTS: /root.pem"), { ...script, "api/tls/tls.key": "⟦direct.key⟧\n" }),
      "fails key-mismatch",
    ],
  ])("%s", async (_, files, verdict) => {
    expect(await verdictsOf(files)).toEqual([
      expect.stringMatching(new RegExp(`^${verdict} (shop|legacy)\\.corp\\.example\\.com:443 compose\\.yaml:\\d+$`)),
    ])
  })
})

describe("where things come from", () => {
  const handed = `image: node:22
command: node /srv/app.mjs
env_file: app.env
volumes: ["./app:/srv"]
secrets: [corp]
`
  const sections = "\nsecrets:\n  corp: { file: ./root.pem }\n"
  const plain = shop(handed, {
    ...script,
    "app.env": "URL=https://shop.corp.example.com\nNODE_EXTRA_CA_CERTS=/run/secrets/corp\n",
  })
  it("reads env_file and secrets", async () => {
    const files = { ...plain, "compose.yaml": plain["compose.yaml"] + sections }
    expect(await verdictsOf(files)).toEqual(["succeeds shop.corp.example.com:443 app.env:1"])
  })
  it("does not know a secret from outside", async () => {
    const files = { ...plain, "compose.yaml": `${plain["compose.yaml"]}\nsecrets:\n  corp: { external: true }\n` }
    expect(await verdictsOf(files)).toEqual(["unknown shop.corp.example.com:443 app.env:1"])
  })
  it("reads what an image is built of", async () => {
    const dockerfile = (target: string) => `FROM debian:13-slim
COPY root.pem ${target}
RUN update-ca-certificates
CMD ["curl", "https://shop.corp.example.com"]
`
    const built = (target: string) => shop("build: .", { Dockerfile: dockerfile(target) })
    expect(await verdictsOf(built("/usr/local/share/ca-certificates/corp.crt"))).toEqual([
      "succeeds shop.corp.example.com:443 Dockerfile:4",
    ])
    expect(await verdictsOf(built("/usr/local/share/ca-certificates/corp.pem"))).toEqual([
      "fails unknown-authority shop.corp.example.com:443 Dockerfile:4",
    ])
  })
})

describe("scripts", () => {
  const run = (line: string) => ({ ...shop("image: busybox"), "smoke.sh": `#!/bin/sh\n${line}\n` })
  it.each([
    ["curl --cacert root.pem https://localhost:8443/", "fails name-mismatch localhost:8443"],
    [
      "curl --cacert root.pem --resolve shop.corp.example.com:8443:127.0.0.1 https://shop.corp.example.com:8443/",
      "succeeds shop",
    ],
    ["curl --cacert root.pem --connect-to ::localhost:8443 https://shop.corp.example.com/", "succeeds shop"],
    ["curl https://localhost:8443/", "unknown localhost:8443"],
    ["curl http://localhost:8443/", "fails protocol localhost:8443"],
    ["openssl s_client -connect localhost:8443 -CAfile root.pem -verify_return_error", "succeeds localhost"],
    [
      "openssl s_client -connect localhost:8443 -CAfile intermediate.pem -verify_return_error",
      "fails unknown-authority",
    ],
    [
      "openssl s_client -connect localhost:8443 -CAfile intermediate.pem -partial_chain -verify_return_error",
      "succeeds localhost",
    ],
    ["openssl s_client -connect localhost:8443 -CAfile intermediate.pem", "unverified localhost"],
    ["CURL_CA_BUNDLE=root.pem curl --connect-to ::localhost:8443 https://shop.corp.example.com/", "succeeds shop"],
    ["curl --cacert root.pem https://localhost:9443/", "unknown localhost:9443"],
  ])("%s", async (line, verdict) => {
    expect((await verdictsOf(run(line)))[0]).toMatch(new RegExp(`^${verdict}`))
  })
})

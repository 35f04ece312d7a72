import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { usersOf } from "../../src/usage/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, today, unmark } from "../examples.ts"

const server = (host: string, path = "/etc/nginx/tls/tls") =>
  `server {\n  listen 443 ssl;\n  server_name ${host};\n  ssl_certificate ${path}.crt;\n  ssl_certificate_key ${path}.key;\n}\n`
const indented = (text: string) => text.trimEnd().replaceAll("\n", "\n    ")
const configMap = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nginx, namespace: web}\ndata:\n  default.conf: |\n    ${indented(text)}\n`
const secret = (key = "end-entity.key") =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: shop, namespace: web}\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: |\n    ⟦end-entity+intermediate⟧\n  tls.key: |\n    ⟦${key}⟧\n`
const pod = (volume: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: nginx, namespace: web}\nspec:\n  containers:\n    - name: nginx\n      image: nginx\n      volumeMounts:\n        - {name: conf, mountPath: /etc/nginx/conf.d}\n        - {name: tls, mountPath: /etc/nginx/tls}\n  volumes:\n    - {name: conf, configMap: {name: nginx}}\n    - {name: tls, ${volume}}\n`
const chain = "⟦end-entity+intermediate⟧\n"

interface Row {
  readonly files: Readonly<Record<string, string>>
  readonly users: readonly string[]
  /** `rule place` of what is wrong with hosts and keys. */
  readonly found: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  "nginx in a pod, a Secret mounted beside it": {
    files: {
      "a.yaml": configMap(server("shop.corp.example.com")),
      "b.yaml": secret(),
      "c.yaml": pod("secret: {secretName: shop}"),
    },
    users: ["Pod web/nginx", "nginx default.conf"],
    found: [],
  },
  "nginx in a pod, for another host": {
    files: {
      "a.yaml": configMap(server("other.corp.net")),
      "b.yaml": secret(),
      "c.yaml": pod("secret: {secretName: shop}"),
    },
    users: ["Pod web/nginx", "nginx default.conf"],
    found: ["leaf-host-mismatch b.yaml:7"],
  },
  "a file of a generator, under another name": {
    files: {
      "kustomization.yaml":
        "namespace: web\nresources: [a.yaml, c.yaml]\nsecretGenerator: [{name: shop, files: [tls.crt=certs/shop.pem]}]\n",
      "a.yaml": configMap(server("other.corp.net")),
      "c.yaml": pod("secret: {secretName: shop}"),
      "certs/shop.pem": chain,
    },
    users: ["Pod web/nginx", "nginx default.conf"],
    found: ["leaf-host-mismatch certs/shop.pem:1"],
  },
  "nginx in compose, its directory mounted": {
    files: {
      "compose.yaml":
        "services:\n  web:\n    image: nginx\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n      - ./certs:/etc/nginx/tls:ro\n",
      "nginx.conf": `http {\n${server("other.corp.net")}}\n`,
      "certs/tls.crt": chain,
      "certs/tls.key": "⟦wildcard.key⟧\n",
    },
    users: ["compose service web", "nginx nginx.conf"],
    found: ["chain-key-mismatch certs/tls.crt:1", "leaf-host-mismatch certs/tls.crt:1"],
  },
  "nginx in compose, by secrets": {
    files: {
      "compose.yaml":
        "services:\n  web:\n    image: nginx\n    volumes: ['./nginx.conf:/etc/nginx/nginx.conf']\n    secrets: [crt, key]\nsecrets:\n  crt: {file: shop.pem}\n  key: {file: private.pem}\n",
      "nginx.conf":
        "server {\n  server_name shop.corp.example.com;\n  ssl_certificate /run/secrets/crt;\n  ssl_certificate_key /run/secrets/key;\n}\n",
      "shop.pem": chain,
      "private.pem": "⟦wildcard.key⟧\n",
    },
    users: ["compose service web", "nginx nginx.conf"],
    found: ["chain-key-mismatch shop.pem:1"],
  },
  "a tree of files of a machine": {
    files: {
      "roles/web/files/etc/nginx/sites-available/shop": server("_ shop.corp.example.com ~^x", "/etc/ssl/shop"),
      "roles/web/files/etc/ssl/shop.crt": chain,
    },
    users: ["nginx roles/web/files/etc/nginx/sites-available/shop"],
    found: [],
  },
  "nginx, with two certificates for one host": {
    files: {
      "nginx.conf":
        "server {\n  server_name shop.corp.example.com;\n  ssl_certificate a.pem;\n  ssl_certificate b.pem;\n}\n",
      "a.pem": chain,
      "b.pem": "⟦registry+intermediate⟧\n",
    },
    users: ["nginx nginx.conf"],
    found: [],
  },
  Apache: {
    files: {
      "apache/shop.conf":
        '<VirtualHost *:443>\n  ServerName other.corp.net\n  SSLCertificateFile "shop.crt"\n  SSLCertificateKeyFile keys/any.pem\n</VirtualHost>\n',
      "apache/shop.crt": chain,
      "apache/keys/any.pem": "⟦wildcard.key⟧\n",
    },
    users: ["apache apache/shop.conf"],
    found: ["chain-key-mismatch apache/shop.crt:1", "leaf-host-mismatch apache/shop.crt:1"],
  },
  HAProxy: {
    files: {
      "haproxy.cfg": "frontend web\n  bind :443 ssl crt certs/shop.pem alpn h2\n",
      "certs/shop.pem": chain,
    },
    users: ["haproxy haproxy.cfg"],
    found: [],
  },
  "a variable, a comment": {
    files: {
      "nginx.conf": `server {\n  server_name other.corp.net;\n  ssl_certificate $certs/shop.pem;\n  # ssl_certificate shop.pem;\n}\n`,
      "shop.pem": chain,
    },
    users: [],
    found: [],
  },
}

describe("the configuration of a server leads to the files that it names", () => {
  it.each(Object.entries(rows))("%s", async (_, { files: marked, users, found }) => {
    const { files } = unmark(marked)
    const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
    const served = inventory.bundles.filter(({ certificates }) => certificates.length > 0)
    expect(usersOf(served[0]!, inventory)).toEqual(users)
    const about = rules.filter(({ id }) => /^(leaf-host-mismatch|chain-key-mismatch)$/.test(id))
    const problems = check(about, inventory, { at: today, options, trust: mozillaAnchors() })
    expect(problems.map(({ rule, at }) => `${rule.id} ${at.path}:${at.line}`).sort()).toEqual(found)
  })
})

it("says what nginx verifies clients and servers with", async () => {
  const { files } = unmark({
    "nginx.conf":
      "http {\n  proxy_ssl_trusted_certificate upstream.pem;\n  server {\n    ssl_client_certificate clients.pem;\n    location / { proxy_ssl_certificate me.pem; }\n  }\n}\n",
    "upstream.pem": "⟦root⟧\n",
    "clients.pem": "⟦other-root⟧\n",
    "me.pem": "⟦client⟧\n",
  })
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  expect(inventory.bundles.map((bundle) => usersOf(bundle, inventory))).toEqual([
    ["nginx nginx.conf"],
    ["nginx nginx.conf"],
    ["nginx nginx.conf"],
  ])
})

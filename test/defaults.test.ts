import { createPrivateKey } from "node:crypto"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { collect } from "../src/collect/collect.ts"
import { unreadFacts } from "../src/collect/unread.ts"
import { passwordsOf } from "../src/commands/scan.ts"
import { inventoryOf } from "../src/join/inventory.ts"
import { emptyConfig } from "../src/policy/config.ts"
import { isFixture, isTestMaterial } from "../src/policy/fixtures.ts"
import { reportOf } from "../src/policy/report.ts"
import { rules } from "../src/rules/index.ts"
import type { CheckOptions } from "../src/rules/rule.ts"
import { mozillaAnchors } from "../src/x509/mozilla-anchors.ts"
import { stores } from "./collect/certificates/material.ts"
import { options, today, unmark } from "./examples.ts"

/** Defaults that decide whether people keep the tool: a repository, and what a scan says of it. */
interface Row {
  readonly files: Readonly<Record<string, string>>
  /** `level rule path:line` of every error and warning, and of the notices of the rules that `notices` names. */
  readonly found: readonly string[]
  readonly notices?: RegExp
  /** The rules that the row is about; all where it does not say. */
  readonly only?: RegExp
  readonly chain?: CheckOptions["chain"]
  /** The PATH that is scanned. */
  readonly given?: string
  readonly passwords?: readonly string[]
  /** What a checkout left out. */
  readonly leftOut?: Readonly<Record<string, "submodule" | "repository" | "sparse">>
  /** Files that are no text, in base64. */
  readonly bytes?: Readonly<Record<string, string>>
}

const secret = (content: string, name = "shop-tls", namespace = "web") =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: ${namespace}}\nstringData:\n${content}`
const tls = (names: string) => `  tls.crt: |\n    ⟦${names}⟧\n`
const ingress = (host: string, name = "shop-tls", namespace = "web", annotations = "") =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  namespace: ${namespace}\n${annotations}spec:\n  tls: [{hosts: [${host}], secretName: ${name}}]\n`
const insecureHost = (host: string) => `[host."https://${host}"]\n  skip_verify = true\n`
const object = (apiVersion: string, kind: string, spec: string, name = "shop-tls") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: web}\nspec: ${spec}\n`

const flux = (name: string, path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}}\nspec: {path: ${path}}\n`

const encryptedKey = createPrivateKey(readFileSync(new URL("pki/end-entity.key", import.meta.url)))
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "no one knows" })
  .toString()
  .trim()
  .replaceAll("\n", "\n    ")

const expired = { "server.pem": "⟦expired⟧\n⟦intermediate⟧\n" }
const at = (folder: string) =>
  Object.fromEntries(Object.entries(expired).map(([path, text]) => [`${folder}/${path}`, text]))
const bundleOf = (count: number) => `${Array.from({ length: count }, () => "⟦root⟧").join("\n")}\n⟦expired-root⟧\n`

const tables: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  "1. Fixtures": {
    ...Object.fromEntries(
      [
        "test",
        "tests",
        "testdata",
        "fixture",
        "fixtures",
        "example",
        "examples",
        "doc",
        "docs",
        "vendor",
        "third_party",
      ].map((segment): [string, Row] => [
        `certificate findings below ${segment} are notices`,
        {
          files: at(`a/${segment}/b`),
          found: [`notice chain-expired a/${segment}/b/server.pem:1`],
          notices: /^chain-expired$/,
        },
      ]),
    ),
    "elsewhere they are errors": { files: at("certs"), found: ["error chain-expired certs/server.pem:1"] },
    "a PATH that is given is no fixture": {
      files: at("test"),
      given: "test",
      found: ["error chain-expired test/server.pem:1"],
    },
    "settings are one level lower": {
      files: { "examples/certs.d/reg.corp.net/hosts.toml": insecureHost("reg.corp.net") },
      found: ["warning containerd-hosts-skip-verify examples/certs.d/reg.corp.net/hosts.toml:2"],
    },
  },
  "2. Private anchors": {
    "a chain that ends at a private root which is not at hand is fine": {
      files: { "server.pem": "⟦end-entity⟧\n⟦intermediate⟧\n" },
      found: [],
      notices: /^chain-/,
    },
    "a trust store that a known consumer uses excludes it": {
      files: {
        "nodes/etc/docker/certs.d/shop.corp.example.com/ca.crt": "⟦other-root⟧\n",
        "a.yaml": secret(tls("end-entity+intermediate")),
        "b.yaml": ingress("shop.corp.example.com"),
      },
      found: ["error ca-does-not-sign-server nodes/etc/docker/certs.d/shop.corp.example.com/ca.crt:1"],
    },
    "the mode full needs the root": {
      files: { "server.pem": "⟦end-entity⟧\n⟦intermediate⟧\n" },
      chain: "full",
      found: ["error chain-root-missing server.pem:14"],
    },
    "so does the Secret dex.tls": {
      files: { "a.yaml": secret(tls("end-entity+intermediate"), "dex.tls") },
      found: ["error chain-root-missing a.yaml:19"],
    },
  },
  "3. A lone leaf": {
    "whose issuer is an intermediate of the repository": {
      files: { "a.yaml": secret(tls("end-entity")), "ca/issuing.pem": "⟦intermediate⟧\n" },
      found: ["error chain-too-short a.yaml:6"],
    },
    "in the mode full": {
      files: { "server.pem": "⟦end-entity⟧\n" },
      chain: "full",
      found: ["error chain-too-short server.pem:1"],
    },
    "whose issuer is an intermediate of a public CA by its name": {
      files: { "a.yaml": secret(tls("public-leaf")) },
      only: /^chain-/,
      found: ["error chain-too-short a.yaml:6"],
    },
    "of an issuer that nobody knows": {
      files: { "a.yaml": secret(tls("end-entity")) },
      found: ["notice chain-too-short a.yaml:6"],
      notices: /^chain-/,
    },
    "whose issuer is a root of the repository": {
      files: { "a.yaml": secret(tls("direct")), "ca/root.pem": "⟦root⟧\n" },
      found: [],
      notices: /^chain-/,
    },
    "that is a client's": { files: { "a.yaml": secret(tls("client")) }, found: [], notices: /^chain-/ },
    "that signed itself": { files: { "a.yaml": secret(tls("self-signed")) }, found: [], notices: /^chain-too-short/ },
  },
  "4. A root at the end of a server chain": {
    "is a notice": {
      files: { "a.yaml": secret(tls("end-entity+intermediate+root")) },
      found: ["notice chain-root-superfluous a.yaml:30"],
      notices: /^chain-/,
    },
    "is meant where the file is a trust source too": {
      files: { "a.yaml": secret(tls("end-entity+intermediate+root"), "dex.tls") },
      found: [],
      notices: /^chain-/,
    },
  },
  "5. CA bundles": {
    "expired members beside valid ones are one warning": {
      files: { "ca-bundle.crt": "⟦expired-root⟧\n⟦root⟧\n⟦expired-root⟧\n" },
      found: ["warning ca-expired ca-bundle.crt:1"],
    },
    "a notice in a bundle of fifty": {
      files: { "ca-bundle.crt": bundleOf(49) },
      found: ["notice ca-expired ca-bundle.crt:540"],
      notices: /^ca-expired/,
    },
    "an error where a chain depends on one": {
      files: { "ca-bundle.crt": "⟦expired-intermediate⟧\n⟦other-root⟧\n", "server.pem": "⟦under-expired⟧\n" },
      only: /^ca-expired/,
      found: ["error ca-expired ca-bundle.crt:1"],
    },
    "a warning where its successor, with the same key, is beside it": {
      files: { "ca-bundle.crt": "⟦expired-intermediate⟧\n⟦root⟧\n", "server.pem": "⟦end-entity+intermediate⟧\n" },
      only: /^ca-expired/,
      found: ["warning ca-expired ca-bundle.crt:1"],
    },
    "an error where none remains": {
      files: { "ca-bundle.crt": "⟦expired-root⟧\n" },
      found: ["error ca-expired ca-bundle.crt:1"],
    },
    "no complaint about the signature of a root": {
      files: { "ca-bundle.crt": "⟦sha1-root⟧\n" },
      found: [],
      notices: /weak/,
    },
  },
  "6. Generated Secrets": {
    "nothing defines it": {
      files: { "b.yaml": ingress("shop.corp.example.com") },
      found: ["notice tls-secret-undefined b.yaml:7"],
      notices: /undefined/,
    },
    ...Object.fromEntries(
      Object.entries({
        "a Certificate": object(
          "cert-manager.io/v1",
          "Certificate",
          "{secretName: shop-tls, dnsNames: [shop.corp.example.com], issuerRef: {name: x}}",
        ),
        "an ExternalSecret": object("external-secrets.io/v1", "ExternalSecret", "{target: {name: shop-tls}}"),
        "a SealedSecret": object("bitnami.com/v1alpha1", "SealedSecret", "{encryptedData: {tls.crt: AgBy3i4OJSWK}}"),
        SOPS: `${secret("  tls.crt: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n")}sops: {lastmodified: "2026-01-01T00:00:00Z"}\n`,
        "a chart": object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "{chart: {spec: {chart: x}}}", "x"),
        "an operator": object("kafka.strimzi.io/v1beta2", "Kafka", "{kafka: {listeners: [{name: a, tls: true}]}}", "x"),
      }).map(([name, maker]): [string, Row] => [
        `${name} could make it`,
        { files: { "a.yaml": maker, "b.yaml": ingress("shop.corp.example.com") }, found: [], notices: /undefined/ },
      ]),
    ),
    "the shim of cert-manager could make it": {
      files: {
        "b.yaml": ingress(
          "shop.corp.example.com",
          "shop-tls",
          "web",
          "  annotations: {cert-manager.io/cluster-issuer: x}\n",
        ),
      },
      found: [],
      notices: /undefined/,
    },
  },
  "7. Scopes": {
    "a host and its certificate in one scope": {
      files: { "a.yaml": secret(tls("end-entity+intermediate")), "b.yaml": ingress("other.corp.net") },
      found: ["error leaf-host-mismatch a.yaml:6"],
    },
    "in two overlays: a notice at most": {
      files: {
        "dev/kustomization.yaml": "resources: [a.yaml]\n",
        "dev/a.yaml": secret(tls("end-entity+intermediate")),
        "prod/kustomization.yaml": "resources: [b.yaml]\n",
        "prod/b.yaml": ingress("other.corp.net"),
      },
      found: ["notice leaf-host-mismatch dev/a.yaml:6"],
      notices: /mismatch/,
    },
    "in two namespaces": {
      files: {
        "a.yaml": secret(tls("end-entity+intermediate"), "shop-tls", "other"),
        "b.yaml": ingress("other.corp.net"),
      },
      // An Ingress reads Secrets of its own namespace: nothing is joined, and that is said.
      found: ["error reference-namespace b.yaml:7"],
      notices: /mismatch/,
    },
    "in a base and its overlay, which renames and moves": {
      files: {
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": secret(tls("end-entity+intermediate")),
        "prod/kustomization.yaml": "resources: [../base, b.yaml]\nnamePrefix: p-\nnamespace: prod\n",
        "prod/b.yaml": ingress("other.corp.net", "p-shop-tls", "prod"),
      },
      found: ["error leaf-host-mismatch base/a.yaml:6"],
    },
    "in two roots of Flux: a notice at most": {
      files: {
        "clusters/one/apps.yaml": flux("one", "./apps/one"),
        "clusters/two/apps.yaml": flux("two", "./apps/two"),
        "apps/one/a.yaml": secret(tls("end-entity+intermediate")),
        "apps/two/b.yaml": ingress("other.corp.net"),
      },
      found: ["notice leaf-host-mismatch apps/one/a.yaml:6"],
      notices: /mismatch/,
    },
    "in two charts: a notice at most": {
      files: {
        "one/Chart.yaml": "name: one\n",
        "one/templates/a.yaml": secret(tls("end-entity+intermediate")),
        "two/Chart.yaml": "name: two\n",
        "two/templates/b.yaml": ingress("other.corp.net"),
      },
      found: ["notice leaf-host-mismatch one/templates/a.yaml:6"],
      notices: /mismatch/,
    },
    "in directories that define the same object: a notice at most": {
      files: {
        "one/a.yaml": `${secret(tls("end-entity+intermediate"))}---\n${secret("  a: b\n", "same")}`,
        "two/b.yaml": `${ingress("other.corp.net")}---\n${secret("  a: b\n", "same")}`,
      },
      found: ["notice leaf-host-mismatch one/a.yaml:6"],
      notices: /mismatch/,
    },
    "a file that a generator makes the Secret of": {
      files: {
        "kustomization.yaml":
          "resources: [b.yaml]\nsecretGenerator: [{name: shop-tls, namespace: web, files: [tls.crt=certs/shop.pem]}]\n",
        "certs/shop.pem": "⟦end-entity⟧\n⟦intermediate⟧\n",
        "b.yaml": ingress("other.corp.net"),
      },
      found: ["error leaf-host-mismatch certs/shop.pem:1"],
    },
    "another namespace, with a ReferenceGrant": {
      files: {
        "a.yaml": secret(tls("end-entity+intermediate"), "shop-tls", "certs"),
        "b.yaml": object(
          "gateway.networking.k8s.io/v1",
          "Gateway",
          "{gatewayClassName: x, listeners: [{name: a, hostname: other.corp.net, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls, namespace: certs}]}}]}",
          "edge",
        ),
        "c.yaml":
          "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: a, namespace: certs}\nspec:\n  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: web}]\n  to: [{group: '', kind: Secret}]\n",
      },
      found: ["error leaf-host-mismatch a.yaml:6"],
    },
    "another namespace, without one": {
      files: {
        "a.yaml": secret(tls("end-entity+intermediate"), "shop-tls", "certs"),
        "b.yaml": object(
          "gateway.networking.k8s.io/v1",
          "Gateway",
          "{gatewayClassName: x, listeners: [{name: a, hostname: other.corp.net, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls, namespace: certs}]}}]}",
          "edge",
        ),
      },
      found: ["error reference-namespace b.yaml:4"],
    },
  },
  "8. Templates": {
    "a value that is only known once rendered": {
      files: {
        "certs.d/reg.corp.net/hosts.toml": '[host."https://reg.corp.net"]\n  skip_verify = {{ .Values.insecure }}\n',
      },
      found: [],
    },
    "an unset value": { files: { "values.yaml": "registry:\n  insecureSkipVerify:\n  caBundle: ''\n" }, found: [] },
    "a commented line": {
      files: {
        "certs.d/reg.corp.net/hosts.toml": '[host."https://reg.corp.net"]\n  # skip_verify = true\n',
        "notes.yaml": "# ⟦expired⟧\n",
      },
      found: [],
    },
    "the schema of a CRD": {
      files: {
        "crd.yaml":
          "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.corp.io}\nspec:\n  versions:\n    - schema:\n        openAPIV3Schema:\n          properties:\n            insecureSkipVerify: {type: boolean, default: true}\n            caBundle: {type: string, example: not-a-ca}\n            insecure-skip-tls-verify: {type: boolean}\n",
      },
      found: [],
    },
    "a vendored chart": {
      files: {
        "app/Chart.yaml":
          "name: app\ndependencies: [{name: dep, version: 1.0.0, repository: 'https://charts.corp.net'}]\n",
        "app/charts/dep/Chart.yaml": "name: dep\n",
        "app/charts/dep/templates/a.yaml":
          "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.a.corp.io}\nspec: {insecureSkipTLSVerify: true, service: {name: a, namespace: web}}\n",
      },
      found: [],
    },
  },
  "8. Templates, filled in the cluster": {
    "a caBundle that an injector replaces": {
      files: {
        "a.yaml":
          "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: hook\n  annotations: {cert-manager.io/inject-ca-from: web/hook}\nwebhooks:\n  - clientConfig:\n      caBundle: ⟦expired-root|base64⟧\n",
      },
      found: [],
    },
    "a caBundle whose webhook fills an empty Secret": {
      files: {
        "a.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.corp.io}\nspec:\n  conversion:\n    webhook:\n      clientConfig:\n        caBundle: ⟦expired-root|base64⟧\n        service: {name: hook, namespace: web}\n---\n${object("v1", "Service", "{selector: {app: hook}}", "hook")}---\n${object("apps/v1", "Deployment", "{template: {metadata: {labels: {app: hook}}, spec: {containers: [{name: a}], volumes: [{name: c, secret: {secretName: hook-tls}}]}}}", "hook")}---\napiVersion: v1\nkind: Secret\nmetadata: {name: hook-tls, namespace: web}\n`,
      },
      found: [],
    },
    "one that nobody replaces": {
      files: {
        "a.yaml":
          "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: hook}\nwebhooks:\n  - clientConfig:\n      caBundle: ⟦expired-root|base64⟧\n",
      },
      found: ["error ca-expired a.yaml:6"],
    },
  },
  "9. Keys": {
    "an empty key": {
      files: { "a.yaml": secret(`${tls("end-entity+intermediate")}  tls.key: ""\n`) },
      found: [],
      notices: /key-/,
    },
    "a placeholder": {
      files: {
        "a.yaml": secret(
          `${tls("end-entity+intermediate")}  tls.key: |\n    -----BEGIN PRIVATE KEY-----\n    <your key>\n    -----END PRIVATE KEY-----\n`,
        ),
      },
      found: [],
      notices: /key-/,
    },
    "an encrypted one": {
      files: { "a.yaml": secret(`${tls("end-entity+intermediate")}  tls.key: |\n    ${encryptedKey}\n`) },
      found: [],
    },
    "in plaintext": {
      files: { "a.yaml": secret(`${tls("end-entity+intermediate")}  tls.key: |\n    ⟦end-entity.key⟧\n`) },
      found: ["error tls-private-key-committed a.yaml:31 (hidden)"],
    },
    "in plaintext, among fixtures": {
      files: { "test/a.yaml": secret(`${tls("end-entity+intermediate")}  tls.key: |\n    ⟦end-entity.key⟧\n`) },
      found: ["notice tls-private-key-committed test/a.yaml:31 (hidden)"],
      notices: /key-/,
    },
  },
  "10. Order of operations": {
    "a stage that is visible as a whole": {
      files: {
        Dockerfile: 'FROM debian:12\nCOPY ca.crt /usr/local/share/ca-certificates/corp.crt\nCMD ["true"]\n',
        "ca.crt": "⟦root⟧\n",
      },
      found: ["error ca-store-no-update-command Dockerfile:2"],
    },
    "a script that calls others": {
      files: {
        "setup.sh": "#!/bin/sh\ncp ca.crt /usr/local/share/ca-certificates/corp.crt\n. ./common.sh\nfinish\n",
        "ca.crt": "⟦root⟧\n",
      },
      found: ["warning ca-store-no-update-command setup.sh:2"],
    },
  },
  "11. One finding per cause": {
    "the same certificate in three places": {
      files: {
        "a.yaml": secret(tls("expired+intermediate"), "a"),
        "b.yaml": secret(tls("expired+intermediate"), "b"),
        "c/d.pem": "⟦expired⟧\n⟦intermediate⟧\n",
      },
      found: ["error chain-expired a.yaml:6 (b.yaml:6, c/d.pem:1)"],
    },
  },
  "12. Documentation hosts": {
    ...Object.fromEntries(
      ["example.com", "example.org", "example.net", "reg.example", "reg.invalid", "localhost", "127.0.0.1"].map(
        (host): [string, Row] => [
          `${host} lowers a setting`,
          {
            files: { "hosts.toml": insecureHost(`${host}:5000`) },
            found: ["notice containerd-hosts-skip-verify hosts.toml:2"],
            notices: /skip-verify/,
          },
        ],
      ),
    ),
    ...Object.fromEntries(
      ["reg.example.com", "myexample.com", "reg.corp.net"].map((host): [string, Row] => [
        `${host} does not`,
        { files: { "hosts.toml": insecureHost(host) }, found: ["error containerd-hosts-skip-verify hosts.toml:2"] },
      ]),
    ),
  },
  "13. What is not there": {
    "a pointer of Git LFS": {
      files: {
        "certs/server.pem":
          "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
      },
      found: ["notice input-not-checked certs/server.pem:1"],
      notices: /^input-/,
    },
    "all submodules together, all of a sparse checkout together": {
      files: {},
      leftOut: { "a/module": "submodule", "b/module": "submodule", "far/tls.yaml": "sparse", inner: "repository" },
      found: [
        "notice input-not-checked a/module:1",
        "notice input-not-checked far/tls.yaml:1",
        "notice input-not-checked inner:1",
      ],
      notices: /^input-/,
    },
  },
  "14. PKCS#12": {
    ...Object.fromEntries(
      Object.entries(stores).map(([name, base64]): [string, Row] => [
        `${name} opens`,
        {
          files: {},
          bytes: { "store.p12": base64 },
          passwords: ["", "changeit"],
          found: [],
          only: /^input-/,
        },
      ]),
    ),
    "an unknown password is a notice": {
      files: { "store.pem": "⟦locked-store⟧\n" },
      found: ["notice input-password-unknown store.pem:1"],
      notices: /^input-/,
    },
  },
}

describe("14. PKCS#12", () => {
  it("tries the passwords of the contract, and those of the environment before them", () => {
    expect(passwordsOf({ env: {} })).toEqual(["", "changeit", "changeme", "password"])
    const own = passwordsOf({ env: { TLSGATE_PASSWORDS: "one\r\ntwo words\n" } })
    expect(own.slice(0, 2)).toEqual(["one", "two words"])
  })
})

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    it.each(Object.entries(rows))("%s", async (_, row) => {
      expect(await scan(row)).toEqual(row.found)
    })
  })
}

async function scan({
  files: marked,
  only,
  notices = only,
  chain,
  given,
  passwords = [],
  bytes = {},
  leftOut = {},
}: Row): Promise<string[]> {
  const { files } = unmark(marked)
  const contents = [
    ...Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    ...Object.entries(bytes).map(([path, base64]) => ({ path, bytes: Buffer.from(base64, "base64") })),
  ]
  const facts = await Promise.all(contents.map((file) => collect({ ...file, passwords })))
  facts.push(...Object.entries(leftOut).map(([path, reason]) => unreadFacts(path, reason, "")))
  const below = (path: string) => (given === undefined ? path : path.slice(given.length + 1))
  const { findings } = reportOf(
    inventoryOf(
      facts.filter((file) => file !== undefined),
      new Set(contents.map(({ path }) => path)),
    ),
    {
      version: "0.0.0",
      rules,
      names: new Set(),
      at: today,
      options: { ...options, ...(chain && { chain }) },
      trust: mozillaAnchors(),
      config: emptyConfig,
      failOn: "error",
      failOnAt: () => "error",
      isFixture: (path) => isFixture(below(path)),
      isTestMaterial: (path) => isTestMaterial(below(path)),
      toConfig: (path) => path,
      baseline: new Set(),
      complete: true,
      files: { discovered: contents.length, read: contents.length, skipped: 0 },
      bytes: 0,
    },
  )
  return findings
    .filter(({ level, rule }) => (level === "notice" ? notices?.test(rule) : (only?.test(rule) ?? true)))
    .map(({ level, rule, location, related, sensitive }) => {
      const same = related.filter(({ message }) => message === "the same certificate")
      const others = same.map((one) => `${one.location.path}:${one.location.line}`).join(", ")
      const place = `${level} ${rule} ${location.path}:${location.line}`
      return `${place}${others === "" ? "" : ` (${others})`}${sensitive ? " (hidden)" : ""}`
    })
}

import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { roleOf } from "../../src/chains/roles.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf, options, unmark } from "../examples.ts"

interface Row {
  readonly files: Readonly<Record<string, string>>
  /** `line:column form role name`, in the order of the text. */
  readonly found: readonly string[]
}

const pem = readFileSync(new URL("../pki/end-entity.pem", import.meta.url), "utf8")
const b64 = Buffer.from(pem).toString("base64")
const manifest = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  tls.crt: ${b64}\n`
const release = gzipSync(JSON.stringify({ name: "x", manifest })).toString("base64")

const rows: Readonly<Record<string, Row>> = {
  "SealedSecret: what is not sealed": {
    files: {
      "a.yaml": `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\nspec:\n  encryptedData: {tls.key: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq}\n  template:\n    data:\n      ca.crt: |\n        ⟦root⟧\n`,
    },
    found: ["9:9 pem trust ca.crt"],
  },
  "SOPS: what is not encrypted": {
    files: {
      "a.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  ca.crt: |\n    ⟦root⟧\n  tls.key: ENC[AES256_GCM,data:xx,iv:yy,tag:zz,type:str]\nsops:\n  version: 3.8.1\n`,
    },
    found: ["6:5 pem trust ca.crt"],
  },
  "trust-manager Bundle": {
    files: {
      "a.yaml": `apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: s}\nspec:\n  sources:\n    - inLine: |\n        ⟦root⟧\n`,
    },
    found: ["7:9 pem trust inLine"],
  },
  "MachineConfig, base64": {
    files: {
      "a.yaml": `apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: s}\nspec:\n  config:\n    ignition: {version: 3.2.0}\n    storage:\n      files:\n        - path: /etc/pki/ca-trust/source/anchors/corp.crt\n          contents: {source: "data:text/plain;charset=utf-8;base64,⟦root|base64⟧"}\n`,
    },
    found: ["10:68 base64-pem trust /etc/pki/ca-trust/source/anchors/corp.crt"],
  },
  "MachineConfig, percent-encoded": {
    files: {
      "a.yaml": `apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: s}\nspec:\n  config:\n    ignition: {version: 3.2.0}\n    storage:\n      files:\n        - path: /etc/pki/ca-trust/source/anchors/corp.crt\n          contents: {source: "data:,${encodeURIComponent(pem)}"}\n`,
    },
    found: ["10:37 pem trust /etc/pki/ca-trust/source/anchors/corp.crt"],
  },
  Strimzi: {
    files: {
      "a.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: c-cluster-ca-cert, labels: {strimzi.io/cluster: c}}\ndata:\n  ca.crt: ⟦root|base64⟧\n  ca.p12: AAAA\n  ca.password: aGVsbG93b3JsZA==\n`,
    },
    found: ["5:11 base64-pem trust ca.crt"],
  },
  "Cluster API": {
    files: {
      "a.yaml": `apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {name: s}\nspec:\n  kubeadmConfigSpec:\n    files:\n      - path: /usr/local/share/ca-certificates/corp.crt\n        content: |\n          ⟦root⟧\n`,
    },
    found: ["9:11 pem trust /usr/local/share/ca-certificates/corp.crt"],
  },
  "cloud-init": {
    files: {
      "user-data.yaml": `#cloud-config\nca_certs:\n  trusted:\n    - |\n      ⟦root⟧\nwrite_files:\n  - path: /etc/ssl/shop.pem\n    encoding: b64\n    content: ⟦end-entity|base64⟧\n`,
    },
    found: ["5:7 pem trust 0", "19:14 base64-pem server /etc/ssl/shop.pem"],
  },
  "cloud-init under a jinja header": {
    files: {
      "node.yaml": `## template: jinja\n#cloud-config\nca_certs:\n  trusted:\n    - |\n      ⟦root⟧\nhostname: {{ v1.local_hostname }}\nwrite_files:\n  - path: /usr/local/share/ca-certificates/a.crt\n    content: |\n      ⟦root⟧\n`,
    },
    found: ["6:7 pem trust 0", "21:7 pem trust /usr/local/share/ca-certificates/a.crt"],
  },
  "cloud-init in MIME": {
    files: {
      "user-data": `Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\nContent-Type: text/cloud-config; charset="us-ascii"\n\n#cloud-config\nwrite_files:\n  - path: /usr/local/share/ca-certificates/a.crt\n    content: |\n      ⟦root⟧\n\n--B\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ncat > /usr/local/share/ca-certificates/b.crt <<EOF\n⟦root⟧\nEOF\n--B--\n`,
    },
    found: [
      "11:7 pem trust /usr/local/share/ca-certificates/a.crt",
      "28:1 pem trust /usr/local/share/ca-certificates/b.crt",
    ],
  },
  Ignition: {
    files: {
      "a.ign": `{"ignition":{"version":"3.4.0","security":{"tls":{"certificateAuthorities":[{"source":"data:;base64,⟦root|base64⟧"}]}}},"storage":{"files":[{"path":"/etc/ssl/a.crt","contents":{"source":"data:;base64,⟦root|base64⟧"}}]}}`,
    },
    found: ["1:101 base64-pem trust source", "1:972 base64-pem trust /etc/ssl/a.crt"],
  },
  Butane: {
    files: {
      "a.bu": `variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: /etc/pki/ca-trust/source/anchors/corp.crt\n      contents:\n        inline: |\n          ⟦root⟧\n`,
    },
    found: ["8:11 pem trust /etc/pki/ca-trust/source/anchors/corp.crt"],
  },
  "Butane in YAML": {
    files: {
      "a.yaml": `variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: /etc/pki/ca-trust/source/anchors/corp.crt\n      contents:\n        inline: |\n          ⟦root⟧\n    - path: /etc/containerd/certs.d/r/hosts.toml\n      contents:\n        inline: |\n          server = "https://r"\n          [host."https://r"]\n            skip_verify = true\n`,
    },
    found: ["8:11 pem trust /etc/pki/ca-trust/source/anchors/corp.crt"],
  },
  "Ansible variables": {
    files: { "group_vars/all.yml": `corp_ca: |\n  ⟦root⟧\nserver_cert: "{{ x }}"\n` },
    found: ["2:3 pem trust corp_ca"],
  },
  "Ansible copy": {
    files: {
      "play.yml": `- hosts: all\n  vars:\n    ca: |\n      ⟦root⟧\n  tasks:\n    - copy:\n        content: |\n          ⟦root⟧\n        dest: /usr/local/share/ca-certificates/corp.crt\n`,
    },
    found: ["4:7 pem trust ca", "18:11 pem trust /usr/local/share/ca-certificates/corp.crt"],
  },
  Terraform: {
    files: {
      "a.tf": `locals {\n  ca = <<EOT\n⟦root⟧\nEOT\n}\nresource "x" "y" {\n  cert = "${pem.trim().replaceAll("\n", "\\n")}\\n"\n}\n`,
    },
    found: ["3:1 pem trust ca", "17:11 pem server cert"],
  },
  "Terraform variables": {
    files: { "a.auto.tfvars": `ca = <<-EOT\n  ⟦root⟧\nEOT\n` },
    found: ["2:3 pem trust ca"],
  },
  "Terraform in JSON": {
    files: { "a.tf.json": JSON.stringify({ locals: { ca: pem } }) },
    found: ["1:18 pem trust ca"],
  },
  compose: {
    files: { "compose.yaml": `services: {a: {image: x}}\nconfigs:\n  ca:\n    content: |\n      ⟦root⟧\n` },
    found: ["5:7 pem trust content"],
  },
  "values of a chart": {
    files: { "values.yaml": `ingress:\n  tls:\n    certificate: |\n      ⟦end-entity⟧\nca: ⟦root|base64⟧\n` },
    found: ["4:7 pem server certificate", "17:5 base64-pem trust ca"],
  },
  "a Helm release": {
    files: {
      "a.yaml": `apiVersion: v1\nkind: Secret\ntype: helm.sh/release.v1\nmetadata: {name: sh.helm.release.v1.x.v1}\ndata:\n  release: ${Buffer.from(release).toString("base64")}\n`,
    },
    found: ["6:12 base64-pem server release"],
  },
  "kubectl get -o yaml": {
    files: {
      "a.yaml": `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a, namespace: web}\n  data:\n    tls.crt: ⟦end-entity|base64⟧\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b, namespace: web}\n  data:\n    ca.crt: |\n      ⟦root⟧\n    hosts.toml: |\n      server = "https://r"\n      [host."https://r"]\n        ca = """\n      ⟦root⟧\n      """\n`,
    },
    found: ["8:14 base64-pem server tls.crt", "14:7 pem trust ca.crt", "29:7 pem trust ca"],
  },
  "kubectl get -o json": {
    files: {
      "a.json": JSON.stringify(
        {
          apiVersion: "v1",
          kind: "SecretList",
          items: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data: { "tls.crt": b64 } }],
        },
        null,
        1,
      ),
    },
    found: ["12:17 base64-pem server tls.crt"],
  },
  "helm template": {
    files: {
      "-": `---\n# Source: shop/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  tls.crt: ⟦end-entity|base64⟧\n---\n# Source: shop/templates/ingress.yaml\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {tls: [{secretName: a}]}\n`,
    },
    found: ["7:12 base64-pem server tls.crt"],
  },
  "environment file": {
    files: { ".env": `CA="${pem.trim().replaceAll("\n", "\\n")}"\nCA64=${b64}\n` },
    found: ["1:5 pem trust CA", "2:6 base64-pem server CA64"],
  },
  Talos: {
    files: {
      "a.yaml": `machine:\n  ca: {crt: ⟦root|base64⟧, key: ""}\n  files:\n    - path: /etc/ssl/a.crt\n      content: |\n        ⟦root⟧\ncluster:\n  ca: {crt: ⟦root|base64⟧}\n`,
    },
    found: ["2:13 base64-pem trust crt", "6:9 pem trust /etc/ssl/a.crt", "18:13 base64-pem trust crt"],
  },
  "GitLab CI": {
    files: { ".gitlab-ci.yml": `variables:\n  CA: |\n    ⟦root⟧\njob:\n  script:\n    - echo hi\n` },
    found: ["3:5 pem trust CA"],
  },
  "JSON strings": {
    files: { "a.json": JSON.stringify({ caBundle: pem, nested: [{ ca: b64 }] }) },
    found: ["1:14 pem trust caBundle", "1:787 base64-pem trust ca"],
  },
  "a comment": {
    files: { "haproxy.cfg": `frontend a\n  bind :443 ssl crt /x.pem\n# ⟦root⟧\n` },
    found: ["3:3 pem comment haproxy.cfg"],
  },
  INI: {
    files: { "a.ini": `[x]\nca = ${b64}\n` },
    found: ["2:6 base64-pem trust ca"],
  },
  kubeconfig: {
    files: {
      kubeconfig: `apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {certificate-authority-data: ⟦root|base64⟧, server: "https://a"}\ncontexts: []\nusers:\n- name: a\n  user: {client-certificate-data: ⟦client|base64⟧}\n`,
    },
    found: ["5:41 base64-pem trust certificate-authority-data", "9:35 base64-pem client client-certificate-data"],
  },
  "conversion webhook": {
    files: {
      "a.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  conversion: {webhook: {clientConfig: {caBundle: ⟦root|base64⟧}}}\n`,
    },
    found: ["5:51 base64-pem trust caBundle"],
  },
  "External Secrets": {
    files: {
      "a.yaml": `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a}\nspec: {provider: {vault: {server: "https://v", caBundle: ⟦root|base64⟧}}}\n`,
    },
    found: ["4:58 base64-pem trust caBundle"],
  },
  Nomad: {
    files: {
      "a.nomad": `job "x" {\n  template {\n    data = <<EOF\n⟦root⟧\nEOF\n    destination = "local/ca.crt"\n  }\n}\n`,
    },
    found: ["4:1 pem trust local/ca.crt"],
  },
  "Terraform, indented heredoc": {
    files: {
      "b.tf": `resource "kubernetes_secret" "x" {\n  data = {\n    "tls.crt" = <<-EOT\n      ⟦end-entity⟧\n    EOT\n  }\n}\n`,
    },
    found: ["4:7 pem server tls.crt"],
  },
  TOML: {
    files: { "a.toml": `[x]\nca = """\n⟦root⟧\n"""\n` },
    found: ["3:1 pem trust ca"],
  },
  "literal of a generator": {
    files: {
      "kustomization.yaml": `configMapGenerator:\n- name: ca\n  literals:\n  - |\n    ca.crt=${pem.trim().replaceAll("\n", "\n    ")}\n`,
    },
    found: ["5:12 pem server 0"],
  },
}

describe("finds certificates, with their form and role, in", () => {
  it.each(Object.entries(rows))("%s", async (_, { files: marked, found }) => {
    const { files } = unmark(marked)
    const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
    const places = inventory.bundles.flatMap((bundle) =>
      bundle.certificates.map(({ form, location }) => {
        const text = files[location.path]?.split(/\r?\n/)[location.line - 1]?.slice(location.column - 1) ?? ""
        if (form === "pem") expect(text).toMatch(/^-----BEGIN |^%?-----BEGIN%20/)
        const role = bundle.commented ? "comment" : roleOf(bundle, inventory, options)
        return `${location.line}:${location.column} ${form} ${role} ${bundle.name}`
      }),
    )
    expect(places).toEqual(found)
  })
})

it("names the template that a place in rendered output comes from", async () => {
  const text = "---\n# Source: shop/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"
  const [facts] = await factsOf({ "-": text })
  expect(facts?.documents.map(({ rendered }) => rendered)).toEqual(["shop/templates/secret.yaml"])
})

it("makes documents of the objects of a List, each with its own place", async () => {
  const { files } = unmark({
    "a.yaml":
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: b}\n  data:\n    tls.crt: ⟦end-entity|base64⟧\n",
  })
  const [facts] = await factsOf(files)
  expect(
    facts?.documents.map(({ resource, span }) => [resource?.name, files["a.yaml"]?.slice(span.start, span.start + 10)]),
  ).toEqual([
    ["a", "apiVersion"],
    ["b", "apiVersion"],
  ])
  expect(facts?.bundles.map(({ owner, carrier }) => [owner, carrier?.resource?.name])).toEqual([
    [{ document: 1, pointer: ["data", "tls.crt"] }, "b"],
  ])
})

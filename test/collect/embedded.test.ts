import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { containerdHostsSkipVerify } from "../../src/rules/containerd/containerd-hosts-skip-verify.ts"
import { factsOf, findings, unmark } from "../examples.ts"

const target = "/etc/containerd/certs.d/reg.corp:5000/hosts.toml"
const text = `server = "https://reg.corp:5000"\nskip_verify = «true»\n`
const plain = text.replaceAll(/[«»]/g, "")
const base64 = Buffer.from(plain).toString("base64")

/** A hosts.toml that turns verification off, in every dress in which a repository carries files for nodes. */
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a file": { [`nodes${target}`]: text },
  "a file with CRLF": { [`nodes${target}`]: text.replaceAll("\n", "\r\n") },
  "a ConfigMap": {
    "cm.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  hosts.toml: |\n${dent(4)}`,
  },
  "the data of a Secret": {
    "secret.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  hosts.toml: ${around(base64)}\n`,
  },
  "write_files of cloud-init": {
    "user-data": `#cloud-config\nwrite_files:\n  - path: ${target}\n    content: |\n${dent(6)}`,
  },
  "a URL of Ignition": {
    "node.ign": JSON.stringify({
      ignition: { version: "3.4.0" },
      storage: { files: [{ path: target, contents: { source: `data:,${encodeURIComponent(plain)}` } }] },
    }).replace('"data:', '«"»data:'),
  },
  Butane: {
    "node.bu": `variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: ${target}\n      contents:\n        inline: |\n${dent(10)}`,
  },
  "a MachineConfig": {
    "mc.yaml": `apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: a}\nspec:\n  config:\n    ignition: {version: 3.4.0}\n    storage:\n      files:\n        - path: ${target}\n          contents: {source: "data:;base64,${around(base64)}"}\n`,
  },
  "files of Cluster API": {
    "md.yaml": `apiVersion: bootstrap.cluster.x-k8s.io/v1beta1\nkind: KubeadmConfig\nmetadata: {name: a}\nspec:\n  files:\n    - path: ${target}\n      content: |\n${dent(8)}`,
  },
  "a copy of Ansible": {
    "tasks/main.yml": `- name: a\n  ansible.builtin.copy:\n    dest: ${target}\n    content: |\n${dent(6)}`,
  },
  "user_data of Terraform": {
    "a.tf": `resource "x" "y" {\n  user_data = <<-EOT\n    #cloud-config\n    write_files:\n      - path: ${target}\n        content: |\n${dent(10)}  EOT\n}\n`,
  },
  "a ConfigMap of Terraform": {
    "a.tf": `resource "kubernetes_config_map" "a" {\n  data = {\n    "hosts.toml" = <<-EOT\n${dent(6)}    EOT\n  }\n}\n`,
  },
  "a file of Terraform": {
    "a.tf": `resource "local_file" "a" {\n  filename = "/out/certs.d/reg.corp:5000/hosts.toml"\n  content  = <<-EOT\n${dent(4)}  EOT\n}\n`,
  },
  "a heredoc": { "a.sh": `cat > ${target} <<EOF\n${text}EOF\n` },
  "values of a chart": { "values.yaml": `files:\n  hosts.toml: |\n${dent(4)}` },
  "values of a HelmRelease": {
    "hr.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec:\n  values:\n    files:\n      hosts.toml: |\n${dent(8)}`,
  },
}

describe("a file that another carries", () => {
  test.each(Object.entries(forms))("is judged once, at its own place: %s", async (_, form) => {
    const { files, marks } = unmark(form)
    const found = await findings(containerdHostsSkipVerify, files)
    expect(found.map(({ at }) => `${at.path}:${at.start}-${at.end}`)).toEqual(marks)
  })
})

test("base64 that YAML folds is read as one", async () => {
  const crt = readFileSync(new URL("../pki/end-entity.pem", import.meta.url), "base64").replaceAll(/.{76}/g, "$&\n    ")
  const [facts] = await factsOf({
    "tls.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  tls.crt: >-\n    ${crt}\n`,
  })
  expect(facts?.bundles.flatMap(({ certificates }) => certificates.map(({ location }) => location.line))).toEqual([6])
})

test("the variables that a JSON patch adds are those of a container", async () => {
  const patch = "- {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: A, value: b}}\n"
  const facts = await factsOf({
    "patch.yaml": `# tls\n${patch}`,
    "kustomization.yaml": `patches:\n  - patch: |\n      ${patch}`,
  })
  expect(facts.map(({ variables }) => variables.map(({ name, scope }) => `${scope} ${name}`))).toEqual([
    ["container A"],
    ["container A"],
  ])
})

function dent(by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by))
}

/** The base64 with a mark from the character that begins `true` to the one that begins its last letter. */
function around(encoded: string): string {
  const offset = plain.indexOf("true")
  const [start, end] = [Math.floor((offset * 4) / 3), Math.floor(((offset + 3) * 4) / 3) + 1]
  return `${encoded.slice(0, start)}«${encoded.slice(start, end)}»${encoded.slice(end)}`
}

import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { factsOf } from "../examples.ts"

/*
 * Every carrier with the same four texts in turn: a configuration with a setting, a certificate, a script with a command, and
 * a configuration that is broken. Each must be found at its own line, and what is broken must not be told where the language
 * is only guessed.
 */

const setting = 'server = "https://reg.corp"\n[host."https://reg.corp"]\n  skip_verify = true'
const certificate = readFileSync(new URL("../pki/end-entity.pem", import.meta.url), "utf8").trimEnd()
const script = "#!/bin/sh\nset -e\ncurl -k https://a.corp/install.sh"
const broken = 'server = "https://reg.corp\n[host.\n  skip_verify = '

interface Carrier {
  /** The file that carries a text under the name of a file. */
  readonly file: (name: string, text: string) => readonly [path: string, content: string]
  /** The spaces before the text in it. */
  readonly indent: number
  /** Whether a script in it is run or written, so that its commands are known. */
  readonly runs?: false
}

const object = (kind: string, apiVersion = "v1") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: b}\n`

const carriers: Readonly<Record<string, Carrier>> = {
  "a ConfigMap": {
    indent: 4,
    file: (name, text) => ["cm.yaml", `${object("ConfigMap")}data:\n  ${name}: |\n${text}\n`],
  },
  "stringData of a Secret": {
    indent: 4,
    file: (name, text) => ["s.yaml", `${object("Secret")}stringData:\n  ${name}: |\n${text}\n`],
  },
  "a ConfigMap within values": {
    indent: 8,
    file: (name, text) => [
      "values.yaml",
      `extraObjects:\n  - ${object("ConfigMap").trimEnd().replaceAll("\n", "\n    ")}\n    data:\n      ${name}: |\n${text}\n`,
    ],
  },
  "values of a chart": { indent: 4, file: (name, text) => ["values.yaml", `files:\n  ${name}: |\n${text}\n`] },
  "values of a HelmRelease": {
    indent: 8,
    file: (name, text) => [
      "hr.yaml",
      `${object("HelmRelease", "helm.toolkit.fluxcd.io/v2")}spec:\n  values:\n    files:\n      ${name}: |\n${text}\n`,
    ],
  },
  "values of an Application as text": {
    indent: 10,
    file: (name, text) => [
      "app.yaml",
      `${object("Application", "argoproj.io/v1alpha1")}spec:\n  source:\n    helm:\n      values: |\n        ${name}: |\n${text}\n`,
    ],
  },
  "a field of a custom resource": {
    indent: 4,
    file: (name, text) => ["cr.yaml", `${object("Widget", "acme.corp/v1")}spec:\n  ${name}: |\n${text}\n`],
  },
  "path and content": {
    indent: 6,
    file: (name, text) => ["nodes.yaml", `files:\n  - path: /etc/app/${name}\n    content: |\n${text}\n`],
  },
  "path and contents.inline": {
    indent: 4,
    file: (name, text) => ["node.yaml", `mode: 0644\npath: /etc/app/${name}\ncontents:\n  inline: |\n${text}\n`],
  },
  "write_files of cloud-init": {
    indent: 6,
    file: (name, text) => [
      "user-data",
      `#cloud-config\nwrite_files:\n  - path: /etc/app/${name}\n    content: |\n${text}\n`,
    ],
  },
  "files of Cluster API": {
    indent: 8,
    file: (name, text) => [
      "k.yaml",
      `${object("KubeadmConfig", "bootstrap.cluster.x-k8s.io/v1beta1")}spec:\n  files:\n    - path: /etc/app/${name}\n      content: |\n${text}\n`,
    ],
  },
  Butane: {
    indent: 10,
    file: (name, text) => [
      "node.bu",
      `variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: /etc/app/${name}\n      contents:\n        inline: |\n${text}\n`,
    ],
  },
  "a copy of Ansible": {
    indent: 6,
    file: (name, text) => [
      "tasks/main.yml",
      `- name: a\n  copy:\n    dest: /etc/app/${name}\n    content: |\n${text}\n`,
    ],
  },
  "a block of Ansible": {
    indent: 6,
    file: (name, text) => [
      "tasks/main.yml",
      `- name: a\n  blockinfile:\n    path: /etc/app/${name}\n    block: |\n${text}\n`,
    ],
  },
  "a state of Salt": {
    indent: 8,
    file: (name, text) => [
      "app.sls",
      `a:\n  file.managed:\n    - name: /etc/app/${name}\n    - contents: |\n${text}\n`,
    ],
  },
  "a file of Terraform": {
    indent: 4,
    file: (name, text) => [
      "a.tf",
      `resource "local_file" "a" {\n  filename = "/etc/app/${name}"\n  content  = <<-EOT\n${text}\n  EOT\n}\n`,
    ],
  },
  "a ConfigMap of OpenTofu": {
    indent: 6,
    file: (name, text) => [
      "a.tofu",
      `resource "kubernetes_config_map" "a" {\n  data = {\n    "${name}" = <<-EOT\n${text}\n    EOT\n  }\n}\n`,
    ],
  },
  "a template of Nomad": {
    indent: 4,
    file: (name, text) => [
      "a.nomad",
      `template {\n  destination = "local/${name}"\n  data = <<-EOT\n${text}\n  EOT\n}\n`,
    ],
  },
  "a heredoc": { indent: 0, file: (name, text) => ["a.sh", `cat > /etc/app/${name} <<'EOF'\n${text}\nEOF\n`] },
  "a heredoc by way of a variable": {
    indent: 0,
    file: (name, text) => [
      "a.sh",
      `config=$(cat <<'EOF'\n${text}\nEOF\n)\necho "$config" | sudo tee /etc/app/${name}\n`,
    ],
  },
  "a heredoc with a target in a variable": {
    indent: 0,
    file: (name, text) => ["a.sh", `target="\${TARGET:-"/etc/app/${name}"}"\ncat > "$target" <<'EOF'\n${text}\nEOF\n`],
  },
  "a heredoc of a workflow": {
    indent: 10,
    file: (name, text) => [
      ".github/workflows/a.yml",
      `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          cat > /etc/app/${name} <<'EOF'\n${text}\n          EOF\n`,
    ],
  },
  "configs of compose": {
    indent: 6,
    file: (name, text) => [
      "compose.yaml",
      `services: {a: {image: reg.corp/a}}\nconfigs:\n  ${name}:\n    content: |\n${text}\n`,
    ],
  },
  Nix: {
    indent: 4,
    file: (name, text) => ["a.nix", `{ ... }: {\n  environment.etc."${name}".text = ''\n${text}\n  '';\n}\n`],
  },
  jsonnet: { indent: 4, file: (name, text) => ["a.jsonnet", `{\n  files: { '${name}': |||\n${text}\n  ||| },\n}\n`] },
}

const rows = Object.entries(carriers)

function written(carrier: Carrier, name: string, text: string) {
  const [path, content] = carrier.file(name, text.replaceAll(/^(?=.)/gm, " ".repeat(carrier.indent)))
  const first = content.split("\n").findIndex((line) => line.includes(text.split("\n")[0]!)) + 1
  return { files: { [path]: content }, first }
}

describe("a setting is found at its line", () => {
  test.each(rows)("in %s", async (_, carrier) => {
    const { files, first } = written(carrier, "hosts.toml", setting)
    const [facts] = await factsOf(files)
    const documents = facts!.documents.filter(({ kind }) => kind === "containerd-hosts")
    expect(documents).toHaveLength(1)
    const [text] = Object.values(files)
    const place = text!.indexOf("true", text!.indexOf("skip_verify"))
    expect(JSON.stringify(documents[0]!.root)).toContain(
      `"value":"true","type":"boolean","style":"plain","start":${place},`,
    )
    expect(text!.slice(0, place).split("\n")).toHaveLength(first + 2)
  })
})

describe("a certificate is found once, at its line", () => {
  test.each(rows)("in %s", async (_, carrier) => {
    const { files, first } = written(carrier, "ca.crt", certificate)
    const [facts] = await factsOf(files)
    expect(facts!.bundles.flatMap(({ certificates }) => certificates.map(({ location }) => location.line))).toEqual([
      first,
    ])
  })
})

describe("a command is found at its line", () => {
  test.each(rows)("in %s", async (_, carrier) => {
    const { files, first } = written(carrier, "install.sh", script)
    const [facts] = await factsOf(files)
    const commands = facts!.scripts.flatMap((one) => one.commands).filter(({ tool }) => tool === "curl")
    const [text] = Object.values(files)
    expect(commands.map(({ start }) => text!.slice(0, start).split("\n").length)).toEqual([first + 2])
  })
})

describe("what is broken is told where its name says what it is, and passed over where nothing does", () => {
  test.each(rows)("in %s", async (_, carrier) => {
    const [named] = await factsOf(written(carrier, "hosts.toml", broken).files)
    const [guessed] = await factsOf(written(carrier, "settings", broken).files)
    const defects = (facts: typeof named) =>
      facts?.documents
        .filter(({ inner, language }) => inner.length > 0 && language === "toml")
        .flatMap((one) => one.defects) ?? []
    if (!/^a block of Ansible/.test(_)) expect(defects(named).length).toBeGreaterThan(0)
    expect(defects(guessed)).toEqual([])
  })
})

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and manifests are full of them
import { describe, expect, it } from "vitest"
import { resourceOf } from "../../src/collect/resources.ts"
import {
  type Scripts,
  scriptsOfDockerfile,
  scriptsOfDocument,
  scriptsOfLines,
  scriptsOfShell,
} from "../../src/collect/scripts/index.ts"
import { yaml } from "../../src/formats/yaml.ts"
import type { DocumentKind } from "../../src/model/facts.ts"
import type { Source } from "../../src/model/source.ts"

function sourceOf(text: string, name = "file"): Source {
  return { path: name, name, text, inner: [] }
}

function scriptsOf(kind: DocumentKind | "env", text: string): Scripts {
  if (kind === "shell") return scriptsOfShell(sourceOf(text))
  if (kind === "dockerfile") return scriptsOfDockerfile(sourceOf(text))
  if (kind === "systemd" || kind === "env") return scriptsOfLines(sourceOf(text), kind)
  const [document] = yaml.read(text)
  const { root } = document!
  return scriptsOfDocument(sourceOf(text), {
    root,
    kind,
    language: "yaml",
    ...(kind === "kubernetes" && { resource: resourceOf(root) }),
  })
}

/** The commands of each script, a script to a line. */
function commands(scripts: Scripts): string[] {
  return scripts.scripts.map(({ commands }) =>
    commands
      .map(({ tool, words, conditional }) =>
        [`${conditional ? "maybe " : ""}${tool}`, ...words.map(({ value }) => value)].join(" "),
      )
      .join("; "),
  )
}

describe("commands", () => {
  it.each<[DocumentKind, string, string[]]>([
    ["shell", "#!/bin/sh\ncurl -k x", ["curl -k x"]],
    ["shell", "#!/usr/bin/pwsh\ncurl -k x", []],
    [
      "kubernetes",
      "kind: TaskRun\nspec:\n  taskRef: {name: kaniko}\n  params: [{name: EXTRA_ARGS, value: [--insecure]}]",
      ["kaniko --insecure"],
    ],
    ["dockerfile", 'FROM a\nRUN curl -k x\nFROM b\nCMD ["wget", "y"]', ["curl -k x", "wget y"]],
    [
      "kubernetes",
      'kind: Pod\nspec: {containers: [{image: a, command: [helm, pull, x], args: ["-k"]}]}',
      ["helm pull x -k"],
    ],
    ["kubernetes", "kind: Pod\nspec: {containers: [{image: alpine/helm:3, args: [pull, x]}]}", ["helm pull x"]],
    [
      "kubernetes",
      'kind: Pod\nspec: {containers: [{image: gcr.io/kaniko-project/executor@sha256:0, args: ["--insecure"]}]}',
      ["executor --insecure"],
    ],
    [
      "kubernetes",
      "kind: Pod\nspec:\n  initContainers:\n  - image: a\n    command: [sh, -c]\n    args:\n    - |\n      curl -k x\n      b",
      ["sh -c curl -k x\nb\n; curl -k x; b"],
    ],
    [
      "kubernetes",
      'kind: Pod\nspec: {containers: [{livenessProbe: {exec: {command: [curl, "-k", x]}}}]}',
      ["curl -k x"],
    ],
    ["kubernetes", "kind: Task\nspec: {steps: [{image: a, script: 'curl -k x'}]}", ["curl -k x"]],
    ["kubernetes", "kind: KubeadmConfig\nspec: {preKubeadmCommands: [curl -k x, b]}", ["curl -k x; b"]],
    [
      "compose",
      'services: {a: {image: b, command: ["curl", "-k"], healthcheck: {test: [CMD-SHELL, "curl -k x || a"]}}}',
      ["curl -k", "curl -k x; maybe a"],
    ],
    [
      "compose",
      "services: {a: {image: docker:dind, command: --insecure-registry=r}}",
      ["dockerd --insecure-registry=r"],
    ],
    [
      "github-workflow",
      "jobs: {a: {steps: [{run: curl -k x}, {run: curl -k y, shell: pwsh}, {if: b, run: c}]}}",
      ["curl -k x; maybe c"],
    ],
    ["github-workflow", "jobs: {a: {runs-on: windows-latest, steps: [{run: curl -k x}]}}", []],
    [
      "github-workflow",
      "jobs: {a: {services: {d: {options: --insecure-registry=r --b c}}}}",
      ["docker create --insecure-registry=r --b c"],
    ],
    ["github-action", "runs: {steps: [{run: curl -k x, shell: bash}]}", ["curl -k x"]],
    [
      "gitlab-ci",
      "a:\n  before_script: ['X=-k']\n  script:\n  - curl $X y\n  - !reference [.b, script]\n  - [c, d]",
      ["curl -k y; c; d"],
    ],
    [
      "gitlab-ci",
      "services: [{name: docker:dind, command: [--insecure-registry=r]}]",
      ["dockerd --insecure-registry=r"],
    ],
    [
      "cloud-init",
      "runcmd: [curl -k x, [wget, y], [sh, -c, curl -k z]]",
      ["curl -k x; wget y; sh -c curl -k z; curl -k z"],
    ],
    [
      "ansible",
      "- shell: curl -k x\n- ansible.builtin.command: {cmd: wget y}\n  when: a\n- command: {argv: [a, b]}",
      ["curl -k x; maybe wget y; a b"],
    ],
    ["plain", "steps:\n- script: curl -k x", ["curl -k x"]],
    ["systemd", "[Service]\nExecStart=-/usr/bin/curl -k \\\n  x\n", ["curl -k x"]],
  ])("of %s %j", (kind, text, expected) => {
    const scripts = scriptsOf(kind, text)
    expect(commands(scripts)).toEqual(expected)
    for (const { commands } of scripts.scripts)
      for (const { words } of commands)
        for (const { value, start, end } of words)
          if (!/[\s"$]|^(create|-k)$/.test(value))
            expect(text.slice(start, end).replaceAll(/^["']|["']$/g, "")).toBe(value)
  })
})

describe("files of build tools", () => {
  it.each([
    ["Makefile", "a: b\n\t@curl -k $(URL) \\\n\t  -o $$OUT $@\n\t-git pull\n", ["curl -k ${URL} -o $OUT $@; git pull"]],
    [
      "x/y.mk",
      "BASE := https://h.corp # c\nA ?= false\na:\n\tcurl -k $(BASE)/x $(A)\n",
      ["curl -k https://h.corp/x ${A}"],
    ],
    [
      "GNUmakefile",
      "a:\n\techo $(shell curl -k x) $(patsubst %.c,%.o,$(S))\n",
      ["echo $(      curl -k x) ${patsubst___c___o___S_}; curl -k x"],
    ],
    ["Makefile", "# a:\n#\tcurl -k x\nifeq (a,b)\nendif\n", []],
    [
      "Jenkinsfile",
      "sh 'curl -k x'\n// sh 'wget y'\nsh(script: \"git pull \\\"a\\\"\", returnStatus: true)\n",
      ["curl -k x; git pull a"],
    ],
    [
      "ci/Jenkinsfile.deploy",
      'bat "oc login %API%"\nsh """\ncurl -k ${env.URL} \\$T\n"""\nbash \'no\'\n',
      ["oc login $API; curl -k ${env_URL} $T"],
    ],
    ["Jenkinsfile", 'sh \'curl -k unclosed\nsh """curl', []],
  ])("reads %s %j", (name, text, expected) => {
    expect(commands(scriptsOfShell(sourceOf(text, name)))).toEqual(expected)
  })

  it("points at the words of recipes and steps", () => {
    for (const [name, text] of [
      ["Makefile", "URL = https://h\na:\n\t@echo $$X && curl --insecure $(URL)\n"],
      ["Jenkinsfile", 'pipeline {\n  sh "echo \\"\\$X\\" ${env.Y}; curl --insecure https://h"\n}\n'],
    ] as const) {
      const words = scriptsOfShell(sourceOf(text, name)).scripts.flatMap(({ commands }) =>
        commands.flatMap((c) => c.words),
      )
      const flag = words.find(({ value }) => value === "--insecure")!
      expect(text.slice(flag.start, flag.end)).toBe("--insecure")
    }
  })

  it("reads the variables that recipes and steps have", () => {
    const make = scriptsOfShell(sourceOf("export GIT_SSL_NO_VERIFY := 1\na:\n\tcurl -k x\n", "Makefile"))
    const jenkins = scriptsOfShell(
      sourceOf("environment {\n  VERIFY_SSL = 'no'\n  T = credentials('x')\n}\n", "Jenkinsfile"),
    )
    const told = [make, jenkins].flatMap(({ variables }) =>
      variables.map(({ name, value }) => `${name}=${value.value}`),
    )
    expect(told).toEqual(["GIT_SSL_NO_VERIFY=1", "VERIFY_SSL=no"])
  })
})

describe("variables", () => {
  it.each<[DocumentKind | "env", string, string[]]>([
    ["shell", "export A_SSL=0\nA_TLS=1 curl -k x", ["A_SSL=0 shell", "A_TLS=1 command"]],
    ["shell", "echo A_SSL=0 >> $GITHUB_ENV", ["A_SSL=0 workflow"]],
    [
      "dockerfile",
      "FROM a\nENV A=0 B=1\nARG C=2\nARG D\nRUN export E_TLS=3",
      ["A=0 dockerfile", "B=1 dockerfile", "C=2 dockerfile-arg", "E_TLS=3 dockerfile"],
    ],
    [
      "kubernetes",
      'kind: Pod\nspec: {containers: [{env: [{name: A, value: "0"}, {name: B, valueFrom: {}}]}]}',
      ["A=0 container"],
    ],
    ["kubernetes", 'kind: ConfigMap\ndata: {A: "0", b.conf: x}', ["A=0 container"]],
    ["kubernetes", 'kind: Secret\nstringData: {A: "0"}', ["A=0 container"]],
    ["kustomization", "configMapGenerator: [{literals: [A=0]}]", ["A=0 container"]],
    ["helm-values", "extraEnv: [{name: A, value: 0}]\nx: {env: {B: 1}}", ["A=0 values", "B=1 values"]],
    [
      "compose",
      "services: {a: {environment: [A=0, B]}, b: {environment: {C: 1}, build: {args: {D: 2}}}}",
      ["A=0 compose", "C=1 compose", "D=2 dockerfile-arg"],
    ],
    [
      "github-workflow",
      "env: {A: 0}\njobs: {a: {env: {B: 1}, steps: [{env: {C: 2}}], services: {s: {env: {D: 3}}}}}",
      ["A=0 workflow", "B=1 workflow", "C=2 workflow", "D=3 container"],
    ],
    [
      "gitlab-ci",
      "variables: {A: 0, B: {value: 1, description: x}}\nj: {variables: {C: 2}, rules: [{variables: {D: 3}}]}",
      ["A=0 gitlab-ci", "B=1 gitlab-ci", "C=2 gitlab-ci", "D=3 gitlab-ci"],
    ],
    ["ansible", "- shell: a\n  environment: {A: 0}", ["A=0 other"]],
    ["systemd", '[Service]\nEnvironment="A=0" B=1', ["A=0 systemd", "B=1 systemd"]],
    ["env", "A=0 # c\nexport B='1'\n# C=2\nD=\n", ["A=0 env-file", "B=1 env-file", "D= env-file"]],
    ["env", "API_TOKEN=abc", ["API_TOKEN= env-file"]],
  ])("of %s %j", (kind, text, expected) => {
    const { variables } = scriptsOf(kind, text)
    expect(variables.map(({ name, value, scope }) => `${name}=${value.value} ${scope}`)).toEqual(expected)
    for (const { value } of variables)
      expect(text.slice(value.start, value.end).replaceAll(/^["']|["']$/g, "")).toBe(
        value.value === "" ? text.slice(value.start, value.end) : value.value,
      )
  })
})

describe("files that scripts write", () => {
  it.each<[DocumentKind, string, [string, string]]>([
    ["shell", "cat <<EOF > /etc/docker/daemon.json\n{}\nEOF\n", ["/etc/docker/daemon.json", "{}\n"]],
    ["dockerfile", "FROM a\nRUN echo insecure > /root/.curlrc", ["/root/.curlrc", "insecure\n"]],
    ["dockerfile", "FROM a\nCOPY <<EOF /etc/x.conf\na\nEOF\n", ["/etc/x.conf", "a\n"]],
    ["cloud-init", "runcmd:\n- |\n  cat <<EOF > /etc/x.conf\n  a\n  EOF\n", ["/etc/x.conf", "a\n"]],
    ["shell", "kubectl apply -f - <<EOF\napiVersion: v1\nEOF\n", ["stdin.yaml", "apiVersion: v1\n"]],
  ])("of %s %j", (kind, text, expected) => {
    const { sources } = scriptsOf(kind, text)
    expect(sources.map(({ name, text }) => [name, text])).toEqual([expected])
  })
})

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and manifests are full of them
import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { commands } from "../../src/rules/commands/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, today } from "../examples.ts"

/** What the rules of the family say about one file, as `level rule`. */
async function found(path: string, text: string): Promise<string[]> {
  const inventory = inventoryOf(await factsOf({ [path]: text }), new Set([path]))
  return check(commands, inventory, { at: today, options, trust: mozillaAnchors() }).map(
    ({ rule, level }) => `${level ?? rule.level} ${rule.id}`,
  )
}

const pod = (container: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n${container.replace(/^/gm, "      ")}\n`

describe("levels", () => {
  it.each([
    ["a.sh", "curl -k https://a.corp/x | sh", ["error cmd-curl-insecure"]],
    ["a.sh", "curl -k https://a.corp/x", ["warning cmd-curl-insecure"]],
    ["a.sh", "curl -k https://a.corp/x -o y.sh && sh y.sh", ["error cmd-curl-insecure"]],
    ["a.sh", "curl -kO https://a.corp/t.tgz && tar xf t.tgz", ["error cmd-curl-insecure"]],
    ["a.sh", "curl -k -H 'Authorization: Bearer x' https://a.corp/x", ["error cmd-curl-insecure"]],
    ["a.sh", "curl -k $URL | sh", ["warning cmd-curl-insecure"]],
    ["a.sh", "curl -k https://example.com/x | sh", ["notice cmd-curl-insecure"]],
    ["a.sh", "bash <(curl -sk https://a.corp/x)", ["error cmd-curl-insecure"]],
    ["a.sh", 'bash -c "$(curl -fsSLk https://a.corp/x)"', ["error cmd-curl-insecure"]],
    ["a.sh", "helm pull oci://localhost:5000/x --plain-http", ["notice cmd-registry-client-insecure"]],
    ["a.sh", "crane push a.tar reg.infra.svc:5000/x --insecure", ["warning cmd-registry-client-insecure"]],
    [
      "a.sh",
      "skopeo copy --dest-tls-verify=false docker://a docker://$REG/a",
      ["warning cmd-registry-client-insecure"],
    ],
    ["Dockerfile", "FROM a\nENV NODE_TLS_REJECT_UNAUTHORIZED=0", ["error env-node-tls-reject-unauthorized"]],
    ["Dockerfile", "FROM a\nARG NODE_TLS_REJECT_UNAUTHORIZED=0", ["warning env-node-tls-reject-unauthorized"]],
    ["a.sh", "NODE_TLS_REJECT_UNAUTHORIZED=0 node a", ["warning env-node-tls-reject-unauthorized"]],
    ["a.sh", "export GIT_SSL_NO_VERIFY=1", ["error env-git-ssl-no-verify"]],
    ["a.sh", "git config http.sslVerify false", ["error env-git-ssl-no-verify"]],
    ["a.sh", "git config http.https://a.corp/.sslVerify false", ["warning env-git-ssl-no-verify"]],
    ["a.yaml", pod("env: [{name: GIT_SSL_NO_VERIFY, value: '0'}]"), ["warning env-git-ssl-no-verify"]],
    ["a.sh", "docker run -e GIT_SSL_NO_VERIFY=1 alpine/git clone x", ["error env-git-ssl-no-verify"]],
    ["a.sh", 'echo "GIT_SSL_NO_VERIFY=1" >> "$GITHUB_ENV"', ["error env-git-ssl-no-verify"]],
    ["a.service", "[Service]\nEnvironment=GIT_SSL_NO_VERIFY=1\nExecStart=/bin/a\n", ["error env-git-ssl-no-verify"]],
    ["a.sh", "PGSSLMODE=require psql", ["notice env-tls-off-other"]],
    ["a.sh", "talosctl apply-config --insecure -n 10.0.0.2 -f a.yaml", ["notice cmd-kube-insecure"]],
    [
      "tasks/main.yml",
      "- uri: {url: 'https://{{ ip }}:6443', validate_certs: no}",
      ["notice ansible-validate-certs-off"],
    ],
    ["tasks/main.yml", "- uri: {url: 'https://a.corp', validate_certs: 'no'}", ["error ansible-validate-certs-off"]],
  ])("of %s %j", async (path, text, expected) => {
    expect(await found(path, text)).toEqual(expected)
  })
})

describe("places", () => {
  it.each([
    [
      "kubernetes lists",
      "l.yaml",
      'kind: CronJob\napiVersion: batch/v1\nmetadata: {name: a}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          initContainers:\n            - {name: i, image: a, command: [sh, -c, "curl -k https://a.corp/x | sh"]}\n',
    ],
    [
      "ConfigMap scripts",
      "c.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  run.sh: |\n    #!/bin/sh\n    curl -k https://a.corp/x | sh\n",
    ],
    [
      "cloud-init",
      "user-data.yaml",
      "#cloud-config\nwrite_files:\n  - path: /opt/run.sh\n    content: |\n      #!/bin/bash\n      curl -k https://a.corp/x | sh\n",
    ],
    ["runcmd", "user-data.yaml", '#cloud-config\nruncmd:\n  - [sh, -c, "curl -k https://a.corp/x | sh"]\n'],
    [
      "composite actions",
      "action.yml",
      "name: a\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: curl -k https://a.corp/x | sh\n",
    ],
    [
      "compose healthchecks",
      "compose.yaml",
      'services:\n  a:\n    image: b\n    healthcheck:\n      test: ["CMD-SHELL", "curl -k https://a.corp/x | sh"]\n',
    ],
    [
      "Terraform",
      "main.tf",
      'resource "null_resource" "a" {\n  provisioner "remote-exec" {\n    inline = ["curl -k https://a.corp/x | sh"]\n  }\n}\n',
    ],
    [
      "user data",
      "main.tf",
      'resource "aws_instance" "a" {\n  user_data = <<-EOF\n    #!/bin/bash\n    curl -k https://a.corp/x | sh\n  EOF\n}\n',
    ],
    [
      "heredocs that a script writes",
      "a.sh",
      "cat <<'EOF' > /usr/local/bin/run.sh\n#!/bin/sh\ncurl -k https://a.corp/x | sh\nEOF\n",
    ],
    [
      "manifests in a script",
      "a.sh",
      'kubectl apply -f - <<EOF\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b, command: [sh, -c, "curl -k https://a.corp/x | sh"]}]}\nEOF\n',
    ],
    ["RUN heredocs", "Dockerfile", "FROM a\nRUN <<EOF\nset -e\ncurl -k https://a.corp/x | sh\nEOF\n"],
    ["ONBUILD", "Dockerfile", "FROM a\nONBUILD RUN curl -k https://a.corp/x | sh\n"],
    ["Azure Pipelines", "azure-pipelines.yml", "steps:\n  - script: curl -k https://a.corp/x | sh\n"],
    [
      "CircleCI",
      ".circleci/config.yml",
      "jobs:\n  a:\n    steps:\n      - run: {name: x, command: curl -k https://a.corp/x | sh}\n",
    ],
    [
      "Tekton",
      "t.yaml",
      "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}\nspec:\n  steps:\n    - name: a\n      image: b\n      script: |\n        #!/usr/bin/env bash\n        curl -k https://a.corp/x | sh\n",
    ],
    [
      "values",
      "values.yaml",
      'job:\n  image: a\n  command: ["/bin/sh", "-c"]\n  args: ["curl -k https://a.corp/x | sh"]\n',
    ],
    [
      "Ansible",
      "playbook.yml",
      "- hosts: all\n  tasks:\n    - block:\n        - ansible.builtin.shell: |\n            curl -k https://a.corp/x | sh\n",
    ],
    ["a file of curl's", "Dockerfile", "FROM a\nRUN echo insecure >> ~/.curlrc\n"],
  ])("finds curl in %s", async (_, path, text) => {
    expect(await found(path, text)).toEqual(["error cmd-curl-insecure"])
  })
})

it("takes a value that helm sets for what its name says, not for an option of helm", async () => {
  expect(await found("a.sh", "helm upgrade x oci://a.corp/x --set tls.insecure=true")).toEqual([
    "warning tls-off-by-name",
  ])
  expect(await found("values.yaml", "tls:\n  insecure: true\n")).toEqual(["warning tls-off-by-name"])
})

describe("traps", () => {
  it.each([
    ["a.sh", "curl -K c.conf https://a.corp; grep -k x; tar -k; ls -lk | curl -s https://a.corp"],
    ["a.sh", "curl --cacert k.pem -H 'X: -k' -o -k https://a.corp/ssl"],
    ["a.sh", "cat <<EOF\ncurl -k https://a.corp/ssl\nEOF\necho curl -k https://a.corp/ssl"],
    ["a.sh", "git config --get http.sslVerify; git config --unset http.sslVerify false"],
    ["a.sh", "helm upgrade x oci://a.corp/x --set tls.enabled=true --insecure-skip-tls-verify=$SKIP"],
    ["a.sh", "podman pull --tls-verify=true a.corp/x; docker run x --tls-verify=false"],
    ["a.sh", "kubectl create secret generic insecure-skip-tls-verify"],
    ["a.yaml", pod("livenessProbe: {exec: {command: [curl, -k, 'https://localhost:8443/healthz']}}")],
    ["a.yaml", pod("livenessProbe: {exec: {command: [sh, -c, 'curl -k https://$(POD_IP):8443/healthz']}}")],
    ["a.yaml", pod("env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, valueFrom: {configMapKeyRef: {name: a, key: b}}}]")],
    ["values.yaml", 'env:\n  GIT_SSL_NO_VERIFY: "{{ .Values.x }}"\n  # NODE_TLS_REJECT_UNAUTHORIZED: "0"\n'],
    [
      "crd.yaml",
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {env: [{name: GIT_SSL_NO_VERIFY, value: '1'}]}\n",
    ],
    ["a.sh", "openssl s_client -connect a.corp:443 </dev/null | openssl x509 -noout -text > /etc/ssl/certs/info.txt"],
    ["tasks/main.yml", '- uri: {url: "https://a.corp", validate_certs: "{{ v | default(true) }}"}'],
    [".env", "DOCKER_TLS_VERIFY=0\nSSL_VERIFY=true\nAPP_TLS_INSECURE=false"],
  ])("is silent about %s %j", async (path, text) => {
    expect(await found(path, text)).toEqual([])
  })
})

it("never says a password", async () => {
  const secret = "hunter2secret"
  const text = [
    `curl -k -u bot:${secret} https://bot:${secret}@a.corp/x`,
    `helm registry login a.corp --insecure -u bot -p ${secret}`,
    `skopeo copy --src-tls-verify=false --src-creds bot:${secret} docker://a.corp/x dir:x`,
    `git clone http://bot:${secret}@a.corp/x`,
    `crane --insecure auth login a.corp --password=${secret} -u x`,
    `DB_PASSWORD=${secret} TOKEN=${secret} curl -k https://a.corp -H "Authorization: Bearer ${secret}"`,
  ].join("\n")
  const facts = await factsOf({ "a.sh": text })
  expect(JSON.stringify(facts)).not.toContain(secret)
  const problems = check(commands, inventoryOf(facts, new Set()), { at: today, options, trust: mozillaAnchors() })
  expect(problems.length).toBeGreaterThan(5)
  expect(JSON.stringify(problems.map(({ message, help, identity }) => [message, help, identity]))).not.toContain(secret)
})

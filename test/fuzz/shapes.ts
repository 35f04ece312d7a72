import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import type { Shape } from "./growth.ts"

/*
 * Hostile inputs by the reader, join or rule that they burden, each a function of how many. Growth is measured at n, 2n, 4n:
 * a shape need not be what anybody would write.
 */

/** A file of one text. */
const file =
  (path: string, text: (n: number) => string): Shape =>
  (n) => ({ [path]: text(n) })

/** As many texts as asked for, one after the other. */
function times(n: number, text: (index: number) => string): string {
  return Array.from({ length: n }, (_, index) => text(index)).join("")
}

const pem = (name: string) => readFileSync(new URL(`../pki/${name}.pem`, import.meta.url), "utf8")
const indented = (text: string, by: number) => text.trimEnd().replaceAll(/^/gm, " ".repeat(by))
const object = (apiVersion: string, kind: string, name: string, rest: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n${rest}\n`
const configMap = (name: string, data: string) => object("v1", "ConfigMap", name, `data:\n${data}`)
const deployment = (name: string, pod: string) =>
  object(
    "apps/v1",
    "Deployment",
    name,
    `spec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: ${pod}}}`,
  )

/** One text many times, in a file that each reader takes for its own. */
export const runs: Readonly<Record<string, string>> = {
  dashes: "-",
  "dashes in lines": "-----\n",
  blanks: " ",
  tabs: "\t",
  "line ends": "\n",
  "carriage returns": "\r",
  "blank lines": " \n",
  comments: "#\n",
  quotes: '"',
  apostrophes: "'",
  backticks: "`",
  backslashes: "\\",
  continuations: "\\\n",
  dollars: "$",
  "open braces": "{",
  "open brackets": "[",
  "open parentheses": "(",
  "pairs of braces": "{}",
  commas: ",",
  colons: ":",
  "colons and blanks": ": ",
  equals: "=",
  "keys without ends": "a=",
  dots: "a.",
  bars: "a|",
  semicolons: "a;",
  ampersands: "a&&",
  "less than": "<",
  heredocs: "<<E\n",
  anchors: "&a ",
  aliases: "*a ",
  tags: "! ",
  stars: "*",
  actions: "{{ a }}",
  "open actions": "{{ ",
  "open conditions": "{{ if a }}\n",
  begins: "-----BEGIN CERTIFICATE-----\n",
  "begins without ends": "-----BEGIN ",
  ends: "-----END ",
  base64: "TUlJ",
  "base64 of PEM": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
  MII: "MIIB ",
  letters: "a",
  words: "tls ",
  lines: "tls: a\n",
  addresses: "https://a.example.com/",
  "at signs": "a@",
  percent: "%",
  angle: "<a>",
  slashes: "/",
  "dots only": ".",
  "comment opens": "/*",
  substitutions: "$(",
  parameters: "${a:-",
  arithmetics: "$((",
  functions: "a() {\n",
  ifs: "if a; then\n",
  cases: "case a in\n",
  ignores: "# tlsgate-ignore[a] reason=\n",
  documents: "---\n",
  sources: "# Source: a\n",
  nul: "\0",
}

export const readers: Readonly<Record<string, { readonly path: string; readonly before: string }>> = {
  yaml: { path: "tls.yaml", before: "tls: " },
  json: { path: "tls.json", before: '{"tls":' },
  toml: { path: "certs.d/a/hosts.toml", before: "tls = " },
  ini: { path: "pip.conf", before: "[global]\ntls = " },
  npmrc: { path: ".npmrc", before: "registry=" },
  env: { path: "tls.env", before: "TLS=" },
  hcl: { path: "tls.tf", before: "tls = " },
  dockerfile: { path: "Dockerfile", before: "FROM a\nRUN curl -k https://a\nRUN " },
  shell: { path: "tls.sh", before: "#!/bin/sh\ncurl -k https://a\n" },
  haproxy: { path: "haproxy.cfg", before: "frontend a\n  bind :443 ssl crt " },
  nginx: { path: "nginx.conf", before: "upstream a {}\nserver { ssl_certificate " },
  apache: { path: "a.conf", before: "SSLCertificateFile a\n" },
  caddy: { path: "Caddyfile", before: "a {\n tls " },
  keepalived: { path: "keepalived.conf", before: "virtual_server a 1 {\n" },
  systemd: { path: "tls.service", before: "[Service]\nExecStart=/bin/curl -k https://a " },
  pem: { path: "tls.pem", before: "" },
  text: { path: "tls", before: "" },
  settings: { path: "tls.conf", before: "tls" },
  source: { path: "a.py", before: "-----BEGIN " },
  template: { path: "chart/templates/a.yaml", before: "tls: " },
  "cloud-init": { path: "user-data", before: "#cloud-config\nca_certs: " },
  ansible: { path: "roles/a/tasks/main.yml", before: "- hosts: a\n  tls: " },
  makefile: { path: "Makefile", before: "a:\n\tcurl -k https://a\n\t" },
  jenkinsfile: { path: "Jenkinsfile", before: "sh 'curl -k https://a " },
}

const ofRuns = Object.fromEntries(
  Object.entries(readers).flatMap(([reader, { path, before }]) =>
    Object.entries(runs).map(([name, run]): [string, Shape] => [
      `${reader}: ${name}`,
      file(path, (n) => `${before}${run.repeat(n)}\n# tls cert registry\n`),
    ]),
  ),
)

const gzipped = gzipSync(Buffer.from("-----BEGIN CERTIFICATE-----\nMIIB ".repeat(90_000))).toString("base64")

const structured: Readonly<Record<string, Shape>> = {
  // Shell.
  "shell: pipeline of curls": file(
    "a.sh",
    (n) => `#!/bin/sh\ncurl -k https://a ${times(n, () => "| curl -k https://a ")}\n`,
  ),
  "shell: many curls": file("a.sh", (n) => `#!/bin/sh\n${times(n, (i) => `curl -k https://a${i}\n`)}`),
  "shell: many downloads run": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `curl -k -o a${i} https://a${i}\nsh a${i}\n`)}`,
  ),
  "shell: and lists": file("a.sh", (n) => `#!/bin/sh\ncurl -k https://a ${times(n, () => "&& curl -k https://a ")}\n`),
  "shell: variables": file("a.sh", (n) => `#!/bin/sh\n${times(n, (i) => `A${i}=$A${i - 1}\n`)}curl -k $A${n - 1}\n`),
  "shell: doubling variables": file(
    "a.sh",
    (n) => `#!/bin/sh\nA0=aaaa\n${times(n, (i) => `A${i + 1}="$A${i}$A${i}"\n`)}curl -k https://$A${n}\n`,
  ),
  "shell: one variable appended": file("a.sh", (n) => `#!/bin/sh\n${times(n, () => `A="$A -k"\ncurl $A https://a\n`)}`),
  "shell: words": file("a.sh", (n) => `#!/bin/sh\ncurl ${times(n, () => "-k ")} https://a\n`),
  "shell: wrappers": file("a.sh", (n) => `#!/bin/sh\n${times(n, () => "sudo ")} curl -k https://a\n`),
  "shell: sh -c nested": file("a.sh", (n) => `#!/bin/sh\n${times(n, () => "sh -c ")} 'curl -k https://a'\n`),
  "shell: sudo env nested": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, () => "env A=b sudo -u a timeout 3 ")} curl -k https://a\n`,
  ),
  "shell: heredoc files": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `cat > /etc/a${i}.yaml <<EOF\ntls: a\nEOF\n`)}`,
  ),
  "shell: nested heredocs": file(
    "a.sh",
    (n) =>
      `#!/bin/sh\n${times(Math.min(n, 2000), (i) => `cat > /etc/a${i}.sh <<E${i}\ncurl -k https://a\n`)}${times(Math.min(n, 2000), (i) => `E${Math.min(n, 2000) - 1 - i}\n`)}`,
  ),
  "shell: nested substitutions": file(
    "a.sh",
    (n) => `#!/bin/sh\ncurl -k ${times(n, () => "$(curl -k ")}a${")".repeat(n)}\n`,
  ),
  "shell: nested backticks in quotes": file(
    "a.sh",
    (n) => `#!/bin/sh\ncurl -k ${times(n, () => '"$(curl -k ')}a${')"'.repeat(n)}\n`,
  ),
  "shell: nested functions": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `f${i}() {\n`)}curl -k https://a\n${"}\n".repeat(n)}`,
  ),
  "shell: functions that call": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `f${i}() { curl -k https://a; f${i + 1}; f${i + 1}; }\n`)}f0\n`,
  ),
  "shell: nested ifs": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, () => "if a; then\n")}curl -k https://a\n${"fi\n".repeat(n)}`,
  ),
  "shell: nested groups": file("a.sh", (n) => `#!/bin/sh\n${times(n, () => "( ")}curl -k https://a\n${") ".repeat(n)}`),
  "shell: redirects": file("a.sh", (n) => `#!/bin/sh\ncurl -k https://a ${times(n, (i) => `> a${i} `)}\n`),
  "shell: braces": file("a.sh", (n) => `#!/bin/sh\ncurl -k https://${times(n, () => "{a,b}")}\n`),
  "shell: loops": file(
    "a.sh",
    (n) => `#!/bin/sh\nfor a in ${times(n, (i) => `a${i} `)}; do curl -k https://$a; done\n`,
  ),
  "shell: nested loops": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `for a${i} in a b; do\n`)}curl -k https://a\n${"done\n".repeat(n)}`,
  ),
  "shell: exports": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `export NODE_TLS_REJECT_UNAUTHORIZED=0 A${i}=b\n`)}node a\n`,
  ),
  "shell: echo to files": file("a.sh", (n) => `#!/bin/sh\n${times(n, () => `echo "tls: a" >> /etc/a.yaml\n`)}`),
  "shell: copies and updates": file(
    "a.sh",
    (n) => `#!/bin/sh\n${times(n, (i) => `cp a${i}.crt /usr/local/share/ca-certificates/\nupdate-ca-certificates\n`)}`,
  ),
  "shell: open quotes": file("a.sh", (n) => `#!/bin/sh\ncurl -k https://a\n${times(n, (i) => `echo "it's ${i}\n`)}`),
  "shell: unclosed heredocs": file("a.sh", (n) => `#!/bin/sh\ncurl -k https://a\n${times(n, (i) => `cat <<E${i}\n`)}`),
  // Dockerfiles.
  "dockerfile: runs": file("Dockerfile", (n) => `FROM a\n${"RUN curl a\n".repeat(n)}`),
  "dockerfile: insecure runs": file(
    "Dockerfile",
    (n) => `FROM a\n${times(n, (i) => `RUN curl -k -o a${i} https://a && sh a${i}\n`)}`,
  ),
  "dockerfile: stages that copy": file(
    "Dockerfile",
    (n) => `FROM a AS s0\n${times(n, (i) => `FROM s${i} AS s${i + 1}\nCOPY --from=s${i} /etc/ssl/certs/ca.pem /a\n`)}`,
  ),
  "dockerfile: stages of all": file(
    "Dockerfile",
    (n) =>
      `FROM a AS s0\n${times(n, (i) => `FROM a AS s${i + 1}\nCOPY --from=s${i} /etc/ssl/certs/ca.pem /a\nCOPY --from=s0 /etc/ssl/certs/ca.pem /b\nRUN update-ca-certificates\n`)}`,
  ),
  "dockerfile: one stage from many": file(
    "Dockerfile",
    (n) =>
      `${times(n, (i) => `FROM a AS s${i}\nRUN update-ca-certificates\n`)}FROM b\n${times(n, (i) => `COPY --from=s${i} /etc/ssl/certs/ca.pem /a\n`)}`,
  ),
  "dockerfile: arguments": file(
    "Dockerfile",
    (n) => `FROM a\n${times(n, (i) => `ARG A${i}=$A${i - 1}\n`)}RUN curl -k https://$A${n - 1}\n`,
  ),
  "dockerfile: doubling arguments": file(
    "Dockerfile",
    (n) => `FROM a\nARG A0=aaaa\n${times(n, (i) => `ARG A${i + 1}=$A${i}$A${i}\n`)}RUN curl -k https://$A${n}\n`,
  ),
  "dockerfile: environment": file(
    "Dockerfile",
    (n) => `FROM a\n${times(n, (i) => `ENV A${i}=b NODE_TLS_REJECT_UNAUTHORIZED=0\n`)}`,
  ),
  "dockerfile: one long environment": file("Dockerfile", (n) => `FROM a\nENV ${times(n, (i) => `A${i}=b `)}\n`),
  "dockerfile: copies of certificates": file(
    "Dockerfile",
    (n) =>
      `FROM debian\n${times(n, (i) => `COPY a${i}.crt /usr/local/share/ca-certificates/\n`)}RUN update-ca-certificates\n`,
  ),
  "dockerfile: copies and updates": file(
    "Dockerfile",
    (n) =>
      `FROM debian\n${times(n, (i) => `COPY a${i}.crt /usr/local/share/ca-certificates/\nRUN update-ca-certificates\n`)}`,
  ),
  "dockerfile: copies of directories": (n) => ({
    Dockerfile: `FROM debian\n${times(n, (i) => `COPY d${i}/ /usr/local/share/ca-certificates/\n`)}`,
    ...Object.fromEntries(Array.from({ length: Math.min(n, 300) }, (_, i) => [`d${i}/a.crt`, pem("root")])),
  }),
  "dockerfile: heredocs": file("Dockerfile", (n) => `FROM a\n${times(n, () => "RUN <<E\ncurl -k https://a\nE\n")}`),
  "dockerfile: open heredocs": file(
    "Dockerfile",
    (n) => `FROM a\n${times(n, (i) => `RUN <<E${i}\ncurl -k https://a\n`)}`,
  ),
  "dockerfile: many heredocs of one": file(
    "Dockerfile",
    (n) => `FROM a\nRUN curl -k https://a ${times(n, (i) => `<<E${i} `)}\n`,
  ),
  "dockerfile: continued": file(
    "Dockerfile",
    (n) => `FROM a\nRUN curl -k https://a${" \\\n && curl -k https://a".repeat(n)}\n`,
  ),
  "dockerfile: continued comments": file(
    "Dockerfile",
    (n) => `FROM a\nRUN curl -k https://a \\\n${"# a\n".repeat(n)} b\n`,
  ),
  "dockerfile: exec form": file("Dockerfile", (n) => `FROM a\nCMD [${'"curl", "-k", '.repeat(n)}"https://a"]\n`),
  "dockerfile: stages": file("Dockerfile", (n) => times(n, (i) => `FROM a${i}\nRUN curl -k https://a\n`)),
  "dockerfile: many files": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `d${i}/Dockerfile`,
        `FROM debian\nCOPY ca.crt /usr/local/share/ca-certificates/\nRUN update-ca-certificates\nRUN curl -k https://a\n`,
      ]),
    ),
  // YAML.
  "yaml: billion laughs": file(
    "tls.yaml",
    (n) => `tls: &a0 [x]\n${times(n, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`,
  ),
  "yaml: merge keys": file(
    "tls.yaml",
    (n) => `tls: &a0 {x: y}\n${times(n, (i) => `a${i + 1}: &a${i + 1} {<<: *a${i}, b${i}: c}\n`)}`,
  ),
  "yaml: doubling merge keys": file(
    "tls.yaml",
    (n) => `tls: &a0 {x: y}\n${times(n, (i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], b${i}: c}\n`)}`,
  ),
  "yaml: one anchor, many aliases": file("tls.yaml", (n) => `tls: &a {x: {y: z}}\n${times(n, (i) => `a${i}: *a\n`)}`),
  "yaml: a large anchor, many aliases": file(
    "tls.yaml",
    (n) => `tls: &a {${times(n, (i) => `x${i}: "tls", `)}}\n${times(n, (i) => `a${i}: *a\n`)}`,
  ),
  "yaml: objects of a large anchor": file(
    "tls.yaml",
    (n) =>
      `apiVersion: v1\nkind: List\nx: &a {${times(n, (i) => `A${i}: "tls", `)}}\nitems:\n${times(n, (i) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: a${i}}, data: *a}\n`)}`,
  ),
  "yaml: merges of a large anchor": file(
    "tls.yaml",
    (n) => `tls: &a {${times(n, (i) => `x${i}: "tls", `)}}\n${times(n, (i) => `a${i}: {<<: *a}\n`)}`,
  ),
  "yaml: nested mappings": file("tls.yaml", (n) => `tls:\n${times(Math.min(n, 3000), (i) => `${" ".repeat(i)}a:\n`)}`),
  "yaml: nested sequences": file("tls.yaml", (n) => `${"- ".repeat(n)}tls\n`),
  "yaml: keys": file("tls.yaml", (n) => times(n, (i) => `tls${i}: a\n`)),
  "yaml: equal keys": file("tls.yaml", (n) => "tls: a\n".repeat(n)),
  "yaml: items": file("tls.yaml", (n) => `tls:\n${"- a\n".repeat(n)}`),
  "yaml: one scalar of many lines": file("tls.yaml", (n) => `tls: a\n${"  a\n".repeat(n)}`),
  "yaml: one quoted scalar": file("tls.yaml", (n) => `tls: "a\n${"  \\u0041\\\n".repeat(n)}"\n`),
  "yaml: block scalar": file("tls.yaml", (n) => `tls: |\n${"  a\n".repeat(n)}`),
  "yaml: block scalars": file("tls.yaml", (n) => times(n, (i) => `tls${i}: |\n  a\n  b\n`)),
  "yaml: documents": file("tls.yaml", (n) => "---\ntls: a\n".repeat(n)),
  "yaml: broken documents": file("tls.yaml", (n) => "---\ntls: a: b\n".repeat(n)),
  "yaml: long keys": file("tls.yaml", (n) => `? ${"a ".repeat(n)}\n: tls\n`),
  "yaml: flow keys": file("tls.yaml", (n) => `tls: {${times(n, (i) => `a${i}: b, `)}}\n`),
  "yaml: nested flow": file("tls.yaml", (n) => `tls: ${"{a: ".repeat(n)}b${"}".repeat(n)}\n`),
  "yaml: wide and deep": file(
    "tls.yaml",
    (n) => `tls:\n${times(n, (i) => `  a${i}: {b: {c: {d: {e: {f: {g: tls}}}}}}\n`)}`,
  ),
  "yaml: template lines": file(
    "chart/templates/a.yaml",
    (n) => `tls:\n${times(n, (i) => `  {{- if .Values.a${i} }}\n  a${i}: {{ .Values.b }}\n  {{- end }}\n`)}`,
  ),
  "yaml: nested templates": file(
    "chart/templates/a.yaml",
    (n) => `tls:\n${times(n, (i) => `  {{- if .Values.a${i} }}\n`)}  a: b\n${"  {{- end }}\n".repeat(n)}`,
  ),
  "yaml: ignores": file("a.yaml", (n) =>
    times(n, () => `# tlsgate-ignore[argocd-repo-insecure] until=2027-01-01 reason="a"\ntls: a\n`),
  ),
  "yaml: mustaches": file("tls.yaml", (n) => `tls: ${'"{{ a }}" '.repeat(n)}\n`),
  // JSON.
  "json: quotes and a comment": file("many.json", (n) => `${'"'.repeat(n)}\n# registr\n`),
  "json: values": file("many.json", (n) => `${"{} ".repeat(n)}\n# registr\n`),
  "json: keys": file("tls.json", (n) => `{${times(n, (i) => `"tls${i}": "a",\n`)}"a": 1}`),
  "json: nested": file("tls.json", (n) => `{"tls": ${'{"a":'.repeat(n)}1${"}".repeat(n)}}`),
  "json: nested arrays": file("tls.json", (n) => `{"tls": ${"[".repeat(n)}1${"]".repeat(n)}}`),
  "json: a string of escapes": file("tls.json", (n) => `{"tls": "${"\\u0041".repeat(n)}"}`),
  "json: lines": file("tls.json", (n) => '{"tls": 1}\n'.repeat(n)),
  "json: a list of objects": file(
    "tls.json",
    (n) =>
      `{"apiVersion": "v1", "kind": "List", "items": [${times(n, (i) => `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a${i}"}, "data": {"tls.crt": "TUlJQg=="}},`)}null]}`,
  ),
  "json: nested lists": file(
    "tls.json",
    (n) => `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(n)}${"]}".repeat(n)}`,
  ),
  "json: json in json": file("tls.yaml", (n) => {
    let text = "tls: a"
    for (let depth = 0; depth < Math.min(n, 12); depth++)
      text = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a.json": ${JSON.stringify(text)}}}`
    return `${text}\n${"# tls\n".repeat(n)}`
  }),
  // TOML, INI.
  "toml: tables": file("hosts.toml", (n) => times(n, (i) => `[host."https://a${i}"]\nskip_verify = true\n`)),
  "toml: nested tables": file("config.toml", (n) => `[tls${".a".repeat(n)}]\na = 1\n`),
  "toml: growing tables": file("config.toml", (n) =>
    times(Math.min(n, 2000), (i) => `[tls${".a".repeat(i)}]\nb = 1\n`),
  ),
  "toml: arrays of tables": file("registries.conf", (n) =>
    times(n, (i) => `[[registry]]\nlocation = "a${i}"\ninsecure = true\n`),
  ),
  "toml: equal keys": file("hosts.toml", (n) => "tls = 1\n".repeat(n)),
  "toml: dotted keys": file("hosts.toml", (n) => times(n, (i) => `host.a${i}.b = 1\n`)),
  "toml: mirrors": file("registries.conf", (n) =>
    times(n, (i) => `[[registry]]\nlocation = "a"\n[[registry.mirror]]\nlocation = "b${i}"\ninsecure = true\n`),
  ),
  "toml: nested inline tables": file("hosts.toml", (n) => `tls = ${"{a = ".repeat(n)}1${"}".repeat(n)}\n`),
  "toml: nested arrays": file("hosts.toml", (n) => `tls = ${"[".repeat(n)}1${"]".repeat(n)}\n`),
  "toml: containerd mirrors": file(
    "etc/containerd/config.toml",
    (n) =>
      `version = 2\n${times(n, (i) => `[plugins."io.containerd.grpc.v1.cri".registry.mirrors."a${i}"]\nendpoint = ["http://a"]\n[plugins."io.containerd.grpc.v1.cri".registry.configs."a${i}".tls]\ninsecure_skip_verify = true\n`)}`,
  ),
  "ini: sections": file("pip.conf", (n) => times(n, (i) => `[a${i}]\ntrusted-host = a\n`)),
  "ini: continued values": file("pip.conf", (n) => `[global]\ntrusted-host =\n${"    a\n".repeat(n)}`),
  "ini: equal keys": file(".npmrc", (n) => "strict-ssl=false\n".repeat(n)),
  "ini: git sections": file(".gitconfig", (n) => times(n, (i) => `[http "https://a${i}"]\nsslVerify = false\n`)),
  "ini: yum": file("a.repo", (n) => times(n, (i) => `[a${i}]\nsslverify=0\nbaseurl=http://a\n`)),
  "ini: apt blocks": file(
    "etc/apt/apt.conf",
    (n) => `${"Acquire { ".repeat(n)}https::Verify-Peer "false";${"};".repeat(n)}\n`,
  ),
  "env: variables": file("tls.env", (n) => times(n, (i) => `NODE_TLS_REJECT_UNAUTHORIZED=0\nA${i}=tls\n`)),
  "env: open quotes": file("tls.env", (n) => times(n, (i) => `TLS${i}="a\n`)),
  "systemd: commands": file("a.service", (n) => `[Service]\n${"ExecStart=/usr/bin/curl -k https://a\n".repeat(n)}`),
  "systemd: continued": file(
    "a.service",
    (n) => `[Service]\nExecStart=/usr/bin/curl -k https://a${" \\\n -k".repeat(n)}\n`,
  ),
  "systemd: environment": file(
    "a.service",
    (n) => `[Service]\n${times(n, (i) => `Environment=A${i}=b NODE_TLS_REJECT_UNAUTHORIZED=0\n`)}ExecStart=node a\n`,
  ),
  // HCL.
  "hcl: unclosed heredocs": file("a.tf", (n) => `# tls\n${times(n, (i) => `tls${i} = <<E${i}\n`)}`),
  "hcl: equal unclosed heredocs": file("a.tf", (n) => `# tls\n${"tls = <<EO\n".repeat(n)}`),
  "hcl: heredocs": file("a.tf", (n) => times(n, (i) => `tls${i} = <<E\na\nE\n`)),
  "hcl: indented heredocs": file("a.tf", (n) => times(n, (i) => `tls${i} = <<-E\n  a\n  E\n`)),
  "hcl: blocks": file("a.tf", (n) => times(n, (i) => `resource "a" "a${i}" {\n  insecure = true\n}\n`)),
  "hcl: nested blocks": file("a.tf", (n) => `${"tls {\n".repeat(n)}${"}\n".repeat(n)}`),
  "hcl: nested interpolation": file("a.tf", (n) => `tls = "${'${"'.repeat(n)}a${'"}'.repeat(n)}"\n`),
  "hcl: interpolations": file("a.tf", (n) => `tls = "${"${a}".repeat(n)}"\n`),
  "hcl: nested calls": file("a.tf", (n) => `tls = ${"f(".repeat(n)}1${")".repeat(n)}\n`),
  "hcl: nested conditionals": file("a.tf", (n) => `tls = ${"a ? b : ".repeat(n)}c\n`),
  "hcl: nested objects": file("a.tf", (n) => `tls = ${"{ a = ".repeat(n)}1${" }".repeat(n)}\n`),
  "hcl: nested lists": file("a.tf", (n) => `tls = ${"[".repeat(n)}1${"]".repeat(n)}\n`),
  "hcl: locals": file(
    "a.tf",
    (n) =>
      `locals {\n${times(n, (i) => `  a${i} = local.a${i - 1}\n`)}}\nprovider "helm" { kubernetes { insecure = local.a${n - 1} } }\n`,
  ),
  "hcl: providers": file("a.tf", (n) => times(n, () => `provider "helm" {\n kubernetes {\n insecure = true\n }\n}\n`)),
  "hcl: provisioners": file(
    "a.tf",
    (n) =>
      `resource "null_resource" "a" {\n${times(n, () => `  provisioner "local-exec" {\n    command = "curl -k https://a | sh"\n  }\n`)}}\n`,
  ),
  "hcl: jsonencode": file(
    "a.tf",
    (n) => `resource "a" "b" {\n user_data = jsonencode({${times(n, (i) => `a${i} = "tls"\n`)}})\n}\n`,
  ),
  "hcl: user data": file("a.tf", (n) =>
    times(n, (i) => `resource "aws_instance" "a${i}" {\n  user_data = <<EOT\n#!/bin/sh\ncurl -k https://a\nEOT\n}\n`),
  ),
  // Proxies.
  "nginx: nested blocks": file(
    "nginx.conf",
    (n) => `upstream a {}\n${"server { ".repeat(n)}ssl_certificate a;${"}".repeat(n)}\n`,
  ),
  "nginx: servers": file("nginx.conf", (n) =>
    times(
      n,
      (i) =>
        `server { listen 443 ssl; server_name a${i}; ssl_certificate a${i}.pem; location / { proxy_pass https://b; proxy_ssl_verify off; } }\n`,
    ),
  ),
  "nginx: locations": file(
    "nginx.conf",
    (n) =>
      `server { listen 443 ssl; ssl_certificate a.pem;\n${times(n, (i) => `location /a${i} { proxy_pass https://b; proxy_ssl_verify off; }\n`)}}\n`,
  ),
  "nginx: names": file(
    "nginx.conf",
    (n) =>
      `server { listen 80; ssl_certificate a.pem; server_name ${times(n, (i) => `a${i} `)}; location /.well-known/acme-challenge/ { return 404; } }\n`,
  ),
  "nginx: acme servers": file("nginx.conf", (n) =>
    times(
      n,
      (i) =>
        `server { listen 80; ssl_certificate a.pem; server_name a${i}; location /.well-known/acme-challenge/ { proxy_pass http://b; } location / { return 301 https://$host$request_uri; } }\n`,
    ),
  ),
  "nginx: upstreams": file("nginx.conf", (n) =>
    times(
      n,
      (i) =>
        `upstream u${i} { server a${i}:80; }\nserver { listen 80; ssl_certificate a.pem; location / { proxy_pass http://u${i}; } }\n`,
    ),
  ),
  "nginx: includes": (n) => ({
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `nginx/a${i}.conf`,
        `server { include a${i + 1}.conf; include *.conf; listen 443 ssl; ssl_certificate a.pem; }\n`,
      ]),
    ),
  }),
  "haproxy: frontends": file("haproxy.cfg", (n) =>
    times(
      n,
      (i) =>
        `frontend a${i}\n  bind :443 ssl crt a.pem\n  use_backend b${i} if { path_beg /.well-known/acme-challenge/ }\nbackend b${i}\n  server a a:443 ssl verify none\n`,
    ),
  ),
  "haproxy: servers": file(
    "haproxy.cfg",
    (n) => `backend b\n${times(n, (i) => `  server a${i} a:443 ssl verify none\n`)}`,
  ),
  "haproxy: acls": file(
    "haproxy.cfg",
    (n) =>
      `frontend a\n  bind :80\n${times(n, (i) => `  acl a${i} path_beg /.well-known/acme-challenge/\n  use_backend b if a${i}\n`)}backend b\n  server a a:80\n`,
  ),
  "haproxy: one name": file(
    "haproxy.cfg",
    (n) =>
      `frontend a\n  bind :80\n${times(n, () => "  acl a path_beg /.well-known/acme-challenge/\n")}${times(n, () => "  use_backend b if a\n")}backend b\n  server a a:80\n`,
  ),
  "haproxy: a long line": file("haproxy.cfg", (n) => `backend b\n  server a a:443 ${"ssl verify none ".repeat(n)}\n`),
  "keepalived: servers": file("keepalived.conf", (n) =>
    times(n, (i) => `virtual_server 10.0.0.${i % 250} 80 {\n  real_server 10.0.1.${i % 250} 80 { weight 1 }\n}\n`),
  ),
  "caddy: sites": file("Caddyfile", (n) =>
    times(
      n,
      (i) =>
        `a${i}.example.com {\n  tls /a.pem /a.key\n  reverse_proxy https://b {\n    transport http {\n      tls_insecure_skip_verify\n    }\n  }\n}\n`,
    ),
  ),
  "caddy: snippets": file(
    "Caddyfile",
    (n) =>
      `${times(n, (i) => `(s${i}) {\n  import s${i + 1}\n  import s${i + 1}\n  tls internal\n}\n`)}a {\n  import s0\n}\n`,
  ),
  "apache: hosts": file("a.conf", (n) =>
    times(
      n,
      (i) =>
        `<VirtualHost *:443>\nServerName a${i}\nSSLCertificateFile a${i}.pem\nSSLProxyVerify none\n</VirtualHost>\n`,
    ),
  ),
  "apache: nested": file(
    "a.conf",
    (n) => `SSLCertificateFile a\n${"<IfModule a>\n".repeat(n)}${"</IfModule>\n".repeat(n)}`,
  ),
  // Kubernetes.
  "kubernetes: values inserted by every action": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": `a: [${"x, ".repeat(n)}]\n`,
    "chart/templates/a.yaml": times(n, (i) =>
      object("v1", "Secret", `a${i}`, "stringData: {{ toYaml .Values.a | nindent 2 }}"),
    ),
  }),
  "kubernetes: lists that templates go through": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": `a:\n${times(n, (i) => `- {name: a${i}, tls: true}\n`)}`,
    "chart/templates/a.yaml": times(
      n,
      (i) =>
        `{{ range .Values.a }}\n${object("v1", "ConfigMap", `{{ .name }}-${i}`, "data: {a: '{{ .tls }}'}")}{{ end }}\n`,
    ),
  }),
  "kubernetes: nested ranges": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": "a: [1, 2, 3]\n",
    "chart/templates/a.yaml": `${"{{ range .Values.a }}\n".repeat(n)}${object("v1", "ConfigMap", "a", "data: {tls: a}")}${"{{ end }}\n".repeat(n)}`,
  }),
  "kubernetes: includes": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": "a: tls\n",
    "chart/templates/_a.tpl": times(
      n,
      (i) => `{{ define "a${i}" }}{{ include "a${i + 1}" . }}{{ include "a${i + 1}" . }}{{ end }}\n`,
    ),
    "chart/templates/a.yaml": `tls: {{ include "a0" . }}\n`,
  }),
  "kubernetes: values and keys": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": times(n, (i) => `a${i}: {tls: true, insecure: true}\n`),
    "chart/templates/a.yaml": times(n, (i) =>
      object("v1", "ConfigMap", `a${i}`, `data: {a: "{{ .Values.a${i}.tls }}"}`),
    ),
  }),
  "kubernetes: charts in charts": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => `c/${"charts/c/".repeat(Math.min(i, 60))}x${i}/`).flatMap((path, i) => [
        [`${path}Chart.yaml`, `apiVersion: v2\nname: x${i}\nversion: 1.0.0\n`],
        [`${path}values.yaml`, "a: b\ntls: c\n"],
      ]),
    ),
  "kubernetes: releases of one chart": (n) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": times(n, (i) => `a${i}: {insecure: true}\n`),
    "releases.yaml": times(n, (i) =>
      object(
        "helm.toolkit.fluxcd.io/v2",
        "HelmRelease",
        `a${i}`,
        `spec: {chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: a}}}, values: {a${i}: {insecure: false}}}`,
      ),
    ),
  }),
  "kubernetes: argo applications": file("apps.yaml", (n) =>
    times(n, (i) =>
      object(
        "argoproj.io/v1alpha1",
        "Application",
        `a${i}`,
        `spec: {source: {repoURL: https://a, chart: a, helm: {values: "a: b\\ntls: c\\n", parameters: [{name: a, value: b}]}}}`,
      ),
    ),
  ),
  "kubernetes: helmfile releases": file(
    "helmfile.yaml",
    (n) =>
      `releases:\n${times(n, (i) => `- {name: a${i}, chart: ./a, values: [{tls: {insecure: true}}], set: [{name: a.b, value: c}]}\n`)}`,
  ),
  "kubernetes: patches by objects": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\npatches:\n${times(n, (i) => `- {patch: "[{op: replace, path: /spec/x${i}, value: 1}]", target: {kind: Deployment}}\n`)}`,
    "a.yaml": times(n, (i) => deployment(`d${i}`, '{containers: [{name: a, image: "r.example.com/a"}]}')),
  }),
  "kubernetes: strategic patches by objects": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\npatches:\n${times(n, (i) => `- {patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {x${i}: 1}}", target: {kind: Deployment}}\n`)}`,
    "a.yaml": times(n, (i) => deployment(`d${i}`, '{containers: [{name: a, image: "r.example.com/a"}]}')),
  }),
  "kubernetes: a patch for each object": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\npatches:\n${times(n, (i) => `- {patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d${i}}, spec: {x: 1}}"}\n`)}`,
    "a.yaml": times(n, (i) => deployment(`d${i}`, '{containers: [{name: a, image: "r.example.com/a"}]}')),
  }),
  "kubernetes: operations of one patch": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |\n${times(n, (i) => `    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --a${i}}\n`)}`,
    "a.yaml": deployment("d", '{containers: [{name: a, image: "r.example.com/a", args: [a]}]}'),
  }),
  "kubernetes: images by objects": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\nimages:\n${times(n, (i) => `- {name: r.example.com/a${i}, newName: b}\n`)}`,
    "a.yaml": times(n, (i) => deployment(`d${i}`, `{containers: [{name: a, image: "r.example.com/a${i}"}]}`)),
  }),
  "kubernetes: overlays by objects": (n) => ({
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": times(n, (i) => deployment(`d${i}`, '{containers: [{name: a, image: "r.example.com/a"}]}')),
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `overlays/o${i}/kustomization.yaml`,
        `resources: [../../base]\nnamePrefix: p${i}-\nimages: [{name: r.example.com/a, newTag: v${i}}]\npatches:\n- {patch: "[{op: add, path: /spec/x, value: ${i}}]", target: {kind: Deployment}}\n`,
      ]),
    ),
  }),
  "kubernetes: a chain of bases": (n) =>
    Object.fromEntries(
      Array.from(
        { length: n },
        (_, i) =>
          [
            `b${i}/kustomization.yaml`,
            `resources: [../b${i + 1}, a.yaml]\nnamePrefix: a-\npatches:\n- {patch: "[{op: add, path: /spec/x, value: ${i}}]", target: {kind: Deployment}}\n`,
          ] as const,
      ).flatMap(([path, text], i) => [
        [path, text],
        [`b${i}/a.yaml`, deployment(`d${i}`, "{containers: [{name: a, image: b}]}")],
      ]),
    ),
  "kubernetes: diamonds of bases": (n) =>
    Object.fromEntries(
      Array.from(
        { length: n },
        (_, i) =>
          [
            [`l${i}/kustomization.yaml`, `resources: [../l${i + 1}, ../r${i + 1}]\nnamePrefix: l-\n`],
            [`r${i}/kustomization.yaml`, `resources: [../l${i + 1}, ../r${i + 1}]\nnamePrefix: r-\n`],
          ] as const,
      ).flat(),
    ),
  "kubernetes: components": (n) => ({
    "kustomization.yaml": `resources: [a.yaml]\ncomponents:\n${times(n, (i) => `- c${i}\n`)}`,
    "a.yaml": deployment("d", "{containers: [{name: a, image: b}]}"),
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `c${i}/kustomization.yaml`,
        `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- {patch: "[{op: add, path: /spec/x, value: ${i}}]", target: {kind: Deployment}}\n`,
      ]),
    ),
  }),
  "kubernetes: generators": file(
    "kustomization.yaml",
    (n) => `configMapGenerator:\n${times(n, (i) => `- {name: a${i}, files: [tls.crt=a.pem], literals: [a=b]}\n`)}`,
  ),
  "kubernetes: generators and files": (n) => ({
    "kustomization.yaml": `configMapGenerator:\n- name: a\n  files:\n${times(n, (i) => `  - a${i}.yaml\n`)}`,
    ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}.yaml`, "tls: a\n"])),
  }),
  "kubernetes: replacements": file(
    "kustomization.yaml",
    (n) =>
      `resources: [a.yaml]\nreplacements:\n${times(n, (i) => `- {source: {kind: ConfigMap, name: a, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.x${i}]}]}\n`)}`,
  ),
  "kubernetes: workloads": file("a.yaml", (n) =>
    times(n, (i) =>
      deployment(
        `d${i}`,
        '{containers: [{name: a, image: b, env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}]}]}',
      ),
    ),
  ),
  "kubernetes: containers": file("a.yaml", (n) =>
    deployment(
      "d",
      `{containers: [${times(n, (i) => `{name: a${i}, image: b, env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}]}, `)}]}`,
    ),
  ),
  "kubernetes: variables": file("a.yaml", (n) =>
    deployment(
      "d",
      `{containers: [{name: a, image: b, env: [${times(n, (i) => `{name: A${i}, value: "$(A${i - 1})"}, `)}]}]}`,
    ),
  ),
  "kubernetes: env-from": file(
    "a.yaml",
    (n) =>
      `${configMap(
        "c",
        times(n, (i) => `  NODE_TLS_REJECT_UNAUTHORIZED${i}: "0"\n`),
      )}${times(n, (i) => deployment(`d${i}`, "{containers: [{name: a, image: b, envFrom: [{configMapRef: {name: c}}]}]}"))}`,
  ),
  "kubernetes: mounts of one ConfigMap": file(
    "a.yaml",
    (n) =>
      `${configMap(
        "c",
        times(n, (i) => `  a${i}.yaml: "tls: a"\n`),
      )}${times(n, (i) => deployment(`d${i}`, "{volumes: [{name: c, configMap: {name: c}}], containers: [{name: a, image: b, volumeMounts: [{name: c, mountPath: /etc/a}]}]}"))}`,
  ),
  "kubernetes: mounts in one container": file(
    "a.yaml",
    (n) =>
      `${times(n, (i) => configMap(`c${i}`, "  ca.crt: a"))}${deployment("d", `{volumes: [${times(n, (i) => `{name: c${i}, configMap: {name: c${i}}}, `)}], containers: [{name: a, image: b, env: [{name: SSL_CERT_FILE, value: /etc/a0/ca.crt}], volumeMounts: [${times(n, (i) => `{name: c${i}, mountPath: /etc/a${i}}, `)}]}]}`)}`,
  ),
  "kubernetes: volumes by containers": file("a.yaml", (n) =>
    deployment(
      "d",
      `{volumes: [${times(n, (i) => `{name: c${i}, secret: {secretName: c${i}}}, `)}], containers: [${times(n, (i) => `{name: a${i}, image: b, volumeMounts: [{name: c${i}, mountPath: /etc/a}]}, `)}]}`,
    ),
  ),
  "kubernetes: projected sources": file("a.yaml", (n) =>
    deployment(
      "d",
      `{volumes: [{name: c, projected: {sources: [${times(n, (i) => `{secret: {name: c${i}}}, `)}]}}], containers: [{name: a, image: b, volumeMounts: [{name: c, mountPath: /etc/a}]}]}`,
    ),
  ),
  "kubernetes: services by workloads": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `${object("v1", "Service", `s${i}`, "spec: {selector: {app: x}, ports: [{port: 443}]}")}${object("apps/v1", "Deployment", `d${i}`, "spec: {template: {metadata: {labels: {app: x}}, spec: {volumes: [{name: c, secret: {secretName: c}}], containers: [{name: a, image: b, volumeMounts: [{name: c, mountPath: /etc/a}]}]}}}")}`,
    ),
  ),
  "kubernetes: ingresses": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "networking.k8s.io/v1",
        "Ingress",
        `i${i}`,
        `spec: {tls: [{hosts: [a${i}.example.com], secretName: s${i}}], rules: [{host: a${i}.example.com}]}`,
      ),
    ),
  ),
  "kubernetes: ingresses of one host": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "networking.k8s.io/v1",
        "Ingress",
        `i${i}`,
        `spec: {ingressClassName: c${i}, tls: [{hosts: [a.example.com], secretName: s}], rules: [{host: a.example.com, http: {paths: [{path: /a${i}, pathType: Prefix, backend: {service: {name: a, port: {number: 443}}}}]}}]}`,
      ),
    ),
  ),
  "kubernetes: hosts of one ingress": file("a.yaml", (n) =>
    object(
      "networking.k8s.io/v1",
      "Ingress",
      "i",
      `spec: {tls: [${times(n, (i) => `{hosts: [a${i}.example.com], secretName: s${i}}, `)}], rules: [${times(n, (i) => `{host: a${i}.example.com}, `)}]}`,
    ),
  ),
  "kubernetes: ingresses with certificates": file(
    "a.yaml",
    (n) =>
      `${object("v1", "Secret", "s", `type: kubernetes.io/tls\nstringData:\n  tls.crt: |\n${indented(pem("end-entity"), 4)}`)}${times(n, (i) => object("networking.k8s.io/v1", "Ingress", `i${i}`, `spec: {tls: [{hosts: [a${i}.example.com], secretName: s}]}`))}`,
  ),
  "kubernetes: certificates": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "cert-manager.io/v1",
        "Certificate",
        `c${i}`,
        `spec: {secretName: s${i}, dnsNames: [a${i}.example.com], issuerRef: {name: i${i % 7}, kind: ClusterIssuer}}`,
      ),
    ),
  ),
  "kubernetes: issuers and certificates": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `${object("cert-manager.io/v1", "ClusterIssuer", `i${i}`, `spec: {acme: {server: https://acme-staging-v02.api.letsencrypt.org/directory, solvers: [{http01: {ingress: {class: nginx}}}]}}`)}${object("cert-manager.io/v1", "Certificate", `c${i}`, `spec: {secretName: s, dnsNames: [a.example.com], issuerRef: {name: i${i}, kind: ClusterIssuer}}`)}`,
    ),
  ),
  "kubernetes: solvers": file(
    "a.yaml",
    (n) =>
      `${object("cert-manager.io/v1", "ClusterIssuer", "i", `spec: {acme: {server: https://a, solvers: [${times(n, (i) => `{http01: {ingress: {class: c${i}}}, selector: {dnsZones: [a${i}.example.com]}}, `)}]}}`)}${times(n, (i) => object("cert-manager.io/v1", "Certificate", `c${i}`, `spec: {secretName: s${i}, dnsNames: [x.a${i}.example.com], issuerRef: {name: i, kind: ClusterIssuer}}`))}`,
  ),
  "kubernetes: gateways and routes": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `${object("gateway.networking.k8s.io/v1", "Gateway", `g${i}`, `spec: {gatewayClassName: a, listeners: [{name: a, hostname: "*.example.com", port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: s}]}}]}`)}${object("gateway.networking.k8s.io/v1", "HTTPRoute", `r${i}`, `spec: {hostnames: [a${i}.example.com], parentRefs: [{name: g${i}}], rules: [{backendRefs: [{name: a, port: 443}]}]}`)}`,
    ),
  ),
  "kubernetes: listeners by routes": file(
    "a.yaml",
    (n) =>
      `${object("gateway.networking.k8s.io/v1", "Gateway", "g", `spec: {gatewayClassName: a, listeners: [${times(n, (i) => `{name: a${i}, hostname: a${i}.example.com, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: s${i}}]}}, `)}]}`)}${times(n, (i) => object("gateway.networking.k8s.io/v1", "HTTPRoute", `r${i}`, `spec: {hostnames: [a${i}.example.com], parentRefs: [{name: g}]}`))}`,
  ),
  "kubernetes: grants": file(
    "a.yaml",
    (n) =>
      `${object("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "g", `spec: {from: [${times(n, (i) => `{group: gateway.networking.k8s.io, kind: Gateway, namespace: n${i}}, `)}], to: [{group: "", kind: Secret}]}`)}${times(n, (i) => object("gateway.networking.k8s.io/v1", "Gateway", `g${i}, namespace: n${i}`, `spec: {listeners: [{name: a, hostname: a.example.com, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: s, namespace: default}]}}]}`))}`,
  ),
  "kubernetes: webhooks": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        `w${i}`,
        `webhooks: [{name: a, clientConfig: {caBundle: TUlJQg==, service: {name: s${i}, namespace: a}}}]`,
      ),
    ),
  ),
  "kubernetes: webhooks of one": file("a.yaml", (n) =>
    object(
      "admissionregistration.k8s.io/v1",
      "ValidatingWebhookConfiguration",
      "w",
      `webhooks: [${times(n, (i) => `{name: a${i}, clientConfig: {caBundle: TUlJQg==, service: {name: s${i}, namespace: a}}}, `)}]`,
    ),
  ),
  "kubernetes: ConfigMaps of one name": file("a.yaml", (n) => times(n, (i) => configMap("c", `  a${i}: tls`))),
  "kubernetes: keys of a ConfigMap": file("a.yaml", (n) =>
    configMap(
      "c",
      times(n, (i) => `  a${i}.yaml: |\n    tls: b\n`),
    ),
  ),
  "kubernetes: scripts of a ConfigMap": file("a.yaml", (n) =>
    configMap(
      "c",
      times(n, (i) => `  a${i}.sh: |\n    curl -k https://a\n`),
    ),
  ),
  "kubernetes: Dockerfiles of a ConfigMap": file("a.yaml", (n) =>
    configMap(
      "c",
      times(n, (i) => `  Dockerfile.a${i}: |\n    FROM a\n    RUN curl -k https://a\n`),
    ),
  ),
  "kubernetes: gzip of a ConfigMap": file("a.yaml", (n) =>
    configMap(
      "c",
      times(n, (i) => `  a${i}.yaml: |\n    tls: ${gzipped}\n`),
    ),
  ),
  "kubernetes: gzip of Secrets": file("a.yaml", (n) =>
    times(n, (i) => object("v1", "Secret", `s${i}`, `data:\n  a.yaml: ${gzipped}\n`)),
  ),
  "kubernetes: a ConfigMap in a ConfigMap": file("a.yaml", (n) => {
    let text = "tls: a\n"
    for (let depth = 0; depth < Math.min(n, 10); depth++) text = configMap("c", `  a.yaml: |\n${indented(text, 4)}`)
    return text + "# tls\n".repeat(n)
  }),
  "kubernetes: lists of objects": file(
    "a.yaml",
    (n) =>
      `apiVersion: v1\nkind: List\nitems:\n${times(n, (i) => `- {apiVersion: v1, kind: Service, metadata: {name: tls${i}}}\n`)}`,
  ),
  "kubernetes: nested lists": file(
    "a.yaml",
    (n) => `${"{apiVersion: v1, kind: List, items: [".repeat(n)}${"]}".repeat(n)}\n`,
  ),
  "kubernetes: many files": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `d${i % 50}/a${i}.yaml`,
        deployment(
          `d${i}`,
          '{containers: [{name: a, image: b, env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}]}]}',
        ),
      ]),
    ),
  "kubernetes: folders": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `d${i}/a.yaml`,
        object("v1", "Secret", "s", "type: kubernetes.io/tls\nstringData: {tls.crt: a}"),
      ]),
    ),
  "kubernetes: equal objects in folders": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `d${i}/a.yaml`,
        `${object("v1", "Secret", "s", "stringData: {tls.crt: a}")}${object("networking.k8s.io/v1", "Ingress", "i", "spec: {tls: [{hosts: [a.example.com], secretName: s}]}")}`,
      ]),
    ),
  "kubernetes: deep folders": (n) => ({ [`${"d/".repeat(n)}a.yaml`]: configMap("c", "  tls: a") }),
  "kubernetes: flux roots": (n) =>
    Object.fromEntries(
      Array.from(
        { length: n },
        (_, i) =>
          [
            [
              `clusters/c${i}.yaml`,
              object(
                "kustomize.toolkit.fluxcd.io/v1",
                "Kustomization",
                `k${i}`,
                `spec: {path: ./apps/a${i}, sourceRef: {kind: GitRepository, name: a}, dependsOn: [{name: k${i + 1}}]}`,
              ),
            ],
            [`apps/a${i}/a.yaml`, configMap("c", "  tls: a")],
          ] as const,
      ).flat(),
    ),
  "kubernetes: kubeconfigs": file(
    "kubeconfig",
    (n) =>
      `apiVersion: v1\nkind: Config\nclusters:\n${times(n, (i) => `- {name: c${i}, cluster: {server: https://a, insecure-skip-tls-verify: true, certificate-authority-data: TUlJ}}\n`)}contexts: []\nusers: []\n`,
  ),
  "kubernetes: annotations": file(
    "a.yaml",
    (n) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations:\n${times(n, (i) => `    nginx.ingress.kubernetes.io/proxy-ssl-verify${i}: "off"\n`)}`,
  ),
  "kubernetes: ignore annotations": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p${i}, annotations: {tlsgate.dev/ignore: "env-node-tls-reject-unauthorized until=2027-01-01 reason=a"}}\nspec: {containers: [{name: a, env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}]}]}\n`,
    ),
  ),
  "kubernetes: ignored findings": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `---\n# tlsgate-ignore[env-node-tls-reject-unauthorized] until=2027-01-01 reason="a"\napiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec:\n  containers:\n  - name: a\n    env:\n    # tlsgate-ignore[env-node-tls-reject-unauthorized] until=2027-01-01 reason="a"\n    - {name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0"}\n`,
    ),
  ),
  "kubernetes: argocd clusters": file("a.yaml", (n) =>
    times(
      n,
      (i) =>
        `---\napiVersion: v1\nkind: Secret\nmetadata: {name: c${i}, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData: {server: https://a, config: '{"tlsClientConfig": {"insecure": true}}'}\n`,
    ),
  ),
  "kubernetes: istio rules": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "networking.istio.io/v1",
        "DestinationRule",
        `d${i}`,
        "spec: {host: a, trafficPolicy: {tls: {mode: SIMPLE}, portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE, insecureSkipVerify: true}}]}}",
      ),
    ),
  ),
  "kubernetes: prometheus": file(
    "prometheus.yml",
    (n) =>
      `scrape_configs:\n${times(n, (i) => `- {job_name: a${i}, scheme: https, tls_config: {insecure_skip_verify: true}}\n`)}`,
  ),
  // Compose, CI, Ansible, machines.
  "compose: services": file(
    "compose.yaml",
    (n) =>
      `services:\n${times(n, (i) => `  a${i}: {image: b, extends: {service: a${i + 1}}, environment: {NODE_TLS_REJECT_UNAUTHORIZED: "0"}}\n`)}`,
  ),
  "compose: two to extend": file(
    "compose.yaml",
    (n) =>
      `services:\n${times(n, (i) => `  a${i}: {image: b, depends_on: [${times(20, (j) => `a${i + j}, `)}], env_file: [a.env]}\n`)}`,
  ),
  "compose: volumes": file(
    "compose.yaml",
    (n) =>
      `services:\n  a:\n    image: b\n    volumes:\n${times(n, (i) => `    - ./a${i}.pem:/etc/ssl/certs/a${i}.pem\n`)}    environment:\n      SSL_CERT_FILE: /etc/ssl/certs/a0.pem\n`,
  ),
  "compose: labels": file(
    "compose.yaml",
    (n) =>
      `services:\n  a:\n    image: traefik\n    labels:\n${times(n, (i) => `    - traefik.http.routers.a${i}.rule=Host(\`a${i}\`)\n    - traefik.http.routers.a${i}.tls=true\n`)}`,
  ),
  "compose: command": file(
    "compose.yaml",
    (n) =>
      `services:\n  a:\n    image: traefik\n    command: [${times(n, () => "--serverstransport.insecureskipverify=true, ")}]\n`,
  ),
  "compose: variable files": (n) => ({
    "compose.yaml": `services:\n${times(n, (i) => `  a${i}: {image: b, env_file: [a.env]}\n`)}`,
    "a.env": times(n, (i) => `NODE_TLS_REJECT_UNAUTHORIZED${i}=0\n`),
  }),
  "ci: steps": file(
    ".github/workflows/a.yml",
    (n) => `on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n${"    - run: curl -k https://a | sh\n".repeat(n)}`,
  ),
  "ci: jobs": file(
    ".github/workflows/a.yml",
    (n) =>
      `on: push\njobs:\n${times(n, (i) => `  a${i}:\n    env: {NODE_TLS_REJECT_UNAUTHORIZED: "0"}\n    runs-on: a\n    steps: [{run: curl -k https://a}]\n`)}`,
  ),
  "ci: variables": file(
    ".github/workflows/a.yml",
    (n) =>
      `on: push\nenv:\n${times(n, (i) => `  A${i}: "0"\n`)}jobs:\n  a:\n    runs-on: a\n    steps:\n${"    - run: curl -k https://a\n".repeat(n)}`,
  ),
  "ci: gitlab jobs": file(".gitlab-ci.yml", (n) =>
    times(
      n,
      (i) => `a${i}:\n  extends: a${i + 1}\n  variables: {GIT_SSL_NO_VERIFY: "true"}\n  script: [curl -k https://a]\n`,
    ),
  ),
  "ci: gitlab references": file(".gitlab-ci.yml", (n) =>
    times(
      n,
      (i) =>
        `a${i}:\n  script:\n  - !reference [a${i + 1}, script]\n  - !reference [a${i + 1}, script]\n  - curl -k https://a\n`,
    ),
  ),
  "ci: plain pipelines": file(
    "a.yml",
    (n) => `steps:\n${"- script: curl -k https://a\n  commands: [curl -k https://a]\n".repeat(n)}`,
  ),
  "ci: a plain pipeline each document": file("a.yml", (n) => "---\nsteps:\n- script: curl -k https://a\n".repeat(n)),
  "ci: jenkins steps": file("Jenkinsfile", (n) => `pipeline {\n${"sh 'curl -k https://a'\n".repeat(n)}}\n`),
  "ci: jenkins triple quotes": file("Jenkinsfile", (n) => `pipeline {\n${"sh '''curl -k https://a\n".repeat(n)}}\n`),
  "ci: make targets": file("Makefile", (n) => times(n, (i) => `a${i}: a${i + 1}\n\tcurl -k https://a\n`)),
  "ci: make variables": file(
    "Makefile",
    (n) => `${times(n, (i) => `A${i} = $(A${i + 1}) $(A${i + 1})\n`)}a:\n\tcurl -k $(A0)\n`,
  ),
  "ansible: variables of a play": file(
    "roles/a/tasks/main.yaml",
    (n) => `- hosts: all\n  vars:\n${times(n, (i) => `    a${i}: 1\n`)}# tls\n`,
  ),
  "ansible: tasks": file("roles/a/tasks/main.yaml", (n) =>
    times(
      n,
      (i) =>
        `- name: a${i}\n  copy: {src: ca${i}.crt, dest: /usr/local/share/ca-certificates/a.crt}\n  notify: update\n`,
    ),
  ),
  "ansible: downloads": file("roles/a/tasks/main.yaml", (n) =>
    times(
      n,
      (i) =>
        `- name: a${i}\n  get_url: {url: "https://a", dest: /tmp/a${i}, validate_certs: false}\n- shell: curl -k https://a | sh; sh /tmp/a${i}\n`,
    ),
  ),
  "ansible: loops": file(
    "roles/a/tasks/main.yaml",
    (n) =>
      `- copy: {src: "{{ item }}", dest: "/usr/local/share/ca-certificates/{{ item }}"}\n  loop:\n${times(n, (i) => `  - a${i}.crt\n`)}`,
  ),
  "ansible: nested blocks": file(
    "roles/a/tasks/main.yaml",
    (n) => `- block: ${"[{block: ".repeat(n)}[{shell: curl -k https://a}]${"}]".repeat(n)}\n`,
  ),
  "ansible: blocks": file("roles/a/tasks/main.yaml", (n) =>
    "- block:\n  - shell: curl -k https://a\n  rescue:\n  - shell: curl -k https://a\n".repeat(n),
  ),
  "ansible: plays": file("site.yml", (n) =>
    times(n, (i) => `- hosts: a${i}\n  roles: [a]\n  tasks:\n  - shell: curl -k https://a\n`),
  ),
  "ansible: handlers": (n) => ({
    "roles/a/tasks/main.yaml": times(
      n,
      (i) => `- copy: {src: ca${i}.crt, dest: /usr/local/share/ca-certificates/a.crt}\n  notify: h${i}\n`,
    ),
    "roles/a/handlers/main.yaml": times(n, (i) => `- name: h${i}\n  command: update-ca-certificates\n`),
  }),
  "ansible: includes": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `roles/a/tasks/a${i}.yaml`,
        `- include_tasks: a${i + 1}.yaml\n- include_tasks: a${i + 1}.yaml\n- shell: curl -k https://a\n`,
      ]),
    ),
  "ansible: roles": (n) => ({
    "site.yml": `- hosts: a\n  roles: [${times(n, (i) => `r${i}, `)}]\n`,
    ...Object.fromEntries(
      Array.from(
        { length: n },
        (_, i) =>
          [
            [`roles/r${i}/tasks/main.yml`, `- copy: {src: ca.crt, dest: "{{ a${i} }}"}\n- shell: curl -k https://a\n`],
            [`roles/r${i}/defaults/main.yml`, `a${i}: /usr/local/share/ca-certificates/a.crt\n`],
          ] as const,
      ).flat(),
    ),
  }),
  "ansible: variables by variables": (n) => ({
    "roles/a/defaults/main.yml": times(n, (i) => `a${i}: "{{ a${i + 1} }}{{ a${i + 1} }}"\n`),
    "roles/a/tasks/main.yml": `- copy: {src: ca.crt, dest: "/usr/local/share/ca-certificates/{{ a0 }}"}\n`,
  }),
  "cloud-init: files": file(
    "user-data",
    (n) => `#cloud-config\nwrite_files:\n${times(n, (i) => `- {path: /etc/a${i}.yaml, content: "tls: a"}\n`)}`,
  ),
  "cloud-init: commands": file("user-data", (n) => `#cloud-config\nruncmd:\n${"- curl -k https://a | sh\n".repeat(n)}`),
  "cloud-init: authorities": file(
    "user-data",
    (n) => `#cloud-config\nca_certs:\n  trusted:\n${`  - |\n${indented(pem("root"), 4)}\n`.repeat(n)}`,
  ),
  "cloud-init: parts": file(
    "user-data",
    (n) =>
      `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n${"--b\nContent-Type: text/cloud-config\n\n#cloud-config\nruncmd: [curl -k https://a]\n".repeat(n)}--b--\n`,
  ),
  "ignition: files": file(
    "a.ign",
    (n) =>
      `{"ignition": {"version": "3.0.0"}, "storage": {"files": [${times(n, (i) => `{"path": "/etc/a${i}.yaml", "contents": {"source": "data:,tls%3A%20a"}},`)}{}]}}`,
  ),
  "ignition: units": file(
    "a.bu",
    (n) =>
      `variant: fcos\nversion: 1.4.0\nsystemd:\n  units:\n${times(n, (i) => `  - {name: a${i}.service, contents: "[Service]\\nExecStart=/bin/curl -k https://a\\n"}\n`)}`,
  ),
  "talos: registries": file(
    "talos.yaml",
    (n) =>
      `machine:\n  registries:\n    config:\n${times(n, (i) => `      a${i}: {tls: {insecureSkipVerify: true}}\n`)}cluster: {}\n`,
  ),
  "k3s: registries": file(
    "registries.yaml",
    (n) =>
      `mirrors:\n${times(n, (i) => `  a${i}: {endpoint: ["http://a${i}"]}\n`)}configs:\n${times(n, (i) => `  a${i}: {tls: {insecure_skip_verify: true}}\n`)}`,
  ),
  "k3s: mirrors of one": file(
    "registries.yaml",
    (n) =>
      `mirrors:\n  a:\n    endpoint:\n${times(n, (i) => `    - https://a${i}\n`)}configs:\n${times(n, (i) => `  a${i}: {auth: {username: a}}\n`)}`,
  ),
  "containerd: hosts folders": (n) => ({
    "etc/containerd/config.toml":
      'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/etc/containerd/certs.d"\n',
    ...Object.fromEntries(
      Array.from(
        { length: n },
        (_, i) =>
          [
            [
              `etc/containerd/certs.d/a${i}/hosts.toml`,
              `server = "https://a${i}"\n[host."https://a${i}"]\nca = "ca.crt"\nskip_verify = true\n`,
            ],
            [`etc/containerd/certs.d/a${i}/ca.crt`, pem("root")],
          ] as const,
      ).flat(),
    ),
  }),
  "docker: insecure registries": file(
    "daemon.json",
    (n) => `{"insecure-registries": [${times(n, (i) => `"a${i}.example.com",`)}"b"]}`,
  ),
  "docker: auths": file(
    ".docker/config.json",
    (n) => `{"auths": {${times(n, (i) => `"a${i}": {"auth": "YTpi"},`)}"b": {}}}`,
  ),
  "skopeo: sources": file("sync.yaml", (n) => times(n, (i) => `a${i}: {tls-verify: false, images: {a: [b]}}\n`)),
  "policy: transports": file(
    "etc/containers/policy.json",
    (n) =>
      `{"default": [{"type": "reject"}], "transports": {"docker": {${times(n, (i) => `"a${i}": [{"type": "insecureAcceptAnything"}],`)}"b": []}}}`,
  ),
  "registries: images by registries": (n) => ({
    "daemon.json": `{"insecure-registries": [${times(n, (i) => `"a${i}.example.com",`)}"b"]}`,
    "a.yaml": times(n, (i) => deployment(`d${i}`, `{containers: [{name: a, image: a${i}.example.com/b}]}`)),
  }),
  "images: of one registry": file("a.yaml", (n) =>
    times(n, (i) => deployment(`d${i}`, `{containers: [{name: a, image: r.corp.net/b${i}}]}`)),
  ),
  // Certificates.
  "pem: one certificate": file("a.pem", (n) => pem("root").repeat(n)),
  "pem: a chain again and again": file("a.pem", (n) =>
    `${pem("end-entity")}${pem("intermediate")}${pem("root")}`.repeat(n),
  ),
  "pem: expired again and again": file("a.pem", (n) => `${pem("expired")}${pem("expired-intermediate")}`.repeat(n)),
  "pem: files of a certificate": (n) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}.pem`, pem("expired")])),
  "pem: files of a chain": (n) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}.pem`, pem("end-entity") + pem("intermediate")])),
  "pem: keys": file("a.pem", (n) => readFileSync(new URL("../pki/end-entity.key", import.meta.url), "utf8").repeat(n)),
  "pem: files of keys": (n) =>
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `a${i}.key`,
        readFileSync(new URL("../pki/end-entity.key", import.meta.url), "utf8"),
      ]),
    ),
  "pem: broken blocks": file("a.pem", (n) =>
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".repeat(n),
  ),
  "pem: long garbage": file(
    "a.pem",
    (n) => `-----BEGIN CERTIFICATE-----\n${"MIIB".repeat(n)}\n-----END CERTIFICATE-----\n`,
  ),
  "pem: headers": file("a.pem", (n) => `-----BEGIN CERTIFICATE-----\n${"a: b\n".repeat(n)}-----END CERTIFICATE-----\n`),
  "pem: begins of many labels": file("a.pem", (n) => times(n, (i) => `-----BEGIN A${i}-----\n`)),
  "pem: glued": file("a.pem", (n) => pem("root").replaceAll("\n", "").repeat(n)),
  "pem: escaped": file("a.yaml", (n) => `tls: "${pem("root").replaceAll("\n", "\\n").repeat(n)}"\n`),
  "pem: Secrets": file("a.yaml", (n) =>
    times(n, (i) =>
      object(
        "v1",
        "Secret",
        `s${i}`,
        `type: kubernetes.io/tls\nstringData:\n  tls.crt: |\n${indented(pem("end-entity"), 4)}\n`,
      ),
    ),
  ),
  "pem: base64 of base64": file("a.yaml", (n) => {
    let text = pem("root").repeat(Math.max(1, n >> 6))
    for (let depth = 0; depth < 6; depth++) text = Buffer.from(text).toString("base64")
    return `tls: ${text}\n`
  }),
  "pem: in comments": file("a.yaml", (n) => `tls: a\n${pem("root").repeat(n).replaceAll(/^/gm, "# ")}`),
  "der: nested": (n) => ({ "a.der": nestedDer(n) }),
  "der: many values": (n) => ({
    "a.der": Buffer.concat([Buffer.from([0x30, 0x84, 0, 0, 0, 0]), Buffer.alloc(n * 2, Buffer.from([5, 0]))]),
  }),
  "binary: zeros": (n) => ({ "a.p12": Buffer.alloc(n) }),
  "binary: sequences": (n) => ({ "a.p12": Buffer.alloc(n, 0x30) }),
  "binary: jks": (n) => ({
    "a.jks": Buffer.concat([Buffer.from("feedfeed0000000200ffffff", "hex"), Buffer.alloc(n, 1)]),
  }),
}

function nestedDer(n: number): Buffer {
  let value: Buffer = Buffer.from([5, 0])
  for (let depth = 0; depth < Math.min(n, 4000); depth++)
    value = Buffer.concat([
      Buffer.from([0x30, 0x83, value.length >> 16, (value.length >> 8) & 255, value.length & 255]),
      value,
    ])
  return value
}

/** Every shape, by reader and name. */
export const shapes: Readonly<Record<string, Shape>> = { ...structured, ...ofRuns }

import { describe, expect, test } from "vitest"
import { languageOfContent } from "../../src/collect/contents.ts"

const texts: readonly (readonly [language: string, text: string])[] = [
  ["yaml", "receivers:\n  otlp: {}\nservice:\n  pipelines: {}\n"],
  ["yaml", "name: SSO\nissuer: https://sso.corp/realms/a\n"],
  ["yaml", "- job_name: api\n  scheme: https\n- job_name: web\n"],
  ["yaml", "config: |\n  free text, any: of it\n  more [of] it\nother: 1\n"],
  ["yaml", "# a comment\na: {{ .Values.b }}\n{{- if .Values.c }}\nc: d\n{{- end }}\n"],
  ["yaml", "{apiVersion: v1, kind: Secret, data: {}}"],
  ["json", '{"insecure-registries": ["reg.corp"]}'],
  ["json", '[{"op": "add", "path": "/a", "value": 1}]'],
  ["toml", '[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "pause"\n'],
  ["toml", '[[runners]]\n  name = "a"\n  tls = true\n'],
  ["toml", 'a = [\n  "b",\n  "c",\n]\nd = """\nfree text here\n"""\n'],
  ["systemd", "[Unit]\nDescription=A\n[Service]\nExecStart=/bin/a \\\n  --b\n"],
  ["ini", "[server]\nroot_url = https://a.corp\n[auth.ldap]\nenabled = true\n"],
  ["ini", "[OUTPUT]\n    Name es\n    tls.verify Off\n"],
  ["env", "A=1\nNODE_TLS_REJECT_UNAUTHORIZED=0\n"],
  ["settings", "server.ssl.enabled=true\nspring.datasource.url=jdbc:postgresql://db/a\n"],
  ["haproxy", "frontend web\n  bind :443 ssl crt /a.pem\nbackend app\n  server a 10.0.0.1:443 ssl\n"],
  ["nginx", "server {\n  listen 443 ssl;\n  location / {\n    proxy_pass https://a.corp;\n  }\n}\n"],
  ["nginx", "proxy_ssl_verify off;\nproxy_set_header Host $host;\n"],
  ["apache", "<VirtualHost *:443>\n  SSLEngine on\n</VirtualHost>\n"],
  ["hcl", 'listener "tcp" {\n  address = "0.0.0.0:8200"\n  tls_disable = 1\n}\n'],
  ["code", "tls {\n  verify: true\n}\nport: 4222\n"],
  ["shell", "#!/bin/sh\ncurl -k https://a.corp\n"],
  ["dockerfile", "FROM alpine\nRUN apk add curl\n"],
  ["pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
]

test.each(texts)("is %s: %j", (language, text) => {
  expect(languageOfContent(text)).toBe(language)
  expect(languageOfContent(text.replaceAll("\n", "\r\n"))).toBe(language)
})

/** What people and programs write that is none of these. */
const others: readonly string[] = [
  "",
  "just a word",
  "The registry is insecure: use TLS.\nSee https://docs.corp for more.\n",
  "Note: verification is off\nThis is a sentence.\nSo is this one.\nAnd here is another.\n",
  "Dear all,\n\nplease set insecure = true if you have to.\n\nThanks\n",
  "1. Install the CA\n2. Restart the node\n3. Try again\n",
  "* one\n* two\n* three\n",
  "# Title\n\nSome text with `code: true` in it.\n\n- a point\n",
  "usage: tool [flags]\n\n  --insecure   do not verify\n  --help       show this\n",
  "2026-11-30T10:00:00Z INFO started\n2026-11-30T10:00:01Z WARN tls: bad certificate\n",
  "user_id,name,email\n1,a,b@c\n2,d,e@f\n",
  "SELECT a FROM b\nWHERE c = 'd'\nORDER BY e;\n",
  'package policy\n\ndeny[msg] {\n  input.spec.tls.insecure == true\n  msg := "no"\n}\n',
  "object.spec.tls.insecureSkipVerify == false\n  && has(object.spec.ca)\n",
  "function(a) {\n  if (a) return b;\n  return c + d;\n}\n",
  "def main():\n    verify = False\n    requests.get(url, verify=verify)\n    return 0\n",
  "local a = ngx.var.b\nif a then\n  ngx.say('c')\nend\n",
  "^(foo|bar)-[a-z]+$\n^baz$\n",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF user@host\nssh-rsa AAAAB3NzaC1yc2E user@host\n",
  "10.0.0.1 registry.corp\n10.0.0.2 mirror.corp\n",
  "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=\naGVsbG8gd29ybGQ=\n",
  "<html>\n<body>insecure: true</body>\n</html>\n",
  "diff --git a/b b/b\n- tls: true\n+ tls: false\n",
  "$ curl -k https://a.corp\nHTTP/1.1 200 OK\nServer: nginx\n",
  "{{ range .Items }}\nHello {{ .Name }}, your host is {{ .Host }}.\n{{ end }}\n",
  "TODO(a): insecure until the CA is there\nbut not later\n",
]

test.each(others)("is no configuration: %j", (text) => {
  expect(languageOfContent(text)).toBeUndefined()
})

describe("any text is looked at in no time", () => {
  test.each([
    "{".repeat(1_000_000),
    " ".repeat(1_000_000),
    "a: ".repeat(300_000),
    "a\n".repeat(500_000),
    "[".repeat(1_000_000),
    `${"x ".repeat(500_000)}:`,
    "a = ".repeat(250_000),
  ])("%.12s", (text) => {
    const before = performance.now()
    languageOfContent(text)
    expect(performance.now() - before).toBeLessThan(500)
  })
})

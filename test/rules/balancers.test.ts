import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import type { DocumentKind } from "../../src/model/facts.ts"
import type { Reached } from "../../src/rules/acme/balancers.shared.ts"
import { challengedProxies } from "../../src/rules/acme/caddy.shared.ts"
import { challengedBackends } from "../../src/rules/acme/haproxy.shared.ts"
import { virtualServers } from "../../src/rules/acme/keepalived.shared.ts"
import { challengedUpstreams } from "../../src/rules/acme/nginx.shared.ts"
import { factsOf } from "../examples.ts"

/** The servers that a challenge can reach, by the last part of their address: `1 2`, with `client` or `request` where it stays at one. */
async function servers(path: string, kind: DocumentKind, read: (root: never) => Reached[], text: string) {
  const inventory = inventoryOf(await factsOf({ [path]: text }), new Set([path]))
  return inventory
    .documents(kind)
    .flatMap(({ root }) => read(root as never))
    .map(({ backend }) =>
      [
        ...backend.servers.map(
          ({ address, port, weight }) =>
            `${address.replace("10.0.0.", "")}${port === 80 ? "" : `:${port}`}${weight === 1 ? "" : `*${weight}`}`,
        ),
        ...(backend.sticky === undefined ? [] : [backend.sticky]),
      ].join(" "),
    )
}

const two = "server a 10.0.0.1:80\n  server b 10.0.0.2:80"
const one = "backend one\n  server a 10.0.0.1:80\n"

describe("HAProxy sends a challenge", () => {
  const front = (lines: string, backend = two, mode = "http") =>
    `defaults\n  mode ${mode}\nfrontend f\n  bind :80\n  ${lines.replaceAll("; ", "\n  ")}\nfrontend s\n  bind :443 ssl crt a\n  default_backend tls\nbackend web\n  ${backend.replaceAll("; ", "\n  ")}\n${one}backend tls\n  server a 10.0.0.9:443\n`

  it.each([
    ["default_backend web", ["1 2"]],
    ["use_backend one if TRUE; default_backend web", ["1"]],
    ["use_backend one if FALSE; default_backend web", ["1 2"]],
    ["use_backend one if { method GET }; default_backend web", ["1"]],
    ["use_backend one if ! { path_beg /api }; default_backend web", ["1"]],
    ["use_backend one if { path_sub acme-challenge }; default_backend web", ["1"]],
    ["use_backend one if { path_dir .well-known }; default_backend web", ["1"]],
    ["use_backend one if { path -m reg ^/\\.well-known/acme-challenge/ }; default_backend web", ["1"]],
    ["use_backend one if { path_reg ^/api/.* }; default_backend web", ["1 2"]],
    ["use_backend one if { path_beg -f /etc/acme.lst }; default_backend web", ["1"]],
    ["use_backend one if { path / }; default_backend web", ["1 2"]],
    ["use_backend one if { nbsrv(web) lt 1 }; default_backend web", ["1 2"]],
    ["use_backend one if { dst_port 80 }; default_backend web", ["1"]],
    ["use_backend %[hdr(host),map(/a.map,web)]; default_backend one", ["1 2", "1"]],
    ["http-request return status 200 if { path_beg /.well-known }; default_backend web", []],
    ["http-request deny if { path_beg /admin }; default_backend web", ["1 2"]],
    ["redirect scheme https; default_backend web", ["9:443"]],
    ["http-request redirect scheme https if { hdr(host) a }; default_backend web", ["9:443", "1 2"]],
  ])("with `%s` to %j", async (lines, expected) => {
    expect(await servers("haproxy.cfg", "haproxy", challengedBackends, front(lines))).toEqual(expected)
  })

  it.each([
    ["server a 10.0.0.1:80 backup; server b 10.0.0.2:80", "2"],
    ["server a 10.0.0.1:80 disabled; server b 10.0.0.2:80", "2"],
    ["server a 10.0.0.1 weight 0; server b 10.0.0.2", "2"],
    ["default-server weight 5; server a 10.0.0.1:8080; server b 10.0.0.2:80 weight 2", "1:8080*5 2*2"],
    ["server-template w 3 10.0.0.1:80; server b [fd00::1]:80", "1*3 fd00::1"],
    ["balance source; server a 10.0.0.1:80; server b 10.0.0.2:80", "1 2 client"],
    ["balance uri; server a 10.0.0.1:80; server b 10.0.0.2:80", "1 2 request"],
    ["stick-table type ip size 1m; stick on src; server a 10.0.0.1:80; server b 10.0.0.2:80", "1 2 client"],
    ["use-server a if { path_beg /.well-known/acme-challenge/ }; server a 10.0.0.1:80; server b 10.0.0.2:80", "1"],
  ])("to a backend of `%s`: %s", async (backend, expected) => {
    const text = front("default_backend web", backend)
    expect(await servers("haproxy.cfg", "haproxy", challengedBackends, text)).toEqual([expected])
  })

  it("by no path in mode tcp", async () => {
    const lines = "use_backend one if { path_beg /.well-known/acme-challenge/ }; default_backend web"
    expect(await servers("haproxy.cfg", "haproxy", challengedBackends, front(lines, two, "tcp"))).toEqual(["1 2"])
  })

  it("as the defaults say, those of its name before the last", async () => {
    const text = `defaults a\n  default_backend web\ndefaults b\n  mode http\nfrontend f from a\n  bind :80\nbackend web\n  ${two}\n`
    expect(await servers("haproxy.cfg", "haproxy", challengedBackends, text)).toEqual(["1 2"])
  })
})

describe("nginx sends a challenge", () => {
  const upstreams = "upstream web { server 10.0.0.1; server 10.0.0.2; } upstream one { server 10.0.0.1; }"

  it.each([
    ["location / { proxy_pass http://web; }", ["1 2"]],
    ["location / { proxy_pass http://web; } location /.well-known/ { proxy_pass http://one; }", ["1"]],
    [
      "location / { proxy_pass http://web; } location ^~ /.well-known { proxy_pass http://one/; } location ~ . { proxy_pass http://web; }",
      ["1"],
    ],
    ["location / { proxy_pass http://one; } location ~ ^/\\.well-known/ { proxy_pass http://web; }", ["1 2"]],
    ["location / { proxy_pass http://one; } location = / { proxy_pass http://web; }", ["1"]],
    ["location / { root /var/www; }", []],
    ["listen 8080; location / { proxy_pass http://web; }", []],
    ["proxy_pass web;", ["1 2"]],
    ["location / { return 301 https://$host$request_uri; }", ["9:443"]],
    ["location / { proxy_pass http://$pool; }", ["1 2", "1"]],
  ])("with `%s` to %j", async (lines, expected) => {
    const text = `http { ${upstreams}\nupstream tls { server 10.0.0.9:443; }\nmap $host $pool { default web; a.example one; }\nserver { ${lines} } server { listen 443 ssl; location / { proxy_pass https://tls; } } }`
    expect(await servers("nginx.conf", "nginx", challengedUpstreams, text.replace("upstream", "\nupstream"))).toEqual(
      expected,
    )
  })

  it("to no server that is spare or down, and says what stays", async () => {
    const text = `upstream web {\n ip_hash; server 10.0.0.1 backup; server 10.0.0.2 down; server 10.0.0.3 weight=4; server unix:/a; }\nserver { location / { proxy_pass http://web; } }`
    expect(await servers("site.conf", "nginx", challengedUpstreams, text)).toEqual(["3*4 client"])
  })
})

it.each([
  [
    "virtual_server 10.0.0.10 80 {\n lb_algo rr\n real_server 10.0.0.1 80 { weight 2 }\n real_server 10.0.0.2 8080 {\n }\n}",
    ["1*2 2:8080"],
  ],
  ["virtual_server 10.0.0.10 443 {\n real_server 10.0.0.1 443 {\n }\n}", []],
  [
    "virtual_server 10.0.0.10 80 {\n persistence_timeout 50\n real_server 10.0.0.1 80 { weight 0 }\n real_server 10.0.0.2 80 {\n }\n}",
    ["2 client"],
  ],
])("keepalived of %j sends a challenge to %j", async (text, expected) => {
  expect(await servers("keepalived.conf", "keepalived", virtualServers, `${text}\n`)).toEqual(expected)
})

it.each([
  ["reverse_proxy 10.0.0.1 10.0.0.2", ["1 2"]],
  ["reverse_proxy {\n to 10.0.0.1 10.0.0.2\n lb_policy ip_hash\n }", ["1 2 client"]],
  ["reverse_proxy {\n to 10.0.0.1 10.0.0.2\n lb_policy first\n }", ["1"]],
  ["reverse_proxy 10.0.0.1 10.0.0.2\n reverse_proxy /.well-known/acme-challenge/* 10.0.0.1", ["1"]],
  ["@acme path /.well-known/acme-challenge/*\n reverse_proxy @acme 10.0.0.1\n reverse_proxy 10.0.0.1 10.0.0.2", ["1"]],
  ["handle /api/* {\n reverse_proxy 10.0.0.1\n }\n handle {\n reverse_proxy 10.0.0.1 10.0.0.2\n }", ["1 2"]],
])("Caddy with %j sends a challenge to %j", async (lines, expected) => {
  expect(await servers("Caddyfile", "caddy", challengedProxies, `:80 {\n ${lines}\n}\n`)).toEqual(expected)
})

import { describe, expect, it } from "vitest"
import { caddy, keepalived, nginx } from "../../src/formats/nginx.ts"
import { type Directive, directivesOf } from "../../src/model/directives.ts"

/** Directives with their words, and in brackets what stands in their blocks. */
function written(list: readonly Directive[]): string {
  return list
    .map(({ name, words, block }) => {
      const line = [name, ...words.map(({ value }) => value)].join(" ")
      return block.length === 0 ? line : `${line} [${written(block)}]`
    })
    .join(" | ")
}

describe.each([
  ["nginx", nginx],
  ["keepalived", keepalived],
  ["caddy", caddy],
] as const)("%s", (name, reader) => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["nginx", "a b;c  d ;", "a b | c d"],
    ["nginx", "http { upstream x{ server 10.0.0.1:80; } }", "http [upstream x [server 10.0.0.1:80]]"],
    ["nginx", "# a { b\nlog 'x; y' \"z }\";", "log x; y z }"],
    ["nginx", "proxy_pass http://$a${b}c;", "proxy_pass http://$a${b}c"],
    ["nginx", "location ~ ^/\\.well-known { root /x; }", "location ~ ^/\\.well-known [root /x]"],
    ["nginx", "a { b;", "a [b]"],
    [
      "nginx",
      "auth_basic x; proxy_set_header Authorization y; proxy_pass http://a;",
      "auth_basic | proxy_set_header | proxy_pass http://a",
    ],
    ["nginx", 'ssl_certificate "a b;.pem"; server_name a # b; }\n  c;', "ssl_certificate a b;.pem | server_name a c"],
    ["nginx", "} a;", "a"],
    ["nginx", "server {{ host }}:80;\n{% if x %}\na;\n{% endif %}", "server {{ host }}:80 | a"],
    ["nginx", "a\r\n  b;\r\n", "a b"],
    ["keepalived", "! x\nvirtual_server 10.0.0.1 80 {\n  lb_algo rr\n}\n", "virtual_server 10.0.0.1 80 [lb_algo rr]"],
    ["keepalived", "real_server 10.0.0.2 80 { weight 1 }", "real_server 10.0.0.2 80 [weight 1]"],
    ["caddy", "{$HOST} {\n\treverse_proxy a:80 b:80\n}", "{$HOST} [reverse_proxy a:80 b:80]"],
    ["caddy", ":80 {\n\trespond {args[0]} # x\n}", ":80 [respond {args[0]}]"],
  ]

  it.each(rows.filter(([of]) => of === name))("of %s reads %j", (_, text, expected) => {
    expect(written(directivesOf(reader.read(text)[0]?.root))).toBe(expected)
  })

  it("tells what is open, and says no more of a template", () => {
    const text = name === "nginx" ? "a { b;" : "a {\n b\n"
    expect(reader.read(text)[0]?.defects.map(({ reason }) => reason)).toEqual(["the block is never closed"])
    expect(reader.read(`{{ x }}\n${text}`)[0]?.defects).toEqual([])
  })

  it("keeps places", () => {
    const text = "upstream web {\n  server 10.0.0.1:80\n}\n"
    const [upstream] = directivesOf(reader.read(name === "nginx" ? text.replace("80\n", "80;\n") : text)[0]?.root)
    const [server] = upstream?.block ?? []
    const address = server?.words[0]
    expect(text.slice(address?.start, address?.end)).toBe("10.0.0.1:80")
  })
})

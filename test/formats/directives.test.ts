import { describe, expect, it } from "vitest"
import { apache, nginx } from "../../src/formats/directives.ts"
import type { Node } from "../../src/model/tree.ts"

/** A tree as plain values; a block is an object, a directive the list of its words. */
function plain(node: Node): unknown {
  if (node.kind === "scalar") return node.type === "template" ? `<${node.value}>` : node.value
  if (node.kind === "sequence") return node.items.map(plain)
  return node.entries.map(({ key, value }) => [key.value, plain(value)])
}

describe("a configuration of nginx", () => {
  it.each<[string, string, unknown]>([
    [
      "nests",
      "http { server { server_name a b; location / { proxy_ssl_certificate c.pem; } } }",
      [
        [
          "http",
          [
            [
              "server",
              [
                ["server_name", ["a", "b"]],
                ["location", [["proxy_ssl_certificate", ["c.pem"]]]],
              ],
            ],
          ],
        ],
      ],
    ],
    ["goes over lines, with comments", "server_name a # b; }\n  c;", [["server_name", ["a", "c"]]]],
    ["has quotes", `ssl_certificate "a b;.pem";`, [["ssl_certificate", ["a b;.pem"]]]],
    [
      "has variables",
      "ssl_certificate ${dir}/a.pem;\nssl_certificate $b;",
      [
        ["ssl_certificate", ["<${dir}/a.pem>"]],
        ["ssl_certificate", ["<$b>"]],
      ],
    ],
    ["keeps nothing secret", "auth_basic x; proxy_set_header Authorization secret;", []],
    [
      "may be cut off",
      "server { ssl_certificate a.pem; ssl_certificate_key",
      [["server", [["ssl_certificate", ["a.pem"]]]]],
    ],
    ["may close what it never opened", "} } ssl_certificate a.pem;", [["ssl_certificate", ["a.pem"]]]],
  ])("%s", (_, text, tree) => {
    expect(plain(nginx.read(text)[0]!.root)).toEqual(tree)
  })
})

describe("a configuration of Apache", () => {
  it("nests, in any case, with quotes and comments", () => {
    const text =
      '<VirtualHost *:443>\r\n  ServerName a\r\n  # SSLCertificateFile x\r\n  sslcertificatefile "b c.pem"\r\n</VirtualHost>\r\nServerName d\r\n'
    expect(plain(apache.read(text)[0]!.root)).toEqual([
      [
        "virtualhost",
        [
          ["servername", ["a"]],
          ["sslcertificatefile", ["b c.pem"]],
        ],
      ],
      ["servername", ["d"]],
    ])
  })
})

import { describe, expect, it } from "vitest"
import { apache } from "../../src/formats/apache.ts"
import type { Node } from "../../src/model/tree.ts"

/** A tree as plain values; a block is an object, a directive the list of its words. */
function plain(node: Node): unknown {
  if (node.kind === "scalar") return node.type === "template" ? `<${node.value}>` : node.value
  if (node.kind === "sequence") return node.items.map(plain)
  return node.entries.map(({ key, value }) => [key.value, plain(value)])
}

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

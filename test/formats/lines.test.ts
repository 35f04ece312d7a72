// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of the files that are read.
import { describe, expect, it } from "vitest"
import { haproxy } from "../../src/formats/haproxy.ts"
import { hcl } from "../../src/formats/hcl.ts"
import { loadIniReader, loadReader } from "../../src/formats/index.ts"
import { outline } from "./outline.ts"

const files: readonly [Parameters<typeof loadIniReader>[0], string, unknown][] = [
  [
    "git",
    '[http]\n\tsslVerify = false # c\n[http "https://a"]\n  sslVerify\n[http]\n  proxy = "a\\"b"\n',
    [
      [
        "http",
        [
          ["sslVerify", "boolean false"],
          ["https://a", [["sslVerify", "boolean true"]]],
          ["proxy", 'a"b'],
        ],
      ],
    ],
  ],
  [
    "npm",
    'strict-ssl=false\n; c\n//r/:_authToken=${T}\nca[]="a\\nb"\n',
    [
      ["strict-ssl", "boolean false"],
      ["//r/:_authToken", "template ${T}"],
      ["ca[]", "a\nb"],
    ],
  ],
  [
    "pip",
    "[global]\ntrusted-host =\n  a\n  b\nindex-url: https://x\n",
    [
      [
        "global",
        [
          ["trusted-host", "\na\nb"],
          ["index-url", "https://x"],
        ],
      ],
    ],
  ],
  ["yum", "[a]\nsslverify=0\n", [["a", [["sslverify", "number 0"]]]]],
  [
    "systemd",
    '[Service]\r\nEnvironment="A=b" C=d\r\nExecStart=/bin/a \\\r\n  --b\r\nExecStart=\r\n',
    [
      [
        "Service",
        [
          ["Environment", '"A=b" C=d'],
          ["ExecStart", "/bin/a --b"],
          ["ExecStart", ""],
        ],
      ],
    ],
  ],
  [
    "env",
    "export A=b # c\nB=\"x\ny\"\nC='${q}'\nD=${E}\nF=a#b\n",
    [
      ["A", "b"],
      ["B", "x\ny"],
      ["C", "${q}"],
      ["D", "template ${E}"],
      ["F", "a#b"],
    ],
  ],
  [
    "curl",
    '-k\ninsecure\ncacert = "/x"\n--proxy http://a\n',
    [
      ["k", "boolean true"],
      ["insecure", "boolean true"],
      ["cacert", "/x"],
      ["proxy", "http://a"],
    ],
  ],
  ["wget", "check_certificate = off\n", [["check_certificate", "boolean off"]]],
  [
    "apt",
    'Acquire::https::Verify-Peer "false"; // c\nAcquire { https { Verify-Host "false"; }; };\n',
    [
      [
        "Acquire",
        [
          [
            "https",
            [
              ["Verify-Peer", "false"],
              ["Verify-Host", "false"],
            ],
          ],
        ],
      ],
    ],
  ],
]

describe("files of keys and values", () => {
  it.each(files)("reads %s", async (dialect, text, tree) => {
    const [document] = (await loadIniReader(dialect)).read(text)
    expect(outline(document!.root)).toEqual(tree)
    expect(document!.defects).toEqual([])
  })

  it("reports a line that says nothing", async () => {
    const text = "[Service\nnothing\n=x\n"
    const [document] = (await loadReader("systemd")).read(text)
    expect(document!.defects.map(({ reason }) => reason)).toEqual([
      'the section has no "]"',
      "a key without a value",
      "a value without a key",
    ])
  })
})

describe("haproxy.cfg", () => {
  it("reads sections of lines of words", () => {
    const text = `global\n  ssl-server-verify none # c\nbackend b from base\n  server s1 "\${H}":443 ssl verify none crt /a\\ b 'c#d'\n`
    const [document] = haproxy.read(text)
    expect(outline(document!.root)).toEqual([
      [
        ["section", "global"],
        ["words", []],
        ["lines", [["ssl-server-verify", "none"]]],
      ],
      [
        ["section", "backend"],
        ["name", "b"],
        ["words", ["b", "from", "base"]],
        ["lines", [["server", "s1", "template ${H}:443", "ssl", "verify", "none", "crt", "/a b", "c#d"]]],
      ],
    ])
  })
})

const modules: readonly [string, unknown, string[]][] = [
  [
    'resource "a" "b" {\n  insecure = true // c\n  name = "x-${var.y["q"]}"\n  set {\n    n = 1\n  }\n  set { n = 2 }\n}\nresource "a" "c" {}\n',
    [
      [
        "resource",
        [
          [
            "a",
            [
              [
                "b",
                [
                  ["insecure", "boolean true"],
                  ["name", 'template x-${var.y["q"]}'],
                  ["set", [[["n", "number 1"]], [["n", "number 2"]]]],
                ],
              ],
              ["c", []],
            ],
          ],
        ],
      ],
    ],
    [],
  ],
  [
    'u = base64encode(<<-EOF\n    a\n      b\n    EOF\n)\nj = jsonencode({ a = [1], "b/c" : null })\n',
    [
      ["u", [["base64encode()", "a\n  b\n"]]],
      [
        "j",
        [
          [
            "jsonencode()",
            [
              ["a", ["number 1"]],
              ["b/c", "null null"],
            ],
          ],
        ],
      ],
    ],
    [],
  ],
  [
    'c = var.a ? true : false\nf = [for x in y : x]\np = file(var.x)\ns = "\\n$${y}"\n',
    [
      ["c", "template var.a ? true : false"],
      ["f", "template [for x in y : x]"],
      ["p", "template file(var.x)"],
      ["s", "\n${y}"],
    ],
    [],
  ],
  [
    'bad line\na = "x\nb = 1\n',
    [
      ["a", "x"],
      ["b", "number 1"],
    ],
    ["neither an attribute nor a block", "the string is never closed"],
  ],
]

describe("HCL", () => {
  it.each(modules)("reads %j", (text, tree, reasons) => {
    const [document] = hcl.read(text)
    expect(outline(document!.root)).toEqual(tree)
    expect(document!.defects.map(({ reason }) => reason)).toEqual(reasons)
  })
})

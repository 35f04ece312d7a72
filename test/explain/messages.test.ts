import { describe, expect, it } from "vitest"
import { questionsIn } from "../../src/explain/answers.ts"
import { classWords } from "../../src/explain/classes.table.ts"
import { hitsIn, readable } from "../../src/explain/match.ts"
import type { Message } from "../../src/explain/message.ts"
import { messages } from "../../src/explain/messages.ts"
import { rules } from "../../src/rules/index.ts"

const filled: Readonly<Record<string, string>> = {
  "{host}": "shop.corp.test",
  "{path}": "/etc/tls/shop.pem",
  "{object}": "web/shop",
  "{subject}": "Corp CA",
  "{line}": "7",
  "{}": "x",
}

/** A line as the program prints it, in the company that the message needs. */
function lineOf({ text, near }: Message): string {
  const said = text.replace(/\{(?:host|path|object|subject|line|)\}/g, (name) => filled[name] ?? "")
  return near === "routines" ? `error:0A000000:SSL routines::${said}` : near === "trouble" ? `error: ${said}` : said
}

describe("each message", () => {
  it.each(messages.map((message) => [message.text, message] as const))("%s is known as what it is", (_, message) => {
    const classes = hitsIn(readable(lineOf(message))).map((hit) => hit.message.class)
    expect(classes).toContain(message.class)
  })

  it("has a source that can be opened", () => {
    const wrong = messages.filter(({ source }) => !/^[\w.-]+\/[\w.-]+ \S+$|https:\/\/\S+$/.test(source))
    expect(wrong.map(({ source }) => source)).toEqual([])
  })

  it("stands once", () => {
    const seen = new Map<string, number>()
    for (const { program, text } of messages) seen.set(`${program} ${text}`, (seen.get(`${program} ${text}`) ?? 0) + 1)
    expect([...seen].filter(([, times]) => times > 1)).toEqual([])
  })
})

it("names only rules that there are", () => {
  const ids = new Set(rules.map(({ id }) => id))
  const unknown = Object.values(classWords).flatMap((words) => words.rules.filter((id) => !ids.has(id)))
  expect(unknown).toEqual([])
})

describe("the class that comes first", () => {
  it.each([
    [
      "the cause, not what failed because of it",
      'Failed to pull image "r.corp.test/a:1": failed to do request: Head "https://r.corp.test/v2/": x509: certificate signed by unknown authority',
      "unknown-authority",
    ],
    ["the pull, where no cause is told", 'Back-off pulling image "r.corp.test/a:1"', "image-pull"],
    [
      "the direction of time",
      "x509: certificate has expired or is not yet valid: current time 2026-11-30T09:00:00Z is before 2027-06-01T00:00:00Z",
      "not-yet-valid",
    ],
    [
      "the longer text",
      'x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA" while trying to verify candidate authority certificate "Old CA")',
      "weak-crypto",
    ],
    [
      "through the escapes of a JSON log",
      '{"error":"Get \\"https://a.corp.test\\": x509: certificate is valid for b.corp.test, not a.corp.test"}',
      "name-mismatch",
    ],
    [
      "through quotes that are set",
      "ERROR: The certificate of ‘files.corp.test’ doesn’t have a known issuer.",
      "unknown-authority",
    ],
    ["whatever the case", "SSL CERTIFICATE PROBLEM: UNABLE TO GET LOCAL ISSUER CERTIFICATE", "unknown-authority"],
  ])("is %s", (_, text, kind) => {
    expect(questionsIn(text).map((question) => question.class)[0]).toBe(kind)
  })
})

describe("what is no trouble", () => {
  it.each([
    "Generated self-signed certificate in-memory",
    "I1130 08:00:00 1 serving.go:342] Generated self-signed cert (/var/run/apiserver.crt, /var/run/apiserver.key)",
    "            Not After : Jan 10 12:00:00 2031 GMT",
    'level=info msg="certificate renewed" notAfter=2027-02-28T00:00:00Z',
    "digest doesn't match: expected sha256:aa got sha256:bb",
    "Verify return code: 0 (ok)",
    "received http request GET /healthz",
    "Successfully pulled image in 2.1s",
    "the order is pending",
    "loaded 140 CA certificates",
    "",
  ])("%s is not explained", (text) => {
    expect(questionsIn(text)).toEqual([])
  })
})

describe("what a message names", () => {
  it.each([
    [
      'Get "https://api.corp.test:8443/healthz": x509: certificate signed by unknown authority',
      "hosts",
      ["api.corp.test"],
    ],
    [
      'failed to resolve reference "r.corp.test:5000/team/app:1": x509: certificate signed by unknown authority',
      "hosts",
      ["r.corp.test"],
    ],
    ["x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs", "hosts", ["10.0.0.5"]],
    [
      "OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /etc/ssl/corp/ca.pem",
      "paths",
      ["/etc/ssl/corp/ca.pem"],
    ],
    [
      'Error getting SSL certificate "web/shop-tls": local SSL certificate web/shop-tls was not found. Using default certificate',
      "objects",
      ["web/shop-tls"],
    ],
    [
      'Issuing certificate as Secret was previously issued by "ClusterIssuer.cert-manager.io/letsencrypt-staging"',
      "objects",
      ["letsencrypt-staging"],
    ],
    [
      "curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html",
      "hosts",
      [],
    ],
    [
      "[ALERT] config : parsing [/etc/haproxy/haproxy.cfg:21] : No Private Key found in '/etc/haproxy/certs/shop.pem'.",
      "line",
      21,
    ],
  ] as const)("%s", (text, key, expected) => {
    expect(questionsIn(text)[0]?.entities[key]).toEqual(expected)
  })
})

it("reads a large log in time that grows with it, and no more", () => {
  const line =
    '2026/11/30 http: TLS handshake error from 10.0.0.9:51424: remote error: tls: unknown certificate authority for "\n'
  const hostile = `${line.repeat(20_000)}${"error: ".repeat(100_000)}${"certificate is valid for ".repeat(50_000)}`
  expect(questionsIn(hostile).map((question) => question.class)).toContain("unknown-authority")
})

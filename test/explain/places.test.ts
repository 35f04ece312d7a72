import { describe, expect, it } from "vitest"
import { answerOf, questionsIn } from "../../src/explain/answers.ts"

/** The line that an answer names first, as `path:line`. */
function first(text: string, repository: Readonly<Record<string, string>>): string | undefined {
  const [question] = questionsIn(text)
  if (question === undefined) return undefined
  const files = Object.entries(repository).map(([path, content]) => ({ path, text: content }))
  const [place] = answerOf(question, { findings: [], certificates: [] }, files).findings
  return place === undefined ? undefined : `${place.file}:${place.line}`
}

const secret = (name: string, namespace: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ntype: kubernetes.io/tls\ndata:\n  tls.crt: eA==\n`

describe("the line that is named first", () => {
  it("is the one with the host", () => {
    const text = 'Get "https://b.corp.test/v1": x509: certificate signed by unknown authority'
    expect(first(text, { "a.tf": 'url = "https://a.corp.test"\n', "b.tf": '\nurl = "https://b.corp.test/v1"\n' })).toBe(
      "b.tf:2",
    )
  })

  it("is no other host that ends or begins alike", () => {
    const text = "x509: certificate is valid for a.corp.test, not b.corp.test"
    expect(first(text, { "x.yaml": "host: my-b.corp.test\nother: b.corp.test.example\n" })).toBeUndefined()
  })

  it("is the CA of the host's own directory", () => {
    const text = 'failed to do request: Head "https://r.corp.test/v2/": x509: certificate signed by unknown authority'
    const hosts = 'server = "https://r.corp.test"\n[host."https://r.corp.test"]\n  ca = "/etc/ca.pem"\n'
    expect(first(text, { "etc/containerd/certs.d/r.corp.test/hosts.toml": hosts })).toBe(
      "etc/containerd/certs.d/r.corp.test/hosts.toml:3",
    )
  })

  it("is the setting that names the file", () => {
    const text =
      "unable to read CA cert: unable to read file /etc/prometheus/ca/db.pem: open: no such file or directory"
    const config = "a: /etc/prometheus/ca/app.pem\nb: /etc/prometheus/ca/db.pem\n"
    expect(first(text, { "prometheus.yml": config })).toBe("prometheus.yml:2")
  })

  it("is the line that the message gives", () => {
    const text = "[ALERT] config : parsing [/etc/haproxy/haproxy.cfg:3] : unable to load CA file 'x'"
    expect(first(text, { "etc/haproxy/haproxy.cfg": "a\nb\nc\nd\n" })).toBe("etc/haproxy/haproxy.cfg:3")
  })

  it("is the Secret of the namespace", () => {
    const text = 'secret "web/shop-tls" contains no keypair or CA certificate'
    const repository = { "a.yaml": secret("shop-tls", "ops"), "b.yaml": secret("shop-tls", "web") }
    expect(first(text, repository)).toMatch(/^b\.yaml:/)
  })

  it("is the Secret behind an issuer, where its content is at fault", () => {
    const text = "Issuer web/corp: Error getting keypair for CA issuer: certificate is not a CA"
    const issuer =
      "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: corp, namespace: web}\nspec:\n  ca: {secretName: corp-pair}\n"
    expect(first(text, { "a.yaml": issuer, "b.yaml": secret("corp-pair", "web") })).toBe("b.yaml:8")
  })

  it("is none where nothing of it stands in the repository", () => {
    expect(first("x509: certificate signed by unknown authority", { "a.yaml": "a: b\n" })).toBeUndefined()
  })
})

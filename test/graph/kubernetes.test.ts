import { describe, expect, it } from "vitest"
import { pod, server, verdictsOf } from "./cases.ts"

const curl = (more: string) => `image: curlimages/curl:8.11.1\n${more}`
const direct = `command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
volumeMounts: [{ name: ca, mountPath: /ca }]`
const plain = "configMap: { name: ca }"

describe("what a container reads", () => {
  it.each([
    ["a whole volume", pod(curl(direct), plain), "succeeds"],
    ["another CA", pod(curl(direct), plain, "other-root"), "fails unknown-authority"],
    [
      "an item under another name",
      pod(
        curl(direct.replace("/ca/ca.crt", "/ca/corp.pem")),
        "configMap: { name: ca, items: [{ key: ca.crt, path: corp.pem }] }",
      ),
      "succeeds",
    ],
    [
      "an item that is not listed",
      pod(curl(direct), "configMap: { name: ca, items: [{ key: ca.crt, path: corp.pem }] }"),
      "fails malformed-trust",
    ],
    [
      "a subPath",
      pod(curl(direct.replace("mountPath: /ca ", "mountPath: /ca/ca.crt, subPath: ca.crt ")), plain),
      "succeeds",
    ],
    [
      "a projected volume",
      pod(curl(direct), "projected: { sources: [{ secret: { name: other } }, { configMap: { name: ca } }] }"),
      "succeeds",
    ],
    ["a volume of the cluster", pod(curl(direct), "persistentVolumeClaim: { claimName: ca }"), "unknown"],
    ["a ConfigMap that is not there", pod(curl(direct), "configMap: { name: other }"), "unknown"],
    [
      "a shell",
      pod(
        curl(
          `command: [sh, -c, "curl --cacert /ca/ca.crt https://hook.web.svc/x"]\nvolumeMounts: [{ name: ca, mountPath: /ca }]`,
        ),
        plain,
      ),
      "succeeds",
    ],
    [
      "an image of somebody's own",
      pod(
        direct.replace(" --cacert, /ca/ca.crt,", "").replace("command", "image: reg.corp.example.com/app:1\ncommand"),
        plain,
      ),
      "unknown",
    ],
    ["no CA at all", pod(curl("args: [https://hook.web.svc/x]"), plain), "fails unknown-authority"],
    ["verification that is off", pod(curl("args: [-fsSk, https://hook.web.svc/x]"), plain), "unverified"],
    [
      "a store that is mounted",
      pod(
        curl("args: [https://hook.web.svc/x]\nvolumeMounts: [{ name: ca, mountPath: /etc/ssl/certs }]"),
        "emptyDir: {}",
      ),
      "unknown",
    ],
  ])("%s", async (_, client, verdict) => {
    expect(await verdictsOf({ "a.yaml": server(), "b.yaml": client })).toEqual([
      expect.stringMatching(new RegExp(`^${verdict} hook\\.web\\.svc:443 b\\.yaml:\\d+$`)),
    ])
  })
})

describe("variables", () => {
  const shared = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: env, namespace: web }
data:
  URL: https://hook.web.svc/x
  SSL_CERT_FILE: /ca/ca.crt
`
  const mounts = "volumeMounts: [{ name: ca, mountPath: /ca }]"
  it.each([
    [
      "a value",
      `args: ["$(URL)"]\nenv: [{ name: URL, value: https://hook.web.svc/x }, { name: SSL_CERT_FILE, value: /ca/ca.crt }]`,
    ],
    [
      "valueFrom",
      `args: ["$(URL)"]\nenv:\n  - { name: URL, valueFrom: { configMapKeyRef: { name: env, key: URL } } }\n  - { name: SSL_CERT_FILE, value: /ca/ca.crt }`,
    ],
    ["envFrom", `args: ["$(URL)"]\nenvFrom: [{ configMapRef: { name: env } }]`],
    ["a shell", `command: [sh, -c, 'curl "$URL"']\nenvFrom: [{ configMapRef: { name: env } }]`],
    ["an assignment", `command: [sh, -c, "SSL_CERT_FILE=/ca/ca.crt curl https://hook.web.svc/x"]`],
  ])("%s", async (_, more) => {
    const client = pod(curl(`${more}\n${mounts}`), plain, "service-root", shared)
    expect(await verdictsOf({ "a.yaml": server(), "b.yaml": client })).toEqual([
      expect.stringMatching(/^succeeds hook\.web\.svc:443 b\.yaml:\d+$/),
    ])
  })
  it("are not known where a Secret of elsewhere sets them", async () => {
    const client = pod(curl(`args: ["$(URL)"]\nenvFrom: [{ secretRef: { name: elsewhere } }]`), plain)
    expect(await verdictsOf({ "a.yaml": server(), "b.yaml": client })).toEqual([])
  })
})

describe("what a server presents", () => {
  const client = pod(curl(direct), plain)
  it.each([
    ["its volume", server(), "succeeds"],
    ["items", server("secret: { secretName: hook-tls, items: [{ key: tls.crt, path: tls.crt }] }"), "succeeds"],
    [
      "a Secret that cert-manager makes",
      `${server()}---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: hook, namespace: web }
spec: { secretName: hook-tls, dnsNames: [hook.web.svc] }
`,
      "unknown",
    ],
    ["a Secret that is not there", server("secret: { secretName: elsewhere }"), "unknown"],
    [
      "a demand for clients",
      server(undefined, "ssl_verify_client on;\nssl_client_certificate /tls/tls.crt;"),
      "fails client-certificate-missing",
    ],
    ["old versions", server(undefined, "ssl_protocols TLSv1 TLSv1.1;"), "fails protocol"],
    ["no TLS", server().replace("8443 ssl", "8443"), "fails protocol"],
  ])("%s", async (_, manifest, verdict) => {
    expect(await verdictsOf({ "a.yaml": manifest, "b.yaml": client })).toEqual([
      expect.stringMatching(new RegExp(`^${verdict} hook\\.web\\.svc:443 b\\.yaml:\\d+$`)),
    ])
  })
})

describe("names of the cluster", () => {
  const to = (host: string, extra = "") => pod(curl(direct.replace("hook.web.svc", host)), plain, "service-root", extra)
  it.each([
    ["hook.web.svc.cluster.local", "succeeds"],
    ["hook", "fails name-mismatch"],
    ["hook.web", "fails name-mismatch"],
    ["hook.other.svc", "unknown"],
    ["hook.web.svc:8443", "unknown"],
  ])("%s", async (host, verdict) => {
    expect((await verdictsOf({ "a.yaml": server(), "b.yaml": to(host) }))[0]).toMatch(new RegExp(`^${verdict} hook`))
  })
  it("are not known where two overlays make the Service", async () => {
    const two = server().replaceAll("namespace: web", "namespace: web")
    const twice = { "a.yaml": server(), "c.yaml": two.slice(two.lastIndexOf("---")), "b.yaml": to("hook.web.svc") }
    expect((await verdictsOf(twice))[0]).toMatch(/^unknown/)
  })
})

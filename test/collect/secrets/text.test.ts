// biome-ignore-all lint/suspicious/noTemplateCurlyInString: manifests and scripts are full of them
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { withoutSecrets } from "../../../src/collect/secrets/text.ts"

const shown = (text: string) => withoutSecrets(text)

describe("what a text says without its secrets", () => {
  it.each([
    // under a name
    ["password: hunter2", "password: ***"],
    ["  password: my secret pass # note", "  password: *** # note"],
    ['"auth": "dXNlcjpwYXNz", "insecure": true', '"auth": "***", "insecure": true'],
    ['{\\"password\\": \\"hunter2\\", \\"a\\": 1}', '{\\"password\\": \\"***\\", \\"a\\": 1}'],
    ['password: "a\\"hunter2"', 'password: "***"'],
    ["password = hunter2 x", "password = ***"],
    ["{user: a, password: hunter2, b: c}", "{user: a, password: ***, b: c}"],
    ["TOKEN=abc curl -k https://x", "TOKEN=*** curl -k https://x"],
    ["//npm.example/:_authToken=npm_abc", "//npm.example/:_authToken=***"],
    ["aws_secret_access_key = wJalrXUtnFEMI", "aws_secret_access_key = ***"],
    ["secret_key: Zuf+tfteSlswRu7BJ86wekitnifILbZam1KYY3TG", "secret_key: ***"],
    ["clientSecret: hunter2hunter2", "clientSecret: ***"],
    ["<password>hunter2</password>", "<password>***</password>"],
    ["machine h login u password hunter2", "machine h login u password ***"],
    ["ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD ***"],
    ["  stats auth admin:hunter2", "  stats auth admin:***"],
    ["password: ${DB_PASSWORD:-hunter2}", "password: ${DB_PASSWORD:-***}"],
    ['password: {{ .Values.password | default "hunter2" }}', 'password: {{ .Values.password | default "***" }}'],
    // behind an option
    ["curl -u admin:hunter2 -k", "curl -u admin:*** -k"],
    ["curl -sSkuadmin:hunter2 https://a", "curl -sSkuadmin:*** https://a"],
    ["curl --cert client.pem:hunter2 https://a", "curl --cert client.pem:*** https://a"],
    ["curl -E c.pem:hunter2 https://a", "curl -E c.pem:*** https://a"],
    ["curl -b sess=hunter2 https://a", "curl -b sess=*** https://a"],
    ["curl -H 'X-Auth-Token: hunter2' x", "curl -H 'X-Auth-Token: ***' x"],
    ["curl -d password=hunter2 x", "curl -d password=*** x"],
    ['["curl", "-k", "-u", "admin:hunter2", "https://a"]', '["curl", "-k", "-u", "admin:***", "https://a"]'],
    ["command:\n  - curl\n  - -u\n  - admin:hunter2\n", "command:\n  - curl\n  - -u\n  - admin:***\n"],
    ["curl \\\n  -u a:hunter2 x", "curl \\\n  -u a:*** x"],
    ["wget --http-password hunter2 https://a", "wget --http-password *** https://a"],
    ["docker login -u a -p hunter2 x", "docker login -u a -p *** x"],
    ["helm pull --password hunter2 --insecure", "helm pull --password *** --insecure"],
    ["skopeo copy --dest-registry-token hunter2 docker://a", "skopeo copy --dest-registry-token *** docker://a"],
    ["skopeo copy --src-creds=u:hunter2 docker://a", "skopeo copy --src-creds=u:*** docker://a"],
    ["http -a u:hunter2 x X-Api-Key:hunter2", "http -a u:*** x X-Api-Key:***"],
    ["mc alias set a https://h ACCESS1 hunter2", "mc alias set a https://h *** ***"],
    ["npm config set //h/:_authToken hunter2", "npm config set //h/:_authToken ***"],
    ["vault kv put secret/a foo=hunter2 bar=hunter2", "vault kv put secret/a foo=*** bar=***"],
    ["vault login hunter2", "vault login ***"],
    ["mysql -u root -phunter2", "mysql -u root -p***"],
    ["openssl x -passin pass:hunter2", "openssl x -passin pass:***"],
    ["htpasswd -bc f u hunter2", "htpasswd -bc f u ***"],
    [
      "kubectl create secret generic a --from-literal=k=hunter2",
      "kubectl create secret generic a --from-literal=k=***",
    ],
    ["docker login -p=hunter2 -u u x", "docker login -p=*** -u u x"],
    ["curl -uadmin:a=hunter2 x", "curl -uadmin:*** x"],
    ["tool --password:hunter2", "tool --password:***"],
    ["args: [--password, hunter2]", "args: [--password, ***]"],
    ["--some-key hunter2x9a", "--some-key ***"],
    // in addresses and headers, and by shape
    ["https://user:hunter2@host/x", "https://user:***@host/x"],
    ["https://user:p@ss@host/x", "https://user:***@host/x"],
    ["http:\\/\\/u:hunter2@h", "http:\\/\\/u:***@h"],
    ["u:hunter2@r.corp.example.com", "u:***@r.corp.example.com"],
    ["https://h/?token=hunter2&a=b", "https://h/?token=***&a=b"],
    ["https://h/?X-Amz-Signature=abcdef0123&X", "https://h/?X-Amz-Signature=***&X"],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"],
    [
      'git -c http.extraHeader="Authorization: Basic dTpodW50ZXIy"',
      'git -c http.extraHeader="Authorization: Basic ***"',
    ],
    ["x ghp_abcdefghijklmnopq y", "x *** y"],
    ["key: eyJhbGciOiJI.eyJzdWIi.sig", "key: ***"],
    // keys
    ["-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIBkg", "-----BEGIN EC PRIVATE KEY-----***"],
    [
      "--data '-----BEGIN PRIVATE KEY-----\\nMC4CAQAw\\n-----END PRIVATE KEY-----'",
      "--data '-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----'",
    ],
    [
      "+-----BEGIN PRIVATE KEY-----\n+MC4CAQAw\n+-----END PRIVATE KEY-----",
      "+-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----",
    ],
    ['{"kty":"EC","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}', '{"kty":"EC","d":"***"}'],
  ])("%j", (text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe("what is no secret stays as it is", () => {
  it.each([
    "secretName: web-tls",
    "proxy-ssl-secret: ns/name",
    "nginx.ingress.kubernetes.io/auth-tls-secret: default/ca-secret",
    "caSecret: my-ca",
    "rootCAs: [{secret: my-ca}]",
    "existingSecret: my-secret-2",
    "secretKey: tls.key",
    "passwordSecretRef: {name: x}",
    "privateKeySecretRef: {name: x}",
    'password: "{{ .Values.password }}"',
    "TOKEN=${TOKEN}",
    "token: ''",
    "password: null",
    "automountServiceAccountToken: false",
    "  insecureSkipTLSVerify: true",
    "secret: {name: x}",
    "auth: {type: basic}",
    "--secret id=npm,src=.npmrc",
    "ssh_key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 a@b",
    "--private-key ~/.ssh/id_rsa",
    "tls_key: certs/a.key",
    "passwordFile: /run/secrets/db",
    "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
    "ssl_certificate_key /etc/ssl/a.key;",
    "curl --cacert a.pem --key key.pem --cert c.pem https://a",
    "curl -u $U:$P https://a",
    'docker login -u "$U" -p "$P" x',
    "docker login --password-stdin x",
    "docker run -u 1000:1000 -p 80:80 --user 1000:1000 a",
    "kubectl get secret my-secret",
    "https://user@host/x",
    "git@github.com:a/b",
    "token_url: https://x",
    "image: org/gen-token:1.2",
    "image: registry.example/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "path: /usr/local/share/ca-certificates/corporate/intermediate/production",
    "basic constraints say cA",
    "bearer authentication is off",
    "-----BEGIN CERTIFICATE-----",
    "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
  ])("%j", (text) => {
    expect(shown(text)).toBe(text)
  })
})

describe("a private key", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64")
  const pems = {
    "PKCS#8": `${privateKey.export({ format: "pem", type: "pkcs8" })}`,
    "PKCS#1": `${privateKey.export({ format: "pem", type: "pkcs1" })}`,
    "SEC 1": `${pair.privateKey.export({ format: "pem", type: "sec1" })}`,
    encrypted: `${privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" })}`,
  }
  const dresses: Readonly<Record<string, (pem: string) => string>> = {
    "as it is": (pem) => pem,
    "on one line": (pem) => pem.replaceAll("\n", ""),
    "with escapes": (pem) => JSON.stringify(pem),
    "in a comment": (pem) => pem.replaceAll(/^/gm, "# "),
    "in a diff": (pem) => pem.replaceAll(/^/gm, "+"),
    indented: (pem) => pem.replaceAll(/^/gm, "    "),
    "without an end": (pem) => pem.replace(/-----END.*/s, ""),
    base64: (pem) => base64(pem),
    "base64 in lines": (pem) => base64(pem).replaceAll(/.{64}/g, "$&\n    "),
    "base64 of base64": (pem) => base64(base64(pem)),
    "base64 behind a certificate": (pem) =>
      base64(`-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n${pem}`),
    "DER in base64": (pem) => pem.replaceAll(/-----.*|\n/g, ""),
    "DER in hex": (pem) => Buffer.from(pem.replaceAll(/-----.*|\n/g, ""), "base64").toString("hex"),
  }
  it.each(Object.keys(dresses).flatMap((dress) => Object.keys(pems).map((form) => [form, dress] as const)))(
    "in %s, %s",
    (form, dress) => {
      const pem = pems[form as keyof typeof pems]
      const text = dresses[dress]!(pem)
      const kept = shown(`lead\n${text}\ntail\n`)
      expect(kept).toContain("***")
      expect(kept).toMatch(/^lead[\s\S]*tail\n$/)
      for (const piece of text.match(/[\w+/]{24,}/g) ?? []) expect(kept).not.toContain(piece)
    },
  )
})

describe("looking through a text takes time that grows with it, and no more", () => {
  it.each([
    "- ",
    "x: ",
    "password: a, ",
    "curl -u a:b ",
    "://a:",
    "a:b@",
    "@",
    "{{ a ",
    '"',
    "auth ",
    "-----BEGIN PRIVATE KEY-----\n",
    "MIIE",
    "token=",
    "password='",
    'a="',
    '\\"',
    "aAb1+/ ",
    "ENV a ",
    "<token>",
    "${",
    "token: ${",
    "curl ${",
    "curl {{",
    "curl ([",
    "Bearer ",
    "login a password ",
    "\n- ",
    "curl \n- ",
    'kty "d":"',
    "--password ",
    "--password a ",
    "vault put a=b ",
    "LS0tLS1C",
    "MC4CAQAw",
    "----- BEGIN ",
    "Private-Lines: 9\n",
  ])("%j", (piece) => {
    const text = `curl login password ${piece.repeat(250_000 / piece.length)}`
    const started = performance.now()
    withoutSecrets(text)
    expect(performance.now() - started).toBeLessThan(4000)
  })
})

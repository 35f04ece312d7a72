import { execFile, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer, type Server } from "node:https"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { scratch, speaking, write } from "./tools.ts"

/**
 * Real clients against a server with a certificate that nobody here trusts: which of them talk to it all the same, and
 * whether the rules say so of the same words. In what the rules read, the server is called pkg.corp.
 */
interface Row {
  readonly tool: string
  /** A command in sh. `$URL` is the server; what stands before the tool is set for it alone. */
  readonly script: string
  readonly talks: boolean
  readonly rules: readonly string[]
}

const git = "ls-remote $URL/a.git"

const rows: readonly Row[] = [
  { tool: "curl", script: "curl -s $URL/a", talks: false, rules: [] },
  { tool: "curl", script: "curl -sk $URL/a", talks: true, rules: ["cmd-curl-insecure"] },
  { tool: "curl", script: "curl -s --insecure $URL/a", talks: true, rules: ["cmd-curl-insecure"] },
  { tool: "curl", script: "curl -s -k --no-insecure $URL/a", talks: false, rules: [] },
  { tool: "curl", script: "curl -s -K $RC $URL/a", talks: true, rules: [] },
  { tool: "curl", script: "CURL_CA_BUNDLE= curl -s $URL/a", talks: false, rules: [] },
  { tool: "wget", script: "wget -qO- $URL/a", talks: false, rules: [] },
  { tool: "wget", script: "wget -qO- --no-check-certificate $URL/a", talks: true, rules: ["cmd-wget-insecure"] },
  { tool: "git", script: `git ${git}`, talks: false, rules: [] },
  { tool: "git", script: `git -c http.sslVerify=false ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `git -c http.sslVerify=0 ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `git -c http.sslVerify=no ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `git -c http.sslVerify=true ${git}`, talks: false, rules: [] },
  { tool: "git", script: `git -c http.$URL.sslVerify=false ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `GIT_SSL_NO_VERIFY=1 git ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `GIT_SSL_NO_VERIFY=false git ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "git", script: `GIT_SSL_NO_VERIFY= git ${git}`, talks: true, rules: ["env-git-ssl-no-verify"] },
  { tool: "node", script: `node -e "fetch('$URL/a')"`, talks: false, rules: [] },
  {
    tool: "node",
    script: `NODE_TLS_REJECT_UNAUTHORIZED=0 node -e "fetch('$URL/a')"`,
    talks: true,
    rules: ["env-node-tls-reject-unauthorized"],
  },
  // That it does nothing is said, as a notice.
  {
    tool: "node",
    script: `NODE_TLS_REJECT_UNAUTHORIZED=false node -e "fetch('$URL/a')"`,
    talks: false,
    rules: ["env-node-tls-reject-unauthorized"],
  },
  { tool: "npm", script: "npm view --fetch-retries=0 --registry $URL a", talks: false, rules: [] },
  {
    tool: "npm",
    script: "npm view --fetch-retries=0 --strict-ssl=false --registry $URL a",
    talks: true,
    rules: ["cmd-pkgmgr-tls-off"],
  },
  {
    tool: "npm",
    script: "npm view --fetch-retries=0 --no-strict-ssl --registry $URL a",
    talks: true,
    rules: ["cmd-pkgmgr-tls-off"],
  },
  {
    tool: "npm",
    script: "NPM_CONFIG_STRICT_SSL=false npm view --fetch-retries=0 --registry $URL a",
    talks: true,
    rules: ["env-tls-off-other"],
  },
  { tool: "pip", script: "pip download --retries 0 -q --no-deps -i $URL/simple a", talks: false, rules: [] },
  {
    tool: "pip",
    script: "pip download --retries 0 -q --no-deps --trusted-host $HOST -i $URL/simple a",
    talks: true,
    rules: ["cmd-pkgmgr-tls-off"],
  },
  {
    tool: "pip",
    script: "PIP_TRUSTED_HOST=$HOST pip download --retries 0 -q --no-deps -i $URL/simple a",
    talks: true,
    rules: ["env-python-tls-off"],
  },
  {
    tool: "python3",
    script: `PYTHONHTTPSVERIFY=0 python3 -c "import urllib.request as r; r.urlopen('$URL/a')"`,
    talks: false,
    rules: ["env-python-tls-off"],
  },
  { tool: "kubectl", script: "kubectl --server=$URL get --raw /a", talks: false, rules: [] },
  {
    tool: "kubectl",
    script: "kubectl --server=$URL --insecure-skip-tls-verify get --raw /a",
    talks: true,
    rules: ["cmd-kube-insecure"],
  },
  {
    tool: "kubectl",
    script: "kubectl --server=$URL --insecure-skip-tls-verify=false get --raw /a",
    talks: false,
    rules: [],
  },
]

const families = /^(cmd-(?!shell)|env-(git|node|python|tls))/
const folder = scratch()
let server: Server
let asked = 0

beforeAll(async () => {
  const [cert, key] = ["pem", "key"].map((ending) =>
    readFileSync(new URL(`../pki/registry.${ending}`, import.meta.url)),
  )
  server = createServer({ cert, key }, (_, response) => {
    asked++
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  write(folder.path, { curlrc: "insecure\n" })
})
afterAll(() => {
  server.close()
  folder.remove()
})

describe("clients of an untrusted server", () => {
  for (const { tool, script, talks, rules } of rows) {
    const isThere = spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0
    it.skipIf(!isThere)(`${talks ? "talk" : "do not talk"}: ${script}`, async () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const words = { URL: `https://127.0.0.1:${port}`, HOST: `127.0.0.1:${port}`, RC: `${folder.path}/curlrc` }
      asked = 0
      await shell(filled(script, words))
      expect(asked > 0).toBe(talks)
      const named = { URL: "https://pkg.corp", HOST: "pkg.corp", RC: "/etc/curlrc" }
      expect(await speaking({ "run.sh": `#!/bin/sh\n${filled(script, named)}\n` }, families)).toEqual(rules)
    })
  }
})

function filled(script: string, words: Readonly<Record<string, string>>): string {
  return script.replaceAll(/\$(URL|HOST|RC)\b/g, (_, name: string) => words[name] ?? "")
}

/** Runs a script away from the settings of whoever runs the tests, and waits for its end, whatever that is. */
function shell(script: string): Promise<void> {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: folder.path,
    GIT_CONFIG_NOSYSTEM: "1",
    PIP_CONFIG_FILE: "/dev/null",
  }
  return new Promise((resolve) => {
    // Nobody answers a question after a password.
    execFile("sh", ["-c", script], { env, cwd: folder.path, timeout: 20_000 }, () => resolve()).stdin?.end()
  })
}

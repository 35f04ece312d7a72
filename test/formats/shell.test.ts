// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts are full of them
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readShell } from "../../src/formats/shell.ts"

/** A script as its commands: the program and its words, `?` after what is not known, `→` what it is piped to. */
function summary(text: string): string[] {
  return readShell(text).commands.map(({ tool, words, redirects, pipedTo, conditional }) =>
    [
      `${conditional ? "maybe " : ""}${tool}`,
      ...words.map(({ value, literal }) => `${value}${literal ? "" : "?"}`),
      ...redirects.map(({ operator, target }) => `${operator}${target.value}`),
      ...pipedTo.map((next) => `→${next}`),
    ].join(" "),
  )
}

describe("commands", () => {
  it.each([
    ["curl -fsSLk https://x | sudo bash -s", ["curl -fsSLk https://x →bash", "bash -s"]],
    ["curl \"-k\" 'a b' c\\ d", ["curl -k a b c d"]],
    ["curl \\\n  -k \\\r\n  https://x", ["curl -k https://x"]],
    ["/usr/bin/curl -k $URL", ["curl -k $URL?"]],
    ["sudo -u me A=1 env -i B=2 timeout -k 5 10 curl -k x", ["curl -k x"]],
    ["CURL_OPTS='-k -s'\ncurl $CURL_OPTS x", ["curl -k -s x"]],
    ["A=-k\nA=-s\ncurl $A x", ["curl $A? x"]],
    ['args=(-k "a b")\ncurl "${args[@]}"', ["curl -k a b"]],
    ['args=(-s)\nargs+=(-k)\ncurl "${args[@]}"', ["curl ${args[@]}?"]],
    ["${KUBECTL:-kubectl} get po; $HELM pull y; $x z", ["kubectl get po", "helm pull y", " z"]],
    ["curl -k https://{{ .Values.host }}/x", ["curl -k https://{{ .Values.host }}/x?"]],
    ["curl ${{ inputs.flags }} https://x", ["curl ${{ inputs.flags }}? https://x"]],
    ["DIR=/opt\nURL=https://h.corp/t-${V}.tgz\ncurl -k $URL", ["curl -k https://h.corp/t-${V}.tgz?"]],
    ["get() { curl -k $base/x; }\nbase=https://localhost\nget", ["curl -k https://localhost/x", "get"]],
    ["curl -k $base/x\nbase=https://localhost", ["curl -k $base/x?"]],
    ["k3s kubectl apply -f x; k3s server --tls-san a", ["kubectl apply -f x", "k3s server --tls-san a"]],
    ["microk8s kubectl get po; minikube -p a kubectl -- get po", ["kubectl get po", "kubectl -- get po"]],
    ["if a; then curl -k x; else b; fi", ["a", "maybe curl -k x", "maybe b"]],
    ["a || curl -k x && c", ["a", "maybe curl -k x", "c"]],
    ["case $x in a) curl -k x;; esac", ["maybe curl -k x"]],
    ["for i in 1 2; do curl -k $i; done", ["curl -k $i?"]],
    ["x=$(curl -k y)", ["curl -k y"]],
    ["bash <(curl -k y)", ["bash <(curl -k y)?", "curl -k y →bash"]],
    ["{ openssl s_client -connect a:1; } > ca.crt 2>/dev/null", ["openssl s_client -connect a:1 >ca.crt 2>/dev/null"]],
    ['bash -ec "curl -k \\"a b\\" | sh"', ['bash -ec curl -k "a b" | sh', "curl -k a b →sh", "sh"]],
    ["kubectl exec p -- sh -c 'curl -k y'", ["kubectl exec p -- sh -c curl -k y", "sh -c curl -k y", "curl -k y"]],
    ["bash <<'EOF'\ncurl -k x\nEOF\n", ["bash", "curl -k x"]],
    ["find . -exec curl -k {} \\;", ["find . -exec curl -k {} ;", "curl -k {} ;"]],
    ['retry() { n=1; "$@"; }\nretry 3 -- helm pull x', [" ", "helm pull x"]],
    ["# curl -k x\necho 'curl -k x'", ["echo curl -k x"]],
    ["if x; then\ncurl -k ((\n} }\nthen wget y; fi", ["x", "maybe curl -k", "wget y"]],
    ["curl -u me:pw https://u:p@h/x", ["curl -u me:pw https://u:p@h/x"]],
  ])("reads %j", (text, expected) => {
    expect(summary(text).map((line) => line.trimEnd())).toEqual(expected.map((line) => line.trimEnd()))
  })

  it("points at the words, through quotes, escapes and nested scripts", () => {
    const text = 'sudo sh -c "curl \\"--insecure\\" https://x"\necho `wget --no-check-certificate y`\n'
    const words = readShell(text).commands.flatMap((command) => command.words)
    const places = words.map(({ start, end }) => text.slice(start, end))
    expect(places).toContain('"--insecure\\"')
    expect(places).toContain("https://x")
    expect(places).toContain("--no-check-certificate")
  })
})

describe("texts that are written", () => {
  it.each([
    ["cat <<EOF > /etc/a\nx\\$y\nEOF\n", "/etc/a", "x$y\n"],
    ["sudo tee /etc/a <<-'EOF' >/dev/null\n\tx\n\t\ty\n\tEOF\n", "/etc/a", "x\ny\n"],
    ["cat > /etc/a << EOF\nx\nEOF\n", "/etc/a", "x\n"],
    ["cat <<EOF | sudo tee -a /etc/a\nx\nEOF\n", "/etc/a", "x\n"],
    ["install -m 644 /dev/stdin /etc/a <<EOF\nx\nEOF\n", "/etc/a", "x\n"],
    ["echo 'insecure' >> ~/.curlrc", "~/.curlrc", "insecure\n"],
    ["printf 'a\\nb\\n' | sudo tee /etc/a", "/etc/a", "a\nb\n"],
    ["echo a: > /etc/a\n# and\necho ' b: 1' >> /etc/a", "/etc/a", "a:\n b: 1\n"],
    ["echo a: | sudo tee /etc/a\necho ' b: 1' | sudo tee -a /etc/a", "/etc/a", "a:\n b: 1\n"],
    ["{ echo a:\n  if x; then echo ' b: 1'; fi; } > /etc/a", "/etc/a", "a:\n b: 1\n"],
    ["bash -c 'cat <<EOF > /etc/a\nx\nEOF\n'", "/etc/a", "x\n"],
    ["cat <<EOF | kubectl apply -f -\nkind: A\nEOF\n", undefined, "kind: A\n"],
  ])("finds the text of %j", (text, target, body) => {
    const [write, ...others] = readShell(text).writes
    expect(others).toEqual([])
    expect(write?.target?.value).toBe(target)
    expect(write?.body).toBe(body)
    const first = write?.segments[0]
    expect(text[first?.outer ?? -1]).toBe(body[0])
  })

  it.each([
    "echo a > /etc/a\necho b > /etc/a",
    "if x; then\n  echo a >> /etc/a\nelse\n  echo b >> /etc/a\nfi",
    "echo a >> /etc/a\necho b >> /etc/b",
  ])("keeps apart what does not make one file in %j", (text) => {
    expect(readShell(text).writes.map(({ body }) => body)).toEqual(["a\n", "b\n"])
  })

  it.each(["cat <<EOF\nx\nEOF\n", "echo x", "echo x | base64 -d > /etc/a", "echo x > /dev/null"])(
    "finds none in %j",
    (text) => {
      expect(readShell(text).writes).toEqual([])
    },
  )
})

describe("variables", () => {
  it.each([
    ["export A=0", ["A=0 exported"]],
    ["A=0", ["A=0 local"]],
    ["A=0\nexport A", ["A=0 exported"]],
    ["set -a\nA=0", ["A=0 exported"]],
    ["A=0 curl x", ["A=0 command"]],
    ["env A=0 curl x", ["A=0 command"]],
    ["docker run -e A=0 --env=B=1 x", ["A=0 exported", "B=1 exported"]],
    ["go env -w GOINSECURE=x", ["GOINSECURE=x exported"]],
    ['export A="$B"', ["A=$B? exported"]],
  ])("reads %j", (text, expected) => {
    const { variables } = readShell(text)
    expect(
      variables.map(({ name, value, reach }) => `${name}=${value.value}${value.literal ? "" : "?"} ${reach}`),
    ).toEqual(expected)
  })
})

it("survives any text", () => {
  const piece = fc.constantFrom(
    "curl -k x",
    "<<EOF\n",
    "EOF\n",
    "{{",
    "}}",
    "$(",
    ")",
    '"',
    "'",
    "`",
    "\\\n",
    "if ",
    "fi",
    "{ ",
    "}",
    "| ",
    "\n",
    "((",
    "a=(",
    ">",
    "\uE000",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("")
      for (const { start, end } of readShell(text).commands) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(text.length)
      }
    }),
  )
})

it.each(["{{", "$(", "`", "((", "a=(", "<<E\n", "if x; then ", "curl -k '", "\\", "{%", 'bash -c "', "|| ( "])(
  "reads many %j in linear time",
  (piece) => {
    const start = performance.now()
    readShell(piece.repeat(20_000))
    expect(performance.now() - start).toBeLessThan(4000)
  },
)

import { expect, it } from "vitest"
import { causesOf } from "../../src/commands/symptoms.ts"
import { rules } from "../../src/rules/index.ts"

const messages: readonly (readonly [message: string, first: string])[] = [
  ["x509: certificate signed by unknown authority", "chain-too-short"],
  ["SSL certificate problem: unable to get local issuer certificate", "chain-too-short"],
  ["Error: self-signed certificate in certificate chain", "chain-too-short"],
  ["curl: (60) SSL certificate problem: certificate has expired", "chain-expired"],
  ["x509: certificate is valid for a.example.com, not b.example.com", "leaf-host-mismatch"],
  ["tls: private key does not match public key", "chain-key-mismatch"],
  ["propagation check failed: wrong status code '404', expected '200'", "haproxy-shared-acme-backend"],
  ["http: server gave HTTP response to HTTPS client", "containerd-hosts-plain-http"],
]

it.each(messages)("knows the cause of “%s”", (message, first) => {
  expect(causesOf(message)[0]?.causes[0]).toBe(first)
})

it("names rules that exist", () => {
  const ids = new Set(rules.map(({ id }) => id))
  const named = messages.flatMap(([message]) => causesOf(message)).flatMap(({ causes }) => causes)
  expect(named.filter((id) => !ids.has(id))).toEqual([])
})

it("is silent on what it does not know", () => {
  expect(causesOf("segmentation fault")).toEqual([])
})

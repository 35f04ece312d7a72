import { describe, expect, it } from "vitest"
import { foreignIn } from "../../../src/collect/certificates/foreign.ts"

describe("a file that is called a certificate and is none", () => {
  it.each<[string, string, string | Uint8Array]>([
    ["a page of HTML", "server.crt", "<!DOCTYPE html>\n<html></html>\n"],
    ["an answer in JSON", "server.pem", '{"errors":["permission denied"]}\n'],
    ["the complaint of a command", "ca.cer", "unable to load certificate\n140735:error:0909006C\n"],
    ["a few words", "server.crt", "not a certificate\n"],
    ["bytes", "server.crt", Buffer.from("9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", "hex")],
  ])("is a stranger when it holds %s", (_, path, content) => {
    expect(foreignIn(path, content)?.kind).toBe("stranger")
  })

  it.each<[string, string | Uint8Array]>([
    ["git-crypt", Buffer.from("\0GITCRYPT\0abcdefghijklmnop")],
    ["Ansible Vault", "$ANSIBLE_VAULT;1.1;AES256\n3664\n"],
    ["SOPS", '{\n\t"data": "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]",\n\t"sops": {}\n}'],
    ["openssl enc", "U2FsdGVkX1+abcdef\n"],
    ["age", "age-encryption.org/v1\n-> X25519 abc\n"],
  ])("says when it is encrypted by %s", (_, content) => {
    expect(foreignIn("server.crt", content)?.kind).toBe("encrypted")
  })

  it.each<[string, string, string | Uint8Array]>([
    ["nothing", "server.crt", "\n"],
    ["a word of a test", "tls_file.cert", "CONTENT"],
    ["a note", "ca.crt", "# put the CA of your company here\n"],
    ["a request to somebody", "ca.crt", "Replace this with your own certificate.\n"],
    ["a template", "tls.crt", "{{ .Values.tls.crt }}\n"],
    ["PEM of another kind", "dhparam.pem", "-----BEGIN DH PARAMETERS-----\nMIIC\n-----END DH PARAMETERS-----\n"],
    ["a key of SSH", "deploy.pem", "ssh-rsa AAAAB3NzaC1yc2E\n"],
    ["DER of another kind", "response.cer", Buffer.from("30820218020101", "hex")],
    ["base64 of another kind", "response.pem", `${"MIICGAoBAKCCAhEwggINBgkrBgEFBQcw".repeat(4)}\n`],
    ["prose under another name", "README.txt", "not a certificate\n"],
  ])("is left alone when it holds %s", (_, path, content) => {
    expect(foreignIn(path, content)).toBeUndefined()
  })
})

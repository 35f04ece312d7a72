import { createHash, createPrivateKey, createPublicKey } from "node:crypto"
import type { KeyFact } from "../../model/facts.ts"

/** What may be told of a private key. */
export type KeyState = Pick<KeyFact, "state" | "publicKey">

/** A private key in DER: PKCS#8, or with its label what OpenSSL wrote before (PKCS#1, SEC 1, DSA). */
export function keyStateOf(der: Uint8Array, label = "PRIVATE KEY"): KeyState {
  if (der.length > LONGEST_KEY) return { state: "malformed" }
  if (label === "OPENSSH PRIVATE KEY") return { state: openSshState(der) }
  try {
    const lines =
      Buffer.from(der)
        .toString("base64")
        .match(/.{1,64}/g) ?? []
    const key = createPrivateKey(`-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`)
    const info = createPublicKey(key).export({ type: "spki", format: "der" })
    return { state: "plain", publicKey: createHash("sha256").update(info).digest("hex") }
  } catch {
    // The message of OpenSSL says nothing that helps, and nothing of a key shall be quoted.
    return { state: "malformed" }
  }
}

/** The label under which OpenSSL reads a key of this outline: the first fields tell the three structures apart. */
export function labelOfKey(der: Uint8Array): string {
  for (const label of ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"])
    if (keyStateOf(der, label).state === "plain") return label
  return "PRIVATE KEY"
}

/** PROTOCOL.key of OpenSSH: a magic, then the name of the cipher. */
function openSshState(bytes: Uint8Array): KeyFact["state"] {
  const head = Buffer.from(bytes.subarray(0, 64)).toString("latin1")
  if (!head.startsWith("openssh-key-v1\0")) return "malformed"
  return head.startsWith("\0\0\0\x04none", 15) ? "plain" : "encrypted"
}

/** An RSA key of 16,384 bits takes 9,300 bytes. */
const LONGEST_KEY = 65_536

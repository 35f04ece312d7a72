import type { Element } from "./ber.ts"
import type { BinaryContent } from "./binary.ts"

/** The certificates and keys of a PKCS#12 (RFC 7292). */
export function readPfx(_pfx: Element, _passwords: readonly string[]): BinaryContent {
  return { container: "pkcs12", certificates: [], keys: [], requests: 0, defects: [] }
}

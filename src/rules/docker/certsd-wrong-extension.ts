import { isAuthority } from "../../chains/roles.ts"
import type { Inventory } from "../../join/inventory.ts"
import { rule } from "../rule.ts"
import { certsdCitations, hostDirectories } from "./certsd.shared.ts"

export const certsdWrongExtension = rule({
  id: "certsd-wrong-extension",
  family: "docker",
  level: "error",
  summary: "A file in certs.d has an ending that its runtime reads otherwise, or not at all",
  citations: certsdCitations,
  why: "The CA is not loaded, and every pull from the registry fails with an unknown authority or a missing key.",
  fix: "Name CAs *.crt, and keep a client's certificate and key side by side as NAME.cert and NAME.key.",

  on: "repository",
  *check(inventory) {
    for (const members of hostDirectories(inventory).values()) {
      const names = new Set(members.map(({ file }) => file))
      const trusted = new Set(
        members.flatMap(({ file, certificates }) => (/\.crt$/.test(file) ? (certificates ?? []) : [])),
      )
      for (const { file, host, directory, location, certificates } of members) {
        const [, stem = "", ending = ""] = /^(.*)\.([^.]+)$/.exec(file) ?? []
        // What a step copies from elsewhere is not seen; its name says what it is.
        if (certificates?.every((sha256) => trusted.has(sha256)) || names.has(`${stem}.crt`)) continue
        const wrong = faultOf(ending, names.has(`${stem}.key`), isOfAuthorities(certificates, inventory))
        if (wrong === undefined) continue
        yield {
          message: `${file} in the directory of ${host} is ${wrong}, so the certificate in it is not trusted and pulls from ${host} fail.`,
          help: [
            {
              do: `If it is the CA of ${host}, name it ${directory}/${stem}.crt.`,
              verify: `openssl s_client -connect ${/:\d+$/.test(host) ? host : `${host}:443`} -CAfile ${stem}.crt </dev/null says "Verify return code: 0 (ok)".`,
            },
          ],
          at: location,
          identity: `${host} ${file}`,
        }
      }
    }
  },
})

/** Whether all that a file holds are CAs, so that it cannot be meant for a client. */
function isOfAuthorities(certificates: readonly string[] | undefined, inventory: Inventory): boolean {
  const held = (certificates ?? []).map((sha256) => inventory.lenientCertificate(sha256))
  return held.length > 0 && held.every((certificate) => certificate !== undefined && isAuthority(certificate))
}

/** The key of a client's certificate is rightly not in the repository. */
function faultOf(ending: string, hasKey: boolean, isAuthorities: boolean): string | undefined {
  if (/^(pem|cer|der|p7b|p12|pfx)$/i.test(ending)) return "no file that its runtime reads"
  return ending === "cert" && !hasKey && isAuthorities
    ? "read as a client's certificate whose key is missing"
    : undefined
}

import { at, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  hostsCode,
  hostsDoc,
  hostsFiles,
  isDefault,
  kubesprayMirrors,
  tableText,
  verifyPull,
  withCa,
} from "./hosts.shared.ts"

export const containerdHostsSkipVerify = rule({
  id: "containerd-hosts-skip-verify",
  family: "containerd",
  level: "error",
  summary: "containerd does not verify the certificate of a registry",
  citations: [
    hostsDoc(
      "skip_verify field",
      "`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",
    ),
    hostsCode("tlsConfigFromHost", "`ca` is added to the system's roots, so a private CA needs no `skip_verify`."),
    kubesprayMirrors,
  ],
  why: "Anyone on the network path can answer in the registry's name and give the node an image of their own.",
  fix: 'Delete skip_verify and name the CA that issued the registry\'s certificate: ca = "ca.crt".',
  controls: ["NIST SP 800-190 4.2.1"],

  on: ["containerd-hosts", "plain", "ansible"],
  *check(document, { inventory }) {
    for (const file of hostsFiles(document)) {
      if (isDefault(file)) continue
      for (const table of file.tables) {
        const setting = at(table.table, "skip_verify")
        // Of an http:// URL, HTTPS is tried first, unless its port says that nothing speaks TLS there.
        if (!isTrue(setting) || /^http:\/\/[^/]*:80(\/|$)/i.test(table.url?.value ?? "")) continue
        const host = tableText(table, file)
        yield {
          message: `containerd does not verify the certificate of ${host}, so anyone on the network path can serve images in its name.`,
          help: [
            {
              do: "Name the CA instead, in the same table (it is added to the system's roots; a relative path counts from this file):",
              copy: withCa(document, inventory),
              verify: verifyPull(file.namespace ?? host),
            },
          ],
          at: setting,
          level: levelOf("error", document, table.host, table.url),
          identity: host,
        }
      }
    }
  },
})

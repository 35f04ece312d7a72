import { itemsAt, at as nodeAt, type Scalar } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const clientCertificateUnverified = rule({
  id: "client-certificate-unverified",
  family: "kubernetes",
  level: "warning",
  summary: "Client certificates are asked for, and every error in them is ignored",
  citations: [
    {
      document: "HAProxy Configuration Manual",
      section: "5.1, crt-ignore-err, ca-ignore-err",
      says: "Sets a list of errors to ignore in the verification of client certificates; with all, every error is ignored.",
      url: "https://docs.haproxy.org/3.2/configuration.html#5.1-crt-ignore-err",
    },
  ],
  why: "Anybody can make a certificate of any name for himself, and is let in as its owner.",
  fix: "Name the errors that are meant, or none.",

  on: "haproxy",
  *check({ root, name }) {
    for (const section of itemsAt(root))
      for (const line of itemsAt(nodeAt(section, "lines"))) {
        const words = itemsAt(line).filter((item): item is Scalar => item.kind === "scalar")
        if (words[0]?.value !== "bind") continue
        const verifies = words.some(
          ({ value }, index) => /^(optional|required)$/.test(value) && words[index - 1]?.value === "verify",
        )
        const option = words.find(
          ({ value }, index) => /^(crt|ca)-ignore-err$/.test(value) && words[index + 1]?.value === "all",
        )
        if (!verifies || option === undefined) continue
        yield {
          message: `${name} asks for client certificates and ignores every error in them (${option.value} all), so a self-signed one with any name is let in.`,
          help: [
            {
              do: `Remove ${option.value} all, or name the errors that are meant, such as ${option.value} 10 (expired).`,
              verify: "haproxy -c -f /etc/haproxy/haproxy.cfg, and a self-signed certificate is refused",
            },
          ],
          at: option,
        }
      }
  },
})

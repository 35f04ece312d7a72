import { plain, yaml } from "../../model/help.ts"
import { walk } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const terraformUserdataCa = rule({
  id: "terraform-userdata-ca",
  family: "ca",
  level: "error",
  summary: "Terraform puts a certificate into cloud-config without indenting it",
  citations: [
    {
      document: "Terraform language, indent function",
      says: "indent adds spaces to all lines of a text but the first; an interpolation by itself does not.",
      url: "https://developer.hashicorp.com/terraform/language/functions/indent",
    },
    {
      document: "YAML 1.2.2",
      section: "8.1.1.1",
      says: "A block scalar ends at the first line that is less indented than its content.",
      url: "https://yaml.org/spec/1.2.2/#8111-block-indentation-indicator",
    },
  ],
  why: "From its second line on the certificate stands at the margin: the block ends there, and cloud-init refuses the whole of the user data as invalid YAML. Neither the CA nor anything else of it reaches the node.",
  fix: "Interpolate indent(N, file(…)), or base64encode(file(…)) with encoding: b64.",

  on: ["cloud-init"],
  *check({ root, carrier, path }) {
    if (carrier?.kind !== "terraform") return
    for (const { node } of walk(root)) {
      if (node.kind !== "scalar" || node.type !== "template" || (node.style !== "literal" && node.style !== "folded"))
        continue
      const [, interpolation] = /^\s*(\$\{[^{}]*\})\n?$/.exec(node.value) ?? []
      if (
        interpolation === undefined ||
        !certificate.test(interpolation) ||
        /\bindent\s*\(|replace\s*\(|jsonencode|base64/.test(interpolation)
      )
        continue
      yield {
        message: `${interpolation} is put into a block of the cloud-config as it is, so its second line stands at the margin: the user data of ${path} is no valid YAML, and cloud-init ignores all of it.`,
        help: [
          { do: "Indent it by the column of the block:", copy: plain(`\${indent(6, ${interpolation.slice(2, -1)})}`) },
          {
            do: "Or carry it in base64:",
            copy: yaml("encoding: b64", `content: \${base64encode(${interpolation.slice(2, -1)})}`),
            verify: "terraform console, and cloud-init schema --config-file on the rendered text",
          },
        ],
        // A block scalar begins at its indicator, and ends with its content.
        at: { start: node.end - interpolation.length, end: node.end },
        identity: interpolation,
      }
    }
  },
})

const certificate =
  /\bfile\(\s*"[^"]*\.(pem|crt|cer|cert|ca-bundle)"\s*\)|\.(cert_pem|ca_cert_pem|certificate_pem|ca_certificate|cluster_ca_certificate)\b/

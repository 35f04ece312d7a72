import { hostOf, lowered } from "../../model/hosts.ts"
import { type Mapping, type Scalar, textAt, walk } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const terraformProviderInsecure = rule({
  id: "terraform-provider-insecure",
  family: "commands",
  level: "error",
  summary: "A Terraform provider does not verify the API that it manages",
  citations: [
    {
      document: "Terraform Kubernetes provider",
      section: "insecure",
      says: "Whether the server should be accessed without verifying the TLS certificate.",
      url: "https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs",
    },
    {
      document: "Terraform vSphere provider",
      section: "allow_unverified_ssl",
      says: "Disables the verification of the server's certificate; it should be used with caution.",
      url: "https://registry.terraform.io/providers/hashicorp/vsphere/latest/docs",
    },
    {
      document: "Terraform http provider",
      section: "data http, insecure",
      says: "Disables the verification of the server's certificate chain and host name.",
      url: "https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http",
    },
  ],
  why: "The provider has the credentials to create and delete everything. Whoever can answer in the API's name gets them, and tells Terraform what exists.",
  fix: "Remove the argument, and give the provider the CA of the API.",

  on: "terraform",
  *check({ root, path: file }) {
    const variables = file.endsWith(".tf") ? root : undefined
    for (const { node, path } of walk(root)) {
      const [block, type = ""] = path
      if (
        node.kind !== "mapping" ||
        !(
          block === "provider" ||
          (block === "data" && /^(http|terraform_remote_state)$/.test(type)) ||
          (block === "terraform" && type === "backend") ||
          (block === "resource" && /^docker_/.test(type))
        )
      )
        continue
      for (const { key, value } of node.entries) {
        if (!switchNames.test(key.value) || value.kind !== "scalar" || !isOn(value, variables)) continue
        const host = hostNear(node)
        yield {
          message: `${block === "provider" ? `Provider ${type}` : block === "terraform" ? `The backend ${path[2] ?? ""}` : `${block} ${type}`} does not verify ${host ?? "the API"} (${key.value}): whoever answers in its name gets the credentials, and tells Terraform what exists.`,
          help: [
            {
              do: `Remove ${key.value}, and give it the CA: ${authorities[type] ?? "the argument of the provider that takes a CA certificate"}`,
            },
          ],
          at: value,
          level: value.type === "template" ? lowered("warning", host) : lowered("error", host),
          identity: `${type} ${host ?? ""}`,
        }
      }
    }
  },
})

/** Whether an argument is true, itself or by the default of the variable that it names. */
function isOn(value: Scalar, root: Parameters<typeof textAt>[0]): boolean {
  if (value.type !== "template") return /^(true|1)$/.test(value.value)
  const name = /^(?:\$\{)?\s*var\.(\w+)\s*\}?$/.exec(value.value)?.[1]
  return name !== undefined && textAt(root, "variable", name, "default") === "true"
}

function hostNear(node: Mapping): string | undefined {
  for (const name of [
    "host",
    "url",
    "address",
    "endpoint",
    "api_url",
    "server",
    "server_addr",
    "vsphere_server",
    "pm_api_url",
    "base_url",
  ]) {
    const host = hostOf(textAt(node, name) ?? "")
    if (host !== undefined) return host
  }
  return undefined
}

/** Every provider that was looked at uses one of these names, and for nothing else. */
const switchNames =
  /^(insecure|insecure_https|insecure_skip_verify|insecure_skip_tls_verify|skip_tls_verify|skip_verify|skip_ssl_verify|tls_skip_verify|skip_cert_verification|tls_insecure|tls_insecure_skip_verify|allow_unverified_ssl|pm_tls_insecure|minio_insecure)$/

const authorities: Readonly<Record<string, string>> = {
  kubernetes: 'cluster_ca_certificate = file("ca.pem")',
  helm: 'kubernetes = { cluster_ca_certificate = file("ca.pem") }',
  kubectl: 'cluster_ca_certificate = file("ca.pem")',
  vault: 'ca_cert_file = "ca.pem"',
  nomad: 'ca_file = "ca.pem"',
  consul: 'ca_file = "ca.pem"',
  http: 'ca_cert_pem = file("ca.pem")',
  argocd: 'cert_file = "argocd.crt"',
  openstack: 'cacert_file = "ca.pem"',
}

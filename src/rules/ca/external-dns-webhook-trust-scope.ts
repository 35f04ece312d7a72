import { yaml } from "../../model/help.ts"
import { at, type Node, scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { externalDnsIn } from "./external-dns.shared.ts"
import { trustVariables } from "./trust-variables.shared.ts"

export const externalDnsWebhookTrustScope = rule({
  id: "external-dns-webhook-trust-scope",
  family: "ca",
  level: "warning",
  summary: "The CA is given to external-dns, but its webhook sidecar makes the calls",
  citations: [
    {
      document: "external-dns chart, templates/deployment.yaml",
      says: "The webhook provider is a container of its own, with provider.webhook.env and provider.webhook.extraVolumeMounts.",
      url: "https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns",
    },
  ],
  why: "The container that talks to the DNS provider does not see the CA, and fails with “certificate signed by unknown authority”.",
  fix: "Set the variable and the mount below provider.webhook, too.",

  on: ["helm-values"],
  *check(document, { inventory }) {
    for (const { container, provider } of externalDnsIn(document, inventory)) {
      const webhook: Node | undefined = at(container.node, "provider", "webhook")
      if (provider !== "webhook" || webhook === undefined || at(webhook, "env") !== undefined) continue
      const variable = container.environment.find(({ name }) => trustVariables.has(name))
      if (variable === undefined) continue
      yield {
        message: `${variable.name} is set for external-dns, but its webhook sidecar makes the calls to the DNS provider and does not get it: they fail for a private CA.`,
        help: [
          {
            do: "Give it to the sidecar:",
            copy: yaml(
              "provider:",
              "  webhook:",
              "    env:",
              `      - name: ${variable.name}`,
              `        value: ${variable.value?.value ?? "/ssl/ca.crt"}`,
              "    extraVolumeMounts: …",
            ),
            verify: "kubectl logs deploy/external-dns -c webhook",
          },
        ],
        at: scalarAt(variable.node, "name") ?? variable.node,
      }
    }
  },
})

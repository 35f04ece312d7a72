import { nameIn } from "../../chains/words.ts"
import { entriesAt, entryAt, textAt } from "../../model/tree.ts"
import { isObject, objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const openshiftInjectBundleNonempty = rule({
  id: "openshift-inject-bundle-nonempty",
  family: "platform",
  level: "warning",
  summary: "A ConfigMap that OpenShift fills with CAs has data of its own",
  citations: [
    {
      document: "OKD documentation",
      section: "Configuring a custom PKI, Certificate injection using Operators",
      says: "A ConfigMap with the label must be empty of data: the operator injects ca-bundle.crt and owns the rest.",
      url: "https://docs.okd.io/latest/networking/configuring_network_settings/configuring-a-custom-pki.html",
    },
  ],
  why: "The operator replaces the data, so what stands in the manifest is gone, and GitOps tools fight over it for ever.",
  fix: "Leave out data, or take the label off and keep the CAs yourself.",

  on: "kubernetes",
  *check(document) {
    const { root } = document
    const label = "config.openshift.io/inject-trusted-cabundle"
    if (!isObject(document, "", "ConfigMap") || textAt(root, "metadata", "labels", label) !== "true") return
    const data = entryAt(root, "data")
    // An empty ca-bundle.crt keeps the place for what is injected.
    const own = entriesAt(data?.value).filter(
      ({ value }) => value.kind !== "scalar" || value.value !== "" || value.secret === "literal",
    )
    if (data === undefined || own.length === 0) return
    yield {
      message: `OpenShift replaces the data of ${objectText(document)}, because of its label ${label}, so what the manifest puts there is lost.`,
      help: [
        {
          do: "Remove data, or the label.",
          verify: `oc get configmap ${nameIn(document)} -o yaml shows ca-bundle.crt alone.`,
        },
      ],
      at: data.key,
    }
  },
})

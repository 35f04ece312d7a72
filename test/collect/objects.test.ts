import { describe, expect, test } from "vitest"
import { gatewayBackendInsecureSkipVerify } from "../../src/rules/kubernetes/gateway-backend-insecure-skip-verify.ts"
import { factsOf, findings, unmark } from "../examples.ts"

const head = "apiVersion: gateway.envoyproxy.io/v1alpha1, kind: Backend"
const body = "{endpoints: [{fqdn: {hostname: api.corp, port: 443}}], tls: {insecureSkipVerify: «true»}}"
const object = `{${head}, metadata: {name: api, namespace: net}, spec: ${body}}`
const plain = object.replaceAll(/[«»]/g, "")
const json = `{"apiVersion":"gateway.envoyproxy.io/v1alpha1","kind":"Backend","metadata":{"name":"api"},"spec":{"endpoints":[{"fqdn":{"hostname":"api.corp"}}],"tls":{"insecureSkipVerify":«true»}}}`
const hcl = json.replaceAll(/"(\w+)":/g, "$1 = ")
const release =
  "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop, namespace: net}\nspec:\n"

/** One object that turns verification off, in every document in which an object reaches a cluster. */
const carriers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a file": { "a.yaml": object },
  "a file of JSON": { "a.json": json },
  "a list under any key": { "objs.yaml": `backends:\n  - ${object}\n` },
  "a List": { "list.yaml": `apiVersion: v1\nkind: List\nitems:\n  - ${object}\n` },
  "a Template of OpenShift": {
    "t.yaml": `apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n  - ${object}\n`,
  },
  "extraObjects of values": { "values.yaml": `extraObjects:\n  - ${object}\n` },
  "a map of values": { "values.yaml": `rawResources:\n  api: ${object}\n` },
  "objects of values as text": { "values.yaml": `extraManifests:\n  - |\n    ${object}\n` },
  "extraDeploy of a HelmRelease": { "hr.yaml": `${release}  values:\n    extraDeploy:\n      - ${object}\n` },
  "text in a HelmRelease": { "hr.yaml": `${release}  values:\n    extraDeploy:\n      - |\n        ${object}\n` },
  "a map in a HelmRelease": { "hr.yaml": `${release}  values:\n    raw:\n      resources: {api: ${object}}\n` },
  "a ResourceSet": {
    "set.yaml": `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a}\nspec:\n  resources:\n    - ${object}\n`,
  },
  "a template of a ResourceSet": {
    "set.yaml": `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a}\nspec:\n  resourcesTemplate: |\n    ${object}\n`,
  },
  "a ManifestWork": {
    "work.yaml": `apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {name: a}\nspec:\n  workload:\n    manifests:\n      - ${object}\n`,
  },
  "a ConfigurationPolicy": {
    "policy.yaml": `apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: a}\nspec:\n  remediationAction: enforce\n  object-templates:\n    - complianceType: musthave\n      objectDefinition: ${object}\n`,
  },
  "an Object of Crossplane": {
    "object.yaml": `apiVersion: kubernetes.crossplane.io/v1alpha2\nkind: Object\nmetadata: {name: a}\nspec:\n  forProvider:\n    manifest: ${object}\n`,
  },
  "a Composition": {
    "c.yaml": `apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: a}\nspec:\n  resources:\n    - name: a\n      base: ${object}\n`,
  },
  "a template in a Composition": {
    "c.yaml": `apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: a}\nspec:\n  pipeline:\n    - step: a\n      input:\n        apiVersion: gotemplating.fn.crossplane.io/v1beta1\n        kind: GoTemplate\n        inline:\n          template: |\n            ${object}\n`,
  },
  KubeVela: {
    "vela.yaml": `apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:\n  components:\n    - name: a\n      type: k8s-objects\n      properties:\n        objects:\n          - ${object}\n`,
  },
  "a ConfigMap of a ClusterResourceSet": {
    "cm.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  backend: |\n    ${object}\n`,
  },
  "inline manifests of Talos": {
    "talos.yaml": `machine: {install: {disk: /dev/sda}}\ncluster:\n  inlineManifests:\n    - name: a\n      contents: |\n        ${object}\n`,
  },
  "a step of Argo Workflows": {
    "wf.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  templates:\n    - name: a\n      resource:\n        action: create\n        manifest: |\n          ${object}\n`,
  },
  "a ResourceGraphDefinition of kro": {
    "kro.yaml": `apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nmetadata: {name: a}\nspec:\n  resources:\n    - id: a\n      template: ${object}\n`,
  },
  "a Bundle of Fleet": {
    "b.yaml": `apiVersion: fleet.cattle.io/v1alpha1\nkind: Bundle\nmetadata: {name: a}\nspec:\n  resources:\n    - name: a.yaml\n      content: |\n        ${object}\n`,
  },
  "values of an Application": {
    "app.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      valuesObject:\n        extraObjects: [${object}]\n`,
  },
  "values as text of an Application": {
    "app.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      values: |\n        extraObjects:\n          - ${object}\n`,
  },
  "values of a HelmChart of k3s": {
    "hc.yaml": `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\nspec:\n  valuesContent: |\n    extraObjects:\n      - ${object}\n`,
  },
  "a task of Ansible": {
    "tasks/main.yml": `- name: a\n  kubernetes.core.k8s:\n    state: present\n    definition: ${object}\n`,
  },
  "a text in a task of Ansible": {
    "tasks/main.yml": `- name: a\n  kubernetes.core.k8s:\n    definition: |\n      ${object}\n`,
  },
  "kubernetes_manifest of Terraform": {
    "a.tf": `resource "kubernetes_manifest" "a" {\n  manifest = ${hcl}\n}\n`,
  },
  "yamlencode of OpenTofu": {
    "a.tofu": `resource "kubectl_manifest" "a" {\n  yaml_body = yamlencode(${hcl})\n}\n`,
  },
  "a heredoc of Terraform": {
    "a.tf": `resource "kubectl_manifest" "a" {\n  yaml_body = <<-EOT\n    ${object}\n  EOT\n}\n`,
  },
  "Terraform in JSON": {
    "a.tf.json": `{"resource":{"kubernetes_manifest":{"a":{"manifest":${json}}}}}`,
  },
  "Pulumi YAML": {
    "Pulumi.yaml": `name: a\nruntime: yaml\nresources:\n  backend:\n    type: kubernetes:yaml:ConfigGroup\n    properties:\n      objs: [${object}]\n`,
  },
  TOML: {
    "a.toml": `[[manifests]]\napiVersion = "gateway.envoyproxy.io/v1alpha1"\nkind = "Backend"\nmetadata = {name = "api"}\n[manifests.spec]\nendpoints = [{fqdn = {hostname = "api.corp"}}]\n[manifests.spec.tls]\ninsecureSkipVerify = «true»\n`,
  },
}

describe("an object is judged once, at its own place", () => {
  test.each(Object.entries(carriers))("in %s", async (_, form) => {
    const { files, marks } = unmark(form)
    const found = await findings(gatewayBackendInsecureSkipVerify, files)
    expect(found.map(({ at }) => `${at.path}:${at.start}-${at.end}`)).toEqual(marks)
  })
})

/** What looks like an object and is none that anybody applies. */
const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a definition": {
    "crd.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  versions:\n    - schema: {openAPIV3Schema: {example: ${plain}}}\n`,
  },
  "a JSON Schema": { "s.json": `{"$schema":"x","examples":[${json.replaceAll(/[«»]/g, "")}]}` },
  "a policy of Kyverno": {
    "p.yaml": `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {rules: [{match: {}, validate: {pattern: ${plain}}}]}\n`,
  },
  "a test of Chainsaw": {
    "t.yaml": `apiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: a}\nspec: {steps: [{try: [{assert: {resource: ${plain}}}]}]}\n`,
  },
  "what a policy of OCM forbids": {
    "p.yaml": `apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: a}\nspec:\n  object-templates:\n    - complianceType: mustnothave\n      objectDefinition: ${plain}\n`,
  },
  "what Ansible removes": {
    "tasks/main.yml": `- name: a\n  kubernetes.core.k8s: {state: absent, definition: ${plain}}\n`,
  },
  "what was applied last": {
    "a.yaml": `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata:\n  name: api\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      ${json.replaceAll(/[«»]/g, "")}\nspec: {}\n`,
  },
  "a description": { "values.yaml": `description: |\n  ${plain}\n` },
  "a comment": { "values.yaml": `extraObjects: []\n#  - ${plain}\n` },
}

test.each(Object.entries(others))("silent in %s", async (_, files) => {
  expect(await findings(gatewayBackendInsecureSkipVerify, files)).toEqual([])
})

test("what nothing installs is a warning, what something installs an error", async () => {
  const values = { "app/values.yaml": `extraObjects:\n  - ${plain}\n` }
  const levels = async (files: Readonly<Record<string, string>>) =>
    (await findings(gatewayBackendInsecureSkipVerify, files)).map(({ level, rule }) => level ?? rule.level)
  expect(await levels(values)).toEqual(["warning"])
  const install = { "install.sh": "helm upgrade --install shop ./app -f app/values.yaml\n" }
  expect(await levels({ ...values, ...install, "app/Chart.yaml": "name: app\n" })).toEqual(["error"])
})

test("certificates of a nested Secret belong to it", async () => {
  const [facts] = await factsOf({
    "objs.yaml": `secrets:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: web}\n    stringData:\n      tls.crt: |\n        -----BEGIN CERTIFICATE-----\n        AAAA\n        -----END CERTIFICATE-----\n`,
  })
  expect(facts?.bundles.map(({ owner, carrier }) => [owner?.pointer, carrier?.resource?.name])).toEqual([
    [["stringData", "tls.crt"], "web"],
  ])
})

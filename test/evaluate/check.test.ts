import { expect, it } from "vitest"
import { apiVersionUnread } from "../../src/rules/kubernetes/api-version-unread.ts"
import { metricsServerKubeletInsecure } from "../../src/rules/kubernetes/metrics-server-kubelet-insecure.ts"
import { findings } from "../examples.ts"

const container = (args: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics-server
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          args:
            - --secure-port=10250
${args}
`

it.each([
  ["in a template", container("            - --kubelet-insecure-tls\n            - --x={{ .x }}"), "error"],
  ["under a condition", container("{{- if .x }}\n            - --kubelet-insecure-tls\n{{- end }}"), "notice"],
  [
    "in an object that stands under a condition as a whole",
    `{{- if .x }}\n${container("            - --kubelet-insecure-tls")}{{- end }}\n`,
    "error",
  ],
])("takes a setting %s", async (_, text, level) => {
  const found = await findings(metricsServerKubeletInsecure, { "chart/templates/metrics.yaml": text })
  expect(found.map((problem) => problem.level)).toEqual([level])
})

it.each([
  [
    "that a template chooses among several",
    "{{- if .x }}\napiVersion: networking.k8s.io/v1\n{{- else }}\n",
    "\n{{- end }}",
    "notice",
  ],
  ["of an object that stands under a condition as a whole", "{{- if .x }}\n", "", "error"],
  ["of an object that always stands there", "", "", "error"],
])("takes the first line %s", async (_, before, after, level) => {
  const ingress = `${before}apiVersion: extensions/v1beta1${after}\nkind: Ingress\nmetadata:\n  name: web\n`
  const text = before === "" || after !== "" ? ingress : `${ingress}{{- end }}\n`
  const found = await findings(apiVersionUnread, { "chart/templates/ingress.yaml": text })
  expect(found.map((problem) => problem.level)).toEqual([level])
})

it("names the object that a finding is about", async () => {
  const [found] = await findings(metricsServerKubeletInsecure, {
    "metrics.yaml": container("            - --kubelet-insecure-tls"),
  })
  expect(found?.resource).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: "metrics-server" })
})

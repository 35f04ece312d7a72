import { expect, it } from "vitest"
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

it("names the object that a finding is about", async () => {
  const [found] = await findings(metricsServerKubeletInsecure, {
    "metrics.yaml": container("            - --kubelet-insecure-tls"),
  })
  expect(found?.resource).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: "metrics-server" })
})

import { describe, expect, it } from "vitest"
import { inventoryOf } from "../../src/join/inventory.ts"
import type { Node } from "../../src/model/tree.ts"
import { check } from "../../src/policy/check.ts"
import { envNodeTlsRejectUnauthorized } from "../../src/rules/commands/env-node-tls-reject-unauthorized.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, findings, mark, options, today, unmark } from "../examples.ts"

const values = `tls:
  enabled: true
  insecure: false
  name: shop-tls
  port: 8443
hosts:
  - a.corp
  - b.corp
maps: {one: x, two: w}
extra:
  - name: A
    value: "1"
none: []
quoted: "true"
`

/** What a template says below \`spec\`, and what becomes of it. */
const templates = [
  ["a: {{ .Values.tls.name }}", { a: "shop-tls" }],
  ["a: {{ $.Values.tls.name | quote }}", { a: "shop-tls" }],
  ["a: {{- .Values.tls.name -}}", { a: "shop-tls" }],
  ["a: {{ .Values.tls.port }}", { a: 8443 }],
  ["a: {{ .Values.tls.insecure }}", { a: false }],
  ['a: "{{ .Values.tls.insecure }}"', { a: "false" }],
  ["a: {{ .Values.quoted }}\nb: {{ .Values.quoted | quote }}", { a: true, b: "true" }],
  ["a: https://{{ .Values.tls.name }}:{{ .Values.tls.port }}/x", { a: "https://shop-tls:8443/x" }],
  ['a: {{ .Values.missing | default "x" }}', { a: "x" }],
  ["a: {{ default .Values.tls.name .Values.missing }}", { a: "shop-tls" }],
  ["a: {{ .Values.tls.name | default .Chart.AppVersion }}", { a: "shop-tls" }],
  ["a: {{ .Chart.AppVersion }}", { a: 2 }],
  ["a: {{ .Values.missing.deep }}", { a: null }],
  ["a: {{ .Release.Name }}-tls", { a: "{{ .Release.Name }}-tls" }],
  ['a: {{ include "x" . }}', { a: '{{ include "x" . }}' }],
  ["a: {{ tpl .Values.tls.name . }}", { a: "{{ tpl .Values.tls.name . }}" }],
  ['a: {{ ternary "x" "w" .Values.tls.enabled }}', { a: "x" }],
  ["a: {{ .Values.tls.name | b64enc }}", { a: "c2hvcC10bHM=" }],
  ["a:\n  {{- toYaml .Values.extra | nindent 4 }}", { a: [{ name: "A", value: "1" }] }],
  ["a: {{- toYaml .Values.extra | nindent 4 }}", { a: [{ name: "A", value: "1" }] }],
  ["a:\n{{ toYaml .Values.maps | indent 4 }}", { a: { one: "x", two: "w" } }],
  ["{{- with .Values.extra }}\na:\n  {{- toYaml . | nindent 4 }}\n{{- end }}", { a: [{ name: "A", value: "1" }] }],
  [
    "a:\n  - name: B\n  {{- with .Values.extra }}\n  {{- toYaml . | nindent 4 }}\n  {{- end }}",
    { a: [{ name: "B" }, { name: "A", value: "1" }] },
  ],
  ["a:\n  zero: z\n  {{- toYaml .Values.maps | nindent 4 }}", { a: { zero: "z", one: "x", two: "w" } }],
  ["a: {}\n{{- toYaml .Values.maps | nindent 2 }}", { a: {}, one: "x", two: "w" }],
  ["a:\n  {{- range .Values.hosts }}\n  - {{ . | quote }}\n  {{- end }}", { a: ["a.corp", "b.corp"] }],
  [
    "a:\n  {{- range $i, $host := .Values.hosts }}\n  - {n: {{ $i }}, host: {{ $host }}}\n  {{- end }}",
    {
      a: [
        { n: 0, host: "a.corp" },
        { n: 1, host: "b.corp" },
      ],
    },
  ],
  [
    "a:\n  {{- range $key, $value := .Values.maps }}\n  {{ $key }}: {{ $value | quote }}\n  {{- end }}",
    { a: { one: "x", two: "w" } },
  ],
  ["{{- $tls := .Values.tls }}\na: {{ $tls.name }}", { a: "shop-tls" }],
  ["{{- $a := .Values.tls.name }}\n{{- $a = .Values.other }}\na: {{ $a }}", { a: "{{ $a }}" }],
  ["{{- if .Values.tls.enabled }}\na: x\n{{- else }}\na: w\n{{- end }}", { a: "x" }],
  [
    "{{- if .Values.tls.insecure }}\na: x\n{{- else if .Values.tls.enabled }}\na: w\n{{- else }}\na: z\n{{- end }}",
    { a: "w" },
  ],
  ['{{- if eq .Values.tls.name "shop-tls" }}\na: x\n{{- else }}\na: w\n{{- end }}', { a: "x" }],
  ["{{- if not (or .Values.none .Values.tls.insecure) }}\na: x\n{{- else }}\na: w\n{{- end }}", { a: "x" }],
  // What is not rendered by default stays, for whoever switches it on.
  ["{{- if .Values.tls.insecure }}\na: x\n{{- end }}", { a: "x" }],
  ["{{- if .Capabilities.X }}\na: x\n{{- end }}", { a: "x" }],
  ["{{- range .Values.hosts }}\na: {{ $.Values.tls.name }}\n{{- end }}", { a: "shop-tls" }],
  ["{{- if .Values.tls.enabled }}\na: {{ .Values.", { a: "{{ .Values." }],
  ["a: {{ .Values.tls.name | nosuch }}\nb: {{ ((( }}", { a: "{{ .Values.tls.name | nosuch }}", b: "{{ ((( }}" }],
] as const

const chart = { "shop/Chart.yaml": "apiVersion: v2\nname: shop\nappVersion: 2.0\n", "shop/values.yaml": values }

describe("a chart", () => {
  it.each(templates)("renders %s", async (template, expected) => {
    expect((await rendered({ ...chart, "shop/templates/x.yaml": object(template) }))["shop/templates/x.yaml"]).toEqual(
      expected,
    )
  })

  it("takes the values of its release, and of the chart around it", async () => {
    const files = {
      ...chart,
      "shop/templates/x.yaml": object("a: {{ .Values.tls.name }}"),
      "shop/charts/db/Chart.yaml": "apiVersion: v2\nname: db\n",
      "shop/charts/db/values.yaml": "name: own\nother: own\n",
      "shop/charts/db/templates/y.yaml": object(
        "a: {{ .Values.name }}\nb: {{ .Values.other }}\nc: {{ .Values.global.x }}",
      ),
      "helmfile.yaml":
        "releases:\n  - name: shop\n    chart: ./shop\n    set: [{name: tls.name, value: theirs}, {name: db.name, value: theirs}, {name: global.x, value: g}]\n",
    }
    expect(await rendered(files)).toEqual({
      "shop/templates/x.yaml": { a: "theirs" },
      "shop/charts/db/templates/y.yaml": { a: "theirs", b: "own", c: "g" },
    })
  })

  it("does not multiply without end", async () => {
    const loops = Array(12).fill("{{- range $.Values.many }}").join("\n")
    const files = {
      ...chart,
      "shop/values.yaml": `many: [${"1,".repeat(50)}]\n`,
      "shop/templates/x.yaml": object(`a:\n${loops}\n  - {{ . }}`),
    }
    expect(Object.keys(await rendered(files))).toEqual(["shop/templates/x.yaml"])
  }, 5_000)

  it("is left as it is where its values cannot be read", async () => {
    const files = {
      ...chart,
      "shop/values.yaml": "- no mapping\n",
      "shop/templates/x.yaml": object("a: {{ .Values.x }}"),
    }
    expect(await rendered(files)).toEqual({ "shop/templates/x.yaml": { a: "{{ .Values.x }}" } })
  })
})

const issuer = (field: string) =>
  `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: corp}\nspec:\n  acme:\n    server: https://acme.corp.com/dir\n    ${field}\n`
const skip = "skipTLSVerify: {{ .Values.skip }}"
const chartFile = { "c/Chart.yaml": "apiVersion: v2\nname: c\n" }
const deploying =
  "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: c}\nspec:\n  source:\n    path: c\n"

/** Files of a chart, and what is said of an issuer that skips verification: its level and its place. */
const levels: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, level: string | undefined]>> =
  {
    "a value of its own": [{ "c/values.yaml": "skip: «true»\n", "c/templates/i.yaml": issuer(skip) }, "warning"],
    "a value that is fine": [{ "c/values.yaml": "skip: false\n", "c/templates/i.yaml": issuer(skip) }, undefined],
    "a value that nobody gives": [{ "c/values.yaml": "x: 1\n", "c/templates/i.yaml": issuer(skip) }, undefined],
    "a literal": [{ "c/values.yaml": "x: 1\n", "c/templates/i.yaml": issuer("skipTLSVerify: «true»") }, "error"],
    "a block that it renders": [
      {
        "c/values.yaml": "x: true\n",
        "c/templates/i.yaml": issuer("{{- if .Values.x }}\n    skipTLSVerify: «true»\n    {{- end }}"),
      },
      "warning",
    ],
    "a block that it does not render": [
      {
        "c/values.yaml": "x: false\n",
        "c/templates/i.yaml": issuer("{{- if .Values.x }}\n    skipTLSVerify: «true»\n    {{- end }}"),
      },
      "notice",
    ],
    "the branch that it does not render": [
      {
        "c/values.yaml": "x: false\n",
        "c/templates/i.yaml": issuer(
          "{{- if .Values.x }}\n    skipTLSVerify: true\n    {{- else }}\n    skipTLSVerify: false\n    {{- end }}",
        ),
      },
      undefined,
    ],
    "a value that the repository deploys": [
      { "c/values.yaml": "skip: «true»\n", "c/templates/i.yaml": issuer(skip), "app.yaml": deploying },
      "error",
    ],
    "a value that its release gives": [
      {
        "c/values.yaml": "skip: false\n",
        "c/templates/i.yaml": issuer(skip),
        "app.yaml": `${deploying}    helm: {parameters: [{name: skip, value: «"true"»}]}\n`,
      },
      "error",
    ],
    "a value that its release takes back": [
      {
        "c/values.yaml": "skip: true\n",
        "c/templates/i.yaml": issuer(skip),
        "app.yaml": `${deploying}    helm: {valuesObject: {skip: false}}\n`,
      },
      undefined,
    ],
    "one of two releases": [
      {
        "c/values.yaml": "skip: false\n",
        "c/templates/i.yaml": issuer(skip),
        "app.yaml": `${deploying}    helm: {valuesObject: {skip: false}}\n`,
        "dev.yaml": `${deploying}    helm: {valuesObject: {skip: «true»}}\n`,
      },
      "error",
    ],
    "a chart from elsewhere": [
      {
        "Chart.yaml": "apiVersion: v2\nname: top\ndependencies: [{name: d, repository: https://charts.corp}]\n",
        "charts/d/Chart.yaml": "apiVersion: v2\nname: d\n",
        "charts/d/values.yaml": "skip: «true»\n",
        "charts/d/templates/i.yaml": issuer(skip),
      },
      "notice",
    ],
  }

describe("what a chart says", () => {
  it.each(Object.entries(levels))("counts for what it is in %s", async (_, [example, level]) => {
    const { files, marks } = unmark({ ...chartFile, ...example })
    const found = await problems(files)
    expect(found.map(({ at }) => `${at.path}:${at.start}-${at.end}`)).toEqual(marks)
    expect(found[0]?.level).toBe(level)
  })

  it("is seen in the variables of a container", async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: x\n      env:\n        - name: NODE_TLS_REJECT_UNAUTHORIZED\n          value: {{ .Values.verify | quote }}\n`
    const files = unmark({ ...chartFile, "c/values.yaml": "verify: «0»\n", "c/templates/p.yaml": pod })
    const found = await findings(envNodeTlsRejectUnauthorized, files.files)
    expect(found.map(mark)).toEqual(files.marks)
    expect(found[0]?.level).toBe("warning")
    expect(await findings(envNodeTlsRejectUnauthorized, { ...files.files, "c/values.yaml": "verify: 1\n" })).toEqual([])
  })

  it("is told with the template that the value is put into", async () => {
    const [found] = await problems({
      ...chartFile,
      "c/values.yaml": "skip: true\n",
      "c/templates/i.yaml": issuer(skip),
    })
    expect(found?.related).toMatchObject([{ at: { path: "c/templates/i.yaml", line: 7, column: 20 } }])
  })
})

async function problems(files: Readonly<Record<string, string>>) {
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  const rule = rules.filter(({ id }) => id === "acme-issuer-skip-tls-verify")
  return check(rule, inventory, { at: today, options, trust: mozillaAnchors() }).map((one) => ({
    ...one,
    level: one.level ?? one.rule.level,
  }))
}

async function rendered(files: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  return Object.fromEntries(
    inventory
      .objects("Thing")
      .map(({ path, root }) => [
        path,
        plain(root.kind === "mapping" ? root.entries.find(({ key }) => key.value === "spec")?.value : undefined),
      ]),
  )
}

function object(template: string): string {
  return `apiVersion: tls.corp/v1\nkind: Thing\nmetadata: {name: x}\nspec:\n  ${template.replaceAll("\n", "\n  ")}\n`
}

function plain(node: Node | undefined): unknown {
  if (node?.kind === "mapping")
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]))
  if (node?.kind === "sequence") return node.items.map(plain)
  if (node === undefined || node.type === "null") return null
  return node.type === "string" || node.type === "template" ? node.value : JSON.parse(node.value)
}

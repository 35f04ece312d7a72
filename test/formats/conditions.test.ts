import { expect, it } from "vitest"
import { conditionsOf } from "../../src/formats/conditions.ts"

it.each([
  ["a\n{{- if .x }}\nb\n{{- end }}\nc", ["{{- if .x }}\nb\n{{- end }}"]],
  ["{% if a %}b{% elif c %}d{% else %}e{% endif %}f", ["{% if a %}b{% elif c %}d{% else %}e{% endif %}"]],
  [
    "{{ range .x }}{{ if .y }}a{{ end }}b{{ end }}",
    ["{{ range .x }}{{ if .y }}a{{ end }}b{{ end }}", "{{ if .y }}a{{ end }}"],
  ],
  ['{{ define "a" }}b{{ if .x }}c{{ end }}d{{ end }}e', ["{{ if .x }}c{{ end }}"]],
  ["{{ with .x }}a", ["{{ with .x }}a"]],
  ["{{ if .x }}a{{/* b */}}c{{ end }}", ["{{ if .x }}a{{/* b */}}c{{ end }}"]],
  ["{% if a %}{% set b = 1 %}c{% endif %}d", ["{% if a %}{% set b = 1 %}c{% endif %}"]],
  ["{{#if a}}b{{/if}}c", ["{{#if a}}b{{/if}}"]],
  ["{{ .Values.if }} {{ end }}{% endif %}", []],
  ["{% raw %}{% endraw %}{% for a in b %}c{% endfor %}", ["{% for a in b %}c{% endfor %}"]],
  ["a: b", []],
])("finds what %j renders under a condition", (text, expected) => {
  expect(conditionsOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected)
})

it("takes many unclosed blocks in linear time", () => {
  const start = performance.now()
  expect(conditionsOf("{{ if .x }}".repeat(50_000))).toHaveLength(50_000)
  expect(performance.now() - start).toBeLessThan(4000)
})

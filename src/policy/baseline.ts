import { byCodePoint } from "../model/order.ts"
import type { Finding } from "../model/report.ts"
import { dayOf } from "./date.ts"

/** A finding that was there when the baseline was written. Only the fingerprint counts; the rest is for people. */
export interface BaselineEntry {
  readonly fingerprint: string
  readonly rule: string
  readonly path: string
  readonly object?: string
  /** The day on which it was recorded first. */
  readonly firstSeen: string
}

export type BaselineReading =
  | { readonly ok: true; readonly entries: readonly BaselineEntry[] }
  | { readonly ok: false; readonly complaint: string }

/** Reads a baseline as `renderBaseline` writes it. */
export function parseBaseline(text: string): BaselineReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, complaint: "it is not JSON" }
  }
  if (!isRecord(value) || value.schema !== schema) return { ok: false, complaint: `its schema is not ${schema}` }
  const { findings } = value
  if (!Array.isArray(findings) || !findings.every(isEntry))
    return { ok: false, complaint: "a finding in it is not complete" }
  return { ok: true, entries: findings }
}

/**
 * The baseline of some findings: sorted, one line each, so that a change of it reads well and merges. What a previous one
 * knew keeps its day; with `prune` nothing new is taken in.
 */
export function renderBaseline(
  findings: readonly Finding[],
  previous: readonly BaselineEntry[],
  at: number,
  prune = false,
): string {
  const known = new Map(previous.map((entry) => [entry.fingerprint, entry]))
  const entries = findings
    .filter(
      ({ fingerprint, suppressed }) =>
        suppressed === undefined || (suppressed.by === "baseline" && known.has(fingerprint)),
    )
    .filter(({ fingerprint }) => !prune || known.has(fingerprint))
    .map((finding) => toEntry(finding, known.get(finding.fingerprint)?.firstSeen ?? dayOf(at)))
    .sort(
      (a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.rule, b.rule) || byCodePoint(a.fingerprint, b.fingerprint),
    )
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`)
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`
  return `{\n  "schema": "${schema}",\n  "findings": ${list}\n}\n`
}

const schema = "tlsgate/baseline/v1"

function toEntry({ fingerprint, rule, location, resource }: Finding, firstSeen: string): BaselineEntry {
  const object =
    resource && [resource.kind, resource.namespace, resource.name].filter((part) => part !== undefined).join("/")
  return { fingerprint, rule, path: location.path, ...(object !== undefined && { object }), firstSeen }
}

function isEntry(value: unknown): value is BaselineEntry {
  if (!isRecord(value)) return false
  return (["fingerprint", "rule", "path", "firstSeen"] as const).every((key) => typeof value[key] === "string")
}

function isRecord(value: unknown): value is Partial<Record<keyof BaselineEntry | "schema" | "findings", unknown>> {
  return typeof value === "object" && value !== null
}

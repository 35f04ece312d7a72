import type { Step } from "../model/help.ts"
import type { CertificateEntry, Finding, Report, Suppression } from "../model/report.ts"
import { jsonOfLists } from "./escape.ts"
import type { ReporterOptions } from "./reporter.ts"
import { summarize } from "./words.ts"

/** The report for programs, as `schema/report.schema.json` describes it. */
export function json(report: Report, options: ReporterOptions): string {
  const { files, bytes, documents, certificates, uniqueCertificates, templates } = report.stats
  return jsonOfLists({
    schema: "tlsgate/report/v1",
    tool: { name: "tlsgate", version: report.version },
    evaluatedAt: report.evaluatedAt,
    verdict: report.verdict,
    summary: summarize(report.findings),
    findings: report.findings.map(findingOf),
    certificates: report.certificates.map(certificateOf),
    ...(report.base && {
      base: {
        ...(report.base.commit !== undefined && { commit: report.base.commit }),
        notes: report.base.notes,
        gone: report.base.gone.map(findingOf),
      },
    }),
    stats: {
      files: { discovered: files.discovered, read: files.read, skipped: files.skipped },
      bytes,
      documents,
      templates,
      certificates,
      uniqueCertificates,
      durationMs: Math.round(options.durationMs ?? 0),
    },
  })
}

function findingOf(finding: Finding): object {
  const { location, resource, certificate, suppressed, pending } = finding
  return {
    rule: finding.rule,
    family: finding.family,
    level: finding.level,
    message: finding.message,
    help: finding.help,
    file: location.path,
    line: location.line,
    column: location.column,
    endLine: location.endLine,
    endColumn: location.endColumn,
    ...(resource && {
      resource: {
        apiVersion: resource.apiVersion,
        kind: resource.kind,
        ...(resource.namespace !== undefined && { namespace: resource.namespace }),
        name: resource.name,
        ...(resource.path !== undefined && { path: resource.path }),
      },
    }),
    ...(certificate && {
      certificate: {
        sha256: certificate.sha256,
        subject: certificate.subject,
        issuer: certificate.issuer,
        notBefore: certificate.notBefore,
        notAfter: certificate.notAfter,
      },
    }),
    related: finding.related.map(({ location: { path, line }, message }) => ({ file: path, line, message })),
    fixable: finding.edits.length > 0,
    ...(finding.because.length > 0 && { because: finding.because }),
    ...(finding.new !== undefined && { new: finding.new }),
    steps: finding.steps.map(stepOf),
    fingerprint: finding.fingerprint,
    ...(suppressed && { suppressed: suppressionOf(suppressed) }),
    ...(pending && { pending: suppressionOf(pending) }),
  }
}

function stepOf({ do: sentence, copy, verify }: Step): object {
  return {
    do: sentence,
    ...(copy && {
      copy: {
        language: copy.language,
        text: copy.text,
        ...(copy.file !== undefined && { file: copy.file }),
        ...(copy.line !== undefined && { line: copy.line }),
      },
    }),
    ...(verify !== undefined && { verify }),
  }
}

function suppressionOf({ by, reason, until }: Suppression): object {
  return { by, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) }
}

function certificateOf(entry: CertificateEntry): object {
  return {
    file: entry.location.path,
    line: entry.location.line,
    column: entry.location.column,
    form: entry.form,
    role: entry.role,
    sha256: entry.sha256,
    subject: entry.subject,
    issuer: entry.issuer,
    serialNumber: entry.serialNumber,
    notBefore: entry.notBefore,
    notAfter: entry.notAfter,
    dnsNames: entry.dnsNames,
    usedBy: entry.usedBy,
  }
}

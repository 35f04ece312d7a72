/*
 * Takes the pictures of the documentation: what the reports look like on GitHub and in a browser. `node scripts/pictures.ts`,
 * with Chromium on the machine. GitHub's own style, markdown-it and mermaid stand in for GitHub.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import MarkdownIt from "markdown-it"
import alerts from "markdown-it-github-alerts"
import type { Report } from "../src/model/report.ts"
import { page } from "../src/reporters/html/page.ts"
import { comment } from "../src/reporters/markdown/comment.ts"
import { summary } from "../src/reporters/markdown/summary.ts"
import { certificate, clear, options, report } from "../test/reporters/report.ts"
import { picture } from "./browser.ts"

const require = createRequire(import.meta.url)
const folder = process.argv[2] ?? "docs/images"

/** What a friend's repository gives: the shared report without what tests escaping. */
const shown: Report = {
  ...report,
  findings: report.findings.filter(({ rule }) => rule !== "certificate-self-signed"),
  certificates: [
    ...report.certificates.filter(({ subject }) => !subject.includes("例")),
    certificate("shop.example.com", "Example Issuing CA 3", "2027-02-01T00:00:00.000Z"),
  ],
}
const marker = { key: "gate", sha: options.repository?.sha ?? "", run: 1, attempt: 1, found: 6 }
const after = { ...marker, sha: "1d88e0c4b5a697887766554433221100ffeeddcc", run: 2 }

mkdirSync(folder, { recursive: true })
picture(github(summary(shown, options), { open: true }), `${folder}/summary.png`, { width: 1012, scale: 1 })
picture(github(comment(shown, options, marker)), `${folder}/comment-blocked.png`, { width: 860, scale: 1 })
picture(github(comment(clear, options, after, marker)), `${folder}/comment-clear.png`, { width: 860, scale: 1 })
picture(page(shown, options), `${folder}/report.png`, { width: 1100, height: 1500, scale: 1 })
picture(page(shown, options), `${folder}/report-dark.png`, { width: 1100, height: 1500, scale: 1, dark: true })

/** A page that looks as GitHub would show the text. */
function github(text: string, { open = false } = {}): string {
  const reader = new MarkdownIt({ html: true, linkify: true }).use(alerts)
  const body = reader
    .render(text)
    .replace(/<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g, '<pre class="mermaid">$1</pre>')
    .replace(/<details>(?=\s*<summary>As a chart)/, open ? "<details open>" : "<details>")
  const style = readFileSync(require.resolve("github-markdown-css/github-markdown-light.css"), "utf8")
  const mermaid = readFileSync(require.resolve("mermaid/dist/mermaid.min.js"), "utf8")
  return `<!doctype html><meta charset="utf-8"><style>${style} body { margin: 0; background: #fff } .markdown-body { padding: 24px 32px } .markdown-body pre.mermaid { background: #fff }</style>
<article class="markdown-body">${body}</article>
<script>${mermaid}</script><script>mermaid.initialize({ startOnLoad: true, gantt: { useWidth: 900 } })</script>`
}

import type { Report } from "../../model/report.ts"
import type { Link, Picture } from "../chains.ts"
import { brokenChains } from "../chains.ts"
import { clip, html, visible } from "../escape.ts"
import type { ReporterOptions } from "../reporter.ts"
import type { Row } from "../timeline.ts"
import { rows } from "../timeline.ts"
import { count } from "../words.ts"
import { htmlPlace } from "./findings.ts"

/** When things expire: a table whose last column draws what the others say. */
export function timeline(report: Report): string {
  const shown = rows(report, 40)
  if (shown.length === 0) return ""
  const body = shown.map(
    (row) =>
      `<tr><th scope="row">${html(row.label)}</th><td>${html(row.value)}</td><td class="chart">${bar(row)}</td></tr>`,
  )
  return `<section aria-labelledby="expiry"><h2 id="expiry">When things expire</h2>
<table class="timeline"><caption>Seen from ${html(report.evaluatedAt.slice(0, 10))}; dashed lines stand at 30, 60 and 90 days.</caption>
<thead><tr><th scope="col">Certificate</th><th scope="col">Left</th><th scope="col">Chart</th></tr></thead>
<tbody>
${body.join("\n")}
</tbody></table></section>`
}

/** Ten units before today, thirty for each thirty days after it. */
function bar({ days, kind }: Row): string {
  const ticks = [40, 70, 100].map(
    (x) => `<line class="tick" x1="${x}" y1="0" x2="${x}" y2="14" vector-effect="non-scaling-stroke"/>`,
  )
  const length = Math.min(90, Math.max(1, days))
  const shape =
    kind === "expired"
      ? `<rect class="bar expired" x="2" y="3" width="8" height="8"/>`
      : `<rect class="bar ${kind}" x="10" y="3" width="${length}" height="8"/>${days > 90 ? `<path class="bar ${kind}" d="M100 0l5 7l-5 7z"/>` : ""}`
  return `<svg viewBox="0 0 106 14" preserveAspectRatio="none" aria-hidden="true">${ticks.join("")}${shape}<line class="axis" x1="10" y1="0" x2="10" y2="14" vector-effect="non-scaling-stroke"/></svg>`
}

/** A picture of each broken chain, the root at the top. */
export function chainSection(report: Report, options: ReporterOptions): string {
  const pictures = brokenChains(report)
  if (pictures.length === 0) return ""
  const shown = pictures.slice(0, most)
  const left = pictures.length - shown.length
  return `<section aria-labelledby="chains"><h2 id="chains">Chains with a problem</h2>
<div class="chains">
${shown.map((picture) => figure(picture, options)).join("\n")}
</div>${left > 0 ? `<p class="soft">… and ${count(left, "more chain")}.</p>` : ""}</section>`
}

function figure({ title, finding, links }: Picture, options: ReporterOptions): string {
  const label = links.map((link) => `${link.name}: ${words[link.state]}, ${link.validity}`).join("; ")
  const boxes = links.map((link, index) => box(link, index * step))
  const lines = links.slice(1).map((_, index) => `<path d="M170 ${index * step + height} v${step - height}"/>`)
  const caption = title === finding.location.path ? "" : `${html(title)}<br>`
  return `<figure><figcaption>${caption}${htmlPlace(finding.location, options)}</figcaption>
<svg class="chain" viewBox="0 0 340 ${(links.length - 1) * step + height + 2}" role="img" aria-label="${html(label)}">${lines.join("")}${boxes.join("")}</svg></figure>`
}

function box({ state, name, validity, place }: Link, top: number): string {
  const text = (kind: string, y: number, content: string) =>
    `<text class="${kind}" x="14" y="${top + y}">${html(clip(visible(content), 44))}</text>`
  return `<g class="${state}"><rect x="2" y="${top + 1}" width="336" height="${height}" rx="6"/>${text("name", 21, `${signs[state]} ${name}`)}${text("small", 39, `${validity}${state === "expired" || state === "missing" ? "" : ` · ${words[state]}`}`)}${text("small", 54, place)}</g>`
}

const words: Readonly<Record<Link["state"], string>> = {
  good: "in order",
  soon: "expires soon",
  expired: "expired",
  elsewhere: "not in the bundle",
  missing: "missing",
}
const signs: Readonly<Record<Link["state"], string>> = {
  good: "✔",
  soon: "!",
  expired: "✖",
  elsewhere: "+",
  missing: "?",
}

const height = 62
const step = 84
const most = 60

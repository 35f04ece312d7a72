import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { describe, expect, it } from "vitest"
import { chromium, dom } from "../../scripts/browser.ts"
import { page } from "../../src/reporters/html/page.ts"
import { clear, finding, options, report } from "./report.ts"

const require = createRequire(import.meta.url)
const axe = () => readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")
const many = {
  ...report,
  findings: Array.from({ length: 2_000 }, (_, line) =>
    finding({
      location: { ...finding().location, path: `deploy/${line}.yaml` },
      level: line % 3 === 0 ? "warning" : "error",
    }),
  ),
}

/** The page with a script of the test added, which the page's own policy would not let run. */
function probe(html: string, script: string): string {
  return html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "")
    .replace("</body>", () => `<script>${script}</script></body>`)
}

describe.skipIf(chromium === undefined)("the HTML report in a browser", () => {
  it.each([
    ["with some of everything", report, { width: 1280 }],
    ["in the dark", report, { width: 1280, dark: true }],
    ["on a phone", report, { width: 500 }],
    ["that is clear", clear, { width: 1280 }],
    ["that passes", { ...report, verdict: "pass" as const }, { width: 1280, dark: true }],
  ])("%s has no violation that axe-core knows of", (_, given, shot) => {
    const script = `${axe()};document.querySelectorAll("details").forEach((part) => { part.open = true });
      axe.run(document, { resultTypes: ["violations", "incomplete"] }).then(({ violations, passes }) => {
        document.body.dataset.axe = JSON.stringify({ passes: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html, any }) => html.slice(0, 100) + " " + any.map(({ message }) => message))]) }) })`
    const found = /data-axe="([^"]*)"/
      .exec(dom(probe(page(given, options), script), shot))?.[1]
      ?.replaceAll("&quot;", '"')
    expect(found).toBeDefined()
    const { passes, violations } = JSON.parse(found ?? "{}")
    expect(violations).toEqual([])
    expect(passes).toBeGreaterThan(15)
  })

  it("runs its own script under its own policy, and no other", () => {
    const html = page(report, options).replace("</main>", "<script>document.title = 'broken'</script></main>")
    const shown = dom(html, { width: 1280 })
    expect(shown).toContain("8 of 8 shown")
    expect(shown).not.toContain("<title>broken</title>")
  })

  it.each([380, 1280])("is no wider than %d pixels", (width) => {
    // Chromium's window is 500 wide at least, so the page stands in a frame.
    const frame = `<!doctype html><iframe id="f" style="width:${width}px;height:800px;border:0"></iframe><script>
      const frame = document.getElementById("f"); frame.srcdoc = ${JSON.stringify(page(report, options)).replaceAll("<", "\\u003c")};
      frame.onload = () => { const d = frame.contentDocument; d.querySelectorAll("details").forEach((part) => { part.open = true });
        document.body.dataset.wide = d.documentElement.scrollWidth }</script>`
    const wide = Number(/data-wide="(\d+)"/.exec(dom(frame, { width: 1400 }))?.[1])
    expect(wide).toBe(width)
  })

  it("filters 2,000 findings by level and words, and quickly", () => {
    const script = `(() => { const form = document.getElementById("filter"); const start = performance.now();
      form.elements.search.value = "deploy/1999 CERTIFICATE"; form.dispatchEvent(new Event("input"));
      const one = document.getElementById("shown").textContent;
      form.elements.search.value = ""; form.querySelector("[value=error]").checked = false; form.dispatchEvent(new Event("input"));
      document.body.dataset.seen = one + "; " + document.getElementById("shown").textContent + "; " + Math.round(performance.now() - start) })()`
    const seen = /data-seen="([^"]*)"/.exec(dom(probe(page(many, options), script), { width: 1280 }))?.[1] ?? ""
    const [one, two, milliseconds] = seen.split("; ")
    expect([one, two]).toEqual(["1 of 2000 shown", "667 of 2000 shown"])
    expect(Number(milliseconds)).toBeLessThan(1_000)
  })
})

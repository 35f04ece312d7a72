Object.defineProperty(exports,"t",{enumerable:!0,get:function(){return`
:root {
  color-scheme: light dark;
  --ground: #fff; --panel: #f6f8fa; --line: #d0d7de; --text: #1f2328; --soft: #59636e; --link: #0550ae;
  --error: #b3151d; --warning: #7d4e00; --notice: #0550ae; --good: #116329;
  --error-bg: #ffebe9; --warning-bg: #fff8c5; --notice-bg: #ddf4ff; --good-bg: #dafbe1; --mark: #ffd8b5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --panel: #151b23; --line: #3d444d; --text: #f0f6fc; --soft: #9fa9b4; --link: #79b8ff;
    --error: #ff9a94; --warning: #e3b341; --notice: #79c0ff; --good: #56d364;
    --error-bg: #3c1618; --warning-bg: #33270a; --notice-bg: #0c2d4f; --good-bg: #0f2d1a; --mark: #6b3a10;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem 1rem; }
a { color: var(--link); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
code, pre, kbd { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { margin: .75rem 0 0; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
pre mark { background: var(--mark); color: inherit; border-bottom: 2px solid currentColor; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem 1rem; }
a:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.verdict { border-bottom: 1px solid var(--line); border-top: 6px solid var(--good); background: var(--good-bg); }
.verdict.blocked { border-top-color: var(--error); background: var(--error-bg); }
.verdict.passed { border-top-color: var(--warning); background: var(--warning-bg); }
.verdict > div { max-width: 68rem; margin: 0 auto; padding: 1.25rem 1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 0; padding: 0; list-style: none; }
.soft { color: var(--soft); font-size: .875rem; }
.verdict .soft { color: inherit; }
form { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
form[hidden] { display: none; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
legend { padding: 0; font-size: .875rem; }
label { font-size: .875rem; }
input[type=search], select { display: block; font: inherit; font-size: 1rem; padding: .35rem .5rem; border: 1px solid var(--soft); border-radius: 6px; background: var(--ground); color: var(--text); max-width: 100%; }
input[type=search] { width: 20rem; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.2rem; margin: .3rem .3rem .3rem 0; }
output { font-size: .875rem; }
.findings { list-style: none; margin: 1rem 0 0; padding: 0; }
.findings > li { border: 1px solid var(--line); border-left: 5px solid var(--notice); border-radius: 6px; padding: .8rem 1rem; margin: 0 0 .75rem; content-visibility: auto; contain-intrinsic-size: auto 9rem; }
.findings > li[hidden] { display: none; }
.findings > .error { border-left-color: var(--error); }
.findings > .warning { border-left-color: var(--warning); }
.level { display: inline-block; font-size: .75rem; font-weight: 700; padding: .05rem .5rem; border-radius: 1rem; margin-right: .5rem; background: var(--notice-bg); color: var(--notice); }
.error > * > .level, .error > .level { background: var(--error-bg); color: var(--error); }
.warning > * > .level, .warning > .level { background: var(--warning-bg); color: var(--warning); }
.where { margin: .35rem 0 0; font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
.help { margin: .75rem 0 0; overflow-wrap: anywhere; }
.related { margin: .5rem 0 0; padding-left: 1.2rem; font-size: .875rem; overflow-wrap: anywhere; }
ins, del { text-decoration: none; display: block; }
ins { background: var(--good-bg); } del { background: var(--error-bg); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th[scope=row] { font-weight: 500; overflow-wrap: anywhere; }
.timeline td { white-space: nowrap; }
.timeline .chart { width: 60%; padding-right: 0; }
.timeline svg { display: block; width: 100%; height: 1.4rem; }
.axis { stroke: var(--soft); } .tick { stroke: var(--line); stroke-dasharray: 2 2; }
.bar { fill: var(--good); } .bar.soon { fill: var(--warning); } .bar.expired { fill: var(--error); } .bar.more { fill: var(--soft); }
.chains { display: flex; flex-wrap: wrap; gap: 1.5rem; }
figure { margin: 0; width: 340px; max-width: 100%; }
figcaption { font-size: .875rem; overflow-wrap: anywhere; margin: 0 0 .5rem; }
.chain { display: block; width: 100%; height: auto; }
.chain rect { fill: var(--panel); stroke: var(--good); stroke-width: 2; }
.chain .soon rect { stroke: var(--warning); } .chain .expired rect { stroke: var(--error); }
.chain .elsewhere rect { stroke: var(--warning); stroke-dasharray: 6 4; } .chain .missing rect { stroke: var(--error); stroke-dasharray: 6 4; }
.chain text { fill: var(--text); font: 13px system-ui, sans-serif; } .chain .name { font-weight: 600; } .chain .small { fill: var(--soft); font-size: 12px; }
.chain path { stroke: var(--soft); fill: none; }
details { margin: 1.5rem 0 0; } summary { cursor: pointer; font-weight: 600; }
details > div { margin-top: .75rem; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .timeline tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .timeline th, .timeline td { display: inline-block; border: 0; padding: 0 .6rem 0 0; }
  .timeline .chart { display: block; width: 100%; }
  .timeline thead { display: none; }
  input[type=search] { width: 100%; } form > * { width: 100%; }
}
@media print {
  .verdict, .level, .bar, ins, del, pre mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  form, .skip { display: none; }
  .findings > li { content-visibility: visible; break-inside: avoid; }
  figure, tr { break-inside: avoid; }
  a { color: inherit; }
}
`}});
const e=require("./scan.js"),t=require("./links.js"),n=require("./help.js");let r;const i=()=>r??=require("node:crypto");function a(e,t,n){if(e.length+t.length===0)return``;let r=[...e.map(e=>c(e,n)),...t.map(l)];return`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${s(e,t)}
<ol class="findings">
${r.join(`
`)}
</ol></section>`}function o(n,r){let i=`<code>${e.sn(`${n.path}:${n.line}`)}</code>`;return r.repository===void 0?i:`<a href="${e.sn(t.r(r.repository,n))}">${i}</a>`}function s(t,n){let r=[...new Set(t.map(({family:e})=>e))].sort(),i=e.y.map(e=>`<label><input type="checkbox" value="${e}" checked> ${e} (${t.filter(t=>t.level===e).length+(e===`notice`?n.length:0)})</label>`);return`<form id="filter" hidden role="search" aria-label="Findings">
<label>Search <input type="search" name="search" autocomplete="off" placeholder="rule, path, host …"></label>
<label>Family <select name="family"><option value="">all</option>${r.map(t=>`<option>${e.sn(t)}</option>`).join(``)}</select></label>
<fieldset><legend>Level</legend>${i.join(``)}</fieldset>
<output id="shown"></output>
</form>`}function c(t,n){let{rule:r,level:i,family:a,message:s,location:c,related:l}=t,m=e.p(t),h=[o(c,n),...m===void 0?[]:[e.sn(m)],u(r,n)],g=[`<h3><span class="level">${p[i]} ${i}</span>${e.un(s)}</h3>`,`<p class="where">${h.join(` · `)}</p>`,d(t,n),f(t,n),l.length>0?`<ul class="related">${l.slice(0,20).map(t=>`<li>${o(t.location,n)} ${e.sn(t.message)}</li>`).join(``)}${l.length>20?`<li>and ${l.length-20} more</li>`:``}</ul>`:``];return`<li class="${i}" data-level="${i}" data-family="${e.sn(a)}">${g.join(``)}</li>`}function l(t){let n=`${e.h(t.total,`finding`)} in fixtures: <code>${e.sn(`${t.directory}/`)}</code>`;return`<li class="notice" data-level="notice" data-family=""><h3><span class="level">${p.notice} notice</span>${n}</h3><p class="where">${e.sn(e.l(t))}</p></li>`}function u(t,n){let r=n.rule?.(t)?.url,i=`<code>${e.sn(t)}</code>`;return r!==void 0&&/^https:\/\//.test(r)?`<a href="${e.sn(r)}">${i}</a>`:i}function d(t,n){let{path:r,line:i,column:a,endLine:o,endColumn:s}=t.location,c=t.sensitive?void 0:n.line(r,i);if(c===void 0||c.trim()===``)return``;let l=o===i?s:void 0,u=e.O(r,{text:c,number:i},n),{text:d,mark:f}=e.t(c,{start:a,end:l,width:160},u);return`<pre>${`${e.sn(d.slice(0,f.start))}<mark>${e.sn(d.slice(f.start,f.end))}</mark>${e.sn(d.slice(f.end))}`}</pre>`}function f(t,r){let i=n.n(t,r),a=i&&[...i.removed.map(t=>`<del>- ${e.sn(t)}</del>`),...i.added.map(t=>`<ins>+ ${e.sn(t)}</ins>`)];return[...n.t(t.help).map(({kind:t,text:n},r)=>t===`copy`?`<pre>${e.ln(n)}</pre>`:`<p class="help">${r===0?`<b>Fix:</b> `:``}${n.split(`
`).map(e.un).join(`<br>`)}</p>`),a===void 0?``:`<pre>${a.join(``)}</pre>`].join(``)}const p={error:`✖`,warning:`▲`,notice:`●`};function m(t){let n=e.o(t,40);if(n.length===0)return``;let r=n.map(t=>`<tr><th scope="row">${e.sn(t.label)}</th><td>${e.sn(t.value)}</td><td class="chart">${h(t)}</td></tr>`);return`<section aria-labelledby="expiry"><h2 id="expiry">When things expire</h2>
<table class="timeline"><caption>Seen from ${e.sn(t.evaluatedAt.slice(0,10))}; dashed lines stand at 30, 60 and 90 days.</caption>
<thead><tr><th scope="col">Certificate</th><th scope="col">Left</th><th scope="col">Chart</th></tr></thead>
<tbody>
${r.join(`
`)}
</tbody></table></section>`}function h({days:e,kind:t}){let n=[40,70,100].map(e=>`<line class="tick" x1="${e}" y1="0" x2="${e}" y2="14" vector-effect="non-scaling-stroke"/>`),r=t===`expired`?`<rect class="bar expired" x="2" y="3" width="8" height="8"/>`:`<rect class="bar ${t}" x="10" y="3" width="${Math.min(90,Math.max(1,e))}" height="8"/>${e>90?`<path class="bar ${t}" d="M100 0l5 7l-5 7z"/>`:``}`;return`<svg viewBox="0 0 106 14" preserveAspectRatio="none" aria-hidden="true">${n.join(``)}${r}<line class="axis" x1="10" y1="0" x2="10" y2="14" vector-effect="non-scaling-stroke"/></svg>`}function g(t,r){let i=n.i(t);if(i.length===0)return``;let a=i.slice(0,C),o=i.length-a.length;return`<section aria-labelledby="chains"><h2 id="chains">Chains with a problem</h2>
<div class="chains">
${a.map(e=>_(e,r)).join(`
`)}
</div>${o>0?`<p class="soft">… and ${e.h(o,`more chain`)}.</p>`:``}</section>`}function _({title:t,finding:n,links:r},i){let a=r.map(e=>`${e.name}: ${y[e.state]}, ${e.validity}`).join(`; `),s=r.map((e,t)=>v(e,t*S)),c=r.slice(1).map((e,t)=>`<path d="M170 ${t*S+x} v${S-x}"/>`);return`<figure><figcaption>${t===n.location.path?``:`${e.sn(t)}<br>`}${o(n.location,i)}</figcaption>
<svg class="chain" viewBox="0 0 340 ${(r.length-1)*S+x+2}" role="img" aria-label="${e.sn(a)}">${c.join(``)}${s.join(``)}</svg></figure>`}function v({state:t,name:n,validity:r,place:i},a){let o=(t,n,r)=>`<text class="${t}" x="14" y="${a+n}">${e.sn(e.in(e.xn(r),44))}</text>`;return`<g class="${t}"><rect x="2" y="${a+1}" width="336" height="${x}" rx="6"/>${o(`name`,21,`${b[t]} ${n}`)}${o(`small`,39,`${r}${t===`expired`||t===`missing`?``:` · ${y[t]}`}`)}${o(`small`,54,i)}</g>`}const y={good:`in order`,soon:`expires soon`,expired:`expired`,elsewhere:`not in the bundle`,missing:`missing`},b={good:`✔`,soon:`!`,expired:`✖`,elsewhere:`+`,missing:`?`},x=62,S=84,C=60,w=`
"use strict";
const form = document.getElementById("filter");
const items = [...document.querySelectorAll(".findings > li")].map((element) => ({
  element, level: element.dataset.level, family: element.dataset.family, text: element.textContent.toLowerCase(),
}));
const status = document.getElementById("shown");
function apply() {
  const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const levels = new Set([...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
  const family = form.elements.family.value;
  let shown = 0;
  for (const { element, level, family: own, text } of items) {
    const fits = levels.has(level) && (family === "" || family === own) && words.every((word) => text.includes(word));
    element.hidden = !fits;
    if (fits) shown++;
  }
  status.textContent = shown + " of " + items.length + " shown";
}
if (form) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
// Folded parts must not be missing on paper.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
`,T=`
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
`;function E(t,n){let{shown:r,folds:i}=e.c(e.f(t.findings,n)),o=`tlsgate: ${e.S(t)}, ${e.g(e.x(t.findings))}`;return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${M(T)}'; script-src '${M(w)}'; base-uri 'none'; form-action 'none'">
<title>${e.sn(o)}</title>
<style>${T}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${D(t,n)}
<main id="main">
${[a(r,i,n),m(t),g(t,n),O(t,n),k(t,n)].filter(e=>e!==``).join(`
`)}
</main>
${j(t,n)}
<script>${w}<\/script>
</body>
</html>
`}function D(n,r){let i=e.S(n),a=e.x(n.findings),o=e.a(n),s=r.repository&&t.a(r.repository),c=[`<b>${e.g(a)}</b>`,...a.suppressed>0?[`${a.suppressed} ignored on purpose`]:[],`${e.h(n.stats.files.read,`file`)}, ${e.h(n.stats.certificates,`certificate`)}`,...o===void 0?[]:[`<span>next: <b>${e.sn(e.m(o.certificate))}</b> ${e.v(o.days)}</span>`],...s===void 0?[]:[`<a href="${e.sn(s)}">workflow run</a>`]],l=r.repository&&` · ${e.sn(r.repository.repository)} at <code>${e.sn(r.repository.sha.slice(0,7))}</code>`;return`<header class="verdict ${i}"><div>
<h1>${N[i]} Pre-deploy gate: ${i}</h1>
<ul class="facts">${c.map(e=>`<li>${e}</li>`).join(``)}</ul>
<p class="soft">Evaluated at <time>${e.sn(n.evaluatedAt)}</time>, fails on ${n.failOn}${l??``}</p>
</div></header>`}function O(t,n){if(t.certificates.length===0)return``;let r=t.certificates.map(t=>[e.sn(e.m(t)),t.role,e.sn(e.m({subject:t.issuer})),e.sn(t.notAfter.slice(0,10)),o(t.location,n),`<code>${e.sn(t.sha256.slice(0,16))}</code>`]);return A(`${e.h(r.length,`certificate`)}`,`Certificates`,[`Name`,`Role`,`Issuer`,`Until`,`Where`,`SHA-256`],r)}function k(t,n){let r=t.findings.filter(e=>e.suppressed!==void 0);if(r.length===0)return``;let i=r.map(({rule:t,location:r,suppressed:i})=>[`<code>${e.sn(t)}</code>`,o(r,n),e.sn(i?.until??`–`),e.sn(i?.reason??`–`),e.sn(i?.by??``)]);return A(`${i.length} ignored on purpose`,`Ignored`,[`Rule`,`Where`,`Until`,`Why`,`By`],i)}function A(e,t,n,r){let i=r.map(([e=``,...t])=>`<tr><th scope="row">${e}</th>${t.map(e=>`<td>${e}</td>`).join(``)}</tr>`);return`<details><summary>${e}</summary><div class="scroll" tabindex="0" role="region" aria-label="${t}"><table>
<thead><tr>${n.map(e=>`<th scope="col">${e}</th>`).join(``)}</tr></thead>
<tbody>
${i.join(`
`)}
</tbody></table></div></details>`}function j(n,r){let{files:i,documents:a,templates:o}=n.stats;return`<footer class="soft">${[`tlsgate ${e.sn(n.version)}`,`${i.discovered} files found, ${i.read} read, ${i.skipped} skipped`,`${e.h(a,`document`)}, ${e.h(o,`template`)}`,...r.durationMs===void 0?[]:[e.b(r.durationMs)],n.config===void 0?`no config`:`config <code>${e.sn(n.config)}</code>`,`run it again: <code>${e.sn(t.i(n,r))}</code>`].join(` · `)}</footer>`}function M(e){return`sha256-${(0,i().createHash)(`sha256`).update(e).digest(`base64`)}`}const N={blocked:`✖`,passed:`▲`,clear:`✔`};exports.page=E;
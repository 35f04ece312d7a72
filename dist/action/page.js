import{C as e,Ct as t,D as n,E as r,T as i,_ as a,b as o,c as s,d as c,dt as l,f as u,ft as d,lt as f,n as p,ot as m,p as h,u as g,v as _,w as v,x as y,y as b}from"./scan.js";import{a as x,i as S,r as C}from"./links.js";import{n as w,r as ee,t as T}from"./chains.js";import{createHash as E}from"node:crypto";function D(e,t,n){if(e.length+t.length===0)return``;let r=[...e.map(e=>A(e,n)),...t.map(j)];return`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${k(e,t)}
<ol class="findings">
${r.join(`
`)}
</ol></section>`}function O(e,t){let n=`<code>${f(`${e.path}:${e.line}`)}</code>`;return t.repository===void 0?n:`<a href="${f(C(t.repository,e))}">${n}</a>`}function k(e,t){let n=[...new Set(e.map(({family:e})=>e))].sort(),r=v.map(n=>`<label><input type="checkbox" value="${n}" checked> ${n} (${e.filter(e=>e.level===n).length+(n===`notice`?t.length:0)})</label>`);return`<form id="filter" hidden role="search" aria-label="Findings">
<label>Search <input type="search" name="search" autocomplete="off" placeholder="rule, path, host …"></label>
<label>Family <select name="family"><option value="">all</option>${n.map(e=>`<option>${f(e)}</option>`).join(``)}</select></label>
<fieldset><legend>Level</legend>${r.join(``)}</fieldset>
<output id="shown"></output>
</form>`}function A(e,t){let{rule:n,level:r,family:i,message:a,location:o,related:s}=e,c=_(e),l=[O(o,t),...c===void 0?[]:[f(c)],M(n,t)],u=[`<h3><span class="level">${F[r]} ${r}</span>${d(a)}</h3>`,`<p class="where">${l.join(` · `)}</p>`,N(e,t),P(e,t),s.length>0?`<ul class="related">${s.slice(0,20).map(e=>`<li>${O(e.location,t)} ${f(e.message)}</li>`).join(``)}${s.length>20?`<li>and ${s.length-20} more</li>`:``}</ul>`:``];return`<li class="${r}" data-level="${r}" data-family="${f(i)}">${u.join(``)}</li>`}function j(e){let t=`${o(e.total,`finding`)} in fixtures: <code>${f(`${e.directory}/`)}</code>`;return`<li class="notice" data-level="notice" data-family=""><h3><span class="level">${F.notice} notice</span>${t}</h3><p class="where">${f(h(e))}</p></li>`}function M(e,t){let n=t.rule?.(e)?.url,r=`<code>${f(e)}</code>`;return n!==void 0&&/^https:\/\//.test(n)?`<a href="${f(n)}">${r}</a>`:r}function N(e,t){let{path:n,line:r,column:i,endLine:a,endColumn:o}=e.location,c=e.sensitive?void 0:t.line(n,r);if(c===void 0||c.trim()===``)return``;let l=a===r?o:void 0,u=s(n,{text:c,number:r},t),{text:d,mark:m}=p(c,{start:i,end:l,width:160},u);return`<pre>${`${f(d.slice(0,m.start))}<mark>${f(d.slice(m.start,m.end))}</mark>${f(d.slice(m.end))}`}</pre>`}function P(e,t){let n=ee(e,t),r=n&&[...n.removed.map(e=>`<del>- ${f(e)}</del>`),...n.added.map(e=>`<ins>+ ${f(e)}</ins>`)];return[...w(e.steps).map(({kind:e,text:t},n)=>e===`copy`?`<pre>${l(t)}</pre>`:`<p class="help">${n===0?`<b>Fix:</b> `:``}${t.split(`
`).map(d).join(`<br>`)}</p>`),r===void 0?``:`<pre>${r.join(``)}</pre>`].join(``)}const F={error:`✖`,warning:`▲`,notice:`●`};function I(e){let t=c(e,40);if(t.length===0)return``;let n=t.map(e=>`<tr><th scope="row">${f(e.label)}</th><td>${f(e.value)}</td><td class="chart">${L(e)}</td></tr>`);return`<section aria-labelledby="expiry"><h2 id="expiry">When things expire</h2>
<table class="timeline"><caption>Seen from ${f(e.evaluatedAt.slice(0,10))}; dashed lines stand at 30, 60 and 90 days.</caption>
<thead><tr><th scope="col">Certificate</th><th scope="col">Left</th><th scope="col">Chart</th></tr></thead>
<tbody>
${n.join(`
`)}
</tbody></table></section>`}function L({days:e,kind:t}){let n=[40,70,100].map(e=>`<line class="tick" x1="${e}" y1="0" x2="${e}" y2="14" vector-effect="non-scaling-stroke"/>`),r=t===`expired`?`<rect class="bar expired" x="2" y="3" width="8" height="8"/>`:`<rect class="bar ${t}" x="10" y="3" width="${Math.min(90,Math.max(1,e))}" height="8"/>${e>90?`<path class="bar ${t}" d="M100 0l5 7l-5 7z"/>`:``}`;return`<svg viewBox="0 0 106 14" preserveAspectRatio="none" aria-hidden="true">${n.join(``)}${r}<line class="axis" x1="10" y1="0" x2="10" y2="14" vector-effect="non-scaling-stroke"/></svg>`}function R(e,t){let n=T(e);if(n.length===0)return``;let r=n.slice(0,G),i=n.length-r.length;return`<section aria-labelledby="chains"><h2 id="chains">Chains with a problem</h2>
<div class="chains">
${r.map(e=>z(e,t)).join(`
`)}
</div>${i>0?`<p class="soft">… and ${o(i,`more chain`)}.</p>`:``}</section>`}function z({title:e,finding:t,links:n},r){let i=n.map(e=>`${e.name}: ${V[e.state]}, ${e.validity}`).join(`; `),a=n.map((e,t)=>B(e,t*W)),o=n.slice(1).map((e,t)=>`<path d="M170 ${t*W+U} v${W-U}"/>`);return`<figure><figcaption>${e===t.location.path?``:`${f(e)}<br>`}${O(t.location,r)}</figcaption>
<svg class="chain" viewBox="0 0 340 ${(n.length-1)*W+U+2}" role="img" aria-label="${f(i)}">${o.join(``)}${a.join(``)}</svg></figure>`}function B({state:e,name:n,validity:r,place:i},a){let o=(e,n,r)=>`<text class="${e}" x="14" y="${a+n}">${f(m(t(r),44))}</text>`;return`<g class="${e}"><rect x="2" y="${a+1}" width="336" height="${U}" rx="6"/>${o(`name`,21,`${H[e]} ${n}`)}${o(`small`,39,`${r}${e===`expired`||e===`missing`?``:` · ${V[e]}`}`)}${o(`small`,54,i)}</g>`}const V={good:`in order`,soon:`expires soon`,expired:`expired`,elsewhere:`not in the bundle`,missing:`missing`},H={good:`✔`,soon:`!`,expired:`✖`,elsewhere:`+`,missing:`?`},U=62,W=84,G=60,K=`
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
`,q=`
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
`;function J(e,t){let{shown:i,folds:o}=u(a(e.findings,t)),s=`tlsgate: ${n(e)}, ${y(r(e.findings))}`;return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${$(q)}'; script-src '${$(K)}'; base-uri 'none'; form-action 'none'">
<title>${f(s)}</title>
<style>${q}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${Y(e,t)}
<main id="main">
${[D(i,o,t),I(e),R(e,t),X(e,t),Z(e,t)].filter(e=>e!==``).join(`
`)}
</main>
${te(e,t)}
<script>${K}<\/script>
</body>
</html>
`}function Y(t,i){let a=n(t),s=r(t.findings),c=g(t),l=i.repository&&x(i.repository),u=[`<b>${y(s)}</b>`,...s.suppressed>0?[`${s.suppressed} ignored on purpose`]:[],`${o(t.stats.files.read,`file`)}, ${o(t.stats.certificates,`certificate`)}`,...c===void 0?[]:[`<span>next: <b>${f(b(c.certificate))}</b> ${e(c.days)}</span>`],...l===void 0?[]:[`<a href="${f(l)}">workflow run</a>`]],d=i.repository&&` · ${f(i.repository.repository)} at <code>${f(i.repository.sha.slice(0,7))}</code>`;return`<header class="verdict ${a}"><div>
<h1>${ne[a]} Pre-deploy gate: ${a}</h1>
<ul class="facts">${u.map(e=>`<li>${e}</li>`).join(``)}</ul>
<p class="soft">Evaluated at <time>${f(t.evaluatedAt)}</time>, fails on ${t.failOn}${d??``}</p>
</div></header>`}function X(e,t){if(e.certificates.length===0)return``;let n=e.certificates.map(e=>[f(b(e)),e.role,f(b({subject:e.issuer})),f(e.notAfter.slice(0,10)),O(e.location,t),`<code>${f(e.sha256.slice(0,16))}</code>`]);return Q(`${o(n.length,`certificate`)}`,`Certificates`,[`Name`,`Role`,`Issuer`,`Until`,`Where`,`SHA-256`],n)}function Z(e,t){let n=e.findings.filter(e=>e.suppressed!==void 0);if(n.length===0)return``;let r=n.map(({rule:e,location:n,suppressed:r})=>[`<code>${f(e)}</code>`,O(n,t),f(r?.until??`–`),f(r?.reason??`–`),f(r?.by??``)]);return Q(`${r.length} ignored on purpose`,`Ignored`,[`Rule`,`Where`,`Until`,`Why`,`By`],r)}function Q(e,t,n,r){let i=r.map(([e=``,...t])=>`<tr><th scope="row">${e}</th>${t.map(e=>`<td>${e}</td>`).join(``)}</tr>`);return`<details><summary>${e}</summary><div class="scroll" tabindex="0" role="region" aria-label="${t}"><table>
<thead><tr>${n.map(e=>`<th scope="col">${e}</th>`).join(``)}</tr></thead>
<tbody>
${i.join(`
`)}
</tbody></table></div></details>`}function te(e,t){let{files:n,documents:r,templates:a}=e.stats;return`<footer class="soft">${[`tlsgate ${f(e.version)}`,`${n.discovered} files found, ${n.read} read, ${n.skipped} skipped`,`${o(r,`document`)}, ${o(a,`template`)}`,...t.durationMs===void 0?[]:[i(t.durationMs)],e.config===void 0?`no config`:`config <code>${f(e.config)}</code>`,`run it again: <code>${f(S(e,t))}</code>`].join(` · `)}</footer>`}function $(e){return`sha256-${E(`sha256`).update(e).digest(`base64`)}`}const ne={blocked:`✖`,passed:`▲`,clear:`✔`};export{J as page};
const e=require("./scan.js"),t=require("./links.js"),n=require("./help.js"),r=require("./style.js");let i;const a=()=>i??=require("node:crypto");function o(e,t,n){if(e.length+t.length===0)return``;let r=[...e.map(e=>l(e,n)),...t.map(u)];return`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${c(e,t)}
<ol class="findings">
${r.join(`
`)}
</ol></section>`}function s(n,r){let i=`<code>${e.At(`${n.path}:${n.line}`)}</code>`;return r.repository===void 0?i:`<a href="${e.At(t.r(r.repository,n))}">${i}</a>`}function c(t,n){let r=[...new Set(t.map(({family:e})=>e))].sort(),i=e.y.map(e=>`<label><input type="checkbox" value="${e}" checked> ${e} (${t.filter(t=>t.level===e).length+(e===`notice`?n.length:0)})</label>`);return`<form id="filter" hidden role="search" aria-label="Findings">
<label>Search <input type="search" name="search" autocomplete="off" placeholder="rule, path, host …"></label>
<label>Family <select name="family"><option value="">all</option>${r.map(t=>`<option>${e.At(t)}</option>`).join(``)}</select></label>
<fieldset><legend>Level</legend>${i.join(``)}</fieldset>
<output id="shown"></output>
</form>`}function l(t,n){let{rule:r,level:i,family:a,message:o,location:c,related:l}=t,u=e.p(t),h=[s(c,n),...u===void 0?[]:[e.At(u)],d(r,n)],g=[`<h3><span class="level">${m[i]} ${i}</span>${e.Nt(o)}</h3>`,`<p class="where">${h.join(` · `)}</p>`,f(t,n),p(t,n),l.length>0?`<ul class="related">${l.slice(0,20).map(t=>`<li>${s(t.location,n)} ${e.At(t.message)}</li>`).join(``)}${l.length>20?`<li>and ${l.length-20} more</li>`:``}</ul>`:``];return`<li class="${i}" data-level="${i}" data-family="${e.At(a)}">${g.join(``)}</li>`}function u(t){let n=`${e.h(t.total,`finding`)} in fixtures: <code>${e.At(`${t.directory}/`)}</code>`;return`<li class="notice" data-level="notice" data-family=""><h3><span class="level">${m.notice} notice</span>${n}</h3><p class="where">${e.At(e.l(t))}</p></li>`}function d(t,n){let r=n.rule?.(t)?.url,i=`<code>${e.At(t)}</code>`;return r!==void 0&&/^https:\/\//.test(r)?`<a href="${e.At(r)}">${i}</a>`:i}function f(t,n){let{path:r,line:i,column:a,endLine:o,endColumn:s}=t.location,c=t.sensitive?void 0:n.line(r,i);if(c===void 0||c.trim()===``)return``;let l=o===i?s:void 0,u=e.O(r,{text:c,number:i},n),{text:d,mark:f}=e.t(c,{start:a,end:l,width:160},u);return`<pre>${`${e.At(d.slice(0,f.start))}<mark>${e.At(d.slice(f.start,f.end))}</mark>${e.At(d.slice(f.end))}`}</pre>`}function p(t,r){let i=n.n(t,r),a=i&&[...i.removed.map(t=>`<del>- ${e.At(t)}</del>`),...i.added.map(t=>`<ins>+ ${e.At(t)}</ins>`)];return[...n.t(t.steps).map(({kind:t,text:n},r)=>t===`copy`?`<pre>${e.Mt(n)}</pre>`:`<p class="help">${r===0?`<b>Fix:</b> `:``}${n.split(`
`).map(e.Nt).join(`<br>`)}</p>`),a===void 0?``:`<pre>${a.join(``)}</pre>`].join(``)}const m={error:`✖`,warning:`▲`,notice:`●`};function h(t){let n=e.o(t,40);if(n.length===0)return``;let r=n.map(t=>`<tr><th scope="row">${e.At(t.label)}</th><td>${e.At(t.value)}</td><td class="chart">${g(t)}</td></tr>`);return`<section aria-labelledby="expiry"><h2 id="expiry">When things expire</h2>
<table class="timeline"><caption>Seen from ${e.At(t.evaluatedAt.slice(0,10))}; dashed lines stand at 30, 60 and 90 days.</caption>
<thead><tr><th scope="col">Certificate</th><th scope="col">Left</th><th scope="col">Chart</th></tr></thead>
<tbody>
${r.join(`
`)}
</tbody></table></section>`}function g({days:e,kind:t}){let n=[40,70,100].map(e=>`<line class="tick" x1="${e}" y1="0" x2="${e}" y2="14" vector-effect="non-scaling-stroke"/>`),r=t===`expired`?`<rect class="bar expired" x="2" y="3" width="8" height="8"/>`:`<rect class="bar ${t}" x="10" y="3" width="${Math.min(90,Math.max(1,e))}" height="8"/>${e>90?`<path class="bar ${t}" d="M100 0l5 7l-5 7z"/>`:``}`;return`<svg viewBox="0 0 106 14" preserveAspectRatio="none" aria-hidden="true">${n.join(``)}${r}<line class="axis" x1="10" y1="0" x2="10" y2="14" vector-effect="non-scaling-stroke"/></svg>`}function _(t,r){let i=n.i(t);if(i.length===0)return``;let a=i.slice(0,w),o=i.length-a.length;return`<section aria-labelledby="chains"><h2 id="chains">Chains with a problem</h2>
<div class="chains">
${a.map(e=>v(e,r)).join(`
`)}
</div>${o>0?`<p class="soft">… and ${e.h(o,`more chain`)}.</p>`:``}</section>`}function v({title:t,finding:n,links:r},i){let a=r.map(e=>`${e.name}: ${b[e.state]}, ${e.validity}`).join(`; `),o=r.map((e,t)=>y(e,t*C)),c=r.slice(1).map((e,t)=>`<path d="M170 ${t*C+S} v${C-S}"/>`);return`<figure><figcaption>${t===n.location.path?``:`${e.At(t)}<br>`}${s(n.location,i)}</figcaption>
<svg class="chain" viewBox="0 0 340 ${(r.length-1)*C+S+2}" role="img" aria-label="${e.At(a)}">${c.join(``)}${o.join(``)}</svg></figure>`}function y({state:t,name:n,validity:r,place:i},a){let o=(t,n,r)=>`<text class="${t}" x="14" y="${a+n}">${e.At(e.Dt(e.Wt(r),44))}</text>`;return`<g class="${t}"><rect x="2" y="${a+1}" width="336" height="${S}" rx="6"/>${o(`name`,21,`${x[t]} ${n}`)}${o(`small`,39,`${r}${t===`expired`||t===`missing`?``:` · ${b[t]}`}`)}${o(`small`,54,i)}</g>`}const b={good:`in order`,soon:`expires soon`,expired:`expired`,elsewhere:`not in the bundle`,missing:`missing`},x={good:`✔`,soon:`!`,expired:`✖`,elsewhere:`+`,missing:`?`},S=62,C=84,w=60,T=`
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
`;function E(t,n){let{shown:i,folds:a}=e.c(e.f(t.findings,n)),s=`tlsgate: ${e.S(t)}, ${e.g(e.x(t.findings))}`;return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${M(r.t)}'; script-src '${M(T)}'; base-uri 'none'; form-action 'none'">
<title>${e.At(s)}</title>
<style>${r.t}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${D(t,n)}
<main id="main">
${[o(i,a,n),h(t),_(t,n),O(t,n),k(t,n)].filter(e=>e!==``).join(`
`)}
</main>
${j(t,n)}
<script>${T}<\/script>
</body>
</html>
`}function D(n,r){let i=e.S(n),a=e.x(n.findings),o=e.a(n),s=r.repository&&t.a(r.repository),c=[`<b>${e.g(a)}</b>`,...a.suppressed>0?[`${a.suppressed} ignored on purpose`]:[],`${e.h(n.stats.files.read,`file`)}, ${e.h(n.stats.certificates,`certificate`)}`,...o===void 0?[]:[`<span>next: <b>${e.At(e.m(o.certificate))}</b> ${e.v(o.days)}</span>`],...s===void 0?[]:[`<a href="${e.At(s)}">workflow run</a>`]],l=r.repository&&` · ${e.At(r.repository.repository)} at <code>${e.At(r.repository.sha.slice(0,7))}</code>`;return`<header class="verdict ${i}"><div>
<h1>${N[i]} Pre-deploy gate: ${i}</h1>
<ul class="facts">${c.map(e=>`<li>${e}</li>`).join(``)}</ul>
<p class="soft">Evaluated at <time>${e.At(n.evaluatedAt)}</time>, fails on ${n.failOn}${l??``}</p>
</div></header>`}function O(t,n){if(t.certificates.length===0)return``;let r=t.certificates.map(t=>[e.At(e.m(t)),t.role,e.At(e.m({subject:t.issuer})),e.At(t.notAfter.slice(0,10)),s(t.location,n),`<code>${e.At(t.sha256.slice(0,16))}</code>`]);return A(`${e.h(r.length,`certificate`)}`,`Certificates`,[`Name`,`Role`,`Issuer`,`Until`,`Where`,`SHA-256`],r)}function k(t,n){let r=t.findings.filter(e=>e.suppressed!==void 0);if(r.length===0)return``;let i=r.map(({rule:t,location:r,suppressed:i})=>[`<code>${e.At(t)}</code>`,s(r,n),e.At(i?.until??`–`),e.At(i?.reason??`–`),e.At(i?.by??``)]);return A(`${i.length} ignored on purpose`,`Ignored`,[`Rule`,`Where`,`Until`,`Why`,`By`],i)}function A(e,t,n,r){let i=r.map(([e=``,...t])=>`<tr><th scope="row">${e}</th>${t.map(e=>`<td>${e}</td>`).join(``)}</tr>`);return`<details><summary>${e}</summary><div class="scroll" tabindex="0" role="region" aria-label="${t}"><table>
<thead><tr>${n.map(e=>`<th scope="col">${e}</th>`).join(``)}</tr></thead>
<tbody>
${i.join(`
`)}
</tbody></table></div></details>`}function j(n,r){let{files:i,documents:a,templates:o}=n.stats;return`<footer class="soft">${[`tlsgate ${e.At(n.version)}`,`${i.discovered} files found, ${i.read} read, ${i.skipped} skipped`,`${e.h(a,`document`)}, ${e.h(o,`template`)}`,...r.durationMs===void 0?[]:[e.b(r.durationMs)],n.config===void 0?`no config`:`config <code>${e.At(n.config)}</code>`,`run it again: <code>${e.At(t.i(n,r))}</code>`].join(` · `)}</footer>`}function M(e){return`sha256-${(0,a().createHash)(`sha256`).update(e).digest(`base64`)}`}const N={blocked:`✖`,passed:`▲`,clear:`✔`};exports.page=E;
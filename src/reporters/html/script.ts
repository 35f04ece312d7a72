/**
 * The script of the page: it filters the list by level, family and words. Without it the page shows everything. It looks
 * at text only, so nothing that a file says can become code.
 */
export const script = `
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
`

export const id = 279;
export const ids = [279];
export const modules = {

/***/ 279:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   haproxy: () => (/* binding */ haproxy)
/* harmony export */ });
/* harmony import */ var _templates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(273);

/**
 * haproxy.cfg, as a sequence of its sections, each a mapping:
 *
 *     section  the keyword: `global`, `defaults`, `frontend`, `backend`, `listen`, …; absent for lines before the first
 *     name     the first word after it, where there is one
 *     words    all words after it (`web from base`)
 *     lines    a sequence of the lines below it, each a sequence of its words
 *
 * Words are scalars with quotes and escapes taken away. One that names an environment variable is a template.
 */
const haproxy = {
    language: "haproxy",
    read(text) {
        const masked = (0,_templates_js__WEBPACK_IMPORTED_MODULE_0__/* .mayHoldActions */ .e3)(text) ? (0,_templates_js__WEBPACK_IMPORTED_MODULE_0__/* .maskActions */ .kD)(text) : text;
        const defects = [];
        const sections = [];
        for (const [start, end] of lineExtents(masked)) {
            const words = wordsOf(text, masked, start, end, defects);
            const first = words[0];
            if (first === undefined)
                continue;
            if (keywords.has(first.value) || sections.length === 0) {
                const isHeader = keywords.has(first.value);
                sections.push({
                    keyword: isHeader ? first : undefined,
                    words: isHeader ? words.slice(1) : [],
                    lines: isHeader ? [] : [words],
                });
            }
            else
                sections.at(-1).lines.push(words);
        }
        const span = { start: 0, end: text.length };
        const root = { kind: "sequence", items: sections.map(sectionNode), ...span };
        const template = masked !== text || sections.some(({ lines }) => lines.flat().some((word) => word.type === "template"));
        return [{ root, span, defects: masked === text ? defects : [], template }];
    },
};
function sectionNode({ keyword, words, lines }) {
    const last = lines.at(-1)?.at(-1) ?? words.at(-1) ?? keyword;
    const start = keyword?.start ?? lines[0]?.[0]?.start ?? 0;
    const end = last?.end ?? start;
    const entries = [];
    const field = (name, at, value) => entries.push({
        key: { kind: "scalar", value: name, type: "string", style: "plain", start: at.start, end: at.end },
        value,
    });
    if (keyword !== undefined) {
        field("section", keyword, keyword);
        if (words[0] !== undefined)
            field("name", words[0], words[0]);
        field("words", keyword, lineNode(words, keyword.end));
    }
    const body = lines[0]?.[0]?.start ?? end;
    field("lines", { start, end: start }, { kind: "sequence", items: lines.map((line) => lineNode(line, body)), start: body, end });
    return { kind: "mapping", entries, start, end };
}
function lineNode(words, at) {
    return { kind: "sequence", items: words, start: words[0]?.start ?? at, end: words.at(-1)?.end ?? at };
}
function wordsOf(text, masked, start, end, defects) {
    const words = [];
    for (let position = start; position < end;) {
        if (isSpace(masked[position])) {
            position++;
            continue;
        }
        if (masked[position] === "#")
            break;
        const word = wordAt(text, masked, position, end);
        if (word.open !== undefined)
            defects.push({ reason: `the quote ${word.open} is never closed`, start: position, end });
        words.push(word.scalar);
        position = word.scalar.end;
    }
    return words;
}
function wordAt(text, masked, start, end) {
    let value = "";
    let quote = "";
    let template = false;
    let position = start;
    for (; position < end; position++) {
        const character = masked[position];
        if (character === _templates_js__WEBPACK_IMPORTED_MODULE_0__/* .placeholder */ .qf)
            template = true;
        if (character === _templates_js__WEBPACK_IMPORTED_MODULE_0__/* .placeholder */ .qf)
            value += text[position];
        else if (quote === "'") {
            if (character === "'")
                quote = "";
            else
                value += character;
        }
        else if (character === "\\") {
            const escaped = masked[position + 1] ?? "";
            value += escapes[escaped] ?? escaped;
            position++;
        }
        else if (quote !== "" && character === quote)
            quote = "";
        else if (quote === "" && (character === '"' || character === "'"))
            quote = character;
        else if (quote === "" && (isSpace(character) || character === "#"))
            break;
        else {
            // Only double quotes expand `$NAME`; `${NAME}` is meant to be expanded wherever it stands.
            if (character === "$" &&
                (masked[position + 1] === "{" || (quote === '"' && /[A-Za-z_]/.test(masked[position + 1] ?? ""))))
                template = true;
            value += character;
        }
    }
    const stop = Math.min(position, end);
    const style = masked[start] === '"' || masked[start] === "'" ? "quoted" : "plain";
    const scalar = { kind: "scalar", value, type: template ? "template" : "string", style, start, end: stop };
    return quote === "" ? { scalar } : { scalar, open: quote };
}
function* lineExtents(text) {
    let start = text.startsWith("\uFEFF") ? 1 : 0;
    for (let position = start; position <= text.length; position++) {
        const character = text[position];
        if (character !== "\n" && character !== "\r" && character !== undefined)
            continue;
        // A backslash at the end of a line joins it to the next, as in older versions.
        if (text[position - 1] === "\\" && text[position - 2] !== "\\" && character !== undefined) {
            if (character === "\r" && text[position + 1] === "\n")
                position++;
            continue;
        }
        yield [start, position];
        if (character === "\r" && text[position + 1] === "\n")
            position++;
        start = position + 1;
    }
}
function isSpace(character) {
    return character === " " || character === "\t" || character === "\r" || character === "\n";
}
const escapes = { n: "\n", r: "\r", t: "\t", "\n": " ", "\r": " " };
const keywords = new Set([
    "global",
    "defaults",
    "frontend",
    "backend",
    "listen",
    "peers",
    "resolvers",
    "userlist",
    "mailers",
    "cache",
    "program",
    "http-errors",
    "ring",
    "log-forward",
    "log-profile",
    "fcgi-app",
    "crt-store",
    "traces",
    "acme",
]);


/***/ })

};

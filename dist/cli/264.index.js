export const id = 264;
export const ids = [264];
export const modules = {

/***/ 264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   iniReader: () => (/* binding */ iniReader)
/* harmony export */ });
/* harmony import */ var _runs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(366);
/* harmony import */ var _yaml_scalars_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(416);


/**
 * A section is a mapping under its name, and the same section again is the same mapping; `[http "https://a"]` of git is
 * `http` → `https://a`. Keys before any section stand at the root. A key that occurs twice is there twice. A key without
 * a value (git, curl) has the boolean `true`, with the span of the key.
 */
function iniReader(dialect) {
    const language = dialect === "systemd" || dialect === "env" ? dialect : "ini";
    return { language, read: (text) => [new IniParser(text, dialects[dialect]).read()] };
}
class IniParser {
    text;
    syntax;
    root = { kind: "mapping", start: 0, end: 0, entries: [] };
    defects = [];
    sections = new Map();
    section = [this.root];
    template = false;
    constructor(text, syntax) {
        this.text = text;
        this.syntax = syntax;
    }
    read() {
        const { text } = this;
        for (let start = 0; start < text.length;) {
            const end = lineEnd(text, start);
            start = afterLine(text, Math.max(end, this.line(start, end)));
        }
        const span = { start: 0, end: text.length };
        return {
            root: { ...this.root, ...span },
            span,
            defects: this.template ? [] : this.defects,
            template: this.template,
        };
    }
    /** Reads the line from `start` to `end`, and gives the end of the last line that belongs to it. */
    line(start, end) {
        const { text, syntax } = this;
        let from = skipSpace(text, start, end);
        if (from === 0 && text.startsWith("\uFEFF"))
            from++;
        if (from === end || syntax.comments.includes(text[from]))
            return end;
        if (/^\{[{%#]/.test(text.slice(from, from + 2))) {
            this.template = true;
            return end;
        }
        if (text[from] === "[" && syntax.sections !== false) {
            this.header(from, end);
            return end;
        }
        const prefix = syntax.prefix?.exec(text.slice(from, Math.min(end, from + 20)));
        if (prefix)
            from += prefix[0].length;
        return this.entry(from, end);
    }
    header(start, end) {
        const { text } = this;
        const close = text.lastIndexOf("]", end - 1);
        if (close <= start) {
            this.defects.push({ reason: 'the section has no "]"', start, end });
            return;
        }
        const match = /^([^\s"]*)[ \t]*(?:"((?:[^"\\]|\\.)*)")?/.exec(text.slice(start + 1, close));
        const isNested = match?.[2] !== undefined;
        const name = isNested ? match[1] : text.slice(start + 1, close).trim();
        const from = skipSpace(text, start + 1, close);
        const outer = this.open(this.root, name, from, from + name.length);
        this.section = [this.root, outer];
        if (isNested) {
            const quote = text.indexOf('"', from + name.length);
            const value = match[2].replace(/\\(.)/g, "$1");
            this.section = [this.root, outer, this.open(outer, value, quote, close, "quoted")];
        }
        this.extend(close + 1);
    }
    /** The mapping of a section, which may have begun earlier in the text. */
    open(parent, name, start, end, style = "plain") {
        const path = `${parent.start}\n${parent === this.root ? "" : "/"}${name}`;
        const known = this.sections.get(path);
        if (known !== undefined)
            return known;
        const section = { kind: "mapping", start, end, entries: [] };
        parent.entries.push({ key: { kind: "scalar", value: name, type: "string", style, start, end }, value: section });
        this.sections.set(path, section);
        return section;
    }
    entry(start, lineStop) {
        const { text, syntax } = this;
        let at = start;
        while (at < lineStop && !syntax.separators.includes(text[at]))
            at++;
        let keyEnd = at;
        while (keyEnd > start && isSpace(text[keyEnd - 1]))
            keyEnd--;
        if (at === lineStop || keyEnd === start) {
            if (syntax.bareKeys !== true || keyEnd === start) {
                this.defects.push({
                    reason: keyEnd === start ? "a value without a key" : "a key without a value",
                    start,
                    end: Math.max(keyEnd, start + 1),
                });
                return lineStop;
            }
            const stop = syntax.trailingComments ? commentStart(text, start, keyEnd, syntax.comments) : keyEnd;
            this.add(this.scalar(start, stop), {
                kind: "scalar",
                value: "true",
                type: "boolean",
                style: "plain",
                start,
                end: stop,
            });
            return lineStop;
        }
        const key = this.scalar(start, keyEnd);
        let from = skipSpace(text, at + 1, lineStop);
        // curl: `key = "value"`, `key: value` and `key value` are the same.
        if (isSpace(text[at]) && /[=:]/.test(text[from] ?? "") && syntax.separators.includes(text[from]))
            from = skipSpace(text, from + 1, lineStop);
        return this.value(key, from, lineStop);
    }
    value(key, from, lineStop) {
        const { text, syntax } = this;
        const quote = text[from];
        if (syntax.quotes && (quote === '"' || quote === "'")) {
            const close = closingQuote(text, from, quote === '"');
            const inLine = close !== -1 && (close < lineStop || syntax === dialects.env);
            if (inLine && /^[ \t]*(?:[#;]|$)/.test(text.slice(close + 1, lineEnd(text, close)))) {
                const value = quote === '"' ? (0,_runs_js__WEBPACK_IMPORTED_MODULE_0__/* .escapedRuns */ .gX)(text, from + 1, close, escapes).value : text.slice(from + 1, close);
                // The shell puts variables into double quotes only.
                const type = (0,_yaml_scalars_js__WEBPACK_IMPORTED_MODULE_1__/* .isTemplate */ .F)(quote === '"' ? value : value.replaceAll("${", "")) ? "template" : "string";
                this.add(key, { kind: "scalar", value, type, style: "quoted", start: from, end: close + 1 });
                return lineEnd(text, close);
            }
        }
        let end = lineStop;
        let last = lineStop;
        if (syntax.continuation === "backslash") {
            while (text[last - 1] === "\\" && last < text.length)
                last = lineEnd(text, afterLine(text, last));
            end = last;
        }
        else if (syntax.continuation === "indent") {
            for (let next = afterLine(text, last); next < text.length; next = afterLine(text, last)) {
                const stop = lineEnd(text, next);
                if (!isSpace(text[next]) || skipSpace(text, next, stop) === stop)
                    break;
                last = end = stop;
            }
        }
        if (syntax.trailingComments)
            end = commentStart(text, from, end, syntax.comments);
        while (end > from && /\s/.test(text[end - 1]))
            end--;
        this.add(key, this.scalar(from, Math.max(from, end)));
        return last;
    }
    /** What stands in the text, as it stands; over several lines without the marks that join them. */
    scalar(start, end) {
        const written = this.text.slice(start, end);
        const lines = written.split(/\r\n|\n|\r/);
        const isJoined = this.syntax.continuation === "backslash";
        const parts = lines.map((line) => (isJoined ? line.replace(/\\$/, "") : line).trim());
        const value = lines.length === 1 ? written : parts.join(isJoined ? " " : "\n");
        const type = value === "" ? "string" : (0,_yaml_scalars_js__WEBPACK_IMPORTED_MODULE_1__/* .plainType */ .Y)(value);
        return { kind: "scalar", value, type: type === "null" ? "string" : type, style: "plain", start, end };
    }
    add(key, value) {
        if (value.kind === "scalar" && value.type === "template")
            this.template = true;
        this.section.at(-1).entries.push({ key, value });
        this.extend(value.end);
    }
    extend(end) {
        for (const mapping of this.section)
            mapping.end = Math.max(mapping.end, end);
    }
}
function commentStart(text, start, end, comments) {
    let quoted = false;
    for (let position = start; position < end; position++) {
        const character = text[position];
        if (character === "\\")
            position++;
        else if (character === '"')
            quoted = !quoted;
        else if (!quoted && comments.includes(character) && (position === start || isSpace(text[position - 1]))) {
            let stop = position;
            while (stop > start && isSpace(text[stop - 1]))
                stop--;
            return stop;
        }
    }
    return end;
}
function closingQuote(text, start, escaped) {
    const quote = text[start];
    // A value that runs on for longer than any key or certificate bundle has lost its quote.
    const limit = Math.min(text.length, start + 200_000);
    for (let position = start + 1; position < limit; position++) {
        if (escaped && text[position] === "\\")
            position++;
        else if (text[position] === quote)
            return position;
    }
    return -1;
}
function lineEnd(text, start) {
    let position = start;
    while (position < text.length && text[position] !== "\n" && text[position] !== "\r")
        position++;
    return position;
}
function afterLine(text, end) {
    return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
}
function skipSpace(text, start, end) {
    let position = start;
    while (position < end && isSpace(text[position]))
        position++;
    return position;
}
function isSpace(character) {
    return character === " " || character === "\t";
}
const escapes = { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", x: "x", u: "u", U: "U" } };
const dialects = {
    ini: { separators: "=:", comments: "#;", continuation: "indent" },
    git: {
        separators: "=",
        comments: "#;",
        trailingComments: true,
        bareKeys: true,
        continuation: "backslash",
        quotes: true,
    },
    npm: { separators: "=", comments: "#;", bareKeys: true, quotes: true },
    pip: { separators: "=:", comments: "#;", continuation: "indent" },
    yum: { separators: "=", comments: "#;", continuation: "indent" },
    systemd: { separators: "=", comments: "#;", continuation: "backslash" },
    env: {
        separators: "=",
        comments: "#",
        trailingComments: true,
        quotes: true,
        sections: false,
        prefix: /^export[ \t]+/,
    },
    curl: { separators: "=: \t", comments: "#", bareKeys: true, quotes: true, sections: false, prefix: /^-{1,2}/ },
    wget: { separators: "=", comments: "#", sections: false },
};


/***/ })

};

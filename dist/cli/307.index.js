export const id = 307;
export const ids = [307];
export const modules = {

/***/ 307:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  hcl: () => (/* binding */ hcl)
});

// EXTERNAL MODULE: ./build/src/formats/content.js
var content = __webpack_require__(59);
;// CONCATENATED MODULE: ./build/src/formats/hcl-scan.js
/** Passes over white space, line ends and comments. */
function skipBlanks(text, start) {
    let position = start;
    for (;;) {
        const next = skipSpaces(text, position);
        if (next === position && text[position] !== "\n" && text[position] !== "\r" && !isLineComment(text, position))
            return position;
        position = next;
        if (isLineComment(text, position))
            position = lineEnd(text, position);
        while (text[position] === "\n" || text[position] === "\r")
            position++;
    }
}
/** Passes over white space and block comments within a line. */
function skipSpaces(text, start) {
    let position = start;
    for (;;) {
        while (text[position] === " " || text[position] === "\t" || text[position] === "\uFEFF")
            position++;
        if (text[position] !== "/" || text[position + 1] !== "*")
            return position;
        const close = text.indexOf("*/", position + 2);
        position = close === -1 ? text.length : close + 2;
    }
}
/** The end of the quoted string that begins at `start`: its interpolations may hold strings. */
function stringEnd(text, start) {
    // What is open: a string, an interpolation in it, a brace in that.
    const open = ['"'];
    for (let position = start + 1; position < text.length; position++) {
        const character = text[position];
        if (open.at(-1) === '"') {
            if (character === "\\")
                position++;
            else if (character === '"') {
                open.pop();
                if (open.length === 0)
                    return position + 1;
            }
            else if ((character === "$" || character === "%") && text[position + 1] === "{") {
                if (text[position - 1] !== character)
                    open.push("$");
                position++;
            }
            else if ((character === "\n" || character === "\r") && open.length === 1)
                return position;
        }
        else if (character === '"')
            open.push('"');
        else if (character === "{")
            open.push("{");
        else if (character === "}")
            open.pop();
    }
    return text.length;
}
/** The end of the mark that ends the heredoc at `start`, or -1. */
function heredocEnd(text, start) {
    const opening = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*(?:\r\n|\n|\r)/u.exec(text.slice(start, start + 200));
    if (opening === null)
        return -1;
    const mark = opening[1];
    for (let line = start + opening[0].length; line < text.length;) {
        const end = lineEnd(text, line);
        let from = line;
        while (text[from] === " " || text[from] === "\t")
            from++;
        if (text.startsWith(mark, from) && text.slice(from + mark.length, end).trim() === "")
            return from + mark.length;
        line = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
    }
    return -1;
}
/** The end of the expression that begins at `start`: before what parts it from the next, or one of `stops`. */
function expressionEnd(text, start, stops = "") {
    let depth = 0;
    let last = start;
    for (let position = start; position < text.length;) {
        const character = text[position];
        if (character === '"') {
            last = position = stringEnd(text, position);
            continue;
        }
        if (character === "<" && text[position + 1] === "<") {
            const end = heredocEnd(text, position);
            last = position = end === -1 ? position + 2 : end;
            continue;
        }
        if (isLineComment(text, position)) {
            position = lineEnd(text, position);
            continue;
        }
        if (character === "/" && text[position + 1] === "*") {
            position = skipSpaces(text, position);
            continue;
        }
        if (depth === 0 && (/[\r\n,)\]}]/.test(character) || (stops.includes(character) && stops !== "")))
            return last;
        if (character === "(" || character === "[" || character === "{")
            depth++;
        else if (character === ")" || character === "]" || character === "}")
            depth--;
        position++;
        if (!/\s/.test(character))
            last = position;
    }
    return last;
}
function isLineComment(text, position) {
    return text[position] === "#" || (text[position] === "/" && text[position + 1] === "/");
}
function lineEnd(text, start) {
    let position = start;
    while (position < text.length && text[position] !== "\n" && text[position] !== "\r")
        position++;
    return position;
}

// EXTERNAL MODULE: ./build/src/formats/yaml-scalars.js
var yaml_scalars = __webpack_require__(416);
;// CONCATENATED MODULE: ./build/src/formats/hcl.js



/**
 * Terraform's HCL 2.
 *
 * A block is a mapping under its type and its labels: `resource "a" "b" {}` is `resource` → `a` → `b`. A block that
 * occurs again with the same type and labels makes a sequence of them all. A call with a literal among its arguments is a
 * mapping from its name, with parentheses, to its argument or the sequence of them: `jsonencode()` → …. Every other
 * expression is a template scalar with its source for a value, as is a string with an interpolation. A heredoc is a
 * literal scalar from its `<<` to its end mark.
 */
const hcl = {
    language: "hcl",
    read(text) {
        const parser = new HclParser(text);
        const root = parser.body(text.startsWith("\uFEFF") ? 1 : 0, 0, false);
        const span = { start: 0, end: text.length };
        return [{ root: { ...root.node, ...span }, span, defects: parser.defects, template: parser.template }];
    },
};
class HclParser {
    defects = [];
    template = false;
    text;
    constructor(text) {
        this.text = text;
    }
    /** The attributes and blocks from `start` to the brace that closes them. */
    body(start, depth, isBraced) {
        const { text } = this;
        const names = {
            node: { kind: "mapping", start, end: start, entries: [] },
            below: new Map(),
            blocks: new Map(),
        };
        let position = start;
        for (;;) {
            position = skipBlanks(text, position);
            if (position >= text.length) {
                if (isBraced)
                    this.fault("the block is never closed", start - 1, start);
                break;
            }
            if (text[position] === "}") {
                position++;
                if (isBraced)
                    break;
                this.fault('"}" closes nothing', position - 1, position);
                continue;
            }
            const name = identifier(text, position);
            if (name === "" && text[position] !== '"') {
                position = this.skipLine(position);
                continue;
            }
            const end = name === "" ? stringEnd(text, position) : position + name.length;
            const key = this.word(position, end);
            const next = skipSpaces(text, end);
            if (text[next] === "=" && text[next + 1] !== "=") {
                const value = this.expression(skipSpaces(text, next + 1), depth + 1);
                names.node.entries.push({ key, value: value.node });
                position = Math.max(value.end, next + 1);
            }
            else
                position = this.block(names, key, next, depth);
        }
        const end = Math.min(position, text.length);
        names.node.end = end;
        return { node: names.node, end };
    }
    block(names, type, start, depth) {
        const { text } = this;
        const path = [type];
        let position = start;
        while (position < text.length && text[position] !== "{") {
            const name = identifier(text, position);
            const end = text[position] === '"' ? stringEnd(text, position) : position + name.length;
            if (end === position || path.length > 8)
                return this.skipLine(type.start);
            path.push(this.word(position, end));
            position = skipSpaces(text, end);
        }
        if (position >= text.length || depth > maxDepth)
            return this.skipLine(type.start);
        const body = this.body(position + 1, depth + 1, true);
        body.node.start = position;
        let parent = names;
        for (const label of path.slice(0, -1))
            parent = descend(parent, label, body.end);
        const last = path.at(-1);
        const known = parent.blocks.get(last.value);
        if (known === undefined) {
            parent.blocks.set(last.value, { index: parent.node.entries.length, items: [body.node] });
            parent.node.entries.push({ key: last, value: body.node });
        }
        else {
            known.items.push(body.node);
            const first = parent.node.entries[known.index];
            const sequence = { kind: "sequence", items: known.items, start: known.items[0].start, end: body.end };
            parent.node.entries[known.index] = { key: first.key, value: sequence };
        }
        return body.end;
    }
    expression(start, depth) {
        const literal = depth > maxDepth ? undefined : this.primary(start, depth);
        if (literal !== undefined && isOver(this.text, skipSpaces(this.text, literal.end)))
            return literal;
        const end = Math.max(start, expressionEnd(this.text, start));
        if (end === start)
            this.fault("a value is missing", start, start + 1);
        return this.source(start, end);
    }
    primary(start, depth) {
        const { text } = this;
        const character = text[start] ?? "";
        if (character === '"') {
            const end = stringEnd(text, start);
            return { node: this.word(start, end), end };
        }
        if (character === "<" && text[start + 1] === "<")
            return this.heredoc(start);
        if (character === "[" || character === "{") {
            if (/^[[{]\s*for\s/.test(text.slice(start, start + 80)))
                return undefined;
            return character === "[" ? this.list(start, "]", depth) : this.object(start, depth);
        }
        const number = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])/.exec(text.slice(start, start + 80))?.[0];
        if (number !== undefined)
            return this.plain(start, start + number.length, "number");
        const name = identifier(text, start);
        const end = start + name.length;
        if (name === "true" || name === "false")
            return this.plain(start, end, "boolean");
        if (name === "null")
            return this.plain(start, end, "null");
        if (name !== "" && text[end] === "(")
            return this.call(start, end, depth);
        return undefined;
    }
    /** A call, where it holds something that can be known. */
    call(start, open, depth) {
        const list = this.list(open, ")", depth);
        if (list.node.kind !== "sequence" ||
            !list.node.items.some((item) => item.kind !== "scalar" || item.type !== "template"))
            return undefined;
        const [first] = list.node.items;
        const key = {
            kind: "scalar",
            value: `${this.text.slice(start, open)}()`,
            type: "string",
            style: "plain",
            start,
            end: open,
        };
        const value = list.node.items.length === 1 && first !== undefined ? first : list.node;
        return { node: { kind: "mapping", entries: [{ key, value }], start, end: list.end }, end: list.end };
    }
    list(start, closing, depth) {
        const { text } = this;
        const items = [];
        let position = start + 1;
        for (;;) {
            position = skipBlanks(text, position);
            if (position >= text.length) {
                this.fault(`"${text[start]}" is never closed`, start, start + 1);
                break;
            }
            if (text[position] === closing) {
                position++;
                break;
            }
            if (text[position] === ",") {
                position++;
                continue;
            }
            const item = this.expression(position, depth + 1);
            if (item.end <= position) {
                position++;
                continue;
            }
            items.push(item.node);
            position = item.end;
            // `f(list...)`
            if (text.startsWith("...", position))
                position += 3;
        }
        return { node: { kind: "sequence", items, start, end: position }, end: position };
    }
    object(start, depth) {
        const { text } = this;
        const entries = [];
        let position = start + 1;
        for (;;) {
            position = skipBlanks(text, position);
            if (position >= text.length) {
                this.fault('"{" is never closed', start, start + 1);
                break;
            }
            if (text[position] === "}") {
                position++;
                break;
            }
            if (text[position] === ",") {
                position++;
                continue;
            }
            const name = identifier(text, position);
            const end = text[position] === '"'
                ? stringEnd(text, position)
                : name === ""
                    ? expressionEnd(text, position, "=:")
                    : position + name.length;
            const next = skipSpaces(text, end);
            if (end <= position || (text[next] !== "=" && text[next] !== ":")) {
                position = Math.max(position + 1, expressionEnd(text, position));
                continue;
            }
            const key = text[position] === '"' || name !== "" ? this.word(position, end) : this.source(position, end).node;
            const value = this.expression(skipSpaces(text, next + 1), depth + 1);
            if (key.kind === "scalar")
                entries.push({ key, value: value.node });
            position = Math.max(value.end, next + 1);
        }
        return { node: { kind: "mapping", entries, start, end: position }, end: position };
    }
    heredoc(start) {
        const end = heredocEnd(this.text, start);
        if (end === -1)
            return undefined;
        const scalar = { kind: "scalar", value: "", type: "string", style: "literal", start, end };
        const value = (0,content/* contentRuns */.a)(this.text, scalar, "hcl")?.value ?? "";
        return { node: this.typed({ ...scalar, value }), end };
    }
    /** A quoted string, or an identifier that stands for itself. */
    word(start, end) {
        const { text } = this;
        if (text[start] !== '"')
            return { kind: "scalar", value: text.slice(start, end), type: "string", style: "plain", start, end };
        const scalar = { kind: "scalar", value: "", type: "string", style: "quoted", start, end };
        const isClosed = end - start > 1 && text[end - 1] === '"';
        if (!isClosed)
            this.fault("the string is never closed", start, end);
        const written = text.slice(start + 1, isClosed ? end - 1 : end);
        const isLiteral = !/(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(written);
        const value = isLiteral && isClosed ? ((0,content/* contentRuns */.a)(text, scalar, "hcl")?.value ?? written) : written;
        return this.typed({ ...scalar, value, type: isLiteral ? "string" : "template" });
    }
    typed(scalar) {
        const type = scalar.type === "template" || (scalar.style === "literal" && (0,yaml_scalars/* isTemplate */.F)(scalar.value)) ? "template" : scalar.type;
        if (type === "template")
            this.template = true;
        return { ...scalar, type };
    }
    source(start, end) {
        return this.plain(start, end, "template");
    }
    plain(start, end, type) {
        if (type === "template")
            this.template = true;
        return { node: { kind: "scalar", value: this.text.slice(start, end), type, style: "plain", start, end }, end };
    }
    skipLine(start) {
        let end = start;
        while (end < this.text.length && this.text[end] !== "\n" && this.text[end] !== "\r")
            end++;
        this.fault("neither an attribute nor a block", start, end);
        return end + 1;
    }
    fault(reason, start, end) {
        if (this.defects.length < 50)
            this.defects.push({ reason, start, end: Math.min(Math.max(end, start), this.text.length) });
    }
}
function descend(names, label, end) {
    let below = names.below.get(label.value);
    if (below === undefined) {
        below = { node: { kind: "mapping", start: label.start, end, entries: [] }, below: new Map(), blocks: new Map() };
        names.below.set(label.value, below);
        names.node.entries.push({ key: label, value: below.node });
    }
    below.node.end = Math.max(below.node.end, end);
    return below;
}
/** Whether an expression ends where `position` is. */
function isOver(text, position) {
    return (position >= text.length ||
        /[\r\n,\])}#:=]/.test(text[position]) ||
        /^\/[/*]|^\.\.\./.test(text.slice(position, position + 3)));
}
function identifier(text, position) {
    return /^[\p{L}_][\p{L}\p{N}_-]*/u.exec(text.slice(position, position + 200))?.[0] ?? "";
}
/** Deeper than any module nests its blocks and values. */
const maxDepth = 100;


/***/ })

};

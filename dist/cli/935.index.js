export const id = 935;
export const ids = [935];
export const modules = {

/***/ 935:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  toml: () => (/* binding */ toml)
});

// EXTERNAL MODULE: ./node_modules/toml-eslint-parser/lib/index.mjs + 3 modules
var lib = __webpack_require__(605);
// EXTERNAL MODULE: ./build/src/formats/templates.js
var templates = __webpack_require__(273);
// EXTERNAL MODULE: ./build/src/formats/content.js
var content = __webpack_require__(59);
// EXTERNAL MODULE: ./build/src/formats/yaml-scalars.js
var yaml_scalars = __webpack_require__(416);
;// CONCATENATED MODULE: ./build/src/formats/toml-tree.js


/** The tree of a TOML program, whose values are taken from the text: the program may be of a mended copy. */
function tomlTree(program, source) {
    const builder = new TomlTree(source);
    for (const item of program.body[0].body) {
        if (item.type === "TOMLTable")
            builder.table(item);
        else
            builder.entry(builder.root, item);
    }
    return { root: builder.root.node, template: builder.template };
}
class TomlTree {
    root;
    template = false;
    source;
    action = 0;
    constructor(source) {
        this.source = source;
        this.root = {
            node: { kind: "mapping", start: 0, end: source.text.length, entries: [] },
            tables: new Map(),
            parent: undefined,
        };
    }
    table(header) {
        const [start, end] = header.range;
        const keys = header.key.keys.slice(0, maxDepth);
        let table = this.root;
        for (const [index, key] of keys.entries()) {
            const isLast = index === keys.length - 1;
            table =
                isLast && header.kind === "array"
                    ? this.append(table, key, start, end)
                    : this.descend(table, key, isLast ? start : key.range[0], end);
        }
        extend(table, end);
        for (const entry of header.body)
            this.entry(table, entry);
    }
    entry(table, entry) {
        const keys = entry.key.keys.slice(0, maxDepth);
        let target = table;
        for (const key of keys.slice(0, -1))
            target = this.descend(target, key, key.range[0], entry.range[1]);
        const value = this.value(entry.value, 0);
        target.node.entries.push({ key: this.key(keys.at(-1)), value });
        extend(target, Math.max(value.end, entry.range[1]));
    }
    /** The table under a key, made where there is none. */
    descend(table, key, start, end) {
        const name = this.key(key);
        const known = table.tables.get(name.value);
        const found = known !== undefined && "last" in known ? known.last : known;
        if (found !== undefined)
            return found;
        const made = { node: { kind: "mapping", start, end, entries: [] }, tables: new Map(), parent: table };
        table.node.entries.push({ key: name, value: made.node });
        table.tables.set(name.value, made);
        return made;
    }
    /** One more table in the array under a key. */
    append(table, key, start, end) {
        const name = this.key(key);
        let known = table.tables.get(name.value);
        if (known === undefined || !("last" in known)) {
            known = { node: { kind: "sequence", start, end, items: [] }, last: undefined };
            table.node.entries.push({ key: name, value: known.node });
            table.tables.set(name.value, known);
        }
        const node = { kind: "mapping", start, end, entries: [] };
        const made = { node: { ...node, entries: [] }, tables: new Map(), parent: table, array: known.node };
        known.node.items.push(made.node);
        known.last = made;
        return made;
    }
    key(key) {
        const [start, end] = key.range;
        const written = this.source.text.slice(start, end);
        if (key.type === "TOMLBare")
            return {
                kind: "scalar",
                value: written,
                type: this.holdsAction(start, end) ? "template" : "string",
                style: "plain",
                start,
                end,
            };
        return this.string(start, end);
    }
    value(value, depth) {
        const [start, end] = value.range;
        if (depth > maxDepth)
            return this.bare(start, end, "string");
        if (value.type === "TOMLArray")
            return { kind: "sequence", items: value.elements.map((element) => this.value(element, depth + 1)), start, end };
        if (value.type === "TOMLInlineTable") {
            const table = { node: { kind: "mapping", start, end, entries: [] }, tables: new Map(), parent: undefined };
            for (const entry of value.body)
                this.entry(table, entry);
            return table.node;
        }
        if (value.kind === "string")
            return this.string(start, this.source.long.get(start) ?? end);
        if (value.kind === "boolean")
            return this.bare(start, end, "boolean");
        return this.bare(start, end, value.kind === "integer" || value.kind === "float" ? "number" : "string");
    }
    /** A string; one without quotes is an action, or what the reader quoted to go on. */
    string(start, end) {
        const { text } = this.source;
        const quote = text[start];
        if (quote !== '"' && quote !== "'")
            return this.bare(start, end, (0,yaml_scalars/* isTemplate */.F)(text.slice(start, end)) ? "template" : "string");
        const scalar = { kind: "scalar", value: "", type: "string", style: "quoted", start, end };
        const value = (0,content/* contentRuns */.a)(text, scalar, "toml")?.value ?? "";
        const type = this.holdsAction(start, end) || (0,yaml_scalars/* isTemplate */.F)(value) ? "template" : "string";
        if (type === "template")
            this.template = true;
        return { ...scalar, value, type };
    }
    bare(start, end, type) {
        const value = this.source.text.slice(start, end);
        const isAction = type === "template" || this.holdsAction(start, end);
        if (isAction)
            this.template = true;
        return { kind: "scalar", value, type: isAction ? "template" : type, style: "plain", start, end };
    }
    holdsAction(start, end) {
        const { actions } = this.source;
        while (this.action > 0 && actions[this.action - 1].end > start)
            this.action--;
        while (this.action < actions.length && actions[this.action].end <= start)
            this.action++;
        return this.action < actions.length && actions[this.action].start < end;
    }
}
function extend(table, end) {
    for (let current = table; current !== undefined; current = current.parent) {
        current.node.end = Math.max(current.node.end, end);
        if (current.array !== undefined)
            current.array.end = Math.max(current.array.end, end);
    }
}
/** The stack of the reader; a node's configuration has three levels. */
const maxDepth = 200;

;// CONCATENATED MODULE: ./build/src/formats/toml.js



/**
 * TOML. Tables are nested as their headers and dotted keys say, so a key that stands after `[host]` is found in `host`,
 * wherever its author wanted it. The key of a table has its span in the header that names it first.
 *
 * A fault costs what is at fault and no more: a value without quotes is still a value (`plain`), a key that is defined
 * twice is there twice, and only a line that can be read in no way is left out.
 */
const toml = {
    language: "toml",
    read(text) {
        const found = (0,templates/* mayHoldActions */.e3)(text) ? (0,templates/* actions */.o1)(text) : [];
        const repair = new Repair(text, found);
        const span = { start: 0, end: text.length };
        const program = repair.run();
        const tree = tomlTree(program, { text, actions: found, long: repair.long });
        const template = found.length > 0 || tree.template;
        // What an action leaves out of the file may be what makes it whole.
        const defects = found.length > 0 ? [] : repair.defects.toSorted((a, b) => a.start - b.start);
        return [{ root: tree.root, span, defects, template }];
    },
};
/** Changes a copy of the text, every offset kept, until it can be parsed. */
class Repair {
    defects = [];
    /** Where strings really end that the copy holds none of: by where they begin. */
    long = new Map();
    text;
    copy;
    renamed = 0;
    constructor(text, found) {
        this.text = text;
        this.copy = found.length === 0 ? text : (0,templates/* maskActions */.kD)(text, (action, start) => fill(text, action, start));
        if (text.length > longString)
            this.dropLongStrings();
    }
    run() {
        // Each attempt reads the whole text, at some 0.4 MB/s.
        for (let attempts = Math.min(60, 2 + 200_000 / this.text.length); attempts > 0; attempts--) {
            try {
                return (0,lib/* parseTOML */.MD)(this.copy);
            }
            catch (error) {
                if (!(error instanceof lib/* ParseError */.mB)) {
                    this.defects.push({ reason: "nested too deeply", start: 0, end: Math.min(1, this.text.length) });
                    return (0,lib/* parseTOML */.MD)("");
                }
                this.mend(error);
            }
        }
        return this.halves();
    }
    /** The faults are too many to mend one by one: what stands before the next of them. */
    halves() {
        for (let attempts = 2; attempts > 0; attempts--) {
            try {
                return (0,lib/* parseTOML */.MD)(this.copy);
            }
            catch (error) {
                if (!(error instanceof lib/* ParseError */.mB))
                    break;
                const start = Math.min(lineStart(this.copy, error.index), Math.floor(this.copy.length / 2));
                this.copy = this.copy.slice(0, start);
            }
        }
        return (0,lib/* parseTOML */.MD)("");
    }
    mend({ index, message }) {
        const at = Math.min(index, this.copy.length);
        if (message.startsWith("Defining a key")) {
            const key = /^(?:[\w-]+|"[^"\r\n]*"|'[^'\r\n]*')/.exec(this.copy.slice(at, at + 1_000))?.[0];
            if (key !== undefined) {
                this.defects.push({
                    reason: `the key ${this.text.slice(at, at + key.length)} is defined twice`,
                    start: at,
                    end: at + key.length,
                });
                this.replace(at, rename(key, this.renamed++));
                return;
            }
        }
        const start = this.statement(at);
        const end = lineEnd(this.copy, start);
        const line = this.copy.slice(start, end);
        const bare = /^[ \t]*(?:[\w-]+|"[^"]*"|'[^']*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"]*"|'[^']*'))*[ \t]*=[ \t]*([^\s"'[\]{}#=,][^"'#]+)/.exec(line);
        const value = bare?.[1]?.trimEnd();
        if (bare !== null && value !== undefined && value.length >= 2) {
            const from = start + bare[0].length - bare[1].length;
            this.defects.push({ reason: "a string without quotes", start: from, end: from + value.length });
            this.replace(from, `"${value.slice(1, -1).replace(/[\\\x00-\x08\x0b-\x1f\x7f]/g, "_")}"`);
            return;
        }
        const from = at < end && at >= start ? at : start + line.length - line.trimStart().length;
        this.defects.push({ reason: lowered(message), start: from, end: Math.max(from + 1, start + line.trimEnd().length) });
        this.replace(start, line.replace(/[^\r\n]/g, " "));
    }
    /** The line at fault, or the last one before it that has anything on it. */
    statement(at) {
        let start = lineStart(this.copy, at);
        while (start > 0 && this.copy.slice(start, lineEnd(this.copy, start)).trim() === "") {
            start = lineStart(this.copy, start - (this.copy[start - 2] === "\r" ? 2 : 1));
        }
        return start;
    }
    replace(start, by) {
        this.copy = this.copy.slice(0, start) + by + this.copy.slice(start + by.length);
    }
    /** The parser spreads the characters of a string over a call, which the stack bears for some 100,000 of them. */
    dropLongStrings() {
        this.copy = this.copy.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/g, (string, start) => {
            if (string.length < longString || typeof start !== "number")
                return string;
            this.long.set(start, start + string.length);
            const quotes = string.startsWith(string[0].repeat(3)) ? 6 : 2;
            return string[0].repeat(quotes) + " ".repeat(string.length - quotes);
        });
    }
}
/** What stands for an action that shares its line: part of a string or key, or else a string of its own. */
function fill(text, action, start) {
    const before = text.slice(lineStart(text, start), start);
    const isInside = (before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 || (before.match(/'/g)?.length ?? 0) % 2 === 1;
    if (isInside || !/[=,[]\s*$/.test(before) || /^\s*\[[^=]*$/.test(before))
        return "A".repeat(action.length);
    return `"${"A".repeat(action.length - 2)}"`;
}
/** Another key of the same length. */
function rename(key, count) {
    const quote = /^["']/.exec(key)?.[0] ?? "";
    const length = key.length - 2 * quote.length;
    const name = length === 0 ? "" : count.toString(36).slice(-length).padStart(length, "-");
    return quote + name + quote;
}
function lowered(message) {
    return message.charAt(0).toLowerCase() + message.slice(1);
}
function lineStart(text, offset) {
    let position = Math.max(0, offset);
    while (position > 0 && text[position - 1] !== "\n" && text[position - 1] !== "\r")
        position--;
    return position;
}
function lineEnd(text, offset) {
    let position = offset;
    while (position < text.length && text[position] !== "\n" && text[position] !== "\r")
        position++;
    return position;
}
const longString = 50_000;


/***/ })

};
